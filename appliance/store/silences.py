"""What keeps the appliance quiet: pauses and quiet hours, of one person or of the household."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import or_, select
from sqlmodel import col

from appliance.errors import InvalidInputError
from appliance.records.people import Pause, QuietHours, User
from appliance.schedule.walltime import parse_local_time
from appliance.store.doors import by_id_or_prefix, check_weekdays, checked, must_get, theirs
from appliance.store.sqlite import Database


class Silences:
    """Pauses come about by requests; here they are read. Quiet hours are set here."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def pauses(self, user_id: UUID | None = None, *, since: date | None = None) -> list[Pause]:
        """Of one person and of the household, or all; those only that cover a day from `since` on, where given."""
        query = select(Pause).order_by(col(Pause.from_day), col(Pause.created_at))
        if user_id is not None:
            query = query.where(theirs(Pause, [user_id]))
        if since is not None:
            query = query.where(or_(col(Pause.until_day).is_(None), col(Pause.until_day) >= since))
        async with self._database.reading() as session:
            return list(await session.scalars(query))

    async def quiet_hours(self, user_id: UUID | None = None) -> list[QuietHours]:
        """Of one person and of the household, or all."""
        query = select(QuietHours).order_by(col(QuietHours.begins), col(QuietHours.created_at))
        if user_id is not None:
            query = query.where(theirs(QuietHours, [user_id]))
        async with self._database.reading() as session:
            return list(await session.scalars(query))

    async def add_quiet_hours(self, hours: QuietHours) -> QuietHours:
        """Raises `InvalidInputError` for times or weekdays that cannot be, `NotFoundError` for the user."""
        hours = checked_hours(hours)
        async with self._database.writing() as session:
            if hours.user_id is not None:
                await must_get(session, User, hours.user_id)
            session.add(hours)
        return hours

    async def quiet_hours_by_id(self, hours_id: UUID) -> QuietHours:
        """Raises `NotFoundError`."""
        async with self._database.reading() as session:
            return await must_get(session, QuietHours, hours_id)

    async def remove_quiet_hours(self, wanted: UUID | str) -> QuietHours:
        """By id or its unique beginning. Raises `NotFoundError`, `InvalidInputError`."""
        async with self._database.writing() as session:
            found = await by_id_or_prefix(session, QuietHours, wanted)
            await session.delete(found)
        return found

    async def add_pause(self, pause: Pause) -> Pause:
        """A pause as a row, for whoever restores or imports one; people ask for one by a request."""
        pause = checked_pause(pause)
        async with self._database.writing() as session:
            session.add(pause)
        return pause


def checked_hours(hours: QuietHours) -> QuietHours:
    """A validated copy, put in order. Raises `InvalidInputError`."""
    hours = checked(hours)
    begins, ends = parse_local_time(hours.begins), parse_local_time(hours.ends)
    if begins == ends:
        raise InvalidInputError(
            f"Quiet hours from {hours.begins} to {hours.ends} would be the whole day.",
            remedy="For days without any ring, pause instead: appliance pause",
            says="quiet_all_day",
            begins=hours.begins,
            ends=hours.ends,
        )
    check_weekdays(hours.weekdays)
    hours.begins, hours.ends = f"{begins:%H:%M}", f"{ends:%H:%M}"
    return hours


def checked_pause(pause: Pause) -> Pause:
    """A validated copy. Raises `InvalidInputError`."""
    pause = checked(pause)
    if pause.until_day is not None and pause.until_day < pause.from_day:
        raise InvalidInputError(
            f"A pause cannot end ({pause.until_day}) before it begins ({pause.from_day}).",
            says="days_backwards",
            first=pause.from_day,
            last=pause.until_day,
        )
    return pause
