"""Call now, answer late, focus, home or away: what begins. Pure."""

from __future__ import annotations

from datetime import timedelta

from appliance.calls.desk.targets import (
    amounts,
    climbing_anew,
    ended,
    hung_up,
    receipt,
    refused,
    rings_at,
    to_come,
    unfinished,
)
from appliance.calls.occasions import SELF_RUNG, by_hand, focus_words, today_of
from appliance.errors import InvalidInputError, NotFoundError
from appliance.records.calls import FINAL_STATUSES, OF_THE_DAY, UNDER_WAY, Call, CallPurpose, CallStatus
from appliance.records.decisions import Change, Decision, Situation
from appliance.records.people import CallType
from appliance.records.progress import FocusSession
from appliance.records.requests import Refusal, Request

LATE_ANSWERS = timedelta(days=2)
"""For so many days a call that was missed can be answered late."""

MOST_FOCUS_MINUTES = 8 * 60.0

ANSWERABLE = frozenset({CallStatus.MISSED, CallStatus.MISSED_OFFLINE, CallStatus.PARTIAL, CallStatus.SKIPPED})


def call(request: Request, situation: Situation) -> Decision:
    """Ring now. A check-in of the type that is still to come today is rung early instead of a call of its own."""
    if request.talk:
        return _talk(request, situation)
    call_type, user = request.call_type or CallType.CUSTOM, situation.user
    today = today_of(user, situation.now)
    alike = [each for each in unfinished(situation) if each.call_type is call_type and each.purpose in OF_THE_DAY]
    for each in alike:
        if each.status in UNDER_WAY:
            return _taken_over(request, situation, each)
    for each in alike:
        if each.accounting_day == today:
            change = Change(each, _now(request, situation))
            return Decision(receipt(request, situation, call_id=each.id, ring_at=situation.now), changes=(change,))
    coming = to_come(request.model_copy(update={"call_type": call_type}), situation)
    early = min((each for each in coming if each.accounting_day == today), key=rings_at, default=None)
    if early is not None:
        for column, value in _now(request, situation).items():
            setattr(early, column, value)
        return Decision(receipt(request, situation, call_id=early.id, ring_at=situation.now), new=(early,))
    made = _of_its_own(request, situation, call_type)
    return Decision(receipt(request, situation, call_id=made.id, ring_at=situation.now), new=(made,))


def _taken_over(request: Request, situation: Situation, found: Call) -> Decision:
    """A call that waits for letters is held on another channel instead, by wish; any other goes on as it is."""
    attempt = situation.open_attempt(found)
    elsewhere = attempt is not None and request.channel not in (None, SELF_RUNG, attempt.channel)
    if found.status is not CallStatus.WAITING or not elsewhere:
        return refused(request, situation, Refusal.UNDER_WAY, call_id=found.id)
    answered = amounts(found, situation).answered
    return Decision(
        receipt(request, situation, call_id=found.id, ring_at=situation.now),
        changes=(Change(found, {**_now(request, situation), **climbing_anew(found, situation.now)}),),
        ended=hung_up(request, found, situation, answered=answered),
    )


def _talk(request: Request, situation: Situation) -> Decision:
    """Ring now, without an agenda; check-ins are left as they are."""
    for each in unfinished(situation):
        if each.talk and each.status in UNDER_WAY:
            return refused(request, situation, Refusal.UNDER_WAY, call_id=each.id)
    made = _of_its_own(request, situation, CallType.CUSTOM)
    made.talk = True
    return Decision(receipt(request, situation, call_id=made.id, ring_at=situation.now), new=(made,))


def _of_its_own(request: Request, situation: Situation, call_type: CallType) -> Call:
    """A call that no check-in brings about. On the console the command rings it itself."""
    channel, occasion = request.channel or "speaker", f"request:{request.id.hex}"
    made = by_hand(situation.user, call_type, channel, situation.now, room=request.room, occasion=occasion)
    if channel == SELF_RUNG:
        made.next_ring_at = None
    return made


def _now(request: Request, situation: Situation) -> dict[str, object]:
    """Columns of a call that rings now by wish. The ladder stays: unanswered, it rings again when it is due."""
    at = None if request.channel == SELF_RUNG else situation.now
    values: dict[str, object] = {
        "status": CallStatus.SCHEDULED,
        "next_ring_at": at,
        "asked": True,
        "ring_channel": request.channel,
    }
    return {**values, "room": request.room} if request.room is not None else values


def answer_late(request: Request, situation: Situation) -> Decision:
    """Ring a call that was missed once more, now; its answers credit its own day."""
    _not_by_itself(request)
    if request.call_id is not None:
        found = situation.call(request.call_id)
        if found is None or found.user_id != request.user_id:
            raise NotFoundError(f"There is no call {request.call_id} of this person.")
    else:
        missed = [
            each
            for each in situation.calls
            if each.status in ANSWERABLE and each.purpose in OF_THE_DAY and request.call_type in (None, each.call_type)
        ]
        found = max(missed, key=lambda each: each.due_at, default=None)
    if found is None:
        return refused(request, situation, Refusal.NOTHING_THERE)
    if found.status not in FINAL_STATUSES:
        return refused(request, situation, Refusal.UNDER_WAY, call_id=found.id)
    if found.status not in ANSWERABLE:
        return refused(request, situation, Refusal.OVER, call_id=found.id)
    if today_of(situation.user, situation.now) - found.accounting_day > LATE_ANSWERS:
        return refused(request, situation, Refusal.TOO_OLD, call_id=found.id)
    values = {
        **_now(request, situation),
        "reopened_from": found.status,
        "completed_at": None,
        **climbing_anew(found, situation.now),
    }
    return Decision(
        receipt(request, situation, call_id=found.id, ring_at=situation.now),
        changes=(Change(found, values),),
    )


def _not_by_itself(request: Request) -> None:
    if request.channel == SELF_RUNG:
        raise InvalidInputError("Nobody can be rung on the console.", remedy="For a typed call: appliance talk NAME")


def focus(request: Request, situation: Situation) -> Decision:
    """Stay for some minutes, in the room where it was said; an earlier session is broken off."""
    if request.minutes is None:
        return refused(request, situation, Refusal.INCOMPLETE)
    if request.minutes > MOST_FOCUS_MINUTES:
        return refused(request, situation, Refusal.TOO_FAR)
    _not_by_itself(request)
    user, now = situation.user, situation.now
    said_in = situation.call(request.call_id) if request.call_id is not None else None
    channel = request.channel or (said_in.platform if said_in and said_in.platform else "speaker")
    channel = "speaker" if channel == SELF_RUNG else channel
    room = request.room or (said_in.room if said_in else None)
    session = FocusSession(user_id=user.id, task=request.text, minutes=request.minutes, started_at=now)
    earlier = [
        ended(each, CallStatus.CANCELLED, now, "another focus session began")
        for each in unfinished(situation)
        if each.purpose is CallPurpose.FOCUS and each.status not in UNDER_WAY
    ]
    words = focus_words(session, user, channel, room, now)
    return Decision(
        receipt(request, situation, call_id=request.call_id, minutes=request.minutes, ring_at=words[1].due_at),
        changes=tuple(earlier),
        new=(session, *words),
    )


def place(request: Request, situation: Situation) -> Decision:
    """Home or away: channels with that condition follow from the next ring on. `until_day` ends it by itself."""
    if request.place is None:
        return refused(request, situation, Refusal.INCOMPLETE)
    change = Change(situation.user, {"whereabouts": request.place})
    return Decision(receipt(request, situation, place=request.place, until_day=request.until_day), changes=(change,))
