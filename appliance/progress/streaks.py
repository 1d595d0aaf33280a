"""How often in a row a habit was kept: days of what is due on days, else weeks, months or stretches of days."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from appliance.progress.course import Course
from appliance.progress.rounds import rounds_of


@dataclass(frozen=True, slots=True)
class Streak:
    """In rounds: due days, weeks, months, stretches."""

    current: int
    best: int
    unit: str
    """`day`, `week`, `month` or `round`."""


def streaks(course: Course) -> Streak:
    """Rounds kept in a row. Excused ones neither break nor count; the one that is going on does not break yet."""
    rounds = rounds_of(course)
    verdicts = rounds.verdicts
    settled = verdicts[verdicts != 0]
    broken = np.flatnonzero(settled == -1)
    runs = np.diff(np.concatenate([[-1], broken, [len(settled)]])) - 1
    return Streak(current=int(runs[-1]), best=int(runs.max()), unit=rounds.unit)
