"""What is remembered about people: what they told, summaries of calls, and what was said, found by its words.

What is forgotten is deleted: the row, its words in the index, what frozen briefings tell of it, and the old pages.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import and_, delete, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from appliance.errors import InvalidInputError
from appliance.records.calls import Call, Observation, Turn
from appliance.records.people import User
from appliance.records.progress import Memory, MemoryKind
from appliance.store.doors import by_id_or_prefix, checked, must_get, one_line
from appliance.store.paging import FIRST, Edge, rows_at
from appliance.store.recall import Source, index, query_of, stems_of, unindex
from appliance.store.sqlite import Database, forget_what_was_told, full_text

MOST_CHARACTERS = 1000
"""Of one memory."""

TOLD = (MemoryKind.FACT, MemoryKind.PERSON)
"""What people told, beside what was summed up."""

SUMMARIES = (MemoryKind.CALL, MemoryKind.WEEK, MemoryKind.MONTH)


@dataclass(frozen=True, slots=True)
class Recalled:
    """Something that was said or remembered."""

    source: Source
    id: UUID
    content: str
    day: date | None


class Memories:
    """Reads and writes memories. Content that changes is indexed anew in the same transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, memory: Memory) -> Memory:
        """Raises `InvalidInputError`, `NotFoundError` for the person."""
        memory = checked_memory(memory)
        async with self._database.writing() as session:
            user = await must_get(session, User, memory.user_id)
            await _put(session, memory, user)
        return memory

    async def edit(self, memory_id: UUID, content: str) -> Memory:
        """Raises `InvalidInputError`, `NotFoundError`."""
        content = one_line(content, "A memory", most=MOST_CHARACTERS)
        async with self._database.writing() as session:
            memory = await must_get(session, Memory, memory_id)
            memory.content = content
            await _put(session, memory, await must_get(session, User, memory.user_id))
            await forget_what_was_told(session, memory.user_id)
        await self._database.fold()
        return memory

    async def about(self, user: User, words: str) -> list[Memory]:
        """What they had remembered that holds each of these words, in whatever form; nothing for words of no weight."""
        wanted = set(stems_of(words, user.language))
        told = await self.of(user.id, TOLD) if wanted else []
        return [memory for memory in told if wanted <= set(stems_of(memory.content, user.language))]

    async def forget(self, memory_id: UUID) -> Memory:
        """Delete it with the words it was said in; returns what it was. Raises `NotFoundError`."""
        async with self._database.writing() as session:
            memory = await must_get(session, Memory, memory_id)
            await _empty_words_of(session, memory)
            await unindex(session, [memory_id])
            await session.delete(memory)
            await forget_what_was_told(session, memory.user_id)
        await self._database.fold()
        return memory

    async def memory(self, wanted: UUID | str) -> Memory:
        """By id or by its unique beginning. Raises `NotFoundError`, `InvalidInputError` where several begin so."""
        async with self._database.reading() as session:
            return await by_id_or_prefix(session, Memory, wanted)

    async def of(
        self, user_id: UUID, kinds: Collection[MemoryKind] = tuple(MemoryKind), limit: int | None = None
    ) -> list[Memory]:
        """The newest first."""
        query = (
            select(Memory)
            .where(col(Memory.user_id) == user_id, col(Memory.kind).in_([kind.value for kind in kinds]))
            .order_by(col(Memory.day).desc(), col(Memory.created_at).desc())
        )
        async with self._database.reading() as session:
            return list(await session.scalars(query.limit(limit)))

    async def page(self, user_id: UUID, kinds: Collection[MemoryKind], limit: int, edge: Edge = FIRST) -> list[Memory]:
        """What was remembered last first, a page at a time. Raises `NotFoundError`."""
        kept = [kind.value for kind in kinds]
        query = select(Memory).where(col(Memory.user_id) == user_id, col(Memory.kind).in_(kept))
        async with self._database.reading() as session:
            return await rows_at(session, query, Memory, ("created_at", "id"), edge, limit)

    async def search(self, user: User, words: str, limit: int = 10, *, but: Collection[UUID] = ()) -> list[Recalled]:
        """What the person said or had remembered that shares words with these, the best match first.

        Nothing of the calls `but`.
        """
        stems = query_of(words, user.language)
        if not stems:
            return []
        async with self._database.reading() as session:
            found = await full_text(session, user.id, stems, limit + 2 * len(but))
            turns = await _turns(session, [UUID(key) for kind, key in found if kind == Source.TURN], but)
            memories = await _memories(session, [UUID(key) for kind, key in found if kind == Source.MEMORY], but)
        known = {**turns, **memories}
        return [known[UUID(key)] for _, key in found if UUID(key) in known][:limit]

    async def keep_summary(
        self, summary: Memory | None, call: Call, turns: Sequence[Turn], *, said_last: datetime
    ) -> bool:
        """Keep what a call came to and index what the person said in it; False where that was done before.

        A summary from before `said_last`, when the call's last turn was, is replaced: a late answer came after it.
        Flagged turns are left out. None for a summary where there is nothing to tell: then only words are indexed.
        """
        of_call = select(Memory).where(col(Memory.call_id) == call.id, col(Memory.kind) == MemoryKind.CALL)
        async with self._database.writing() as session:
            kept = list(await session.scalars(of_call))
            if any(each.created_at >= said_last for each in kept):
                return False
            for each in kept:
                await session.delete(each)
            user = await must_get(session, User, call.user_id)
            if summary is not None:
                session.add(checked(summary))
            for turn in turns:
                if not turn.flag:
                    stems = stems_of(turn.content, user.language)
                    await index(session, user.id, Source.TURN, turn.id, stems, call.accounting_day)
        return True

    async def roll_up(self, summary: Memory, replaces: MemoryKind, until: date) -> None:
        """Keep the summary of a longer time in place of one for the same day, and delete older ones of a kind.

        Those of the kind `replaces` about days before `until` go.
        """
        summary = checked_memory(summary)
        same = (col(Memory.user_id) == summary.user_id, col(Memory.kind) == summary.kind)
        older = (col(Memory.user_id) == summary.user_id, col(Memory.kind) == replaces.value, col(Memory.day) < until)
        async with self._database.writing() as session:
            await session.execute(delete(Memory).where(*same, col(Memory.day) == summary.day))
            await session.execute(delete(Memory).where(*older))
            session.add(summary)


async def drop_summaries(session: AsyncSession, call: Call) -> None:
    """Delete what sums up this call: its own summary, and those of its week and month."""
    day = call.accounting_day
    own = (col(Memory.call_id) == call.id, col(Memory.kind) == MemoryKind.CALL)
    week = (col(Memory.kind) == MemoryKind.WEEK, col(Memory.day) == day - timedelta(days=day.weekday()))
    month = (col(Memory.kind) == MemoryKind.MONTH, col(Memory.day) == day.replace(day=1))
    holds_it = or_(and_(*own), and_(*week), and_(*month))
    await session.execute(delete(Memory).where(col(Memory.user_id) == call.user_id, holds_it))


async def _empty_words_of(session: AsyncSession, memory: Memory) -> None:
    """The turns of its call that hold its words say nothing any more."""
    if memory.call_id is None or memory.kind not in TOLD:
        return
    for turn in await session.scalars(select(Turn).where(col(Turn.call_id) == memory.call_id)):
        if memory.content.casefold() in turn.content.casefold():
            turn.content = ""
            await unindex(session, [turn.id])
            for found in await session.scalars(select(Observation).where(col(Observation.turn_id) == turn.id)):
                found.text = ""


async def _put(session: AsyncSession, memory: Memory, user: User) -> None:
    """What was told is found by its words; summaries repeat what is found already."""
    session.add(memory)
    await session.flush()
    if memory.kind in TOLD:
        await index(session, user.id, Source.MEMORY, memory.id, stems_of(memory.content, user.language), memory.day)


async def _turns(session: AsyncSession, ids: Sequence[UUID], but: Collection[UUID]) -> dict[UUID, Recalled]:
    if not ids:
        return {}
    query = (
        select(col(Turn.id), col(Turn.content), col(Call.accounting_day))
        .join(Call, col(Call.id) == col(Turn.call_id))
        .where(col(Turn.id).in_(ids), col(Turn.flag).is_(None), col(Turn.call_id).not_in(but))
    )
    return {row[0]: Recalled(Source.TURN, row[0], row[1], row[2]) for row in await session.execute(query)}


async def _memories(session: AsyncSession, ids: Sequence[UUID], but: Collection[UUID]) -> dict[UUID, Recalled]:
    if not ids:
        return {}
    query = select(col(Memory.id), col(Memory.content), col(Memory.day), col(Memory.call_id)).where(
        col(Memory.id).in_(ids)
    )
    return {
        row[0]: Recalled(Source.MEMORY, row[0], row[1], row[2])
        for row in await session.execute(query)
        if row[3] not in but
    }


def checked_memory(memory: Memory) -> Memory:
    """A validated copy, put in order. Raises `InvalidInputError`."""
    memory = checked(memory)
    memory.content = one_line(memory.content, "A memory", most=MOST_CHARACTERS)
    if memory.kind not in list(MemoryKind):
        raise InvalidInputError(f"There is no kind of memory {memory.kind!r}.")
    return memory
