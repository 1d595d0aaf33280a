"""Calendars of the home: an ICS file, an http(s) address, or a CalDAV calendar, read into stored rows.

What was read stays in use when a calendar cannot be read; the calendar then says why (`fault`).
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import stat
import traceback
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit
from uuid import UUID
from zoneinfo import ZoneInfo

from appliance.engines.child import ChildProcess, Patience
from appliance.errors import ApplianceError, CalendarError, EngineError, InvalidInputError, NotFoundError
from appliance.ports import Now
from appliance.records.people import Calendar, CalendarEvent, CalendarKind, Role, User
from appliance.store.calendars import CalendarStore, is_address
from appliance.store.people import People

log = logging.getLogger(__name__)

TIMEOUT_SECONDS = 20.0
"""For one step of reaching a server: connecting, or the next piece of its answer."""
READING_SECONDS = 90.0
"""For understanding a file; 20,000 events take 7 s here, and several times that on a small board."""

DAYS_BACK, DAYS_AHEAD = 7, 60
AGES = {CalendarKind.BUSY: timedelta(minutes=15), CalendarKind.HOLIDAYS: timedelta(hours=12)}
"""After which a calendar is read again."""

MOST_BYTES = 16 * 1024 * 1024
MODULE = "appliance.reach.ics_child"
NICE = 10


class Kept(Protocol):
    """What is needed of the store."""

    @property
    def people(self) -> People: ...

    @property
    def calendars(self) -> CalendarStore: ...


def parse(content: bytes, calendar: Calendar, from_day: date, until_day: date, zone: ZoneInfo) -> list[CalendarEvent]:
    """The events that touch a day from `from_day` to `until_day` in `zone`, each repetition one, in order. Pure.

    Of holidays only all-day events count, transparent or not. Of a busy calendar only timed ones that are neither
    transparent nor cancelled: an all-day event is ignored even if it is marked busy, or "Grandma visits" would silence
    the whole day. Times without a zone are in `zone`; events without length, and single events that cannot be
    understood, are left out. Raises `InvalidInputError`, naming the calendar, for what is no calendar or is larger than
    16 MiB or 20,000 events. A file made to be slow can take minutes: `Calendars` parses in a child with a deadline.
    """
    from appliance.reach.ics import expand  # a tenth of a second that only who parses should pay

    found = expand(content, calendar.name, from_day, until_day, zone, whole_days=_whole_days(calendar))
    return [
        CalendarEvent(
            calendar_id=calendar.id,
            title=each.title,
            from_day=each.from_day,
            until_day=each.until_day,
            starts_at=each.starts_at,
            ends_at=each.ends_at,
        )
        for each in found
    ]


async def fetch(
    calendar: Calendar, from_day: date, until_day: date, *, timeout_seconds: float = TIMEOUT_SECONDS
) -> bytes:
    """The calendar's ICS, from its file or its server; of a CalDAV calendar only what touches these days.

    Raises `InvalidInputError` for a source that cannot be right, `CalendarError` for what may work another time,
    `EgressRefusedError` for an address outside the home.
    """
    if not is_address(calendar.source):
        return await asyncio.to_thread(_read_file, calendar)
    from appliance.reach.over_http import fetch_address

    return await fetch_address(
        calendar.name,
        calendar.source,
        (calendar.username, calendar.password) if calendar.username else None,
        (from_day, until_day),
        most_bytes=MOST_BYTES,
        timeout_seconds=timeout_seconds,
    )


def _read_file(calendar: Calendar) -> bytes:
    path = Path(calendar.source).expanduser()
    if not path.is_absolute():
        raise InvalidInputError(f"The calendar {calendar.name!r} needs a whole path, beginning with /, not {path}.")
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)  # a pipe would wait for a writer
        with open(descriptor, "rb") as opened:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise InvalidInputError(f"{path}, of the calendar {calendar.name!r}, is no file.")
            content = opened.read(MOST_BYTES + 1)
    except OSError as error:
        raise CalendarError(
            f"{path}, of the calendar {calendar.name!r}, cannot be read: {error.strerror}.",
            remedy="Is its disk mounted, and may the appliance read it?",
        ) from error
    if len(content) > MOST_BYTES:
        raise InvalidInputError(
            f"{path}, of the calendar {calendar.name!r}, is larger than {MOST_BYTES // 2**20} MiB.",
            remedy="Export a shorter stretch of time.",
        )
    return content


def _whole_days(calendar: Calendar) -> bool:
    return calendar.kind is CalendarKind.HOLIDAYS


class Calendars:
    """Keeps the stored rows like the calendars. `guard_allows` is told each host before its name is looked up."""

    def __init__(self, store: Kept, now: Now, guard_allows: Callable[[str], None]) -> None:
        self._store = store
        self._now = now
        self._guard_allows = guard_allows
        self._tried: dict[UUID, tuple[datetime, float]] = {}
        """When each was last read or tried, and its file's modification time then."""
        self._one_parses = asyncio.Lock()

    async def refresh(self, calendar: Calendar) -> Calendar:
        """Read it now: its rows are replaced, or, where that fails, kept, and its `fault` says why.

        Raises `NotFoundError` where the calendar was removed meanwhile.
        """
        now = self._now()
        self._tried[calendar.id] = (now, await asyncio.to_thread(_modified, calendar))
        try:
            events = await self._events(calendar, now)
            return await self._store.calendars.replace_events(calendar.id, events, now)
        except NotFoundError:
            raise
        except ApplianceError as error:
            return await self._store.calendars.mark_fault(calendar.id, str(error))

    async def refresh_all(self) -> list[Calendar]:
        """Read all of them at once, as `refresh` does; a slow or broken one holds up no other."""
        async with asyncio.TaskGroup() as group:
            known = await self._store.calendars.calendars()
            tasks = [group.create_task(self._refresh_quietly(each)) for each in known]
        return [done for task in tasks if (done := task.result()) is not None]

    async def run(self, every_seconds: float = 60.0) -> None:
        """Look again and again for calendars whose reading has become old, or whose file has changed. Never returns.

        Each is looked at on its own: a disk of the network that hangs keeps one thread, and holds up no other calendar.
        """
        looking: dict[UUID, asyncio.Task[None]] = {}
        async with asyncio.TaskGroup() as group:
            while True:
                known = {each.id: each for each in await self._known()}
                looking = {key: task for key, task in looking.items() if not task.done()}
                for key in known.keys() - looking.keys():
                    looking[key] = group.create_task(self._look(known[key]))
                await asyncio.sleep(every_seconds)

    async def _known(self) -> list[Calendar]:
        try:
            return await self._store.calendars.calendars()
        except ApplianceError as error:
            log.warning("calendars could not be looked up: %s", error.code)
            return []

    async def _look(self, calendar: Calendar) -> None:
        if await self._is_due(calendar):
            await self._refresh_quietly(calendar)

    async def _refresh_quietly(self, calendar: Calendar) -> Calendar | None:
        try:
            return await self.refresh(calendar)
        except NotFoundError:
            return None
        except Exception as error:  # one calendar must not end the reading of the others
            where = "".join(traceback.format_tb(error.__traceback__))
            log.error("a calendar could not be read (%s):\n%s", type(error).__name__, where)
            return None

    async def _is_due(self, calendar: Calendar) -> bool:
        tried, modified = self._tried.get(calendar.id, (calendar.read_at, None))
        if tried is None or (
            not is_address(calendar.source) and await asyncio.to_thread(_modified, calendar) != modified
        ):
            return True
        return not timedelta(0) <= self._now() - tried < AGES[calendar.kind]  # also when the clock was set back

    async def _events(self, calendar: Calendar, now: datetime) -> list[CalendarEvent]:
        zone = await self._zone(calendar)
        today = now.astimezone(zone).date()
        from_day, until_day = today - timedelta(days=DAYS_BACK), today + timedelta(days=DAYS_AHEAD)
        if is_address(calendar.source):
            self._guard_allows(_host(calendar.source))
        content = await fetch(calendar, from_day, until_day)
        async with self._one_parses:
            return await _parse_in_child(content, calendar, from_day, until_day, zone)

    async def _zone(self, calendar: Calendar) -> ZoneInfo:
        """Of whoever the calendar is; of the household's, that of the owner, or of whoever has lived here longest."""
        users = await self._store.people.users()
        theirs = [user for user in users if user.id == calendar.user_id]
        users.sort(key=_seniority)
        return ZoneInfo(next(iter(theirs + users)).timezone if users else "UTC")


def _seniority(user: User) -> tuple[bool, datetime]:
    return user.role is not Role.OWNER, user.created_at


def _modified(calendar: Calendar) -> float:
    """The file's modification time; 0 for an address or a missing file. Waits for the disk."""
    if not is_address(calendar.source):
        with suppress(OSError):
            return Path(calendar.source).expanduser().stat().st_mtime
    return 0.0


def _host(address: str) -> str:
    """As it is looked up: in ASCII."""
    host = urlsplit(address).hostname or ""
    return host if host.isascii() else host.encode("idna").decode()


async def _parse_in_child(
    content: bytes, calendar: Calendar, from_day: date, until_day: date, zone: ZoneInfo
) -> list[CalendarEvent]:
    """As `parse`, with a deadline, elsewhere. Raises `CalendarError` where the deadline passes or memory ends."""
    question = {
        "name": calendar.name,
        "from_day": from_day.isoformat(),
        "until_day": until_day.isoformat(),
        "zone": zone.key,
        "whole_days": _whole_days(calendar),
    }
    patience = Patience(reply=READING_SECONDS)
    child = ChildProcess(MODULE, "the reader of calendars", patience=patience, nice=NICE, private=False)
    try:
        reply, payload = await child.request(question, content)
    except EngineError as error:
        raise CalendarError(
            f"The calendar {calendar.name!r} could not be worked out.",
            remedy="Export a shorter stretch of time, or share a smaller calendar.",
        ) from error
    finally:
        await child.aclose()
    if "refused" in reply:
        raise InvalidInputError(reply["refused"], remedy=reply["remedy"])
    return [CalendarEvent.model_validate({**each, "calendar_id": calendar.id}) for each in json.loads(payload)]
