"""What one person told and did so far, as far as scores go: read by the store, added up by `progress/`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from appliance.records.calls import CallStatus, CallType
from appliance.records.people import Pause
from appliance.records.progress import CommitmentStatus, MetricSource, MetricType


class Entry(NamedTuple):
    """A stored value, as far as it matters here."""

    metric_type_id: UUID
    day: date
    value: float
    source: MetricSource
    recorded_at: datetime
    source_id: str = ""


class HeldCall(NamedTuple):
    """A call about the person's day that is over."""

    day: date
    """The accounting day."""
    call_type: CallType
    status: CallStatus
    minutes: int | None = None
    """Local minutes after midnight at which a check-in was due; None where somebody asked for the call."""


@dataclass(frozen=True, slots=True)
class History:
    """In no particular order, but for metric types."""

    types: tuple[MetricType, ...] = ()
    """In the order they are asked."""
    began: Mapping[UUID, date] = field(default_factory=dict)
    """The accounting day on which each metric type came to be."""
    entries: tuple[Entry, ...] = ()
    skips: tuple[tuple[UUID, date], ...] = ()
    """Metric type and day of what was left out on purpose."""
    pauses: tuple[Pause, ...] = ()
    """Of the person and of the household."""
    spared: frozenset[date] = frozenset()
    """Days that were closed without counting: paused, or a day of distress."""
    calls: tuple[HeldCall, ...] = ()
    promises: tuple[tuple[date, CommitmentStatus], ...] = ()
    """Due day and what became of each."""
