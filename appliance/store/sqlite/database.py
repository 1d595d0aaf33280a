"""One open database: sessions that read a snapshot, one writer at a time that holds `BEGIN IMMEDIATE`."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import aiosqlite
from sqlalchemy import URL, Connection, event
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine
from sqlalchemy.orm import Session
from sqlalchemy.pool import AsyncAdaptedQueuePool
from sqlmodel import SQLModel

from appliance.errors import CorruptDatabaseError
from appliance.feed import Committed, Feed
from appliance.store.reserve import Reserve
from appliance.store.sqlite.connecting import Connect, connector, driver, threaded
from appliance.store.sqlite.faults import translated

FOLD_WAIT_MS = 250
"""How long folding the log waits for readers, in milliseconds."""

POOL_SIZE = 5
"""Connections that stay open."""

CONNECTIONS = 15
"""At most. One of them is for who writes: whoever reads a snapshot may want to write in it, and if all that read waited
for a connection to write with, none would ever come back."""


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
            module=driver(),
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
