"""What every part of the store checks before it writes, and how it finds a record a person named."""

from __future__ import annotations

import re
import string
from collections.abc import Collection, Iterable
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from pydantic import ValidationError
from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import SQLModel, col

from appliance.errors import InvalidInputError, NotFoundError, in_own_words
from appliance.records.printable import is_printable
from appliance.store.sqlite import id_starts_with

Record = TypeVar("Record", bound=SQLModel)

LEAST_DIGITS = 4
"""A shorter beginning of an id is more likely a typing error than a choice."""


def checked(record: Record) -> Record:
    """A validated copy: tables accept anything when they are built. Raises `InvalidInputError` naming each fault."""
    try:
        return type(record).model_validate(record.model_dump(warnings=False))
    except ValidationError as error:
        faults = "; ".join(
            f"{'.'.join(map(str, fault['loc']))}: {in_own_words(fault['msg'])}" for fault in error.errors()
        )
        raise InvalidInputError(f"That is no usable {type(record).__name__}: {faults}.") from error


EARLIEST, LATEST = date(1900, 1, 1), date(2200, 12, 31)
"""Days outside are typing errors, and near the ends of the calendar arithmetic fails."""


def check_day(day: date) -> None:
    """Raises `InvalidInputError` for a day that nobody means."""
    if not EARLIEST <= day <= LATEST:
        raise InvalidInputError(
            f"{day} is no day of the years {EARLIEST.year} to {LATEST.year}.",
            says="day_range",
            day=day,
            first=EARLIEST.year,
            last=LATEST.year,
        )


def one_line(text: str, what: str, most: int = 80) -> str:
    """A trimmed name or title; `InvalidInputError` where it is empty, too long or has control characters."""
    trimmed = " ".join(text.split())
    if not trimmed or len(trimmed) > most or not is_printable(trimmed):
        raise InvalidInputError(
            f"{what} must have 1 to {most} printable characters, not {text!r}.", says="length", most=most
        )
    return trimmed


def check_weekdays(days: Collection[int]) -> None:
    """Raises `InvalidInputError` unless they are days of the week, at least one."""
    if not days or not set(days) <= set(range(7)):
        raise InvalidInputError(f"Weekdays are 0 (Monday) to 6 (Sunday), at least one; not {days}.", says="weekday")


def theirs(model: type[SQLModel], user_ids: Collection[UUID]) -> ColumnElement[bool]:
    """Whether a row is of one of these people, or of the household: then its `user_id` is NULL."""
    owner: Any = model.user_id  # type: ignore[attr-defined]
    return or_(col(owner).in_(user_ids), col(owner).is_(None))


def listed(names: Iterable[str]) -> str:
    """Names for an error message."""
    return ", ".join(names) or "none yet"


def _noun(model: type[SQLModel]) -> str:
    """`ledger entry` of `LedgerEntry`."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", model.__name__).lower()


async def must_get(session: AsyncSession, model: type[Record], record_id: UUID) -> Record:
    """The record with this id. Raises `NotFoundError`."""
    record = await session.get(model, record_id)
    if record is None:
        raise NotFoundError(f"There is no {_noun(model)} {record_id}.")
    return record


async def by_id_or_prefix(session: AsyncSession, model: type[Record], wanted: UUID | str) -> Record:
    """The record whose id begins with `wanted`. Raises `NotFoundError`, `InvalidInputError` where several do."""
    if isinstance(wanted, UUID):
        return await must_get(session, model, wanted)
    name, digits = _noun(model), wanted.strip().replace("-", "").lower()
    if len(digits) < LEAST_DIGITS or not set(digits) <= set(string.hexdigits):
        raise NotFoundError(f"{wanted!r} is no id of a {name}: give at least its first {LEAST_DIGITS} characters.")
    key: Any = model.id  # type: ignore[attr-defined]
    found = list(await session.scalars(select(model).where(id_starts_with(col(key), digits)).limit(5)))
    if not found:
        raise NotFoundError(f"There is no {name} whose id begins with {wanted}.")
    if len(found) > 1:
        ids = listed(str(record.id) for record in found)  # type: ignore[attr-defined]
        raise InvalidInputError(f"Several ids of a {name} begin with {wanted}: {ids}.")
    return found[0]


async def save(session: AsyncSession, record: Record) -> Record:
    """Replace the stored record of the same id. Raises `NotFoundError` where there is none."""
    await must_get(session, type(record), record.id)  # type: ignore[attr-defined]
    return await session.merge(record)
