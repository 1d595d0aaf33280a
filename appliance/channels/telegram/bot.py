"""Puts the carrier together: one poller, one sender, the notes. python-telegram-bot is imported when it is opened."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING

from appliance.channels.telegram.faults import FloodError, ServerError, UnclearError, UnsentError
from appliance.channels.telegram.incoming import FileRef, Handler, Inbox
from appliance.channels.telegram.notes import Decoded, Notes
from appliance.channels.telegram.outgoing import Outbox
from appliance.channels.telegram.poller import Changed, Poller
from appliance.channels.telegram.sender import Sender
from appliance.channels.telegram.standing import Standing, State
from appliance.channels.telegram.waits import NETWORK, REAL, Timing
from appliance.errors import EngineUnavailableError
from appliance.ports import Now

if TYPE_CHECKING:
    from appliance.channels.telegram.api import BotApi

FETCHES = 4
"""Of one file, before that is given up."""


@dataclass(frozen=True, slots=True)
class Account:
    """Which bot, and where its server is; empty is Telegram's own."""

    token: str
    base_url: str = ""
    base_file_url: str = ""

    def __repr__(self) -> str:
        return f"Account({self.base_url!r})"


@dataclass(frozen=True, slots=True)
class Stored:
    """What of the carrier survives a restart."""

    inbox: Inbox
    outbox: Outbox


@dataclass(frozen=True, slots=True)
class Bot:
    """The carrier while it runs."""

    api: BotApi
    poller: Poller
    sender: Sender
    notes: Notes
    timing: Timing = REAL

    @property
    def standing(self) -> Standing:
        """How the connection stands."""
        return self.poller.standing

    async def hear(self, file: FileRef) -> Decoded:
        """Fetch a voice or video note and decode it, in memory.

        Raises `NoteError` for what cannot be heard, `CarrierError` where it could not be fetched in four tries,
        `EngineError` where the decoder broke.
        """
        return await self.notes.decode(await self._fetched(file))

    async def _fetched(self, file: FileRef) -> bytes:
        for attempt in range(1, FETCHES):
            try:
                return await self.api.fetch(file)
            except FloodError as error:
                await self.timing.sleep(error.wait_seconds)
            except (UnsentError, UnclearError, ServerError):
                await self.timing.sleep(NETWORK.after(attempt, self.timing.chance()))
        return await self.api.fetch(file)


def open_api(account: Account) -> BotApi:
    """The bare Bot API of a bot. Raises `EngineUnavailableError` without the library, `SettingsError` for no token."""
    for module, package in (("telegram", "python-telegram-bot"), ("av", "PyAV")):
        if find_spec(module) is None:
            raise EngineUnavailableError(f"{package} is not installed.", remedy="Run EXTRAS=telegram make setup.")
    from appliance.channels.telegram.api import BotApi, server_of

    return BotApi(account.token, server_of(account.base_url, account.base_file_url))


@asynccontextmanager
async def running(
    account: Account, stored: Stored, handle: Handler, now: Now, timing: Timing = REAL, changed: Changed | None = None
) -> AsyncIterator[Bot]:
    """Poll and send in the background until the block ends. Opening waits for no network.

    Only for the process that is on duty: Telegram has one poller for each bot. `changed` is told how it stands.
    """
    api = await asyncio.to_thread(open_api, account)  # the library takes a second to import
    notes = Notes()
    sender = Sender(api, stored.outbox, now, timing)

    def stands(standing: Standing) -> None:
        if standing.state is State.FINE:
            sender.wake()
        if changed is not None:
            changed(standing)

    poller = Poller(api, stored.inbox, handle, now, timing, stands, sender.hold)
    tasks = [asyncio.create_task(poller.run()), asyncio.create_task(sender.run())]
    try:
        yield Bot(api, poller, sender, notes, timing)
    finally:
        try:
            await sender.finish()
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await notes.aclose()
            await api.aclose()
