"""The rounds in which a habit is kept or not: each due day, each week or month, each stretch of so many days."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from appliance.progress.course import Course, Days, Excuse, Flags
from appliance.progress.credit import DONE
from appliance.schedule.habits import EveryDays, OnWeekdays, TimesPer

NOWHERE = -1
"""The round of a day that belongs to none."""


@dataclass(frozen=True, slots=True)
class Rounds:
    """One entry a round, in order, but for `of_day`."""

    unit: str
    of_day: NDArray[np.int64]
    """The round of each day, or `NOWHERE`."""
    target: Days
    """Times that a whole round asks for."""
    length: Days
    """Days of a whole round."""
    owed: Days
    """Times that are left of the target, without what is excused: whole."""
    done: Days
    """Times it was done."""
    going_on: Flags

    @property
    def kept(self) -> Flags:
        kept: Flags = (self.done >= self.owed) & (self.done > 0)
        return kept

    @property
    def excused(self) -> Flags:
        """Nothing was owed."""
        excused: Flags = self.owed == 0
        return excused

    @property
    def verdicts(self) -> NDArray[np.int64]:
        """1 where it was kept, -1 where it was not, 0 where that is open: nothing was owed, or it is going on."""
        return np.where(self.kept, 1, np.where(self.excused | self.going_on, 0, -1))


def rounds_of(course: Course) -> Rounds:
    """All of a course; the last may be going on.

    A pause, or the host being off, takes its share of a round's target with it (rounded, halves up); a skip takes one
    time; and no more is owed than there are days left for it.
    """
    unit, of_day, target, length = _laid_out(course)
    count = len(target)
    within = of_day[of_day != NOWHERE]

    def per_round(days: Flags) -> Days:
        return np.bincount(of_day[days & (of_day != NOWHERE)], minlength=count).astype(np.float64)

    of_round = np.bincount(within, minlength=count).astype(np.float64)
    skipped = per_round(course.excuse == Excuse.SKIPPED)
    away = per_round(course.excuse > Excuse.SKIPPED)
    going_on = np.zeros(count, np.bool_)
    if of_day[-1] != NOWHERE:
        going_on[of_day[-1]] = True
    # Days of the first round before the course began are away too; those of one that is going on are still to come.
    missing = np.where(going_on & (np.arange(count) > 0), 0.0, length - of_round)
    if count and going_on[0]:
        missing[0] = _before_the_course(course)
    left = length - away - missing
    owed = np.floor(target * left / length + 0.5) - skipped
    owed = np.clip(owed, 0.0, np.maximum(0.0, left - skipped))
    done = per_round(course.credit >= DONE)
    return Rounds(unit, of_day, target, length, owed, done, going_on)


def is_due(course: Course) -> bool:
    """Whether it should be asked for today: today owes it, and the round has not been kept yet."""
    if course.excuse[-1] != Excuse.NONE:
        return False
    rounds = rounds_of(course)
    today = rounds.of_day[-1]
    if today == NOWHERE:
        return False
    return bool(rounds.owed[today] > rounds.done[today])


def _laid_out(course: Course) -> tuple[str, NDArray[np.int64], Days, Days]:
    """Unit, the round of each day, and each round's target and length."""
    ordinals, rhythm = course.ordinals, course.rhythm
    match rhythm:
        case OnWeekdays():
            due = course.owed() > 0
            of_day = np.where(due, np.cumsum(due) - 1, NOWHERE)
            ones = np.ones(int(due.sum()))
            return "day", of_day, ones, ones
        case TimesPer(times=times, per="week"):
            weeks = (ordinals - 1) // 7
            of_day = weeks - weeks[0]
            count = int(of_day[-1]) + 1
            return "week", of_day, np.full(count, float(times)), np.full(count, 7.0)
        case TimesPer(times=times):
            days = _dates(course)
            months = days.astype("datetime64[M]").astype(np.int64)
            of_day = months - months[0]
            starts = np.arange(months[0], months[-1] + 2).astype("datetime64[M]").astype("datetime64[D]")
            return "month", of_day, np.full(len(starts) - 1, float(times)), np.diff(starts).astype(np.float64)
        case EveryDays(days=each):
            stretches = (ordinals - course.began.toordinal()) // each
            of_day = stretches - stretches[0]
            count = int(of_day[-1]) + 1
            return "round", of_day, np.ones(count), np.full(count, float(each))


def _dates(course: Course) -> NDArray[np.datetime64]:
    start = np.datetime64(course.first.isoformat(), "D")
    return start + np.arange(course.days)


def _before_the_course(course: Course) -> float:
    """Days of the first round before the first day."""
    match course.rhythm:
        case TimesPer(per="week"):
            return float((course.first.toordinal() - 1) % 7)
        case TimesPer(per="month"):
            return float(course.first.day - 1)
        case EveryDays(days=each):
            return float((course.first - course.began).days % each)
        case _:
            return 0.0
