"""All of the home around: opened with the appliance, at work while it is on duty, asked by pages and commands."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from appliance.calls.desk import Desk
from appliance.channels.browser import Ringing
from appliance.errors import ApplianceError, InvalidInputError, OutsideHomeError, ReachError
from appliance.feed import EVERYTHING
from appliance.ports import Now
from appliance.reach.mqtt.board import Topics
from appliance.reach.mqtt.broker import Broker
from appliance.reach.mqtt.commands import Commands
from appliance.reach.nearby import Nearby
from appliance.reach.presence import Presence
from appliance.reach.push.pushing import PUSHED, Pusher
from appliance.reach.returning import Returning
from appliance.reach.states import LinkState
from appliance.reach.webhooks.delivering import Deliverer
from appliance.reach.webhooks.herald import Herald
from appliance.reach.webhooks.incoming import Inbox
from appliance.records.people import User
from appliance.records.reach import HomeLink, LinkKind
from appliance.store import Store

log = logging.getLogger(__name__)

SWEEP_SECONDS = 60.0
UNTOLD = frozenset({
    "audit_log", "sessions", "answered_once", "host_marks", "conversations", "observations", "webhook_deliveries",
    "presence_sources", "inward_hooks", "api_tokens", "memories",
})  # fmt: skip
"""Tables whose changes show nowhere at the broker."""

DELIVERIES, CALLS = "webhook_deliveries", "calls"


@dataclass(frozen=True, slots=True)
class Around:
    """The parts. Nothing of it does anything before somebody has set it up."""

    store: Store
    now: Now
    nearby: Nearby
    broker: Broker
    herald: Herald
    deliverer: Deliverer
    inbox: Inbox
    pusher: Pusher
    presence: Presence
    returning: Returning

    @classmethod
    def build(
        cls, store: Store, desk: Desk, now: Now, page_address: Callable[[], str], nearby: Nearby | None = None
    ) -> Around:
        """`page_address`: where a telephone finds the page; empty where it cannot."""
        reached = nearby or Nearby()
        return cls(
            store=store,
            now=now,
            nearby=reached,
            broker=Broker(store, Commands(store, desk, now), now, reached),
            herald=Herald(store, now),
            deliverer=Deliverer(store, now, reached),
            inbox=Inbox(store, desk, now),
            pusher=Pusher(store, now, reached, page_address),
            presence=Presence(store, desk, now, reached),
            returning=Returning(store, desk, now),
        )

    async def run(self, ringing: Ringing | None = None) -> None:
        """Be at work. Never returns; a part that fails in a way nobody foresaw is logged, and begins anew."""
        async with asyncio.TaskGroup() as group:
            group.create_task(_for_ever(self.broker.run, "MQTT"), name="MQTT")
            group.create_task(_for_ever(self._listen, "telling the home"), name="tell the home")
            group.create_task(_for_ever(self._sweep, "looking for what happened"), name="look for what happened")
            group.create_task(_for_ever(self.deliverer.run, "webhooks"), name="deliver to webhooks")
            group.create_task(_for_ever(self.presence.run, "presence"), name="ask who is at home")
            group.create_task(_for_ever(self.returning.run, "days away"), name="end days away")
            if ringing is not None:
                group.create_task(_for_ever(lambda: self._push(ringing), "pushes"), name="push")

    def state(self, kind: LinkKind) -> LinkState:
        """How a link is doing."""
        return self.pusher.states[kind] if kind in PUSHED else self.broker.state

    async def try_link(self, link: HomeLink, user: User) -> str:
        """Try it now; what is wrong, in English, or nothing. For pushes the person's own telephone rings."""
        error = await self.tried(link, user)
        return "" if error is None else f"{error.message} {error.remedy}".strip()

    async def tried(self, link: HomeLink, user: User) -> ReachError | None:
        """The same, as an error that a page tells in the reader's language."""
        try:
            if link.kind is LinkKind.MQTT:
                Topics.of(link)
                await self.broker.try_out(link)
                return None
            wrong = "; ".join(await self.pusher.test(user))
            return ReachError(wrong) if wrong else None
        except ReachError as error:
            return error

    async def check(self, address: str) -> None:
        """Look where a name leads before it is kept. Raises `InvalidInputError`; who is not there now may be later."""
        try:
            host = urlsplit(address).hostname or ""
            if host:
                await self.nearby.addresses(host)
        except OutsideHomeError as error:
            await self.store.audit.append(self.now(), "appliance", "refuse connection", "an address that was typed")
            raise InvalidInputError(error.message, remedy=error.remedy, says=error.says, **error.about) from error
        except (ReachError, ValueError):
            return

    async def _listen(self) -> None:
        with self.store.feed.listening() as changes:
            async for change in changes:
                if change.table not in UNTOLD:
                    self.broker.changed.set()
                if change == EVERYTHING:
                    await self.herald.sweep()
                elif change.table == CALLS:
                    await self.herald.call(change.key)
                if change.table in (DELIVERIES, EVERYTHING.table):
                    self.deliverer.changed.set()

    async def _sweep(self) -> None:
        while True:
            await self.herald.sweep()
            await asyncio.sleep(SWEEP_SECONDS)

    async def _push(self, ringing: Ringing) -> None:
        with ringing.watched() as announced:
            await self.pusher.run(announced)


async def _for_ever(work: Callable[[], Awaitable[None]], what: str) -> None:
    while True:
        try:
            await work()
        except ApplianceError as error:
            log.warning("%s failed, and begins anew: %s", what, error.code)
        except Exception as error:  # one part must not end the others, nor the calls
            log.exception("%s failed, and begins anew (%s)", what, type(error).__name__)
        await asyncio.sleep(SWEEP_SECONDS)
