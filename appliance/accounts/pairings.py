"""Pairing tablets: one shows a code, an owner enters it, and the tablet is a room from then on.

Codes that wait are kept in memory only: after a restart a tablet shows another one.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hmac import compare_digest

from appliance.accounts.roles import administers
from appliance.accounts.secrets import digest, new_code, new_cookie
from appliance.accounts.throttle import Throttle
from appliance.errors import ForbiddenError, RefusedError, TooManyTriesError
from appliance.ports import Now
from appliance.records.people import Room, User
from appliance.records.security import Kiosk
from appliance.store import Store

GOOD_FOR = timedelta(minutes=10)

MOST_WAITING = 64
MOST_OF_ADDRESS = 4
"""Codes that wait, in all and for one address; the oldest goes. Whoever asks for many keeps nobody else out."""

NOTED_EVERY = timedelta(minutes=5)
"""That a tablet is there is written down no more often."""

MOST_LABEL = 120


@dataclass(frozen=True, slots=True)
class Waiting:
    """A tablet that shows a code."""

    code: str
    cookie_digest: str
    address: str
    label: str
    """What its browser says it is."""
    expires_at: datetime
    over: asyncio.Event = field(default_factory=asyncio.Event)
    """Set once it is paired, or its code has given way to another."""


class Pairings:
    """One for each process."""

    def __init__(self, store: Store, now: Now, throttle: Throttle | None = None) -> None:
        self._store = store
        self._now = now
        self._throttle = throttle or Throttle()
        self._waiting: list[Waiting] = []

    def begin(self, address: str, label: str) -> tuple[str, Waiting]:
        """A cookie for a tablet, and the code that it shows."""
        self._forget_old()
        of_address = [each for each in self._waiting if each.address == address]
        for each in (*of_address[: 1 - MOST_OF_ADDRESS], *self._waiting[: 1 - MOST_WAITING]):
            self._end(each)
        cookie = new_cookie()
        printable = "".join(letter for letter in label if letter.isprintable())[:MOST_LABEL]
        begun = Waiting(new_code(), digest(cookie), address, printable, self._now() + GOOD_FOR)
        self._waiting.append(begun)
        return cookie, begun

    def waiting(self, cookie: str) -> Waiting | None:
        """What the tablet with this cookie waits for; None for one that is paired, unknown or too late."""
        self._forget_old()
        known = digest(cookie)
        return next((each for each in self._waiting if compare_digest(each.cookie_digest, known)), None)

    def shown_by(self, code: str, owner: User, address: str) -> Waiting:
        """Which tablet shows this code, of an owner who asks from `address`.

        Raises `ForbiddenError`, `RefusedError` for a code that none shows (any more), `TooManyTriesError`.
        """
        if not administers(owner):
            raise ForbiddenError("Only an owner of the household may do that.")
        key = f"\0pairing {owner.id}"
        if (wait := self._throttle.wait_seconds(key, address)) > 0:
            raise TooManyTriesError(wait)
        self._forget_old()
        typed = code.strip().lower().encode("utf-8", "replace")
        found = [each for each in self._waiting if compare_digest(each.code.encode(), typed)]
        if not found:
            self._throttle.failed(key, address)
            raise RefusedError(
                "No tablet shows that code (any more).",
                remedy="It is good once, for ten minutes: open /kiosk on it.",
                says="pairing_code",
            )
        return found[0]

    async def pair(self, code: str, room: Room, language: str, owner: User, address: str) -> Room:
        """Make the tablet that shows this code a room; the code is used up.

        Raises as `shown_by` does, and as `Kiosks.pair` does, after which the code is good still.
        """
        tablet, now = self.shown_by(code, owner, address), self._now()
        self._waiting.remove(tablet)  # before anything is waited for: a code sent twice at once counts once
        row = Kiosk(
            room_id=room.id,
            token_digest=tablet.cookie_digest,
            language=language,
            label=tablet.label,
            address=tablet.address,
            paired_at=now,
            seen_at=now,
        )
        try:
            paired = await self._store.kiosks.pair(room, row)
        except BaseException:
            self._waiting.append(tablet)
            raise
        tablet.over.set()
        await self._store.audit.append(now, f"user {owner.id}", "pair kiosk", f"room {paired.id}")
        return paired

    async def kiosk_of(self, cookie: str) -> tuple[Kiosk, Room] | None:
        """Which tablet has this cookie, and the room it is; None for one that is not paired (any more)."""
        found = await self._store.kiosks.of_token(digest(cookie)) if cookie else None
        if found is None:
            return None
        kiosk, now = found[0], self._now()
        if kiosk.seen_at is None or now - kiosk.seen_at >= NOTED_EVERY:
            await self._store.kiosks.seen(kiosk.id, now)
        return found

    async def unpair(self, room: Room, actor: str) -> None:
        """By an owner or by the tablet itself. Raises `NotFoundError` where none is paired."""
        await self._store.kiosks.unpair(room.id)
        await self._store.audit.append(self._now(), actor, "unpair kiosk", f"room {room.id}")

    def count_call(self, kiosk: Kiosk) -> None:
        """Somebody had a person called at a tablet. Raises `TooManyTriesError` where that was done too often."""
        key = f"\0kiosk {kiosk.id}"
        if (wait := self._throttle.wait_seconds(key, key)) > 0:
            raise TooManyTriesError(wait)
        self._throttle.failed(key, key)

    def _forget_old(self) -> None:
        now = self._now()
        for each in [each for each in self._waiting if each.expires_at <= now]:
            self._end(each)

    def _end(self, waiting: Waiting) -> None:
        if waiting in self._waiting:
            self._waiting.remove(waiting)
        waiting.over.set()
