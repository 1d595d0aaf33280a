"""Whether somebody is at home, by an address of the home that says so: asked now and then, believed with care.

What a person set by hand (on the page, by voice, by a Telegram answer, by a message) counts more for some hours.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from appliance.calls.desk import Desk
from appliance.calls.occasions import today_of
from appliance.errors import ApplianceError, NotFoundError, OutsideHomeError, ReachError
from appliance.ports import Now
from appliance.reach.nearby import Asked
from appliance.reach.webhooks.delivering import Asks
from appliance.reach.wishes import wish
from appliance.records.host import RequestRecord
from appliance.records.people import Whereabouts
from appliance.records.reach import PresenceSource
from appliance.records.requests import RequestKind, RequestSource
from appliance.store import Store

log = logging.getLogger(__name__)

LOOK_SECONDS, IDLE_SECONDS = 5.0, 30.0
"""Between looks at whom to ask, where there is somebody, and where there is nobody."""

SURE_AFTER = {Whereabouts.HOME: 1, Whereabouts.AWAY: 3}
"""Equal readings in a row until it is believed: a telephone that sleeps drops out of the network for a moment."""

NOT_MODIFIED = 304
HOME_WORDS = frozenset({"home", "on", "true", "yes", "present", "1"})
UNKNOWN_WORDS = frozenset({"", "unknown", "unavailable", "none", "null"})
STATE_KEYS = ("state", "presence", "home", "value")
"""Of an answer that is a JSON object, the first that is there (`state` is Home Assistant's)."""

WORDS = {Whereabouts.HOME: "arrived", Whereabouts.AWAY: "left"}


@dataclass(frozen=True, slots=True)
class Run:
    """Equal readings in a row."""

    seen: Whereabouts | None = None
    times: int = 0

    def with_reading(self, reading: Whereabouts) -> Run:
        """One more."""
        return replace(self, times=self.times + 1) if reading is self.seen else Run(reading, 1)

    @property
    def believed(self) -> Whereabouts | None:
        """What they add up to; None: nothing yet."""
        return self.seen if self.seen is not None and self.times >= SURE_AFTER[self.seen] else None


def reading_of(body: bytes) -> Whereabouts | None:
    """What an answer says; None where it does not know. Other places than home are away. Raises `ReachError`."""
    try:
        text = body.decode().strip()
        content = json.loads(text) if text[:1] in ("{", '"') else text
    except (ValueError, RecursionError) as error:
        raise _says_neither() from error
    if isinstance(content, dict):
        key = next((each for each in STATE_KEYS if each in content), None)
        if key is None:
            raise _says_neither()
        content = content[key]
    if not isinstance(content, str | bool | int) and content is not None:
        raise _says_neither()
    word = str("" if content is None else content).strip().lower()
    if len(word) > 100 or "\n" in word:
        raise _says_neither()
    if word in UNKNOWN_WORDS:
        return None
    return Whereabouts.HOME if word in HOME_WORDS else Whereabouts.AWAY


def _says_neither() -> ReachError:
    return ReachError(
        "Its answer says neither home nor away.",
        remedy='As in {"state": "home"}, or one word.',
        says="presence_neither",
    )


def held_by_hand(records: Sequence[RequestRecord], user_id: UUID, hold: timedelta, now: datetime) -> bool:
    """Whether the person said lately where they are. `records` are requests, in any order. Pure."""
    return any(
        record.user_id == user_id
        and record.kind is RequestKind.PLACE
        and record.source is not RequestSource.PRESENCE
        and record.receipt.get("done")
        and now - record.settled_at < hold
        for record in records
    )


class Presence:
    """Asks each source as often as it wants to be asked."""

    def __init__(self, store: Store, desk: Desk, now: Now, nearby: Asks) -> None:
        self._store = store
        self._desk = desk
        self._now = now
        self._nearby = nearby
        self._asked: dict[UUID, datetime] = {}
        self._runs: dict[UUID, Run] = {}
        self._etags: dict[UUID, tuple[str, bytes]] = {}
        self.errors: dict[UUID, ApplianceError] = {}
        """What went wrong when a source was asked last, by its id."""

    async def run(self) -> None:
        """Never returns. A source that hangs holds up no other."""
        asking: dict[UUID, asyncio.Task[None]] = {}
        try:
            while True:
                sources: list[PresenceSource] = []
                with suppress(ApplianceError):
                    sources = await self._store.home.presences()
                self._forget({each.id for each in sources})
                asking = {key: task for key, task in asking.items() if not task.done()}
                for each in sources:
                    if each.id not in asking and self._is_due(each):
                        asking[each.id] = asyncio.create_task(self._ask_quietly(each), name="ask who is at home")
                await asyncio.sleep(LOOK_SECONDS if sources else IDLE_SECONDS)
        finally:
            for task in asking.values():
                task.cancel()
            await asyncio.gather(*asking.values(), return_exceptions=True)

    async def ask(self, source: PresenceSource) -> Whereabouts | None:
        """What it says now, and what follows from it. Raises nothing of the machine's: its fault is kept."""
        now = self._now()
        self._asked[source.id] = now
        try:
            reading = await self._reading(source)
        except ApplianceError as error:
            self._runs.pop(source.id, None)  # what was counted before may be long ago
            self.errors[source.id] = error
            if isinstance(error, OutsideHomeError) and source.fault != error.message:
                await self._store.audit.append(now, "appliance", "refuse connection", f"presence {source.id}")
            await self._store.home.note_presence(source.id, now, None, error.message)
            return None
        self.errors.pop(source.id, None)
        if reading is None:
            self._runs.pop(source.id, None)
            await self._store.home.note_presence(source.id, now, None)
            return None
        run = self._runs[source.id] = self._runs.get(source.id, Run()).with_reading(reading)
        await self._store.home.note_presence(source.id, now, reading)
        if run.believed is not None:
            await self._follow(source, run.believed, now)
        return reading

    async def _follow(self, source: PresenceSource, place: Whereabouts, now: datetime) -> None:
        try:
            user = await self._store.people.user_by_id(source.user_id)
        except NotFoundError:
            return
        if user.whereabouts is place:
            return
        records = await self._store.requests.places(user.id)
        if held_by_hand(records, user.id, timedelta(minutes=source.hold_minutes), now):
            return
        await self._desk.execute(wish(WORDS[place], user.id, RequestSource.PRESENCE, uuid4(), today_of(user, now)))

    async def _reading(self, source: PresenceSource) -> Whereabouts | None:
        etag, body = self._etags.get(source.id, ("", b""))
        headers = {"Authorization": f"Bearer {source.token}"} if source.token else {}
        answer = await self._nearby.ask(
            Asked("GET", source.address, {**headers, **({"If-None-Match": etag} if etag else {})})
        )
        if answer.status == NOT_MODIFIED and etag:
            return reading_of(body)
        if answer.status in (401, 403):
            raise ReachError("It refused the token.", remedy="Set the token anew.", says="machine_password")
        if not answer.fine:
            raise ReachError(
                f"It answered HTTP {answer.status}.",
                remedy="Is its address right?",
                says="machine_answered",
                status=answer.status,
            )
        reading = reading_of(answer.body)
        self._etags[source.id] = (answer.headers.get("etag", "")[:200], answer.body)
        return reading

    def _is_due(self, source: PresenceSource) -> bool:
        asked = self._asked.get(source.id)
        every = timedelta(seconds=source.every_seconds)
        return asked is None or not timedelta(0) <= self._now() - asked < every

    def _forget(self, known: set[UUID]) -> None:
        for kept in (self._asked, self._runs, self._etags, self.errors):
            for key in set(kept) - known:
                del kept[key]

    async def _ask_quietly(self, source: PresenceSource) -> None:
        try:
            await self.ask(source)
        except ApplianceError as error:
            log.warning("who is at home could not be kept: %s", error.code)
