"""Quiet hours and events: what holds a ring, and the first moment that is free of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from appliance.records.people import QuietHours
from appliance.schedule.quiet import Free, Hold, Span, Window, first_free, quiet_at, windows_of
from appliance.schedule.walltime import due_at

ODD_ZONES = (
    "UTC",
    "Europe/Berlin",
    "America/Santiago",
    "Australia/Lord_Howe",
    "Africa/Cairo",
    "Pacific/Apia",
    "America/Havana",
    "Asia/Beirut",
    "Antarctica/Troll",
)
ZONES = (st.sampled_from(ODD_ZONES) | st.sampled_from(sorted(available_timezones()))).map(ZoneInfo)
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
LONGEST_HOLD = timedelta(hours=6)


def at(minute: int) -> time:
    return time(minute // 60 % 24, minute % 60)


MINUTES = st.integers(0, 24 * 60 - 1)
WINDOWS = st.builds(
    lambda begins, length, days: Window(at(begins), at(begins + length), frozenset(days)),
    MINUTES,
    st.integers(1, 24 * 60 - 1),
    st.just(set(range(7))) | st.sets(st.integers(0, 6), min_size=1),
)

CHANGES = st.sampled_from(
    [
        datetime(2026, 3, 29, 1, tzinfo=UTC),  # Berlin, Troll, Beirut a few hours earlier
        datetime(2026, 10, 25, 1, tzinfo=UTC),
        datetime(2026, 4, 5, 4, tzinfo=UTC),  # Santiago; Lord Howe half a day earlier
        datetime(2026, 9, 6, 4, tzinfo=UTC),
        datetime(2026, 3, 8, 5, tzinfo=UTC),  # Havana, at midnight
        datetime(2026, 4, 23, 22, tzinfo=UTC),  # Cairo, at midnight
        datetime(2011, 12, 30, 10, tzinfo=UTC),  # Apia leaves out a day
        datetime(2026, 6, 10, 12, tzinfo=UTC),  # nothing anywhere
    ]
)
INSTANTS = st.builds(lambda change, minutes: change + minutes * MINUTE, CHANGES, st.integers(-1500, 1500))


@st.composite
def moments(draw: st.DrawFn) -> tuple[datetime, list[Span]]:
    """A moment, and events around it: overlapping, touching, within one another."""
    moment = draw(INSTANTS)
    spans = draw(st.lists(st.tuples(st.integers(-300, 500), st.integers(1, 300)), max_size=5))
    return moment, [(moment + begins * MINUTE, moment + (begins + length) * MINUTE) for begins, length in spans]


def quiet(instant: datetime, windows: Sequence[Window], zone: ZoneInfo) -> bool:
    """Whether an instant lies in a window that began on some date of the days before."""
    today = instant.astimezone(zone).date()
    days = [today + number * DAY for number in range(-3, 2)]
    spans = [window.span(day, zone) for window in windows for day in days]
    return any(span is not None and span[0] <= instant < span[1] for span in spans)


def held(instant: datetime, windows: Sequence[Window], busy: Sequence[Span], zone: ZoneInfo) -> bool:
    return quiet(instant, windows, zone) or any(begins <= instant < ends for begins, ends in busy)


@given(moments(), st.lists(WINDOWS, max_size=3), ZONES, st.integers(0, 600))
@example((datetime(2026, 3, 28, 23, 30, tzinfo=UTC), []), [Window(time(22), time(2, 30))], ZoneInfo("Europe/Berlin"), 9)
def test_the_first_free_moment_is_free_and_no_minute_before_it_is(
    around: tuple[datetime, list[Span]], windows: list[Window], zone: ZoneInfo, minutes: int
) -> None:
    moment, busy = around
    latest = moment + minutes * MINUTE
    free = first_free(moment, latest, windows=windows, busy=busy, zone=zone)
    every = [moment + number * MINUTE for number in range(minutes + 1)]
    expected = next((each for each in every if not held(each, windows, busy, zone)), None)
    assert free.at == expected
    assert (free.held_by is None) == (expected == moment)
    if free.held_by is not None:
        assert free.held_by is (Hold.QUIET if quiet(moment, windows, zone) else Hold.BUSY)
        assert free.held_until is not None
        assert moment < free.held_until
        assert free.at is None or free.held_until <= free.at
        minute_before = free.held_until - MINUTE
        assert minute_before < moment or held(minute_before, windows, busy, zone)


@given(moments(), st.lists(WINDOWS, max_size=3), ZONES, st.integers(1, 59))
def test_seconds_do_not_matter(
    around: tuple[datetime, list[Span]], windows: list[Window], zone: ZoneInfo, seconds: int
) -> None:
    """Within a minute it is as quiet as at its beginning, and what is put off is put off to the same moment."""
    moment, busy = around
    later = moment + timedelta(seconds=seconds)
    assert quiet_at(later, windows, zone) == quiet_at(moment, windows, zone)
    first, second = (
        first_free(each, moment + LONGEST_HOLD, windows=windows, busy=busy, zone=zone) for each in (moment, later)
    )
    assert first.held_by is second.held_by
    assert second.at == (later if first.at == moment else first.at)


@given(INSTANTS, st.lists(WINDOWS, max_size=3), ZONES)
def test_the_window_named_holds_the_moment_and_is_the_longest(
    moment: datetime, windows: list[Window], zone: ZoneInfo
) -> None:
    found = quiet_at(moment, windows, zone)
    assert (found is not None) == quiet(moment, windows, zone)
    if found is not None:
        assert found[0] <= moment < found[1]
        alone = [quiet_at(moment, [window], zone) for window in windows]
        assert found[1] == max(span[1] for span in alone if span is not None)


@given(INSTANTS, MINUTES, ZONES, st.integers(0, 3000))
def test_a_household_that_is_always_quiet_has_no_free_moment(
    moment: datetime, begins: int, zone: ZoneInfo, minutes: int
) -> None:
    """Day and night apart, each ending when the other begins."""
    halves = [Window(at(begins), at(begins + 720)), Window(at(begins + 720), at(begins))]
    free = first_free(moment, moment + minutes * MINUTE, windows=halves, zone=zone)
    if free.at is not None:
        local = free.at.astimezone(zone)
        assert local.utcoffset() != (free.at - DAY).astimezone(zone).utcoffset(), "but for an hour lived through twice"
    else:
        assert free.held_by is Hold.QUIET


def test_weeks_of_nothing_but_quiet_hours_end_without_a_moment() -> None:
    halves = [Window(time(0), time(12)), Window(time(12), time(0))]
    begin = datetime(2026, 6, 1, tzinfo=UTC)
    free = first_free(begin, begin + 400 * DAY, windows=halves, zone=ZoneInfo("UTC"))
    assert free == Free(None, Hold.QUIET, begin + timedelta(hours=12))


@given(st.dates(date(2011, 12, 25), date(2012, 1, 5)) | st.dates(date(2026, 1, 1), date(2026, 12, 31)), WINDOWS, ZONES)
def test_a_window_is_as_long_as_the_clock_says_but_for_changes(day: date, window: Window, zone: ZoneInfo) -> None:
    span = window.span(day, zone)
    begins = due_at(day, window.begins, zone)
    if day.weekday() not in window.weekdays or begins is None:
        assert span is None
        return
    said = (window.ends.hour - window.begins.hour) * 60 + window.ends.minute - window.begins.minute
    said += 24 * 60 if said <= 0 else 0
    around = [begins + timedelta(hours=hour) for hour in range(-26, 50)]
    offsets = [each.astimezone(zone).utcoffset() for each in around]
    if len(set(offsets)) == 1:
        assert span == (begins, begins + said * MINUTE)
    elif span is not None:
        assert span[0] == begins
        assert timedelta() < span[1] - span[0]
        steps = [abs(late - early) for early, late in pairwise(offsets) if early and late]
        assert abs(span[1] - span[0] - said * MINUTE) <= max(steps) % DAY


@pytest.mark.parametrize(
    ("day", "begins", "ends", "hours"),
    [
        (date(2026, 6, 1), time(22), time(7), 9),
        (date(2026, 3, 28), time(22), time(7), 8),
        (date(2026, 10, 24), time(22), time(7), 10),
        (date(2026, 3, 29), time(2), time(3), 0),
        (date(2026, 3, 29), time(1, 30), time(2, 30), 1),
        (date(2026, 6, 1), time(7), time(7), 24),
    ],
)
def test_nights_of_berlin(day: date, begins: time, ends: time, hours: int) -> None:
    """On the shorter and the longer night of the year too; an hour left out is not quiet at all."""
    span = Window(begins, ends).span(day, ZoneInfo("Europe/Berlin"))
    assert (span[1] - span[0] if span else timedelta()) == timedelta(hours=hours)


def test_only_nights_that_begin_on_a_chosen_weekday() -> None:
    fridays = [Window(time(22), time(7), frozenset({4}))]
    utc = ZoneInfo("UTC")
    friday = datetime(2026, 6, 5, tzinfo=UTC)
    quiet_hours = [
        hour for hour in range(-48, 72) if quiet_at(friday + timedelta(hours=hour), fridays, utc) is not None
    ]
    assert quiet_hours == list(range(22, 31))


@given(MINUTES, st.integers(1, 24 * 60 - 1), MINUTES)
def test_a_wall_time_lies_in_it_from_its_begin_until_before_its_end(begins: int, length: int, into: int) -> None:
    window = Window(at(begins), at(begins + length))
    assert window.holds(at(begins + into)) == (into < length)
    assert window.holds(at(begins + into).replace(second=59, microsecond=999_999)) == (into < length)


def test_events_that_overlap_hold_until_the_last_is_over() -> None:
    noon = datetime(2026, 6, 1, 12, tzinfo=UTC)
    busy = [
        (noon - 10 * MINUTE, noon + 10 * MINUTE),
        (noon + 5 * MINUTE, noon + 30 * MINUTE),
        (noon + 30 * MINUTE, noon + 40 * MINUTE),
        (noon - 60 * MINUTE, noon + 8 * MINUTE),
    ]
    utc = ZoneInfo("UTC")
    assert first_free(noon, noon + LONGEST_HOLD, busy=busy, zone=utc) == Free(
        noon + 40 * MINUTE, Hold.BUSY, noon + 10 * MINUTE
    )
    assert first_free(noon, noon + 40 * MINUTE, busy=busy, zone=utc).at == noon + 40 * MINUTE
    assert first_free(noon, noon + 39 * MINUTE, busy=busy, zone=utc).at is None
    assert first_free(noon, noon - MINUTE, zone=utc) == Free(None)


def test_stored_quiet_hours_are_windows() -> None:
    row = QuietHours(begins="22:00", ends="06:30", weekdays=[4, 5], created_at=datetime(2026, 6, 1, tzinfo=UTC))
    assert windows_of([row]) == (Window(time(22), time(6, 30), frozenset({4, 5})),)
