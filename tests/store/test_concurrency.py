"""Sessions beside sessions, processes beside processes, and a process killed at any moment."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import select

from appliance.errors import NotFoundError
from appliance.records.people import User
from appliance.store import Store
from tests.store import samples
from tests.store.conftest import Bench

CHILD = Path(__file__).with_name("child.py")


@contextmanager
def child(bench: Bench, environment: dict[str, str], *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """A process of its own with the same database; killed at the end."""
    command = [sys.executable, str(CHILD), str(bench.file), *arguments]
    process = subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    with process:
        yield process
        process.kill()


def line_of(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def test_a_rollback_does_not_drop_what_another_session_commits(bench: Bench) -> None:
    async def body(store: Store) -> None:
        async with store.database.reading() as reader:
            assert list(await reader.scalars(select(User))) == []
            ann = await store.people.add_user(samples.user("Ann"))
            reader.add(samples.user("Eve"))
            await reader.rollback()

        async def fail() -> None:
            async with store.database.writing() as writer:
                writer.add(samples.user("Bob"))
                await writer.flush()
                raise NotFoundError("something else went wrong")

        with pytest.raises(NotFoundError):
            await fail()
        assert await store.people.users() == [ann]

    bench.run(body)


def test_a_reader_sees_one_moment(bench: Bench) -> None:
    async def body(store: Store) -> None:
        async with store.database.reading() as reader:
            before = list(await reader.scalars(select(User)))
            await store.people.add_user(samples.user())
            assert list(await reader.scalars(select(User))) == before == []
        assert len(await store.people.users()) == 1

    bench.run(body)


def test_many_writers_at_once_all_get_their_turn(bench: Bench) -> None:
    async def body(store: Store) -> None:
        _, rung, _ = await samples.ringing(store)
        await asyncio.gather(*(store.calls.keep_turn(samples.turn(rung, position)) for position in range(40)))
        assert [turn.position for turn in await store.calls.turns(rung.id)] == list(range(40))

    bench.run(body)


def test_two_stores_on_one_file_wait_for_each_other(threaded_bench: Bench) -> None:
    """Nothing in this process tells the two apart from two processes but the file's own locks."""

    async def body(store: Store) -> None:
        _, rung, _ = await samples.ringing(store)
        async with threaded_bench.open() as other:
            stores = (store, other)
            await asyncio.gather(*(stores[n % 2].calls.keep_turn(samples.turn(rung, n)) for n in range(40)))
        assert len(await store.calls.turns(rung.id)) == 40

    threaded_bench.run(body)


def test_a_cancelled_writer_leaves_nothing_and_blocks_nobody(bench: Bench) -> None:
    async def body(store: Store) -> None:
        begun = asyncio.Event()

        async def hang() -> None:
            async with store.database.writing() as session:
                session.add(samples.user("Eve"))
                await session.flush()
                begun.set()
                await asyncio.Event().wait()

        task = asyncio.create_task(hang())
        await begun.wait()
        task.cancel()
        await asyncio.wait([task])
        sam = await store.people.add_user(samples.user())
        assert await store.people.users() == [sam]

    bench.run(body)


def test_one_of_two_processes_claims_a_call(threaded_bench: Bench, child_environment: dict[str, str]) -> None:
    bench = threaded_bench

    async def prepare(store: Store) -> str:
        sam = await store.people.add_user(samples.user())
        return str((await store.people.add_check_in(samples.check_in(sam))).id)

    check_in = bench.run(prepare)
    with (
        child(bench, child_environment, "claim", check_in) as one,
        child(bench, child_environment, "claim", check_in) as two,
    ):
        assert [line_of(one), line_of(two)] == ["ready", "ready"]
        for process in (one, two):
            assert process.stdin is not None
            process.stdin.write("go\n")
            process.stdin.flush()
        won = [line_of(one), line_of(two)]
    assert sum(int(said.split()[0]) for said in won) == 20

    async def count(store: Store) -> int:
        return len(await store.calls.recent(limit=100))

    assert bench.run(count) == 20


def test_two_processes_make_one_database(tmp_path: Path, child_environment: dict[str, str]) -> None:
    bench = Bench("sqlite", tmp_path)
    with child(bench, child_environment, "open") as one, child(bench, child_environment, "open") as two:
        assert [line_of(one), line_of(two)] == ["opened", "opened"]
    bench.run(lambda store: store.people.users())
    assert [path.name for path in bench.file.parent.iterdir()] == ["appliance.db"]


def test_a_killed_writer_loses_no_turn_it_kept(threaded_bench: Bench, child_environment: dict[str, str]) -> None:
    """Only what the process had reported as kept counts; the turn being written may or may not be there."""
    bench = threaded_bench

    async def prepare(store: Store) -> str:
        return str((await samples.ringing(store))[1].id)

    call = bench.run(prepare)

    async def count(store: Store) -> int:
        assert await store.check() == []
        turns = await store.calls.turns((await store.calls.call(call)).id)
        observations = await store.calls.observations((await store.calls.call(call)).id)
        assert [turn.position for turn in turns] == list(range(len(turns)))
        assert [meant.turn_id for meant in observations] == [turn.id for turn in turns]
        return len(turns)

    kept = 0
    for moment in (1, 2, 7, 20, 41):
        with child(bench, child_environment, "write", call, str(kept)) as writer:
            reported = [int(line_of(writer)) for _ in range(moment)]
        assert reported == list(range(kept, kept + moment))
        found = bench.run(count)
        assert found >= kept + moment
        kept = found


def test_many_that_write_in_the_middle_of_a_snapshot_do_not_wait_for_each_other_for_ever(bench: Bench) -> None:
    """Each holds a connection and wants another one: thirty calls that are made ready at once."""

    async def body(store: Store) -> None:
        everybody = asyncio.Event()
        inside = 0

        async def one(number: int) -> None:
            nonlocal inside
            async with store.snapshot():
                await store.people.users()
                inside += 1
                if inside >= 14:
                    everybody.set()
                await everybody.wait()
                await store.people.add_user(samples.user(name=f"person {number}"))

        await asyncio.gather(*(one(number) for number in range(40)))
        assert len(await store.people.users()) == 40

    bench.run(body)
