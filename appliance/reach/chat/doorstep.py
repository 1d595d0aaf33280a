"""Whoever is not known: codes that link a chat, one polite line, and silence."""

from __future__ import annotations

from datetime import timedelta

from appliance.channels.telegram.incoming import ChatKind, Incoming, Kind
from appliance.channels.telegram.post import Post
from appliance.errors import InvalidInputError, RefusedError
from appliance.language.catalogue import language_code
from appliance.language.messages import message_codes
from appliance.reach.chat.pairing import looks_like_code, redeem
from appliance.reach.chat.visit import occasion_of, text_in
from appliance.records.people import User
from appliance.records.telegram import Goes, TelegramOut
from appliance.store.outbox import LEFT, STRANGERS

TRIES = 5
"""With codes, in a chat and hour; what comes after is not looked at and not answered."""

AN_HOUR = timedelta(hours=1)
START = "/start"


class Doorstep:
    """What is said to chats that are nobody's. Answers tell nothing about who lives here, nor why a code is no good."""

    def __init__(self, post: Post) -> None:
        self._post = post

    async def group(self, update: Incoming) -> None:
        """The bot talks to one person at a time: it says so once in the chat's life, and leaves."""
        if update.is_bot or update.kind in (Kind.BLOCKED, Kind.MOVED):
            return
        told = await self._once(update, "groups")
        if told is not None and told.detail == LEFT:
            await self._post.store.outbox.mark_left(told.id, left=False)
            self._post.hurry()

    async def stranger(self, update: Incoming) -> User | None:
        """Whose chat it is from now on, where they gave a code that is good."""
        if update.is_bot or update.kind in (Kind.BLOCKED, Kind.UNBLOCKED, Kind.PRESS):
            return None
        code = code_in(update)
        if not code:
            await self._once(update, "stranger")
            return None
        return await self.try_code(update, code)

    async def try_code(self, update: Incoming, code: str) -> User | None:
        """Link the chat; None where that did not do, which is answered always alike."""
        if not await self._may_try(update):
            return None
        try:
            name = update.user_name[:64]
            return await redeem(self._post.store, code, str(update.chat_id), name, self._post.now())
        except RefusedError:
            await self._post.send(self._line(update, occasion_of(update), "code_wrong"))
            return None

    async def _may_try(self, update: Incoming) -> bool:
        """Counted by the answers that wrong codes got, which a restart does not forget."""
        now = self._post.now()
        tried = await self._post.store.outbox.told_to_nobody(
            str(update.chat_id), now - AN_HOUR, now + AN_HOUR, occasion_of(update)
        )
        return tried < TRIES

    async def _once(self, update: Incoming, key: str) -> TelegramOut | None:
        """One line for the chat, and nothing more ever."""
        if update.chat_id is None:
            return None
        return await self._post.send(self._line(update, f"{STRANGERS}{update.bot_id}:{update.chat_id}", key))

    def _line(self, update: Incoming, occasion: str, key: str) -> TelegramOut:
        return TelegramOut(
            occasion=occasion,
            chat_id=str(update.chat_id),
            kind=Goes.TEXT,
            content=text_in(spoken_by(update), key),
            created_at=self._post.now(),
        )


def code_in(update: Incoming) -> str:
    """What may be a code; empty where nothing is."""
    if update.kind is not Kind.TEXT or update.chat_kind is not ChatKind.PRIVATE:
        return ""
    first, _, rest = update.text.strip().partition(" ")
    text = rest if first.lower() == START else update.text
    return text.strip() if looks_like_code(text) else ""


def spoken_by(update: Incoming) -> str:
    """A language of ours that somebody's Telegram names, else English."""
    try:
        code = language_code(update.language)
    except InvalidInputError:
        return "en"
    return code if code in message_codes() else "en"


__all__ = ["START", "Doorstep", "code_in", "spoken_by"]
