"""Making a briefing after a year of calls: gathered from the store, decided, and rendered for a language model.

Prints one JSON object a line: name, value, unit, baseline, ratio. The baseline runs the same statements on a bare
SQLCipher connection of the same pragmas and fetches their rows, without objects; 5,000 turns of one person.
"""

from __future__ import annotations

import asyncio
import json
import secrets
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncSession

from appliance.calls.agenda import plan
from appliance.calls.briefing import gather
from appliance.calls.remembering import remember, sum_up
from appliance.coach.persona import load_personas
from appliance.coach.prompts import head
from appliance.records.agenda import Agenda, AgendaItem, Answer, ItemKind
from appliance.records.calls import Call, CallPurpose, CallStatus, CallType, Meaning, MessageType, Observation, Turn
from appliance.records.people import User
from appliance.records.progress import (
    Commitment,
    CommitmentStatus,
    Goal,
    Memory,
    Metric,
    MetricKind,
    MetricSource,
    MetricType,
)
from appliance.store import Store, open_store
from appliance.store.sqlite import connector, in_one_go

DAYS, CALLS_A_DAY, TURNS_A_CALL = 365, 2, 7
ROUNDS = 60
BEGINS = datetime(2025, 3, 1, 20, tzinfo=UTC)
SAID = (
    "call the dentist before ten", "run five kilometres along the river", "the rain was in the way and my knee hurt",
    "finish the report for the office", "six and a half hours", "I read twenty pages in the evening", "yes I did it",
)  # fmt: skip
KINDS = (("exercise", MetricKind.HABIT), ("reading", MetricKind.HABIT), ("sleep", MetricKind.DURATION),
         ("mood", MetricKind.SCALE))  # fmt: skip


async def fill(store: Store) -> User:
    """A year of a person: calls with what was said, values, promises, goals and facts, summed up by days."""
    sam = await store.people.add_user(User(name="Sam", timezone="UTC", created_at=BEGINS))
    kinds = [
        await store.progress.add_metric_type(
            MetricType(user_id=sam.id, name=name, kind=kind, ask_in=["evening"], created_at=BEGINS)
        )
        for name, kind in KINDS
    ]
    for number in range(5):
        await store.goals.add(
            Goal(user_id=sam.id, title=f"goal {number}: run a marathon", why="health", created_at=BEGINS)
        )
    for number in range(40):
        content = f"fact {number}: I like rivers and books"
        await store.memories.add(Memory(user_id=sam.id, content=content, created_at=BEGINS))
    for number in range(DAYS):
        await _a_day(store, sam, kinds, number)
    return sam


async def _a_day(store: Store, sam: User, kinds: list[MetricType], number: int) -> None:
    moment = BEGINS + timedelta(days=number)
    day = moment.date()
    calls = [_call(sam, moment + timedelta(hours=each), CallStatus.COMPLETED) for each in range(CALLS_A_DAY)]
    async with store.database.writing() as session:
        session.add_all(calls)
        await session.flush()
        for call in calls:
            turns = [_turn(call, place, number) for place in range(TURNS_A_CALL)]
            session.add_all(turns)
            await session.flush()
            session.add_all([_meaning(turn) for turn in turns])
        session.add_all(_metric(kind, moment, float(number % 7)) for kind in kinds)
        for place in range(2):
            kept = CommitmentStatus.KEPT if (number + place) % 3 else CommitmentStatus.BROKEN
            status = kept if number < DAYS - 2 else CommitmentStatus.OPEN
            text = SAID[(number + place) % 4]
            session.add(
                Commitment(user_id=sam.id, text=text, made_on=day, due_day=day, status=status, created_at=moment)
            )
    for call in calls:
        await remember(store, call.id, moment)
    await sum_up(store, sam, day, moment)


def _call(sam: User, moment: datetime, status: CallStatus) -> Call:
    items = [AgendaItem(key="presence", kind=ItemKind.PRESENCE, answer=Answer.PRESENCE)]
    items += [AgendaItem(key=f"promise:{n}", kind=ItemKind.PROMISE, answer=Answer.OPEN) for n in range(TURNS_A_CALL)]
    return Call(
        user_id=sam.id, day=moment.date(), accounting_day=moment.date(), call_type=CallType.EVENING, status=status,
        purpose=CallPurpose.CHECK_IN, zone="UTC", due_at=moment, scheduled_at=moment, channels=["console"],
        agenda=Agenda(call_type="evening", day=moment.date().isoformat(), items=tuple(items)).model_dump(mode="json"),
        briefing={"language": "en"},
    )  # fmt: skip


def _turn(call: Call, place: int, number: int) -> Turn:
    words = f"{SAID[(place + number) % len(SAID)]} {number}"
    return Turn(
        call_id=call.id, position=place, message_type=MessageType.USER, content=words, item_key=f"promise:{place}",
        timestamp=call.due_at,
    )  # fmt: skip


def _meaning(turn: Turn) -> Observation:
    key = turn.item_key or ""
    return Observation(call_id=turn.call_id, turn_id=turn.id, item_key=key, meaning=Meaning.VALUE, text=turn.content)


def _metric(kind: MetricType, moment: datetime, value: float) -> Metric:
    return Metric(
        user_id=kind.user_id, metric_type_id=kind.id, metric_type=kind.name, date=moment.date(), value=value,
        source=MetricSource.MANUAL, recorded_at=moment,
    )  # fmt: skip


@contextmanager
def noting_batches(ran: list[tuple[str, Any]]) -> Iterator[None]:
    """What goes past SQLAlchemy is noted too."""

    async def noting(session: AsyncSession, queries: Sequence[tuple[str, Sequence[Any]]]) -> list[Any]:
        ran.extend(queries)
        return await in_one_go(session, queries)

    with patch("appliance.store.background.in_one_go", noting):
        yield


async def main(folder: Path) -> None:
    key, file = secrets.token_bytes(32), folder / "appliance.db"
    persona = load_personas()["friend"]
    ran: list[tuple[str, Any]] = []

    async with open_store(file, key) as store:
        sam = await fill(store)
        call = await store.calls.add(_call(sam, BEGINS + timedelta(days=DAYS), CallStatus.SCHEDULED))
        call.agenda = call.briefing = None
        turns = DAYS * CALLS_A_DAY * TURNS_A_CALL

        async def made() -> str:
            async with store.snapshot():
                briefing = await gather(store, call, sam)
            return head(persona, plan(briefing), briefing.about, user_name=sam.name, language="en")

        def note(_: Any, __: Any, statement: str, parameters: Any, *rest: Any) -> None:
            ran.append((statement, parameters))

        event.listen(store.database._engine.sync_engine, "before_cursor_execute", note)
        with noting_batches(ran):
            await made()
        event.remove(store.database._engine.sync_engine, "before_cursor_execute", note)
        seconds = []
        for _ in range(ROUNDS):
            began = time.perf_counter()
            await made()
            seconds.append(time.perf_counter() - began)
    raw = connector(file, key)()
    bare = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        for statement, parameters in ran:
            raw.execute(statement, parameters).fetchall()
        bare.append(time.perf_counter() - began)
    raw.close()
    value, baseline = (statistics.median(each) * 1e3 for each in (seconds, bare))
    figures = {
        "value": round(value, 2),
        "unit": "ms",
        "baseline": round(baseline, 2),
        "ratio": round(value / baseline, 2),
    }
    name = f"briefing: gathered and rendered after {turns} turns ({len(ran)} statements), beside raw SQLCipher"
    print(json.dumps({"name": name, **figures}), flush=True)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(dir=".", prefix=".bench-") as scratch:
        asyncio.run(main(Path(scratch).resolve()))
