"""Skip, cancel, pause, resume: what does not ring. Pure."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from appliance.calls import outcome
from appliance.calls.desk.targets import (
    amounts,
    ended,
    hung_up,
    receipt,
    refused,
    rings_at,
    target,
    unfinished,
)
from appliance.calls.occasions import today_of
from appliance.records.agenda import Agenda
from appliance.records.calls import FINAL_STATUSES, UNDER_WAY, Call, CallStatus
from appliance.records.decisions import Change, Decision, EndedAttempt, Situation
from appliance.records.people import Pause
from appliance.records.progress import Derived
from appliance.records.requests import Refusal, Request, RequestSource
from appliance.schedule.walltime import ONE_DAY


def skip(request: Request, situation: Situation) -> Decision:
    """Not this one: the call under way, or the next one. Answers given so far are kept."""
    found = target(request, situation, upcoming=True)
    if found is None:
        return refused(request, situation, Refusal.NOTHING_THERE)
    call, now = found.call, situation.now
    if call.status in FINAL_STATUSES:
        return refused(request, situation, Refusal.OVER, call_id=call.id)
    if found.new:
        call.status, call.completed_at, call.next_ring_at, call.reason = CallStatus.SKIPPED, now, None, request.text
        return Decision(receipt(request, situation, call_id=call.id, until_day=call.day), new=(call,))
    derived = amounts(call, situation)
    status = CallStatus.PARTIAL if derived.answered else CallStatus.SKIPPED
    return Decision(
        receipt(request, situation, call_id=call.id, until_day=call.day),
        changes=(ended(call, status, now, request.text),),
        ended=hung_up(request, call, situation, answered=derived.answered),
        derived={call.id: derived},
    )


def cancel(request: Request, situation: Situation) -> Decision:
    """Take back a call that waits for its ring."""
    found = target(request, situation, upcoming=False)
    if found is None:
        return refused(request, situation, Refusal.NOTHING_THERE)
    if found.call.status in FINAL_STATUSES:
        return refused(request, situation, Refusal.OVER, call_id=found.call.id)
    if found.call.status in UNDER_WAY:
        return refused(request, situation, Refusal.UNDER_WAY, call_id=found.call.id)
    derived = amounts(found.call, situation)
    return Decision(
        receipt(request, situation, call_id=found.call.id),
        changes=(ended(found.call, CallStatus.CANCELLED, situation.now, request.text),),
        derived={found.call.id: derived},
    )


def pause(request: Request, situation: Situation) -> Decision:
    """Nothing rings before a day. What waits for its ring on those days ends now, and so does the call it is said in.

    A live call of somebody else goes on: they are talking.
    """
    if not situation.users:
        return refused(request, situation, Refusal.NOTHING_THERE)
    today = min(today_of(user, situation.now) for user in situation.users)
    if request.until_day is None and request.source is RequestSource.VOICE:
        return refused(request, situation, Refusal.INCOMPLETE)
    first = request.from_day or today
    last = None if request.until_day is None else request.until_day - ONE_DAY
    if first < today or (last is not None and last < max(first, today)):
        return refused(request, situation, Refusal.PAST)
    changes: list[Change] = []
    hang_up: list[EndedAttempt] = []
    derived: dict[UUID, Derived] = {}
    for call in unfinished(situation):
        own = request.call_id == call.id
        if not _covered(call, first, last, situation) or (call.status in UNDER_WAY - {CallStatus.RINGING} and not own):
            continue
        status = _interrupted(call, situation)
        changes.append(ended(call, status, situation.now, request.text or "paused"))
        hang_up += hung_up(request, call, situation, answered=status is not CallStatus.PAUSED)
        derived[call.id] = amounts(call, situation)
    kept = Pause(user_id=request.user_id, from_day=first, until_day=last, reason=request.text, created_at=situation.now)
    return Decision(
        receipt(request, situation, call_id=request.call_id, until_day=request.until_day, calls=len(changes)),
        changes=tuple(changes),
        new=(kept,),
        ended=tuple(hang_up),
        derived=derived,
    )


def _covered(call: Call, first: date, last: date | None, situation: Situation) -> bool:
    """Whether it credits one of these days or would ring on one."""
    user = next(user for user in situation.users if user.id == call.user_id)
    days = (call.accounting_day, today_of(user, max(rings_at(call), situation.now)))
    return any(first <= day and (last is None or day <= last) for day in days)


def _interrupted(call: Call, situation: Situation) -> CallStatus:
    """How a call ends that a pause cuts short: what was answered counts."""
    observations = situation.observations.get(call.id, ())
    if call.agenda is not None and outcome.covers(Agenda.model_validate(call.agenda), observations):
        return CallStatus.COMPLETED
    return CallStatus.PARTIAL if amounts(call, situation).answered else CallStatus.PAUSED


def resume(request: Request, situation: Situation) -> Decision:
    """End the pauses of this person, or with nobody named those of the household. Days they covered stay covered."""
    if not situation.users:
        return refused(request, situation, Refusal.NO_PAUSE)
    today = min(today_of(user, situation.now) for user in situation.users)
    standing = [
        pause
        for pause in situation.pauses
        if pause.user_id == request.user_id and (pause.until_day is None or pause.until_day >= today)
    ]
    if not standing:
        return refused(request, situation, Refusal.NO_PAUSE)
    changes = tuple(Change(pause, {"until_day": today - ONE_DAY, "ended_at": situation.now}) for pause in standing)
    return Decision(receipt(request, situation), changes=changes)
