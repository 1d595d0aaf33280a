"""After a call its summary is kept and its words become findable; after a week and a month these are summed up.

So what is kept of a year stays small: two weeks of calls, ten weeks, and months. What was really said and counted stays
where it is; summaries only spare reading it.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime, timedelta
from itertools import starmap
from uuid import UUID

from appliance.calls.outcome import latest_settled
from appliance.coach.memory.figures import Due, Value, period
from appliance.coach.memory.summary import monday_of, summary_of_call, summary_of_period
from appliance.records.agenda import Agenda
from appliance.records.calls import OF_THE_DAY, Call, CallStatus, MessageType
from appliance.records.people import User
from appliance.records.progress import Memory, MemoryKind
from appliance.schedule.walltime import zone_named
from appliance.store import Store

CALLS_KEPT = timedelta(days=14)
WEEKS_KEPT = timedelta(days=70)

LEAST_WORDS = 3
"""Of a turn that is worth finding again: `yes` is not."""

CAME_TO_SOMETHING = (CallStatus.COMPLETED, CallStatus.PARTIAL)


async def remember(store: Store, call_id: UUID, now: datetime) -> None:
    """Sum up a call that has ended; where it was opened again after its week or month, those anew as well."""
    call = await store.calls.call(call_id)
    if not await _sum_up_call(store, call, now):
        return
    day, today = call.accounting_day, now.astimezone(zone_named(call.zone)).date()
    monday, sunday = monday_of(day), monday_of(day) + timedelta(days=6)
    last = last_of_month(day)
    user = await store.people.user_by_id(call.user_id)
    if sunday < today:
        await _roll_up(store, user, MemoryKind.WEEK, monday, sunday, now)
    if last < today:
        await _roll_up(store, user, MemoryKind.MONTH, day.replace(day=1), last, now)


async def _sum_up_call(store: Store, call: Call, now: datetime) -> bool:
    """Whether there was something to sum up that had not been."""
    if call.agenda is None or call.purpose not in OF_THE_DAY or call.status not in CAME_TO_SOMETHING:
        return False
    turns = await store.calls.turns(call.id)
    answers = latest_settled(await store.calls.observations(call.id))
    content = summary_of_call(Agenda.model_validate(call.agenda), answers)
    summary = Memory(
        user_id=call.user_id,
        kind=MemoryKind.CALL,
        content=content,
        day=call.accounting_day,
        call_id=call.id,
        created_at=now,
    )
    said = [turn for turn in turns if turn.message_type is MessageType.USER]
    worth = [turn for turn in said if len(turn.content.split()) >= LEAST_WORDS]
    said_last = max((turn.timestamp for turn in said), default=call.due_at)
    return await store.memories.keep_summary(summary if content else None, call, worth, said_last=said_last)


async def sum_up(store: Store, user: User, day: date, now: datetime) -> None:
    """What follows from the end of an accounting day: its calls, and the week or month that ended with it."""
    for call in await store.calls.of_day(user.id, day):
        await _sum_up_call(store, call, now)
    if day.weekday() == 6:
        await _roll_up(store, user, MemoryKind.WEEK, monday_of(day), day, now)
    if day == last_of_month(day):
        await _roll_up(store, user, MemoryKind.MONTH, day.replace(day=1), day, now)


def last_of_month(day: date) -> date:
    """The last day of its month."""
    return day.replace(day=monthrange(day.year, day.month)[1])


async def _roll_up(store: Store, user: User, kind: MemoryKind, first: date, last: date, now: datetime) -> None:
    days = (last - first).days + 1
    dues = starmap(Due, await store.progress.dues(user.id, first, last))
    values = starmap(Value, await store.progress.told(user.id, first - timedelta(days=days), last))
    figures = period(dues, values, await store.progress.metric_types(user.id), last, days)
    content = summary_of_period(figures, await store.calls.obstacles(user.id, first, last))
    if content:
        shorter, kept = (MemoryKind.CALL, CALLS_KEPT) if kind is MemoryKind.WEEK else (MemoryKind.WEEK, WEEKS_KEPT)
        summary = Memory(user_id=user.id, kind=kind, content=content, day=first, created_at=now)
        await store.memories.roll_up(summary, shorter, last - kept)
