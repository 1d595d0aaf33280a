"""The real encrypted database under a clock that jumps: whole calls in virtual time."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path

from appliance.ports import Audio
from appliance.records.calls import AttemptResult, CallStatus
from appliance.store import Store, open_store
from tests.inline_sqlite import directly, inline
from tests.store import samples
from tests.store.conftest import KEY
from tests.virtual_time import WallClock, run_virtual


async def an_evening(store: Store) -> float:
    """A call of an hour, its turns ten minutes apart; returns the loop seconds it took."""
    now = WallClock()
    loop = asyncio.get_running_loop()
    began = loop.time()
    sam = await store.people.add_user(samples.user(created_at=now()))
    rung = await store.calls.add(samples.call(sam, due_at=now(), scheduled_at=now()))
    attempt = await store.calls.begin_attempt(samples.attempt(rung, started_at=now()))
    await store.calls.mark_live(rung.id)
    for position in range(6):
        await asyncio.sleep(600)
        said = samples.turn(rung, position, timestamp=now())
        await store.calls.keep_turn(said, samples.observation(said))
    await store.clips.load(await store.clips.save(Audio(b"\0\0" * 1000, 16_000)))
    ended = await store.calls.finish_attempt(attempt.id, AttemptResult.ANSWERED, now=now(), status=CallStatus.COMPLETED)
    assert ended.completed_at is not None
    assert (ended.completed_at - ended.due_at).total_seconds() == 3600
    return loop.time() - began


def test_a_whole_call_takes_no_time_and_no_thread(tmp_path: Path) -> None:
    async def whole() -> float:
        async with open_store(tmp_path / "appliance.db", KEY, connect=inline, off_loop=directly) as store:
            seconds = await an_evening(store)
            assert threading.active_count() == threads
            return seconds

    threads = threading.active_count()
    assert run_virtual(whole()) == 3600


def test_a_writer_that_waits_blocks_the_next_in_virtual_time_only(tmp_path: Path) -> None:
    async def whole() -> list[float]:
        async with open_store(tmp_path / "appliance.db", KEY, connect=inline, off_loop=directly) as store:
            loop = asyncio.get_running_loop()

            async def slow(name: str) -> float:
                async with store.database.writing() as session:
                    session.add(samples.user(name))
                    await session.flush()
                    await asyncio.sleep(5)
                return loop.time()

            return list(await asyncio.gather(slow("Ann"), slow("Bob"), slow("Eve")))

    assert run_virtual(whole()) == [5, 10, 15]


def test_a_failed_opening_leaves_nothing_running(tmp_path: Path) -> None:
    async def whole() -> str:
        (tmp_path / "appliance.db").write_bytes(b"x" * 8192)
        try:
            async with open_store(tmp_path / "appliance.db", KEY, connect=inline, off_loop=directly):
                return "opened"
        except Exception as error:
            return type(error).__name__

    assert run_virtual(whole()) == "WrongKeyError"
