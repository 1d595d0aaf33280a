"""The connection to the broker: held for as long as the owner wants one, and built up again when it broke."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from contextlib import suppress

from appliance.errors import ApplianceError, OutsideHomeError
from appliance.ports import Now
from appliance.reach.mqtt.board import Topics, board
from appliance.reach.mqtt.commands import Commands
from appliance.reach.mqtt.connecting import connected, pass_cancellation
from appliance.reach.mqtt.session import Session
from appliance.reach.mqtt.told import told
from appliance.reach.nearby import Nearby
from appliance.reach.states import LinkState
from appliance.records.reach import HomeLink, LinkKind
from appliance.store import Store

log = logging.getLogger(__name__)

WAITS_SECONDS = (1.0, 2.0, 5.0, 10.0, 30.0, 60.0)
"""Between tries; the last for ever after."""


class Broker:
    """`changed` is set by whoever knows of changes: of the link itself, or of what is told."""

    def __init__(
        self, store: Store, commands: Commands, now: Now, nearby: Nearby, waits_seconds: Sequence[float] = WAITS_SECONDS
    ) -> None:
        self.state = LinkState()
        self.changed = asyncio.Event()
        self._store = store
        self._commands = commands
        self._now = now
        self._nearby = nearby
        self._waits = waits_seconds

    async def run(self) -> None:
        """Never returns. Whatever fails is tried again, and `state` says why."""
        failures, known = 0, None
        while True:
            pass_cancellation()
            link = await self._link()
            if link is None:
                self.state.off()
                await self._until(None, None)
                known = None
                continue
            if link.id != known:
                self.state.anew()
                failures, known = 0, link.id
            worked_at = self.state.worked_at
            try:
                await self._hold(link)
            except ApplianceError as error:
                failures = 1 if self.state.worked_at != worked_at else failures + 1
                await self._failed(link, error)
                await self._until(self._waits[min(failures, len(self._waits)) - 1], link)

    async def try_out(self, link: HomeLink) -> None:
        """Connect with it, and leave again. Raises `ReachError`, `OutsideHomeError`."""
        async with connected(link, self._nearby, will=False):
            return

    async def _hold(self, link: HomeLink) -> None:
        topics = Topics.of(link)

        async def wanted() -> dict[str, bytes] | None:
            if not _same(await self._link(), link):
                return None
            return board(await told(self._store, self._now()), topics)

        async with connected(link, self._nearby) as client:
            self.state.connected(self._now())
            await Session(client, topics, self._commands, self.changed).hold(wanted)

    async def _failed(self, link: HomeLink, error: ApplianceError) -> None:
        if self.state.fault != error.message:
            log.warning("the MQTT broker: %s", error.message)
            if isinstance(error, OutsideHomeError):
                await self._store.audit.append(self._now(), "appliance", "refuse connection", f"mqtt {link.id}")
        self.state.failed(error)

    async def _link(self) -> HomeLink | None:
        try:
            return await self._store.home.link(LinkKind.MQTT)
        except ApplianceError as error:
            log.warning("the MQTT link could not be looked up: %s", error.code)
            return None

    async def _until(self, seconds: float | None, link: HomeLink | None) -> None:
        """Until then, or until there is another link."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while _same(await self._link(), link):
                    await self.changed.wait()
                    self.changed.clear()


def _same(one: HomeLink | None, other: HomeLink | None) -> bool:
    """A link that is written anew has another id."""
    return (one and one.id) == (other and other.id)
