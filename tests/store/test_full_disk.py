"""A disk that is full, on a small file system of its own: what is kept for it, and what is said."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from appliance.errors import NoRoomError
from appliance.ports import Audio
from appliance.records.people import User
from appliance.store import Store, open_store
from appliance.store.reserve import RESERVE_BYTES, SLICE_BYTES, SPARE_BYTES, Reserve, free_bytes, is_scarce
from scripts.faults.disk import Filler, small_disk

NOW = datetime(2026, 11, 27, 12, 0, tzinfo=UTC)
KEY = bytes(range(32))
CLIP = Audio(b"\x01\x00" * 16_000, 16_000)


@pytest.fixture
def disk() -> Iterator[Path]:
    try:
        with small_disk() as folder:
            yield folder
    except PermissionError as error:
        pytest.skip(str(error))


async def move_in(store: Store, numbers: range, kept: list[str], filler: Filler | None = None) -> None:
    """People of these numbers, noted once they are kept; a filler takes what is freed before each."""
    for number in numbers:
        if filler is not None:
            filler.fill()
        user = await store.people.add_user(User(name=f"Person {number}", timezone="UTC", created_at=NOW))
        kept.append(user.name)


def test_room_is_kept_where_there_is_room_and_given_up_by_slices(disk: Path) -> None:
    reserve, filler = Reserve(disk), Filler(disk)
    assert reserve.fill()
    assert (reserve.bytes_left, reserve.make_room()) == (RESERVE_BYTES, False)
    filler.fill()
    assert free_bytes(disk) == 0
    assert reserve.make_room()
    assert (reserve.bytes_left, free_bytes(disk)) == (RESERVE_BYTES - SLICE_BYTES, SLICE_BYTES)
    assert not reserve.make_room(), "there is room now"
    assert not reserve.fill(), "what little room there is is not taken"
    filler.go()
    assert reserve.fill()
    assert reserve.bytes_left == RESERVE_BYTES


def test_what_is_said_is_kept_on_a_full_disk_for_as_long_as_room_was_kept(disk: Path) -> None:
    """And refused by its name after that; what was kept is there, and there is no second database."""

    async def main() -> None:
        file, filler = disk / "user_data" / "appliance.db", Filler(disk)
        kept: list[str] = []
        async with open_store(file, KEY) as store:
            assert store.database.reserve.fill()
            filler.fill()
            await move_in(store, range(50), kept)
            with pytest.raises(NoRoomError, match="No room is left"):
                await move_in(store, range(50, 5000), kept, filler)
            assert store.database.reserve.bytes_left == 0
        filler.go()
        async with open_store(file, KEY) as store:
            assert {user.name for user in await store.people.users()} == set(kept)
            assert await store.check() == []

    asyncio.run(main())


def test_recordings_stop_before_what_is_said_does(disk: Path) -> None:
    async def main() -> None:
        async with open_store(disk / "user_data" / "appliance.db", KEY) as store:
            assert await store.clips.save(CLIP)
            (disk / "other").write_bytes(bytes(free_bytes(disk) - SPARE_BYTES + 4096))
            assert is_scarce(disk)
            with pytest.raises(NoRoomError, match="nearly full"):
                await store.clips.save(CLIP)
            await store.people.add_user(User(name="Sam", timezone="UTC", created_at=NOW))
            (disk / "other").unlink()
            assert await store.clips.save(CLIP)

    asyncio.run(main())


def test_a_new_database_needs_room_and_leaves_nothing_where_there_is_none(disk: Path) -> None:
    async def main() -> None:
        file = disk / "user_data" / "appliance.db"
        file.parent.mkdir()
        filler = Filler(disk)
        filler.fill()
        with pytest.raises(NoRoomError):
            async with open_store(file, KEY):
                pass
        assert list(file.parent.iterdir()) == []
        filler.go()
        async with open_store(file, KEY) as store:
            assert await store.people.users() == []

    asyncio.run(main())
