"""One instant a day, in order, in every zone that ever did something odd."""

from __future__ import annotations

from bisect import bisect_right
from datetime import UTC, date, datetime, time, timedelta
from itertools import accumulate, pairwise
from statistics import fmean
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.errors import InvalidInputError
from appliance.schedule.occurrences import (
    MOST_JITTER_MINUTES,
    MOST_WEEKS,
    Plan,
    next_occurrence,
    occurrences,
    week_number,
)
from appliance.schedule.walltime import again_at, due_at, parse_local_time, zone_named

EVERY_DAY = frozenset(range(7))
ODD_ZONES = [
    "Europe/Berlin",
    "America/New_York",
    "America/Santiago",
    "Australia/Lord_Howe",
    "Africa/Casablanca",
    "Africa/Cairo",
    "Asia/Tehran",
    "Pacific/Apia",
    "America/St_Johns",
    "America/Havana",
    "Asia/Beirut",
    "Asia/Kathmandu",
]
ZONES = st.sampled_from(ODD_ZONES) | st.sampled_from(sorted(available_timezones()))
"""Any zone, the odd ones more often."""

WALL_TIMES = st.times().map(lambda moment: moment.replace(second=0, microsecond=0))
DAY = timedelta(days=1)


def dates(first: date, last: date) -> list[date]:
    return [first + number * DAY for number in range((last - first).days + 1)]


def was(day: date, zone: ZoneInfo) -> bool:
    """Whether the clocks of a zone ever showed this date: some quarter of an hour around it reads so."""
    midnight = datetime.combine(day, time(), tzinfo=UTC)
    quarters = (midnight + timedelta(minutes=15 * number) for number in range(-4 * 16, 4 * 40))
    return any(quarter.astimezone(zone).date() == day for quarter in quarters)


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    """Any plan that a check-in can have, around 2026."""
    weeks = draw(st.integers(1, MOST_WEEKS))
    starts_on = draw(st.none() | st.dates(date(2025, 6, 1), date(2026, 6, 1)))
    length = draw(st.none() | st.integers(0, 200))
    return Plan(
        at=draw(WALL_TIMES),
        weekdays=frozenset(draw(st.sets(st.integers(0, 6), min_size=1))),
        zone=ZoneInfo(draw(ZONES)),
        starts_on=starts_on,
        ends_on=None if length is None else (starts_on or date(2026, 1, 1)) + length * DAY,
        every_weeks=weeks,
        week_phase=draw(st.integers(0, weeks - 1)),
        jitter_minutes=draw(st.just(0) | st.integers(1, MOST_JITTER_MINUTES)),
        seed=draw(st.text(max_size=4)),
    )


MOMENTS = st.datetimes(datetime(2025, 6, 1), datetime(2026, 12, 1), timezones=st.just(UTC))  # noqa: DTZ001


@pytest.mark.parametrize("name", ODD_ZONES)
def test_every_half_hour_has_one_instant_a_day_in_order(name: str) -> None:
    zone = ZoneInfo(name)
    start, end = datetime(2025, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)
    for half_hour in range(48):
        at = time(half_hour // 2, half_hour % 2 * 30)
        found = list(occurrences(Plan(at, EVERY_DAY, zone), start, end))
        assert all(later.day - earlier.day == timedelta(days=1) for earlier, later in pairwise(found))
        assert all(earlier.due_at < later.due_at for earlier, later in pairwise(found))
        assert 729 <= len(found) <= 731


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("Pacific/Apia", date(2011, 1, 1), date(2012, 12, 31)),
        ("Pacific/Fakaofo", date(2011, 1, 1), date(2012, 12, 31)),
        ("Pacific/Kwajalein", date(1993, 1, 1), date(1993, 12, 31)),
        ("Pacific/Kiritimati", date(1994, 6, 1), date(1995, 6, 1)),
        ("Asia/Manila", date(1844, 12, 1), date(1845, 1, 31)),
        ("America/Juneau", date(1867, 10, 1), date(1867, 11, 30)),
    ],
)
def test_every_date_that_was_has_its_instant_and_no_other(name: str, first: date, last: date) -> None:
    """Where a whole day was left out (Apia, 30 December 2011) or lived through twice (Juneau, 18 October 1867)."""
    zone = ZoneInfo(name)
    lived = [day for day in dates(first, last) if was(day, zone)]
    assert len(dates(first, last)) - len(lived) in ((0,) if name == "America/Juneau" else (1,))
    for half_hour in range(48):
        at = time(half_hour // 2, half_hour % 2 * 30)
        plan = Plan(at, EVERY_DAY, zone, starts_on=first, ends_on=last)
        around = [datetime.combine(day, time(12), tzinfo=UTC) for day in (first - 2 * DAY, last + 2 * DAY)]
        found = list(occurrences(plan, *around))
        assert [each.day for each in found] == lived
        assert all(earlier.due_at < later.due_at for earlier, later in pairwise(found))


def test_a_rotation_goes_on_past_a_date_that_never_was() -> None:
    """The Friday of eight weeks that Apia left out: the next one is eight weeks later, not never."""
    missing = date(2011, 12, 30)
    plan = Plan(time(9), frozenset({4}), ZoneInfo("Pacific/Apia"), every_weeks=8, week_phase=week_number(missing) % 8)
    assert plan.falls_on(missing)
    found = next_occurrence(plan, datetime(2011, 11, 5, tzinfo=UTC))
    assert found is not None
    assert found.day == missing + timedelta(weeks=8)


def test_a_date_that_never_was_has_no_instant() -> None:
    apia = ZoneInfo("Pacific/Apia")
    assert due_at(date(2011, 12, 30), time(9), apia) is None
    days = [
        found.day
        for found in occurrences(
            Plan(time(9), EVERY_DAY, apia), datetime(2011, 12, 28, tzinfo=UTC), datetime(2012, 1, 2, tzinfo=UTC)
        )
    ]
    assert date(2011, 12, 30) not in days
    assert {date(2011, 12, 29), date(2011, 12, 31)} <= set(days)


def test_a_skipped_time_is_due_once_after_the_gap_and_a_repeated_one_the_first_time() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    assert due_at(date(2026, 3, 29), time(2, 30), berlin) == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    assert due_at(date(2026, 10, 25), time(2, 30), berlin) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_a_gap_at_midnight_keeps_the_day() -> None:
    """Beirut moves 00:00 to 01:00; a check-in at midnight still rings on that date."""
    beirut = ZoneInfo("Asia/Beirut")
    instant = due_at(date(2026, 3, 29), time(0, 0), beirut)
    assert instant is not None
    assert instant.astimezone(beirut).date() == date(2026, 3, 29)


@given(
    zone=st.sampled_from(sorted(available_timezones())).map(ZoneInfo),
    at=st.times().map(lambda moment: moment.replace(second=0, microsecond=0)),
    weekdays=st.sets(st.integers(0, 6), min_size=1),
    after=st.datetimes(datetime(1990, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
)
def test_the_next_one_is_later_and_on_a_chosen_weekday(
    zone: ZoneInfo, at: time, weekdays: set[int], after: datetime
) -> None:
    found = next_occurrence(Plan(at, frozenset(weekdays), zone), after)
    assert found is not None
    assert found.due_at > after
    assert found.day.weekday() in weekdays
    again = next_occurrence(Plan(at, frozenset(weekdays), zone), found.due_at)
    assert again is not None
    assert again.day > found.day


@given(plans(), MOMENTS)
def test_each_of_its_days_has_one_occurrence_within_its_window_and_no_other_day_has_any(
    plan: Plan, begin: datetime
) -> None:
    end = begin + timedelta(days=100)
    found = list(occurrences(plan, begin, end))
    expected = []
    for day in dates(begin.date() - 3 * DAY, end.date() + 3 * DAY):
        usual = due_at(day, plan.at, plan.zone)
        weeks = (day - date(1970, 1, 5)).days // 7
        inside = (plan.starts_on or day) <= day <= (plan.ends_on or day)
        if day.weekday() in plan.weekdays and weeks % plan.every_weeks == plan.week_phase and inside and usual:
            rung = plan.on(day)
            assert rung is not None
            assert rung.day == day
            assert timedelta() <= rung.due_at - usual <= timedelta(minutes=plan.jitter_minutes)
            assert plan.on(day) == rung
            if begin < rung.due_at <= end:
                expected.append(rung)
        else:
            assert plan.on(day) is None
    assert found == expected
    assert all(earlier.day < later.day and earlier.due_at < later.due_at for earlier, later in pairwise(found))


@given(plans(), MOMENTS, st.lists(st.integers(0, 40 * 24 * 3600), max_size=8))
def test_windows_one_after_the_other_lose_nothing_and_double_nothing(
    plan: Plan, begin: datetime, lengths: list[int]
) -> None:
    moments = list(accumulate((timedelta(seconds=length) for length in lengths), initial=timedelta()))
    borders = [begin + moment for moment in moments]
    whole = list(occurrences(plan, borders[0], borders[-1]))
    pieces = [each for after, until in pairwise(borders) for each in occurrences(plan, after, until)]
    assert pieces == whole


@given(plans(), MOMENTS)
def test_a_window_may_end_or_begin_at_the_very_instant(plan: Plan, begin: datetime) -> None:
    found = next_occurrence(plan, begin)
    if found is not None:
        instant = timedelta(microseconds=1)
        assert list(occurrences(plan, found.due_at - instant, found.due_at)) == [found]
        assert found not in occurrences(plan, found.due_at, found.due_at + DAY)
        assert found not in occurrences(plan, begin, found.due_at - instant)


@given(plans(), MOMENTS)
def test_the_next_one_is_the_first_of_all_that_come(plan: Plan, begin: datetime) -> None:
    everything = occurrences(plan, begin, datetime(2029, 1, 1, tzinfo=UTC))
    found = next_occurrence(plan, begin)
    assert found == next(everything, None)
    if found is not None:
        assert next_occurrence(plan, found.due_at) == next(everything, None)


@given(plans(), st.integers(2, MOST_WEEKS), MOMENTS)
def test_the_phases_of_a_rotation_share_out_the_days_in_whole_weeks(plan: Plan, weeks: int, begin: datetime) -> None:
    end = begin + timedelta(weeks=3 * weeks)
    every = Plan(plan.at, plan.weekdays, plan.zone, jitter_minutes=plan.jitter_minutes, seed=plan.seed)
    phases = [
        list(occurrences(Plan(**{**_fields(every), "every_weeks": weeks, "week_phase": phase}), begin, end))
        for phase in range(weeks)
    ]
    assert sorted((each for phase in phases for each in phase), key=lambda each: each.due_at) == list(
        occurrences(every, begin, end)
    )
    for phase in phases:
        mondays = sorted({each.day - each.day.weekday() * DAY for each in phase})
        assert all((later - earlier).days % (7 * weeks) == 0 for earlier, later in pairwise(mondays))


def _fields(plan: Plan) -> dict[str, Any]:
    return {name: getattr(plan, name) for name in Plan.__slots__}


@settings(derandomize=True)
@given(st.text(max_size=8), st.integers(30, MOST_JITTER_MINUTES))
def test_over_a_year_the_jitter_uses_its_whole_window_evenly(seed: str, minutes: int) -> None:
    plan = Plan(time(21), EVERY_DAY, ZoneInfo("UTC"), jitter_minutes=minutes, seed=seed)
    found = occurrences(plan, datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC))
    shares = sorted((each.due_at - due).total_seconds() / (minutes * 60) for each in found if (due := _nine(each.day)))
    assert len(shares) == 365
    assert abs(fmean(shares) - 0.5) < 0.1
    widest = max(abs(bisect_right(shares, tenth / 10) / 365 - tenth / 10) for tenth in range(1, 10))
    assert widest < 0.13, "the share of days below each tenth of the window"


def _nine(day: date) -> datetime:
    return datetime.combine(day, time(21), tzinfo=UTC)


def test_check_ins_draw_their_jitter_apart_and_days_do_too() -> None:
    weeks = (datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 21, tzinfo=UTC))
    zone = ZoneInfo("UTC")
    two = [Plan(time(21), EVERY_DAY, zone, jitter_minutes=60, seed=seed) for seed in ("one", "other")]
    drawn = {each.due_at - _nine(each.day) for plan in two for each in occurrences(plan, *weeks)}
    assert len(drawn) > 30


def test_bad_input_is_named() -> None:
    with pytest.raises(InvalidInputError, match="'25:00' is not a time of day"):
        parse_local_time("25:00")
    with pytest.raises(InvalidInputError, match="'half past' is not a time of day"):
        parse_local_time("half past")
    with pytest.raises(InvalidInputError, match="'Mars/Olympus' is not a time zone"):
        zone_named("Mars/Olympus")


def test_a_repeated_wall_time_has_a_second_instant_and_no_other_has() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    assert again_at(date(2026, 10, 25), time(2, 30), berlin) == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    assert again_at(date(2026, 10, 25), time(3, 30), berlin) is None
    assert again_at(date(2026, 3, 29), time(2, 30), berlin) is None, "a gap is no repetition"
