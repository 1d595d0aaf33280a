"""Streaks and completion: examples by hand for every kind of schedule, and what holds for any life."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.progress import Course, Habit, Streak, completion, course_of, streaks
from appliance.schedule.habits import DAILY, EveryDays, OnWeekdays, Rhythm, TimesPer
from tests.progress.lives import DAYS, FIRSTS, MONDAY, RHYTHMS, lived, with_done
from tests.progress.test_strength import MONTHLY, THIRD, THRICE, WORKDAYS


@pytest.mark.parametrize(
    ("days", "rhythm", "current", "best"),
    [
        (".", DAILY, 0, 0),
        ("x", DAILY, 1, 1),
        ("xxx.", DAILY, 3, 3),  # today may still be done
        ("xxx..", DAILY, 0, 3),
        ("xxh.", DAILY, 0, 2),  # half is not done
        ("xxsxppxoox.", DAILY, 5, 5),  # excused days neither break nor count
        ("xxSx.", DAILY, 4, 4),  # done all the same
        ("xx.xxxx.x.", DAILY, 1, 4),
        ("xxxxx.. xxxxx.. x", WORKDAYS, 11, 11),
        ("xxxx.xx x", WORKDAYS, 1, 4),  # Saturday does not make up for Friday
        ("xxxsx.. xppxx.. .", WORKDAYS, 7, 7),
        ("x.x.x.. ..xxx.. x......", THRICE, 2, 2),  # this week is going on
        ("x.x.x.. ..xxx.. x.x.x..", THRICE, 3, 3),
        ("x.x.x.. ..xx... x.x.x.. .", THRICE, 1, 1),
        ("x.x.x.. x.xs... x.x.x.. .", THRICE, 3, 3),  # a skip is one fewer
        ("x.x.x.. ppppppp xpppx.x .", THRICE, 2, 2),  # a week away does not count
        ("x.x.x.. xpp.x.. .", THRICE, 2, 2),  # five days of seven owe two
        ("x.. .x. ..x ...", THIRD, 3, 3),
        ("x.. ... x.. x", THIRD, 2, 2),
        ("x.. ppp x.. .", THIRD, 2, 2),
        ("x" + "." * 27 + ("." * 10 + "x" + "." * 17) + ".", MONTHLY, 2, 2),
        ("x" + "." * 27 + "." * 31 + "x", MONTHLY, 1, 1),
    ],
)
def test_examples_worked_by_hand(days: str, rhythm: Rhythm, current: int, best: int) -> None:
    found = streaks(lived(days, rhythm, date(2026, 2, 1) if rhythm == MONTHLY else MONDAY))
    assert (found.current, found.best) == (current, best)


def test_a_streak_says_what_it_counts() -> None:
    rhythms = (DAILY, WORKDAYS, THRICE, MONTHLY, THIRD)
    assert [streaks(lived("x", each)).unit for each in rhythms] == ["day", "day", "week", "month", "round"]


@pytest.mark.parametrize(
    ("first", "days", "current"),
    [
        (date(2026, 1, 9), "..x x.x.x.. .", 2),  # begun on a Friday: three days owe one
        (date(2026, 1, 9), "... x.x.x.. .", 1),
        (date(2026, 1, 11), ". x.x.x.. .", 1),  # begun on a Sunday: nothing yet
    ],
)
def test_a_week_in_which_it_began_owes_its_part(first: date, days: str, current: int) -> None:
    assert streaks(lived(days, THRICE, first)).current == current


@pytest.mark.parametrize(
    ("days", "rhythm", "over", "done", "due"),
    [
        ("xx.x.", DAILY, 7, 3, 4),  # today is not due until it is done
        ("xx.xx", DAILY, 7, 4, 5),
        ("xx.xspo.", DAILY, 7, 2, 3),
        ("xx.xspox", DAILY, 7, 3, 4),
        ("xxxx.xx .", WORKDAYS, 7, 3, 4),  # of Tuesday to today
        ("xxxx.xx .", WORKDAYS, 30, 4, 5),
        ("x.x.x.. .", THRICE, 8, 3, 3),
        ("xxxxxxx .", THRICE, 8, 3, 3),  # more than asked for is not more than all
        ("x.. .x. ... .", THIRD, 30, 2, 3),
    ],
)
def test_completion_worked_by_hand(days: str, rhythm: Rhythm, over: int, done: float, due: float) -> None:
    found = completion(lived(days, rhythm), over)
    assert found.done == done
    assert found.due == pytest.approx(due)
    assert found.rate == pytest.approx(done / due)


def test_what_was_excused_is_counted_by_its_reason() -> None:
    found = completion(lived("xsspppoooo."), 30)
    assert (found.skipped, found.paused, found.offline) == (2, 3, 4)
    assert completion(lived("sss."), 30).rate is None


def test_stretches_are_counted_from_when_it_was_wanted_also_where_it_was_done_before() -> None:
    on = [MONDAY + timedelta(each) for each in (0, 5)]
    today = MONDAY + timedelta(6)
    assert streaks(course_of(Habit(MONDAY, THIRD), dict.fromkeys(on, 1.0), {}, today)).current == 2
    earlier = dict.fromkeys([MONDAY - timedelta(1), *on], 1.0)
    assert streaks(course_of(Habit(MONDAY, THIRD), earlier, {}, today)).current == 3


def by_walking(course: Course, rhythm: Rhythm) -> Streak:
    """Streaks of what is due on days, by a walk from the first day to today."""
    assert isinstance(rhythm, OnWeekdays)
    current = best = 0
    for place, credit in enumerate(course.credit):
        day = course.first + timedelta(place)
        if day.weekday() not in rhythm.days:
            continue
        if credit >= 0.99:
            current += 1
        elif course.excuse[place] == 0 and place < course.days - 1:
            current = 0
        best = max(best, current)
    return Streak(current, best, "day")


@given(st.sets(st.integers(0, 6), min_size=1), DAYS, FIRSTS)
def test_a_walk_through_the_days_finds_the_same(on: set[int], days: str, first: date) -> None:
    rhythm = OnWeekdays(days=tuple(on))
    course = lived(days, rhythm, first)
    assert streaks(course) == by_walking(course, rhythm)


@given(RHYTHMS, DAYS, FIRSTS, st.data())
def test_one_more_day_done_never_shortens(rhythm: Rhythm, days: str, first: date, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(days) - 1))
    before, after = (streaks(lived(each, rhythm, first)) for each in (days, with_done(days, at)))
    assert after.current >= before.current
    assert after.best >= before.best


@given(RHYTHMS, DAYS, FIRSTS, st.integers(1, 120))
def test_rates_are_shares(rhythm: Rhythm, days: str, first: date, over: int) -> None:
    found = completion(lived(days, rhythm, first), over)
    assert found.rate is None or 0 <= found.rate <= 1
    assert found.skipped + found.paused + found.offline <= over


@given(RHYTHMS, st.integers(30, 200))
def test_all_done_is_all(rhythm: Rhythm, many: int) -> None:
    course = lived("x" * many, rhythm)
    assert completion(course, 30).rate == pytest.approx(1.0) or isinstance(rhythm, EveryDays | TimesPer)
    found = streaks(course)
    assert found.current == found.best
