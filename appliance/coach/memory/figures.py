"""What some days amount to: promises kept, habits done, averages, beside as many days before. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import fmean
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from appliance.records.progress import CommitmentStatus, MetricKind, MetricType

LEAST_DAYS = 2
"""Values from which an average is told."""


@dataclass(frozen=True, slots=True)
class Due:
    """A promise as far as counting it goes."""

    due_day: date
    status: CommitmentStatus


@dataclass(frozen=True, slots=True)
class Value:
    metric_type_id: UUID
    day: date
    value: float


class Habit(BaseModel):
    """On how many of the days with an answer it was done."""

    model_config = ConfigDict(frozen=True)

    name: str
    done: int
    days: int


class Average(BaseModel):
    """Of a number, a duration or a scale."""

    model_config = ConfigDict(frozen=True)

    name: str
    kind: MetricKind
    unit: str = ""
    role: str = ""
    mean: float
    before: float | None = None
    """The same over as many days before; None where too little was told then."""


class Period(BaseModel):
    """What the days from `first` to `last`, both included, amount to."""

    model_config = ConfigDict(frozen=True)

    first: date
    last: date
    made: int = 0
    """Promises that were due, but for those the person withdrew."""
    kept: int = 0
    habits: tuple[Habit, ...] = ()
    """The best first."""
    averages: tuple[Average, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether nothing was told."""
        return not (self.made or self.habits or self.averages)


def period(
    promises: Iterable[Due], values: Iterable[Value], kinds: Sequence[MetricType], last: date, days: int
) -> Period:
    """The last `days` days. Promises count by their due day; of several values on a day the last one counts."""
    first = last - timedelta(days=days - 1)
    earliest = first - timedelta(days=days)
    counted = [each for each in promises if first <= each.due_day <= last and each.status != CommitmentStatus.DROPPED]
    by_kind: dict[UUID, dict[date, float]] = {}
    for each in values:
        if earliest <= each.day <= last:
            by_kind.setdefault(each.metric_type_id, {})[each.day] = each.value
    habits, averages = [], []
    for kind in kinds:
        told = by_kind.get(kind.id, {})
        now = [value for day, value in told.items() if day >= first]
        if kind.kind is MetricKind.HABIT and now:
            habits.append(Habit(name=kind.name, done=sum(value >= 1 for value in now), days=len(now)))
        elif kind.kind is not MetricKind.HABIT and len(now) >= LEAST_DAYS:
            before = [value for day, value in told.items() if day < first]
            averages.append(_average(kind, now, before))
    return Period(
        first=first,
        last=last,
        made=len(counted),
        kept=sum(each.status == CommitmentStatus.KEPT for each in counted),
        habits=tuple(sorted(habits, key=lambda habit: (-habit.done / habit.days, habit.name))),
        averages=tuple(averages),
    )


def _average(kind: MetricType, now: Sequence[float], before: Sequence[float]) -> Average:
    return Average(
        name=kind.name,
        kind=kind.kind,
        unit=kind.unit,
        role=kind.role,
        mean=round(fmean(now), 1),
        before=round(fmean(before), 1) if len(before) >= LEAST_DAYS else None,
    )


def in_short(period: Period) -> str:
    """The figures in one line; empty where nothing was told."""
    parts = [f"{period.kept} of {period.made} promises kept"] if period.made else []
    parts += [f"{habit.name} on {habit.done} of {habit.days} days" for habit in period.habits]
    for each in period.averages:
        before = "" if each.before is None else f" ({each.before:g} before)"
        parts.append(f"{each.name} {each.mean:g} {each.unit}".rstrip() + before)
    return "; ".join(parts)


def missed_in_a_row(promises: Iterable[Due]) -> int:
    """The latest settled promises, as many as were missed without one kept in between."""
    settled = [each for each in promises if each.status in (CommitmentStatus.KEPT, CommitmentStatus.BROKEN)]
    count = 0
    for each in sorted(settled, key=lambda found: found.due_day, reverse=True):
        if each.status == CommitmentStatus.KEPT:
            break
        count += 1
    return count
