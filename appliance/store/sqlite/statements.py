"""Statements that each dialect words differently."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Integer, String, literal_column, text, type_coerce
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import SQLModel

from appliance.store.sqlite.connecting import CACHE_KIB
from appliance.store.sqlite.database import note

MANY_CACHE_KIB = 32 * 1024
"""Page cache while many rows are inserted at once."""


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
