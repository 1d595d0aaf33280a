"""Backups are made while everything goes on, whole or not at all, and only so many are kept."""

from __future__ import annotations

import asyncio
import fcntl
import json
import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from appliance.calls.alarm import ON_DUTY
from appliance.errors import ConflictError, DataFolderError
from appliance.records.people import Role, User
from appliance.store import Store, open_store, read_key
from appliance.store.copies import examine_copy
from appliance.store.vault import Vault
from appliance.upkeep.backups.archive import check_whole, unpack
from appliance.upkeep.backups.keeper import Backups, JobState, due_after
from appliance.upkeep.backups.making import LOCK_FILE, tidy
from appliance.upkeep.backups.shelf import kept_in, latest
from tests.upkeep.backup_house import NOW, PERSONA, backed_up, furnish, move_in, settings_in, tree, within

Victim = Callable[..., int]


@pytest.fixture(scope="module")
def victim() -> Iterator[Victim]:
    """Does a job in a process that dies before its Nth step; how that ended."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.upkeep.backup_victim"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2],
    ) as process:  # fmt: skip
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"

        def run(**job: Any) -> int:
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.write(json.dumps(job, default=str) + "\n")
            process.stdin.flush()
            return int(process.stdout.readline())

        yield run
        process.stdin.close()


def contents(file: Path, key: bytes, target: Path) -> dict[str, bytes]:
    check_whole(file)

    def create(member: Any) -> Any:
        path = target / member.name
        path.parent.mkdir(parents=True, exist_ok=True)
        return path.open("xb")

    unpack(file, Vault(key), create)
    return tree(target)


def test_it_holds_the_household_and_neither_key_nor_what_is_of_the_moment(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    clip = furnish(settings)
    made = backed_up(settings)
    key = read_key(settings.key_file)
    found = contents(made.file, key, tmp_path / "out")
    assert set(found) == {"appliance.db", "appliance.toml", "hotlines.toml", "personas/own.toml", f"clips/{clip}"}
    assert found["personas/own.toml"].decode() == PERSONA
    assert examine_copy(tmp_path / "out" / "appliance.db", key) == "0008"
    assert made.file.stat().st_mode & 0o777 == 0o600
    whole = made.file.read_bytes()
    for secret in (key, key.hex().encode(), settings.key_file.read_bytes(), b"own.toml", b"appliance.db"):
        assert secret not in whole


def test_a_key_that_lies_in_the_data_folder_is_in_no_backup(tmp_path: Path) -> None:
    inside = tmp_path / "user_data" / "secret" / "the.key"
    settings = settings_in(tmp_path, key_file=inside)
    furnish(settings)
    (inside.parent / "other").write_text("kept")
    found = contents(backed_up(settings).file, read_key(inside), tmp_path / "out")
    assert "secret/other" in found
    assert not any(inside.read_bytes() == each for each in found.values())


def test_nothing_that_was_acknowledged_before_it_began_is_missing(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    furnish(settings)
    before: list[list[str]] = []

    async def work(store: Store) -> None:
        acknowledged: list[str] = []
        backups = Backups(settings, store, lambda: NOW + timedelta(seconds=len(before)))

        async def write(who: str) -> None:
            for number in range(60):
                await store.days.mark(f"{who} {number}", NOW)
                acknowledged.append(f"{who} {number}")

        async def copy() -> None:
            for _ in range(4):
                before.append(list(acknowledged))
                await backups.make_now("test")

        await asyncio.gather(write("a"), write("b"), copy())

    within(settings, work)
    made = list(reversed(kept_in(settings.backups_path)))
    assert len(made) == len(before) == 4
    for number, (each, known) in enumerate(zip(made, before, strict=True)):
        copied = settings_in(tmp_path / f"copy{number}", key_file=settings.key_file)
        contents(each.file, read_key(settings.key_file), copied.local_data_path)

        async def marks(store: Store) -> set[str]:
            assert await store.check() == []
            return set(await store.days.marks(""))

        assert set(known) <= within(copied, marks)
    assert any(known for known in before), "something was written before one of them"


def test_so_many_are_kept_and_those_of_other_keys_are_not_touched(tmp_path: Path) -> None:
    shelf = tmp_path / "shelf"
    other = settings_in(tmp_path / "other")
    move_in(other, "Eve")
    foreign = backed_up(other, NOW - timedelta(days=400), shelf)
    settings = settings_in(tmp_path, backup_folder=shelf, backup_keep=3)
    move_in(settings, "Sam")
    (shelf / "notes.txt").write_text("theirs")
    (shelf / "broken.dcbackup").write_bytes(b"no backup")
    moments = [NOW + timedelta(days=day) for day in range(5)]

    async def work(store: Store) -> None:
        for moment in moments:
            await Backups(settings, store, lambda at=moment: at).make_now("test")  # type: ignore[misc]

    within(settings, work)
    made = [each.made_at for each in kept_in(shelf)]
    assert made == [*reversed(moments[-3:]), foreign.made_at, None]
    assert (shelf / "notes.txt").exists()
    assert latest(shelf, NOW) == foreign.made_at, "those of a clock that ran ahead count nothing"


def test_one_at_a_time_in_whatever_process(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    move_in(settings, "Sam")

    async def work(store: Store) -> None:
        backups = Backups(settings, store, lambda: NOW)
        backups.start("one")
        with pytest.raises(ConflictError, match="already"):
            backups.start("two")
        await backups.aclose()
        assert backups.job is not None
        assert backups.job.state in (JobState.CANCELLED, JobState.DONE)
        with (settings.local_data_path / LOCK_FILE).open("a") as other:
            fcntl.flock(other, fcntl.LOCK_EX)
            with pytest.raises(ConflictError, match="already"):
                await backups.make_now("three")
        await backups.make_now("four")

    within(settings, work)


def debris(settings: Any) -> list[str]:
    home = settings.local_data_path
    return [each for each in os.listdir(home) if each.startswith(".backup-")] + [
        each for each in os.listdir(settings.backups_path) if not each.endswith(".dcbackup") or each.startswith(".")
    ]


@pytest.mark.parametrize("what", ["a page", "most of the database", "all but the end"])
def test_a_full_disk_is_told_and_leaves_nothing_behind(tmp_path: Path, what: str) -> None:
    """No file of this process may become longer: the copy of the database fails, or the archive does."""
    settings = settings_in(tmp_path)
    furnish(settings)
    first = backed_up(settings)
    first.file.unlink()
    most_bytes = {"a page": 4096, "most of the database": first.size * 9 // 10, "all but the end": first.size - 1}[what]
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)

    async def work(store: Store) -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, hard))
        try:
            with pytest.raises(DataFolderError) as told:
                await Backups(settings, store, lambda: NOW).make_now("test")
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        assert told.value.remedy
        assert debris(settings) == []
        assert kept_in(settings.backups_path) == []
        await Backups(settings, store, lambda: NOW).make_now("test")

    within(settings, work)


def test_no_room_is_told_before_anything_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = settings_in(tmp_path)
    move_in(settings, "Sam")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(100, 99, 1))
    with pytest.raises(DataFolderError, match="are free"):
        backed_up(settings)
    assert debris(settings) == []


def test_a_power_cut_at_any_step_leaves_none_or_a_whole_one(tmp_path: Path, victim: Victim) -> None:
    settings = settings_in(tmp_path)
    furnish(settings)
    steps, ended = 0, 9
    while ended == 9:
        ended = victim(do="make", home=tmp_path, stop=steps)
        assert ended in (0, 9)
        for each in kept_in(settings.backups_path):
            check_whole(each.file)
        tidy(settings.local_data_path)
        assert [each for each in os.listdir(settings.local_data_path) if each.startswith(".backup-")] == []
        steps += 1
    assert steps > 10, "the steps were counted"
    backed_up(settings)
    assert debris(settings) == []


def person(name: str = "Sam", zone: str = "UTC", at: datetime = NOW) -> User:
    return User(name=name, timezone=zone, role=Role.OWNER, created_at=at)


def test_one_is_made_each_night_and_after_a_night_that_was_missed(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    clock = [datetime(2026, 3, 1, 20, 0, tzinfo=UTC)]

    async def work(store: Store) -> None:
        backups = Backups(settings, store, lambda: clock[0])

        async def look(at: datetime) -> bool:
            clock[0] = at
            begun = await backups.look()
            await backups.over()
            return begun

        assert not await look(clock[0] + timedelta(days=9)), "nobody lives there"
        await store.people.add_user(person(zone="Europe/Berlin", at=datetime(2026, 3, 1, 20, 0, tzinfo=UTC)))
        assert not await look(datetime(2026, 3, 2, 2, 29, tzinfo=UTC))
        assert await look(datetime(2026, 3, 2, 2, 30, tzinfo=UTC)), "03:30 on the owner's clock"
        assert not await look(datetime(2026, 3, 2, 2, 31, tzinfo=UTC))
        assert not await look(datetime(2026, 3, 3, 2, 29, tzinfo=UTC))
        assert await look(datetime(2026, 3, 6, 18, 0, tzinfo=UTC)), "it was off for days"
        assert not await look(datetime(2026, 3, 7, 2, 0, tzinfo=UTC))
        (entry, *_) = await store.audit.entries(1)
        assert (entry.actor, entry.action) == ("appliance", "backup")

    within(settings, work)


def test_the_folder_is_left_alone_until_one_is_due(tmp_path: Path) -> None:
    """Its disk may sleep. What another process made meanwhile is seen when one seems due."""
    settings = settings_in(tmp_path)
    clock = [NOW]

    async def work(store: Store) -> None:
        await store.people.add_user(person(at=NOW - timedelta(hours=2)))
        backups = Backups(settings, store, lambda: clock[0])
        assert await backups.look()
        await backups.over()
        shelf = settings.backups_path
        clock[0] = NOW + timedelta(hours=1)
        assert not await backups.look()
        shelf.rename(tmp_path / "unplugged")
        clock[0] = NOW + timedelta(hours=23)
        assert not await backups.look()
        (tmp_path / "unplugged").rename(shelf)
        clock[0] = NOW + timedelta(hours=24)
        await Backups(settings, store, lambda: clock[0]).make_now("another")
        assert not await backups.look()
        assert len(kept_in(shelf)) == 2

    within(settings, work)


def test_one_that_fails_by_night_is_tried_again_an_hour_later(tmp_path: Path) -> None:
    (tmp_path / "in the way").write_text("no folder")
    settings = settings_in(tmp_path, backup_folder=tmp_path / "in the way")
    clock = [NOW]

    async def work(store: Store) -> None:
        await store.people.add_user(person(at=NOW - timedelta(days=2)))
        await store.days.mark(ON_DUTY, NOW)
        backups = Backups(settings, store, lambda: clock[0])
        begun = []
        for minutes in (0, 1, 59, 60):
            clock[0] = NOW + timedelta(minutes=minutes)
            begun.append(await backups.look())
            await backups.over()
        assert begun == [True, False, False, True]
        assert backups.job is not None
        assert backups.job.state is JobState.FAILED
        assert "in the way" in str(backups.job.error)

    within(settings, work)


@pytest.mark.parametrize(
    ("last", "zone", "due"),
    [
        ("2026-03-02T03:29+00:00", "UTC", "2026-03-02T03:30+00:00"),
        ("2026-03-02T03:30+00:00", "UTC", "2026-03-03T03:30+00:00"),
        ("2026-03-28T12:00+00:00", "Europe/Berlin", "2026-03-29T01:30+00:00"),
        ("2011-12-29T14:00+00:00", "Pacific/Apia", "2011-12-30T13:30+00:00"),
    ],
)
def test_the_quiet_hour(last: str, zone: str, due: str) -> None:
    assert due_after(datetime.fromisoformat(last), ZoneInfo(zone)) == datetime.fromisoformat(due)


def test_a_copy_opens_as_the_store_does(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    move_in(settings, "Sam")

    async def run() -> None:
        key = read_key(settings.key_file)
        async with open_store(settings.database_file, key) as store:
            await store.database.copy_into(tmp_path / "copy.db")
        async with open_store(tmp_path / "copy.db", key) as copied:
            assert [user.name for user in await copied.people.users()] == ["Sam"]

    asyncio.run(run())
