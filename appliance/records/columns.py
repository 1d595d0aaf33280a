"""Column types and helpers shared by all tables."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import JSON, CheckConstraint, Column, DateTime, String
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field


class UtcDateTime(TypeDecorator[datetime]):
    """An aware UTC time. Naive values are refused: they would silently mean the host's zone."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"naive datetime {value!r}: every stored time is aware")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)


class Choice(TypeDecorator[StrEnum]):
    """Text that is one of an enum's values, and comes back as that enum. Anything else is refused when bound."""

    impl = String(32)
    cache_ok = True

    def __init__(self, choices: type[StrEnum]) -> None:
        super().__init__()
        self.choices = choices

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else self.choices(value).value

    def process_result_value(self, value: str | None, dialect: Dialect) -> StrEnum | None:
        return None if value is None else self.choices(value)


def new_id() -> Any:
    """A random primary key."""
    return Field(default_factory=uuid4, primary_key=True)


def utc_column(*, nullable: bool = False, index: bool = False) -> Any:
    """A column for an aware UTC time."""
    return Field(
        default=None if nullable else ...,
        sa_column=Column(UtcDateTime(), nullable=nullable, index=index),
    )


def json_column(default: type[dict[str, Any]] | type[list[Any]] = dict) -> Any:
    """A JSON document; replace it whole, changes inside it are not noticed."""
    return Field(default_factory=default, sa_column=Column(JSON, nullable=False))


def choice_column(choices: type[StrEnum], *, nullable: bool = False, default: Any = ...) -> Any:
    """A text column holding one of an enum's values; pair it with `one_of` in the table's constraints."""
    return Field(
        default=None if nullable and default is ... else default,
        sa_column=Column(Choice(choices), nullable=nullable),
    )


def one_of(column: str, choices: type[StrEnum]) -> CheckConstraint:
    """A CHECK constraint that admits only the values of `choices` (and NULL, where the column allows it)."""
    allowed = ", ".join(f"'{choice.value}'" for choice in choices)
    return CheckConstraint(f"{column} IN ({allowed})", name=f"ck_{column}_known")


def foreign_key(target: str, *, nullable: bool = False, index: bool = True) -> Any:
    """A reference to another table's id, refused by the database when the target is missing."""
    return Field(default=None if nullable else ..., foreign_key=target, nullable=nullable, index=index)


__all__ = [
    "UUID",
    "Choice",
    "UtcDateTime",
    "choice_column",
    "foreign_key",
    "json_column",
    "new_id",
    "one_of",
    "utc_column",
]
