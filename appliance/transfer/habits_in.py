"""Brings habits of another tracker to a person who is here: new ones whole, known ones on days that have nothing."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any
from uuid import UUID, uuid4

from appliance.errors import InvalidInputError
from appliance.records.people import CallType, User
from appliance.records.progress import Metric, MetricSkip, MetricSource, MetricType
from appliance.schedule.walltime import zone_named
from appliance.store import Store
from appliance.store.belongings import Luggage
from appliance.store.progress import checked_type
from appliance.transfer.beaver import read_beaver
from appliance.transfer.files_in import BeaverExport, LoopExport
from appliance.transfer.foreign import Habit
from appliance.transfer.loop import read_loop
from appliance.transfer.refusal import refused

NOON = time(12)
"""Every accounting day holds its noon."""

ASKED_IN = (CallType.EVENING,)


@dataclass(slots=True)
class HabitArrived:
    """What came in of one habit, or would."""

    name: str
    is_new: bool
    values: int = 0
    skips: int = 0
    kept: int = 0
    """Days that had something here already, and keep it."""
    notes: list[str] = field(default_factory=list)
    """What is otherwise, or could not be kept."""
    texts: dict[str, str] = field(default_factory=dict)
    """By day, what was noted and has no place here."""


@dataclass(slots=True)
class HabitsArrived:
    """What came in of another tracker, or would."""

    person: str
    habits: list[HabitArrived] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def read_foreign(found: LoopExport | BeaverExport) -> tuple[list[Habit], list[str]]:
    """The habits, and what is said of all of them. Raises `InvalidInputError` with line and column."""
    if isinstance(found, LoopExport):
        return read_loop(found.packed)
    return read_beaver(found.file, found.text, found.data)


async def bring_habits(
    store: Store, user: User, habits: Sequence[Habit], now: datetime, *, dry_run: bool = False
) -> HabitsArrived:
    """All of them in one transaction. Nothing that is here is changed.

    Raises `InvalidInputError` with the place of a habit that is measured here in another way.
    """
    done = HabitsArrived(user.name)
    known = {kind.name.casefold(): kind for kind in await store.progress.metric_types(user.id, archived=True)}
    filled = await _filled(store, user.id)
    rows: dict[str, list[dict[str, Any]]] = {"metric_types": [], "metrics": [], "metric_skips": []}
    for habit in habits:
        kind = known.get(habit.name.casefold())
        told = HabitArrived(habit.name, is_new=kind is None, notes=list(habit.notes))
        told.texts = {day.isoformat(): text for day, text in sorted(habit.texts.items())}
        if kind is None:
            kind = _new_type(user, habit, now)
            rows["metric_types"].append(kind.model_dump())
        else:
            _check_same(kind, habit)
        taken = filled.get(kind.id, set())
        metrics, skips = _days(kind, habit, taken, now)
        rows["metrics"] += metrics
        rows["metric_skips"] += skips
        told.values, told.skips = len(metrics), len(skips)
        told.kept = len(habit.values) + len(habit.skips) - told.values - told.skips
        done.habits.append(told)
    if not dry_run:
        await store.belongings.bring(Luggage(rows), _nothing)
    return done


def _new_type(user: User, habit: Habit, now: datetime) -> MetricType:
    """It began on its first day, so that its scores reach back to it."""
    days = [*habit.values, *habit.skips]
    began = datetime.combine(min(days), NOON, zone_named(user.timezone)) if days else now
    kind = MetricType(
        user_id=user.id,
        name=habit.name,
        kind=habit.kind,
        unit=habit.unit,
        question=habit.question,
        target=habit.target,
        direction=habit.direction,
        schedule=habit.rhythm.model_dump(mode="json"),
        ask_in=[each.value for each in ASKED_IN],
        position=habit.position,
        created_at=min(began, now),
        archived_at=now if habit.archived else None,
    )
    try:
        return checked_type(kind)
    except InvalidInputError as error:
        raise refused(habit.place, f"this habit cannot come in: {error.message.rstrip('.')}", error.remedy) from None


def _check_same(kind: MetricType, habit: Habit) -> None:
    if (kind.kind, kind.unit) != (habit.kind, habit.unit):
        here, there = _described(kind.kind, kind.unit), _described(habit.kind, habit.unit)
        raise refused(
            habit.place,
            f"{habit.name!r} is {there} in the file and {here} here, so its values do not belong together",
            f"Rename the one here: appliance metrics set NAME {kind.name!r} --name …",
        )


def _described(kind: str, unit: str) -> str:
    return f"a {kind} in {unit}" if unit else f"a {kind}"


def _days(
    kind: MetricType, habit: Habit, taken: Collection[date], now: datetime
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    metrics = [
        Metric(
            id=uuid4(),
            user_id=kind.user_id,
            metric_type_id=kind.id,
            metric_type=kind.name,
            date=day,
            value=value,
            source=MetricSource.MANUAL,
            recorded_at=now,
        ).model_dump()
        for day, value in sorted(habit.values.items())
        if day not in taken
    ]
    skips = [
        MetricSkip(user_id=kind.user_id, metric_type_id=kind.id, day=day, reason=reason, created_at=now).model_dump()
        for day, reason in sorted(habit.skips.items())
        if day not in taken
    ]
    return metrics, skips


async def _filled(store: Store, user_id: UUID) -> dict[UUID, set[date]]:
    """Days that have a value or a skip, by what is measured."""
    found: dict[UUID, set[date]] = {}
    for metric in await store.progress.metrics(user_id):
        found.setdefault(metric.metric_type_id, set()).add(metric.date)
    for skip in await store.progress.skips(user_id):
        found.setdefault(skip.metric_type_id, set()).add(skip.day)
    return found


async def _nothing() -> None:
    """There are no recordings to bring."""
