"""A process to be killed: holds one call after another on a real encrypted store, as fast as it can.

    python -m tests.calls.victim FOLDER

Begun and killed by `tests.calls.lives`. Writes to FOLDER/witness what the outside world could have noticed, each line
synced before the process goes on:
`ring ATTEMPT` when a chime is about to sound, `kept CALL POSITION` once a turn was reported as kept.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy.orm import configure_mappers

from appliance.calls.alarm import Alarm
from appliance.calls.by_hand import call_by_hand
from appliance.calls.dialer import Dialer
from appliance.coach.persona import load_personas
from appliance.on_duty import learn
from appliance.ports import Line, Notice, Unreached
from appliance.records.calls import CallStatus, Observation, Turn
from appliance.records.people import CallType, User
from appliance.records.progress import MetricKind, MetricType
from appliance.store import Store, open_store, unlock
from appliance.store.calls import Calls
from tests.calls.household import PersonChannel, PersonLine, by_keyword
from tests.calls.lives import make_lives

RETRIES = [1] * 100
"""A killed call is rung again however often it is killed."""

ANSWERS = by_keyword(sam="yes, I'm here", exercise="yes", sleep="seven hours", thing="read twenty pages")


def utc_now() -> datetime:
    return datetime.now(UTC)


class Witness:
    """An append-only file that survives the process."""

    def __init__(self, file: Path) -> None:
        self._descriptor = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)

    def write(self, *words: object) -> None:
        os.write(self._descriptor, (" ".join(str(word) for word in words) + "\n").encode())
        os.fsync(self._descriptor)


class WitnessedCalls(Calls):
    """The real calls, telling the witness once a turn is said to be kept."""

    witness: Witness

    async def keep_turn(self, turn: Turn, *observations: Observation, sources: Sequence[UUID] = ()) -> None:
        await super().keep_turn(turn, *observations, sources=sources)
        self.witness.write("kept", turn.call_id, turn.position)


class QuickLine(PersonLine):
    def __init__(self, channel: PersonChannel, notice: Notice, witness: Witness) -> None:
        super().__init__(channel)
        self._notice, self._witness = notice, witness

    async def chime(self, loudness: float = 1.0, notes: tuple[float, ...] = ()) -> None:
        self._witness.write("ring", self._notice.attempt_id)
        print("ringing", flush=True)
        await super().chime(loudness, notes)


class QuickChannel(PersonChannel):
    """A person who needs no time at all; the waits of a real line are shortened to a few milliseconds."""

    def __init__(self, witness: Witness) -> None:
        super().__init__(ANSWERS, pace=0.005)
        self._witness = witness

    @asynccontextmanager
    async def dial(self, notice: Notice) -> AsyncIterator[Line | Unreached]:  # type: ignore[override]
        yield QuickLine(self, notice, self._witness)


async def main(folder: Path) -> None:
    witness = Witness(folder / "witness")
    file = folder / "user_data" / "appliance.db"
    async with open_store(file, unlock(folder / "key", file)) as opened:
        calls = WitnessedCalls(opened.database)
        calls.witness = witness
        store = replace(opened, calls=calls)
        dialer = Dialer(store, {"speaker": QuickChannel(witness)}, load_personas(), utc_now)
        await Alarm(store, dialer, utc_now).recover()
        people = await store.people.users()
        sam = people[0] if people else await _move_in(store)
        while True:
            unfinished = await store.calls.unfinished()
            if unfinished:
                call = await store.calls.postpone(unfinished[0].id, status=CallStatus.SCHEDULED, next_ring_at=utc_now())
            else:
                call = await call_by_hand(store, sam, CallType.EVENING, "speaker", utc_now(), retries=RETRIES)
            await dialer.ring(call)


async def _move_in(store: Store) -> User:
    sam = await store.people.add_user(User(name="Sam", timezone="UTC", created_at=utc_now()))
    for name, kind in (("exercise", MetricKind.HABIT), ("sleep", MetricKind.DURATION)):
        await store.progress.add_metric_type(
            MetricType(
                user_id=sam.id,
                name=name,
                kind=kind,
                unit="hours" if kind is MetricKind.DURATION else "",
                question=f"What about {name}?",
                ask_in=["evening"],
                created_at=utc_now(),
            )
        )
    return sam


def prepare() -> None:
    """Before the first life."""
    configure_mappers()
    learn(["en"])
    load_personas()


if __name__ == "__main__":
    make_lives(prepare, main)
