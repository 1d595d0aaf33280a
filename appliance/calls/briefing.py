"""What a call needs to know, gathered from the store before it rings and frozen with it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from itertools import starmap, takewhile
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from appliance.calls.habits import due_on
from appliance.calls.mood import overheard_by_nobody
from appliance.calls.occasions import is_midway
from appliance.calls.recollection import about, recollect, standing
from appliance.calls.stakes import stake_items, week_at_stake
from appliance.coach.memory.about import About
from appliance.coach.memory.figures import Due, Value, period
from appliance.progress import Scoreboard, scoreboard
from appliance.progress.insight import insights
from appliance.records.agenda import AgendaItem, CustomQuestion
from appliance.records.calls import OF_THE_DAY, Call, CallPurpose, CallStatus
from appliance.records.people import CallType, RingStyle, User
from appliance.records.progress import MOOD, SLEEP, Commitment, CommitmentStatus, MetricType
from appliance.review.week_told import tell_week
from appliance.schedule.walltime import ONE_DAY, zone_named
from appliance.store import Store


class OwnQuestion(BaseModel):
    """A question of the person's own list, as this call asks it."""

    model_config = ConfigDict(frozen=True)

    number: int
    """Its place in the list, from 1."""
    asked: CustomQuestion
    metric_type_id: UUID | None = None
    """What its value is kept under."""


class Briefing(BaseModel):
    """The facts an agenda is made of."""

    model_config = ConfigDict(frozen=True)

    user_name: str
    language: str
    persona: str
    call_type: CallType
    day: date
    """The accounting day."""
    minutes: float = 0.0
    """Local time of the call in minutes after the day's midnight; past 1440 for a day that ends later."""
    limit_seconds: float | None = None
    """How long the person lets a call take."""
    due: tuple[Commitment, ...] = ()
    """Open commitments due by `day`, the most overdue first."""
    passed_over: tuple[str, ...] = ()
    """Keys of items that the last call had no time for."""
    asked_today: frozenset[str] = frozenset()
    """Keys of items that another call of the day has an answer to."""
    metrics: tuple[MetricType, ...] = ()
    """Metric types this call asks for and that were not logged by hand for `day`."""
    logged: int = 0
    """Metric types it would have asked for but for that."""
    own_list: bool = False
    """The call asks the person's own questions."""
    questions: tuple[OwnQuestion, ...] = ()
    """Those whose value was not logged by hand."""
    week_told: str = ""
    """For a weekly call: the week in a few sentences."""
    stakes: tuple[AgendaItem, ...] = ()
    """What there is to say about them."""
    talk: bool = False
    purpose: CallPurpose = CallPurpose.CHECK_IN
    subject: UUID | None = None
    subject_words: str = ""
    """A promise's words, a focus session's task, or the name of whoever misses their calls."""
    minutes_left: float | None = None
    """For the word midway in a focus session."""
    wake_task: bool = False
    about: About = About()
    """What a language model is told about the person."""
    offer_pause: bool = False
    """The person missed so many calls in a row that it should be asked whether to pause."""


MANY_MISSED = 3
"""Missed calls in a row after which the appliance rings less and asks about a pause."""


MOST_DUE = 40
"""Due promises that a call is told of: several times as many as it asks about. Somebody may have brought a thousand."""


async def missed_in_a_row(store: Store, user_id: UUID, limit: int = MANY_MISSED) -> list[Call]:
    """The latest missed calls without an answered one between them, newest first, at most `limit`."""
    return list(
        takewhile(lambda call: call.status is CallStatus.MISSED, await store.calls.latest_endings(user_id, limit))
    )


async def gather(store: Store, call: Call, user: User) -> Briefing:
    """Read everything the agenda depends on, in one go."""
    if call.purpose not in OF_THE_DAY:
        return await _about_one_thing(store, call, user)
    day = call.accounting_day
    due = await store.progress.commitments(user.id, status=CommitmentStatus.OPEN, due_by=day)
    types = await store.progress.metric_types(user.id)
    known = await recollect(store, call, user, most_urgent(due), types)
    due = most_urgent(due, known.left_out, known.answered)
    logged = {kind for kind, valued, _ in known.values if valued == day}
    wanted = await due_on(store, user, [kind for kind in types if asks_for(call, kind)], day)
    if any(kind.role == MOOD for kind in wanted) and not await overheard_by_nobody(store, call):
        wanted = [kind for kind in wanted if kind.role != MOOD]
    board = await store.scores.worked_out(user, day, scoreboard)
    own = await _own_questions(store, call, types)
    questions = tuple(each for each in own if each.metric_type_id not in logged)
    return Briefing(
        about=about(call, known, due, types, standing(board, wanted)),
        user_name=user.name,
        language=user.language,
        persona=user.personality_mode,
        call_type=call.call_type,
        day=day,
        minutes=_minutes(call),
        limit_seconds=user.prefers.call_minutes * 60,
        due=tuple(sorted(due, key=_overdue_first)),
        passed_over=known.left_out,
        asked_today=known.answered,
        metrics=tuple(kind for kind in wanted if kind.id not in logged),
        logged=sum(kind.id in logged for kind in wanted) + len(own) - len(questions),
        own_list=bool(own),
        questions=questions,
        week_told=await _week_told(store, call, user, types, board) if call.call_type is CallType.WEEKLY else "",
        stakes=() if call.talk else await stake_items(store, call, user),
        talk=call.talk,
        purpose=call.purpose,
        wake_task=call.wake_task and call.ring is RingStyle.WAKE_UP,
        offer_pause=len(await missed_in_a_row(store, user.id)) == MANY_MISSED,
    )


def by_urgency(
    due: Sequence[Commitment], passed_over: Collection[str] = (), answered: Collection[str] = ()
) -> list[Commitment]:
    """Due promises that no other call asked about today: first those that the last call had no time for, then the most
    overdue. Both sets are keys of items. Pure."""
    waiting = [each for each in due if f"follow_up:{each.id}" not in answered]
    last_time = set(passed_over)
    return sorted(waiting, key=lambda each: (f"follow_up:{each.id}" not in last_time, *_overdue_first(each)))


def most_urgent(
    due: Sequence[Commitment], passed_over: Collection[str] = (), answered: Collection[str] = ()
) -> list[Commitment]:
    """As `by_urgency`, at most `MOST_DUE`. Pure."""
    return by_urgency(due, passed_over, answered)[:MOST_DUE]


def _overdue_first(promise: Commitment) -> tuple[date, datetime]:
    return promise.due_day, promise.created_at


async def _week_told(store: Store, call: Call, user: User, types: list[MetricType], board: Scoreboard) -> str:
    last = call.accounting_day
    dues = await store.progress.dues(user.id, last - 7 * ONE_DAY, last)
    values = await store.progress.told(user.id, last - 14 * ONE_DAY, last)
    week = period(starmap(Due, dues), starmap(Value, values), types, last, 7)
    found = await store.scores.worked_out(user, last, insights) if store.scores.insight else None
    told = tell_week(week, user.language, board, found, types)
    return f"{told} {await week_at_stake(store, user, last)}".strip()


def asks_for(call: Call, kind: MetricType) -> bool:
    """Whether the call asks for this metric: where it says so, and for the night in the morning."""
    return call.call_type in kind.ask_in or (kind.role == SLEEP and call.call_type is CallType.MORNING)


async def _own_questions(store: Store, call: Call, types: list[MetricType]) -> list[OwnQuestion]:
    if call.agenda_id is None:
        return []
    kinds = {kind.name.casefold(): kind.id for kind in types}
    listed = (await store.agendas.by_id(call.agenda_id)).asks
    return [
        OwnQuestion(number=number, asked=asked, metric_type_id=kinds.get(asked.metric.casefold()))
        for number, asked in enumerate(listed, start=1)
    ]


def _minutes(call: Call) -> float:
    local = call.due_at.astimezone(zone_named(call.zone))
    return (local.date() - call.accounting_day).days * 1440 + local.hour * 60 + local.minute


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
