"""How much of what was wanted a value is: 0 … 1."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from appliance.records.progress import Direction, MetricKind

DONE = 0.99
"""Credit from which something counts as done, in streaks and rates. Strength takes parts for what they are."""


def credit_of(
    kind: MetricKind, values: ArrayLike, target: float | None, direction: Direction, low: float | None = None
) -> NDArray[np.float64]:
    """The share of the target that each value reaches, in the unit of the target.

    A habit's value is its credit (three of five is 0.6). What should be at least its target counts in proportion, from
    the lower end of a scale where there is one; what should be at most its target loses as much as it is above, and
    all at twice the target (as Loop Habit Tracker has it). Without a target, any value is done.
    """
    told = np.asarray(values, dtype=np.float64)
    if kind is MetricKind.HABIT:
        return np.clip(told, 0.0, 1.0)
    if target is None:
        return np.ones_like(told)
    least = low or 0.0
    span = target - least
    if direction is Direction.AT_MOST:
        over = told - target
        return np.clip(1 - over / span, 0.0, 1.0) if span > 0 else np.where(over <= 0, 1.0, 0.0)
    return np.clip((told - least) / span, 0.0, 1.0) if span > 0 else np.ones_like(told)
