"""Long lists of a page: some rows, and the ways to earlier and later ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode
from uuid import UUID

from appliance.errors import NotFoundError
from appliance.store.paging import Edge

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Stretch(Generic[Row]):
    """What is shown, the newest first."""

    rows: Sequence[Row]
    earlier: str = ""
    """The query of the page with earlier ones; empty where there are none."""
    later: str = ""


def edge_of(asked: Mapping[str, str]) -> Edge:
    """Where a page lies, by its query. Raises `NotFoundError` for what is no id."""
    try:
        after = asked.get("after", "")
        before = "" if after else asked.get("before", "")
        return Edge(UUID(before) if before else None, UUID(after) if after else None)
    except ValueError:
        raise NotFoundError("There is no such page.", says="no_page") from None


def stretch_of(found: Sequence[Any], edge: Edge, size: int) -> Stretch[Any]:
    """Of one row more than a page has, where there is more."""
    more = len(found) > size
    rows = found[-size:] if edge.after else found[:size]
    earlier, later = (True, more) if edge.after else (more, edge.before is not None)
    return Stretch(
        rows,
        urlencode({"before": str(rows[-1].id)}) if rows and earlier else "",
        urlencode({"after": str(rows[0].id)}) if rows and later else "",
    )
