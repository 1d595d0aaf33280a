"""Connections to SQLCipher: how one is opened, with which pragmas, and where its statements run."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import aiosqlite
from sqlalchemy.dialects.sqlite.aiosqlite import AsyncAdapt_aiosqlite_dbapi
from sqlcipher3 import dbapi2 as sqlcipher

from appliance.errors import DataFolderError
from appliance.store.keys import derive
from appliance.store.sqlite.faults import translated

Connector = Callable[[], Any]
"""Opens one raw SQLCipher connection; runs wherever the connection's statements will run."""

Connect = Callable[[Connector], Awaitable[aiosqlite.Connection]]
"""Makes an awaitable connection out of a connector."""

SALT_BYTES = 16
"""SQLCipher keeps a salt in the first 16 bytes of the file. Ours is derived from the key, so that a wrong key can be
told from a damaged first page."""

BUSY_SECONDS = 10.0
"""How long to wait for another process's write."""

CACHE_KIB = 2048
"""Page cache of one connection."""

LOG_BYTES = 8 * 1024 * 1024
"""A log that grew past this, while a backup read, shrinks to it once everything in it is in the database. SQLite folds
it every 1,000 pages (4 MB); after a crash all of it is read (`store/wal.py`), 0.03 s a megabyte."""

ERROR_CLASSES = (
    "Error",
    "DatabaseError",
    "IntegrityError",
    "NotSupportedError",
    "OperationalError",
    "ProgrammingError",
)

logging.getLogger("aiosqlite").setLevel(logging.INFO)  # at DEBUG it prints every statement with what was said


class _Threaded(aiosqlite.Connection):
    """Remembers the future of its thread's end, which aiosqlite drops when opening fails."""

    ended: asyncio.Future[Any] | None = None

    def stop(self) -> asyncio.Future[Any] | None:
        self.ended = super().stop()
        return self.ended


async def threaded(connector: Connector) -> aiosqlite.Connection:
    """A connection whose statements run in a thread of its own, which never keeps the process alive."""
    connection = _Threaded(connector, iter_chunk_size=64)
    connection._thread.daemon = True
    try:
        return await connection
    except BaseException:
        if connection.ended is not None:
            await asyncio.wait([connection.ended])  # else the thread may report to a loop that is closed by then
        raise


def salt_of(key: bytes) -> bytes:
    """The first bytes of every database encrypted with this key."""
    return derive(key, "database salt", SALT_BYTES)


def connector(file: Path, key: bytes) -> Connector:
    """Opens `file` with every pragma the appliance relies on; raises `DataFolderError` where WAL does not come on."""

    def open_raw() -> Any:
        raw = sqlcipher.connect(str(file), timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
        try:
            raw.execute("PRAGMA cipher_log_level = NONE")
            raw.execute(f"PRAGMA key = \"x'{key.hex()}{salt_of(key).hex()}'\"")
            (mode,) = raw.execute("PRAGMA journal_mode = WAL").fetchone()
            if mode != "wal":
                raise DataFolderError(
                    f"{file} cannot use write-ahead logging (it stays in mode {mode!r}); a power cut could damage it.",
                    remedy="Set LOCAL_DATA_PATH to a folder on a disk of this machine.",
                )
            raw.execute("PRAGMA synchronous = FULL")
            raw.execute("PRAGMA foreign_keys = ON")
            raw.execute("PRAGMA secure_delete = ON")  # what is deleted is overwritten, in the index of words too
            raw.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
            raw.execute(f"PRAGMA journal_size_limit = {LOG_BYTES}")
        except BaseException:
            raw.close()
            raise
        return raw

    return open_raw


def look_through(file: Path, key: bytes) -> str:
    """What is damaged in a database, by a connection that cannot write; empty where nothing is. Raises as others do.

    A connection that may write folds the log into the file when it is closed, also into a damaged file.
    """
    with translated(file):
        raw = sqlcipher.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True, timeout=BUSY_SECONDS)
        try:
            raw.execute("PRAGMA cipher_log_level = NONE")
            raw.execute(f"PRAGMA key = \"x'{key.hex()}{salt_of(key).hex()}'\"")
            (found,) = raw.execute("PRAGMA quick_check(1)").fetchone()
        finally:
            raw.close()
    return "" if found == "ok" else str(found)


def driver() -> AsyncAdapt_aiosqlite_dbapi:
    """What SQLAlchemy speaks to: aiosqlite over SQLCipher, with its kinds of errors."""
    driver = AsyncAdapt_aiosqlite_dbapi(aiosqlite, sqlcipher)
    for name in (*ERROR_CLASSES, "sqlite_version", "sqlite_version_info"):
        setattr(driver, name, getattr(sqlcipher, name))
    return driver
