"""What rises or falls, and what depends on the day of the week."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from appliance.progress.insight.series import LEAST_PAIRS, Series, believed

TREND_ERROR = WEEKDAY_ERROR = 0.01
"""Chance that any of somebody's metrics shows a trend, or a pattern, that is none."""

TREND_DAYS = 90

LEAST_OF_A_WEEKDAY = 3
"""Values of each weekday that is compared; at least three weekdays have as many."""


@dataclass(frozen=True, slots=True)
class Trend:
    """A steady change over the last days."""

    name: str
    a_week: float
    """Median change in seven days (Theil-Sen), in the metric's unit."""
    low: float
    high: float
    """The change lies between them with 95 % confidence."""
    days: int
    """With a value."""


@dataclass(frozen=True, slots=True)
class WeekdayPattern:
    """Weekdays that differ."""

    name: str
    best: int
    worst: int
    """0 is Monday; the highest and the lowest average."""
    averages: tuple[float | None, ...]
    """By weekday; None where there are too few values."""
    days: int


def trends(all_series: Sequence[Series]) -> list[Trend]:
    """Of those that rise or fall, by Mann and Kendall's test."""
    from scipy import stats  # two seconds and 77 MB, so on first use only

    found: list[tuple[float, Trend]] = []
    for series in all_series:
        days = np.flatnonzero(series.told[-TREND_DAYS:])
        values = series.values[-TREND_DAYS:][days]
        if len(days) < LEAST_PAIRS or np.all(values == values[0]):
            continue
        chance = float(stats.kendalltau(days, values).pvalue)
        slope, _, low, high = stats.theilslopes(values, days)
        found.append((chance, Trend(series.name, 7 * float(slope), 7 * float(low), 7 * float(high), len(days))))
    verdicts = believed([chance for chance, _ in found], TREND_ERROR)
    return [trend for (_, trend), holds in zip(found, verdicts, strict=True) if holds and trend.a_week != 0]


def weekdays(all_series: Sequence[Series]) -> list[WeekdayPattern]:
    """Of those whose values depend on the weekday, by Kruskal and Wallis's test."""
    from scipy import stats

    found: list[tuple[float, WeekdayPattern]] = []
    for series in all_series:
        groups = [series.values[series.told & (series.weekdays == weekday)] for weekday in range(7)]
        compared = [group for group in groups if len(group) >= LEAST_OF_A_WEEKDAY]
        together = np.concatenate(compared) if len(compared) >= 3 else np.zeros(0)
        if len(together) < LEAST_PAIRS or np.all(together == together[0]):
            continue
        chance = float(stats.kruskal(*compared).pvalue)
        averages = tuple(float(group.mean()) if len(group) >= LEAST_OF_A_WEEKDAY else None for group in groups)
        known = [(average, weekday) for weekday, average in enumerate(averages) if average is not None]
        pattern = WeekdayPattern(series.name, max(known)[1], min(known)[1], averages, len(together))
        found.append((chance, pattern))
    verdicts = believed([chance for chance, _ in found], WEEKDAY_ERROR)
    return [pattern for (_, pattern), holds in zip(found, verdicts, strict=True) if holds]
