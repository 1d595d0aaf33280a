"""Two appliances side by side: one that a person leaves, and an empty one."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import tempfile
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import pytest

from appliance.records.people import User
from appliance.store import Store, open_store
from appliance.transfer.arrival import Arrived, bring_in, read_own
from appliance.transfer.files_in import OwnDocument, OwnSheets, recognise
from appliance.transfer.out import Exported, Shape, export, shape_of
from tests.inline_sqlite import directly, inline
from tests.transfer.persons import NOW, Rows, rich, settle, stored

T = TypeVar("T")

OLD_KEY, NEW_KEY = bytes(range(32)), bytes(32)


@dataclass
class House:
    """An appliance's store, opened for each piece of work."""

    folder: Path
    key: bytes = OLD_KEY
    made: Path | None = None
    """The empty database that this one began as."""

    def do(self, work: Callable[[Store], Awaitable[T]]) -> T:
        async def whole() -> T:
            database = self.folder / "user_data" / "appliance.db"
            async with open_store(database, self.key, connect=inline, off_loop=directly) as store:
                return await work(store)

        return asyncio.run(whole())

    def settle(self, rows: Rows) -> None:
        self.do(lambda store: settle(store, rows))

    def export(self, file: Path, *, name: str = "Sam", shape: Shape | None = None, force: bool = False) -> Exported:
        async def work(store: Store) -> Exported:
            user: User = await store.people.user(name)
            return await export(store, user, file, shape or shape_of(file), NOW, force=force)

        return self.do(work)

    def bring(self, file: Path, *, name: str | None = None, dry_run: bool = False) -> Arrived:
        found = recognise(file)
        assert isinstance(found, OwnDocument | OwnSheets)
        dossier = read_own(found)
        return self.do(lambda store: bring_in(store, dossier, name=name, dry_run=dry_run))

    def everything(self) -> dict[str, list[tuple[Any, ...]]]:
        return self.do(stored)

    def is_empty(self) -> bool:
        """Whether there is no row and no recording."""
        database = self.folder / "user_data" / "appliance.db"
        untouched = self.made is not None and database.read_bytes() == self.made.read_bytes()
        return not self.clips() and (untouched or not any(self.everything().values()))

    def clips(self) -> list[str]:
        folder = self.folder / "user_data" / "clips"
        return sorted(path.name for path in folder.glob("*")) if folder.exists() else []


MakeHouse = Callable[[str, bytes], House]


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Callable[[bytes], Path]:
    """A migrated database without rows, for each key made once."""
    made: dict[bytes, Path] = {}

    def of(key: bytes) -> Path:
        if key not in made:
            house = House(tmp_path_factory.mktemp("empty"), key)
            house.do(_nothing)
            made[key] = house.folder / "user_data" / "appliance.db"
        return made[key]

    return of


async def _nothing(_: Store) -> None:
    """Opening makes the database."""


@pytest.fixture
def memory_disk() -> Iterator[Path]:
    """A folder that no commit waits for, where the machine has one."""
    parent = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108
    with tempfile.TemporaryDirectory(dir=parent) as folder:
        yield Path(folder)


@pytest.fixture
def house(memory_disk: Path, empty_database: Callable[[bytes], Path]) -> Callable[[str, bytes], House]:
    """Makes an empty house of a name; one that is there is emptied."""

    def make(name: str, key: bytes = OLD_KEY) -> House:
        made = House(memory_disk / name, key, empty_database(key))
        shutil.rmtree(made.folder, ignore_errors=True)
        (made.folder / "user_data").mkdir(parents=True, mode=0o700)
        shutil.copyfile(empty_database(key), made.folder / "user_data" / "appliance.db")
        return made

    return make


@pytest.fixture
def old(house: MakeHouse) -> House:
    return house("old", OLD_KEY)


@pytest.fixture
def new(house: MakeHouse) -> House:
    """With another key, as another appliance has."""
    return house("new", NEW_KEY)


@pytest.fixture(scope="session")
def exports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an export of somebody without contacts: `sam.json`, `sam.zip`, and smaller ones in `small`."""
    folder = tmp_path_factory.mktemp("exports")
    for place, each in ((folder, 3), (folder / "small", 1)):
        place.mkdir(exist_ok=True)
        house = House(place / "house")
        house.settle({**rich(each=each), "contacts": []})
        for name in ("sam.json", "sam.zip"):
            house.export(place / name)
    return folder


def document(file: Path) -> Any:
    return json.loads(file.read_text(encoding="utf-8"))
