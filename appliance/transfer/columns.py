"""The columns of an export: what each may hold, as JSON and as the cell of a spreadsheet."""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import cache
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter, ValidationError

from appliance.schedule.occurrences import NEVER
from appliance.store.doors import EARLIEST, LATEST
from appliance.store.ownership import Attribute, Belonging, Kind
from appliance.transfer.refusal import UnusableError
from appliance.transfer.strict_json import parsed

EARLIEST_YEAR, LATEST_YEAR = EARLIEST.year, LATEST.year

MOST_WHOLE = 2**31 - 1
MOST_CHARACTERS = 1_000_000
"""Of one text."""
MOST_DEPTH = 32
"""Of what is nested in one value."""

GUARDED = "'=+-@\t\r\n"
"""A spreadsheet takes a text that begins so for a formula, or drops the sign."""

GUARD = "'"

_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_WHOLE = re.compile(r"-?\d{1,10}")
_NUMBER = re.compile(r"-?\d+(\.\d+)?([eE][+-]?\d+)?")


@dataclass(frozen=True, slots=True)
class Field:
    """One column of one table."""

    name: str
    about: Attribute
    shape: TypeAdapter[Any] | None
    """Of a JSON value."""

    @property
    def kind(self) -> Kind:
        return self.about.kind

    def from_json(self, value: Any) -> Any:
        """The value of a row, checked. Raises `UnusableError`."""
        if value is None:
            if not self.about.nullable:
                raise UnusableError("is null; it needs a value")
            return None
        return _FROM_JSON[self.about.kind](self, value)

    def to_json(self, value: Any) -> Any:
        """A stored value as JSON takes it."""
        match self.kind:
            case Kind.ID:
                return None if value is None else str(value)
            case Kind.TIME | Kind.DAY:
                return None if value is None else value.isoformat()
            case _:
                return value

    def from_cell(self, cell: str) -> Any:
        """The value of a cell of a spreadsheet, checked; empty is null. Raises `UnusableError`."""
        if not cell:
            if self.kind is Kind.TEXT and not self.about.nullable:
                raise UnusableError(f"is empty; an empty text is written {GUARD}")
            return self.from_json(None)
        return self.from_json(_FROM_CELL[self.kind](cell) if self.kind in _FROM_CELL else cell)

    def to_cell(self, value: Any) -> str:
        """A stored value as the cell of a spreadsheet."""
        if value is None:
            return ""
        match self.kind:
            case Kind.TEXT:
                return f"{GUARD}{value}" if not value or value[0] in GUARDED else str(value)
            case Kind.YES_NO | Kind.JSON:
                return json.dumps(value, ensure_ascii=False)
            case Kind.NUMBER:
                return repr(value)
            case _:
                return str(self.to_json(value))


@cache
def fields_of(belonging: Belonging) -> tuple[Field, ...]:
    """The columns that leave, in the order of the record."""
    return tuple(_field(each) for each in belonging.attributes)


def _field(about: Attribute) -> Field:
    shape: TypeAdapter[Any] | None = TypeAdapter(about.annotation) if about.kind is Kind.JSON else None
    return Field(about.name, about, shape)


def _id(_: Field, value: Any) -> UUID:
    if not isinstance(value, str) or not _ID.fullmatch(value):
        raise UnusableError("is no id like 3f2b8c1e-…: 32 small hexadecimal digits in five groups")
    return UUID(value)


def _text(_: Field, value: Any) -> str:
    if not isinstance(value, str):
        raise UnusableError("is no text")
    if len(value) > MOST_CHARACTERS:
        raise UnusableError(f"is longer than {MOST_CHARACTERS} characters")
    if not _is_unicode(value):
        raise UnusableError("holds half a character (a lone surrogate)")
    return value


def _whole(_: Field, value: Any) -> int:
    if type(value) is not int or abs(value) > MOST_WHOLE:
        raise UnusableError(f"is no whole number of at most {MOST_WHOLE}")
    return value


def _number(_: Field, value: Any) -> float:
    if type(value) not in (int, float) or not math.isfinite(value):
        raise UnusableError("is no number")
    return float(value)


def _yes_no(_: Field, value: Any) -> bool:
    if type(value) is not bool:
        raise UnusableError("is neither true nor false")
    return value


def _day(_: Field, value: Any) -> date:
    try:
        if not isinstance(value, str) or len(value) != 10:
            raise ValueError(value)
        found = date.fromisoformat(value)
    except ValueError:
        raise UnusableError("is no day like 2026-03-02") from None
    if not EARLIEST_YEAR <= found.year <= LATEST_YEAR:
        raise UnusableError(f"is no day of the years {EARLIEST_YEAR} to {LATEST_YEAR}")
    return found


def _time(_: Field, value: Any) -> datetime:
    try:
        found = datetime.fromisoformat(value)
        if found.tzinfo is None:
            raise ValueError(value)
        found = found.astimezone(UTC)
    except (ValueError, TypeError, OverflowError):
        raise UnusableError("is no time with a zone, like 2026-03-02T21:30:00+00:00") from None
    if found != NEVER and not EARLIEST_YEAR <= found.year <= LATEST_YEAR:
        raise UnusableError(f"is no time of the years {EARLIEST_YEAR} to {LATEST_YEAR}")
    return found


def _choice(field: Field, value: Any) -> StrEnum:
    if not isinstance(value, str) or value not in field.about.choices:
        raise UnusableError(f"is none of {', '.join(field.about.choices)}")
    return field.about.choices[value]


def _document(field: Field, value: Any) -> Any:
    _check_nested(value)
    try:
        return field.shape and field.shape.validate_python(value, strict=True)
    except ValidationError as error:
        fault = error.errors()[0]
        where = ".".join(map(str, fault["loc"]))
        raise UnusableError(f"is not what belongs here: {where and where + ': '}{fault['msg']}") from None


def _check_nested(value: Any) -> None:
    level = [value]
    for _ in range(MOST_DEPTH):
        below: list[Any] = []
        for each in level:
            if isinstance(each, dict):
                below += [*each, *each.values()]
            elif isinstance(each, list):
                below += each
            elif isinstance(each, str) and not _is_unicode(each):
                raise UnusableError("holds half a character (a lone surrogate)")
        level = below
        if not level:
            return
    raise UnusableError(f"is nested deeper than {MOST_DEPTH} levels")


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


_FROM_JSON = {
    Kind.ID: _id, Kind.TEXT: _text, Kind.WHOLE: _whole, Kind.NUMBER: _number, Kind.YES_NO: _yes_no, Kind.DAY: _day,
    Kind.TIME: _time, Kind.CHOICE: _choice, Kind.JSON: _document,
}  # fmt: skip


def _cell_of_text(cell: str) -> str:
    return cell.removeprefix(GUARD)


def _cell_of_whole(cell: str) -> int:
    if not _WHOLE.fullmatch(cell):
        raise UnusableError("is no whole number")
    return int(cell)


def _cell_of_number(cell: str) -> float:
    if not _NUMBER.fullmatch(cell):
        raise UnusableError("is no number")
    return float(cell)


def _cell_of_yes_no(cell: str) -> bool:
    if cell.lower() not in ("true", "false"):
        raise UnusableError("is neither true nor false")
    return cell.lower() == "true"


_FROM_CELL = {
    Kind.TEXT: _cell_of_text, Kind.WHOLE: _cell_of_whole, Kind.NUMBER: _cell_of_number, Kind.YES_NO: _cell_of_yes_no,
    Kind.JSON: parsed,
}  # fmt: skip
