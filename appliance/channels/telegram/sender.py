"""Empties the outbox: each chat in order, at the pace Telegram allows, and nothing twice that may not be.

Telegram knows no key by which a message that was sent twice could be told. So a message is marked before its first byte
leaves, and where no answer came it is `uncertain`, unless sending it again does no harm. A 5xx is an answer: not done.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import UUID

from appliance.channels.telegram.faults import (
    BlockedError,
    FloodError,
    MovedError,
    RejectedError,
    ServerError,
    TokenError,
    UnclearError,
    log_fault,
)
from appliance.channels.telegram.outgoing import IDEMPOTENT, Delivery, IfUnsure, Outbox, Outgoing, Text, Voice
from appliance.channels.telegram.pace import Pace
from appliance.channels.telegram.waits import REAL, TOKEN, Backoff, Timing
from appliance.errors import CarrierError
from appliance.ports import Now
from appliance.records.telegram import Fate

if TYPE_CHECKING:
    from appliance.channels.telegram.api import BotApi

RETRY = Backoff(1.0, 15.0)
"""Short, since somebody waits for what is in the queue."""

SERVER_TRIES = 8
"""With one message that Telegram answers with an error of its own; then it stands in nobody's way any more."""

NO_VOICE = "VOICE_MESSAGES_FORBIDDEN"
"""Somebody's privacy settings let nobody, or not the bot, send them voice notes."""

log = logging.getLogger(__name__)


class Sender:
    """Runs beside the poller. `wake` tells it that something was put into the outbox."""

    def __init__(self, api: BotApi, outbox: Outbox, now: Now, timing: Timing = REAL) -> None:
        self._api = api
        self._outbox = outbox
        self._now = now
        self._timing = timing
        self._pace = Pace()
        self._busy: set[int] = set()
        self._ended: dict[UUID, Delivery] = {}
        """What became of messages whose end could not be noted yet."""
        self._failures = 0
        self._server_errors: Counter[UUID] = Counter()
        self._voiceless: set[int] = set()
        """Chats that take no voice notes, as far as this process has learnt."""
        self._woken = asyncio.Event()
        self._closing = False
        self._on_their_way = 0
        self._arrived = asyncio.Event()

    def wake(self) -> None:
        """Look into the outbox."""
        self._woken.set()

    def hold(self, seconds: float) -> None:
        """A 429 that was meant for the bot: nothing leaves for so long."""
        self._pace.hold(self._timing.clock() + seconds)

    async def finish(self) -> None:
        """Let what is on its way arrive, if that is soon; nothing else leaves from here on."""
        self._closing = True
        with suppress(TimeoutError):
            async with asyncio.timeout(self._timing.grace_seconds):
                while self._on_their_way:
                    self._arrived.clear()
                    await self._arrived.wait()

    async def run(self) -> None:
        """Until it is cancelled. No error of Telegram's or of the outbox ends it."""
        async with asyncio.TaskGroup() as chats:
            while True:
                self._woken.clear()
                for chat_id in [] if self._closing else await self._waiting():
                    if chat_id not in self._busy:
                        self._busy.add(chat_id)
                        chats.create_task(self._serve(chat_id))
                await self._woken.wait()

    async def _waiting(self) -> list[int]:
        while True:
            try:
                return list(await self._outbox.chats())
            except Exception as error:  # the store's
                log_fault(log, "the outbox of Telegram could not be read", error)
                await self._back_off()

    async def _serve(self, chat_id: int) -> None:
        """One chat, until nothing waits there."""
        try:
            while not self._closing and (head := await self._outbox.head(chat_id)) is not None:
                await self._forward(head)
        except Exception as error:  # the store's: it may be there again later
            log_fault(log, "a message to Telegram could not be sent or noted", error)
            await self._back_off()
        finally:
            self._busy.discard(chat_id)
            self.wake()

    async def _forward(self, message: Outgoing) -> None:
        """Bring one message to its end, or as far as it comes this time."""
        if delivery := self._ended.get(message.key):
            await self._end(message, delivery)
        elif message.fate is Fate.LEAVING and not _may_be_doubled(message):
            await self._settle(message, Fate.UNCERTAIN, "The appliance ended while it was being sent.")
        elif not await self._turn_comes(message):
            await self._settle(message, Fate.EXPIRED, "It could not be sent in time.")
        elif not self._closing:
            self._on_their_way += 1
            try:
                await self._outbox.leave(message.key)
                await self._send(message)
            finally:
                self._on_their_way -= 1
                self._arrived.set()

    async def _turn_comes(self, message: Outgoing) -> bool:
        """Wait until it may leave. False when that is too late."""
        while (left := self._left_seconds(message)) > 0:
            seconds = self._pace.take(message.chat_id, self._timing.clock())
            if seconds <= 0:
                return True
            await self._timing.sleep(min(seconds, left))
        return False

    async def _send(self, message: Outgoing) -> None:
        try:
            sent = await self._api.send(self._as_taken(message))
        except CarrierError as error:
            await self._went_wrong(message, error)
        else:
            self._failures = 0
            self._pace.arrived(message.chat_id, self._timing.clock())
            await self._end(message, Delivery(Fate.SENT, self._now(), sent.message_id, sent.file_id))

    def _as_taken(self, message: Outgoing) -> Outgoing:
        """A note as words, where the chat takes none."""
        note = message.content
        if not isinstance(note, Voice) or not note.words or message.chat_id not in self._voiceless:
            return message
        return replace(message, content=Text(note.words, note.buttons))

    def _learns_voiceless(self, message: Outgoing, error: RejectedError) -> bool:
        """Whether only now it was seen that this chat takes no notes, and the words can go."""
        if not isinstance(message.content, Voice) or NO_VOICE not in error.message.upper():
            return False
        known = message.chat_id in self._voiceless
        self._voiceless.add(message.chat_id)
        return not known and bool(message.content.words)

    def _left_seconds(self, message: Outgoing) -> float:
        until = message.expires_at
        return float("inf") if until is None else (until - self._now()).total_seconds()

    async def _went_wrong(self, message: Outgoing, error: CarrierError) -> None:
        words = error.message
        match error:
            case BlockedError():
                await self._settle(message, Fate.BLOCKED, words)
            case MovedError():
                moved = Delivery(Fate.MOVED, self._now(), moved_to=error.moved_to, detail=words)
                await self._end(message, moved)
            case RejectedError() if self._learns_voiceless(message, error):
                await self._outbox.stay(message.key)
            case RejectedError():
                await self._settle(message, Fate.REFUSED, words)
            case UnclearError() if not _may_be_doubled(message):
                await self._settle(message, Fate.UNCERTAIN, words)
            case ServerError() if self._server_errors[message.key] + 1 >= SERVER_TRIES:
                await self._settle(message, Fate.REFUSED, words)
            case _:
                await self._again(message, error)

    async def _again(self, message: Outgoing, error: CarrierError) -> None:
        if isinstance(error, ServerError):
            self._server_errors[message.key] += 1
        await self._outbox.stay(message.key)
        if isinstance(error, FloodError):
            self._pace.flooded(message.chat_id, self._timing.clock(), error.wait_seconds)
            return
        self._failures += 1
        self.hold(self._wait_seconds(error))

    def _wait_seconds(self, error: CarrierError) -> float:
        backoff = TOKEN if isinstance(error, TokenError) else RETRY
        return backoff.after(self._failures, self._timing.chance())

    async def _back_off(self) -> None:
        self._failures += 1
        await self._timing.sleep(RETRY.after(self._failures, self._timing.chance()))

    async def _settle(self, message: Outgoing, fate: Fate, detail: str) -> None:
        await self._end(message, Delivery(fate, self._now(), detail=detail))

    async def _end(self, message: Outgoing, delivery: Delivery) -> None:
        self._ended[message.key] = delivery
        await self._outbox.settle(message.key, delivery)
        del self._ended[message.key], self._server_errors[message.key]


def _may_be_doubled(message: Outgoing) -> bool:
    return message.if_unsure is IfUnsure.AGAIN or isinstance(message.content, IDEMPOTENT)
