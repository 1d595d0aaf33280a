"""Achievements: long streaks, and habits taken up again, by worked examples and against a count by hand."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.progress.achievements import MILESTONES, Feat, achievements
from appliance.schedule.habits import parse_rhythm
from tests.progress.lives import MONDAY, lived

STREAK, RECOVERY = Feat.STREAK, Feat.RECOVERY


@pytest.mark.parametrize(
    ("schedule", "days", "expected"),
    [
        ("daily", "x" * 6 + ".", []),
        ("daily", "x" * 7 + ".", [(STREAK, 7, 6)]),
        ("daily", "x" * 31, [(STREAK, 7, 6), (STREAK, 30, 29)]),
        ("daily", "xxxxxxx.xxxxxxx.", [(STREAK, 7, 6), (RECOVERY, 7, 14)]),
        ("daily", "xxx.xxxxxxx.", [(STREAK, 7, 10)]),  # nothing to come back to
        ("daily", "xxxxsxxxx", [(STREAK, 7, 7)]),  # a skip neither breaks nor counts
        ("3/week", "xxx....xxx....xxx....xxx....", [(STREAK, 4, 23)]),
        ("every 3 days", "x..x..x..x..x..", [(STREAK, 5, 12)]),
    ],
)
def test_by_hand(schedule: str, days: str, expected: list[tuple[Feat, int, int]]) -> None:
    found = achievements(lived(days, parse_rhythm(schedule)))
    assert [(each.feat, each.count, (each.day - MONDAY).days) for each in found] == expected


@given(st.text(alphabet="x.s", min_size=1, max_size=120))
def test_of_a_daily_habit_as_somebody_would_count_them(days: str) -> None:
    run, best, expected = 0, 0, set()
    first = MILESTONES["day"][0]
    for offset, day in enumerate(days):
        if day == "." and offset < len(days) - 1:
            run = 0
        if day == "x":
            run += 1
            if run == first and best >= first:
                expected.add((RECOVERY, first, offset))
            if run in MILESTONES["day"] and run > best:
                expected.add((STREAK, run, offset))
            best = max(best, run)
    found = {(each.feat, each.count, (each.day - MONDAY).days) for each in achievements(lived(days))}
    assert found == expected


def test_they_come_by_day() -> None:
    found = achievements(lived("xxxxxxx." * 20))
    assert [each.day for each in found] == sorted(each.day for each in found)
    assert found[-1].day == MONDAY + timedelta(8 * 19 + 6)
