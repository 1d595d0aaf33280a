"""What a call misheard, put right afterwards: the value it kept, with what it was before, and what was understood."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from appliance.errors import ConflictError, NotFoundError
from appliance.records.agenda import Agenda
from appliance.records.calls import FINAL_STATUSES, Call, Observation, Turn
from appliance.records.progress import Metric, MetricRevision, MetricSource
from appliance.store.doors import must_get
from appliance.store.sqlite import Database
from appliance.store.values import check_size

CORRECTED = "corrected"
"""Why a revision of a call's value was made, by the person and not by the call itself."""


class Corrections:
    """Part of the store. Both rows are changed together: a call that is rung again derives its values anew."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def observation(self, observation_id: UUID) -> Observation:
        """Raises `NotFoundError`."""
        async with self._database.reading() as session:
            return await must_get(session, Observation, observation_id)

    async def correct(self, observation_id: UUID, value: float, now: datetime) -> Observation:
        """Have it mean this value; what it was is kept as a revision.

        Raises `NotFoundError` where nothing was kept from that answer, `ConflictError` while its call goes on and for
        an answer that a later one of its call replaced, `InvalidInputError` for what is no value.
        """
        async with self._database.writing() as session:
            found, metric = await _kept_from(session, observation_id)
            check_size(value, metric.metric_type)
            if metric.value != value:
                session.add(
                    MetricRevision(
                        metric_id=metric.id,
                        old_value=metric.value,
                        new_value=value,
                        reason=CORRECTED,
                        revised_at=now,
                    )
                )
                metric.value = found.value = value
        return found

    async def undo(self, observation_id: UUID) -> Observation:
        """Take the last correction back. Raises as `correct`, and `NotFoundError` where there is none."""
        async with self._database.writing() as session:
            found, metric = await _kept_from(session, observation_id)
            latest = (
                await session.scalars(
                    select(MetricRevision)
                    .where(col(MetricRevision.metric_id) == metric.id)
                    .order_by(col(MetricRevision.revised_at).desc())
                    .limit(1)
                )
            ).first()
            if latest is None or latest.reason != CORRECTED or latest.old_value is None:
                raise NotFoundError("Nothing was corrected there.")
            metric.value = found.value = latest.old_value
            await session.delete(latest)
        return found


async def _kept_from(session: AsyncSession, observation_id: UUID) -> tuple[Observation, Metric]:
    """What was understood, and the value that its call kept of it."""
    found = await must_get(session, Observation, observation_id)
    call = await must_get(session, Call, found.call_id)
    if call.status not in FINAL_STATUSES:
        raise ConflictError("This call is not over yet.", remedy="Correct it when it has ended.")
    items = Agenda.model_validate(call.agenda).items if call.agenda else ()
    kind = next((item.metric_type_id for item in items if item.key == found.item_key), None)
    query = select(Metric).where(
        col(Metric.user_id) == call.user_id,
        col(Metric.metric_type_id) == kind,
        col(Metric.source) == MetricSource.CALL,
        col(Metric.source_id) == str(call.id),
    )
    metric = (await session.scalars(query)).first() if kind else None
    if metric is None:
        raise NotFoundError(
            "No value was kept from that answer.", remedy="Write one down by hand: it is the last word on its day."
        )
    latest = (
        select(col(Observation.id))
        .join(Turn, col(Turn.id) == col(Observation.turn_id))
        .where(
            col(Observation.call_id) == call.id,
            col(Observation.item_key) == found.item_key,
            col(Observation.settled),
        )
        .order_by(col(Turn.position).desc())
        .limit(1)
    )
    if await session.scalar(latest) != found.id:
        raise ConflictError("A later answer of that call counts instead.", remedy="Correct that one.")
    return found, metric
