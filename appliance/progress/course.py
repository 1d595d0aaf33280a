"""One habit over time, day by day: what was done, what was owed, and which days do not count."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from appliance.progress.credit import credit_of
from appliance.records.progress import Direction, MetricKind
from appliance.schedule.habits import DAILY, OnWeekdays, Rhythm, times_a_day

Days = NDArray[np.float64]
"""One number a day."""
Flags = NDArray[np.bool_]
"""One yes or no a day."""


class Excuse(IntEnum):
    """Why nothing was owed on a day. The greater one counts where there are two."""

    NONE = 0
    SKIPPED = 1
    OFFLINE = 2
    """The host was off when it would have asked: never the person's failure."""
    PAUSED = 3


@dataclass(frozen=True, slots=True)
class Habit:
    """What is scored, and how."""

    began: date
    """The accounting day from which it was wanted."""
    rhythm: Rhythm = DAILY
    kind: MetricKind = MetricKind.HABIT
    target: float | None = None
    """In the metric's unit; for one occasion."""
    direction: Direction = Direction.AT_LEAST
    low: float | None = None
    """The lower end of a scale."""
    skips_a_month: int | None = None
    """Skipped days of a calendar month that are excused, the earliest of them; None: all."""


@dataclass(frozen=True, slots=True)
class Course:
    """From the day it began, or was first done, up to today. All arrays have one entry a day."""

    rhythm: Rhythm
    began: date
    """From when it was wanted; stretches of days are counted from here."""
    first: date
    """This day, or an earlier one on which it was done already."""
    credit: Days
    """0 … 1; 0 also where nothing was told."""
    excuse: NDArray[np.int8]
    """Of `Excuse`. Today is not excused, and not over."""

    @property
    def days(self) -> int:
        return len(self.credit)

    @property
    def live(self) -> Flags:
        """Days that count whether or not something was done: neither excused nor still going on."""
        live: Flags = self.excuse == Excuse.NONE
        live[-1] = False
        return live

    @property
    def ordinals(self) -> NDArray[np.int64]:
        """Proleptic Gregorian ordinals: 1 was a Monday."""
        return np.arange(self.first.toordinal(), self.first.toordinal() + self.days)

    def owed(self, ordinals: NDArray[np.int64] | None = None) -> Days:
        """Times that each day owes, on average; of other days than those of the course where they are given."""
        days = self.ordinals if ordinals is None else ordinals
        if isinstance(self.rhythm, OnWeekdays):
            return np.isin((days - 1) % 7, self.rhythm.days).astype(np.float64)
        return np.full(len(days), times_a_day(self.rhythm))


def course_of(habit: Habit, values: Mapping[date, float], excused: Mapping[date, Excuse], today: date) -> Course:
    """The habit as of today, which has begun and is not over. Values of days to come are left out."""
    told = {day: value for day, value in values.items() if day <= today}
    first = min(habit.began, today, *told) if told else min(habit.began, today)
    start, days = first.toordinal(), (today - first).days + 1
    credit = np.zeros(days)
    if told:
        places = np.fromiter((day.toordinal() - start for day in told), np.int64, len(told))
        numbers = np.fromiter(told.values(), np.float64, len(told))
        credit[places] = credit_of(habit.kind, numbers, habit.target, habit.direction, habit.low)
    excuse = np.zeros(days, np.int8)
    for day in _within_budget(habit, credit, first, excused):
        if first <= day <= today:
            excuse[day.toordinal() - start] = excused[day]
    return Course(habit.rhythm, habit.began, first, credit, excuse)


def _within_budget(habit: Habit, credit: Days, first: date, excused: Mapping[date, Excuse]) -> Iterable[date]:
    """Days that are excused: skips beyond the month's budget, and on days that owe nothing, are not."""
    spent: defaultdict[tuple[int, int], int] = defaultdict(int)
    for day in sorted(excused):
        if excused[day] is not Excuse.SKIPPED:
            yield day
            continue
        if isinstance(habit.rhythm, OnWeekdays) and day.weekday() not in habit.rhythm.days:
            continue
        offset = (day - first).days
        done_anyway = 0 <= offset < len(credit) and credit[offset] > 0
        month = (day.year, day.month)
        if habit.skips_a_month is None or done_anyway or spent[month] < habit.skips_a_month:
            spent[month] += not done_anyway
            yield day
