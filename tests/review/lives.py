"""A life in which everything shows that can: for sentences, charts and pages."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from appliance.records.calls import CallStatus, CallType
from appliance.records.history import Entry, HeldCall, History
from appliance.records.people import Pause
from appliance.records.progress import CommitmentStatus, MetricKind, MetricSource, MetricType

BEGAN = date(2026, 5, 4)
"""A Monday."""
DAYS = 202
TODAY = BEGAN + timedelta(days=DAYS)
NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
HOSTILE = "<script>alert(\"1\")</script> & 'so on' {{ 7 * 7 }} {label}"
THRICE = {"kind": "times", "times": 3, "per": "week"}


def metric(number: int, name: str, kind: MetricKind, **changes: object) -> MetricType:
    usual = {"id": UUID(int=number), "user_id": UUID(int=99), "created_at": NOON, "position": number}
    return MetricType.model_validate({**usual, "name": name, "kind": kind, **changes})


def everything(hostile: str = HOSTILE) -> History:
    """Bad Mondays, a rise, sleep that goes with the next day's energy, hours that differ, a pause, a promise a week."""
    chance = np.random.default_rng(4)
    sleep = chance.normal(7, 1, DAYS)
    told: list[tuple[MetricType, NDArray[np.float64] | NDArray[np.bool_]]] = [
        (metric(1, "gym", MetricKind.HABIT), chance.random(DAYS) < np.where(np.arange(DAYS) % 7 == 0, 0.25, 0.9)),
        (metric(2, hostile, MetricKind.HABIT, schedule=THRICE), chance.random(DAYS) < 0.4),
        (metric(3, "sleep", MetricKind.DURATION, unit="hours", target=7.0), sleep),
        (
            metric(4, "energy", MetricKind.SCALE),
            np.concatenate([[5.0], 5 + 1.5 * (sleep[:-1] - 7)]) + chance.random(DAYS),
        ),
        (
            metric(5, "steps", MetricKind.NUMBER, unit="steps"),
            5000 + 22 * np.arange(DAYS) + chance.normal(0, 700, DAYS),
        ),
    ]
    days = [BEGAN + timedelta(days=each) for each in range(DAYS)]
    entries = tuple(
        Entry(kind.id, day, float(value), MetricSource.CALL, NOON, "call")
        for kind, values in told
        for day, value in zip(days, values, strict=True)
        if chance.random() < 0.95
    )
    calls = tuple(
        HeldCall(
            day, CallType.EVENING, CallStatus.COMPLETED if chance.random() < rate else CallStatus.MISSED, 60 * hour
        )
        for day in days
        for hour, rate in ((7, 0.45), (20, 0.92))
    )
    return History(
        types=tuple(kind for kind, _ in told),
        began={kind.id: BEGAN for kind, _ in told},
        entries=entries,
        pauses=(Pause(user_id=UUID(int=99), from_day=days[90], until_day=days[99], created_at=NOON),),
        calls=calls,
        promises=tuple((day, CommitmentStatus.KEPT) for day in days[::7]),
    )
