"""The store as one thing: opened with a key, closed at the end."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from appliance.store.calls import Calls
from appliance.store.clips import Clips, OffLoop
from appliance.store.opening import open_database
from appliance.store.people import People
from appliance.store.progress import Progress
from appliance.store.sqlite import Connect, Database, threaded


@dataclass(frozen=True, slots=True)
class Store:
    """What is kept, by the questions asked of it."""

    people: People
    calls: Calls
    progress: Progress
    clips: Clips
    database: Database

    async def check(self) -> list[str]:
        """What is damaged in the database, by reading all of it; empty when it is sound."""
        return await self.database.check()


@asynccontextmanager
async def open_store(
    database_file: Path,
    key: bytes,
    *,
    connect: Connect = threaded,
    off_loop: OffLoop = asyncio.to_thread,
) -> AsyncIterator[Store]:
    """Open the encrypted database, made where there is none, and the folder `clips` beside it.

    `connect` and `off_loop` say where blocking work runs: in threads, or, for tests in virtual time, on the loop.
    Raises `DataFolderError`, `WrongKeyError`, `CorruptDatabaseError`, `SetupError`; never replaces what is there.
    """
    async with open_database(database_file, key, connect) as database:
        clips = Clips(database_file.parent / "clips", key, off_loop)
        yield Store(People(database), Calls(database), Progress(database), clips, database)
