"""Whether a call may ring now: pauses, quiet hours, events, conditions of channels. Asked before every ring."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from appliance.calls.occasions import NUDGE_GRACE, today_of
from appliance.calls.stage import derived
from appliance.calls.verdict import given_up
from appliance.records.calls import Attempt, Call, CallPurpose, CallStatus
from appliance.records.people import BusyRule, CheckIn, Pause, User
from appliance.records.progress import Commitment, CommitmentStatus
from appliance.schedule.days import day_end, pause_on
from appliance.schedule.quiet import Hold, Span, Window, first_free, windows_of
from appliance.schedule.rings import GIVE_UP_MINUTES
from appliance.schedule.routes import channels_of
from appliance.schedule.walltime import ONE_DAY, parse_local_time, zone_named
from appliance.store import Store

LONGEST_HOLD = timedelta(hours=6)
"""A ring waits this long for quiet hours or an event to end; past it the call is skipped."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What holds for a call at the moment it is to ring."""

    now: datetime
    user: User
    attempts: Sequence[Attempt]
    check_in: CheckIn | None = None
    promise: Commitment | None = None
    """What a nudge reminds of."""
    nudges_today: int = 0
    pauses: Sequence[Pause] = ()
    windows: Sequence[Window] = ()
    busy: Sequence[Span] = ()
    told: bool = True
    """For word to a contact: whether they still agree to it."""


@dataclass(frozen=True, slots=True)
class Admission:
    """The channels that may ring now; or when to ask again; or how the call ends without a ring."""

    channels: tuple[str, ...] = ()
    later: datetime | None = None
    status: CallStatus | None = None
    reason: str = ""


def admit(call: Call, facts: Facts) -> Admission:
    """Pure: what becomes of a ring that is due now."""
    if facts.check_in is not None and facts.check_in.archived_at is not None and not call.asked:
        return Admission(status=CallStatus.CANCELLED, reason="its check-in was removed")
    if call.purpose is CallPurpose.NUDGE and (why := _needless(facts)):
        return Admission(status=CallStatus.CANCELLED, reason=why)
    if not facts.told:
        return Admission(status=CallStatus.CANCELLED, reason="the contact does not agree to it any more")
    if call.asked or call.purpose is CallPurpose.FOCUS:
        return Admission(tuple(call.channels))
    moment = _rings_at(call, facts)
    paused = pause_on(call.accounting_day, facts.pauses) or pause_on(today_of(facts.user, moment), facts.pauses)
    if paused is not None:
        return Admission(status=CallStatus.PAUSED, reason=paused.reason or "paused")
    held = _held(call, facts)
    if held is not None:
        return held
    channels = channels_of(call, facts.user, moment)
    if not channels:
        where = "at home" if facts.user.whereabouts == "home" else "away"
        return _without_ring(call, facts, f"no channel may ring at this hour with {facts.user.name} {where}")
    return Admission(tuple(channels[:1] if call.ring_once else channels))


def _rings_at(call: Call, facts: Facts) -> datetime:
    """The moment of its first sound: the line is opened, and this is asked, a few seconds ahead of it."""
    return max(facts.now, call.next_ring_at or facts.now)


def _needless(facts: Facts) -> str:
    promise = facts.promise
    if promise is None or promise.status is not CommitmentStatus.OPEN:
        return "the promise is settled"
    if promise.nudged_at is not None:
        return "the reminder was acknowledged"
    if facts.nudges_today >= facts.user.nudges_a_day:
        return f"{facts.nudges_today} reminders rang today already"
    return ""


def _held(call: Call, facts: Facts) -> Admission | None:
    windows = () if call.in_quiet_hours else facts.windows
    busy = facts.busy if call.when_busy is BusyRule.DEFER else ()
    rung = _rung(call, facts)
    latest = call.climbs_from + timedelta(minutes=GIVE_UP_MINUTES) if rung else _held_since(call) + LONGEST_HOLD
    moment = _rings_at(call, facts)
    free = first_free(moment, max(latest, moment), windows=windows, busy=busy, zone=zone_named(call.zone))
    if free.held_by is None:
        return None
    until = free.held_until.astimezone(zone_named(call.zone)) if free.held_until else facts.now
    reason = f"{free.held_by.value} until {until:%H:%M}"
    if free.at is None or (rung and free.held_by is Hold.QUIET):
        return _without_ring(call, facts, reason)
    if call.purpose is CallPurpose.NUDGE and free.at - call.due_at > NUDGE_GRACE:
        return Admission(status=CallStatus.CANCELLED, reason=f"{reason}: its moment has passed")
    return Admission(later=free.at, reason=reason)


def _rung(call: Call, facts: Facts) -> bool:
    """Whether it has rung in the ladder it now climbs."""
    return any(attempt.ladder == call.ladder for attempt in facts.attempts)


def _held_since(call: Call) -> datetime:
    return call.held_since or call.climbs_from


def _without_ring(call: Call, facts: Facts, reason: str) -> Admission:
    """A call that has rung in vain was missed; one that never rang is skipped, which is nobody's failure."""
    if _rung(call, facts):
        return Admission(status=given_up(call, facts.attempts, False), reason=reason)
    return Admission(status=CallStatus.SKIPPED, reason=reason)


async def facts_of(store: Store, call: Call, now: datetime) -> Facts:
    """Read what `admit` needs."""
    user = await store.people.user_by_id(call.user_id)
    zone, ends_at = zone_named(user.timezone), parse_local_time(user.day_ends_at)
    promise, nudges = None, 0
    if call.purpose is CallPurpose.NUDGE and call.subject_id is not None:
        promise = await store.progress.commitment(call.subject_id)
        began = day_end(today_of(user, now) - ONE_DAY, ends_at, zone)
        nudges = await store.calls.nudges_rung(user.id, began)
    return Facts(
        now=now,
        user=user,
        attempts=await store.calls.attempts(call.id),
        check_in=None if call.check_in_id is None else await store.people.check_in(call.check_in_id),
        promise=promise,
        nudges_today=nudges,
        pauses=await store.silences.pauses(user.id, since=call.accounting_day),
        windows=windows_of(await store.silences.quiet_hours(user.id)),
        busy=await store.calendars.busy(user.id, now, now + LONGEST_HOLD),
        told=call.purpose is not CallPurpose.ESCALATION
        or call.subject_id in {contact.id for contact in await store.contacts.agreed(now)},
    )


async def pass_gate(store: Store, call: Call, now: datetime) -> tuple[Call, Admission]:
    """A call that has not ended, as it stands after the gate, kept; without channels it does not ring now."""
    if await store.calls.distressed(call.id):  # it rang and was cut off, or is to be answered late: never again
        amounts = await derived(store, call, now)
        return await store.calls.close(call.id, CallStatus.PARTIAL, now, derived=amounts, seen=call), Admission()
    async with store.snapshot():
        facts = await facts_of(store, call, now)
    admission = admit(call, facts)
    if admission.later is not None:
        rung = _rung(call, facts)
        call = await store.calls.postpone(
            call.id,
            status=call.status,
            next_ring_at=admission.later,
            new_ladder=not rung,
            held_since=None if rung else _held_since(call),
            reason=admission.reason,
            seen=call,
        )
    elif admission.status is not None:
        amounts = await derived(store, call, now)
        status = CallStatus.PARTIAL if amounts.anything else call.reopened_from or admission.status
        call = await store.calls.close(call.id, status, now, derived=amounts, reason=admission.reason, seen=call)
    return call, admission
