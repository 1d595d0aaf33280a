"""Reads an archive, proves all of it, and lays its household ready beside the present one, which is not touched.

What is ready takes the place of the present household when the appliance starts: see `exchange`.
"""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import IO
from uuid import uuid4

from appliance.errors import (
    ApplianceError,
    ConflictError,
    DamagedBackupError,
    DataFolderError,
    KeyMissingError,
    NewerBackupError,
    WrongKeyError,
)
from appliance.settings import SETTINGS_FILE, Settings
from appliance.store import migrations, read_key, write_key
from appliance.store.copies import examine_copy
from appliance.store.folder import prepare_folder
from appliance.store.key_words import key_of
from appliance.store.vault import Vault
from appliance.upkeep.backups.archive import Member, Tell, check_whole, unpack
from appliance.upkeep.backups.exchange import HOUSEHOLD, NOTE, new_key_file, ready_folder
from appliance.upkeep.backups.head import Head
from appliance.upkeep.backups.household import DATABASE, READY
from appliance.upkeep.backups.making import ROOM_BYTES, alone, sync, unwritable
from appliance.upkeep.backups.merging import merge_settings

DRAFT = f".{READY}-"


@dataclass(frozen=True, slots=True)
class Ready:
    """A household that waits to take its place."""

    head: Head
    size: int
    """Bytes of its files."""
    new_key: bool
    """Whether this machine gets another key with it."""
    note: str = ""
    """What people should know of it."""


def lay_ready(
    file: Path,
    settings: Settings,
    words: str = "",
    tell: Tell = lambda _: None,
    allowed: Callable[[], None] = lambda: None,
) -> Ready:
    """Prove the archive and unpack it; blocks for as long as reading it twice takes. `words` are those of its key,
    where it is not this machine's. `allowed` is asked once more at the end, before anything counts, and may raise.

    Raises `DamagedBackupError`, `NewerBackupError`, `WrongKeyError`, `InvalidInputError` for words that are none,
    `ConflictError` where another one waits, `DataFolderError`. Then nothing was changed.
    """
    folder = settings.local_data_path
    try:
        head = check_whole(file, tell)
    except OSError as error:
        raise DamagedBackupError(f"{file} cannot be read: {error.strerror}.", remedy="Look at the file.") from error
    _check_known(file, head)
    key, new = _key_for(head, file, settings, words)
    prepare_folder(folder)
    with alone(folder):
        return _laid(file, settings, head, (key, new), (tell, allowed))


def _laid(
    file: Path, settings: Settings, head: Head, found: tuple[bytes, bool], asked: tuple[Tell, Callable[[], None]]
) -> Ready:
    folder, (key, new), (tell, allowed) = settings.local_data_path, found, asked
    check_none_waits(folder)
    draft = folder / f"{DRAFT}{uuid4().hex}"
    try:
        check_room(folder, head.sealed_bytes)
        draft.mkdir(mode=0o700)
        (draft / HOUSEHOLD).mkdir(mode=0o700)
        members = unpack(file, Vault(key), lambda member: _create(draft / HOUSEHOLD, member), tell)
        _examine(draft / HOUSEHOLD / DATABASE, file, key, head)
        note = merge_settings(draft / HOUSEHOLD / SETTINGS_FILE, folder)
        allowed()
        commit(draft, settings, head.made_at, key if new else None)
    except OSError as error:
        raise unwritable(draft, error) from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return Ready(head, sum(member.size for member in members), new, note)


def check_none_waits(data_folder: Path) -> None:
    """Raises `ConflictError` where a household lies ready."""
    if ready_folder(data_folder).exists():
        raise ConflictError(
            "A backup waits already to take its place.",
            remedy="Start the appliance, or forget it: appliance restore --undo",
        )


async def laid_ready(file: Path, settings: Settings, words: str = "") -> Ready:
    """The same away from the event loop. Cancelled, it changes nothing."""
    given_up = threading.Event()

    def still_wanted(_: int = 0) -> None:
        if given_up.is_set():
            raise _GivenUp

    work = asyncio.create_task(asyncio.to_thread(lay_ready, file, settings, words, still_wanted, still_wanted))
    try:
        return await asyncio.shield(work)
    except asyncio.CancelledError:
        given_up.set()
        await asyncio.wait([work])
        raise


class _GivenUp(Exception):  # noqa: N818  # nobody waits for it any more
    pass


def _check_known(file: Path, head: Head) -> None:
    if head.migration not in migrations.REVISIONS:
        raise NewerBackupError(
            f"{file} was made by version {head.appliance} of the appliance, whose data has the form {head.migration}; "
            f"this version knows up to {migrations.HEAD}.",
            remedy="Install that version or a newer one, then restore.",
        )


def _key_for(head: Head, file: Path, settings: Settings, words: str) -> tuple[bytes, bool]:
    """The key that opens it, and whether it is another than this machine's."""
    own: bytes | None = None
    try:
        own = read_key(settings.key_file, settings.appliance_passphrase)
    except KeyMissingError:
        pass
    except ApplianceError:
        if not words.strip():
            raise
    if own is not None and Vault(own).key_name == head.key_name:
        return own, False
    if not words.strip():
        raise WrongKeyError(
            f"{file} was made with another key than this machine's.",
            remedy="Give the 24 words of that key (`appliance key words` printed them).",
        )
    key = key_of(words)
    if Vault(key).key_name != head.key_name:
        raise WrongKeyError(
            f"These words are a key, but not the one that {file} was made with.",
            remedy="Look for the words of the machine that made it.",
        )
    return key, True


def _create(household: Path, member: Member) -> IO[bytes]:
    path = household / member.name
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def _examine(database: Path, file: Path, key: bytes, head: Head) -> None:
    if not database.exists():
        raise DamagedBackupError(f"The backup {file} holds no database.")
    revision = examine_copy(database, key)
    if revision not in migrations.REVISIONS:
        _check_known(file, replace(head, migration=revision or "unknown"))


def commit(draft: Path, settings: Settings, made_at: datetime, new_key: bytes | None) -> None:
    """From the last rename on it is what the next start begins with."""
    note = {"made_at": made_at.isoformat(), "new_key": new_key is not None}
    (draft / NOTE).write_text(json.dumps(note), encoding="utf-8")
    for place in (draft, *(path for path in draft.rglob("*") if path.is_dir())):
        sync(place)
    waiting = new_key_file(settings.key_file)
    waiting.unlink(missing_ok=True)
    if new_key is not None:
        write_key(waiting, new_key, settings.appliance_passphrase)
    os.rename(draft, ready_folder(settings.local_data_path))
    sync(settings.local_data_path)


def check_room(folder: Path, needed: int) -> None:
    free = shutil.disk_usage(folder).free
    if free < needed + ROOM_BYTES:
        raise DataFolderError(
            f"That needs {needed / 1e6:.0f} MB in {folder}, and {free / 1e6:.0f} MB are free.",
            remedy="Free space there. Nothing was changed.",
        )
