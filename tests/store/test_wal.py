"""The log beside a database: what a power cut leaves is taken up, what was damaged since is refused and left alone."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from appliance.errors import CorruptDatabaseError, WrongKeyError
from appliance.records.people import User
from appliance.store import open_store
from appliance.store.sqlite.connecting import LOG_BYTES
from appliance.store.wal import FRAME, HEADER, check_log
from tests.inline_sqlite import directly, inline
from tests.prepared import furnish

NOW = datetime(2026, 11, 27, 12, 0, tzinfo=UTC)
PEOPLE = [f"Person {number:02}" for number in range(12)]
PAGE_BYTES = 4096
FRAME_BYTES = FRAME.size + PAGE_BYTES


class Crashed:
    """A household whose process was killed: each person was a transaction, and all are in the log."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "user_data" / "appliance.db"
        self.log = self.file.with_name("appliance.db-wal")
        self.key = b""

    async def live(self) -> None:
        live = self.file.parents[1] / "live" / "appliance.db"
        self.key = await furnish(live)
        async with open_store(live, self.key, connect=inline, off_loop=directly) as store:
            for name in PEOPLE:
                await store.people.add_user(User(name=name, timezone="UTC", created_at=NOW))
            self.file.parent.mkdir()
            for ending in ("", "-wal"):
                shutil.copyfile(f"{live}{ending}", f"{self.file}{ending}")

    def change(self, how: Callable[[bytearray], object]) -> None:
        content = bytearray(self.log.read_bytes())
        how(content)
        self.log.write_bytes(content)

    @property
    def frames(self) -> int:
        return (self.log.stat().st_size - HEADER.size) // FRAME_BYTES

    def people(self, key: bytes | None = None) -> list[str]:
        async def look() -> list[str]:
            async with open_store(self.file, key or self.key, connect=inline, off_loop=directly) as store:
                return sorted(user.name for user in await store.people.users())

        return asyncio.run(look())

    def content(self) -> tuple[bytes, bytes]:
        return self.file.read_bytes(), self.log.read_bytes()


@pytest.fixture
def crashed(tmp_path: Path) -> Crashed:
    made = Crashed(tmp_path)
    asyncio.run(made.live())
    return made


def start_of(frame: int) -> int:
    return HEADER.size + frame * FRAME_BYTES


def test_a_log_as_a_kill_leaves_it_holds_everything(crashed: Crashed) -> None:
    check_log(crashed.file)
    assert crashed.people() == PEOPLE


@pytest.mark.parametrize("place", [0, 5, FRAME.size - 1, FRAME.size, FRAME.size + PAGE_BYTES - 1])
def test_a_frame_in_the_middle_that_was_damaged_is_told_and_nothing_is_touched(crashed: Crashed, place: int) -> None:
    crashed.change(lambda content: content.__setitem__(start_of(2) + place, content[start_of(2) + place] ^ 4))
    before = crashed.content()
    with pytest.raises(CorruptDatabaseError, match=r"frame 3 of \d+ does not fit") as refused:
        crashed.people()
    assert "backup" in refused.value.remedy
    assert crashed.content() == before


def test_a_damaged_head_is_told(crashed: Crashed) -> None:
    crashed.change(lambda content: content.__setitem__(17, content[17] ^ 1))
    before = crashed.content()
    with pytest.raises(CorruptDatabaseError, match="its head does not fit"):
        crashed.people()
    assert crashed.content() == before


def test_a_log_that_was_cut_by_the_power_is_taken_up_to_there(crashed: Crashed) -> None:
    """Whole, a frame short, a few bytes short; and a head that was never written."""
    size = crashed.log.stat().st_size
    for cut in (size - 10, start_of(crashed.frames - 1)):
        crashed.log.write_bytes(crashed.log.read_bytes()[:cut])
        check_log(crashed.file)
    assert PEOPLE[:-1] == crashed.people()


def test_the_last_transaction_torn_by_the_power_is_the_only_one_that_is_gone(crashed: Crashed) -> None:
    last = start_of(crashed.frames - 1) + FRAME.size + 100
    crashed.change(lambda content: content.__setitem__(last, content[last] ^ 1))
    assert crashed.people() == PEOPLE[:-1]


def test_an_empty_log_and_one_of_zeros_are_none(crashed: Crashed) -> None:
    for content in (b"", bytes(start_of(3))):
        crashed.log.write_bytes(content)
        check_log(crashed.file)


def test_a_wrong_key_writes_nothing_where_there_is_a_log(crashed: Crashed) -> None:
    before = crashed.content()
    with pytest.raises(WrongKeyError):
        crashed.people(bytes(32))
    assert crashed.content() == before
    assert crashed.people() == PEOPLE


def test_a_damaged_database_stays_as_it_is_with_its_log(crashed: Crashed) -> None:
    content = bytearray(crashed.file.read_bytes())
    content[100 * PAGE_BYTES + 77] ^= 8
    crashed.file.write_bytes(content)
    before = crashed.content()
    with pytest.raises(CorruptDatabaseError):
        crashed.people()
    assert crashed.content() == before


def test_a_log_that_grew_while_somebody_read_shrinks_when_they_are_done(tmp_path: Path) -> None:
    async def body() -> None:
        file = tmp_path / "user_data" / "appliance.db"
        log = file.with_name("appliance.db-wal")
        async with open_store(file, await furnish(file), connect=inline, off_loop=directly) as store:
            async with store.database.writing() as session:
                await session.execute(text("CREATE TABLE filler (content BLOB)"))

            async def write(times: int) -> None:
                for _ in range(times):
                    async with store.database.writing() as session:
                        await session.execute(text("INSERT INTO filler VALUES (randomblob(500000))"))

            async with store.snapshot():
                await store.people.users()
                await write(50)
                assert log.stat().st_size > 2 * LOG_BYTES, "what somebody reads is not folded"
            await write(12)
            assert log.stat().st_size <= LOG_BYTES + FRAME_BYTES

    asyncio.run(body())
