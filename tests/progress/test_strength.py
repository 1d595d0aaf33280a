"""Strength: examples worked by hand for every kind of schedule, and what holds for any life."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.progress import Excuse, Habit, Running, course_of, strengths
from appliance.records.progress import Direction, MetricKind
from appliance.schedule.habits import DAILY, EveryDays, OnWeekdays, Rhythm, TimesPer
from tests.progress.lives import DAYS, FIRSTS, MONDAY, RHYTHMS, lived, with_done

THRICE = TimesPer(times=3, per="week")
WORKDAYS = OnWeekdays(days=(0, 1, 2, 3, 4))
THIRD = EveryDays(days=3)
MONTHLY = TimesPer(times=1, per="month")


@pytest.mark.parametrize(
    ("days", "rhythm", "after"),
    [
        # Daily: m = 0.5 ** (1 / 13) = 0.948078; thirteen days bring it to a half, thirteen without take half of that.
        ("x.", DAILY, 1 - 0.9480775),
        ("x" * 13 + ".", DAILY, 0.5),
        ("x" * 13 + "." * 13 + ".", DAILY, 0.25),
        ("xh.", DAILY, 0.0519225 * 0.9480775 + 0.5 * 0.0519225),
        ("x" * 13 + "s" * 9 + "p" * 30 + "o.", DAILY, 0.5),
        ("x" * 12 + "x", DAILY, 0.5),  # today counts as soon as it is done
        # Three a week: m = 0.5 ** (sqrt(3 / 7) / 13) = 0.965695; a day's share is what was done in 14 days, of 6.
        ("x......", THRICE, (1 - 0.9656953**6) / 6),
        ("x.x.", THRICE, (1 - 0.9656953**2) / 6 * 0.9656953 + (1 - 0.9656953) / 3),
        ("x.xs.", THRICE, (1 - 0.9656953**2) / 6 * 0.9656953 + (1 - 0.9656953) / 3),
        # Monday to Friday: m = 0.5 ** (sqrt(5 / 7) / 13) = 0.955941; of 10 in 14 days.
        ("x.", WORKDAYS, 0.1 * (1 - 0.9559406)),
        ("xx.", WORKDAYS, 0.1 * (1 - 0.9559406) * 0.9559406 + 0.2 * (1 - 0.9559406)),
        # Every third day: m = 0.5 ** (sqrt(1 / 3) / 13) = 0.969685; of 2 in 6 days.
        ("x..x.", THIRD, 0.5 * (1 - 0.9696847**3) * 0.9696847 + (1 - 0.9696847)),
        # Once a month: m = 0.5 ** (sqrt(1 / 30) / 13) = 0.990312; of 2 in 60 days.
        ("x.........." + ".", MONTHLY, 0.5 * (1 - 0.9903125**11)),
    ],
)
def test_examples_worked_by_hand(days: str, rhythm: Rhythm, after: float) -> None:
    assert strengths(lived(days, rhythm))[-1] == pytest.approx(after, abs=2e-6)


@pytest.mark.parametrize(
    ("week", "rhythm"),
    [
        ("xxxxxxx", DAILY),
        ("x.x.x..", THRICE),
        (".x...xx", THRICE),
        ("xxxxx..", WORKDAYS),
        ("x.." * 7, THIRD),
    ],
)
def test_what_is_kept_as_agreed_becomes_as_firm_as_can_be(week: str, rhythm: Rhythm) -> None:
    assert strengths(lived(week * 60 + ".", rhythm))[-1] > 0.99


def test_the_day_that_is_going_on_takes_nothing_away() -> None:
    firm = strengths(lived("x" * 20 + "."))
    assert firm[-1] == firm[-2]
    weekly = strengths(lived("x.x.x.." * 3 + "x" + "x", THRICE))
    assert weekly[-1] >= weekly[-2]


def test_what_was_logged_late_or_changed_counts_as_if_it_had_been_there() -> None:
    told = {MONDAY + timedelta(each): 1.0 for each in range(0, 20, 2)}
    habit, today = Habit(MONDAY), MONDAY + timedelta(25)
    before = strengths(course_of(habit, told, {}, today))[-1]
    late = {**dict(reversed(told.items())), MONDAY + timedelta(5): 1.0}
    assert strengths(course_of(habit, late, {}, today))[-1] > before
    assert strengths(course_of(habit, {**late, MONDAY + timedelta(5): 0.0}, {}, today))[-1] == before
    earlier = course_of(habit, {**told, MONDAY - timedelta(3): 1.0}, {}, today)
    assert earlier.first == MONDAY - timedelta(3)
    assert course_of(habit, {**told, today + timedelta(1): 1.0}, {}, today).days == 26, "days to come do not count"


@pytest.mark.parametrize(
    ("kind", "target", "direction", "low", "value", "credit"),
    [
        (MetricKind.HABIT, None, Direction.AT_LEAST, None, 0.6, 0.6),
        (MetricKind.NUMBER, 8.0, Direction.AT_LEAST, None, 6.0, 0.75),
        (MetricKind.NUMBER, 8.0, Direction.AT_LEAST, None, 20.0, 1.0),
        (MetricKind.DURATION, 2.0, Direction.AT_MOST, None, 2.0, 1.0),
        (MetricKind.DURATION, 2.0, Direction.AT_MOST, None, 3.0, 0.5),
        (MetricKind.DURATION, 2.0, Direction.AT_MOST, None, 9.0, 0.0),
        (MetricKind.NUMBER, 0.0, Direction.AT_MOST, None, 0.0, 1.0),
        (MetricKind.NUMBER, 0.0, Direction.AT_MOST, None, 0.1, 0.0),
        (MetricKind.SCALE, 7.0, Direction.AT_LEAST, 1.0, 4.0, 0.5),
        (MetricKind.NUMBER, None, Direction.AT_LEAST, None, 3.0, 1.0),
    ],
)
def test_credit_of_what_has_a_target(
    kind: MetricKind, target: float | None, direction: Direction, low: float | None, value: float, credit: float
) -> None:
    habit = Habit(MONDAY, DAILY, kind, target, direction, low)
    course = course_of(habit, {MONDAY: value}, {}, MONDAY + timedelta(1))
    assert course.credit[0] == pytest.approx(credit)


def test_skips_beyond_the_budget_of_a_month_are_not_excused() -> None:
    assert strengths(lived("x" * 13 + "sss.", skips_a_month=3))[-1] == pytest.approx(0.5)
    assert strengths(lived("x" * 13 + "ssss.", skips_a_month=3))[-1] == pytest.approx(0.5 * 0.5 ** (1 / 13))
    skipped_yet_done = strengths(lived("x" * 13 + "Ssss.", skips_a_month=3))[-1]
    assert skipped_yet_done == pytest.approx(1 - 0.5 ** (14 / 13)), "a skip that was done after all is not spent"
    skips = {date(2026, 1, 31): Excuse.SKIPPED, date(2026, 2, 1): Excuse.SKIPPED}
    ends = course_of(Habit(MONDAY, skips_a_month=1), {}, skips, date(2026, 2, 3))
    assert (ends.excuse == Excuse.SKIPPED).sum() == 2, "each month has its own"
    off = lived("s" * 14, WORKDAYS, skips_a_month=10)
    assert (off.excuse == Excuse.SKIPPED).sum() == 10, "a day that owes nothing is not skipped"


@given(RHYTHMS, DAYS, FIRSTS, st.data())
def test_one_more_day_done_never_lowers(rhythm: Rhythm, days: str, first: date, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(days) - 1))
    before, after = strengths(lived(days, rhythm, first)), strengths(lived(with_done(days, at), rhythm, first))
    assert np.all(after >= before - 1e-9)


@given(RHYTHMS, DAYS, FIRSTS, st.integers(0, 3))
def test_nor_where_skips_have_a_budget(rhythm: Rhythm, days: str, first: date, budget: int) -> None:
    for at, letter in enumerate(days):
        if letter == "s":
            before = strengths(lived(days, rhythm, first, skips_a_month=budget))
            after = strengths(lived(with_done(days, at), rhythm, first, skips_a_month=budget))
            assert np.all(after >= before - 1e-9)


@given(RHYTHMS, DAYS, FIRSTS)
def test_a_day_at_a_time_comes_to_the_same(rhythm: Rhythm, days: str, first: date) -> None:
    course = lived(days, rhythm, first)
    updated = [running.strength for running in Running.before(course).through(course)]
    assert strengths(course) == pytest.approx(updated, abs=1e-9)


@given(RHYTHMS, DAYS, FIRSTS)
def test_it_stays_between_nothing_and_all(rhythm: Rhythm, days: str, first: date) -> None:
    firm = strengths(lived(days, rhythm, first))
    assert np.all((firm >= 0) & (firm <= 1))


@given(RHYTHMS, DAYS, st.sampled_from("po"), st.integers(1, 60))
def test_excused_days_freeze_it(rhythm: Rhythm, days: str, excuse: str, many: int) -> None:
    before = days + "."
    over = lived(before + ".", rhythm)
    frozen = lived(before + excuse * many + ".", rhythm)
    assert strengths(frozen)[-1] == pytest.approx(strengths(over)[-1])
