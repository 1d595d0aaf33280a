"""At which hours of the day calls are answered."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from appliance.progress.insight.series import LEAST_PAIRS, MOST_DAYS, believed
from appliance.progress.scoreboard import ANSWERED
from appliance.records.calls import CallStatus
from appliance.records.history import HeldCall

HOUR_ERROR = 0.005
"""Chance that hours are told apart that are alike. There is one such question a person."""

LEAST_OF_AN_HOUR = 5
"""Calls of each hour that is compared."""

WIDE = 1.96
"""Standard deviations of a confidence of 95 %."""


@dataclass(frozen=True, slots=True)
class HourRate:
    """Calls that were due in one hour of the day."""

    hour: int
    """Local, 0 … 23."""
    rate: float
    """Answered, 0 … 1."""
    low: float
    high: float
    """It lies between them with 95 % confidence (E. B. Wilson's score interval, 1927)."""
    calls: int


@dataclass(frozen=True, slots=True)
class HourPattern:
    """Hours that differ."""

    best: int
    worst: int
    rates: tuple[HourRate, ...]
    """By hour; those with enough calls."""
    calls: int


def hours(calls: Iterable[HeldCall], today: date) -> HourPattern | None:
    """Of check-ins of the last year that were answered or missed, by Kruskal and Wallis's test; None where not sure."""
    from scipy import stats

    by_hour: defaultdict[int, list[float]] = defaultdict(list)
    since = today - timedelta(days=MOST_DAYS)
    for call in calls:
        counts = call.status in ANSWERED or call.status is CallStatus.MISSED
        if counts and call.minutes is not None and since <= call.day < today:
            by_hour[call.minutes // 60].append(float(call.status in ANSWERED))
    compared = {hour: ends for hour, ends in sorted(by_hour.items()) if len(ends) >= LEAST_OF_AN_HOUR}
    together = np.concatenate([np.zeros(0), *compared.values()])
    rarer = min(together.sum(), len(together) - together.sum())
    if len(compared) < 2 or len(together) < LEAST_PAIRS or rarer < len(compared):  # else the test is too sure of itself
        return None
    if not believed([float(stats.kruskal(*compared.values()).pvalue)], HOUR_ERROR)[0]:
        return None
    rates = tuple(_rate(hour, ends) for hour, ends in compared.items())
    best, worst = max(rates, key=lambda each: each.rate), min(rates, key=lambda each: each.rate)
    return HourPattern(best.hour, worst.hour, rates, len(together))


def _rate(hour: int, ends: list[float]) -> HourRate:
    count, rate = len(ends), sum(ends) / len(ends)
    spread = WIDE**2 / count
    middle = (rate + spread / 2) / (1 + spread)
    reach = WIDE * math.sqrt(rate * (1 - rate) / count + spread / (4 * count)) / (1 + spread)
    return HourRate(hour, rate, max(0.0, middle - reach), min(1.0, middle + reach), count)
