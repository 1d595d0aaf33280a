"""How much of what was due was done, lately."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from appliance.progress.course import Course, Excuse
from appliance.progress.credit import DONE
from appliance.progress.rounds import NOWHERE, Rounds, rounds_of


@dataclass(frozen=True, slots=True)
class Completion:
    """Of a stretch of days. `due` may be a fraction: three a week are 12.9 in thirty days."""

    done: float
    """Times; never more than each round asks for."""
    due: float
    """Without what is excused."""
    skipped: int
    paused: int
    offline: int
    """Days."""

    @property
    def rate(self) -> float | None:
        """0 … 1; None where nothing was due."""
        return min(1.0, self.done / self.due) if self.due > 0 else None


def completions(course: Course, spans: Iterable[int]) -> dict[int, Completion]:
    """Of each of so many days up to today, which counts only where it is done already: it is not over."""
    rounds = rounds_of(course)
    return {days: _over(course, rounds, days) for days in spans}


def completion(course: Course, days: int) -> Completion:
    """The same, of one stretch."""
    return completions(course, (days,))[days]


def _over(course: Course, rounds: Rounds, days: int) -> Completion:
    lately = np.zeros(course.days, np.bool_)
    lately[-days:] = True
    done = (course.credit >= DONE) & lately
    inside = rounds.of_day != NOWHERE
    of_round = np.bincount(rounds.of_day[done & inside], minlength=len(rounds.target))
    share = np.zeros(course.days)
    share[inside] = (rounds.target / rounds.length)[rounds.of_day[inside]]
    counts = lately & (course.live | (course.credit >= DONE))
    return Completion(
        done=float(np.minimum(of_round, rounds.target).sum()),
        due=round(float(share[counts].sum()), 6),
        skipped=int((lately & (course.excuse == Excuse.SKIPPED)).sum()),
        paused=int((lately & (course.excuse == Excuse.PAUSED)).sum()),
        offline=int((lately & (course.excuse == Excuse.OFFLINE)).sum()),
    )
