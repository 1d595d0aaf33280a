"""The folder of backups: what is there, which of them is the latest, and that only so many are kept."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from appliance.errors import DamagedBackupError, DataFolderError, NotFoundError
from appliance.store import migrations
from appliance.store.vault import Vault
from appliance.upkeep.backups.head import Head, read_head

SUFFIX = ".dcbackup"
DRAFT = ".dcbackup-"

NAME = re.compile(rf"[A-Za-z0-9][A-Za-z0-9._-]{{0,100}}{re.escape(SUFFIX)}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Kept:
    """One archive in a folder."""

    file: Path
    size: int
    """Bytes."""
    head: Head | None
    """None where its head cannot be read."""

    @property
    def name(self) -> str:
        return self.file.name

    @property
    def made_at(self) -> datetime | None:
        return None if self.head is None else self.head.made_at

    def as_json(self) -> dict[str, Any]:
        """For scripts."""
        head = self.head
        return {
            "file": str(self.file), "bytes": self.size, "readable": head is not None,
            "made_at": head and head.made_at.isoformat(), "version": head and head.appliance,
            "migration": head and head.migration, "files": head and head.members,
        }  # fmt: skip


def name_for(now: datetime, folder: Path) -> str:
    """Of a new archive: by its time, and never one that is taken."""
    stem = f"disciplinecall-{now.astimezone(UTC):%Y%m%d-%H%M%S}"
    name, number = f"{stem}{SUFFIX}", 1
    while (folder / name).exists():
        number += 1
        name = f"{stem}-{number}{SUFFIX}"
    return name


def kept_in(folder: Path) -> list[Kept]:
    """The latest first; those whose head cannot be read last."""
    found = []
    for file in sorted(folder.glob(f"*{SUFFIX}")) if folder.is_dir() else ():
        if NAME.fullmatch(file.name) and file.is_file():
            with suppress(FileNotFoundError):
                found.append(look_at(file))
    return sorted(found, key=lambda each: (each.made_at or datetime.min.replace(tzinfo=UTC), each.name), reverse=True)


def look_at(file: Path) -> Kept:
    """Raises `FileNotFoundError`."""
    size = file.stat().st_size
    try:
        return Kept(file, size, read_head(file))
    except (DamagedBackupError, OSError):
        return Kept(file, size, None)


def named(folder: Path, name: str) -> Kept:
    """Raises `NotFoundError`, also for what is no name of a backup."""
    if NAME.fullmatch(name) and (folder / name).is_file():
        return look_at(folder / name)
    raise NotFoundError("There is no such backup.")


def delete(folder: Path, name: str) -> Kept:
    """Delete one for good. Raises `NotFoundError`, `DataFolderError`."""
    found = named(folder, name)
    try:
        found.file.unlink()
    except OSError as error:
        raise DataFolderError(
            f"{found.file} cannot be deleted: {error.strerror}.", remedy="Look at the disk."
        ) from error
    return found


def latest(folder: Path, until: datetime) -> datetime | None:
    """When the last one was made; those that a wrong clock dated later than `until` count nothing."""
    return next((each.made_at for each in kept_in(folder) if each.made_at is not None and each.made_at <= until), None)


def prune(folder: Path, keep: int, vault: Vault) -> list[str]:
    """Delete all but the latest so many that were made with this key; returns their names. Others are not touched:
    they may be another household's, or all that is left of an earlier one. The latest of an earlier schema stays too,
    as long as there is one: it is the way back to the version before."""
    own = [(each, each.head) for each in kept_in(folder) if each.head and each.head.key_name == vault.key_name]
    earlier = next((each for each, head in own if head.migration != migrations.HEAD), None)
    gone = [each for each, _ in own[keep:] if each is not earlier]
    for each in gone:
        each.file.unlink(missing_ok=True)
    return [each.name for each in gone]
