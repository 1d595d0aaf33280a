"""Gathers what a coach knows about a person when a call begins."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import starmap
from statistics import fmean

from appliance.coach.memory.about import About, Aim, Bearing, OpenPromise, Standing
from appliance.coach.memory.figures import Due, Value, missed_in_a_row, period
from appliance.coach.safety.permission import is_low
from appliance.progress import Scoreboard
from appliance.records.calls import Call, CallStatus
from appliance.records.people import User
from appliance.records.progress import MOOD, Commitment, MemoryKind, MetricType
from appliance.store import Store
from appliance.store.background import Background

WEEK_DAYS, MONTH_DAYS = 7, 28
MOST_RELATED = 3

SHORT_WORDS = 4.0
"""Words of an open answer on average, up to which somebody likes it short."""

LEAST_ANSWERS = 3
MOST_CUT_OFF = 2

OPEN_KEYS = ("promise", "obstacle", "review", "question", "talk")
"""How keys of open questions begin."""


async def recollect(
    store: Store, call: Call, user: User, due: Sequence[Commitment], types: Sequence[MetricType]
) -> Background:
    """What the store knows, as of the call's day. `due` are the promises that the call may ask about."""
    moods = [kind.id for kind in types if kind.role == MOOD]
    texts = [promise.text for promise in due]
    return await store.backgrounds.of(user, call, MONTH_DAYS, moods, texts, MOST_RELATED)


def about(
    call: Call,
    known: Background,
    due: Sequence[Commitment],
    types: Sequence[MetricType],
    habits: tuple[Standing, ...] = (),
) -> About:
    """The same as a coach is told it. Pure."""
    dues, values = list(starmap(Due, known.dues)), list(starmap(Value, known.values))
    return About(
        promises=tuple(OpenPromise(text=text, due_day=day.isoformat()) for text, day in known.open),
        aims=tuple(Aim(title=title, why=why) for title, why in known.goals),
        last_call=f"{known.last_call[0]}, {known.last_call[1]}" if known.last_call else "",
        facts=tuple(content for kind, content in known.told if kind == MemoryKind.FACT),
        people=tuple(content for kind, content in known.told if kind == MemoryKind.PERSON),
        week=period(dues, values, types, call.accounting_day, WEEK_DAYS),
        habits=habits,
        month=period(dues, values, types, call.accounting_day, MONTH_DAYS),
        related=_new(known, due),
        earlier=tuple(f"{kind} from {day}: {content}" for kind, day, content in known.earlier),
        bearing=_bearing(call, known, dues),
    )


def standing(board: Scoreboard, due: Sequence[MetricType]) -> tuple[Standing, ...]:
    """How firm the habits are that are due, in the order they are asked. Pure."""
    wanted = {kind.id for kind in due}
    return tuple(
        Standing(
            name=score.metric.name,
            strength=round(100 * score.strength),
            before=round(100 * score.before),
            row=score.streak.current,
            best=score.streak.best,
            unit=score.streak.unit,
        )
        for score in board.scores
        if score.metric.id in wanted
    )


def _new(known: Background, due: Sequence[Commitment]) -> tuple[str, ...]:
    """What they said before that has to do with the promises and goals of now, but those themselves."""
    said = {_plain(text) for text in (*(promise.text for promise in due), *(title for title, _ in known.goals))}
    return tuple(f"{day}: {content}" for day, content in known.related if _plain(content) not in said)[:MOST_RELATED]


def _plain(text: str) -> str:
    return text.casefold().strip(" .")


def _bearing(call: Call, known: Background, dues: Sequence[Due]) -> Bearing:
    words = [len(text.split()) for key, text in known.answers if key.startswith(OPEN_KEYS) and text]
    short = len(words) >= LEAST_ANSWERS and fmean(words) <= SHORT_WORDS
    cut_off = sum(status is CallStatus.PARTIAL for status in known.endings) >= MOST_CUT_OFF
    return Bearing(
        brisk=short or cut_off,
        low=is_low(known.moods, call.due_at),
        missed_in_a_row=missed_in_a_row(dues),
    )
