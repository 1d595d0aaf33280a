"""What will ring next, as it stands now: for pages and commands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice

from appliance.calls.briefing import MANY_MISSED
from appliance.calls.occasions import today_of
from appliance.records.calls import OF_THE_DAY, CallStatus
from appliance.records.people import HolidayRule, User
from appliance.schedule.days import credited_day, pause_on
from appliance.schedule.occurrences import occurrences, plan_of
from appliance.schedule.walltime import parse_local_time, zone_named
from appliance.store import Store

LOOK_BACK, LOOK_AHEAD = timedelta(days=2), timedelta(days=120)

MOST_LOOKED_AT = 40
"""Occurrences of one check-in, past which a pause without an end is not looked through any further."""


@dataclass(frozen=True, slots=True)
class Coming:
    """One call to come."""

    user: User
    call_type: str
    ring_at: datetime
    """Aware, UTC."""
    zone: str
    channels: tuple[str, ...]
    note: str = ""
    """Why it rings then: snoozed, or what holds it."""
    room: str | None = None

    @property
    def when(self) -> str:
        """In the person's own time: `Monday 30 November, 21:30`."""
        return f"{self.ring_at.astimezone(zone_named(self.zone)):%A %d %B, %H:%M}"


async def coming(store: Store, now: datetime, whose: User | None = None) -> list[Coming]:
    """Calls that wait, and the next unclaimed occurrence of each check-in that no pause covers; the earliest first.
    Of everybody, or of one person."""
    users = {user.id: user for user in ([whose] if whose else await store.people.users())}
    only = whose.id if whose else None
    found = [
        Coming(
            users[call.user_id],
            call.call_type if call.purpose in OF_THE_DAY else call.purpose,
            call.next_ring_at,
            call.zone,
            tuple(call.channels),
            call.reason or (call.status.value if call.ladder else ""),
            call.room,
        )
        for call in await store.calls.unfinished()
        if call.next_ring_at is not None and call.user_id in users
    ]
    pauses = await store.silences.pauses(only)
    check_ins = await store.people.check_ins(only)
    claimed = await store.calls.claimed_days([each.id for each in check_ins], (now - LOOK_BACK).date(), date.max)
    for check_in in check_ins:
        user = users[check_in.user_id]
        free = set[date]()
        if check_in.on_holidays is HolidayRule.SKIP:
            free = set(await store.calendars.holidays_on(user.id, now.date(), (now + LOOK_AHEAD).date()))
        own = [pause for pause in pauses if pause.user_id in (None, user.id)]
        at, ends_at = parse_local_time(check_in.at), parse_local_time(user.day_ends_at)
        for occurrence in islice(occurrences(plan_of(check_in, user.timezone), now, now + LOOK_AHEAD), MOST_LOOKED_AT):
            taken = (check_in.id, occurrence.day) in claimed or occurrence.day in free
            if not taken and pause_on(credited_day(occurrence.day, at, ends_at), own) is None:
                channels = tuple(check_in.channels)
                due_at = occurrence.due_at
                found.append(Coming(user, check_in.call_type, due_at, user.timezone, channels, room=check_in.room))
                break
    return sorted(found, key=lambda each: each.ring_at)


@dataclass(frozen=True, slots=True)
class Notice:
    """Something the household should know or decide, with the command that does it."""

    text: str
    remedy: str = ""


async def notices(store: Store, now: datetime, held: str = "") -> list[Notice]:
    """What keeps calls from ringing, and who has not answered for so long that a pause may be better."""
    found = []
    if held:
        found.append(Notice(f"Nothing rings: {held}.", "Set the clock, or: appliance clock trust"))
    users = await store.people.users()
    pauses = await store.silences.pauses()
    for pause in pauses:
        whose = next((user for user in users if user.id == pause.user_id), None)
        today = today_of(whose or users[0], now) if users else None
        if today is None or pause_on(today, [pause]) is None:
            continue
        who, flag = (whose.name, whose.name) if whose else ("everybody", "--everyone")
        until = f" through {pause.until_day:%A %d %B}" if pause.until_day else ""
        found.append(Notice(f"Calls to {who} are paused{until}.", f"appliance resume {flag}"))
    endings = await store.calls.how_the_latest_ended([user.id for user in users], MANY_MISSED)
    for user in users:
        covered = pause_on(today_of(user, now), [each for each in pauses if each.user_id in (None, user.id)])
        if covered is None and endings[user.id] == [CallStatus.MISSED] * MANY_MISSED:
            text = f"{user.name} missed the last {MANY_MISSED} calls, so they ring less. Shall they pause?"
            found.append(Notice(text, f"appliance pause {user.name} --until monday"))
    return found
