"""How much a miss costs: more at once after another one, less again with time."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

EASES_AFTER_DAYS = 7
"""Whole days without a miss that take one step back. A week missed after a week missed has only six between."""


def step_on(day: date, missed: Iterable[date], steps: int) -> int:
    """The step of a miss on this day, from 0 to `steps` - 1, after misses on earlier days.

    Several misses of one day are one: none of them raises the others.
    """
    step, last = 0, None
    for before in sorted(set(missed)):
        if before >= day:
            break
        step = min(_eased(step, last, before) + 1, steps - 1)
        last = before
    return _eased(step, last, day)


def _eased(step: int, last: date | None, day: date) -> int:
    if last is None:
        return step
    clean = (day - last).days - 1
    return max(0, step - clean // EASES_AFTER_DAYS)
