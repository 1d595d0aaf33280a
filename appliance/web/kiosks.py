"""Which tablet asks, and what it may be shown: names and times of calls in its room, nothing of what they are about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import Depends, Request
from starlette.requests import HTTPConnection

from appliance.calls.coming import coming
from appliance.channels.speaker import SpeakerChannel
from appliance.channels.tablets import Readiness
from appliance.errors import RefusedError
from appliance.records.people import Role, Room, User
from appliance.records.security import Kiosk
from appliance.web.api.callers import parts_of
from appliance.web.cookies import Cookie, cookie_of
from appliance.web.parts import Parts

MOST_NEXT = 3


@dataclass(frozen=True, slots=True)
class Tablet:
    """One that is paired."""

    kiosk: Kiosk
    room: Room

    @property
    def actor(self) -> str:
        """For the audit log."""
        return f"kiosk {self.kiosk.id}"


@dataclass(frozen=True, slots=True)
class Next:
    """A call to come."""

    name: str
    at: datetime
    """Aware, UTC."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A tablet as pages and programs see it."""

    connected: bool
    seen_at: datetime | None
    sound: bool
    microphone: bool
    label: str
    language: str
    calls_by_name: bool


async def tablet_of(connection: HTTPConnection, parts: Parts) -> Tablet | None:
    """Which tablet this is; None for what is none, or not paired (any more)."""
    found = await parts.pairings.kiosk_of(cookie_of(connection, Cookie.KIOSK))
    return None if found is None else Tablet(*found)


async def paired(request: Request) -> Tablet:
    """The rule of a tablet's own routes. Raises `RefusedError` for anybody else, whoever is signed in."""
    tablet = await tablet_of(request, parts_of(request))
    if tablet is None:
        raise RefusedError("This tablet is not paired (any more).", remedy="Open /kiosk on it.")
    return tablet


Here = Annotated[Tablet, Depends(paired)]


async def next_calls(parts: Parts, room: Room) -> list[Next]:
    """Who is called in this room next."""
    rooms = await parts.store.people.rooms()
    is_first = bool(rooms) and rooms[0].id == room.id
    here = [
        Next(each.user.name, each.ring_at)
        for each in await coming(parts.store, parts.now())
        if SpeakerChannel.name in each.channels
        and (is_first if each.room is None else each.room.casefold() == room.name.casefold())
    ]
    return here[:MOST_NEXT]


async def callable_here(parts: Parts, tablet: Tablet) -> list[User]:
    """Whom its buttons have called: nobody, unless an owner switched them on."""
    if not tablet.kiosk.calls_by_name:
        return []
    return [each for each in await parts.store.people.users() if each.role is not Role.VIEWER]


async def shown_of(parts: Parts) -> dict[str, Shown | None]:
    """Each room that is a tablet, by its id as text; None where no tablet is paired with it."""
    kiosks = await parts.store.kiosks.by_room()
    found: dict[str, Shown | None] = {}
    for room in await parts.store.people.rooms():
        if not room.kiosk:
            continue
        kiosk = kiosks.get(room.id)
        ready = parts.tablets.connected(room.id) if parts.tablets is not None else None
        now = ready or Readiness()
        if kiosk is None:
            found[str(room.id)] = None
            continue
        found[str(room.id)] = Shown(
            connected=ready is not None,
            seen_at=kiosk.seen_at,
            sound=now.sound,
            microphone=now.microphone,
            label=kiosk.label,
            language=kiosk.language,
            calls_by_name=kiosk.calls_by_name,
        )
    return found
