"""Gathers what a coach knows about a person when a call begins."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from itertools import starmap
from statistics import fmean

from appliance.coach.memory.about import About, Aim, Bearing, OpenPromise
from appliance.coach.memory.figures import Due, Value, missed_in_a_row, period
from appliance.coach.safety.permission import is_low
from appliance.records.calls import Call, CallStatus
from appliance.records.people import User
from appliance.records.progress import MOOD, Commitment, Goal, Memory, MemoryKind, MetricType
from appliance.store import Store
from appliance.store.memory import TOLD

WEEK_DAYS, MONTH_DAYS = 7, 28
MOST_PROMISES = 6
MOST_TOLD = 24
MOST_RELATED = 3
MOST_EARLIER = 4

CALLS_LOOKED_AT = 3
"""For how shortly somebody answers lately."""

SHORT_WORDS = 4.0
"""Words of an open answer on average, up to which somebody likes it short."""

LEAST_ANSWERS = 3
MOST_CUT_OFF = 2

OPEN_KEYS = ("promise", "obstacle", "review", "question", "talk")
"""How keys of open questions begin."""


async def recollect(
    store: Store, call: Call, user: User, due: Sequence[Commitment], types: Sequence[MetricType]
) -> About:
    """What is known, as of the call's day. `due` are the promises that the call may ask about."""
    day = call.accounting_day
    dues = list(starmap(Due, await store.progress.dues(user.id, day - timedelta(MONTH_DAYS), day)))
    values = list(starmap(Value, await store.progress.told(user.id, day - timedelta(2 * MONTH_DAYS), day)))
    goals = await store.goals.of(user.id)
    told = await store.memories.of(user.id, TOLD, MOST_TOLD)
    summaries = await store.memories.of(user.id, (MemoryKind.CALL,), 1)
    earlier = await store.memories.of(user.id, (MemoryKind.WEEK, MemoryKind.MONTH), MOST_EARLIER)
    return About(
        promises=tuple(
            OpenPromise(text=text, due_day=due_day.isoformat())
            for text, due_day in await store.progress.open_after(user.id, day, MOST_PROMISES)
        ),
        aims=tuple(Aim(title=goal.title, why=goal.why) for goal in goals),
        last_call=f"{summaries[0].day}, {summaries[0].content}" if summaries else "",
        facts=_contents(told, MemoryKind.FACT),
        people=_contents(told, MemoryKind.PERSON),
        week=period(dues, values, types, day, WEEK_DAYS),
        month=period(dues, values, types, day, MONTH_DAYS),
        related=await _related(store, call, user, due, goals),
        earlier=tuple(f"{each.kind} from {each.day}: {each.content}" for each in earlier),
        bearing=await _bearing(store, call, user, types, dues),
    )


def _contents(memories: Iterable[Memory], kind: MemoryKind) -> tuple[str, ...]:
    return tuple(memory.content for memory in memories if memory.kind == kind)


async def _related(
    store: Store, call: Call, user: User, due: Sequence[Commitment], goals: Sequence[Goal]
) -> tuple[str, ...]:
    """What they said before that has to do with the promises and goals of now, but the promises themselves."""
    texts = [promise.text for promise in due] + [goal.title for goal in goals]
    known = {text.casefold().strip(" .") for text in texts}
    found = await store.memories.search(user, " ".join(texts), MOST_RELATED + len(texts), but=[call.id])
    new = [each for each in found if each.content.casefold().strip(" .") not in known and each.day is not None]
    return tuple(f"{each.day}: {each.content}" for each in new[:MOST_RELATED])


async def _bearing(store: Store, call: Call, user: User, types: Sequence[MetricType], dues: Sequence[Due]) -> Bearing:
    statuses, answers = await store.calls.lately_said(user.id, call.due_at, CALLS_LOOKED_AT)
    words = [len(text.split()) for key, text in answers if key.startswith(OPEN_KEYS) and text]
    short = len(words) >= LEAST_ANSWERS and fmean(words) <= SHORT_WORDS
    cut_off = sum(status is CallStatus.PARTIAL for status in statuses) >= MOST_CUT_OFF
    moods = [kind.id for kind in types if kind.role == MOOD]
    low = is_low(await store.progress.told_at(user.id, moods, call.due_at - timedelta(days=4)), call.due_at)
    return Bearing(brisk=short or cut_off, low=low, missed_in_a_row=missed_in_a_row(dues))
