"""Schedules of habits: read as people write them, kept as JSON, refused with the remedy."""

from __future__ import annotations

import json

import pytest
from hypothesis import given

from appliance.errors import InvalidInputError
from appliance.schedule.habits import (
    DAILY,
    EveryDays,
    OnWeekdays,
    Rhythm,
    TimesPer,
    parse_rhythm,
    stored_rhythm,
    times_a_day,
    write_rhythm,
)
from tests.progress.lives import RHYTHMS


@pytest.mark.parametrize(
    ("text", "rhythm"),
    [
        ("daily", DAILY),
        ("Mon-Fri", OnWeekdays(days=(0, 1, 2, 3, 4))),
        ("wed, mon", OnWeekdays(days=(0, 2))),
        ("3/week", TimesPer(times=3, per="week")),
        ("3 times a week", TimesPer(times=3, per="week")),
        ("3x per week", TimesPer(times=3, per="week")),
        ("2 a month", TimesPer(times=2, per="month")),
        (" every  3 days ", EveryDays(days=3)),
        ("every 1 days", DAILY),
    ],
)
def test_as_people_write_it(text: str, rhythm: Rhythm) -> None:
    assert parse_rhythm(text) == rhythm


@pytest.mark.parametrize(
    "text",
    [
        *("", "8/week", "0/week", "29/month", "every 0 days", "every 367 days", "someday", "3/year"),
        *("every three days", "9" * 5000 + "/week"),
    ],
)
def test_what_is_no_schedule_is_refused_with_what_to_write(text: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        parse_rhythm(text)
    assert "3/week" in caught.value.remedy


@pytest.mark.parametrize(
    "data", [{"kind": "hourly"}, {"kind": "weekdays", "days": []}, {"kind": "every", "days": "x"}, {"days": [1]}]
)
def test_what_was_stored_otherwise_is_refused(data: dict[str, object]) -> None:
    with pytest.raises(InvalidInputError):
        stored_rhythm(data)


def test_nothing_stored_is_daily() -> None:
    assert stored_rhythm({}) == DAILY


@given(RHYTHMS)
def test_written_and_stored_it_is_the_same(rhythm: Rhythm) -> None:
    assert parse_rhythm(write_rhythm(rhythm)) == rhythm
    assert stored_rhythm(json.loads(rhythm.model_dump_json())) == rhythm
    assert 0 < times_a_day(rhythm) <= 1
