"""The encrypted store beside raw SQLCipher and plain SQLite: same machine, same minute, same schema and pragmas.

Prints one JSON object a line: name, value, unit, baseline, ratio (value / baseline). Writes need a sync of the disk
each, so the three take turns in short rounds and the median round counts.
"""

from __future__ import annotations

import asyncio
import json
import secrets
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from appliance.ports import Audio
from appliance.records.calls import Call, CallType, Meaning, MessageType, Observation, Turn
from appliance.records.people import User
from appliance.store import Store, open_store
from appliance.store.sqlite import CACHE_KIB, connector

ROUNDS, WRITES_A_ROUND, READS_A_ROUND = 15, 20, 20
TURNS_READ = 40
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
SAID = "Half a promise, but you left the house. How did you sleep last night, in hours?"

INSERT_TURN = (
    "INSERT INTO conversations (id, call_id, position, message_type, content, timestamp) VALUES (?, ?, ?, ?, ?, ?)"
)
INSERT_OBSERVATION = (
    "INSERT INTO observations (id, call_id, turn_id, item_key, meaning, value, text, confidence, settled) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
SCHEMA = "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE '%recall%' ORDER BY rowid"
SELECT_TURNS = "SELECT * FROM conversations WHERE call_id = ? ORDER BY position"


def report(name: str, value: float, unit: str, baseline: float) -> None:
    """One line of the bench."""
    figures = {
        "value": round(value, 3),
        "unit": unit,
        "baseline": round(baseline, 3),
        "ratio": round(value / baseline, 3),
    }
    print(json.dumps({"name": name, **figures}), flush=True)


class Raw:
    """The same rows through a bare database module, without the store."""

    def __init__(self, connection: Any, call_id: UUID) -> None:
        self._connection = connection
        self._call_id = call_id.hex
        self._position = 0

    def keep_turn(self) -> None:
        turn_id = uuid4().hex
        self._connection.execute("BEGIN IMMEDIATE")
        self._position += 1
        turn = (turn_id, self._call_id, self._position, "user", SAID, "2026-03-02 12:00:00.000000")
        self._connection.execute(INSERT_TURN, turn)
        meaning = (uuid4().hex, self._call_id, turn_id, "sleep", "value", 6.5, SAID, 0.9, 1)
        self._connection.execute(INSERT_OBSERVATION, meaning)
        self._connection.execute("COMMIT")

    def turns(self, call_id: UUID) -> list[Any]:
        return list(self._connection.execute(SELECT_TURNS, (call_id.hex,)).fetchall())

    def close(self) -> None:
        self._connection.close()


def plain_copy(source: Any, file: Path) -> Any:
    """A plain SQLite database of the same schema, rows and pragmas."""
    plain = sqlite3.connect(file, isolation_level=None)
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = OFF", f"cache_size = -{CACHE_KIB}"):
        plain.execute(f"PRAGMA {pragma}")
    for (statement,) in source.execute(SCHEMA):
        plain.execute(statement)
    for table in ("users", "calls", "conversations", "observations"):
        rows = source.execute(f"SELECT * FROM {table}").fetchall()  # noqa: S608
        marks = ", ".join("?" * len(rows[0]))
        plain.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)  # noqa: S608
    plain.execute("PRAGMA foreign_keys = ON")
    return plain


def turn_of(call: Call, position: int) -> tuple[Turn, Observation]:
    turn = Turn(call_id=call.id, position=position, message_type=MessageType.USER, content=SAID, timestamp=NOON)
    meaning = Observation(
        call_id=call.id, turn_id=turn.id, item_key="sleep", meaning=Meaning.VALUE, value=6.5, text=SAID, confidence=0.9
    )
    return turn, meaning


async def a_call(store: Store, user: User) -> Call:
    day = date(2026, 3, 2)
    call = Call(
        user_id=user.id,
        day=day,
        accounting_day=day,
        call_type=CallType.EVENING,
        zone="UTC",
        due_at=NOON,
        scheduled_at=NOON,
    )
    return await store.calls.add(call)


@contextmanager
def timed(into: list[float], times: int) -> Iterator[None]:
    """Appends the seconds one of `times` repetitions took."""
    began = time.perf_counter()
    yield
    into.append((time.perf_counter() - began) / times)


async def bench_rows(store: Store, raws: dict[str, Raw], read: Call, written: Call) -> None:
    writes: dict[str, list[float]] = {"store": [], **{name: [] for name in raws}}
    reads: dict[str, list[float]] = {"store": [], **{name: [] for name in raws}}
    for number in range(ROUNDS):
        with timed(writes["store"], WRITES_A_ROUND):
            for position in range(number * WRITES_A_ROUND, (number + 1) * WRITES_A_ROUND):
                await store.calls.keep_turn(*turn_of(written, position))
        with timed(reads["store"], READS_A_ROUND):
            for _ in range(READS_A_ROUND):
                await store.calls.turns(read.id)
        for name, raw in raws.items():
            with timed(writes[name], WRITES_A_ROUND):
                for _ in range(WRITES_A_ROUND):
                    raw.keep_turn()
            with timed(reads[name], READS_A_ROUND):
                for _ in range(READS_A_ROUND):
                    raw.turns(read.id)
    middle = {name: statistics.median(seconds) for name, seconds in writes.items()}
    for name in raws:
        report(f"store: turns with observation written, beside {name}", 1 / middle["store"], "1/s", 1 / middle[name])
    middle = {name: statistics.median(seconds) for name, seconds in reads.items()}
    for name in raws:
        unit = "ms"
        report(
            f"store: {TURNS_READ} turns of a call read, beside {name}", middle["store"] * 1e3, unit, middle[name] * 1e3
        )


async def bench_opening(file: Path, key: bytes) -> None:
    store_seconds: list[float] = []
    raw_seconds: list[float] = []
    for _ in range(ROUNDS):
        with timed(store_seconds, 1):
            async with open_store(file, key):
                pass
        with timed(raw_seconds, 1):
            raw = connector(file, key)()
            raw.execute("SELECT count(*) FROM sqlite_master").fetchone()
            raw.close()
    store_ms, raw_ms = (statistics.median(seconds) * 1e3 for seconds in (store_seconds, raw_seconds))
    report("store: opened, checked and closed, beside raw SQLCipher", store_ms, "ms", raw_ms)


async def bench_clips(store: Store, folder: Path) -> None:
    audio = Audio(secrets.token_bytes(5 * 16_000 * 2), 16_000)
    store_seconds: list[float] = []
    raw_seconds: list[float] = []
    for number in range(ROUNDS):
        with timed(store_seconds, 1):
            name = await store.clips.save(audio)
        await store.clips.forget(name)
        with timed(raw_seconds, 1):
            (folder / f"{number}.raw").write_bytes(audio.pcm)
    store_ms, raw_ms = (statistics.median(seconds) * 1e3 for seconds in (store_seconds, raw_seconds))
    report("store: 5 s recording encrypted and synced, beside an unsynced plain file", store_ms, "ms", raw_ms)


async def main(folder: Path) -> None:
    key, file = secrets.token_bytes(32), folder / "appliance.db"
    async with open_store(file, key) as store:
        user = await store.people.add_user(User(name="Sam", timezone="UTC", created_at=NOON))
        read, written, *others = [await a_call(store, user) for _ in range(4)]
        for position in range(TURNS_READ):
            await store.calls.keep_turn(*turn_of(read, position))
        encrypted = connector(file, key)()
        plain = plain_copy(encrypted, folder / "plain.db")
        raws = {"raw SQLCipher": Raw(encrypted, others[0].id), "plain SQLite": Raw(plain, others[1].id)}
        await bench_rows(store, raws, read, written)
        for raw in raws.values():
            raw.close()
        await bench_clips(store, folder)
    await bench_opening(file, key)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(dir=".", prefix=".bench-") as scratch:
        asyncio.run(main(Path(scratch).resolve()))
