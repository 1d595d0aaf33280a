"""Long lists in pages: the newest first, `?before=` the last one of the page before."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Annotated, Generic, TypeVar
from uuid import UUID

from fastapi import Query
from pydantic import BaseModel

from appliance.errors import NotFoundError
from appliance.store.paging import Edge

Item = TypeVar("Item", bound=BaseModel)
Row = TypeVar("Row")

Limit = Annotated[int, Query(ge=1, le=500, description="How many at most.")]
Before = Annotated[str, Query(max_length=100, description="`next` of the page before.")]


class Page(BaseModel, Generic[Item]):
    """Some of a list."""

    items: list[Item]
    next: str | None = None
    """For `before`; null on the last page."""


def edge_of(before: str) -> Edge:
    """Behind the row that `before` names. Raises `NotFoundError` for what is no id."""
    try:
        return Edge(UUID(before) if before else None)
    except ValueError:
        raise NotFoundError(f"There is no {before!r} in this list.") from None


def page_of(rows: Sequence[Row], shown: Callable[[Row], Item], limit: int, key: Callable[[Row], str]) -> Page[Item]:
    """Of one row more than was asked for, where there is more."""
    kept = rows[:limit]
    return Page(items=[shown(row) for row in kept], next=key(kept[-1]) if len(rows) > limit else None)
