"""What a file of ours says about one person, read and typed, with the way back to each place in the file."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol
from uuid import UUID

from appliance.errors import InvalidInputError
from appliance.store import migrations
from appliance.store.ownership import HOUSEHOLD, LEFT_OUT, Belonging, belongings
from appliance.transfer.columns import Field, fields_of
from appliance.transfer.refusal import UnusableError, refused, shown

FORMAT, VERSION = "disciplinecall", 1

Row = dict[str, Any]
"""Columns to typed values."""

RAW_HEAD = ("format", "version", "exported_at", "schema", "person")
"""What stands before the tables."""


class Places(Protocol):
    """Finds a place in the file again. Slow: asked only when something is refused."""

    def head(self, key: str) -> str:
        """Of something that stands before the tables."""

    def table(self, table: str) -> str: ...

    def row(self, table: str, row: int) -> str:
        """Rows are counted from 0."""

    def cell(self, table: str, row: int, column: str) -> str:
        """That of the row, where it has no such column."""

    def recording(self, name: str) -> str: ...


@dataclass(frozen=True, slots=True)
class Head:
    """What stands before the tables."""

    schema: str
    """The revision of the database it was taken from."""
    person_id: UUID
    name: str

    @property
    def is_current(self) -> bool:
        """Whether it was written by an appliance with the tables and columns of this one."""
        return self.schema == migrations.HEAD


@dataclass(slots=True)
class Dossier:
    """Everything of one person, as a file has it."""

    head: Head
    tables: dict[str, list[Row]]
    places: Places
    recordings: Mapping[str, Callable[[], bytes]] = field(default_factory=dict)
    """By name, how to get the WAV file."""

    @property
    def person(self) -> Row:
        return self.tables["users"][0]

    def refused(self, table: str, row: int, column: str, fault: str, remedy: str = "") -> InvalidInputError:
        """The error for a value of it, which is repeated in the message."""
        value = self.tables[table][row].get(column)
        said = f"{column} {shown(_plain(value))} {fault}"
        return refused(self.places.cell(table, row, column), said, remedy or REPAIR)


REPAIR = "Nothing was brought in. Export it anew, or repair that place."


def checked_head(raw: Mapping[str, Any], places: Places) -> Head:
    """Raises `InvalidInputError` for a file of something else, or of a newer appliance."""
    if type(raw["version"]) is not int or raw["version"] < 1:
        raise refused(places.head("version"), f"version {shown(raw['version'])} is none of ours")
    if raw["version"] > VERSION:
        raise _newer(places.head("version"), f"version {raw['version']} is newer than {VERSION}, which this one knows")
    if raw["schema"] not in migrations.REVISIONS:
        raise _newer(places.head("schema"), f"schema {shown(raw['schema'])} is not known here")
    person = raw["person"]
    if not isinstance(person, dict) or set(person) != {"id", "name"} or not isinstance(person["name"], str):
        raise refused(places.head("person"), "the person is not said by id and name")
    users = next(each for each in belongings() if each.name == "users")
    try:
        person_id = fields_of(users)[0].from_json(person["id"])
    except UnusableError as error:
        raise refused(places.head("person"), f"the person's id {error}") from None
    return Head(raw["schema"], person_id, person["name"])


def checked_tables(names: Sequence[str], head: Head, places: Places, where: Callable[[str], str]) -> list[Belonging]:
    """What the file has of a person. Raises `InvalidInputError` for a table too many or too few."""
    ours = {each.name: each for each in belongings()}
    for name in names:
        if name not in ours:
            stays = {**LEFT_OUT, **HOUSEHOLD}.get(name)
            why = f"it does not travel: {stays}" if stays else "there is no such table"
            raise refused(where(name), f"table {shown(name)}: {why}", "Take it out, or export anew.")
    for name in ours:
        if name not in names and (head.is_current or name == "users"):
            raise refused(places.table(name), f"the table {name} is missing", "Export it anew.")
    return [each for each in ours.values() if each.name in names]


def checked_columns(found: Sequence[str], fields: Sequence[Field], head: Head) -> None:
    """Raises `UnusableError` for a column too many, twice, or too few."""
    known = {each.name for each in fields}
    for name in found:
        if name not in known:
            raise UnusableError(f"has a column {shown(name)}, which is not known")
    if len(set(found)) != len(found):
        raise UnusableError("has a column twice")
    for each in fields:
        if each.name not in found and (head.is_current or each.about.needed):
            raise UnusableError(f"lacks the column {each.name}")


def completed(row: Row, fields: Sequence[Field]) -> Row:
    """With what a row of an older appliance did not have yet."""
    if len(row) < len(fields):
        row.update({each.name: each.about.default for each in fields if each.name not in row})
    return row


def _newer(place: str, fault: str) -> InvalidInputError:
    return refused(place, f"{fault}: it was written by a newer appliance", "Update this one, then import again.")


def _plain(value: Any) -> Any:
    return str(value) if value is not None and not isinstance(value, str | int | float | bool | dict | list) else value
