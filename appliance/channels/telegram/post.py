"""What channel, lines and whoever hands letters out share: the running bot, and word that something has come."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from uuid import UUID

from appliance.channels.telegram.bot import Bot
from appliance.channels.telegram.standing import Standing, State
from appliance.ports import Now, SpeechToText
from appliance.records.people import Whereabouts
from appliance.records.telegram import TelegramIn, TelegramLink, TelegramOut
from appliance.store import Store
from appliance.voice.phrases import PhraseCache

LOOK_SECONDS = 60.0
"""How often it is looked at least whether something has come or the hours are over: clocks may be set."""


Placed = Callable[[TelegramIn, Whereabouts], Awaitable[None]]
"""Notes where the writer of a letter is, once for the letter, and answers it."""


@dataclass(slots=True)
class Post:
    """One for the appliance. `bot` is there while it is on duty."""

    store: Store
    ears: SpeechToText
    voice: PhraseCache
    now: Now
    bot: Bot | None = None
    fault: str = ""
    """Why it is not on duty though it should be; empty where it is, or where nobody wants it."""
    remedy: str = ""
    """What to do about that."""
    placed: Placed | None = None
    """Told when a letter to a call says where its writer is; there while it is on duty."""
    _came: dict[UUID, asyncio.Event] = field(default_factory=dict)

    @property
    def standing(self) -> Standing:
        """How the connection stands: `off` while it is not on duty, with `fault` as its last error."""
        if self.bot is not None:
            return self.bot.standing
        return Standing(State.OFF, self.now(), last_error=self.fault, last_remedy=self.remedy)

    def came(self, user_id: UUID) -> None:
        """A letter of theirs is in the store."""
        self._event(user_id).set()

    def look(self) -> None:
        """Every line looks again at what it waits for: whose chat is whose may have changed."""
        for event in self._came.values():
            event.set()

    async def news(self, user_id: UUID, seconds: float) -> None:
        """Returns when something has come since it was asked last, or after so long."""
        event = self._event(user_id)
        with suppress(TimeoutError):
            async with asyncio.timeout(max(0.0, min(seconds, LOOK_SECONDS))):
                await event.wait()
        event.clear()

    async def send(self, message: TelegramOut) -> TelegramOut:
        """Keep it and have it sent; once for its occasion."""
        kept = await self.store.outbox.put(message)
        self.hurry()
        return kept

    def hurry(self) -> None:
        """There is something to send."""
        if self.bot is not None:
            self.bot.sender.wake()

    def _event(self, user_id: UUID) -> asyncio.Event:
        return self._came.setdefault(user_id, asyncio.Event())


@dataclass(frozen=True, slots=True)
class Addressee:
    """Whose chat, and in which language."""

    link: TelegramLink
    language: str


__all__ = ["Addressee", "Placed", "Post"]
