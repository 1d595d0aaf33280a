"""Asks Telegram for new updates, for ever. Telegram allows one that asks: it runs where the process is on duty.

An update is confirmed by the next question's offset, and that moves only when its handler has committed and the inbox
has kept it. So nothing is lost in a crash, and what is delivered again is seen to be done.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from appliance.channels.telegram.faults import FloodError, TakenError, TokenError, UnsentError, log_fault
from appliance.channels.telegram.incoming import Handler, Inbox, Incoming, Position
from appliance.channels.telegram.standing import Standing, State
from appliance.channels.telegram.updates import in_order, read_update
from appliance.channels.telegram.waits import NETWORK, REAL, TAKEN, TOKEN, Timing
from appliance.errors import CarrierError
from appliance.ports import Now

if TYPE_CHECKING:
    from appliance.channels.telegram.api import BotApi

POLL_SECONDS = 50
"""Telegram answers after this long at the latest, with nothing."""

LEAST_POLL_SECONDS = 0.5
"""Between two questions without an answer."""

WEBHOOK = "webhook"

TRIES = 3
"""Of a handler with one update; then it is passed over, so that the others are handled."""

RENUMBERED_AFTER = timedelta(days=6)
"""After a week without updates Telegram goes on with any number; an old offset would hide a lower one."""

log = logging.getLogger(__name__)

Changed = Callable[[Standing], None]


Hold = Callable[[float], None]


def _nobody(_: object) -> None:
    pass


class Poller:
    """`standing` tells how it goes; `changed` is called with each other one, `flooded` with the seconds of each 429."""

    def __init__(
        self,
        api: BotApi,
        inbox: Inbox,
        handle: Handler,
        now: Now,
        timing: Timing = REAL,
        changed: Changed = _nobody,
        flooded: Hold = _nobody,
    ) -> None:
        self._api = api
        self._inbox = inbox
        self._handle = handle
        self._now = now
        self._timing = timing
        self._changed = changed
        self._flooded = flooded
        self._position: Position | None = None
        self._connected = False
        self.standing = Standing(State.CONNECTING, now())

    async def run(self) -> None:
        """Until it is cancelled. No error of Telegram's or of the inbox ends it."""
        try:
            while True:
                await self._once()
        finally:
            self._stands(State.OFF, failures=0, next_try_at=None)

    async def _once(self) -> None:
        try:
            if not self._connected:
                await self._connect()
            await self._round()
        except CarrierError as error:
            self._connected &= not isinstance(error, TokenError)
            if isinstance(error, TakenError) and WEBHOOK in error.message.lower():
                await self._drop_webhook()
            if isinstance(error, FloodError):
                self._flooded(error.wait_seconds)
            await self._went_wrong(_state_after(error), error, self._wait_seconds(error))
        except Exception as error:  # the store's, for instance: the update will come again
            log_fault(log, "an update of Telegram could not be kept", error)
            fault = CarrierError(f"An update could not be kept ({type(error).__name__}).")
            await self._went_wrong(State.TROUBLED, fault, self._wait_seconds(error))

    async def _connect(self) -> None:
        me = await self._api.me()
        self._connected = True
        self.standing = replace(self.standing, bot_name=me.username)
        self._position = await self._inbox.position(self._api.bot_id)

    async def _drop_webhook(self) -> None:
        """Somebody had this bot's messages brought elsewhere before the household took it."""
        with suppress(CarrierError):  # the next question tells
            await self._api.drop_webhook()

    async def _round(self) -> None:
        wait_seconds = POLL_SECONDS if self.standing.state is State.FINE else 0  # soon known whether it is fine again
        asked_at = self._timing.clock()
        updates = await self._api.updates(self._offset(), wait_seconds)
        self._stands(State.FINE, failures=0, next_try_at=None, last_poll_at=self._now())
        if not updates and wait_seconds and self._timing.clock() - asked_at < LEAST_POLL_SECONDS:
            await self._timing.sleep(LEAST_POLL_SECONDS)  # a server that does not wait would be asked all the time
        for raw in in_order(updates):
            await self._take(read_update(raw, self._api.bot_id, self._now()))

    def _offset(self) -> int | None:
        position = self._position
        recent = position is not None and self._now() - position.at < RENUMBERED_AFTER
        return position.update_id + 1 if position is not None and recent else None

    async def _take(self, update: Incoming) -> None:
        if not await self._inbox.seen(update):
            fault = await self._handled(update)
            await self._inbox.keep(update, self._now(), fault)
            if fault:
                self.standing = replace(self.standing, unhandled=self.standing.unhandled + 1)
        self._position = Position(update.update_id, self._now())

    async def _handled(self, update: Incoming) -> str:
        """Empty when it went well; else why not, by its kind only: the words may be somebody's."""
        fault = ""
        for attempt in range(1, TRIES + 1):
            try:
                await self._handle(update)
            except Exception as error:  # one update must not stop all others
                log_fault(log, f"update {update.update_id} of Telegram was not handled", error)
                fault = type(error).__name__
            else:
                return ""
            if attempt < TRIES:
                await self._timing.sleep(NETWORK.after(attempt, self._timing.chance()))
        return fault

    async def _went_wrong(self, state: State, error: CarrierError, seconds: float) -> None:
        at = self._now()
        self._stands(
            state,
            failures=self.standing.failures + 1,
            next_try_at=at + timedelta(seconds=seconds),
            last_error=error.message,
            last_remedy=error.remedy,
            last_error_at=at,
        )
        await self._timing.sleep(seconds)

    def _wait_seconds(self, error: Exception) -> float:
        if isinstance(error, FloodError):
            return error.wait_seconds
        backoff = TOKEN if isinstance(error, TokenError) else TAKEN if isinstance(error, TakenError) else NETWORK
        return backoff.after(self.standing.failures + 1, self._timing.chance())

    def _stands(self, state: State, **other: int | str | datetime | None) -> None:
        since = self.standing.since if state is self.standing.state else self._now()
        self.standing = replace(self.standing, state=state, since=since, **other)  # type: ignore[arg-type]
        try:
            self._changed(self.standing)
        except Exception as error:  # whoever wants to know must not stop the poller
            log_fault(log, "a change of Telegram's standing could not be told", error)


def _state_after(error: CarrierError) -> State:
    if isinstance(error, TokenError):
        return State.TOKEN_REFUSED
    if isinstance(error, TakenError):
        return State.TAKEN
    return State.NO_NETWORK if isinstance(error, UnsentError) else State.TROUBLED
