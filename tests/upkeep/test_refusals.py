"""What LOCAL_ONLY refused is written into the audit log, and does not fill it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from appliance.egress import MOST_TARGETS, Refusals
from appliance.store import Store, open_store
from appliance.upkeep.refusals import ACTION, RefusalLog
from tests.inline_sqlite import directly, inline

START = datetime(2026, 11, 27, 18, tzinfo=UTC)


class Clock:
    def __init__(self) -> None:
        self.at = START

    def __call__(self) -> datetime:
        return self.at


@asynccontextmanager
async def stored(folder: Path) -> AsyncIterator[Store]:
    async with open_store(folder / "user_data" / "a.db", bytes(32), connect=inline, off_loop=directly) as store:
        yield store


async def subjects(store: Store) -> list[str]:
    return [each.subject for each in reversed(await store.audit.entries(limit=1000, action=ACTION))]


def test_each_address_is_in_the_audit_log_once_an_hour_with_how_often(tmp_path: Path) -> None:
    clock, refusals = Clock(), Refusals()

    async def work() -> None:
        async with stored(tmp_path) as store:
            book = RefusalLog(store.audit, refusals, clock)

            async def written(*targets: str, later: timedelta = timedelta(0)) -> list[str]:
                for target in targets:
                    refusals.note(target)
                clock.at += later
                await book.write()
                return await subjects(store)

            first = ["8.8.8.8", "example.org, 2 times"]
            assert await written("8.8.8.8", "example.org", "example.org") == first
            assert await written(*["8.8.8.8"] * 7, later=timedelta(minutes=59)) == first
            assert await written(later=timedelta(minutes=1)) == [*first, "8.8.8.8, 7 times"]
            assert len(await written(later=timedelta(hours=3))) == 3, "nothing was tried"
            assert len(await written("8.8.8.8", later=timedelta(days=-30))) == 4, "a clock set back holds nothing up"
            assert await store.audit.verify() is None

    asyncio.run(work())


def test_an_hour_of_ever_other_addresses_has_a_bounded_number_of_entries(tmp_path: Path) -> None:
    tried = 5 * MOST_TARGETS
    refusals = Refusals()

    async def work() -> None:
        async with stored(tmp_path) as store:
            book = RefusalLog(store.audit, refusals, Clock())
            for number in range(tried):
                refusals.note(f"host{number}.example")
                if number % 30 == 0:
                    await book.write()
            await book.write(everything=True)
            found = await subjects(store)
            counts = [int(each.rpartition(", ")[2].split()[0]) if each.endswith(" times") else 1 for each in found]
            assert sum(counts) == tried
            assert len(found) <= MOST_TARGETS + 2

    asyncio.run(work())


def test_the_rest_is_written_when_it_ends(tmp_path: Path) -> None:
    refusals = Refusals()

    async def work() -> None:
        async with stored(tmp_path) as store:
            book = asyncio.create_task(RefusalLog(store.audit, refusals, Clock()).run())
            refusals.note("example.org")
            async with asyncio.timeout(20):
                while not await subjects(store):  # noqa: ASYNC110 - nothing tells when a row is there
                    await asyncio.sleep(0)
            for _ in range(3):
                refusals.note("example.org")
            book.cancel()
            await asyncio.wait([book])
            assert await subjects(store) == ["example.org", "example.org, 3 times"]

    asyncio.run(work())
