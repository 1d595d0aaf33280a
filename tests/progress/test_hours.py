"""At which hours calls are answered: what is there is found with its size, and noise stays silent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.progress.insight import hours
from appliance.records.calls import CallStatus, CallType
from appliance.records.history import HeldCall
from tests.progress.lives import MONDAY

LIVES = 200
FALSE_ALARMS = 0.05
DONE, MISSED = CallStatus.COMPLETED, CallStatus.MISSED


def rung(hour: int, answered: bool, day: int, minutes: int = 30) -> HeldCall:
    end = DONE if answered else MISSED
    return HeldCall(MONDAY + timedelta(days=day), CallType.EVENING, end, 60 * hour + minutes)


def life(seed: int, days: int, rates: dict[int, float]) -> list[HeldCall]:
    """A call each day at each of these hours, answered that often."""
    chance = np.random.default_rng(seed)
    return [rung(hour, bool(chance.random() < rate), day) for day in range(days) for hour, rate in rates.items()]


@pytest.mark.parametrize("at", [(8, 20), (7, 12, 18, 21), tuple(range(6, 22, 2))], ids=len)
@pytest.mark.parametrize("days", [20, 90])
def test_noise_says_nothing_in_nineteen_lives_of_twenty(at: Sequence[int], days: int) -> None:
    rates = np.random.default_rng(days).uniform(0.2, 0.98, LIVES)
    lives = [life(seed, days, dict.fromkeys(at, float(rate))) for seed, rate in enumerate(rates)]
    spoke = sum(hours(calls, MONDAY + timedelta(days)) is not None for calls in lives)
    assert spoke <= FALSE_ALARMS * LIVES


@pytest.mark.parametrize("seed", range(3))
def test_hours_that_differ_are_told_with_what_they_rest_on(seed: int) -> None:
    found = hours(life(seed, 60, {7: 0.35, 12: 0.7, 20: 0.95}), MONDAY + timedelta(60))
    assert found is not None
    assert (found.best, found.worst, found.calls) == (20, 7, 180)
    for rate, truth in zip(found.rates, (0.35, 0.7, 0.95), strict=True):
        assert rate.low <= rate.rate <= rate.high
        assert rate.low - 0.05 < truth < rate.high + 0.05
        assert rate.calls == 60


def test_an_interval_is_wilsons() -> None:
    calls = [rung(7, False, day) for day in range(20)] + [rung(20, day < 18, day) for day in range(20)]
    found = hours(calls, MONDAY + timedelta(20))
    assert found is not None
    never, often = found.rates
    assert (never.rate, never.low) == (0.0, 0.0)
    assert never.high == pytest.approx(0.1611, abs=1e-4)  # 3.8416 / (20 + 3.8416)
    assert (often.low, often.high) == pytest.approx((0.6990, 0.9721), abs=2e-4)


def test_what_says_nothing_about_the_hour_does_not_count() -> None:
    """Few calls, calls somebody asked for, those that were not up to the person, today's, and those of another life."""
    plain = life(1, 60, {7: 0.1, 20: 0.95})
    until = MONDAY + timedelta(60)
    assert hours(plain, until) is not None
    assert hours(life(1, 6, {7: 0.0, 20: 1.0}), MONDAY + timedelta(6)) is None, "twelve calls"
    assert hours([call._replace(minutes=None) for call in plain], until) is None
    assert hours([call for call in plain if call.minutes == 450], until) is None, "one hour only"
    for status in (CallStatus.SKIPPED, CallStatus.PAUSED, CallStatus.MISSED_OFFLINE, CallStatus.CANCELLED):
        assert hours([call._replace(status=status) for call in plain], until) is None
    assert hours(plain, until + timedelta(400)) is None
    assert hours([rung(7, False, 0)] * 30 + [rung(20, True, 0)] * 30, MONDAY) is None
    assert hours([call._replace(status=DONE) for call in plain], until) is None


@given(
    st.lists(st.builds(rung, st.integers(0, 23), st.booleans(), st.integers(0, 30), st.integers(0, 59)), max_size=80)
)
def test_any_calls_are_survived(calls: list[HeldCall]) -> None:
    found = hours(calls, MONDAY + timedelta(31))
    if found is not None:
        assert found.calls == sum(rate.calls for rate in found.rates) >= 14
        assert found.best != found.worst
