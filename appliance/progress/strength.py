"""How firm a habit is: an exponential average that rises with what is done, and forgives.

`s = s * m + v * (1 - m)` a day, with `m = 0.5 ** (sqrt(f) / 13)`, where f is how often a day it is to be done (Loop
Habit Tracker, Score.kt): something done daily is half as firm as it can get after 13 days. `v` is the share done of
what was owed; of what is not daily, over twice its round, since it may be done on any day of it.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np

from appliance.progress.course import Course, Days, Flags
from appliance.schedule.habits import Rhythm, round_length, times_a_day

HALF_LIFE = 13.0
"""Days, of something daily."""


def keeps(rhythm: Rhythm) -> float:
    """The part of a habit's strength that one day leaves of it: m."""
    return float(0.5 ** (math.sqrt(times_a_day(rhythm)) / HALF_LIFE))


def window_days(rhythm: Rhythm) -> int:
    """Days that count, over which what was done is set against what was owed."""
    return 1 if times_a_day(rhythm) == 1 else 2 * round_length(rhythm)


def strengths(course: Course) -> Days:
    """After each day, 0 … 1.

    Excused days change nothing and are left out of the window; what is done on one counts all the same, and never
    lowers. So does today, which is not over.
    """
    live = course.live
    counts = live | (course.credit > 0)
    shares = _shares(course, counts)
    kept = keeps(course.rhythm)
    gained = 1 - kept
    strength, after = 0.0, []
    for share, surely in zip(shares.tolist(), live[counts].tolist(), strict=True):
        moved = strength * kept + share * gained
        if moved > strength or (surely and share == share):  # a window that owes nothing has no share: NaN
            strength = moved
        after.append(strength)
    firm: Days = np.array([0.0, *after])[np.cumsum(counts)]
    return firm


def _shares(course: Course, counts: Flags) -> Days:
    """Of each day that counts: what was done in its window, of what was owed. NaN where nothing was done nor owed.

    Before the first day there were days like those after, on which nothing was done.
    """
    size = window_days(course.rhythm)
    before = np.arange(course.first.toordinal() - size, course.first.toordinal())
    owed = np.where(course.live, course.owed(), 0.0)[counts]
    owed = np.concatenate([course.owed(before), owed])
    done = np.concatenate([np.zeros(size), course.credit[counts]])
    due, came = _sums(owed, size), _sums(done, size)
    shares: Days = np.divide(came, due, out=np.where(came > 0, 1.0, np.nan), where=due > 0)
    return np.minimum(1.0, shares, out=shares)


def _sums(values: Days, size: int) -> Days:
    """Of each run of `size` values that ends at one of those after the first `size`."""
    sums = np.concatenate([[0.0], np.cumsum(values)])
    ends: Days = np.round(sums[size + 1 :] - sums[1:-size], 9)
    return ends


@dataclass(frozen=True, slots=True)
class Running:
    """The strength as of one day, and what the next needs: the same as `strengths`, a day at a time."""

    rhythm: Rhythm
    strength: float = 0.0
    window: deque[tuple[float, float]] = field(default_factory=deque)
    """Credit and what was owed, of the latest days that counted."""

    @classmethod
    def before(cls, course: Course) -> Running:
        """As of the day before the course began."""
        size = window_days(course.rhythm)
        days = np.arange(course.first.toordinal() - size, course.first.toordinal())
        return cls(course.rhythm, window=deque((0.0, owed) for owed in course.owed(days).tolist()))

    def after(self, credit: float, owed: float, *, live: bool) -> Running:
        """One day later. `live`: the day counts even if nothing was done."""
        if not live and credit <= 0:
            return self
        window = deque([*self.window, (credit, owed if live else 0.0)], maxlen=window_days(self.rhythm))
        came, due = (round(sum(each), 9) for each in zip(*window, strict=True))
        kept = keeps(self.rhythm)
        if came <= 0 and due <= 0:
            return replace(self, window=window)
        moved = self.strength * kept + (1.0 if came >= due else came / due) * (1 - kept)
        return replace(self, strength=moved if live else max(self.strength, moved), window=window)

    def through(self, course: Course) -> Iterator[Running]:
        """After each day of a course that begins on the next day."""
        running = self
        days = (course.credit.tolist(), course.owed().tolist(), course.live.tolist())
        for credit, owed, live in zip(*days, strict=True):
            running = running.after(credit, owed, live=live)
            yield running
