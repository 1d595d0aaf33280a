"""Calendars of the home and what was read from them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from sqlalchemy import ColumnElement, delete, func, insert, or_, select
from sqlmodel import col

from appliance.errors import ConflictError, InvalidInputError, NotFoundError
from appliance.records.people import Calendar, CalendarEvent, CalendarKind, User
from appliance.store.doors import checked, listed, must_get, one_line
from appliance.store.sqlite import Database

SCHEMES = ("http", "https")
MOST_FAULT = 500
"""Characters of a fault that are kept."""


def is_address(source: str) -> bool:
    """Whether a calendar's source is an http(s) address, not a file's path."""
    return source.partition("://")[0].lower() in SCHEMES


class CalendarStore:
    """Calendars and their events. A calendar without a user counts for the whole household."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, calendar: Calendar) -> Calendar:
        """Raises `ConflictError` for a name that exists (in any case), `InvalidInputError` for a source that is neither
        an absolute path nor an http(s) address, `NotFoundError` for the user."""
        calendar = checked_calendar(calendar)
        async with self._database.writing() as session:
            if calendar.user_id is not None:
                await must_get(session, User, calendar.user_id)
            for other in await session.scalars(select(Calendar)):
                if other.name.casefold() == calendar.name.casefold():
                    raise ConflictError(f"The calendar {other.name!r} exists already.", says="taken", name=other.name)
            session.add(calendar)
        return calendar

    async def calendars(self, user_id: UUID | None = None) -> list[Calendar]:
        """All of them by name, or those that count for one user: their own and the household's."""
        query = select(Calendar)
        if user_id is not None:
            query = query.where(_counts_for(user_id))
        async with self._database.reading() as session:
            return sorted(await session.scalars(query), key=lambda calendar: calendar.name.casefold())

    async def calendar(self, name: str) -> Calendar:
        """By name in any case. Raises `NotFoundError` listing what there is."""
        calendars = await self.calendars()
        for calendar in calendars:
            if calendar.name.casefold() == " ".join(name.split()).casefold():
                return calendar
        there_are = listed(calendar.name for calendar in calendars)
        raise NotFoundError(f"There is no calendar called {name!r}.", remedy=f"There are these calendars: {there_are}.")

    async def remove(self, name: str) -> None:
        """With its events. Raises `NotFoundError` listing the calendars."""
        calendar = await self.calendar(name)
        async with self._database.writing() as session:
            await session.execute(_events_of(calendar.id))
            await session.delete(await must_get(session, Calendar, calendar.id))

    async def replace_events(
        self, calendar_id: UUID, events: Sequence[CalendarEvent], now: datetime, fault: str = ""
    ) -> Calendar:
        """These are its events from here on, read at `now`. Raises `NotFoundError`, and `InvalidInputError` for an
        event that is neither whole days nor a span of time."""
        for event in events:
            check_event(event)
        async with self._database.writing() as session:
            calendar = await must_get(session, Calendar, calendar_id)
            await session.execute(_events_of(calendar_id))
            if events:
                rows = [{**event.model_dump(), "calendar_id": calendar_id} for event in events]
                await session.execute(insert(CalendarEvent), rows)
            calendar.read_at, calendar.fault = now, fault[:MOST_FAULT]
        return calendar

    async def mark_fault(self, calendar_id: UUID, fault: str) -> Calendar:
        """It could not be read; what was read before stays. Raises `NotFoundError`."""
        async with self._database.writing() as session:
            calendar = await must_get(session, Calendar, calendar_id)
            calendar.fault = fault[:MOST_FAULT]
        return calendar

    async def counts(self) -> dict[UUID, int]:
        """How many events each calendar has; those without any are missing."""
        query = select(col(CalendarEvent.calendar_id), func.count()).group_by(col(CalendarEvent.calendar_id))
        async with self._database.reading() as session:
            return {row[0]: row[1] for row in await session.execute(query)}

    async def upcoming(self, calendar_id: UUID, now: datetime, today: date, most: int = 5) -> list[CalendarEvent]:
        """Its next events, those going on included, in order."""
        event = CalendarEvent
        query = (
            select(event)
            .where(
                col(event.calendar_id) == calendar_id,
                or_(col(event.ends_at) > now, col(event.until_day) >= today),
            )
            .order_by(col(event.starts_at), col(event.from_day), col(event.title))
            .limit(most)
        )
        async with self._database.reading() as session:
            return list(await session.scalars(query))

    async def holidays_on(self, user_id: UUID, from_day: date, until_day: date) -> dict[date, str]:
        """The holidays between two days, both included, that count for this user: day to title.

        Where several fall on one day, the shortest names it: Christmas rather than the school holidays.
        """
        event = CalendarEvent
        query = _relevant(user_id, CalendarKind.HOLIDAYS, event.title, event.from_day, event.until_day).where(
            col(event.from_day) <= until_day, col(event.until_day) >= from_day
        )
        async with self._database.reading() as session:
            found = [(last - first, title, first, last) for title, first, last in await session.execute(query)]
        titles: dict[date, str] = {}
        for _, title, first, last in sorted(found):
            first, last = max(first, from_day), min(last, until_day)
            for number in range((last - first).days + 1):
                titles.setdefault(first + timedelta(days=number), title)
        return dict(sorted(titles.items()))

    async def busy(self, user_id: UUID, since: datetime, until: datetime) -> list[tuple[datetime, datetime]]:
        """The spans that overlap this time in which the user is busy, in order; those that touch are joined."""
        event = CalendarEvent
        query = _relevant(user_id, CalendarKind.BUSY, event.starts_at, event.ends_at).where(
            col(event.starts_at) < until, col(event.ends_at) > since
        )
        async with self._database.reading() as session:
            found = sorted((starts, ends) for starts, ends in await session.execute(query))
        spans: list[tuple[datetime, datetime]] = []
        for starts, ends in found:
            if spans and starts <= spans[-1][1]:
                spans[-1] = (spans[-1][0], max(ends, spans[-1][1]))
            else:
                spans.append((starts, ends))
        return spans


def _counts_for(user_id: UUID) -> ColumnElement[bool]:
    return or_(col(Calendar.user_id) == user_id, col(Calendar.user_id).is_(None))


def _relevant(user_id: UUID, kind: CalendarKind, *columns: Any) -> Any:
    return (
        select(*map(col, columns))
        .join(Calendar, col(CalendarEvent.calendar_id) == col(Calendar.id))
        .where(col(Calendar.kind) == kind, _counts_for(user_id))
    )


def _events_of(calendar_id: UUID) -> Any:
    return delete(CalendarEvent).where(col(CalendarEvent.calendar_id) == calendar_id)


def check_event(event: CalendarEvent) -> None:
    """Raises `InvalidInputError` unless it is either whole days or a span of time."""
    days = event.from_day is not None and event.until_day is not None and event.from_day <= event.until_day
    span = event.starts_at is not None and event.ends_at is not None and event.starts_at < event.ends_at
    if days == span:
        raise InvalidInputError(f"The event {event.title!r} must be either whole days or a span of time.")


def checked_calendar(calendar: Calendar) -> Calendar:
    """A validated copy, put in order. Raises `InvalidInputError`."""
    calendar = checked(calendar)
    calendar.name = one_line(calendar.name, "A calendar's name")
    calendar.source = _checked_source(calendar.source.strip())
    if "\n" in calendar.username + calendar.password or ":" in calendar.username:
        raise InvalidInputError("A user name has no colon, and neither it nor the password has line breaks.")
    if calendar.username and not is_address(calendar.source):
        raise InvalidInputError("A file needs no user name.")
    return calendar


def _checked_source(source: str) -> str:
    if not source.isprintable():
        raise InvalidInputError("A calendar's source has control characters.")
    if "://" in source:
        return _checked_address(source)
    try:
        path = Path(source).expanduser()
    except RuntimeError as error:
        raise InvalidInputError(f"{source!r} names a home folder that is not there.") from error
    if not source or not path.is_absolute():
        raise InvalidInputError(
            f"{source!r} is no source of a calendar.",
            remedy="Give the whole path of an ICS file, beginning with /, or an http(s) address.",
        )
    return str(path)


def _checked_address(address: str) -> str:
    try:
        parts = urlsplit(address)
        parts.port  # noqa: B018 - raises where it is no number
        (parts.hostname or "").encode("idna")
    except ValueError as error:
        raise InvalidInputError(f"{address!r} is no address: {error}.") from error
    if parts.username or parts.password:
        raise InvalidInputError(
            "A user name and a password do not belong into a calendar's address.",
            remedy="Give the user name beside it; the password is then asked for.",
        )
    if parts.scheme not in SCHEMES or not parts.hostname:
        remedy = "Write http:// or https:// instead of webcal://." if parts.scheme.startswith("webcal") else ""
        raise InvalidInputError(
            f"{address!r} is no http or https address.", remedy=remedy or "Give such an address, or a file's path."
        )
    return address
