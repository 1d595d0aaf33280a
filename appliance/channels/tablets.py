"""Tablets that are rooms: which are connected, and how a call gets its sound there.

A tablet is no channel of its own. It is the speaker and the microphone of a room, so the speaker channel rings there by
the rules of rooms: nobody answers a telephone, the chime sounds and a name is called.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from uuid import UUID

from appliance.channels.browser import Announcement, Connection, Ringing
from appliance.channels.browser.ringing import answered
from appliance.ports import Notice, Unreached
from appliance.records.calls import AttemptResult
from appliance.records.people import Room

RETURN_SECONDS = 5.0
"""A tablet whose connection was lost may be back within this."""

OPEN_SECONDS = 12.0
"""Within so long a tablet that is connected opens its sound and microphone for a call."""


@dataclass(frozen=True, slots=True)
class Readiness:
    """What a tablet's page says of itself when it connects."""

    sound: bool = False
    """Whether its browser lets it sound: most want to be touched once."""
    microphone: bool = False


class Tablets:
    """The meeting point of the speaker channel and the pages of tablets. Used from the loop's thread only."""

    def __init__(self) -> None:
        self._ringing = Ringing()
        self._ready: dict[UUID, list[Readiness]] = {}

    @contextmanager
    def page(self, room_id: UUID, ready: Readiness) -> Iterator[asyncio.Queue[Announcement]]:
        """The page of this room's tablet is open for as long as the block lasts; it is told what is to sound on it."""
        here = self._ready.setdefault(room_id, [])
        here.append(ready)
        try:
            with self._ringing.page(room_id) as told:
                yield told
        finally:
            here.remove(ready)
            if not here:
                self._ready.pop(room_id, None)

    def connected(self, room_id: UUID) -> Readiness | None:
        """What the room's tablet can do now; None where it is not connected."""
        here = self._ready.get(room_id)
        if not here:
            return None
        return Readiness(any(each.sound for each in here), any(each.microphone for each in here))

    def answer(self, attempt_id: UUID, room_id: UUID, page: Connection) -> None:
        """The tablet has opened its sound. Raises as `Ringing.answer` does."""
        self._ringing.answer(attempt_id, room_id, page)

    @asynccontextmanager
    async def reached(self, room: Room, notice: Notice) -> AsyncIterator[Connection | Unreached]:
        """The room's sound, before the first of it is due; or why there is none. It is told when the call is over."""
        with suppress(TimeoutError):
            async with asyncio.timeout(RETURN_SECONDS):
                await self._ringing.page_opened(room.id)
        ready = self.connected(room.id)
        if ready is None:
            yield _unavailable(f"the tablet of {room.name} is not connected: is it on, with its page in front?")
            return
        if not ready.sound:
            yield _unavailable(f"the tablet of {room.name} may not sound yet: tap it once")
            return
        with self._ringing.ring(notice.attempt_id, room.id) as ring:
            page = await answered(ring, OPEN_SECONDS, notice.called_off)
            if page is AttemptResult.DECLINED:
                self._ringing.end(ring, "declined")
        if page is AttemptResult.DECLINED:
            yield Unreached(AttemptResult.DECLINED)
            return
        if not isinstance(page, Connection):
            yield _unavailable(f"the tablet of {room.name} did not open its sound: is its page in front?")
            return
        try:
            if page.features.sound:
                yield page
            else:
                yield _unavailable(f"the tablet of {room.name} may not sound yet: tap it once")
        finally:
            page.over()


def _unavailable(detail: str) -> Unreached:
    return Unreached(AttemptResult.UNAVAILABLE, detail)
