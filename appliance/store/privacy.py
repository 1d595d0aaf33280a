"""What is kept about a person, counted; and its deletion, in the rows, in the index of words and in the old pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column, ColumnElement, delete, func, or_, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import SQLModel, col

from appliance.errors import ConflictError
from appliance.records.calls import FINAL_STATUSES, UNDER_WAY, Call, Observation, Turn
from appliance.records.people import Role, User
from appliance.records.progress import Commitment, Memory, Metric, MetricRevision, MetricSkip
from appliance.store.belongings import theirs_of
from appliance.store.doors import must_get
from appliance.store.memory import drop_summaries
from appliance.store.ownership import LEFT_OUT, OWNER, ROOT, belongings
from appliance.store.recall import unindex
from appliance.store.sqlite import Database, done_with_many, forget_what_was_told, prepare_for_many

PIECE = 500
"""Calls whose words are deleted in one transaction: a call that is on must not wait for years of them."""


@dataclass(frozen=True, slots=True)
class Holding:
    """How much of one kind is kept."""

    kind: str
    """`recordings`, `words`, `memories`, `values`, `promises`, `calls`, or `rest`: all other rows."""
    count: int
    oldest: date | None = None


class Privacy:
    """Part of the store. Files of recordings are not rows: whoever deletes rows here deletes the files named."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def holdings(self, user_id: UUID) -> list[Holding]:
        """What is kept about a person, by kind."""
        of_turn = (Turn, _calls_of(user_id, Turn))
        voiced = (col(Turn.audio_url).is_not(None),)
        counted: list[tuple[str, Any, Any, tuple[ColumnElement[bool], ...]]] = [
            ("recordings", of_turn[0], col(Turn.timestamp), (of_turn[1], *voiced)),
            ("words", of_turn[0], col(Turn.timestamp), (of_turn[1], col(Turn.content) != "")),
            ("memories", Memory, col(Memory.created_at), (col(Memory.user_id) == user_id,)),
            ("values", Metric, col(Metric.date), (col(Metric.user_id) == user_id,)),
            ("promises", Commitment, col(Commitment.made_on), (col(Commitment.user_id) == user_id,)),
            ("calls", Call, col(Call.due_at), (col(Call.user_id) == user_id,)),
        ]
        shown = {model.__tablename__ for _, model, _, _ in counted}
        looks = [
            select(figure).select_from(model).where(*wanted).scalar_subquery()
            for _, model, when, wanted in counted
            for figure in (func.count(), func.min(when))
        ]
        rest = [
            select(func.count()).select_from(each.table).where(theirs_of(each, user_id)).scalar_subquery()
            for each in belongings()
            if each.name not in shown and each.name != ROOT
        ]
        async with self._database.reading() as session:
            told = (await session.execute(select(*looks, *rest))).one()
        of_each = zip(counted, told[: len(looks) : 2], told[1 : len(looks) : 2], strict=True)
        found = [Holding(kind, count, _day(oldest)) for (kind, *_), count, oldest in of_each]
        return [*found, Holding("rest", sum(told[len(looks) :]))]

    async def clips(self, user_id: UUID) -> list[str]:
        """Names of a person's recordings."""
        async with self._database.reading() as session:
            turns = select(col(Turn.audio_url)).where(_calls_of(user_id, Turn), col(Turn.audio_url).is_not(None))
            kept = select(col(Commitment.audio_url)).where(
                col(Commitment.user_id) == user_id, col(Commitment.audio_url).is_not(None)
            )
            return [name for query in (turns, kept) for name in await session.scalars(query) if name]

    async def forget_clips(self, user_id: UUID, until: date | None = None) -> list[str]:
        """No row names a recording any more, with `until` of accounting days up to this one; returns their names.

        A call that is on keeps its own.
        """
        async with self._database.writing() as session:
            over = select(col(Call.id)).where(col(Call.user_id) == user_id, col(Call.status).not_in(list(UNDER_WAY)))
            made = [col(Commitment.user_id) == user_id, col(Commitment.audio_url).is_not(None)]
            if until is not None:
                over = over.where(col(Call.accounting_day) <= until)
                made.append(col(Commitment.made_on) <= until)
            said = (col(Turn.call_id).in_(over), col(Turn.audio_url).is_not(None))
            names = [*await session.scalars(select(col(Turn.audio_url)).where(*said))]
            names += await session.scalars(select(col(Commitment.audio_url)).where(*made))
            if names:
                await session.execute(update(Turn).where(*said).values(audio_url=None))
                await session.execute(update(Commitment).where(*made).values(audio_url=None))
        return [name for name in names if name]

    async def forget_words(self, user_id: UUID, first: date, last: date) -> tuple[int, list[str]]:
        """Empty what was said in the calls of these accounting days, both included, by whoever.

        What sums these calls up goes with it, what briefings tell of the person, their words in the index, and their
        recordings. That a call was, and which values came of it, stays. Returns how many turns were emptied, and the
        names of recordings. Calls that have not ended are left alone.
        """
        turns, clips = 0, list[str]()
        while True:
            async with self._database.writing() as session:
                calls = await _with_words(session, user_id, first, last)
                for call in calls:
                    emptied, names = await _empty(session, call)
                    turns, clips = turns + emptied, clips + names
                if calls:
                    await forget_what_was_told(session, user_id)
            if len(calls) < PIECE:
                break
        if turns:
            await self._database.fold()
        return turns, clips

    async def forget_values(self, user_id: UUID, until: date) -> int:
        """Delete a person's values and left-out days up to this one, with what they replaced; how many values."""
        old = (col(Metric.user_id) == user_id, col(Metric.date) <= until)
        async with self._database.writing() as session:
            replaced = select(col(Metric.id)).where(*old)
            await session.execute(delete(MetricRevision).where(col(MetricRevision.metric_id).in_(replaced)))
            gone: Any = await session.execute(delete(Metric).where(*old))
            skips: Any = await session.execute(
                delete(MetricSkip).where(col(MetricSkip.user_id) == user_id, col(MetricSkip.day) <= until)
            )
        if gone.rowcount or skips.rowcount:
            await self._database.fold()
        return int(gone.rowcount)

    async def erase(self, user_id: UUID) -> list[str]:
        """Delete a person with every row that is theirs; returns the names of their recordings.

        Raises `ConflictError` while a call with them is on, and for the only owner of a household with others in it.
        """
        clips = await self.clips(user_id)
        async with self._database.writing() as session:
            user = await must_get(session, User, user_id)
            await _check_erasable(session, user)
            await prepare_for_many(session)
            await session.execute(text("DELETE FROM recall_entries WHERE user_id = :user"), {"user": user_id.hex})
            for column in _mentions():
                await session.execute(delete(column.table).where(column == user_id))
            for name in LEFT_OUT:
                table = SQLModel.metadata.tables[name]
                await session.execute(delete(table).where(table.c[OWNER] == user_id))
            for each in reversed(belongings()):
                await session.execute(delete(each.table).where(theirs_of(each, user_id)))
            await done_with_many(session)
        await self._database.fold()
        return clips

    def database_bytes(self) -> int:
        """The file with its log."""
        file = self._database.file
        files = (file, file.with_name(f"{file.name}-wal"))
        return sum(each.stat().st_size for each in files if each.exists())


def _calls_of(user_id: UUID, model: Any) -> ColumnElement[bool]:
    return col(model.call_id).in_(select(col(Call.id)).where(col(Call.user_id) == user_id))


def _mentions() -> list[Column[Any]]:
    """Columns of other people's rows that name a person: a contact is gone with whoever it was."""
    own = [(each.table, each.owner) for each in belongings()]
    return [
        column
        for table, owner in own
        for column in table.columns
        if column.name != owner and any(key.column.table.name == ROOT for key in column.foreign_keys)
    ]


def _day(when: object) -> date | None:
    return when.date() if isinstance(when, datetime) else when if isinstance(when, date) else None


async def _with_words(session: AsyncSession, user_id: UUID, first: date, last: date) -> Sequence[Call]:
    said = select(col(Turn.call_id)).where(or_(col(Turn.content) != "", col(Turn.audio_url).is_not(None)))
    meant = select(col(Observation.call_id)).where(col(Observation.text) != "")
    query = (
        select(Call)
        .where(
            col(Call.user_id) == user_id,
            col(Call.accounting_day).between(first, last),
            col(Call.status).in_(list(FINAL_STATUSES)),
            or_(col(Call.id).in_(said), col(Call.id).in_(meant)),
        )
        .limit(PIECE)
    )
    return list(await session.scalars(query))


async def _empty(session: AsyncSession, call: Call) -> tuple[int, list[str]]:
    turns = list(await session.scalars(select(Turn).where(col(Turn.call_id) == call.id)))
    clips = [turn.audio_url for turn in turns if turn.audio_url]
    emptied = sum(bool(turn.content) for turn in turns)
    for turn in turns:
        turn.content, turn.audio_url = "", None
    for found in await session.scalars(select(Observation).where(col(Observation.call_id) == call.id)):
        found.text = ""
    call.briefing, call.reason = None, ""
    await unindex(session, [turn.id for turn in turns])
    await drop_summaries(session, call)
    return emptied, clips


async def _check_erasable(session: AsyncSession, user: User) -> None:
    on = select(col(Call.id)).where(col(Call.user_id) == user.id, col(Call.status).in_(list(UNDER_WAY))).limit(1)
    if await session.scalar(on) is not None:
        raise ConflictError("A call with them is on just now.", remedy="Wait until it has ended.", says="call_on")
    others = [each for each in await session.scalars(select(User)) if each.id != user.id]
    if user.role is Role.OWNER and others and not any(each.role is Role.OWNER for each in others):
        raise ConflictError(
            "The household would be without an owner.", remedy="Make somebody else an owner first.", says="last_owner"
        )
