"""Everything of one person, out of the tables and into them, whatever tables there are."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from appliance.errors import ConflictError
from appliance.records.calls import OF_THE_DAY, CallStatus, MessageType
from appliance.store.memory import TOLD
from appliance.store.ownership import Belonging, belongings
from appliance.store.recall import Source, index_new, stems_of
from appliance.store.sqlite import Database, done_with_many, insertion_number, prepare_for_many

CHUNK = 200
"""Rows read at a time: few enough that a call beside an export is not held up."""

NAMED = 400
"""Values looked up at a time; SQLite binds a limited number."""

LEAST_WORDS = 3
"""Of a turn that is found by its words; as `calls.remembering` has it."""

CAME_TO_SOMETHING = (CallStatus.COMPLETED, CallStatus.PARTIAL)

Item = TypeVar("Item")

Rows = Mapping[str, Sequence[Mapping[str, Any]]]
"""By table, each row by column, as Python values."""


class ClashError(ConflictError):
    """A row that cannot come in beside what is here."""

    def __init__(self, message: str, table: str, row: int, column: str) -> None:
        super().__init__(message)
        self.table, self.row, self.column = table, row, column


@dataclass(frozen=True, slots=True)
class Luggage:
    """What comes in, in one transaction."""

    rows: Rows
    """New rows only, of one person; those of `users` included."""
    mentions: Mapping[UUID, tuple[str, int, str]] = field(default_factory=dict)
    """Ids that rows mention without a foreign key and that are none of theirs, with table, row and column."""
    language: str = "en"
    """The person's, by which their words are found."""


class Belongings:
    """Part of the store; see `Belongings.rows` and `Belongings.bring`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def rows(self, user_id: UUID, belonging: Belonging) -> AsyncIterator[Sequence[Sequence[Any]]]:
        """A person's rows of one table in the order they were inserted, some at a time: the columns that leave.

        Read all tables within `Store.snapshot`, so that they are of one moment.
        """
        columns = [belonging.table.c[each.name] for each in belonging.attributes]
        wanted = select(*columns).where(theirs_of(belonging, user_id)).order_by(insertion_number())
        async with self._database.reading() as session:
            found = await session.stream(wanted.execution_options(yield_per=CHUNK))
            async for rows in found.partitions():
                yield rows

    async def check_free(self, luggage: Luggage) -> None:
        """Raises `ClashError` for an id or a name that is taken, and for what is mentioned and somebody else's."""
        async with self._database.reading() as session:
            await _check_mentions(session, luggage.mentions)
            for belonging in belongings():
                if rows := luggage.rows.get(belonging.name):
                    await _check_free(session, belonging, rows)

    async def bring(self, luggage: Luggage, meanwhile: Callable[[], Awaitable[None]]) -> None:
        """Insert all of it, make its words findable, and do something `meanwhile`, before it is committed.

        Raises `ConflictError` for what is here already, `NotFoundError` for references to nothing. Nothing of it is
        kept then.
        """
        found = list(findable(luggage))
        async with self._database.writing() as session:
            await prepare_for_many(session)
            for belonging in belongings():
                if rows := luggage.rows.get(belonging.name):
                    await session.execute(insert(belonging.table), list(rows))
            await index_new(session, found)
            await meanwhile()
            await done_with_many(session)


def findable(luggage: Luggage) -> Iterator[tuple[UUID, Source, UUID, str, date | None]]:
    """What the index of words holds of these rows: person, source, its id, stems, day."""
    calls = {call["id"]: call for call in luggage.rows.get("calls", ()) if _is_summed_up(call)}
    for turn in luggage.rows.get("conversations", ()):
        call = calls.get(turn["call_id"])
        said = turn["message_type"] is MessageType.USER and len(turn["content"].split()) >= LEAST_WORDS
        if call is not None and said and not turn["flag"]:
            words = " ".join(stems_of(turn["content"], luggage.language))
            yield call["user_id"], Source.TURN, turn["id"], words, call["accounting_day"]
    for memory in luggage.rows.get("memories", ()):
        if memory["kind"] in TOLD:
            words = " ".join(stems_of(memory["content"], luggage.language))
            yield memory["user_id"], Source.MEMORY, memory["id"], words, memory["day"]


def _is_summed_up(call: Mapping[str, Any]) -> bool:
    return call["agenda"] is not None and call["purpose"] in OF_THE_DAY and call["status"] in CAME_TO_SOMETHING


def theirs_of(belonging: Belonging, user_id: UUID) -> ColumnElement[bool]:
    """Whether a row of this table is the person's."""
    owner = belonging.table.c[belonging.owner]
    by_name = {each.name: each for each in belongings()}
    above = by_name.get(belonging.parent)
    if above is None or above.owner == "id":
        return owner == user_id
    return owner.in_(select(above.table.c.id).where(theirs_of(above, user_id)))


async def _check_mentions(session: AsyncSession, mentions: Mapping[UUID, tuple[str, int, str]]) -> None:
    for belonging in belongings():
        key = belonging.table.c.id
        for some in _chunks(mentions):
            for taken in await session.scalars(select(key).where(key.in_(some)).limit(1)):
                raise ClashError(f"{taken} is somebody else's row of {belonging.name}", *mentions[taken])


async def _check_free(session: AsyncSession, belonging: Belonging, rows: Sequence[Mapping[str, Any]]) -> None:
    """Ids, and whatever must be unique in the whole household."""
    for column in ("id", *_unique_in_the_house(belonging)):
        field_ = belonging.table.c[column]
        places = {row[column]: place for place, row in enumerate(rows) if row[column] is not None}
        for some in _chunks(places):
            for taken in await session.scalars(select(field_).where(field_.in_(some)).limit(1)):
                said = "this id" if column == "id" else f"{column} {taken!r}"
                raise ClashError(f"{said} is here already", belonging.name, places[taken], column)


def _unique_in_the_house(belonging: Belonging) -> list[str]:
    """Columns, not references to other rows, of which a value may be there once."""
    references = {each.name for each in belonging.attributes if each.refers_to}
    return [columns[0] for columns in belonging.unique if len(columns) == 1 and columns[0] not in references]


def _chunks(values: Iterable[Item]) -> Iterator[Collection[Item]]:
    left = iter(values)
    while some := list(islice(left, NAMED)):
        yield some
