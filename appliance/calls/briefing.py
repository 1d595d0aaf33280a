"""What a call needs to know, gathered from the store before it rings and frozen with it."""

from __future__ import annotations

from datetime import date
from itertools import takewhile
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from appliance.calls.occasions import is_midway
from appliance.records.calls import OF_THE_DAY, Call, CallPurpose, CallStatus
from appliance.records.people import CallType, RingStyle, User
from appliance.records.progress import Commitment, CommitmentStatus, MetricType
from appliance.store import Store


class Briefing(BaseModel):
    """The facts an agenda is made of."""

    model_config = ConfigDict(frozen=True)

    user_name: str
    language: str
    persona: str
    call_type: CallType
    day: date
    """The accounting day."""
    due: tuple[Commitment, ...] = ()
    """Open commitments due by `day`, the most overdue first."""
    metrics: tuple[MetricType, ...] = ()
    """Metric types this call asks for and that were not logged by hand for `day`."""
    logged: int = 0
    """Metric types it would have asked for but for that."""
    purpose: CallPurpose = CallPurpose.CHECK_IN
    subject: UUID | None = None
    subject_words: str = ""
    """A promise's words, a focus session's task, or the name of whoever misses their calls."""
    minutes_left: float | None = None
    """For the word midway in a focus session."""
    wake_task: bool = False
    offer_pause: bool = False
    """The person missed so many calls in a row that it should be asked whether to pause."""


MANY_MISSED = 3
"""Missed calls in a row after which the appliance rings less and asks about a pause."""


async def missed_in_a_row(store: Store, user_id: UUID, limit: int = MANY_MISSED) -> list[Call]:
    """The latest missed calls without an answered one between them, newest first, at most `limit`."""
    return list(
        takewhile(lambda call: call.status is CallStatus.MISSED, await store.calls.latest_endings(user_id, limit))
    )


async def gather(store: Store, call: Call, user: User) -> Briefing:
    """Read everything the agenda depends on, in one go."""
    if call.purpose not in OF_THE_DAY:
        return await _about_one_thing(store, call, user)
    due = await store.progress.commitments(user.id, status=CommitmentStatus.OPEN, due_by=call.accounting_day)
    logged = await store.progress.values_on(user.id, call.accounting_day)
    types = await store.progress.metric_types(user.id)
    return Briefing(
        user_name=user.name,
        language=user.language,
        persona=user.personality_mode,
        call_type=call.call_type,
        day=call.accounting_day,
        due=tuple(sorted(due, key=lambda promise: (promise.due_day, promise.created_at))),
        metrics=tuple(kind for kind in types if call.call_type in kind.ask_in and kind.id not in logged),
        logged=sum(call.call_type in kind.ask_in and kind.id in logged for kind in types),
        purpose=call.purpose,
        wake_task=call.wake_task and call.ring is RingStyle.WAKE_UP,
        offer_pause=len(await missed_in_a_row(store, user.id)) == MANY_MISSED,
    )


async def _about_one_thing(store: Store, call: Call, user: User) -> Briefing:
    words, minutes_left = "", None
    if call.subject_id is not None and call.purpose is CallPurpose.NUDGE:
        words = (await store.progress.commitment(call.subject_id)).text
    elif call.subject_id is not None and call.purpose is CallPurpose.FOCUS:
        focus = await store.days.focus(call.subject_id)
        words, minutes_left = focus.task, focus.minutes / 2 if is_midway(call) else None
    elif call.subject_id is not None and call.purpose is CallPurpose.ESCALATION:
        words = (await store.people.user_by_id((await store.contacts.by_id(call.subject_id)).user_id)).name
    return Briefing(
        user_name=user.name,
        language=user.language,
        persona=user.personality_mode,
        call_type=call.call_type,
        day=call.accounting_day,
        purpose=call.purpose,
        subject=call.subject_id,
        subject_words=words,
        minutes_left=minutes_left,
    )
