"""What was missed under a rule: promises that were not kept, rounds of a habit that were not done. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

import numpy as np

from appliance.progress.course import Course
from appliance.progress.excuses import paused_days
from appliance.progress.resolving import resolved
from appliance.progress.rounds import rounds_of
from appliance.progress.scoreboard import courses
from appliance.records.calls import CallStatus, CallType
from appliance.records.history import HeldCall, History
from appliance.records.progress import Commitment, CommitmentStatus
from appliance.schedule.walltime import ONE_DAY

LONGEST_ROUND_DAYS = 62
"""Days before the one that closes on which it is known what is spared: a month's round may have begun then."""

LOOK_BACK_DAYS = 14
"""Days before the one that closes whose misses are still looked for, and taken back when they are none any more."""

CRISIS_SPARES_DAYS = 3
"""Days after one of distress on which nothing is charged: as long as it softens a harsh persona (72 h)."""

THE_PERSONS = frozenset({CallStatus.COMPLETED, CallStatus.PARTIAL, CallStatus.MISSED})
"""Ends of calls that the host did ring, and that nobody excused."""

LATE_CALLS = frozenset({CallType.EVENING, CallType.WEEKLY})
"""Calls that ask about promises of their own day."""


@dataclass(frozen=True, slots=True)
class Miss:
    subject: str
    """What a charge for it is known by."""
    day: date
    """The accounting day it was due, or the last of a round."""
    words: str
    """The promise, or the habit's name."""


def spared_days(history: History, crises: Collection[date], first: date, last: date) -> frozenset[date]:
    """Days of these on which nothing is charged: paused, in or after a crisis, or no call of the day was the
    person's (the host was off, they had skipped it)."""
    after = {crisis + n * ONE_DAY for crisis in crises for n in range(CRISIS_SPARES_DAYS + 1)}
    ends: dict[date, set[CallStatus]] = {}
    for call in history.calls:
        ends.setdefault(call.day, set()).add(call.status)
    unheld = {day for day, statuses in ends.items() if not statuses & THE_PERSONS}
    spared = {day for day in after | unheld if first <= day <= last}
    return frozenset(spared.union(paused_days(history, first, last)))


def missed_promises(
    promises: Iterable[Commitment], calls: Collection[HeldCall], spared: Collection[date], first: date, last: date
) -> Iterator[Miss]:
    """Due on these days: those that were broken, and those of which nothing was said although a call asked."""
    for promise in promises:
        if not first <= promise.due_day <= last or promise.due_day in spared:
            continue
        broken = promise.status is CommitmentStatus.BROKEN
        if broken or (promise.status is CommitmentStatus.OPEN and _asked_about(promise.due_day, last, calls)):
            yield Miss(f"promise:{promise.id}", promise.due_day, promise.text)


def _asked_about(due_day: date, last: date, calls: Collection[HeldCall]) -> bool:
    """Whether a call that asks about a promise due that day was rung, and a day has gone by since."""
    rung = [call for call in calls if call.status in THE_PERSONS and due_day <= call.day <= last]
    return due_day < last and any(call.day > due_day or call.call_type in LATE_CALLS for call in rung)


def missed_rounds(
    history: History, metric_type_id: UUID, spared: Collection[date], since: date, first: date, last: date
) -> Iterator[Miss]:
    """Rounds of a habit that ended on these days, began not before `since`, and were not kept; nothing for one that
    has no target."""
    kind = next((each for each in history.types if each.id == metric_type_id), None)
    if kind is None:
        return
    only = replace(history, types=(kind,), spared=history.spared | frozenset(spared))
    entries = (entry for entry in history.entries if entry.metric_type_id == metric_type_id)
    for _, course in courses(only, resolved(entries), last + ONE_DAY):
        for began, ended in _unkept(course):
            if since <= began and first <= ended <= last:
                yield Miss(f"habit:{ended.isoformat()}", ended, kind.name)


def _unkept(course: Course) -> Iterator[tuple[date, date]]:
    """First and last day of each round that is over, owed something, and was not kept."""
    rounds = rounds_of(course)
    for number in np.flatnonzero(rounds.verdicts == -1):
        days = np.flatnonzero(rounds.of_day == number)
        yield course.first + int(days[0]) * ONE_DAY, course.first + int(days[-1]) * ONE_DAY
