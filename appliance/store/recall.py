"""The index of words, kept in step with where they come from. Words are indexed as stems of the person's language."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from appliance.language.catalogue import language
from appliance.language.folders import base_code, known_languages

LEAST_LETTERS = 3
"""A shorter stem finds everything."""

MOST_WORDS = 8
"""Of a query; the longest words tell the most."""

_INSERT = text("INSERT INTO recall_entries (user_id, kind, source_id, day, words) VALUES (:u, :k, :s, :d, :w)")


class Source(StrEnum):
    """Where words come from."""

    TURN = "turn"
    MEMORY = "memory"


def stems_of(words: str, language_code: str) -> list[str]:
    """What is indexed and looked up, in alphabetical order; in a language without rules, the words themselves."""
    code = base_code(language_code)
    found = language(code).stems(words) if code in known_languages() else frozenset(words.casefold().split())
    return sorted(stem for stem in found if len(stem) >= LEAST_LETTERS)


def query_of(words: str, language_code: str) -> list[str]:
    """The stems worth looking for."""
    return sorted(stems_of(words, language_code), key=lambda stem: (-len(stem), stem))[:MOST_WORDS]


async def index(
    session: AsyncSession, user_id: UUID, source: Source, source_id: UUID, stems: Iterable[str], day: date | None
) -> None:
    """Index what comes from there anew; nothing is indexed without stems."""
    await unindex(session, [source_id])
    if joined := " ".join(stems):
        await session.execute(
            _INSERT,
            {"u": user_id.hex, "k": source.value, "s": source_id.hex, "d": day and day.isoformat(), "w": joined},
        )


async def index_new(session: AsyncSession, entries: Iterable[tuple[UUID, Source, UUID, str, date | None]]) -> None:
    """Index many at once that were not there before: person, where from, its id, stems, day."""
    rows = [
        {"u": user_id.hex, "k": source.value, "s": source_id.hex, "d": day and day.isoformat(), "w": words}
        for user_id, source, source_id, words, day in entries
        if words
    ]
    if rows:
        await session.execute(_INSERT, rows)


async def unindex(session: AsyncSession, source_ids: Iterable[UUID]) -> None:
    """Take out what comes from there."""
    for source_id in source_ids:
        await session.execute(text("DELETE FROM recall_entries WHERE source_id = :s"), {"s": source_id.hex})
