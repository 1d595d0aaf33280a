"""A backup takes the place of what is here: proved first, exchanged in steps that go on, taken back where it fails."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from appliance.accounts.signing_in import SigningIn
from appliance.app import open_appliance
from appliance.errors import (
    ApplianceError,
    ConflictError,
    CorruptDatabaseError,
    DamagedBackupError,
    DataFolderError,
    InvalidInputError,
    NewerBackupError,
    NotFoundError,
    PassphraseNeededError,
    WrongKeyError,
)
from appliance.on_duty import on_duty
from appliance.settings import Settings
from appliance.store import Store, migrations, read_key, rewrap
from appliance.store.key_words import words_of
from appliance.store.keys import create_key
from appliance.store.sqlite import Database
from appliance.store.vault import Vault
from appliance.upkeep.backups.archive import Origin, check_whole, describe, write_archive
from appliance.upkeep.backups.exchange import aside, exchange, undo, waits
from appliance.upkeep.backups.making import Making, Progress, alone, make
from appliance.upkeep.backups.restoring import lay_ready
from appliance.upkeep.backups.shelf import Kept
from appliance.upkeep.backups.starting import begin_with_restored
from appliance.upkeep.duty import calling_by_hand, duty_lock
from tests.upkeep.backup_house import (
    NOW,
    SILENCE,
    backed_up,
    furnish,
    move_in,
    names_in,
    settings_in,
    tree,
    within,
)
from tests.upkeep.test_backups import Victim, victim

assert victim  # a fixture

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def old(tmp_path: Path) -> Settings:
    """The machine that a backup was made on."""
    settings = settings_in(tmp_path / "old")
    furnish(settings)
    return settings


@pytest.fixture
def backup(old: Settings) -> Kept:
    return backed_up(old)


def words(settings: Settings) -> str:
    return " ".join(words_of(read_key(settings.key_file, settings.appliance_passphrase)))


def everything(settings: Settings) -> dict[str, bytes]:
    """All files of a machine but its locks."""
    folder = settings.local_data_path.parent
    found = tree(folder) if folder.exists() else {}
    return {name: content for name, content in found.items() if not name.endswith((".lock", "-shm", "-wal"))}


def test_a_new_machine_comes_up_with_the_old_household(tmp_path: Path, old: Settings, backup: Kept) -> None:
    new = settings_in(tmp_path / "new", appliance_host="192.168.1.9")
    ready = lay_ready(backup.file, new, words(old))
    assert (ready.new_key, ready.head.made_at, ready.note) == (True, NOW, "")
    assert not new.database_file.exists()
    assert begin_with_restored(new, LATER).multi_language_enabled
    assert read_key(new.key_file) == read_key(old.key_file)
    assert new.key_file.stat().st_mode & 0o777 == 0o600
    assert names_in(new) == ["Sam"]
    before, after = (
        {name.removeprefix("user_data/"): each for name, each in everything(one).items()} for one in (old, new)
    )
    for name in ("hotlines.toml", "personas/own.toml"):
        assert after[name] == before[name]
    assert b"APPLIANCE_HOST" not in after["appliance.toml"].upper(), "where the old machine listened"
    (clip,) = [name for name in after if name.startswith("clips/")]

    async def hear(store: Store) -> None:
        assert (await store.clips.load(clip.removeprefix("clips/"))).pcm == SILENCE.pcm

    within(new, hear)


def test_a_new_machine_wraps_the_key_by_its_own_passphrase(tmp_path: Path, old: Settings, backup: Kept) -> None:
    new = settings_in(tmp_path / "new", appliance_passphrase="open sesame")
    lay_ready(backup.file, new, words(old))
    begin_with_restored(new, LATER)
    with pytest.raises(PassphraseNeededError):
        read_key(new.key_file)
    assert names_in(new) == ["Sam"]


def test_a_locked_machine_wants_its_passphrase_before_words_are_asked_for(old: Settings, backup: Kept) -> None:
    rewrap(old.key_file, "", "open sesame")
    with pytest.raises(PassphraseNeededError):
        lay_ready(backup.file, old)
    unlocked = old.model_copy(update={"appliance_passphrase": "open sesame"})
    assert not lay_ready(backup.file, unlocked).new_key


def test_what_is_here_is_untouched_until_the_exchange_and_kept_aside_after_it(old: Settings, backup: Kept) -> None:
    move_in(old, "Eve")
    before = everything(old)
    lay_ready(backup.file, old)
    assert {name: each for name, each in everything(old).items() if "restore-ready" not in name} == before
    assert names_in(old) == ["Eve", "Sam"]
    begin_with_restored(old, LATER)
    assert names_in(old) == ["Sam"]
    (kept,) = aside(old)
    assert kept.made_at == NOW
    assert not waits(old)
    with duty_lock(old.local_data_path):
        assert undo(old) == "back"
        exchange(old, LATER)
    assert names_in(old) == ["Eve", "Sam"]


def test_going_back_brings_the_key_back_too(tmp_path: Path, old: Settings, backup: Kept) -> None:
    new = settings_in(tmp_path / "new")
    move_in(new, "Eve")
    own = read_key(new.key_file)
    lay_ready(backup.file, new, words(old))
    begin_with_restored(new, LATER)
    assert names_in(new) == ["Sam"]
    undo(new)
    begin_with_restored(new, LATER)
    assert names_in(new) == ["Eve"]
    assert read_key(new.key_file) == own
    assert aside(new)[-1].made_at is None
    with pytest.raises(NotFoundError, match="nothing to go back to"):
        undo(new)
    assert names_in(new) == ["Eve"], "what was taken back is nothing to go back to"


def test_after_several_restores_each_undo_goes_back_one_of_them_to_the_first(old: Settings, backup: Kept) -> None:
    move_in(old, "Eve")
    second = backed_up(old, LATER)
    move_in(old, "Ida")  # in no backup
    for number, each in enumerate((backup, second, backup)):
        lay_ready(each.file, old)
        begin_with_restored(old, LATER + timedelta(minutes=number))
    assert names_in(old) == ["Sam"]
    for number, names in enumerate((["Eve", "Sam"], ["Sam"], ["Eve", "Ida", "Sam"])):
        assert undo(old) == "back"
        begin_with_restored(old, LATER + timedelta(hours=1, minutes=number))
        assert names_in(old) == names
    with pytest.raises(NotFoundError):
        undo(old)


def test_what_lies_ready_can_be_forgotten(tmp_path: Path, old: Settings, backup: Kept) -> None:
    new = settings_in(tmp_path / "new")
    move_in(new, "Eve")
    before = everything(new)
    lay_ready(backup.file, new, words(old))
    with pytest.raises(ConflictError, match="waits already"):
        lay_ready(backup.file, new, words(old))
    assert undo(new) == "forgotten"
    assert everything(new) == before
    with pytest.raises(NotFoundError):
        undo(new)


def test_what_comes_back_is_never_forgotten(tmp_path: Path, old: Settings, backup: Kept) -> None:
    """Taken back, and cut off before the exchange: taken back once more it still comes back."""
    new = settings_in(tmp_path / "new")
    move_in(new, "Eve")
    lay_ready(backup.file, new, words(old))
    begin_with_restored(new, LATER)
    assert [undo(new), undo(new)] == ["back", "back"]
    begin_with_restored(new, LATER)
    assert names_in(new) == ["Eve"]


def test_one_process_at_a_time_unpacks(old: Settings, backup: Kept) -> None:
    with alone(old.local_data_path), pytest.raises(ConflictError, match="already"):
        lay_ready(backup.file, old)
    assert not waits(old)


def test_the_start_that_follows_ends_sessions_and_removes_what_was_before(old: Settings, backup: Kept) -> None:
    async def sign_in(store: Store) -> str:
        (sam,) = await store.people.users()
        door = SigningIn(store, lambda: NOW)
        await door.open_account(sam, "teapot lantern gravel")
        return (await door.sign_in("Sam", "teapot lantern gravel", "", address="", label="")).cookie

    cookie = within(old, sign_in)
    backup = backed_up(old, LATER)
    lay_ready(backup.file, old)
    settings = begin_with_restored(old, LATER)

    async def start() -> None:
        async with open_appliance(settings, now=lambda: LATER) as appliance:
            assert aside(settings)
            async with on_duty(appliance):
                assert not aside(settings)
                assert await SigningIn(appliance.store, lambda: LATER).session_of(cookie) is None
                (entry,) = await appliance.store.audit.entries(1)
                assert (entry.action, entry.subject) == ("restore", "the backup of 2026-03-02 04:30 UTC")

    asyncio.run(start())
    assert [path for path in old.key_file.parent.iterdir() if "before" in path.name] == []


def test_damage_changes_nothing_and_is_told_with_file_and_remedy(tmp_path: Path, old: Settings, backup: Kept) -> None:
    whole, other = backup.file.read_bytes(), tmp_path / "other"
    before = everything(old)
    for place in (0, 9, 40, 300, 2000, len(whole) // 2, len(whole) - 40, len(whole) - 1):
        other.write_bytes(whole[:place] + bytes([whole[place] ^ 4]) + whole[place + 1 :])
        with pytest.raises(DamagedBackupError) as told:
            lay_ready(other, old)
        assert str(other) in told.value.message
        assert told.value.remedy
    other.write_bytes(whole[:-1])
    with pytest.raises(DamagedBackupError):
        lay_ready(other, old)
    with pytest.raises(DamagedBackupError):
        lay_ready(tmp_path / "missing", old)
    assert everything(old) == before


def test_words_that_do_not_fit_change_nothing(tmp_path: Path, old: Settings, backup: Kept) -> None:
    new = settings_in(tmp_path / "new")
    right = words(old).split()
    wrong: list[tuple[str, type[ApplianceError]]] = [
        ("", WrongKeyError),
        (" ".join(words_of(bytes(32))), WrongKeyError),
        (" ".join([*right[1:], right[0]]), InvalidInputError),
        ("one two", InvalidInputError),
    ]
    for typed, kind in wrong:
        with pytest.raises(kind):
            lay_ready(backup.file, new, typed)
    assert everything(new) == {}


def forged(old: Settings, target: Path, database: Path, migration: str, *more: tuple[str, bytes]) -> Path:
    """A whole archive with another database, as somebody with the key could make it."""
    members = [(describe("appliance.db", database), database)]
    for number, (name, content) in enumerate(more):
        file = target.with_name(f"member{number}")
        file.write_bytes(content)
        members.append((describe(name, file), file))
    with target.open("wb") as sink:
        write_archive(sink, Origin("9.9.9", migration, NOW), Vault(read_key(old.key_file)), members)
    return target


def test_a_backup_of_a_later_version_is_refused_in_words(tmp_path: Path, old: Settings) -> None:
    before = everything(old)
    later = forged(old, tmp_path / "later", old.database_file, "0999")
    with pytest.raises(NewerBackupError, match=r"9\.9\.9"):
        lay_ready(later, old)

    async def age(store: Store) -> None:
        async with store.database.writing() as session:
            await session.execute(text("UPDATE alembic_version SET version_num = '0999'"))
        await store.database.copy_into(tmp_path / "aged.db")

    shutil.copytree(old.local_data_path, tmp_path / "copy" / "user_data")
    within(settings_in(tmp_path / "copy", key_file=old.key_file), age)
    lying = forged(old, tmp_path / "lying", tmp_path / "aged.db", "0008")
    with pytest.raises(NewerBackupError, match="0999"):
        lay_ready(lying, old)
    assert everything(old) == before


def test_a_database_that_is_damaged_inside_a_whole_archive_is_found(tmp_path: Path, old: Settings) -> None:
    before = everything(old)
    for number, place in enumerate((20, 5000, 300_000)):
        content = bytearray(old.database_file.read_bytes())
        content[place] ^= 1
        (tmp_path / "bad.db").write_bytes(content)
        archive = forged(old, tmp_path / f"forged{number}", tmp_path / "bad.db", "0008")
        check_whole(archive)
        with pytest.raises(CorruptDatabaseError):
            lay_ready(archive, old)
    (tmp_path / "bad.db").write_bytes(b"short")
    with pytest.raises(CorruptDatabaseError):
        lay_ready(forged(old, tmp_path / "forged", tmp_path / "bad.db", "0008"), old)
    assert everything(old) == before


@pytest.mark.parametrize("name", ["../out", "a/../../out", "/etc/out", "a//b", "", ".", "a/./b"])
def test_no_file_leaves_the_data_folder(tmp_path: Path, old: Settings, name: str) -> None:
    archive = forged(old, tmp_path / "archive", old.database_file, "0008", (name, b"x"))
    with pytest.raises(DamagedBackupError):
        lay_ready(archive, old)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("revision", ["0001", "0007"])
def test_a_backup_of_an_earlier_version_is_brought_up_to_date(tmp_path: Path, revision: str) -> None:
    old, new = settings_in(tmp_path / "old"), settings_in(tmp_path / "new")
    key = create_key(old.key_file)
    old.local_data_path.mkdir()

    async def as_it_was() -> None:
        database = Database(old.database_file, key)
        async with database.writing() as session:
            await (await session.connection()).run_sync(migrations.upgrade, revision)
            await session.execute(
                text(
                    "INSERT INTO users (id, name, preferences, personality_mode, timezone, language, role, created_at) "
                    "VALUES (:id, 'Sam', '{}', 'friend', 'UTC', 'en', 'owner', '2026-03-01 09\\:00\\:00.000000')"
                ),
                {"id": "0" * 32},
            )
        await database.copy_into(tmp_path / "copy.db")
        await database.aclose()

    asyncio.run(as_it_was())
    archive = forged(old, tmp_path / "archive", tmp_path / "copy.db", revision)
    lay_ready(archive, new, words(old))
    begin_with_restored(new, LATER)
    assert names_in(new) == ["Sam"]


def test_settings_that_cannot_be_used_here_stay_behind(tmp_path: Path, old: Settings) -> None:
    (old.local_data_path / "appliance.toml").write_text("A_SETTING_OF_TOMORROW = 1\n")
    backup = backed_up(old)
    new = settings_in(tmp_path / "new")
    new.local_data_path.mkdir(parents=True)
    (new.local_data_path / "appliance.toml").write_text("APPLIANCE_PORT = 9090\nANALYTICS_ENABLED = true\n")
    ready = lay_ready(backup.file, new, words(old))
    assert "a_setting_of_tomorrow" in ready.note
    settings = begin_with_restored(new, LATER)
    assert settings.analytics_enabled
    assert names_in(new) == ["Sam"]


def test_while_somebody_is_on_duty_or_calls_by_hand_nothing_is_exchanged(old: Settings, backup: Kept) -> None:
    move_in(old, "Eve")
    lay_ready(backup.file, old)
    holds: list[Any] = [duty_lock(old.local_data_path), calling_by_hand(old.local_data_path)]
    for hold in holds:
        with ExitStack() as stack:
            stack.enter_context(hold)
            with pytest.raises(ConflictError):
                begin_with_restored(old, LATER)
    assert waits(old)
    assert names_in(old) == ["Eve", "Sam"]


def test_no_room_for_it_is_told_first(old: Settings, backup: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(100, 99, 1))
    before = everything(old)
    with pytest.raises(DataFolderError, match="are free"):
        lay_ready(backup.file, old)
    assert everything(old) == before


def homes(tmp_path: Path, old: Settings) -> Iterator[Settings]:
    """One new machine after the other, each with a household of its own."""
    first = settings_in(tmp_path / "first")
    furnish(first)
    within(first, lambda store: make(store, first, Making(NOW), tmp_path / "elsewhere", Progress()))
    move_in(first, "Eve")
    number = 0
    while True:
        number += 1
        shutil.copytree(tmp_path / "first", tmp_path / f"home{number}")
        yield settings_in(tmp_path / f"home{number}")


def test_unpacking_that_is_cut_off_changes_nothing(tmp_path: Path, old: Settings, backup: Kept, victim: Victim) -> None:
    steps, typed = 0, words(old)
    for home in homes(tmp_path, old):
        own = read_key(home.key_file)
        folder = home.local_data_path.parent
        ended = victim(do="lay", home=folder, file=backup.file, words=typed, stop=steps)
        if waits(home):
            begin_with_restored(home, LATER)
            assert names_in(home) == ["Sam"]
        else:
            assert read_key(home.key_file) == own
            assert names_in(home) == ["Eve", "Sam"]
            lay_ready(backup.file, home, typed)
            begin_with_restored(home, LATER)
            assert names_in(home) == ["Sam"]
        assert [path.name for path in home.local_data_path.iterdir() if path.name.startswith(".restore")] == []
        if ended == 0:
            break
        steps += 1
    assert steps > 15, "the steps were counted"


def test_an_exchange_that_is_cut_off_anywhere_goes_on_and_can_be_taken_back(
    tmp_path: Path, old: Settings, backup: Kept, victim: Victim
) -> None:
    steps, typed = 0, words(old)
    for home in homes(tmp_path, old):
        own, before = read_key(home.key_file), everything(home)
        lay_ready(backup.file, home, typed)
        ended = victim(do="exchange", home=home.local_data_path.parent, stop=steps)
        assert ended in (0, 9)
        if ended == 9:
            victim(do="exchange", home=home.local_data_path.parent, stop=steps % 5)
        begin_with_restored(home, LATER)
        assert names_in(home) == ["Sam"]
        assert read_key(home.key_file) == read_key(old.key_file)
        assert not home.key_file.with_name("appliance.key.restored").exists()
        undo(home)
        begin_with_restored(home, LATER)
        assert read_key(home.key_file) == own
        after = everything(home)
        for name, content in before.items():
            assert after[name] == content, f"{name}, cut off before step {steps}"
        if ended == 0:
            break
        steps += 1
    assert steps > 12, "the steps were counted"
