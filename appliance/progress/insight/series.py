"""Values by day as arrays, and how many tests may be believed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

LEAST_PAIRS = 14
"""Fewer days show nothing."""

MOST_DAYS = 365
"""What was longer ago was another life."""


@dataclass(frozen=True, slots=True)
class Series:
    """The values of one metric, one a day; NaN where there is none."""

    name: str
    first: date
    values: NDArray[np.float64]

    @property
    def told(self) -> NDArray[np.bool_]:
        """Days with a value."""
        told: NDArray[np.bool_] = ~np.isnan(self.values)
        return told

    @property
    def weekdays(self) -> NDArray[np.int64]:
        """0 is Monday."""
        return (np.arange(len(self.values)) + self.first.weekday()) % 7


def series_of(name: str, values: Mapping[date, float], last: date, days: int = MOST_DAYS) -> Series:
    """The days up to `last`, which is included."""
    first = date.fromordinal(last.toordinal() - days + 1)
    held = np.full(days, np.nan)
    for day, value in values.items():
        place = day.toordinal() - first.toordinal()
        if 0 <= place < days:
            held[place] = value
    return Series(name, first, held)


def believed(chances: Sequence[float], error: float) -> list[bool]:
    """Which of several tests hold, by their p-values, so that the chance of any false one is below `error`.

    Holm's step-down procedure: S. Holm, A simple sequentially rejective multiple test procedure, 1979.
    """
    verdicts = [False] * len(chances)
    for rank, place in enumerate(sorted(range(len(chances)), key=lambda each: chances[each])):
        if not chances[place] <= error / (len(chances) - rank):
            break
        verdicts[place] = True
    return verdicts
