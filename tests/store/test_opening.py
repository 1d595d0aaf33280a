"""Opening never loses what is there: every refusal leaves the file as it was."""

from __future__ import annotations

import asyncio
import secrets
import sqlite3
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text

from appliance.errors import ApplianceError, CorruptDatabaseError, DataFolderError, SetupError, WrongKeyError
from appliance.store import Store, open_store
from tests.store import samples
from tests.store.conftest import KEY, Bench

SECRET = "I would rather nobody read this"


async def open_and_close(file: Path, key: bytes = KEY) -> None:
    async with open_store(file, key):
        pass


def refused(file: Path, error: type[ApplianceError], match: str, key: bytes = KEY) -> None:
    """Opening raises, and changes nothing."""
    before = {path: path.read_bytes() for path in file.parent.iterdir()}
    with pytest.raises(error, match=match):
        asyncio.run(open_and_close(file, key))
    assert {path: path.read_bytes() for path in file.parent.iterdir()} == before


async def fill(store: Store) -> None:
    """Enough for some dozen pages."""
    _, rung, _ = await samples.ringing(store)
    for position in range(40):
        await store.calls.keep_turn(samples.turn(rung, position, content=f"{SECRET} {position} " * 20))


def test_a_new_database_is_private_whole_and_empty(tmp_path: Path) -> None:
    file = tmp_path / "user_data" / "appliance.db"
    asyncio.run(open_and_close(file))
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert [path.name for path in file.parent.iterdir()] == ["appliance.db"]


def test_write_ahead_logging_full_sync_and_foreign_keys_are_on(bench: Bench) -> None:
    async def look(store: Store) -> None:
        async with store.database.reading() as session:
            found = [
                await session.scalar(text(f"PRAGMA {name}")) for name in ("journal_mode", "synchronous", "foreign_keys")
            ]
        assert found == ["wal", 2, 1]

    bench.run(look)


def test_another_key_is_refused(bench: Bench) -> None:
    bench.run(fill)
    refused(bench.file, WrongKeyError, "belongs to another database", secrets.token_bytes(32))
    bench.run(lambda store: store.calls.recent())


@pytest.mark.parametrize("position", [20, 300, 4000])
def test_a_damaged_first_page_is_told_from_a_wrong_key(bench: Bench, position: int) -> None:
    bench.run(fill)
    flip(bench.file, position)
    refused(bench.file, CorruptDatabaseError, "damaged")


def test_a_damaged_salt_is_harmless(bench: Bench) -> None:
    """The salt is derived from the key, so the copy in the file is not needed."""
    bench.run(fill)
    flip(bench.file, 3)

    async def look(store: Store) -> int:
        return len(await store.people.users())

    assert bench.run(look) == 1


def test_a_flipped_byte_anywhere_is_noticed(bench: Bench) -> None:
    bench.run(fill)
    size = bench.file.stat().st_size
    sound = bench.file.read_bytes()
    for position in range(5000, size, size // 12):
        flip(bench.file, position)
        refused(bench.file, CorruptDatabaseError, "damaged")
        bench.file.write_bytes(sound)


def test_damage_that_comes_while_open_is_named(bench: Bench) -> None:
    bench.run(fill)  # and closed: what is still in the log would heal the pages

    async def damage(store: Store) -> list[str]:
        assert await store.check() == []
        for position in range(5000, bench.file.stat().st_size, 4096):
            flip(bench.file, position)
        return await store.check()

    found = bench.run(damage)
    assert found
    assert "damaged" in found[0]


@pytest.mark.parametrize("cut", [lambda size: size // 2, lambda size: size - 4096, lambda size: 4096, lambda size: 10])
def test_a_truncated_file_is_refused(bench: Bench, cut: Callable[[int], int]) -> None:
    bench.run(fill)
    content = bench.file.read_bytes()
    bench.file.write_bytes(content[: cut(len(content))])
    refused(bench.file, CorruptDatabaseError, "damaged")


def test_an_empty_file_is_not_taken_for_a_new_database(tmp_path: Path) -> None:
    (tmp_path / "appliance.db").touch()
    refused(tmp_path / "appliance.db", CorruptDatabaseError, "is empty")


def test_a_plain_database_is_not_opened(tmp_path: Path) -> None:
    plain = sqlite3.connect(tmp_path / "appliance.db")
    plain.execute("CREATE TABLE users (name)")
    plain.close()
    refused(tmp_path / "appliance.db", CorruptDatabaseError, "plain SQLite")


def test_a_log_without_its_database_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "appliance.db-wal").write_bytes(b"what was said last")
    refused(tmp_path / "appliance.db", CorruptDatabaseError, "its log")


def test_a_database_of_a_newer_version_is_refused(bench: Bench) -> None:
    async def age(store: Store) -> None:
        async with store.database.writing() as session:
            await session.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    bench.run(age)
    refused(bench.file, SetupError, "newer version")


def test_a_database_of_something_else_is_refused(bench: Bench) -> None:
    async def strip(store: Store) -> None:
        async with store.database.writing() as session:
            await session.execute(text("DROP TABLE alembic_version"))

    bench.run(strip)
    refused(bench.file, CorruptDatabaseError, "no database of the appliance")


def test_a_folder_in_place_of_the_database_is_refused(tmp_path: Path) -> None:
    (tmp_path / "appliance.db").mkdir()
    with pytest.raises(DataFolderError, match="cannot be read"):
        asyncio.run(open_and_close(tmp_path / "appliance.db"))


def test_nothing_personal_is_readable_in_any_file(bench: Bench) -> None:
    async def look(store: Store) -> int:
        await fill(store)
        words = [SECRET.encode(), b"Europe/Berlin", b"CREATE TABLE", b"SQLite format"]
        files = [path for path in bench.file.parent.rglob("*") if path.is_file()]
        for path in files:
            assert not [word for word in words if word in path.read_bytes()], path
        return len(files)

    assert bench.run(look) >= 3  # the database, its log and the log's index


def test_a_full_disk_is_named_and_loses_nothing(bench: Bench) -> None:
    async def outgrow(store: Store) -> None:
        sam, rung, _ = await samples.ringing(store)
        async with store.database.writing() as session:
            await session.execute(text("PRAGMA max_page_count = 1"))  # of this connection, the pool's only one
        with pytest.raises(DataFolderError, match="No room is left"):
            await store.calls.keep_turn(samples.turn(rung, content="long " * 100_000))
        async with store.database.writing() as session:
            await session.execute(text("PRAGMA max_page_count = 1000000"))
        await store.calls.keep_turn(samples.turn(rung))
        assert [turn.position for turn in await store.calls.turns(rung.id)] == [0]
        assert await store.people.users() == [sam]

    bench.run(outgrow)


def flip(file: Path, position: int) -> None:
    content = bytearray(file.read_bytes())
    content[position] ^= 0xFF
    file.write_bytes(content)
