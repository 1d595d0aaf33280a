"""Metric types, their values, and promises."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlmodel import col

from appliance.errors import ConflictError, InvalidInputError, NotFoundError
from appliance.records.people import CallType, User
from appliance.records.progress import (
    Commitment,
    CommitmentStatus,
    Metric,
    MetricKind,
    MetricRevision,
    MetricSkip,
    MetricSource,
    MetricType,
)
from appliance.schedule.habits import stored_rhythm
from appliance.schedule.walltime import ONE_DAY
from appliance.store.doors import by_id_or_prefix, check_day, checked, listed, must_get, one_line, save
from appliance.store.paging import FIRST, Edge, rows_at
from appliance.store.sqlite import Database, insert_unless_there
from appliance.store.values import put_metric

MOST_SKIPS = 31


class Progress:
    """What calls and people put in, as plain rows; what it adds up to is computed elsewhere."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add_metric_type(self, metric_type: MetricType) -> MetricType:
        """Raises `ConflictError` for a name the user has (in any case), `InvalidInputError`, `NotFoundError`."""
        kind = _sayable(checked_type(metric_type))
        query = select(col(MetricType.name)).where(col(MetricType.user_id) == kind.user_id)
        async with self._database.writing() as session:
            await must_get(session, User, kind.user_id)
            for name in await session.scalars(query):
                if name.casefold() == kind.name.casefold():
                    raise ConflictError(f"The metric {name!r} exists already.", says="taken", name=name)
            session.add(kind)
        return kind

    async def add_missing(self, kinds: Sequence[MetricType]) -> list[MetricType]:
        """Add those of one person whose names are not there, archived or not. Raises `ConflictError` where all are."""
        there = {known.name.casefold() for known in await self.metric_types(kinds[0].user_id, archived=True)}
        missing = [kind for kind in kinds if kind.name.casefold() not in there]
        return [await self.add_metric_type(kind) for kind in missing or kinds]

    async def metric_types(self, user_id: UUID, *, archived: bool = False) -> list[MetricType]:
        """In the order they are asked; with `archived`, those too."""
        query = select(MetricType).where(col(MetricType.user_id) == user_id)
        if not archived:
            query = query.where(col(MetricType.archived_at).is_(None))
        async with self._database.reading() as session:
            return list(await session.scalars(query.order_by(col(MetricType.position), col(MetricType.name))))

    async def metric_type(self, user_id: UUID, name: str) -> MetricType:
        """By name in any case, archived or not. Raises `NotFoundError` listing what the user measures."""
        kinds = await self.metric_types(user_id, archived=True)
        for kind in kinds:
            if kind.name.casefold() == name.strip().casefold():
                return kind
        raise NotFoundError(
            f"Nothing called {name!r} is measured.",
            remedy=f"Measured: {listed(kind.name for kind in kinds)}.",
            says="no_metric",
            name=name,
        )

    async def metric_type_by_id(self, metric_type_id: UUID) -> MetricType:
        """Archived or not. Raises `NotFoundError`."""
        async with self._database.reading() as session:
            return await must_get(session, MetricType, metric_type_id)

    async def change_metric_type(self, metric_type_id: UUID, **changes: Any) -> MetricType:
        """Set some of its columns. Raises `InvalidInputError`, `NotFoundError`, and what `add_metric_type` raises."""
        async with self._database.writing() as session:
            kind = await must_get(session, MetricType, metric_type_id)
            wanted = _sayable(checked_type(kind.model_copy(update=changes)))
            if wanted.kind != kind.kind:
                raise InvalidInputError(f"{kind.name!r} has values already and stays a {kind.kind}.")
            for name in changes:
                setattr(kind, name, getattr(wanted, name))
        return kind

    async def skip(self, left_out: MetricSkip) -> bool:
        """Keep that a metric is left out on a day; False where it was already. Raises `NotFoundError`."""
        row = checked(left_out)
        check_day(row.day)
        row.reason = one_line(row.reason, "The reason", most=300) if row.reason else ""
        async with self._database.writing() as session:
            await must_get(session, MetricType, row.metric_type_id)
            return await insert_unless_there(session, row, ("metric_type_id", "day"))

    async def skips(self, user_id: UUID, day: date | None = None) -> list[MetricSkip]:
        """By day; of one day, where it is given."""
        query = select(MetricSkip).where(col(MetricSkip.user_id) == user_id).order_by(col(MetricSkip.day))
        if day is not None:
            query = query.where(col(MetricSkip.day) == day)
        async with self._database.reading() as session:
            return list(await session.scalars(query))

    async def unskip(self, metric_type_id: UUID, day: date) -> bool:
        """Take back that it was left out; whether it was."""
        query = delete(MetricSkip).where(col(MetricSkip.metric_type_id) == metric_type_id, col(MetricSkip.day) == day)
        async with self._database.writing() as session:
            result: Any = await session.execute(query)
        return bool(result.rowcount)

    async def undo(self, metric_type_id: UUID, day: date) -> tuple[float, float | None]:
        """Take back the last change by hand of a day's value: what it was changed to, and what it is now.

        None where nothing is left that was written by hand; a value of a call then counts again. May be repeated
        until then. Raises `NotFoundError` where nothing was written by hand.
        """
        by_hand = (
            col(Metric.metric_type_id) == metric_type_id,
            col(Metric.date) == day,
            col(Metric.source) == MetricSource.MANUAL,
        )
        async with self._database.writing() as session:
            metric = (await session.scalars(select(Metric).where(*by_hand))).first()
            if metric is None:
                raise NotFoundError(
                    f"Nothing was written down by hand for {day}.", remedy="See: appliance metrics list"
                )
            changed_to = metric.value
            latest = (
                await session.scalars(
                    select(MetricRevision)
                    .where(col(MetricRevision.metric_id) == metric.id)
                    .order_by(col(MetricRevision.revised_at).desc())
                    .limit(1)
                )
            ).first()
            if latest is None or latest.old_value is None:
                await session.execute(delete(MetricRevision).where(col(MetricRevision.metric_id) == metric.id))
                await session.delete(metric)
                return changed_to, None
            metric.value = latest.old_value
            await session.delete(latest)
        return changed_to, metric.value

    async def give_role(self, metric_type_id: UUID, role: str) -> MetricType:
        """Say what the appliance itself does with its values. Raises `NotFoundError`."""
        async with self._database.writing() as session:
            kind = await must_get(session, MetricType, metric_type_id)
            kind.role = role
        return kind

    async def record(self, metric: Metric) -> Metric:
        """Keep a value; one of the same day and source is changed, and its old value kept as a revision."""
        metric = checked(metric)
        async with self._database.writing() as session:
            return await put_metric(session, metric, reason="changed by hand")

    async def metrics(
        self,
        user_id: UUID,
        *,
        name: str | None = None,
        from_day: date | None = None,
        until_day: date | None = None,
    ) -> list[Metric]:
        """Values by day, then by when they were recorded; both days included."""
        query = select(Metric).where(col(Metric.user_id) == user_id)
        if name is not None:
            kind = await self.metric_type(user_id, name)
            query = query.where(col(Metric.metric_type_id) == kind.id)
        if from_day is not None:
            query = query.where(col(Metric.date) >= from_day)
        if until_day is not None:
            query = query.where(col(Metric.date) <= until_day)
        async with self._database.reading() as session:
            return list(await session.scalars(query.order_by(col(Metric.date), col(Metric.recorded_at))))

    async def revisions(self, metric_id: UUID) -> list[MetricRevision]:
        """What a value was before, oldest first."""
        query = select(MetricRevision).where(col(MetricRevision.metric_id) == metric_id)
        async with self._database.reading() as session:
            return list(await session.scalars(query.order_by(col(MetricRevision.revised_at))))

    async def commitments(
        self,
        user_id: UUID,
        *,
        status: CommitmentStatus | None = None,
        due_from: date | None = None,
        due_by: date | None = None,
        call_id: UUID | None = None,
    ) -> list[Commitment]:
        """Promises by due day; `due_from` and `due_by` are included. With `call_id`, those that this call gave."""
        query = select(Commitment).where(col(Commitment.user_id) == user_id)
        if status is not None:
            query = query.where(col(Commitment.status) == status)
        if due_from is not None:
            query = query.where(col(Commitment.due_day) >= due_from)
        if due_by is not None:
            query = query.where(col(Commitment.due_day) <= due_by)
        if call_id is not None:
            query = query.where(col(Commitment.call_id) == call_id)
        async with self._database.reading() as session:
            return list(await session.scalars(query.order_by(col(Commitment.due_day), col(Commitment.created_at))))

    async def promised(
        self,
        user_id: UUID,
        limit: int,
        edge: Edge = FIRST,
        *,
        statuses: Collection[CommitmentStatus] = tuple(CommitmentStatus),
        due_by: date | None = None,
    ) -> list[Commitment]:
        """Promises of these statuses, the latest due first, a page at a time; `due_by` is included. Raises
        `NotFoundError`."""
        query = select(Commitment).where(col(Commitment.user_id) == user_id, col(Commitment.status).in_(statuses))
        if due_by is not None:
            query = query.where(col(Commitment.due_day) <= due_by)
        async with self._database.reading() as session:
            return await rows_at(session, query, Commitment, ("due_day", "created_at", "id"), edge, limit)

    async def dues(self, user_id: UUID, from_day: date, until_day: date) -> list[tuple[date, CommitmentStatus]]:
        """Due day and status of each promise due on these days, both included: for counting, without the rows."""
        query = (
            select(col(Commitment.due_day), col(Commitment.status))
            .where(col(Commitment.user_id) == user_id, col(Commitment.due_day).between(from_day, until_day))
            .order_by(col(Commitment.due_day), col(Commitment.settled_at))
        )
        async with self._database.reading() as session:
            return [(row[0], row[1]) for row in await session.execute(query)]

    async def told(self, user_id: UUID, from_day: date, until_day: date) -> list[tuple[UUID, date, float]]:
        """Metric type, day and value of these days, both included, in the order they were recorded."""
        query = (
            select(col(Metric.metric_type_id), col(Metric.date), col(Metric.value))
            .where(col(Metric.user_id) == user_id, col(Metric.date).between(from_day, until_day))
            .order_by(col(Metric.date), col(Metric.recorded_at))
        )
        async with self._database.reading() as session:
            return [(row[0], row[1], row[2]) for row in await session.execute(query)]

    async def told_at(
        self, user_id: UUID, metric_type_ids: Sequence[UUID], since: datetime
    ) -> list[tuple[datetime, float]]:
        """When values of these metric types were told, and which; from that moment on, oldest first."""
        query = (
            select(col(Metric.recorded_at), col(Metric.value))
            .where(
                col(Metric.user_id) == user_id,
                col(Metric.date) >= since.date() - ONE_DAY,
                col(Metric.metric_type_id).in_(metric_type_ids),
                col(Metric.recorded_at) >= since,
            )
            .order_by(col(Metric.recorded_at))
        )
        async with self._database.reading() as session:
            return [(row[0], row[1]) for row in await session.execute(query)]

    async def add_commitment(self, promise: Commitment) -> Commitment:
        """A promise made by hand. Raises `InvalidInputError`, `NotFoundError` for the user."""
        promise = checked(promise)
        check_day(promise.due_day)
        promise.text = one_line(promise.text, "A promise", most=300)
        async with self._database.writing() as session:
            await must_get(session, User, promise.user_id)
            session.add(promise)
        return promise

    async def save_commitment(self, promise: Commitment) -> Commitment:
        """As it now reads. Raises as `add_commitment`."""
        promise = checked(promise)
        check_day(promise.due_day)
        promise.text = one_line(promise.text, "A promise", most=300)
        async with self._database.writing() as session:
            return await save(session, promise)

    async def commitment(self, wanted: UUID | str) -> Commitment:
        """By id or by its unique beginning. Raises `NotFoundError`, `InvalidInputError` where several begin so."""
        async with self._database.reading() as session:
            return await by_id_or_prefix(session, Commitment, wanted)

    async def settle(self, commitment_id: UUID, status: CommitmentStatus, now: datetime) -> Commitment:
        """Say what became of a promise; saying it anew, even `open`, replaces what was said. Raises `NotFoundError`."""
        async with self._database.writing() as session:
            promise = await must_get(session, Commitment, commitment_id)
            promise.status = status
            promise.settled_at = None if status == CommitmentStatus.OPEN else now
            promise.share = None
        return promise


def _sayable(kind: MetricType) -> MetricType:
    """With unit and question in one line that can be said. Raises `InvalidInputError`."""
    kind.unit = one_line(kind.unit, "A unit", most=40) if kind.unit.strip() else ""
    kind.question = one_line(kind.question, "A question", most=300) if kind.question.strip() else ""
    return kind


def checked_type(metric_type: MetricType) -> MetricType:
    """A validated copy, put in order. Raises `InvalidInputError`."""
    kind = checked(metric_type)
    kind.name = one_line(kind.name, "A metric's name")
    if kind.low is not None and kind.high is not None and kind.low >= kind.high:
        raise InvalidInputError(f"The least plausible value ({kind.low}) must be below the greatest ({kind.high}).")
    stored_rhythm(kind.schedule)
    if kind.target is not None and not math.isfinite(kind.target):
        raise InvalidInputError(f"{kind.target} is no target.", says="number", text=kind.target)
    if kind.target is not None and kind.kind is MetricKind.HABIT:
        raise InvalidInputError("A habit is done or not: it has no target.", remedy="Use --kind number, or a schedule.")
    if kind.skips_a_month is not None and not 0 <= kind.skips_a_month <= MOST_SKIPS:
        raise InvalidInputError(f"0 to {MOST_SKIPS} days of a month may be skipped, not {kind.skips_a_month}.")
    unknown = [call_type for call_type in kind.ask_in if call_type not in list(CallType)]
    if unknown:
        raise InvalidInputError(f"There is no call type {listed(unknown)}; there are {listed(CallType)}.")
    return kind
