"""The audit log's chain: it holds, it never forks, and it shows what was changed."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import text

from appliance.errors import InvalidInputError
from appliance.store import Store
from tests.store.conftest import Bench
from tests.store.samples import NOW

CHILD = Path(__file__).with_name("audit_child.py")


async def filled(store: Store, count: int = 5) -> None:
    for number in range(count):
        await store.audit.append(NOW + timedelta(seconds=number), "cli", "model.consent", f"whisper:{number}")


def test_entries_come_newest_first_and_the_chain_holds(bench: Bench) -> None:
    async def body(store: Store) -> None:
        assert await store.audit.verify() is None
        await filled(store)
        assert [each.subject for each in await store.audit.entries(3)] == ["whisper:4", "whisper:3", "whisper:2"]
        assert await store.audit.verify() is None

    bench.run(body)


def test_the_chain_holds_after_opening_anew_and_in_another_zone(bench: Bench) -> None:
    async def write(store: Store) -> None:
        await store.audit.append(datetime(2026, 3, 2, 7, 0, 0, 7, timezone(timedelta(hours=9))), "cli", "a", "ü €")

    async def read(store: Store) -> None:
        await filled(store, 1)
        assert await store.audit.verify() is None

    bench.run(write)
    bench.run(read)


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE audit_log SET subject = 'whisper:9' WHERE id = 3",
        "UPDATE audit_log SET actor = 'nobody' WHERE id = 1",
        "UPDATE audit_log SET at = '2020-01-01 00:00:00.000000' WHERE id = 5",
        "DELETE FROM audit_log WHERE id = 2",
        "DELETE FROM audit_log WHERE id = 1",
        "UPDATE audit_log SET digest = (SELECT digest FROM audit_log WHERE id = 3) WHERE id = 4",
        "INSERT INTO audit_log SELECT 0, at, actor, action, subject, digest FROM audit_log WHERE id = 4",
    ],
)
def test_tampering_is_found(bench: Bench, tampering: str) -> None:
    async def body(store: Store) -> None:
        await filled(store)
        async with store.database.writing() as session:
            await session.execute(text(tampering))
        assert await store.audit.verify() is not None

    bench.run(body)


def test_a_changed_entry_is_named(bench: Bench) -> None:
    async def body(store: Store) -> None:
        await filled(store)
        async with store.database.writing() as session:
            await session.execute(text("UPDATE audit_log SET action = 'model.removed' WHERE id = 3"))
        wrong = await store.audit.verify()
        assert wrong is not None
        assert wrong.id == 3

    bench.run(body)


@pytest.mark.parametrize("subject", ["", "   ", "two\x07bells", "x" * 501])
def test_what_is_no_text_is_refused_and_leaves_no_gap(bench: Bench, subject: str) -> None:
    async def body(store: Store) -> None:
        await filled(store, 2)
        with pytest.raises(InvalidInputError):
            await store.audit.append(NOW, "cli", "model.consent", subject)
        with pytest.raises(InvalidInputError):
            await store.audit.append(NOW.replace(tzinfo=None), "cli", "model.consent", "whisper:base.en")
        await filled(store, 1)
        assert await store.audit.verify() is None
        assert len(await store.audit.entries()) == 3

    bench.run(body)


def test_many_at_once_do_not_fork_the_chain(bench: Bench) -> None:
    async def body(store: Store) -> None:
        await asyncio.gather(*(store.audit.append(NOW, "cli", "test", f"entry {n}") for n in range(40)))
        entries = await store.audit.entries()
        assert {each.subject for each in entries} == {f"entry {n}" for n in range(40)}
        assert await store.audit.verify() is None

    bench.run(body)


def test_several_processes_do_not_fork_the_chain(threaded_bench: Bench, child_environment: dict[str, str]) -> None:
    command = [sys.executable, str(CHILD), str(threaded_bench.file)]
    children = [
        subprocess.Popen(
            [*command, who, "15"], env=child_environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for who in ("one", "two")
    ]
    for child in children:
        assert child.stdout is not None
        assert child.stdout.readline() == "ready\n"
    for child in children:  # both are open: let them run at the same time
        assert child.stdin is not None
        child.stdin.write("go\n")
        child.stdin.flush()

    async def body(store: Store) -> None:
        for number in range(15):
            await store.audit.append(NOW, "three", "test", f"entry {number}")
        for child in children:
            await asyncio.to_thread(child.communicate)
            assert child.returncode == 0
        entries = await store.audit.entries()
        assert [len([each for each in entries if each.actor == who]) for who in ("one", "two", "three")] == [15] * 3
        assert len({each.digest for each in entries}) == 45
        assert await store.audit.verify() is None

    threaded_bench.run(body)


def test_old_entries_go_behind_a_checkpoint_that_the_rest_is_proved_from(bench: Bench) -> None:
    async def body(store: Store) -> None:
        await filled(store, 8)
        assert await store.audit.prune(NOW, NOW) == 0
        for cut, left in ((3, 6), (5, 5), (100, 1)):  # each leaves its own entry, and takes the one before away in time
            now = NOW + timedelta(seconds=50 + cut)
            gone = await store.audit.prune(NOW + timedelta(seconds=cut), now)
            assert gone > 0
            entries = await store.audit.entries()
            assert (len(entries), entries[0].action) == (left, "audit.prune")
            assert await store.audit.verify() is None
        await filled(store, 2)
        assert await store.audit.verify() is None

    bench.run(body)


@pytest.mark.parametrize(
    "tampering",
    [
        "DELETE FROM audit_log WHERE id = (SELECT min(id) FROM audit_log)",
        "DELETE FROM audit_log WHERE action = 'audit.prune'",
        "UPDATE audit_log SET subject = replace(subject, 'until 3', 'until 2') WHERE action = 'audit.prune'",
        "UPDATE audit_log SET actor = 'nobody' WHERE id = 4",
    ],
)
def test_nothing_more_goes_than_the_checkpoint_says(bench: Bench, tampering: str) -> None:
    async def body(store: Store) -> None:
        await filled(store, 6)
        assert await store.audit.prune(NOW + timedelta(seconds=3), NOW + timedelta(days=1)) == 3
        await filled(store, 1)
        async with store.database.writing() as session:
            await session.execute(text(tampering))
        assert await store.audit.verify() is not None
        assert await store.audit.prune(NOW + timedelta(days=9), NOW + timedelta(days=9)) == 0

    bench.run(body)


def test_a_checkpoint_of_another_key_proves_nothing(bench: Bench) -> None:
    async def body(store: Store) -> None:
        await filled(store, 6)
        last = (await store.audit.entries())[3]
        await store.audit.append(NOW, "appliance", "audit.prune", f"until {last.id} {last.digest} {'0' * 64}")
        async with store.database.writing() as session:
            await session.execute(text(f"DELETE FROM audit_log WHERE id <= {last.id}"))  # noqa: S608
        assert await store.audit.verify() is not None

    bench.run(body)
