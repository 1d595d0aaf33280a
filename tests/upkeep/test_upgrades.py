"""A database of an earlier version is brought up to date after a backup of it; what fails leaves it as it was."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlcipher3 import dbapi2 as sqlcipher

from appliance.app import open_appliance
from appliance.errors import ConflictError, UpgradeError
from appliance.settings import Settings
from appliance.store import migrations, open_store, read_key
from appliance.store.keys import create_key
from appliance.store.sqlite import Connector, Database
from appliance.store.vault import Vault
from appliance.upkeep.backups.restoring import lay_ready
from appliance.upkeep.backups.shelf import Kept, kept_in, prune
from appliance.upkeep.backups.starting import begin_with_restored
from appliance.upkeep.backups.upgrading import saved
from appliance.upkeep.doctor import examine_all
from appliance.upkeep.duty import calling_by_hand, duty_lock
from tests.inline_sqlite import InlineConnection
from tests.upkeep.backup_house import NOW, backed_up, names_in, settings_in, within

SAM = """
INSERT INTO users (id, name, preferences, personality_mode, timezone, language, role, created_at)
VALUES ('00000000000000000000000000000001', 'Sam', '{}', 'friend', 'Europe/Berlin', 'en', 'owner',
'2026-03-01 09\\:00\\:00.000000')
"""
EARLIER = migrations.REVISIONS[:-1]


def as_it_was(settings: Settings, revision: str) -> Settings:
    """Sam lives there, in a database that this revision was the newest of."""
    key = create_key(settings.key_file)

    async def make() -> None:
        settings.local_data_path.mkdir(mode=0o700, parents=True)
        database = Database(settings.database_file, key)
        async with database.writing() as session:
            await (await session.connection()).run_sync(migrations.upgrade, "0001")
            await session.execute(text(SAM))
            await (await session.connection()).run_sync(migrations.upgrade, revision)
        await database.aclose()

    asyncio.run(make())
    return settings


def revision_of(settings: Settings) -> str:
    async def look() -> str:
        database = Database(settings.database_file, read_key(settings.key_file))
        try:
            async with database.reading() as session:
                assert await session.scalar(text("SELECT name FROM users")) == "Sam"
                return str(await session.scalar(text("SELECT version_num FROM alembic_version")))
        finally:
            await database.aclose()

    return asyncio.run(look())


def start(settings: Settings) -> list[str]:
    """Who lives there, by an appliance of this version."""

    async def run() -> list[str]:
        async with open_appliance(settings, now=lambda: NOW, channels={}) as appliance:
            return [user.name for user in await appliance.store.people.users()]

    return asyncio.run(run())


@pytest.mark.parametrize("revision", EARLIER)
def test_the_backup_from_before_an_update_brings_that_version_back(tmp_path: Path, revision: str) -> None:
    settings = as_it_was(settings_in(tmp_path / "old"), revision)
    assert start(settings) == ["Sam"]
    assert revision_of(settings) == migrations.HEAD
    (kept,) = kept_in(settings.backups_path)
    assert kept.head is not None
    assert kept.head.migration == revision

    new = settings_in(tmp_path / "new")
    new.key_file.parent.mkdir(parents=True)
    new.key_file.write_bytes(settings.key_file.read_bytes())
    new.key_file.chmod(0o600)
    lay_ready(kept.file, new)
    begin_with_restored(new, NOW)
    assert revision_of(new) == revision
    assert start(new) == ["Sam"]  # which brings it up to date, after one more backup
    assert len(kept_in(new.backups_path)) == 1


def test_a_database_that_is_up_to_date_gets_no_backup_by_being_opened(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    start(settings)
    assert start(settings) == []
    assert kept_in(settings.backups_path) == []


class Failing(InlineConnection):
    """Fails, or ends, at one of the statements that change something."""

    def __init__(self, connector: Connector, budget: list[int], end: Callable[[], None]) -> None:
        super().__init__(connector)
        self._budget, self._end = budget, end

    async def _execute(self, fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        words = str(args[0]).split(None, 1)[:1] if args and isinstance(args[0], str) else []
        if words and words[0].upper() in ("CREATE", "ALTER", "DROP", "INSERT", "UPDATE", "DELETE"):
            self._budget[0] -= 1
            if self._budget[0] == 0:
                self._end()
        return await super()._execute(fn, *args, **kwargs)  # type: ignore[no-untyped-call]


def fail() -> None:
    raise sqlcipher.OperationalError("disk I/O error")


def upgrade(settings: Settings, after: int, end: Callable[[], None]) -> int:
    """Open the store, with an end after so many changing statements; how many were left to it."""
    key, budget = read_key(settings.key_file), [after]

    async def connect(connector: Connector) -> Failing:
        return await Failing(connector, budget, end)  # type: ignore[return-value]

    async def run() -> None:
        async with open_store(
            settings.database_file, key, connect=connect, upgrading=saved(settings, key, lambda: NOW)
        ):
            pass

    asyncio.run(run())
    return budget[0]


def test_an_update_that_fails_at_any_statement_leaves_the_database_as_it_was(tmp_path: Path) -> None:
    settings = as_it_was(settings_in(tmp_path), "0001")
    tried = 0
    for after in range(1, 10_000, 17):
        told = failing(settings, after)
        if told is None:
            break
        tried += 1
        (kept,) = kept_in(settings.backups_path)
        assert "as it was before" in told.message
        assert (
            told.remedy
            == f"Install the version you had before: it opens the database as it is. Its backup is {kept.file}."
        )
        assert revision_of(settings) == "0001"
        kept.file.unlink()
    assert tried > 3
    assert revision_of(settings) == migrations.HEAD


def failing(settings: Settings, after: int) -> UpgradeError | None:
    """What an update says that fails at this statement; None where it has fewer."""
    try:
        assert upgrade(settings, after, fail) > 0
    except UpgradeError as error:
        return error
    return None


@pytest.mark.parametrize("after", [1, 40, 90])
def test_an_update_that_is_killed_goes_on_at_the_next_start(tmp_path: Path, after: int) -> None:
    settings = as_it_was(settings_in(tmp_path), "0001")
    program = (
        "import os, signal, sys; from pathlib import Path; from tests.upkeep.test_upgrades import upgrade, settings_in;"
        "upgrade(settings_in(Path(sys.argv[1])), int(sys.argv[2]), lambda: os.kill(os.getpid(), signal.SIGKILL))"
    )
    ended = subprocess.run([sys.executable, "-c", program, str(tmp_path), str(after)], check=False)
    assert ended.returncode == -signal.SIGKILL
    assert revision_of(settings) == "0001"
    assert start(settings) == ["Sam"]
    assert revision_of(settings) == migrations.HEAD
    assert all(each.head is not None for each in kept_in(settings.backups_path))


def test_without_room_for_its_backup_nothing_is_updated(tmp_path: Path) -> None:
    settings = as_it_was(settings_in(tmp_path, backup_folder=tmp_path / "no disk" / "backups"), "0005")
    with pytest.raises(UpgradeError, match="no backup of it can be made: There is no folder") as told:
        start(settings)
    assert "mounted" in told.value.remedy
    assert revision_of(settings) == "0005"


def test_nothing_is_updated_under_a_process_that_uses_it(tmp_path: Path) -> None:
    settings = as_it_was(settings_in(tmp_path), "0005")
    with duty_lock(settings.local_data_path), pytest.raises(ConflictError, match=f"process {os.getpid()}"):
        start(settings)
    with calling_by_hand(settings.local_data_path), pytest.raises(ConflictError, match="called by hand"):
        start(settings)
    assert revision_of(settings) == "0005"


def test_who_only_looks_updates_nothing(tmp_path: Path) -> None:
    settings = as_it_was(settings_in(tmp_path), "0005")
    found = {each.name: each for each in asyncio.run(examine_all(settings, NOW))}
    assert not found["database"].ok
    assert "earlier version (schema 0005" in found["database"].detail
    assert revision_of(settings) == "0005"


def test_the_way_back_outlives_the_nights_after_it(tmp_path: Path) -> None:
    settings = as_it_was(settings_in(tmp_path), "0009")
    start(settings)
    (before,) = kept_in(settings.backups_path)
    later = [backed_up(settings, NOW + timedelta(days=day)) for day in range(1, 4)]

    async def keep_one(store: Any) -> list[Kept]:
        prune(settings.backups_path, 1, Vault(read_key(settings.key_file)))
        return kept_in(settings.backups_path)

    assert [each.name for each in within(settings, keep_one)] == [later[-1].name, before.name]
    assert names_in(settings) == ["Sam"]
