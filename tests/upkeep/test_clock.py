"""When the wall clock is believed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from appliance.upkeep.clock import (
    EARLIEST,
    SETTLE_SECONDS,
    STEP_BACK,
    ClockTrust,
    judge,
    kernel_synchronised,
    uptime_seconds,
)

TIMES = st.datetimes(datetime(1970, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
LATER = st.datetimes(datetime(2026, 11, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
UPTIMES = st.floats(0, 10_000_000) | st.floats(0, 2 * SETTLE_SECONDS)
SYNCHRONISED = st.sampled_from([True, False, None])
NEAR = st.timedeltas(timedelta(days=-3), timedelta(days=3)) | st.timedeltas(timedelta(0), timedelta(minutes=5))

SEEN = datetime(2027, 1, 10, 21, 30, tzinfo=UTC)


def after(seconds: float, *, synchronised: bool | None = False, uptime: float = 30) -> ClockTrust:
    return judge(SEEN + timedelta(seconds=seconds), SEEN, synchronised=synchronised, uptime_seconds=uptime)


@given(LATER, NEAR, SYNCHRONISED, UPTIMES, st.floats(0, 100_000_000))
def test_a_trusted_clock_stays_trusted_as_time_goes_on(
    seen: datetime, since: timedelta, synchronised: bool | None, uptime: float, going_on: float
) -> None:
    now = seen + since
    if judge(now, seen, synchronised=synchronised, uptime_seconds=uptime).ok:
        # A whole second, as the two clocks round differently just where they part.
        later = judge(
            now + timedelta(seconds=round(going_on)),
            seen,
            synchronised=synchronised,
            uptime_seconds=uptime + round(going_on),
        )
        assert later.ok or abs((now - seen).total_seconds() - uptime - SETTLE_SECONDS) < 1e-3


@given(TIMES, st.timedeltas(timedelta(days=365), timedelta(days=20_000)), SYNCHRONISED, UPTIMES)
def test_a_clock_a_year_back_is_never_trusted(
    seen: datetime, back: timedelta, synchronised: bool | None, uptime: float
) -> None:
    told = judge(seen - back, seen, synchronised=synchronised, uptime_seconds=uptime)
    assert not told.ok
    assert told.reason
    assert told.remedy


@given(TIMES, SYNCHRONISED, UPTIMES)
def test_without_an_earlier_time_on_duty_only_the_release_counts(
    now: datetime, synchronised: bool | None, uptime: float
) -> None:
    assert judge(now, None, synchronised=synchronised, uptime_seconds=uptime).ok is (now >= EARLIEST)


@given(LATER, st.timedeltas(-STEP_BACK, timedelta(days=20_000)), st.sampled_from([True, None]), UPTIMES)
def test_a_clock_the_kernel_does_not_disown_may_be_set_back_by_a_day(
    seen: datetime, since: timedelta, synchronised: bool | None, uptime: float
) -> None:
    now = seen + since
    assert judge(now, seen, synchronised=synchronised, uptime_seconds=uptime).ok is (now >= EARLIEST)


@given(LATER, NEAR, st.floats(SETTLE_SECONDS, 10_000_000))
def test_after_two_minutes_the_network_had_its_chance(seen: datetime, since: timedelta, uptime: float) -> None:
    by_itself = judge(seen + since, seen, synchronised=False, uptime_seconds=uptime)
    assert by_itself == judge(seen + since, seen, synchronised=None, uptime_seconds=uptime)


def test_a_clock_that_stood_still_while_the_machine_was_off() -> None:
    assert not after(31).ok
    assert not after(-3_600).ok
    assert not after(149.9).ok
    assert after(150).ok
    assert not after(119 + 31, uptime=119).ok
    assert after(120 + 31, uptime=120).ok
    assert after(31, synchronised=True).ok
    assert after(31, synchronised=None).ok
    assert "2 minutes" in after(31).remedy


def test_it_names_both_times_and_what_to_do() -> None:
    told = judge(SEEN - timedelta(days=30), SEEN, synchronised=True, uptime_seconds=9_999)
    assert told.reason == ("the clock says 2026-12-11 21:30 UTC, but the appliance was on duty at 2027-01-10 21:30 UTC")
    assert told.remedy == "Set the clock, or run: appliance clock trust"


def test_this_machine_can_be_asked() -> None:
    assert kernel_synchronised() in (True, False, None)
    before = uptime_seconds()
    assert 0 < before <= uptime_seconds()
