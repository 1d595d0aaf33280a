"""Tablets that are rooms: which is paired with which, by the digests of their cookies."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlmodel import col

from appliance.errors import ConflictError, NotFoundError
from appliance.records.people import Room
from appliance.records.security import Kiosk
from appliance.store.doors import checked, must_get
from appliance.store.people import checked_room
from appliance.store.sqlite import Database


class Kiosks:
    """A room has at most one."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def pair(self, room: Room, kiosk: Kiosk) -> Room:
        """Make this tablet the room of that name, a new one or one that was a tablet before: its earlier tablet is
        paired no more, and `private` counts from now on.

        Raises `ConflictError` for the name of a room that has devices of its own, `InvalidInputError`.
        """
        wanted = checked_room(room)
        async with self._database.writing() as session:
            known = await session.scalars(select(Room))
            found = next((each for each in known if each.name.casefold() == wanted.name.casefold()), None)
            if found is not None and not found.kiosk:
                raise ConflictError(
                    f"The room {found.name!r} has a speaker and a microphone of its own.",
                    remedy="Give the tablet another name.",
                )
            if found is None:
                found = wanted
                found.kiosk = True
                session.add(found)
            found.private = wanted.private
            await session.execute(delete(Kiosk).where(col(Kiosk.room_id) == found.id))
            await session.flush()
            kiosk.room_id = found.id
            session.add(checked(kiosk))
        return found

    async def of_token(self, digest: str) -> tuple[Kiosk, Room] | None:
        """The tablet that has this cookie, and the room it is."""
        query = select(Kiosk, Room).join(Room, col(Room.id) == col(Kiosk.room_id))
        async with self._database.reading() as session:
            found = (await session.execute(query.where(col(Kiosk.token_digest) == digest))).first()
        return None if found is None else (found[0], found[1])

    async def by_room(self) -> dict[UUID, Kiosk]:
        """All of them, by the id of their room."""
        async with self._database.reading() as session:
            return {each.room_id: each for each in await session.scalars(select(Kiosk))}

    async def change(self, room_id: UUID, *, language: str, calls_by_name: bool) -> Kiosk:
        """Raises `NotFoundError` where no tablet is paired."""
        async with self._database.writing() as session:
            row = await session.scalar(select(Kiosk).where(col(Kiosk.room_id) == room_id))
            if row is None:
                raise _nothing_paired()
            row.language, row.calls_by_name = language, calls_by_name
        return row

    async def seen(self, kiosk_id: UUID, now: datetime) -> None:
        """Its page is open. Nothing where it is paired no more."""
        async with self._database.writing() as session:
            await session.execute(update(Kiosk).where(col(Kiosk.id) == kiosk_id).values(seen_at=now))

    async def unpair(self, room_id: UUID) -> None:
        """Its cookie opens nothing any more; the room stays, and rings once another tablet is paired with it.

        Raises `NotFoundError` where none is.
        """
        async with self._database.writing() as session:
            await must_get(session, Room, room_id)
            row: Any = await session.scalar(select(Kiosk).where(col(Kiosk.room_id) == room_id))
            if row is None:
                raise _nothing_paired()
            await session.delete(row)


def _nothing_paired() -> NotFoundError:
    return NotFoundError("No tablet is paired with that room.", remedy="Pair one: open /kiosk on it.")
