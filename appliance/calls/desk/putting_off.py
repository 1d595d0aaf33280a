"""Snooze and move: the call rings again at another time, as the first ring of a new ladder. Pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from appliance.calls.desk.ending import skip
from appliance.calls.desk.targets import (
    climbing_anew,
    following,
    hung_up,
    receipt,
    refused,
    rings_at,
    target,
    wall_time,
)
from appliance.calls.occasions import today_of
from appliance.records.calls import FINAL_STATUSES, UNDER_WAY, Call, CallStatus
from appliance.records.decisions import Change, Decision, Situation
from appliance.records.requests import Refusal, Request, RequestSource
from appliance.schedule.days import pause_on
from appliance.schedule.quiet import quiet_at, windows_of
from appliance.schedule.walltime import zone_named

DEFAULT_SNOOZE = timedelta(minutes=30)
MOST_SNOOZE = timedelta(hours=12)
MOST_MOVE = timedelta(days=7)

MOST_SNOOZES = 6
"""Times a call may be put off by voice: a television that says "later" must not make it ring for ever."""


def snooze(request: Request, situation: Situation) -> Decision:
    """Ring again in some minutes (30 where none are named), or at a time within half a day."""
    found = target(request, situation, upcoming=False)
    if found is None:
        return refused(request, situation, Refusal.NOTHING_THERE)
    call = found.call
    if request.at is None:
        length = timedelta(minutes=request.minutes) if request.minutes else DEFAULT_SNOOZE
        if length > MOST_SNOOZE:
            return refused(request, situation, Refusal.TOO_FAR, call_id=call.id)
        later = situation.now + length
        if _brings_forward(call, later, situation):
            return refused(request, situation, Refusal.NOTHING_THERE)
        return _put_off(request, situation, call, later, minutes=length.total_seconds() / 60)
    instant = wall_time(request, call.zone, situation.now)
    if isinstance(instant, Refusal):
        return refused(request, situation, instant, call_id=call.id)
    if _brings_forward(call, instant, situation):
        return refused(request, situation, Refusal.NOTHING_THERE)
    if instant - situation.now > MOST_SNOOZE:
        return refused(request, situation, Refusal.TOO_FAR, call_id=call.id)
    return _put_off(request, situation, call, instant)


def _brings_forward(call: Call, at: datetime, situation: Situation) -> bool:
    """A snooze must not have a call that has not rung yet ring earlier than it would."""
    return not situation.attempts.get(call.id) and at < rings_at(call)


def move(request: Request, situation: Situation) -> Decision:
    """Ring at another time: the call under way, or the next one, before its check-in is due again."""
    found = target(request, situation, upcoming=True)
    if found is None:
        return refused(request, situation, Refusal.NOTHING_THERE)
    if request.at is None and request.until_day is not None:
        return _to_another_day(request, situation, found.call)
    instant = _moved_to(request, situation, found.call)
    if isinstance(instant, Refusal):
        return refused(request, situation, instant, call_id=found.call.id)
    limit = following(found.call, situation) or situation.now + MOST_MOVE
    if instant >= limit or instant - situation.now > MOST_MOVE:
        return refused(request, situation, Refusal.TOO_FAR, call_id=found.call.id)
    if found.new:
        return _moved_ahead(request, situation, found.call, instant)
    return _put_off(request, situation, found.call, instant)


def _moved_to(request: Request, situation: Situation, call: Call) -> datetime | Refusal:
    """A call that waits is moved within the day on which it would ring, unless another is named or that is past."""
    if request.until_day is None and call.status not in UNDER_WAY:
        day = rings_at(call).astimezone(zone_named(call.zone)).date()
        on_its_day = wall_time(request.model_copy(update={"until_day": day}), call.zone, situation.now)
        if not isinstance(on_its_day, Refusal):
            return on_its_day
    return wall_time(request, call.zone, situation.now)


def _to_another_day(request: Request, situation: Situation, call: Call) -> Decision:
    """`Call me tomorrow`: at the usual time of that day. Where the check-in rings then anyway, this one is skipped."""
    usual = call.due_at.astimezone(zone_named(call.zone))
    later = following(call, situation)
    if later is not None and later.astimezone(zone_named(call.zone)).date() == request.until_day:
        if pause_on(today_of(situation.user, later), situation.pauses) is not None:
            return refused(request, situation, Refusal.PAUSED, call_id=call.id, ring_at=later)
        skipped = skip(request, situation)
        if not skipped.receipt.done:
            return skipped
        return replace(skipped, receipt=skipped.receipt.model_copy(update={"ring_at": later}))
    return move(request.model_copy(update={"at": f"{usual:%H:%M}"}), situation)


def _put_off(
    request: Request, situation: Situation, call: Call, at: datetime, *, minutes: float | None = None
) -> Decision:
    by_voice = request.source is RequestSource.VOICE
    if call.status in FINAL_STATUSES:
        return refused(request, situation, Refusal.OVER, call_id=call.id)
    if by_voice and call.snoozes >= MOST_SNOOZES:
        return refused(request, situation, Refusal.TOO_OFTEN, call_id=call.id)
    if _paused(call, at, situation):
        return refused(request, situation, Refusal.PAUSED, call_id=call.id, ring_at=at)
    if _quiet(call, at, situation):
        return refused(request, situation, Refusal.QUIET, call_id=call.id, ring_at=at)
    values = {
        "status": CallStatus.SNOOZED,
        "next_ring_at": at,
        **climbing_anew(call, at),
        "snoozes": call.snoozes + by_voice,
        "asked": False,
        "ring_channel": None,
        "held_since": None,
        "reason": "",
    }
    return Decision(
        receipt(request, situation, call_id=call.id, ring_at=at, minutes=minutes),
        changes=(Change(call, values),),
        ended=hung_up(request, call, situation, answered=False),
    )


def _moved_ahead(request: Request, situation: Situation, call: Call, at: datetime) -> Decision:
    """An occurrence that is not due yet is claimed with its new time; what it credits stays."""
    if _paused(call, at, situation):
        return refused(request, situation, Refusal.PAUSED, ring_at=at)
    if _quiet(call, at, situation):
        return refused(request, situation, Refusal.QUIET, ring_at=at)
    call.next_ring_at = call.ladder_at = at
    call.ladder = 1
    return Decision(receipt(request, situation, call_id=call.id, ring_at=at), new=(call,))


def _paused(call: Call, at: datetime, situation: Situation) -> bool:
    """Whether it would not ring then, for a pause of the day it credits or of the day on which it would ring."""
    days = (call.accounting_day, today_of(situation.user, at))
    return any(pause_on(day, situation.pauses) is not None for day in days)


def _quiet(call: Call, at: datetime, situation: Situation) -> bool:
    if call.in_quiet_hours:
        return False
    return quiet_at(at, windows_of(situation.quiet_hours), zone_named(call.zone)) is not None
