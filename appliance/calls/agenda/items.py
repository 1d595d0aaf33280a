"""The single items of agendas. Pure."""

from __future__ import annotations

from datetime import date

from appliance.calls.briefing import Briefing, OwnQuestion
from appliance.records.agenda import Agenda, AgendaItem, Answer, ItemKind
from appliance.records.calls import CallPurpose
from appliance.records.progress import MOOD, Commitment, MetricKind, MetricType

ANSWERS = {
    MetricKind.HABIT: Answer.YES_NO,
    MetricKind.NUMBER: Answer.NUMBER,
    MetricKind.DURATION: Answer.DURATION,
    MetricKind.SCALE: Answer.SCALE,
}

ABOUT = {
    CallPurpose.NUDGE: ItemKind.NUDGE,
    CallPurpose.FOCUS: ItemKind.FOCUS_CHECK,
    CallPurpose.ESCALATION: ItemKind.NOTICE,
}


def presence(briefing: Briefing) -> AgendaItem:
    """Who is there."""
    return AgendaItem(key="presence", kind=ItemKind.PRESENCE, answer=Answer.PRESENCE, label=briefing.user_name)


def about_one_thing(briefing: Briefing, first: AgendaItem) -> Agenda:
    """A reminder, a word in a focus session, word to a contact."""
    day = briefing.day.isoformat()
    if briefing.minutes_left is not None:
        left = f"{briefing.minutes_left:g}"
        return Agenda(call_type=briefing.call_type, day=day, items=(first,), brief=True, announcement=left)
    kind = ABOUT[briefing.purpose]
    item = AgendaItem(
        key=f"{kind.value}:{briefing.subject}",
        kind=kind,
        answer=Answer.YES_NO,
        label=briefing.subject_words,
        commitment_id=briefing.subject if kind is ItemKind.NUDGE else None,
        subject_id=briefing.subject,
    )
    return Agenda(call_type=briefing.call_type, day=day, items=(first, item), brief=True)


def wake_task(day: date) -> AgendaItem:
    """Two small numbers to add up; another pair each day."""
    first, second = 3 + day.toordinal() % 7, 4 + day.toordinal() % 5
    return AgendaItem(
        key="wake_task",
        kind=ItemKind.WAKE_TASK,
        answer=Answer.NUMBER,
        label=f"{first} plus {second}",
        low=0.0,
        high=40.0,
        expected=float(first + second),
    )


def follow_up(promise: Commitment) -> AgendaItem:
    """Was it kept?"""
    return AgendaItem(
        key=f"follow_up:{promise.id}",
        kind=ItemKind.FOLLOW_UP,
        answer=Answer.YES_NO,
        label=promise.text,
        commitment_id=promise.id,
        clip=promise.audio_url,
        promised_on=promise.made_on.isoformat(),
    )


def progress(promise: Commitment) -> tuple[AgendaItem, AgendaItem]:
    """Is it going well? And, where it is not, what is in the way."""
    asked = AgendaItem(
        key=f"progress:{promise.id}",
        kind=ItemKind.PROGRESS,
        answer=Answer.YES_NO,
        label=promise.text,
        commitment_id=promise.id,
        clip=promise.audio_url,
        promised_on=promise.made_on.isoformat(),
    )
    obstacle = AgendaItem(
        key=f"obstacle:{promise.id}",
        kind=ItemKind.OBSTACLE,
        answer=Answer.OPEN,
        label=promise.text,
        commitment_id=promise.id,
        only_after=asked.key,
        only_below=1.0,
    )
    return asked, obstacle


def metric(kind: MetricType) -> AgendaItem:
    """The value of a metric."""
    return AgendaItem(
        key=f"metric:{kind.id}",
        kind=ItemKind.METRIC,
        answer=ANSWERS[kind.kind],
        label=kind.name,
        wording=MOOD if kind.role == MOOD else "",
        question=kind.question,
        unit=kind.unit,
        low=kind.low,
        high=kind.high,
        metric_type_id=kind.id,
    )


def promise(due: date, number: int = 1, wording: str = "") -> AgendaItem:
    """A new commitment due that day; from the second on only after the one before."""
    before = "" if number == 1 else "promise" if number == 2 else f"promise:{number - 1}"
    return AgendaItem(
        key="promise" if number == 1 else f"promise:{number}",
        kind=ItemKind.PROMISE,
        answer=Answer.OPEN,
        wording=wording if number == 1 else f"{wording}_more",
        due_day=due.isoformat(),
        only_after=before,
    )


def review(statement: str) -> AgendaItem:
    """The week told, and one question about it."""
    return AgendaItem(key="review", kind=ItemKind.REVIEW, answer=Answer.OPEN, statement=statement)


def question(own: OwnQuestion) -> AgendaItem:
    """One of the person's own."""
    asked = own.asked
    return AgendaItem(
        key=f"question:{own.number}",
        kind=ItemKind.QUESTION,
        answer=asked.answer,
        label=asked.metric,
        question=asked.text,
        unit=asked.unit,
        low=asked.low,
        high=asked.high,
        metric_type_id=own.metric_type_id,
    )


def pause_offer() -> AgendaItem:
    """After several missed calls."""
    return AgendaItem(key="pause_offer", kind=ItemKind.PAUSE_OFFER, answer=Answer.YES_NO)


def talk() -> AgendaItem:
    """Free conversation."""
    return AgendaItem(key="talk", kind=ItemKind.TALK, answer=Answer.OPEN)
