"""What a request is about, and the pieces that decisions are made of. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from appliance.calls import outcome
from appliance.calls.occasions import of_check_in
from appliance.errors import NotFoundError
from appliance.records.agenda import Agenda
from appliance.records.calls import FINAL_STATUSES, UNDER_WAY, AttemptResult, Call, CallPurpose, CallStatus
from appliance.records.decisions import Change, Decision, EndedAttempt, Situation
from appliance.records.people import CheckIn, User
from appliance.records.progress import Derived
from appliance.records.requests import Receipt, Refusal, Request
from appliance.schedule.occurrences import Occurrence, occurrences, plan_of
from appliance.schedule.walltime import ONE_DAY, again_at, due_at, parse_local_time, zone_named

AHEAD = timedelta(days=8)
"""How far ahead an occurrence may lie that a request moves or skips without having rung."""

HALF_DAY_HOURS = 12


@dataclass(frozen=True, slots=True)
class Target:
    """The call a request is about; `new` where nobody has claimed it yet."""

    call: Call
    new: bool = False


def receipt(request: Request, situation: Situation, **facts: Any) -> Receipt:
    """A receipt of something done."""
    user = situation.users[0] if situation.users else None
    zone = user.timezone if user else "UTC"
    day = situation.now.astimezone(zone_named(zone)).date()
    usual = {"request_id": request.id, "kind": request.kind, "zone": zone, "day": day, "done": True}
    return Receipt(**{**usual, **facts})


def refused(request: Request, situation: Situation, why: Refusal, **facts: Any) -> Decision:
    """Nothing is done."""
    return Decision(receipt(request, situation, done=False, refusal=why, **facts))


def target(request: Request, situation: Situation, *, upcoming: bool) -> Target | None:
    """The call named, else the one under way, else the next: one that waits or, with `upcoming`, one to be due.

    Raises `NotFoundError` for a call of somebody else.
    """
    if request.call_id is not None:
        call = situation.call(request.call_id)
        if call is None or call.user_id != request.user_id:
            raise NotFoundError(f"There is no call {request.call_id} of this person.")
        return Target(call)
    calls = [call for call in unfinished(situation) if request.call_type in (None, call.call_type)]
    for call in calls:
        if call.status in UNDER_WAY:
            return Target(call)
    waiting = [Target(call) for call in calls if call.purpose is not CallPurpose.FOCUS]
    if upcoming:
        waiting += [Target(call, new=True) for call in to_come(request, situation)]
    return min(waiting, key=lambda each: rings_at(each.call), default=None)


def unfinished(situation: Situation) -> Iterator[Call]:
    return (call for call in situation.calls if call.status not in FINAL_STATUSES)


def rings_at(call: Call) -> datetime:
    return call.next_ring_at or call.climbs_from


def to_come(request: Request, situation: Situation) -> Iterator[Call]:
    """The next unclaimed occurrence of each check-in, as a call."""
    users = {user.id: user for user in situation.users}
    for check_in in situation.check_ins:
        if request.call_type in (None, check_in.call_type):
            found = next_unclaimed(check_in, users[check_in.user_id], situation)
            if found is not None:
                yield of_check_in(check_in, users[check_in.user_id], found, situation.now)


def next_unclaimed(check_in: CheckIn, user: User, situation: Situation) -> Occurrence | None:
    plan = plan_of(check_in, user.timezone)
    for found in occurrences(plan, situation.now, situation.now + AHEAD):
        if (check_in.id, found.day) not in situation.claimed:
            return found
    return None


def following(call: Call, situation: Situation) -> datetime | None:
    """When the check-in of a call is due after it."""
    check_in = next((each for each in situation.check_ins if each.id == call.check_in_id), None)
    if check_in is None:
        return None
    user = next(user for user in situation.users if user.id == call.user_id)
    plan = plan_of(check_in, user.timezone)
    after = max(call.due_at, situation.now)
    later = (found for found in occurrences(plan, after, after + AHEAD) if found.day > call.day)
    return next((found.due_at for found in later), None)


def wall_time(request: Request, zone_name: str, now: datetime) -> datetime | Refusal:
    """The instant of a request's time of day: the next one, or the one on the day it names."""
    if request.at is None:
        return Refusal.INCOMPLETE
    zone, at = zone_named(zone_name), parse_local_time(request.at)
    faces = [at]
    if request.either_half:
        faces.append(time((at.hour + HALF_DAY_HOURS) % 24, at.minute))
    today = now.astimezone(zone).date()
    named = request.until_day or request.from_day
    days: Collection[date] = [named] if named else [today]
    if named is None and (request.either_half or _wraps(at, now.astimezone(zone).time())):
        days = [today, today + ONE_DAY]
    instants = [found(day, face, zone) for day in days for face in faces for found in (due_at, again_at)]
    return min((instant for instant in instants if instant is not None and instant > now), default=Refusal.PAST)


def _wraps(at: time, local: time) -> bool:
    """Whether a time of day said in the evening means the morning after: `one in the morning`, said at eleven."""
    return local.hour >= HALF_DAY_HOURS and at.hour < HALF_DAY_HOURS


def amounts(call: Call, situation: Situation) -> Derived:
    """What the answers of a call amount to so far."""
    if call.agenda is None:
        return Derived()
    return outcome.derive(
        call,
        Agenda.model_validate(call.agenda),
        situation.turns.get(call.id, ()),
        situation.observations.get(call.id, ()),
        situation.now,
    )


def hung_up(request: Request, call: Call, situation: Situation, *, answered: bool) -> tuple[EndedAttempt, ...]:
    """The attempt of a call under way ends with the request."""
    attempt = situation.open_attempt(call)
    if attempt is None:
        return ()
    result = AttemptResult.ANSWERED if answered else AttemptResult.DECLINED
    return (EndedAttempt(attempt, result, f"asked to {request.kind.value.replace('_', ' ')}"),)


def climbing_anew(call: Call, at: datetime) -> dict[str, Any]:
    """Columns of a call whose rings so far count no more: the next is the first of a ladder."""
    return {"ladder": call.ladder + 1, "ladder_at": at}


def ended(call: Call, status: CallStatus, now: datetime, reason: str) -> Change:
    """A call is over; one that was rung again for a late answer ends as it had, unless there are answers."""
    if call.reopened_from is not None and status not in (CallStatus.COMPLETED, CallStatus.PARTIAL):
        status = call.reopened_from
    values = {"status": status, "completed_at": now, "next_ring_at": None, "reason": reason}
    return Change(call, {**values, "asked": False, "ring_channel": None})
