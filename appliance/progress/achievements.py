"""What is worth a word: streaks that got long, and habits that were taken up again after a break. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import numpy as np

from appliance.progress.course import Course
from appliance.progress.credit import DONE
from appliance.progress.rounds import Rounds, rounds_of
from appliance.schedule.walltime import ONE_DAY

MILESTONES: Mapping[str, tuple[int, ...]] = {
    "day": (7, 30, 100, 365, 1000),
    "week": (4, 12, 26, 52, 260),
    "month": (3, 6, 12, 60),
    "round": (5, 15, 50, 150),
}
"""Rounds in a row, by their unit. The first is also what makes a streak worth taking up again."""


class Feat(StrEnum):
    STREAK = "streak"
    """So many rounds in a row, for the first time."""
    RECOVERY = "recovery"
    """Back to the first milestone after a streak of at least as much was broken; each time."""


@dataclass(frozen=True, slots=True)
class Achievement:
    feat: Feat
    count: int
    """Rounds in a row."""
    unit: str
    """`day`, `week`, `month` or `round`."""
    day: date
    """On which the round that made it had been done as often as it asks: the same however the round goes on."""


def achievements(course: Course) -> list[Achievement]:
    """By day. A day that is taken back takes back what rests on it: nothing is stored."""
    rounds = rounds_of(course)
    verdicts = rounds.verdicts
    numbers = np.flatnonzero(verdicts)
    kept = verdicts[numbers] == 1
    places = np.arange(len(numbers))
    run = np.where(kept, places - np.maximum.accumulate(np.where(kept, -1, places)), 0)
    first, *_ = milestones = MILESTONES[rounds.unit]

    def achieved(feat: Feat, place: int, count: int) -> Achievement:
        return Achievement(feat, count, rounds.unit, _kept_on(course, rounds, int(numbers[place])))

    reached = [(count, np.flatnonzero(run == count)) for count in milestones]
    found = [achieved(Feat.STREAK, int(where[0]), count) for count, where in reached if len(where)]
    found += [achieved(Feat.RECOVERY, int(place), first) for place in reached[0][1][1:]]
    return sorted(found, key=lambda each: (each.day, each.feat, each.count))


def _kept_on(course: Course, rounds: Rounds, number: int) -> date:
    """The day on which a kept round was done as often as a whole one asks; its last done day where less was owed."""
    done = np.flatnonzero((rounds.of_day == number) & (course.credit >= DONE))
    last = min(len(done), max(1, int(rounds.target[number]))) - 1
    return course.first + int(done[last]) * ONE_DAY
