"""One instant a day, in order, in every zone that ever did something odd."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.errors import InvalidInputError
from appliance.schedule.occurrences import Plan, next_occurrence, occurrences, week_number
from appliance.schedule.walltime import due_at, parse_local_time, zone_named

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


def test_bad_input_is_named() -> None:
    with pytest.raises(InvalidInputError, match="'25:00' is not a time of day"):
        parse_local_time("25:00")
    with pytest.raises(InvalidInputError, match="'half past' is not a time of day"):
        parse_local_time("half past")
    with pytest.raises(InvalidInputError, match="'Mars/Olympus' is not a time zone"):
        zone_named("Mars/Olympus")
