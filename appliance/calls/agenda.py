"""What a call must cover, in order: pure, deterministic, decided before the call."""

from __future__ import annotations

from datetime import timedelta

from appliance.calls.briefing import Briefing
from appliance.records.agenda import Agenda, AgendaItem, Answer, ItemKind
from appliance.records.people import CallType
from appliance.records.progress import Commitment, MetricKind, MetricType

MOST_FOLLOW_UPS = 4
"""Promises asked about in one call; the rest waits for the next, so that a call stays short."""

ANSWERS = {
    MetricKind.HABIT: Answer.YES_NO,
    MetricKind.NUMBER: Answer.NUMBER,
    MetricKind.DURATION: Answer.DURATION,
    MetricKind.SCALE: Answer.SCALE,
}

PROMISE_DUE_IN_DAYS = {CallType.MORNING: 0, CallType.EVENING: 1, CallType.WEEKLY: 7}
"""How far ahead the promise asked for lies; call types that are absent ask for none."""


def plan(briefing: Briefing) -> Agenda:
    """The agenda: presence, promises that are due, metrics, then the one thing to promise."""
    items = [AgendaItem(key="presence", kind=ItemKind.PRESENCE, answer=Answer.PRESENCE, label=briefing.user_name)]
    items += [_follow_up(promise) for promise in briefing.due[:MOST_FOLLOW_UPS]]
    items += [_metric(kind) for kind in sorted(briefing.metrics, key=lambda kind: (kind.position, kind.name))]
    ahead = PROMISE_DUE_IN_DAYS.get(briefing.call_type)
    if ahead is not None:
        due = briefing.day + timedelta(days=ahead)
        items.append(AgendaItem(key="promise", kind=ItemKind.PROMISE, answer=Answer.OPEN, due_day=due.isoformat()))
    return Agenda(call_type=briefing.call_type, day=briefing.day.isoformat(), items=tuple(items))


def _follow_up(promise: Commitment) -> AgendaItem:
    return AgendaItem(
        key=f"follow_up:{promise.id}",
        kind=ItemKind.FOLLOW_UP,
        answer=Answer.YES_NO,
        label=promise.text,
        commitment_id=promise.id,
        clip=promise.audio_url,
        promised_on=promise.made_on.isoformat(),
    )


def _metric(kind: MetricType) -> AgendaItem:
    return AgendaItem(
        key=f"metric:{kind.id}",
        kind=ItemKind.METRIC,
        answer=ANSWERS[kind.kind],
        label=kind.name,
        question=kind.question,
        unit=kind.unit,
        low=kind.low,
        high=kind.high,
        metric_type_id=kind.id,
    )
