"""Another key for everything: nothing is lost, nothing is left that the old key opens, and it can be taken back."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from appliance.app import open_appliance
from appliance.errors import ConflictError, CorruptDatabaseError, WrongKeyError
from appliance.on_duty import on_duty
from appliance.records.progress import Memory, MemoryKind
from appliance.settings import Settings
from appliance.store import Store, open_store, read_key
from appliance.store.clips import Clips
from appliance.upkeep.backups.exchange import exchange, undo
from appliance.upkeep.backups.rekeying import lay_rekeyed
from appliance.upkeep.duty import duty_lock
from tests.upkeep.backup_house import NOW, PERSONA, SILENCE, furnish, settings_in, tree, within

LATER = NOW + timedelta(days=900)
SAID = "The balloon went to zanzibar."


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_in(tmp_path)


def rotate(settings: Settings) -> None:
    lay_rekeyed(settings, read_key(settings.key_file, settings.appliance_passphrase), LATER)
    exchange(settings, LATER)


def fill(settings: Settings) -> str:
    """Sam, a recording, a memory that is found by its words, and an audit log that was pruned."""
    clip = furnish(settings)

    async def tell(store: Store) -> None:
        (sam,) = await store.people.users()
        await store.memories.add(
            Memory(user_id=sam.id, kind=MemoryKind.FACT, content=SAID, day=NOW.date(), created_at=NOW)
        )
        for number in range(4):
            await store.audit.append(NOW + timedelta(days=number), "cli", "something", f"number {number}")
        assert await store.audit.prune(NOW + timedelta(days=2), NOW + timedelta(days=5)) > 0

    within(settings, tell)
    return clip


def test_all_of_it_is_there_under_another_key_and_nothing_under_the_old_one(settings: Settings) -> None:
    clip = fill(settings)
    old = read_key(settings.key_file)
    rotate(settings)
    assert read_key(settings.key_file) != old

    async def look(store: Store) -> None:
        (sam,) = await store.people.users()
        assert await store.clips.load(clip) == SILENCE
        assert [each.content for each in await store.memories.search(sam, "zanzibar")] == [SAID]
        assert await store.check() == []
        assert await store.audit.verify() is None
        assert (await store.audit.entries(1))[0].action == "key.rotate"
        assert await store.audit.prune(NOW + timedelta(days=4), LATER) > 0
        assert await store.audit.verify() is None

    within(settings, look)
    folder = settings.local_data_path
    assert (folder / "personas" / "own.toml").read_text() == PERSONA

    async def old_opens() -> None:
        async with open_store(settings.database_file, old):
            pass

    with pytest.raises(WrongKeyError):
        asyncio.run(old_opens())
    with pytest.raises(CorruptDatabaseError):
        asyncio.run(Clips(folder / "clips", old).load(clip))

    async def start() -> None:
        async with open_appliance(settings, now=lambda: LATER, channels={}) as appliance, on_duty(appliance):
            assert len(await appliance.store.people.users()) == 1

    asyncio.run(start())
    assert not list(folder.glob("before-restore-*")), "what the old key opens went with the first start"
    assert not list(settings.key_file.parent.glob("*before-restore*"))


def test_it_can_be_taken_back_until_the_appliance_has_started(settings: Settings) -> None:
    clip = fill(settings)
    old = read_key(settings.key_file)
    rotate(settings)
    with duty_lock(settings.local_data_path):
        assert undo(settings) == "back"
        exchange(settings, LATER)
    assert read_key(settings.key_file) == old

    async def look(store: Store) -> None:
        assert await store.clips.load(clip) == SILENCE
        assert await store.audit.verify() is None

    within(settings, look)


def test_the_passphrase_stays(tmp_path: Path) -> None:
    settings = settings_in(tmp_path, appliance_passphrase="correct horse")
    clip = fill(settings)
    rotate(settings)
    with pytest.raises(WrongKeyError):
        read_key(settings.key_file, "battery staple")

    async def look(store: Store) -> None:
        assert await store.clips.load(clip) == SILENCE

    within(settings, look)


def test_a_fault_changes_nothing(settings: Settings) -> None:
    clip = fill(settings)
    file = settings.local_data_path / "clips" / clip
    whole = file.read_bytes()
    file.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    before = tree(settings.local_data_path.parent)
    with pytest.raises(CorruptDatabaseError, match=clip):
        lay_rekeyed(settings, read_key(settings.key_file), LATER)
    after = tree(settings.local_data_path.parent)
    after.pop("user_data/backup.lock", None)
    assert after == before
    file.write_bytes(whole)
    lay_rekeyed(settings, read_key(settings.key_file), LATER)
    with pytest.raises(ConflictError, match="waits already"):
        lay_rekeyed(settings, read_key(settings.key_file), LATER)


def test_by_command_and_not_beside_an_appliance(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(settings)
    old = read_key(settings.key_file)
    monkeypatch.setenv("LOCAL_DATA_PATH", str(settings.local_data_path))
    monkeypatch.setenv("KEY_FILE", str(settings.key_file))

    def command(*words: str) -> subprocess.CompletedProcess[str]:
        asked = [sys.executable, "-m", "appliance", *words]
        return subprocess.run(asked, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, timeout=60)

    with duty_lock(settings.local_data_path):
        refused = command("key", "rotate", "--yes")
    assert (refused.returncode, "already running" in refused.stderr) == (2, True)
    assert read_key(settings.key_file) == old
    assert command("key", "rotate").returncode == 2, "it asks"
    done = command("key", "rotate", "--yes")
    assert (done.returncode, "key words" in done.stdout) == (0, True), done.stderr
    assert read_key(settings.key_file) != old
    assert "Sam" in command("users", "list").stdout
