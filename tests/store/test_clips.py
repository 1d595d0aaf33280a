from __future__ import annotations

import stat
from pathlib import Path

import pytest

from appliance.errors import CorruptDatabaseError, DataFolderError, NotFoundError
from appliance.ports import Audio
from appliance.store import Store
from appliance.store.clips import Clips
from tests.inline_sqlite import directly
from tests.store.conftest import KEY, Bench
from tests.virtual_time import run_virtual

VOICE = Audio(b"call the dentist" * 1000, 22_050)


def clips_of(bench: Bench) -> Path:
    return bench.file.parent / "clips"


def test_a_recording_comes_back_and_is_nowhere_in_the_clear(bench: Bench) -> None:
    async def body(store: Store) -> None:
        name = await store.clips.save(VOICE)
        assert await store.clips.load(name) == VOICE
        (file,) = clips_of(bench).iterdir()
        assert file.name == name
        assert file.suffix == ".clip"
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert b"dentist" not in file.read_bytes()
        assert b"WAVE" not in file.read_bytes()
        await store.clips.forget(name)
        await store.clips.forget(name)
        assert list(clips_of(bench).iterdir()) == []

    bench.run(body)


@pytest.mark.parametrize("position", [0, 5, 20, -1])
def test_a_damaged_recording_says_so(bench: Bench, position: int) -> None:
    async def body(store: Store) -> None:
        name = await store.clips.save(VOICE)
        file = clips_of(bench) / name
        content = bytearray(file.read_bytes())
        content[position] ^= 1
        file.write_bytes(content)
        with pytest.raises(CorruptDatabaseError, match="damaged"):
            await store.clips.load(name)
        file.write_bytes(b"")
        with pytest.raises(CorruptDatabaseError, match="damaged"):
            await store.clips.load(name)

    bench.run(body)


def test_a_recording_cannot_take_the_place_of_another(bench: Bench) -> None:
    async def body(store: Store) -> None:
        first, second = await store.clips.save(VOICE), await store.clips.save(VOICE)
        (clips_of(bench) / first).replace(clips_of(bench) / second)
        with pytest.raises(CorruptDatabaseError):
            await store.clips.load(second)

    bench.run(body)


@pytest.mark.parametrize("name", ["", "../appliance.db", "x.clip", "0" * 32 + ".clip", "/etc/passwd"])
def test_only_names_of_recordings_are_looked_up(bench: Bench, name: str) -> None:
    async def body(store: Store) -> None:
        with pytest.raises(NotFoundError):
            await store.clips.load(name)

    bench.run(body)


def test_orphans_and_unfinished_files_are_swept(bench: Bench) -> None:
    async def body(store: Store) -> None:
        assert await store.clips.sweep(set()) == 0
        kept, orphan = await store.clips.save(VOICE), await store.clips.save(VOICE)
        (clips_of(bench) / f"{'0' * 32}.clip.part").write_bytes(b"cut off")
        assert await store.clips.sweep({kept}) == 2
        assert await store.clips.load(kept) == VOICE
        with pytest.raises(NotFoundError):
            await store.clips.load(orphan)

    bench.run(body)


def test_another_key_opens_nothing(tmp_path: Path) -> None:
    async def body() -> None:
        name = await Clips(tmp_path, KEY, directly).save(VOICE)
        with pytest.raises(CorruptDatabaseError, match="another key"):
            await Clips(tmp_path, bytes(32), directly).load(name)

    run_virtual(body())


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "clips").write_text("in the way")

    async def body() -> None:
        with pytest.raises(DataFolderError, match="cannot be kept"):
            await Clips(tmp_path / "clips", KEY, directly).save(VOICE)

    run_virtual(body())
