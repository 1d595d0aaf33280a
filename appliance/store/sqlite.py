"""Everything that is particular to SQLite and SQLCipher: connections, transactions, error texts, a few statements.

One file, whole-database encrypted. Each connection runs in its own thread (`threaded`); readers see a snapshot, one
writer at a time holds `BEGIN IMMEDIATE`.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import aiosqlite
from sqlalchemy import URL, ColumnElement, Connection, Integer, String, event, literal_column, text, type_coerce
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.dialects.sqlite.aiosqlite import AsyncAdapt_aiosqlite_dbapi
from sqlalchemy.exc import StatementError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine
from sqlalchemy.orm import Session
from sqlalchemy.pool import AsyncAdaptedQueuePool
from sqlcipher3 import dbapi2 as sqlcipher
from sqlmodel import SQLModel

from appliance.errors import (
    ApplianceError,
    ConflictError,
    CorruptDatabaseError,
    DataFolderError,
    InvalidInputError,
    NoRoomError,
    NotFoundError,
)
from appliance.feed import Committed, Feed
from appliance.store.keys import derive
from appliance.store.reserve import LEAST_BYTES, Reserve, free_bytes

Connector = Callable[[], Any]
"""Opens one raw SQLCipher connection; runs wherever the connection's statements will run."""

Connect = Callable[[Connector], Awaitable[aiosqlite.Connection]]
"""Makes an awaitable connection out of a connector."""

SALT_BYTES = 16
"""SQLCipher keeps a salt in the first 16 bytes of the file. Ours is derived from the key, so that a wrong key can be
told from a damaged first page."""

BUSY_SECONDS = 10.0
"""How long to wait for another process's write."""

FOLD_WAIT_MS = 250
"""How long folding the log waits for readers, in milliseconds."""

CACHE_KIB = 2048
"""Page cache of one connection."""

MANY_CACHE_KIB = 32 * 1024
"""Page cache while many rows are inserted at once."""

POOL_SIZE = 5
"""Connections that stay open."""

CONNECTIONS = 15
"""At most. One of them is for who writes: whoever reads a snapshot may want to write in it, and if all that read waited
for a connection to write with, none would ever come back."""

ERROR_CLASSES = (
    "Error",
    "DatabaseError",
    "IntegrityError",
    "NotSupportedError",
    "OperationalError",
    "ProgrammingError",
)

DAMAGED = ("malformed", "not a database", "vtable constructor failed")
"""What SQLite says of a damaged file; the last of a damaged index of words."""

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


def _driver() -> AsyncAdapt_aiosqlite_dbapi:
    driver = AsyncAdapt_aiosqlite_dbapi(aiosqlite, sqlcipher)
    for name in (*ERROR_CLASSES, "sqlite_version", "sqlite_version_info"):
        setattr(driver, name, getattr(sqlcipher, name))
    return driver


def _begin(connection: Connection) -> None:
    cursor = connection.connection.cursor()  # past SQLAlchemy's own way, which costs a fifth of a look-up
    cursor.execute(connection.get_execution_options().get("begin", "BEGIN"))
    cursor.close()


class _NotingSession(Session):
    """Remembers which rows it wrote, for the feed."""


@event.listens_for(_NotingSession, "after_flush")
def _note(session: Session, _: Any) -> None:
    for row in (*session.new, *session.dirty, *session.deleted):
        note(session, row)


def note(session: Session, row: Any) -> None:
    """Announce this row once the session has committed. Rows written by the ORM are noted by themselves."""
    (key,) = row.__mapper__.primary_key_from_instance(row)
    text = key.hex if isinstance(key, UUID) else str(key)
    session.info.setdefault("committed", {})[Committed(row.__tablename__, text)] = None


_SHARED: ContextVar[tuple[Database, AsyncSession] | None] = ContextVar("shared session", default=None)
"""The session of the snapshot that this task is in."""

OF_THE_DOOR = frozenset({"sessions", "api_tokens", "audit_log", "answered_once"})
"""Tables that say who asks and who asked: what is written there is not yet what was asked for."""


@dataclass
class Alongside:
    """A row that is committed together with the first change that a piece of work makes."""

    row: SQLModel
    kept: bool = False
    """Whether it is in the database."""
    over: bool = False
    """The work has ended: what its tasks still write is theirs."""

    async def join(self, session: AsyncSession) -> bool:
        """Add it to a transaction that is about to be committed, where that changes something; whether it was added."""
        if self.kept or self.over:
            return False
        await session.flush()
        if all(change.table in OF_THE_DOOR for change in session.info.get("committed", ())):
            return False
        await session.execute(insert(type(self.row)).values(self.row.model_dump()))
        return True


_ALONGSIDE: ContextVar[Alongside | None] = ContextVar("row alongside", default=None)


@contextmanager
def alongside(row: SQLModel) -> Iterator[Alongside]:
    """The first transaction in the block that changes something keeps this row too: both are there, or neither."""
    work = Alongside(row)
    before = _ALONGSIDE.set(work)
    try:
        yield work
    finally:
        work.over = True
        _ALONGSIDE.reset(before)


class Database:
    """One open database file. Sessions begin and end here; nothing outside the store sees one."""

    def __init__(self, file: Path, key: bytes, connect: Connect = threaded) -> None:
        self.file = file
        self.feed = Feed()
        self.reserve = Reserve(file.parent)
        self._connect = connect
        self._connector = connector(file, key)
        self._engine = self._make_engine()
        self._writers = self._engine.execution_options(begin="BEGIN IMMEDIATE")
        self._one_writer = asyncio.Lock()
        self._readers = asyncio.Semaphore(CONNECTIONS - 1)
        self._watcher: aiosqlite.Connection | None = None
        self._one_watcher = asyncio.Lock()

    def _make_engine(self) -> AsyncEngine:
        async def create() -> aiosqlite.Connection:
            return await self._connect(self._connector)

        engine = create_async_engine(
            URL.create("sqlite+aiosqlite", database=str(self.file)),
            async_creator=create,
            poolclass=AsyncAdaptedQueuePool,
            pool_size=POOL_SIZE,
            max_overflow=CONNECTIONS - POOL_SIZE,
            pool_use_lifo=True,  # the connection used last: a commit on another one makes it decrypt its pages anew
            module=_driver(),
            hide_parameters=True,
        )
        event.listen(engine.sync_engine, "begin", _begin)
        return engine

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncSession]:
        """A session on one consistent snapshot. Whatever it changes is thrown away."""
        shared = _SHARED.get()
        with translated(self.file):
            if shared is not None and shared[0] is self:
                yield shared[1]
                return
            async with self._readers, AsyncSession(self._engine, expire_on_commit=False, autoflush=False) as session:
                yield session

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator[None]:
        """What is read in the block, one after the other, is read in one session: of one moment, and cheaper.

        What is written in it is not seen in it.
        """
        async with self.reading() as session:
            before = _SHARED.set((self, session))
            try:
                yield
            finally:
                _SHARED.reset(before)

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncSession]:
        """A session that holds the write lock from its first statement: commits at the end, rolls back on an error.

        Keep it short, and await nothing but the session inside it: every other writer waits.
        """
        with translated(self.file):
            session = AsyncSession(self._writers, expire_on_commit=False, sync_session_class=_NotingSession)
            work, joined = _ALONGSIDE.get(), False
            async with self._one_writer, session:
                self.reserve.make_room()
                async with session.begin():
                    yield session
                    if work is not None:
                        joined = await work.join(session)
                if work is not None and joined:
                    work.kept = True
                self.feed.publish(session.info.get("committed", ()))

    async def data_version(self) -> int:
        """A number that is different after any commit, by this process or another one, and equal otherwise.

        It is `PRAGMA data_version` of one connection that never writes: comparable only while this database is open.
        """
        with translated(self.file):
            async with self._one_watcher:
                if self._watcher is None:
                    self._watcher = await self._connect(self._connector)
                async with self._watcher.execute("PRAGMA data_version") as cursor:
                    row = await cursor.fetchone()
        return int(row[0]) if row else 0

    async def check(self) -> list[str]:
        """What is damaged, by reading every page; empty when the file is sound. Takes about 5 ms for a megabyte."""
        try:
            with translated(self.file):
                fresh = await self._connect(self._connector)  # one that has no page cached
                try:
                    found = [row[0] for row in await fresh.execute_fetchall("PRAGMA integrity_check") if row[0] != "ok"]
                    broken = await fresh.execute_fetchall("PRAGMA foreign_key_check")
                finally:
                    await fresh.close()
        except CorruptDatabaseError as error:
            return [error.message]
        return found + [f"a row of {row[0]} refers to a missing row of {row[2]}" for row in broken]

    async def fold(self) -> bool:
        """Fold the write-ahead log into the file, so that what was overwritten is in neither; whether it could be.

        While somebody reads an older state it cannot, and the log is folded by a later write or at the end.
        """
        with translated(self.file):
            fresh = await self._connect(self._connector)
            try:
                await fresh.execute(f"PRAGMA busy_timeout = {FOLD_WAIT_MS}")
                ((busy, _, _),) = await fresh.execute_fetchall("PRAGMA wal_checkpoint(TRUNCATE)")
            finally:
                await fresh.close()
        return not busy

    async def copy_into(self, file: Path) -> None:
        """Write a whole copy of one moment, under the same key, to a new file, while others read and write.

        What was deleted is not in it. The file is not synced. Raises `DataFolderError` where it cannot be written.
        """
        with translated(file):
            fresh = await self._connect(self._connector)
            try:
                await fresh.execute("VACUUM INTO ?", (str(file),))
            finally:
                await fresh.close()

    async def aclose(self) -> None:
        """Close every connection; the last one to close folds the write-ahead log into the file."""
        if self._watcher is not None:
            await self._watcher.close()
            self._watcher = None
        await self._engine.dispose()


@contextmanager
def translated(file: Path) -> Iterator[None]:
    """Turn what the database engine raises into the appliance's own errors, once, at this seam."""
    try:
        yield
    except StatementError as error:
        raise _translate(error, file) from error
    except sqlcipher.Error as error:
        raise _from_driver(str(error), file) from error


def _translate(error: StatementError, file: Path) -> ApplianceError:
    if isinstance(error.orig, sqlcipher.Error):
        return _from_driver(str(error.orig), file)
    return InvalidInputError(f"That cannot be stored: {error.orig}.")


def _from_driver(said: str, file: Path) -> ApplianceError:
    """SQLCipher's Python module gives no error codes, so the fixed texts of SQLite are matched."""
    if any(each in said for each in DAMAGED):
        return CorruptDatabaseError(
            f"The database {file} is damaged ({said}).", remedy="Restore it from a backup; keep the damaged file."
        )
    if "UNIQUE constraint" in said:
        return ConflictError(f"That exists already ({said}).")
    if "FOREIGN KEY constraint" in said:
        return NotFoundError("That refers to something which does not exist.")
    if "constraint failed" in said:
        return InvalidInputError(f"That cannot be stored ({said}).")
    broken = "disk I/O" in said or "unable to open" in said
    if "is full" in said or (broken and free_bytes(file.parent) < LEAST_BYTES):
        return NoRoomError(f"No room is left for {file}.", remedy="Free some space on its disk; nothing was lost.")
    if "readonly" in said or broken:
        return DataFolderError(
            f"{file} cannot be used ({said}).", remedy="Look at the disk and the folder's permissions."
        )
    if "locked" in said or "busy" in said:
        return ApplianceError(f"{file} is busy: another process has been writing for too long.", remedy="Try again.")
    return ApplianceError(f"The database {file} failed: {said}.")


# Statements that each dialect words differently ---------------------------------------------------------------------


async def insert_unless_there(session: AsyncSession, record: SQLModel, columns: Sequence[str]) -> bool:
    """Insert this record unless one with the same `columns` exists; whether it was inserted."""
    values = record.model_dump()
    statement = insert(type(record)).values(values).on_conflict_do_nothing(index_elements=list(columns))
    result: Any = await session.execute(statement)
    if result.rowcount:
        note(session.sync_session, record)
    return bool(result.rowcount)


async def full_text(session: AsyncSession, user_id: UUID, words: Sequence[str], limit: int) -> list[tuple[str, str]]:
    """Kind and source of what holds any of these words, the best match first; each word is taken as it is."""
    found = await session.execute(
        text(
            "SELECT entry.kind, entry.source_id FROM recall JOIN recall_entries AS entry ON entry.id = recall.rowid "
            "WHERE recall MATCH :query AND entry.user_id = :user ORDER BY bm25(recall), entry.day DESC LIMIT :most"
        ),
        {"query": any_of(words), "user": user_id.hex, "most": limit},
    )
    return [(row[0], row[1]) for row in found]


async def in_one_go(session: AsyncSession, queries: Sequence[tuple[str, Sequence[Any]]]) -> list[list[tuple[Any, ...]]]:
    """The rows of plain SELECTs, run one after the other in the connection's thread, in the session's transaction.

    Values come as the database keeps them: ids as 32 digits, days and times as text. For many small reads: through
    SQLAlchemy each costs eight changes of thread, a millisecond.
    """
    connection: Any = (await (await session.connection()).get_raw_connection()).driver_connection

    def run() -> list[list[tuple[Any, ...]]]:
        return [connection._conn.execute(query, parameters).fetchall() for query, parameters in queries]

    found: list[list[tuple[Any, ...]]] = await connection._execute(run)
    return found


def insertion_number() -> ColumnElement[int]:
    """Counts rows of a table up as they are inserted."""
    return literal_column("rowid", Integer)


async def prepare_for_many(session: AsyncSession) -> None:
    """For a transaction that inserts many rows: they may refer to rows that come after them, and pages stay in memory.

    Half again as quick for 100,000 rows; the connection keeps the larger cache until `done_with_many`.
    """
    await session.execute(text("PRAGMA defer_foreign_keys = ON"))
    await session.execute(text(f"PRAGMA cache_size = -{MANY_CACHE_KIB}"))


async def done_with_many(session: AsyncSession) -> None:
    """The connection is as small as others again."""
    await session.execute(text(f"PRAGMA cache_size = -{CACHE_KIB}"))


def any_of(words: Sequence[str]) -> str:
    """A full-text query for any of these words, each taken as it is."""
    return " OR ".join('"' + word.replace('"', '""') + '"' for word in words)


async def forget_what_was_told(session: AsyncSession, user_id: UUID) -> None:
    """Take what a person's frozen briefings tell about them out of every one of their calls."""
    await session.execute(
        text(
            "UPDATE calls SET briefing = json_remove(briefing, '$.about') "
            "WHERE user_id = :user AND json_type(briefing, '$.about') IS NOT NULL"
        ),
        {"user": user_id.hex},
    )


def id_starts_with(column: Any, digits: str) -> ColumnElement[bool]:
    """Whether a UUID column's hexadecimal form begins with these digits (lower case, no dashes)."""
    return type_coerce(column, String).startswith(digits, autoescape=True)
