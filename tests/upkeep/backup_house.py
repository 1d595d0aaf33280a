"""A small household on the disk, to be backed up and restored."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from appliance.ports import Audio
from appliance.records.people import Role, User
from appliance.settings import Settings
from appliance.store import Store, open_store, unlock
from appliance.upkeep.backups.making import Making, Progress, make
from appliance.upkeep.backups.shelf import Kept

T = TypeVar("T")
NOW = datetime(2026, 3, 2, 3, 30, tzinfo=UTC)
SILENCE = Audio(b"\0\0" * 1600, 16_000)
PERSONA = "# a persona of their own\n"


def settings_in(home: Path, **more: object) -> Settings:
    """Of a machine whose data and key are below this folder."""
    given = {"local_data_path": home / "user_data", "key_file": home / "keys" / "appliance.key", **more}
    return Settings.model_validate(given)


def within(settings: Settings, work: Callable[[Store], Awaitable[T]]) -> T:
    """Do something in the store of this machine."""

    async def run() -> T:
        key = unlock(settings.key_file, settings.database_file, settings.appliance_passphrase)
        async with open_store(settings.database_file, key) as store:
            return await work(store)

    return asyncio.run(run())


def names_in(settings: Settings) -> list[str]:
    """Who lives there."""

    async def look(store: Store) -> list[str]:
        return sorted(user.name for user in await store.people.users())

    return within(settings, look)


def move_in(settings: Settings, *names: str) -> None:
    """People, the first of them an owner."""

    async def add(store: Store) -> None:
        for place, name in enumerate(names):
            role = Role.OWNER if place == 0 else Role.MEMBER
            await store.people.add_user(User(name=name, timezone="UTC", role=role, created_at=NOW))

    within(settings, add)


def furnish(settings: Settings) -> str:
    """Sam with a recording, settings, a persona and hotlines; and what belongs to no backup. The recording's name."""
    move_in(settings, "Sam")
    folder = settings.local_data_path
    (folder / "appliance.toml").write_text('MULTI_LANGUAGE_ENABLED = true\nAPPLIANCE_HOST = "0.0.0.0"\n')
    (folder / "hotlines.toml").write_text("# theirs\n")
    (folder / "personas").mkdir()
    (folder / "personas" / "own.toml").write_text(PERSONA)
    for left in ("on-duty.lock", "turned-down.json", "README.md", ".probe-1", "personas/.own.toml.swp"):
        (folder / left).write_text("left")

    async def keep(store: Store) -> str:
        return await store.clips.save(SILENCE)

    return within(settings, keep)


def backed_up(settings: Settings, now: datetime = NOW, folder: Path | None = None) -> Kept:
    """One backup."""

    async def run(store: Store) -> Kept:
        return await make(store, settings, Making(now), folder or settings.backups_path, Progress())

    return within(settings, run)


def tree(folder: Path) -> dict[str, bytes]:
    """Every file below it."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }
