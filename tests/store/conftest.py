"""Real encrypted databases for the store's tests, one dialect and way of running after another."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import Callable, Coroutine
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any, TypeVar

import pytest

from appliance.store import Store, open_store
from tests.inline_sqlite import directly, inline
from tests.virtual_time import run_virtual

KEY = bytes(range(32))

T = TypeVar("T")


class Bench:
    """Opens the same store as often as a test likes, and runs what it does with it."""

    def __init__(self, dialect: str, folder: Path) -> None:
        self.dialect = dialect
        self.file = folder / "user_data" / "appliance.db"

    def open(self) -> AbstractAsyncContextManager[Store]:
        if self.dialect == "sqlite inline":
            return open_store(self.file, KEY, connect=inline, off_loop=directly)
        return open_store(self.file, KEY)

    def run(self, test: Callable[[Store], Coroutine[Any, Any, T]]) -> T:
        async def whole() -> T:
            async with self.open() as store:
                return await test(store)

        return run_virtual(whole()) if self.dialect == "sqlite inline" else asyncio.run(whole())


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated database without rows, copied for each test."""
    bench = Bench("sqlite", tmp_path_factory.mktemp("empty"))

    async def nothing(store: Store) -> None:
        assert await store.check() == []

    bench.run(nothing)
    return bench.file


@pytest.fixture(params=["sqlite", "sqlite inline"])
def bench(request: pytest.FixtureRequest, tmp_path: Path, empty_database: Path) -> Bench:
    """A store on each dialect; `inline` runs in virtual time."""
    made = Bench(request.param, tmp_path)
    made.file.parent.mkdir(mode=0o700)
    shutil.copyfile(empty_database, made.file)
    return made


@pytest.fixture
def threaded_bench(tmp_path: Path, empty_database: Path) -> Bench:
    """The store as the appliance opens it, for what needs threads or other processes."""
    made = Bench("sqlite", tmp_path)
    made.file.parent.mkdir(mode=0o700)
    shutil.copyfile(empty_database, made.file)
    return made


@pytest.fixture
def child_environment() -> dict[str, str]:
    """For child processes that import the project and its tests."""
    root = Path(__file__).parents[2]
    return {**os.environ, "PYTHONPATH": str(root)}
