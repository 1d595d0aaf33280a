"""Who deals with what comes in: every update once, whatever it is and however often it is delivered."""

from __future__ import annotations

from datetime import timedelta

from appliance.channels.telegram.incoming import ChatKind, Incoming, Kind
from appliance.channels.telegram.whereabouts import place_in
from appliance.errors import CarrierError
from appliance.reach.chat.commands import run
from appliance.reach.chat.commands.around import welcome
from appliance.reach.chat.commands.wishes import stay
from appliance.reach.chat.doorstep import START, Doorstep, code_in
from appliance.reach.chat.letterbox import by_letter, put_in
from appliance.reach.chat.presses import pressed
from appliance.reach.chat.visit import House, Visit
from appliance.records.people import Whereabouts
from appliance.records.telegram import TelegramLink

JUST_NOW = timedelta(minutes=5)
"""So long after a chat was linked its code may be delivered again."""


class Office:
    """A `Handler`. Edited messages are not looked at: what was answered was answered."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._doorstep = Doorstep(house.post)

    async def __call__(self, update: Incoming) -> None:
        """Do what the update asks; returns when that is committed."""
        if update.chat_id is None:
            await self._acknowledge(update, "")
        elif update.chat_kind is not ChatKind.PRIVATE:
            await self._doorstep.group(update)
        elif (link := await self._house.store.telegram.of_chat(str(update.chat_id))) is not None:
            await self._known(update, link)
        else:
            await self._acknowledge(update, "")
            if await self._doorstep.stranger(update) is not None:
                await self._welcome(update)

    async def _known(self, update: Incoming, link: TelegramLink) -> None:
        if update.kind in (Kind.BLOCKED, Kind.UNBLOCKED):
            since = update.at if update.kind is Kind.BLOCKED else None
            await self._house.store.telegram.mark_blocked(link.chat_id, since)
            self._house.post.came(link.user_id)
            self._house.post.hurry()
            return
        if update.edited or update.is_bot:
            return
        if code := code_in(update):
            fresh = self._house.post.now() - link.linked_at < JUST_NOW
            if fresh or update.text.lower().startswith(START):
                if fresh or await self._doorstep.try_code(update, code) is not None:
                    await self._welcome(update)
                return
        await self._dealt_with(await self._visit(update, link))

    async def _dealt_with(self, visit: Visit) -> None:
        update = visit.update
        if update.kind is Kind.PRESS:
            told = ""
            try:
                told = await pressed(visit)
            finally:
                await self._acknowledge(update, told)
        elif update.forwarded:
            await visit.reply(visit.say("forwarded"))
        elif update.kind is Kind.TEXT and update.text.startswith("/"):
            await run(visit, update.text)
        elif (place := await self._place(visit)) is not None:
            await stay(visit, place)
        else:
            await put_in(visit)

    async def _place(self, visit: Visit) -> Whereabouts | None:
        """Where they write that they are; while a call waits, its line reads that, notes as well."""
        if visit.update.kind is not Kind.TEXT or await by_letter(visit.store, visit.user) is not None:
            return None
        return place_in(visit.update.text, visit.user.language)

    async def _welcome(self, update: Incoming) -> None:
        """To whoever the chat belongs to by now."""
        link = await self._house.store.telegram.of_chat(str(update.chat_id))
        if link is not None:
            await welcome(await self._visit(update, link))

    async def _visit(self, update: Incoming, link: TelegramLink) -> Visit:
        return Visit(self._house, update, link, await self._house.store.people.user_by_id(link.user_id))

    async def _acknowledge(self, update: Incoming, told: str) -> None:
        """A pressed button waits no longer; that it does is worth one try."""
        bot = self._house.post.bot
        if update.kind is Kind.PRESS and update.press_id and bot is not None:
            try:
                await bot.api.answer_press(update.press_id, told[:200])
            except CarrierError:
                return  # it ends by itself after a while


__all__ = ["Office"]
