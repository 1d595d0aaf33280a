"""Keeping one metric value: the same day from the same source is one row, and what it replaced is kept."""

from __future__ import annotations

import math

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from appliance.errors import ConflictError, InvalidInputError
from appliance.records.progress import Metric, MetricRevision, MetricType
from appliance.store.doors import must_get


async def put_metric(session: AsyncSession, metric: Metric, reason: str = "") -> Metric:
    """Insert the value or change the one in its place, inside a writing session; returns the stored row.

    Raises `InvalidInputError` for a value that is no number, `ConflictError` for another user's metric type.
    """
    if not math.isfinite(metric.value):
        raise InvalidInputError(f"{metric.value} is no value for {metric.metric_type!r}.")
    kind = await must_get(session, MetricType, metric.metric_type_id)
    if kind.user_id != metric.user_id:
        raise ConflictError(f"{kind.name!r} is measured for another person.")
    stored = (
        await session.scalars(
            select(Metric).where(
                col(Metric.user_id) == metric.user_id,
                col(Metric.metric_type_id) == metric.metric_type_id,
                col(Metric.date) == metric.date,
                col(Metric.source) == metric.source,
                col(Metric.source_id) == metric.source_id,
            )
        )
    ).first()
    if stored is None:
        metric.metric_type = kind.name
        session.add(metric)
        await session.flush()
        return metric
    if stored.value != metric.value:
        session.add(
            MetricRevision(
                metric_id=stored.id,
                old_value=stored.value,
                new_value=metric.value,
                reason=reason,
                revised_at=metric.recorded_at,
            )
        )
        stored.value, stored.recorded_at = metric.value, metric.recorded_at
    return stored
