"""What brings a call about: an occurrence of a check-in, a wish, a promise's own time, a focus session, a worry. Pure.

Everything that could change later is frozen into the call when it is made.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from appliance.records.calls import Call, CallPurpose
from appliance.records.people import BusyRule, CallType, CheckIn, Contact, RingStyle, User
from appliance.records.progress import Commitment, FocusSession
from appliance.schedule.days import accounting_day, credited_day
from appliance.schedule.occurrences import Occurrence
from appliance.schedule.walltime import parse_local_time, zone_named

SELF_RUNG = "console"
"""The channel that only the process of a command can ring, in its own terminal."""

NUDGE_GRACE = timedelta(minutes=30)
"""A reminder that could not come for longer than this is not rung any more: its moment has passed."""

NUDGE_RETRY_MINUTES = [5, 10]
"""A reminder that nobody acknowledged comes again after so many minutes."""


def today_of(user: User, now: datetime) -> date:
    """The accounting day a person is in."""
    return accounting_day(now, parse_local_time(user.day_ends_at), zone_named(user.timezone))


def of_check_in(
    check_in: CheckIn, user: User, occurrence: Occurrence, now: datetime, *, ring_less: bool = False
) -> Call:
    """The call of one occurrence. `ring_less` after many misses: one ring, on the first channel."""
    return Call(
        user_id=user.id,
        check_in_id=check_in.id,
        purpose=CallPurpose.CHECK_IN,
        day=occurrence.day,
        accounting_day=credited_day(occurrence.day, parse_local_time(check_in.at), parse_local_time(user.day_ends_at)),
        call_type=check_in.call_type,
        agenda_id=check_in.agenda_id,
        channels=check_in.channels,
        channel_rules=check_in.channel_rules,
        room=check_in.room,
        retry_minutes=[] if ring_less else check_in.retry_minutes,
        ring_once=ring_less,
        ring=check_in.ring,
        wake_task=check_in.wake_task,
        in_quiet_hours=check_in.in_quiet_hours,
        when_busy=check_in.when_busy,
        zone=user.timezone,
        due_at=occurrence.due_at,
        scheduled_at=now,
        next_ring_at=occurrence.due_at,
    )


def by_hand(
    user: User,
    call_type: CallType,
    channel: str,
    now: datetime,
    *,
    room: str | None = None,
    retries: Sequence[int] = (),
    occasion: str | None = None,
) -> Call:
    """A call that somebody wants now."""
    return _other(
        user,
        now,
        now,
        purpose=CallPurpose.BY_HAND,
        occasion=occasion,
        call_type=call_type,
        channels=[channel],
        room=room,
        retry_minutes=list(retries),
        asked=True,
    )


def nudge(promise: Commitment, user: User, made_by: Call | None, at: datetime, now: datetime) -> Call:
    """Reminds of a promise at its own time, where the promise was made."""
    call = _other(
        user,
        at,
        now,
        purpose=CallPurpose.NUDGE,
        occasion=f"nudge:{promise.id.hex}:{at:%Y%m%dT%H%M}",
        subject_id=promise.id,
        channels=[name for name in made_by.channels if name != SELF_RUNG] if made_by else [],
        channel_rules=made_by.channel_rules if made_by else {},
        room=made_by.room if made_by else None,
        retry_minutes=NUDGE_RETRY_MINUTES,
        when_busy=BusyRule.DEFER,
    )
    call.channels = call.channels or ["speaker"]
    return call


def focus_words(focus: FocusSession, user: User, channel: str, room: str | None, now: datetime) -> tuple[Call, Call]:
    """The word midway and the check at the end of a focus session."""
    length = timedelta(minutes=focus.minutes)
    what: dict[str, Any] = {
        "purpose": CallPurpose.FOCUS,
        "subject_id": focus.id,
        "channels": [channel],
        "room": room,
        "in_quiet_hours": True,
    }
    midway = _other(user, now + length / 2, now, occasion=f"focus:{focus.id.hex}:midway", ring=RingStyle.GENTLE, **what)
    end = _other(user, now + length, now, occasion=f"focus:{focus.id.hex}:end", retry_minutes=[2], **what)
    return midway, end


def is_midway(call: Call) -> bool:
    """Whether it is the word in the middle of a focus session, which waits for no answer."""
    return call.purpose is CallPurpose.FOCUS and (call.occasion or "").endswith(":midway")


def escalation(contact: Contact, told: User, missed: Call, now: datetime) -> Call:
    """Tells a contact about a row of missed calls, of which `missed` is the first: once for each row."""
    return _other(
        told,
        now,
        now,
        purpose=CallPurpose.ESCALATION,
        occasion=f"escalation:{contact.id.hex}:{missed.id.hex}",
        subject_id=contact.id,
        channels=[contact.channel],
        room=contact.room,
        retry_minutes=[10, 30],
    )


def _other(user: User, due_at: datetime, now: datetime, **what: Any) -> Call:
    """A call that no check-in brings about; events in a calendar do not hold it unless `what` says so."""
    usual: dict[str, Any] = {"call_type": CallType.CUSTOM, "when_busy": BusyRule.RING}
    return Call(
        user_id=user.id,
        day=due_at.astimezone(zone_named(user.timezone)).date(),
        accounting_day=today_of(user, due_at),
        zone=user.timezone,
        due_at=due_at,
        scheduled_at=now,
        next_ring_at=due_at,
        **{**usual, **what},
    )
