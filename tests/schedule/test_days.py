"""Accounting days share out time, in every zone, whenever they end."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from appliance.records.people import Pause
from appliance.schedule.days import LATEST_END, accounting_day, credited_day, day_end, pause_on
from appliance.schedule.walltime import due_at

ODD_ZONES = (
    "America/Santiago",
    "Australia/Lord_Howe",
    "Africa/Casablanca",
    "Africa/Cairo",
    "Pacific/Apia",
    "America/St_Johns",
    "America/Havana",
    "America/Nuuk",
    "America/Scoresbysund",
    "Asia/Beirut",
    "Asia/Gaza",
    "Antarctica/Troll",
    "Atlantic/Azores",
)
ZONES = (st.sampled_from(ODD_ZONES) | st.sampled_from(sorted(available_timezones()))).map(ZoneInfo)
ENDS = st.integers(0, LATEST_END.hour * 60 + LATEST_END.minute).map(lambda minute: time(minute // 60, minute % 60))
AT = st.integers(0, 24 * 60 - 1).map(lambda minute: time(minute // 60, minute % 60))
INSTANTS = st.datetimes(datetime(1970, 1, 3), datetime(2037, 12, 30), timezones=st.just(UTC))  # noqa: DTZ001
DAYS = st.dates(date(1970, 1, 3), date(2037, 12, 30))
DAY = timedelta(days=1)
APIA = ZoneInfo("Pacific/Apia")
LEFT_OUT = date(2011, 12, 30)
"""The date that Apia never had."""


def lies_in_a_change(instant: datetime, zone: ZoneInfo) -> bool:
    """Whether the clocks were set within a day of it."""
    around = range(-24, 25)
    return len({(instant + timedelta(hours=hour)).astimezone(zone).utcoffset() for hour in around}) > 1


@given(INSTANTS, ENDS, ZONES)
@example(datetime(2011, 12, 30, 11, 0, tzinfo=UTC), time(3), APIA)
@example(datetime(2011, 11, 6, 2, 45, tzinfo=UTC), time(0), ZoneInfo("America/St_Johns"))
def test_every_instant_lies_in_one_day(instant: datetime, ends_at: time, zone: ZoneInfo) -> None:
    day = accounting_day(instant, ends_at, zone)
    assert day_end(day - DAY, ends_at, zone) <= instant < day_end(day, ends_at, zone)


@given(DAYS, ENDS, ZONES)
@example(LEFT_OUT - DAY, time(0), APIA)
def test_days_follow_one_another_without_gap(day: date, ends_at: time, zone: ZoneInfo) -> None:
    """Its first and last instants lie in it; only a date that never was is empty."""
    begins, ends = day_end(day - DAY, ends_at, zone), day_end(day, ends_at, zone)
    if begins == ends:
        assert due_at(day, ends_at, zone) is None
        return
    assert begins < ends
    assert accounting_day(begins, ends_at, zone) == day
    assert accounting_day(ends - timedelta(microseconds=1), ends_at, zone) == day
    assert timedelta(hours=21) <= ends - begins <= timedelta(hours=27)


@given(DAYS, ENDS, ZONES)
def test_days_end_in_order(day: date, ends_at: time, zone: ZoneInfo) -> None:
    lived = [each for back in range(-4, 5) if due_at(each := day + back * DAY, ends_at, zone) is not None]
    assert all(day_end(early, ends_at, zone) < day_end(late, ends_at, zone) for early, late in pairwise(lived))


def test_the_date_that_never_was_is_an_empty_day() -> None:
    for ends_at in (time(0), time(3), time(11, 59)):
        assert day_end(LEFT_OUT - DAY, ends_at, APIA) == day_end(LEFT_OUT, ends_at, APIA)
        hours = (datetime(2011, 12, 29, tzinfo=UTC) + timedelta(hours=hour) for hour in range(96))
        days = [accounting_day(hour, ends_at, APIA) for hour in hours]
        assert LEFT_OUT not in days
        assert {LEFT_OUT - DAY, LEFT_OUT + DAY} <= set(days)
        assert days == sorted(days)


@given(DAYS, AT, ENDS, ZONES)
def test_a_call_credits_the_day_it_is_due_in(day: date, at: time, ends_at: time, zone: ZoneInfo) -> None:
    """What is credited by wall time is the accounting day of the due instant wherever the clocks run on."""
    due = due_at(day, at, zone)
    if due is not None and not lies_in_a_change(due, zone):
        assert credited_day(day, at, ends_at) == accounting_day(due, ends_at, zone)


@given(DAYS, AT, ENDS, ZONES)
@example(date(2026, 3, 29), time(2, 30), time(3), ZoneInfo("Europe/Berlin"))
@example(date(2026, 3, 29), time(3), time(2, 30), ZoneInfo("Europe/Berlin"))
def test_around_a_change_of_the_clocks_it_is_one_day_off_at_most(
    day: date, at: time, ends_at: time, zone: ZoneInfo
) -> None:
    due = due_at(day, at, zone)
    if due is None:
        return
    credited, lived = credited_day(day, at, ends_at), accounting_day(due, ends_at, zone)
    if credited != lived:
        assert abs(credited - lived) <= DAY or due_at(lived - DAY, at, zone) is None
        gap = due.astimezone(zone).time() != at or due_at(day, ends_at, zone) != _as_written(day, ends_at, zone)
        assert gap or due_at(day - DAY, at, zone) is None, "only where one of the two wall times is left out"


def _as_written(day: date, at: time, zone: ZoneInfo) -> datetime | None:
    """The instant of a wall time that the clocks really show; None where they leave it out."""
    instant = datetime.combine(day, at, tzinfo=zone).astimezone(UTC)
    return instant if instant.astimezone(zone).time() == at else None


def test_a_late_evening_credits_the_day_before() -> None:
    today = date(2026, 3, 2)
    assert credited_day(today, time(0, 30), time(3)) == today - DAY
    assert credited_day(today, time(2, 59), time(3)) == today - DAY
    assert credited_day(today, time(3), time(3)) == today
    assert credited_day(today, time(0), time(0)) == today


def test_where_the_clocks_leave_the_end_or_the_call_out_the_wall_time_decides() -> None:
    """A call at 02:30 of a day that ends at 03:00 credits the day before, as on every other date, although the clocks
    went from 02:00 to 03:00 and it rings at 03:30."""
    berlin, spring = ZoneInfo("Europe/Berlin"), date(2026, 3, 29)
    due = due_at(spring, time(2, 30), berlin)
    assert due == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    assert credited_day(spring, time(2, 30), time(3)) == spring - DAY
    assert accounting_day(due, time(3), berlin) == spring


PAUSES = st.builds(
    lambda first, length: Pause(
        from_day=date(2026, 3, 1) + first * DAY,
        until_day=None if length is None else date(2026, 3, 1) + (first + length) * DAY,
        created_at=datetime(2026, 3, 1, tzinfo=UTC),
    ),
    st.integers(0, 60),
    st.none() | st.integers(-2, 20),
)


@given(st.lists(PAUSES, max_size=4), st.integers(-5, 90))
def test_a_pause_covers_its_days_from_the_first_to_the_last(pauses: list[Pause], number: int) -> None:
    day = date(2026, 3, 1) + number * DAY
    covering = [pause for pause in pauses if _days(pause, until=day) and day in _days(pause, until=day)]
    found = pause_on(day, pauses)
    assert found is (covering[0] if covering else None)


def _days(pause: Pause, until: date) -> list[date]:
    last = until if pause.until_day is None else pause.until_day
    return [pause.from_day + number * DAY for number in range((last - pause.from_day).days + 1)]


@pytest.mark.parametrize(("offset", "covered"), [(-1, False), (0, True), (3, True), (4, False)])
def test_both_ends_of_a_pause_are_covered(offset: int, covered: bool) -> None:
    first = date(2026, 3, 2)
    pause = Pause(from_day=first, until_day=first + 3 * DAY, created_at=datetime(2026, 3, 1, tzinfo=UTC))
    assert (pause_on(first + offset * DAY, [pause]) is pause) == covered


def test_a_pause_taken_back_before_it_began_covers_nothing() -> None:
    first = date(2026, 3, 9)
    pause = Pause(from_day=first, until_day=date(2026, 3, 1), created_at=datetime(2026, 3, 1, tzinfo=UTC))
    assert pause_on(first, [pause]) is None
    assert pause_on(date(2026, 3, 1), [pause]) is None
