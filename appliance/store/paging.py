"""Long lists a page at a time, the newest first, by the row that a page ends or begins at: not by how many came before,
which changes while somebody reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import tuple_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import SQLModel, col

from appliance.errors import NotFoundError
from appliance.store.doors import must_get

Row = TypeVar("Row", bound=SQLModel)


@dataclass(frozen=True, slots=True)
class Edge:
    """Where a page lies: behind the row `before` names, or ahead of the one `after` names; the first with neither."""

    before: UUID | None = None
    after: UUID | None = None


FIRST = Edge()


async def rows_at(
    session: AsyncSession, query: Any, model: type[Row], by: Sequence[str], edge: Edge, limit: int
) -> list[Row]:
    """At most so many of the query's rows, the greatest `by` these columns first; the last column is unique.

    Raises `NotFoundError` where the edge is none of the query's rows.
    """
    columns = [col(getattr(model, name)) for name in by]
    named = edge.after or edge.before
    if named is not None:
        row = await must_get(session, model, named)
        if await session.scalar(query.where(columns[-1] == getattr(row, by[-1])).limit(1)) is None:
            raise NotFoundError(f"There is no {named} in this list.")
        place: Any = tuple_(*(getattr(row, name) for name in by))
        query = query.where(tuple_(*columns) > place if edge.after else tuple_(*columns) < place)
    ordered = query.order_by(*(column if edge.after else column.desc() for column in columns)).limit(limit)
    found = list(await session.scalars(ordered))
    return found[::-1] if edge.after else found
