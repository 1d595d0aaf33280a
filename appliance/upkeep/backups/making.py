"""Makes one archive: a copy of the database of one moment, links to the rest, all of it sealed into one file."""

from __future__ import annotations

import asyncio
import fcntl
import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol
from uuid import uuid4

from appliance import __version__
from appliance.errors import ConflictError, DataFolderError, NoRoomError
from appliance.settings import Settings
from appliance.store import migrations
from appliance.store.reserve import FULL
from appliance.store.sqlite import Database
from appliance.store.vault import Vault
from appliance.upkeep.backups.archive import Member, Origin, Tell, describe, write_archive
from appliance.upkeep.backups.head import Head
from appliance.upkeep.backups.household import DATABASE, READY, files_of
from appliance.upkeep.backups.shelf import DRAFT, Kept, name_for

LOCK_FILE = "backup.lock"

STAGE = ".backup-"
"""In the data folder: where the copy of the database lies until it is sealed."""

ROOM_BYTES = 16 * 1024 * 1024
"""That must be left when all is written."""

TO_DO = "Free space there, or name another folder: appliance backup --to FOLDER (always: BACKUP_FOLDER)"


@dataclass(slots=True)
class Progress:
    """How far it is; read from any thread."""

    done_bytes: int = 0
    total_bytes: int = 0
    """Zero while nobody knows."""

    def tell(self, more: int) -> None:
        self.done_bytes += more


class Household(Protocol):
    """What is copied: a store, or a database that is not opened as one yet."""

    @property
    def database(self) -> Database: ...

    @property
    def vault(self) -> Vault: ...


@dataclass(frozen=True, slots=True)
class Making:
    """What a backup says of itself."""

    at: datetime
    migration: str = migrations.HEAD
    """Revision of the schema that the database has."""


async def make(store: Household, settings: Settings, making: Making, folder: Path, progress: Progress) -> Kept:
    """Write an archive of the household into a folder, whole or not at all; writers are not held up meanwhile.

    Cancelled, it leaves nothing behind. Raises `ConflictError` while another one is made, `DataFolderError` where
    something cannot be written.
    """
    given_up = threading.Event()

    def tell(more: int) -> None:
        if given_up.is_set():
            raise _GivenUp
        progress.tell(more)

    with alone(settings.local_data_path), _stage(settings.local_data_path) as stage:
        _make_folder(folder)
        database = settings.database_file.stat().st_size
        _check_room(settings.local_data_path, database)
        await store.database.copy_into(stage / DATABASE)
        (stage / DATABASE).chmod(0o600)
        work = asyncio.create_task(
            asyncio.to_thread(_seal, store.vault, settings, stage, (making, folder), (progress, tell)),
            name="seal a backup",
        )
        try:
            return await asyncio.shield(work)
        except asyncio.CancelledError:
            given_up.set()
            await asyncio.wait([work])
            raise


class _GivenUp(Exception):  # noqa: N818  # nobody waits for it any more
    pass


def _seal(
    vault: Vault, settings: Settings, stage: Path, made: tuple[Making, Path], told: tuple[Progress, Tell]
) -> Kept:
    (making, folder), (progress, tell) = made, told
    for name in files_of(settings):
        _link(settings.local_data_path / name, stage / name)
    paths = {path.relative_to(stage).as_posix(): path for path in sorted(stage.rglob("*")) if path.is_file()}
    progress.total_bytes = 2 * sum(path.stat().st_size for path in paths.values())
    members = [(describe(name, path, tell), path) for name, path in paths.items()]
    _check_room(folder, sum(member.size for member, _ in members))
    file = folder / name_for(making.at, folder)
    head = _write(file, Origin(__version__, making.migration, making.at.astimezone(UTC)), vault, members, tell)
    return Kept(file, file.stat().st_size, head)


def _write(file: Path, origin: Origin, vault: Vault, members: list[tuple[Member, Path]], tell: Tell) -> Head:
    """Under another name until it is whole and on the disk."""
    draft = file.with_name(f"{DRAFT}{uuid4().hex}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as sink:
            head = write_archive(sink, origin, vault, members, tell)
            sink.flush()
            os.fsync(sink.fileno())
        os.rename(draft, file)
        sync(file.parent)
    except OSError as error:
        raise unwritable(file, error) from error
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
    return head


def _link(source: Path, target: Path) -> None:
    """The file as it is now: recordings are never written to again, and settings are replaced whole. What was deleted
    in between is left out."""
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        os.link(source, target, follow_symlinks=False)
    except FileNotFoundError:
        return
    except OSError:  # a file system without links
        with suppress(FileNotFoundError):
            shutil.copyfile(source, target)


@contextmanager
def alone(data_folder: Path) -> Iterator[None]:
    """One process at a time makes or unpacks a backup. Raises `ConflictError` while another one does."""
    with (data_folder / LOCK_FILE).open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise ConflictError(
                "A backup is being made or unpacked already.", remedy="Wait until it has ended."
            ) from None
        for pattern in (f"{STAGE}*", f".{READY}-*"):  # of processes that were killed
            for left in data_folder.glob(pattern):
                shutil.rmtree(left, ignore_errors=True)
        yield


def tidy(data_folder: Path) -> None:
    """Take away what processes left that were killed: it may hold what was deleted since."""
    with suppress(ConflictError), alone(data_folder):
        pass


@contextmanager
def _stage(data_folder: Path) -> Iterator[Path]:
    stage = data_folder / f"{STAGE}{uuid4().hex}"
    try:
        stage.mkdir(mode=0o700)
        yield stage
    except OSError as error:
        raise unwritable(stage, error) from error
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def _make_folder(folder: Path) -> None:
    if not folder.parent.is_dir():  # a disk that is not there must not be made up on the one that is
        raise DataFolderError(f"There is no folder {folder.parent}.", remedy="See whether the disk is mounted there.")
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        for left in folder.glob(f"{DRAFT}*"):
            left.unlink(missing_ok=True)
    except OSError as error:
        raise unwritable(folder, error) from error


def _check_room(folder: Path, needed: int) -> None:
    free = shutil.disk_usage(folder).free
    if free < needed + ROOM_BYTES:
        raise NoRoomError(
            f"A backup needs {needed / 1e6:.0f} MB in {folder}, and {free / 1e6:.0f} MB are free.", remedy=TO_DO
        )


def unwritable(path: Path, error: OSError) -> DataFolderError:
    """What a full or faulty disk means to people."""
    full = error.errno in FULL
    what = "no room is left" if full else error.strerror or str(error)
    return (NoRoomError if full else DataFolderError)(
        f"{path} cannot be written: {what}. Nothing was changed.", remedy=TO_DO
    )


def sync(folder: Path) -> None:
    """Names in a folder are on the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
