"""Who lives here, when they are called, and in which rooms."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import TypeVar
from uuid import UUID
from zoneinfo import available_timezones

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from appliance.errors import ConflictError, InvalidInputError, NotFoundError
from appliance.records.people import CheckIn, RingStyle, Role, Room, User
from appliance.records.requests import EARLIEST_DAY, LATEST_DAY
from appliance.records.security import Kiosk
from appliance.schedule.days import LATEST_END
from appliance.schedule.occurrences import MOST_JITTER_MINUTES, MOST_WEEKS, NEVER, next_occurrence, plan_of
from appliance.schedule.routes import checked_rules
from appliance.schedule.volume import checked_hours
from appliance.schedule.walltime import parse_local_time
from appliance.store.doors import check_weekdays, checked, listed, must_get, one_line, save
from appliance.store.owners import check_owner_left
from appliance.store.sqlite import Database

Named = TypeVar("Named", User, Room)

MOST_NUDGES = 50

WALL_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


MYSELF = "me"
"""By which programs mean whoever asks: nobody is called so."""


class People:
    """Users, check-ins and rooms. Records that come back are plain copies: change one, then save it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add_user(self, user: User) -> User:
        """Raises `ConflictError` for a name that exists (in any case), `InvalidInputError` for an unknown zone."""
        user = checked_user(user)
        async with self._database.writing() as session:
            await _name_is_free(session, user)
            session.add(user)
        return user

    async def users(self) -> list[User]:
        """Everybody, by name."""
        async with self._database.reading() as session:
            return sorted(await session.scalars(select(User)), key=lambda user: user.name.casefold())

    async def user(self, name_or_id: str | UUID) -> User:
        """By id, or by name in any case. Raises `NotFoundError` listing who there is."""
        users = await self.users()
        wanted = str(name_or_id).strip().casefold()
        for user in (*(each for each in users if wanted in (str(each.id), each.id.hex)), *users):  # ids go first
            if wanted in (str(user.id), user.id.hex, user.name.casefold()):
                return user
        raise NotFoundError(
            f"Nobody here is called {str(name_or_id)!r}.",
            remedy=_there_are("users", users),
            says="nobody",
            name=str(name_or_id),
        )

    async def user_by_id(self, user_id: UUID) -> User:
        """Raises `NotFoundError`."""
        async with self._database.reading() as session:
            return await must_get(session, User, user_id)

    async def save_user(self, user: User, now: datetime) -> User:
        """Raises as `add_user` does, `NotFoundError`, and `ConflictError` where no owner would be left. Their check-ins
        ring by the new zone from now on."""
        user = checked_user(user)
        async with self._database.writing() as session:
            await _name_is_free(session, user)
            before = await must_get(session, User, user.id)
            if before.role is Role.OWNER and user.role is not Role.OWNER:
                await check_owner_left(session, user.id)
            if before.timezone != user.timezone:
                for check_in in await session.scalars(select(CheckIn).where(col(CheckIn.user_id) == user.id)):
                    check_in.next_due_at = _earliest(check_in, _first_due(check_in, user.timezone, now))
            return await save(session, user)

    async def add_check_in(self, check_in: CheckIn) -> CheckIn:
        """Raises `InvalidInputError` for a time, weekday or channel that cannot be, `NotFoundError` for the user."""
        check_in = checked_check_in(check_in)
        async with self._database.writing() as session:
            user = await must_get(session, User, check_in.user_id)
            check_in.next_due_at = _first_due(check_in, user.timezone, check_in.created_at)
            session.add(check_in)
        return check_in

    async def check_ins(self, user_id: UUID | None = None, *, archived: bool = False) -> list[CheckIn]:
        """Of one user or of all, by local time; with `archived`, those too."""
        query = select(CheckIn).order_by(col(CheckIn.at), col(CheckIn.created_at))
        if user_id is not None:
            query = query.where(col(CheckIn.user_id) == user_id)
        if not archived:
            query = query.where(col(CheckIn.archived_at).is_(None))
        async with self._database.reading() as session:
            return list(await session.scalars(query))

    async def check_in(self, check_in_id: UUID) -> CheckIn:
        """Archived or not. Raises `NotFoundError`."""
        async with self._database.reading() as session:
            return await must_get(session, CheckIn, check_in_id)

    async def save_check_in(self, check_in: CheckIn, now: datetime) -> CheckIn:
        """Raises as `add_check_in` does. It rings as it now says from now on."""
        check_in = checked_check_in(check_in)
        async with self._database.writing() as session:
            user = await must_get(session, User, check_in.user_id)
            before = await must_get(session, CheckIn, check_in.id)
            check_in.next_due_at = _earliest(before, _first_due(check_in, user.timezone, now))
            return await save(session, check_in)

    async def archive_check_in(self, check_in_id: UUID, now: datetime) -> CheckIn:
        """It rings no more, its calls stay. Archiving twice keeps the first time. Raises `NotFoundError`."""
        async with self._database.writing() as session:
            check_in = await must_get(session, CheckIn, check_in_id)
            check_in.archived_at = check_in.archived_at or now
        return check_in

    async def restore_check_in(self, check_in_id: UUID, now: datetime) -> CheckIn:
        """It rings again, from now on; one that was not archived is left as it is. Raises `NotFoundError`."""
        async with self._database.writing() as session:
            check_in = await must_get(session, CheckIn, check_in_id)
            if check_in.archived_at is not None:
                user = await must_get(session, User, check_in.user_id)
                check_in.archived_at, check_in.next_due_at = None, _first_due(check_in, user.timezone, now)
        return check_in

    async def add_room(self, room: Room) -> Room:
        """Raises `ConflictError` for a name that exists (in any case), `InvalidInputError`."""
        room = checked_room(room)
        async with self._database.writing() as session:
            await _name_is_free(session, room)
            session.add(room)
        return room

    async def rooms(self) -> list[Room]:
        """All of them, by name; tablets after rooms with devices, as calls that name no room ring in the first."""
        async with self._database.reading() as session:
            return sorted(await session.scalars(select(Room)), key=lambda room: (room.kiosk, room.name.casefold()))

    async def room(self, name_or_id: str) -> Room:
        """By id, or by name in any case. Raises `NotFoundError` listing the rooms."""
        rooms = await self.rooms()
        wanted = name_or_id.strip().casefold()
        for room in rooms:
            if wanted in (room.name.casefold(), str(room.id)):
                return room
        raise NotFoundError(
            f"There is no room called {name_or_id!r}.",
            remedy=_there_are("rooms", rooms),
            says="no_room",
            name=str(name_or_id),
        )

    async def save_room(self, room: Room) -> Room:
        """Raises as `add_room` does, and `NotFoundError`."""
        room = checked_room(room)
        async with self._database.writing() as session:
            await _name_is_free(session, room)
            return await save(session, room)

    async def remove_room(self, name: str) -> None:
        """Raises `NotFoundError` listing the rooms. Calls and check-ins keep the name they were given; a tablet that is
        paired with it is paired no more."""
        room = await self.room(name)
        async with self._database.writing() as session:
            for kiosk in await session.scalars(select(Kiosk).where(col(Kiosk.room_id) == room.id)):
                await session.delete(kiosk)
            await session.flush()
            await session.delete(await must_get(session, Room, room.id))


@cache
def _zones() -> set[str]:
    return available_timezones()


def _reads_as_id(name: str) -> bool:
    try:
        UUID(name)
    except ValueError:
        return False
    return True


def checked_user(user: User) -> User:
    """A validated copy, put in order. Raises `InvalidInputError`."""
    user = checked(user)
    user.name = one_line(user.name, "A name")
    if user.name.casefold() == MYSELF or _reads_as_id(user.name):
        raise InvalidInputError(
            f"{user.name!r} is no name: a program would take it for somebody else.", says="no_name", name=user.name
        )
    zones = _zones()
    if user.timezone not in zones:
        near = listed(_near(user.timezone, zones))
        raise InvalidInputError(
            f"{user.timezone!r} is no time zone.",
            remedy=f"Near it: {near}.",
            says="zone",
            text=user.timezone,
            near=near,
        )
    if not WALL_TIME.fullmatch(user.day_ends_at) or parse_local_time(user.day_ends_at) > LATEST_END:
        raise InvalidInputError(
            f"A day cannot end at {user.day_ends_at!r}.",
            remedy="Write a time from 00:00 to 11:59, 03:00 for example.",
            says="day_end",
            text=user.day_ends_at,
        )
    if not 0 <= user.nudges_a_day <= MOST_NUDGES:
        raise InvalidInputError(
            f"Nudges a day are 0 to {MOST_NUDGES}, not {user.nudges_a_day}.",
            says="number_range",
            text=user.nudges_a_day,
            least=0,
            most=MOST_NUDGES,
        )
    return user


def _near(wanted: str, zones: set[str]) -> list[str]:
    """Zones that look like it: by whole name, or by city alone (`berlin` is Europe/Berlin)."""
    names = {zone.casefold(): zone for zone in zones}
    cities = {zone.casefold().rpartition("/")[2]: zone for zone in sorted(zones)}
    typed = wanted.strip().casefold().replace(" ", "_")
    found = [cities[city] for city in difflib.get_close_matches(typed.rpartition("/")[2], cities, n=3)]
    found += [names[name] for name in difflib.get_close_matches(typed, names, n=3)]
    return list(dict.fromkeys(found)) or ["Europe/London", "America/New_York", "Asia/Kolkata"]


def checked_check_in(check_in: CheckIn) -> CheckIn:
    """A validated copy, put in order. Raises `InvalidInputError`."""
    check_in = checked(check_in)
    if not WALL_TIME.fullmatch(check_in.at):
        raise InvalidInputError(
            f"{check_in.at!r} is no time of day.",
            remedy="Write it as HH:MM, for example 21:30.",
            says="time",
            text=check_in.at,
        )
    check_weekdays(check_in.weekdays)
    if not check_in.channels or not all(name.strip() for name in check_in.channels):
        raise InvalidInputError("A check-in needs at least one channel, for example speaker.")
    if any(minutes <= 0 for minutes in check_in.retry_minutes):
        raise InvalidInputError(f"Retries come minutes after the due time, not {check_in.retry_minutes}.")
    _check_dates(check_in)
    if check_in.wake_task and check_in.ring is not RingStyle.WAKE_UP:
        raise InvalidInputError("A task to wake up by needs a wake-up.", remedy="Add --ring wake_up.")
    check_in.channels = list(dict.fromkeys(check_in.channels))
    check_in.weekdays = sorted(set(check_in.weekdays))
    check_in.retry_minutes = sorted(set(check_in.retry_minutes))
    check_in.channel_rules = checked_rules(check_in.channel_rules, check_in.channels)
    return check_in


def _earliest(before: CheckIn, due_at: datetime) -> datetime:
    """What was due before and nobody has claimed stays to be looked at."""
    return due_at if before.next_due_at is None else min(before.next_due_at, due_at)


def _first_due(check_in: CheckIn, timezone: str, after: datetime) -> datetime:
    found = next_occurrence(plan_of(check_in, timezone), after)
    return found.due_at if found else NEVER


def _check_dates(check_in: CheckIn) -> None:
    for day in (check_in.starts_on, check_in.ends_on):
        if day is not None and not EARLIEST_DAY <= day <= LATEST_DAY:
            raise InvalidInputError(f"{day} is no day a check-in can begin or end on.")
    if check_in.starts_on and check_in.ends_on and check_in.ends_on < check_in.starts_on:
        raise InvalidInputError(
            f"It would end on {check_in.ends_on}, before it begins on {check_in.starts_on}.",
            says="days_backwards",
            first=check_in.starts_on,
            last=check_in.ends_on,
        )
    if not 1 <= check_in.every_weeks <= MOST_WEEKS:
        raise InvalidInputError(
            f"Weeks rotate by 1 to {MOST_WEEKS}, not {check_in.every_weeks}.",
            says="number_range",
            text=check_in.every_weeks,
            least=1,
            most=MOST_WEEKS,
        )
    if not 0 <= check_in.week_phase < check_in.every_weeks:
        raise InvalidInputError(f"A rotation of {check_in.every_weeks} weeks has no week {check_in.week_phase}.")
    if not 0 <= check_in.jitter_minutes <= MOST_JITTER_MINUTES:
        raise InvalidInputError(
            f"The jitter is 0 to {MOST_JITTER_MINUTES} minutes, not {check_in.jitter_minutes}.",
            says="number_range",
            text=check_in.jitter_minutes,
            least=0,
            most=MOST_JITTER_MINUTES,
        )


def checked_room(room: Room) -> Room:
    """A validated copy, put in order. Raises `InvalidInputError`."""
    room = checked(room)
    room.name = one_line(room.name, "A room's name")
    if not 0 <= room.volume <= 1:
        raise InvalidInputError(f"A room's volume is 0 to 1, not {room.volume}.")
    if not 0 <= room.fade_in_seconds <= 60:
        raise InvalidInputError(f"A room's fade-in is 0 to 60 seconds, not {room.fade_in_seconds}.")
    room.volume_by_hour = checked_hours(room.volume_by_hour)
    return room


async def _name_is_free(session: AsyncSession, record: Named) -> None:
    for other in await session.scalars(select(type(record))):
        if other.id != record.id and other.name.casefold() == record.name.casefold():
            raise ConflictError(
                f"The {type(record).__name__.lower()} {other.name!r} exists already.", says="taken", name=other.name
            )


def _there_are(what: str, records: Sequence[User | Room]) -> str:
    return f"There are these {what}: {listed(record.name for record in records)}."
