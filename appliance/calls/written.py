"""Values of metrics as they are written down by hand, in a terminal or on the page."""

from __future__ import annotations

import math
from datetime import date, datetime, timedelta

from appliance.calls.agenda import ANSWERS
from appliance.coach.interpret import interpret, most_a_day
from appliance.errors import InvalidInputError
from appliance.ports import Transcript
from appliance.records.agenda import AgendaItem, ItemKind
from appliance.records.calls import Meaning
from appliance.records.progress import Metric, MetricKind, MetricSkip, MetricSource, MetricType

EASTERNMOST = timedelta(hours=14)
"""Nowhere is a day begun sooner before UTC's (Kiritimati, in the tz database)."""

LEAST_SURE = 0.5
"""Of words that are written: who writes both yes and no has to write it again."""


def value_of(kind: MetricType, text: str, code: str = "en") -> float:
    """The value that somebody wrote: a number, or words as they would say them. Raises `InvalidInputError`."""
    item = AgendaItem(
        key=kind.name,
        kind=ItemKind.METRIC,
        answer=ANSWERS[kind.kind],
        label=kind.name,
        unit=kind.unit,
        low=kind.low,
        high=kind.high,
    )
    value = _number(text)
    if value is None:
        reading = interpret(item, Transcript(text, code))
        sure = reading.meaning is Meaning.VALUE and reading.confidence >= LEAST_SURE
        value = reading.value if sure else None
    unit = f" in {kind.unit}" if kind.unit else ""
    if value is None or not math.isfinite(value):
        parts = "yes, no, or a part of it: half, 60%, three of five"
        wanted = parts if kind.kind is MetricKind.HABIT else f"a {kind.kind}{unit}"
        raise InvalidInputError(
            f"{text!r} is not a value for {kind.name}",
            remedy=f"It takes {wanted}.",
            says="value_habit" if kind.kind is MetricKind.HABIT else "value",
            text=text,
            name=kind.name,
        )
    return checked_value(kind, value)


def by_hand(kind: MetricType, day: date, value: float, now: datetime) -> Metric:
    """A value that its person wrote down. Raises `InvalidInputError` as `checked_value`, and for a day to come."""
    if day > (now + EASTERNMOST).date():
        raise InvalidInputError(f"{day} is still to come.", says="day_to_come", day=day)
    return Metric(
        user_id=kind.user_id,
        metric_type_id=kind.id,
        metric_type=kind.name,
        date=day,
        value=checked_value(kind, value),
        source=MetricSource.MANUAL,
        recorded_at=now,
    )


def left_out(kind: MetricType, day: date, now: datetime, reason: str = "") -> MetricSkip:
    """A day on which its person leaves it out."""
    return MetricSkip(user_id=kind.user_id, metric_type_id=kind.id, day=day, reason=reason, created_at=now)


def checked_value(kind: MetricType, value: float) -> float:
    """The value where it is plausible. Raises `InvalidInputError` for one outside of the metric's bounds or a day's."""
    low, high = (-math.inf if kind.low is None else kind.low), (math.inf if kind.high is None else kind.high)
    if kind.kind is MetricKind.HABIT:
        low, high = 0.0, 1.0
    if kind.kind is MetricKind.DURATION:
        low, high = max(low, 0.0), min(high, most_a_day(kind.unit))
    if not (math.isfinite(value) and low <= value <= high):
        raise InvalidInputError(
            f"{value:g} is no value for {kind.name}",
            remedy=f"It lies between {low:g} and {high:g}.",
            says="value_range",
            text=f"{value:g}",
            name=kind.name,
            least=f"{low:g}",
            most=f"{high:g}",
        )
    return value


def _number(text: str) -> float | None:
    try:
        return float(text.replace(",", ".") if text.count(",") == 1 else text)
    except ValueError:
        return None
