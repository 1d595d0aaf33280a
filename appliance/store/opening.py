"""Opening the database: checks first, then the schema. A new file appears only where there is none, and whole."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from pathlib import Path
from uuid import uuid4

from sqlalchemy import text

from appliance.errors import CorruptDatabaseError, DataFolderError, NoRoomError, SetupError, WrongKeyError
from appliance.store import migrations
from appliance.store.folder import prepare_folder
from appliance.store.reserve import FULL, Reserve
from appliance.store.sqlite import SALT_BYTES, Connect, Database, look_through, salt_of, threaded
from appliance.store.wal import check_log

PAGE_BYTES = 4096
"""SQLCipher's default; no database is smaller than one page."""

PLAIN_HEADER = b"SQLite format 3\0"

CHECKED_BYTES = 32 * 1024 * 1024
"""Files up to this size are read through at opening (`quick_check`, measured at 3.5 ms for a megabyte). In larger ones
each page is still authenticated when it is read, and `Database.check` reads them all."""


Upgrading = Callable[[Database, str], AbstractAsyncContextManager[None]]
"""Entered before a database of this older schema is migrated, left when that is done, or has failed."""


def unsaved(_database: Database, _revision: str) -> AbstractAsyncContextManager[None]:
    """An `Upgrading` that keeps no copy: for databases of tests and measurements."""
    return nullcontext()


@asynccontextmanager
async def open_database(
    file: Path, key: bytes, connect: Connect = threaded, upgrading: Upgrading = unsaved
) -> AsyncIterator[Database]:
    """The database in `file`, at the newest schema; made where there is none.

    Migrations are one transaction: one that fails leaves the database as it was. Raises `DataFolderError`,
    `WrongKeyError`, `CorruptDatabaseError`, `SetupError` for a database that a newer version of the appliance has
    migrated, and what `upgrading` raises.
    """
    Reserve(file.parent).make_room()  # even reading makes files beside a database
    prepare_folder(file.parent)
    if _is_missing(file):
        await _create(file, key, connect)
    _inspect(file)
    _look_first(file, key)
    database = Database(file, key, connect)
    try:
        await _verify(database, key, upgrading)
        yield database
    finally:
        await database.aclose()


def _is_missing(file: Path) -> bool:
    if os.path.lexists(file):
        return False
    if file.with_name(f"{file.name}-wal").exists():
        raise CorruptDatabaseError(
            f"{file} is gone, but its log {file.name}-wal is still there.",
            remedy="Restore both from a backup, or move the log away to begin with a new database.",
        )
    return True


async def _create(file: Path, key: bytes, connect: Connect) -> None:
    """Build the database under another name and link it into place, so that a half-made one never has its name."""
    draft = file.with_name(f".{file.name}.{uuid4().hex}")
    try:
        os.close(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        database = Database(draft, key, connect)
        try:
            await _migrate(database)
        finally:
            await database.aclose()
        os.link(draft, file)
        _sync_folder(file.parent)
    except FileExistsError:
        return  # another process made it a moment ago
    except OSError as error:
        if error.errno in FULL:
            raise NoRoomError(f"No room is left for {file}.", remedy="Free some space on its disk.") from error
        raise DataFolderError(f"{file} cannot be made: {error.strerror}.", remedy="Look at the disk.") from error
    finally:
        for leftover in draft.parent.glob(f"{draft.name}*"):
            leftover.unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _inspect(file: Path) -> None:
    """What can be told without the key."""
    remedy = "Restore it from a backup, or move the file away; the next start then says how to begin anew."
    try:
        with file.open("rb") as opened:
            header = opened.read(len(PLAIN_HEADER))
            size = os.fstat(opened.fileno()).st_size
    except OSError as error:
        raise DataFolderError(f"{file} cannot be read: {error.strerror}.", remedy="Look at its permissions.") from error
    if not header:
        raise CorruptDatabaseError(f"The database {file} is empty.", remedy=remedy)
    if size < PAGE_BYTES:
        raise CorruptDatabaseError(f"The database {file} is damaged (cut short to {size} bytes).", remedy=remedy)
    if header == PLAIN_HEADER:
        raise CorruptDatabaseError(f"{file} is a plain SQLite file, not one the appliance encrypted.", remedy=remedy)


def _look_first(file: Path, key: bytes) -> None:
    """Where there is a log, as after a crash, nothing is written before file, log and key are found to fit."""
    log = file.with_name(f"{file.name}-wal")
    if not log.exists() or not log.stat().st_size:
        return
    check_log(file)
    try:
        found = look_through(file, key) if file.stat().st_size <= CHECKED_BYTES else ""
    except CorruptDatabaseError as error:
        raise _wrong_key(error, key, file) from error
    _check_sound(file, found)


async def _verify(database: Database, key: bytes, upgrading: Upgrading) -> None:
    try:
        async with database.reading() as session:
            tables = set(await session.scalars(text("SELECT name FROM sqlite_master WHERE type = 'table'")))
            if database.file.stat().st_size <= CHECKED_BYTES:
                for (found,) in await session.execute(text("PRAGMA quick_check(1)")):
                    _check_sound(database.file, "" if found == "ok" else found)
            stored = None
            if "alembic_version" in tables:
                stored = await session.scalar(text("SELECT version_num FROM alembic_version"))
    except CorruptDatabaseError as error:
        raise _wrong_key(error, key, database.file) from error
    if stored not in migrations.REVISIONS:
        raise _unknown_revision(database.file, stored)
    if stored != migrations.HEAD:
        async with upgrading(database, stored):
            await _migrate(database)


def _check_sound(file: Path, found: str) -> None:
    if found:
        raise CorruptDatabaseError(
            f"The database {file} is damaged ({found}).", remedy="Restore it from a backup; keep the damaged file."
        )


def _wrong_key(error: CorruptDatabaseError, key: bytes, file: Path) -> CorruptDatabaseError | WrongKeyError:
    """What the error means: the first bytes tell a wrong key from a damaged file."""
    if "not a database" not in error.message or has_salt_of(key, file):
        return error
    return WrongKeyError(
        f"The key does not open {file}: it belongs to another database (or the file is damaged).",
        remedy="Set KEY_FILE to the key file that was made with this database.",
    )


def has_salt_of(key: bytes, file: Path) -> bool:
    """Whether a database was made with this key, as far as its first bytes tell."""
    with file.open("rb") as opened:
        return opened.read(SALT_BYTES) == salt_of(key)


def _unknown_revision(file: Path, stored: str | None) -> SetupError | CorruptDatabaseError:
    if stored is None:
        return CorruptDatabaseError(f"{file} opens, but holds no database of the appliance.")
    return SetupError(
        f"{file} was last used by a newer version of the appliance (schema {stored}, this one has {migrations.HEAD}).",
        remedy="Install that version or a newer one, or restore a backup made before the update.",
    )


async def _migrate(database: Database) -> None:
    async with database.writing() as session:
        connection = await session.connection()
        await connection.run_sync(migrations.upgrade)
