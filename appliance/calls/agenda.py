"""What a call must cover, in order: pure, deterministic, decided before the call."""

from __future__ import annotations

from datetime import timedelta

from appliance.calls.briefing import Briefing
from appliance.records.agenda import Agenda, AgendaItem, Answer, ItemKind
from appliance.records.calls import OF_THE_DAY, CallPurpose
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
    presence = AgendaItem(key="presence", kind=ItemKind.PRESENCE, answer=Answer.PRESENCE, label=briefing.user_name)
    day = briefing.day.isoformat()
    if briefing.purpose not in OF_THE_DAY:
        return _about_one_thing(briefing, presence)
    items = [presence]
    if briefing.wake_task:
        items.append(_wake_task(briefing))
    items += [_follow_up(promise) for promise in briefing.due[:MOST_FOLLOW_UPS]]
    items += [_metric(kind) for kind in sorted(briefing.metrics, key=lambda kind: (kind.position, kind.name))]
    ahead = PROMISE_DUE_IN_DAYS.get(briefing.call_type)
    if ahead is not None:
        due = briefing.day + timedelta(days=ahead)
        items.append(AgendaItem(key="promise", kind=ItemKind.PROMISE, answer=Answer.OPEN, due_day=due.isoformat()))
    if briefing.offer_pause:
        items.append(AgendaItem(key="pause_offer", kind=ItemKind.PAUSE_OFFER, answer=Answer.YES_NO))
    return Agenda(call_type=briefing.call_type, day=day, items=tuple(items))


def nothing_left(briefing: Briefing, agenda: Agenda) -> bool:
    """Whether the call would ask nothing because everything it asks for was written down by hand."""
    return briefing.logged > 0 and len(agenda.items) == 1


ABOUT = {
    CallPurpose.NUDGE: ItemKind.NUDGE,
    CallPurpose.FOCUS: ItemKind.FOCUS_CHECK,
    CallPurpose.ESCALATION: ItemKind.NOTICE,
}


def _about_one_thing(briefing: Briefing, presence: AgendaItem) -> Agenda:
    day = briefing.day.isoformat()
    if briefing.minutes_left is not None:
        left = f"{briefing.minutes_left:g}"
        return Agenda(call_type=briefing.call_type, day=day, items=(presence,), brief=True, announcement=left)
    kind = ABOUT[briefing.purpose]
    item = AgendaItem(
        key=f"{kind.value}:{briefing.subject}",
        kind=kind,
        answer=Answer.YES_NO,
        label=briefing.subject_words,
        commitment_id=briefing.subject if kind is ItemKind.NUDGE else None,
        subject_id=briefing.subject,
    )
    return Agenda(call_type=briefing.call_type, day=day, items=(presence, item), brief=True)


def _wake_task(briefing: Briefing) -> AgendaItem:
    """Two small numbers to add up; another pair each day."""
    first, second = 3 + briefing.day.toordinal() % 7, 4 + briefing.day.toordinal() % 5
    return AgendaItem(
        key="wake_task",
        kind=ItemKind.WAKE_TASK,
        answer=Answer.NUMBER,
        label=f"{first} plus {second}",
        low=0.0,
        high=40.0,
        expected=float(first + second),
    )


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
