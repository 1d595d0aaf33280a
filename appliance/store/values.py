"""Keeping what answers amount to. A metric of the same day and source is one row, and what it replaced is kept."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from appliance.errors import ConflictError, InvalidInputError
from appliance.records.progress import (
    Commitment,
    CommitmentStatus,
    Derived,
    FocusSession,
    Metric,
    MetricRevision,
    MetricType,
)
from appliance.store.doors import check_day, checked, must_get
from appliance.store.sqlite import insert_unless_there
from appliance.store.stakes import keep_said

GREATEST = 1e12
"""What is greater is a typing error, and has no words."""


async def put_metric(session: AsyncSession, metric: Metric, reason: str = "") -> Metric:
    """Insert the value or change the one in its place, inside a writing session; returns the stored row.

    Raises `InvalidInputError` for a value that is no number, `ConflictError` for another user's metric type.
    """
    check_size(metric.value, metric.metric_type)
    check_day(metric.date)
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


def check_size(value: float, name: str) -> None:
    """Raises `InvalidInputError` for what is no number, or greater than anything that anybody counts."""
    if not math.isfinite(value) or abs(value) > GREATEST:
        raise InvalidInputError(
            f"{value:g} is no value for {name!r}.",
            remedy=f"It has at most {GREATEST:,.0f}.",
            says="value_range",
            text=f"{value:g}",
            name=name,
            least=f"{-GREATEST:,.0f}",
            most=f"{GREATEST:,.0f}",
        )


def checked_derived(derived: Derived) -> Derived:
    """With every row validated. Raises `InvalidInputError`."""
    metrics = tuple(checked(metric) for metric in derived.metrics)
    commitments = tuple(checked(made) for made in derived.commitments)
    return replace(derived, metrics=metrics, commitments=commitments, skips=tuple(map(checked, derived.skips)))


async def keep_derived(session: AsyncSession, derived: Derived, now: datetime) -> None:
    """Write what the answers of a call amount to, inside a writing session."""
    for metric in derived.metrics:
        await put_metric(session, metric, reason="heard again in a call")
    for skip in derived.skips:
        await insert_unless_there(session, skip, ("metric_type_id", "day"))
    for made in derived.commitments:  # a call that is rung again derives the same promises again
        if await session.get(Commitment, made.id) is None:
            session.add(made)
    for commitment_id in derived.nudged:
        reminded = await must_get(session, Commitment, commitment_id)
        reminded.nudged_at = reminded.nudged_at or now
    for session_id, done in derived.focus.items():
        focus = await must_get(session, FocusSession, session_id)
        focus.ended_at, focus.done = now, done
    for commitment_id, status in derived.settled.items():
        promise = await must_get(session, Commitment, commitment_id)
        if promise.status == CommitmentStatus.OPEN:
            promise.status = status
            promise.settled_at = None if status == CommitmentStatus.OPEN else now
            promise.share = derived.shares.get(commitment_id)
    await keep_said(session, derived.stakes, now)
