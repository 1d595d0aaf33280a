"""Which tables hold what is a person's: read off the foreign keys, so that a new table is somebody's by itself."""

from __future__ import annotations

import pkgutil
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import import_module
from typing import Any

from pydantic_core import PydanticUndefined
from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    Float,
    Integer,
    MetaData,
    String,
    Table,
    UniqueConstraint,
    Uuid,
)
from sqlalchemy.schema import sort_tables_and_constraints
from sqlmodel import AutoString, SQLModel

from appliance import records
from appliance.records.columns import Choice, UtcDateTime

ROOT = "users"
OWNER = "user_id"
"""The column that says whose a row is. NULL is the household, and nobody's own."""

HOUSEHOLD: Mapping[str, str] = {
    "rooms": "speakers and microphones of a house; other rows name a room, and keep the name",
    "kiosks": "digests of cookies of tablets on the walls of this house",
    "audit_log": "the appliance's own log, a chain of digests that is worth nothing in parts",
    "host_marks": "moments of the machine",
    "telegram_updates": "numbers of what the household's bot has dealt with",
    "home_links": "machines of this home, with the passwords to them",
    "webhooks": "addresses of this home, with the secrets of their messages",
}
"""Tables that are nobody's own, and why."""

LEFT_OUT: Mapping[str, str] = {
    "accounts": "how somebody signs in here: they are given a password anew",
    "answered_once": "what programs were answered in the last days",
    "invitations": "digests of codes by which somebody is let in here, good for two days",
    "sessions": "digests of cookies: whoever is signed in here is not signed in elsewhere",
    "api_tokens": "digests of tokens, good for this appliance alone",
    "home_shares": "what a person has told to machines of this home; elsewhere they agree anew",
    "presence_sources": "an address of this home, with a token",
    "webhook_deliveries": "messages to machines of this home, kept for some days",
    "inward_hooks": "secrets by which programs of this home speak for the person",
    "telegram_links": "a chat that may speak for the person here; elsewhere it is linked anew",
    "telegram_pairings": "digests of codes that link a chat here, good for some minutes",
    "telegram_inbox": "letters on their way into a call; what they said is kept with the call",
    "telegram_outbox": "letters on their way out of a call",
}
"""Tables of a person that stay where they are, and why."""

LEFT_OUT_COLUMNS: Mapping[tuple[str, str], str] = {
    ("calendars", "password"): "a secret; it is given anew",
    ("contacts", "consent_id"): "what the other person agreed to is theirs; they are asked anew",
}
"""Columns that stay where they are, and why. After an import they hold what they hold in a new row."""

SECRET_WORDS = frozenset({"hash", "secret", "digest", "digests", "password", "passphrase", "token", "totp"})
"""In the name of a column. A table with such a column stays where it is until somebody has decided on it here."""

NO_SECRETS: Mapping[tuple[str, str], str] = {
    ("conversations", "first_token_ms"): "how long a language model took",
}
"""Columns that only sound like a secret."""


class Kind(StrEnum):
    """What a column holds."""

    ID = "id"
    TEXT = "text"
    WHOLE = "whole number"
    NUMBER = "number"
    YES_NO = "true or false"
    DAY = "day"
    TIME = "time"
    CHOICE = "choice"
    JSON = "JSON"


_KINDS = (
    (Uuid, Kind.ID), (UtcDateTime, Kind.TIME), (Choice, Kind.CHOICE), (Boolean, Kind.YES_NO), (Integer, Kind.WHOLE),
    (Float, Kind.NUMBER), (Date, Kind.DAY), (JSON, Kind.JSON), ((String, AutoString), Kind.TEXT),
)  # fmt: skip
"""By the type of the column, the first that fits."""


@dataclass(frozen=True, slots=True, eq=False)
class Attribute:
    """A column that leaves, as a plain value."""

    name: str
    kind: Kind
    nullable: bool
    is_key: bool
    """It says which row this is."""
    refers_to: str
    """The table of the row it refers to; empty for what is no reference."""
    choices: Mapping[str, StrEnum]
    """By the text that stands for each; empty for other kinds."""
    annotation: Any
    """The type of its values in Python."""
    needed: bool
    """There is no value to put in the place of one that is not said."""
    default: Any
    """Of a row that does not say."""


@dataclass(frozen=True, slots=True, eq=False)
class Belonging:
    """A table of which some rows are a person's."""

    name: str
    table: Table
    model: Any
    """The record of one row."""
    owner: str
    """The column that says whose a row is: `id` of the person, `user_id`, or the key of the row it is a part of."""
    parent: str
    """The table that column refers to; empty for the person."""
    attributes: tuple[Attribute, ...]
    """In the order of the record."""
    unique: tuple[tuple[str, ...], ...]
    """Columns that together may hold the same once."""


@cache
def belongings() -> tuple[Belonging, ...]:
    """Everything that is a person's, what is referred to before what refers to it."""
    for module in pkgutil.iter_modules(records.__path__):
        import_module(f"{records.__name__}.{module.name}")
    records_of = [mapper.class_ for mapper in SQLModel._sa_registry.mappers]
    models = {str(each.__tablename__): each for each in records_of if each.metadata is SQLModel.metadata}
    return owned(SQLModel.metadata, models)


def owned(metadata: MetaData, models: Mapping[str, type[SQLModel]]) -> tuple[Belonging, ...]:
    """As `belongings`, of any schema. Tables that refer to one another in a circle come in some order."""
    by_name = [metadata.tables[name] for name in sorted(metadata.tables)]  # not by which module was imported first
    ordered = sort_tables_and_constraints(by_name)  # type: ignore[no-untyped-call]
    tables = [table for table, _ in ordered if table is not None]
    found: dict[str, Belonging] = {}
    stays = {*HOUSEHOLD, *LEFT_OUT, *(table.name for table in tables if _is_undecided(table))}
    left = [table for table in tables if table.name not in stays]
    while new := [(table, *way) for table in left if table.name not in found and (way := _way_to_owner(table, found))]:
        for table, owner, parent in new:
            model = models[table.name]
            leaving = [each for each in table.columns if (table.name, each.name) not in LEFT_OUT_COLUMNS]
            attributes = tuple(_attribute(each, model) for each in leaving)
            found[table.name] = Belonging(table.name, table, model, owner, parent, attributes, _unique(table))
    return tuple(found[table.name] for table in tables if table.name in found)


def unassigned(metadata: MetaData) -> list[str]:
    """Tables that are neither a person's nor accounted for; none, or rows of people stay behind unnoticed."""
    known = {each.name for each in belongings()} | set(HOUSEHOLD) | set(LEFT_OUT)
    return sorted(set(metadata.tables) - known)


def _is_undecided(table: Table) -> bool:
    names = [(table.name, each.name) for each in table.columns if SECRET_WORDS & set(each.name.split("_"))]
    return any(name not in LEFT_OUT_COLUMNS and name not in NO_SECRETS for name in names)


def _way_to_owner(table: Table, found: Mapping[str, Belonging]) -> tuple[str, str] | None:
    """The column by which rows of this table are somebody's and what it refers to; None where there is none yet."""
    if table.name == ROOT:
        return "id", ""
    targets = {column.name: {key.column.table.name for key in column.foreign_keys} for column in table.columns}
    if ROOT in targets.get(OWNER, ()):
        return OWNER, ROOT
    for column in table.columns:
        parts_of = [target for target in targets[column.name] if target in found and target not in (ROOT, table.name)]
        if parts_of and not column.nullable:
            return column.name, parts_of[0]
    return None


def _attribute(column: Column[Any], model: type[SQLModel]) -> Attribute:
    described = model.model_fields[column.name]
    default = described.get_default(call_default_factory=True)
    unknown = default in (PydanticUndefined, Ellipsis) or (default is None and not column.nullable)
    return Attribute(
        name=column.name,
        kind=kind_of(column),
        nullable=bool(column.nullable),
        is_key=column.primary_key,
        refers_to=next((key.column.table.name for key in column.foreign_keys), ""),
        choices={each.value: each for each in column.type.choices} if isinstance(column.type, Choice) else {},
        annotation=described.annotation,
        needed=column.primary_key or unknown,
        default=None if unknown else default,
    )


def kind_of(column: Column[Any]) -> Kind:
    """Raises `TypeError` for a type that is not known here yet."""
    for column_type, kind in _KINDS:
        if isinstance(column.type, column_type):
            return kind
    raise TypeError(f"nobody says what the type {column.type!r} of {column.table.name}.{column.name} holds")


def _unique(table: Table) -> tuple[tuple[str, ...], ...]:
    found = {tuple(each.columns.keys()) for each in table.constraints if isinstance(each, UniqueConstraint)}
    found |= {tuple(index.columns.keys()) for index in table.indexes if index.unique}
    return tuple(sorted(found))
