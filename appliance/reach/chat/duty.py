"""The chat while the appliance is on duty: in hybrid mode with a token, and never in the way of a start."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial

from appliance.calls.desk import Desk
from appliance.channels.telegram.bot import Account, Bot, Stored, running
from appliance.channels.telegram.faults import FloodError, log_fault
from appliance.channels.telegram.mailbox import StoredInbox, StoredOutbox
from appliance.channels.telegram.post import Post
from appliance.channels.telegram.standing import Standing, State
from appliance.channels.telegram.waits import REAL, Timing
from appliance.coach.persona import Persona
from appliance.errors import ApplianceError, CarrierError
from appliance.feed import EVERYTHING
from appliance.language.messages import message_codes
from appliance.reach.chat.commands import COMMANDS
from appliance.reach.chat.letterbox import clear_away
from appliance.reach.chat.office import Office
from appliance.reach.chat.placing import placed
from appliance.reach.chat.visit import Change, House, text_in

CHORES_SECONDS = 60.0
CHATS = "telegram_links"
"""The table of whose chat is whose."""

log = logging.getLogger(__name__)


class Chores:
    """What is done now and then: messages whose time is over are taken out, the commands are told to Telegram."""

    def __init__(self, post: Post, bot: Bot) -> None:
        self._post = post
        self._bot = bot
        self._told = False
        self.woken = asyncio.Event()

    def stands(self, standing: Standing) -> None:
        """It stands otherwise; the commands are told as soon as they can be."""
        if standing.state is State.FINE and not self._told:
            self.woken.set()

    async def run(self) -> None:
        """Each minute, until it is cancelled. A chore that fails is logged and comes again."""
        while True:
            self.woken.clear()
            try:
                await self.once()
            except Exception as error:  # the store's, mostly
                log_fault(log, "a chore of the chat failed", error)
            try:
                async with asyncio.timeout(CHORES_SECONDS):
                    await self.woken.wait()
            except TimeoutError:
                continue

    async def once(self) -> None:
        """All of them."""
        store, now = self._post.store, self._post.now()
        await clear_away(store, await store.people.users(), now)
        if over := await store.outbox.to_remove(now):
            await store.outbox.remove(over, now)
            self._post.hurry()
        await store.outbox.forget_old(now)
        await self._leave_groups()
        if not self._told and self._bot.standing.state is State.FINE:
            await self._tell_commands()

    async def _leave_groups(self) -> None:
        """Once they were told that the bot talks with one person at a time; which of them it is in, nobody else knows.

        One that cannot be left now is left later.
        """
        outbox = self._post.store.outbox
        for told in await outbox.to_leave() if self._bot.standing.state is State.FINE else ():
            try:
                await self._bot.api.leave(int(told.chat_id))
            except CarrierError as error:
                log_fault(log, "a group could not be left", error)
                return
            await outbox.mark_left(told.id, left=True)

    async def _tell_commands(self) -> None:
        try:
            for code in message_codes():
                listed = [(name, text_in(code, f"c_{name}")) for name in COMMANDS]
                await self._bot.api.set_commands(listed, code)
                if code == "en":  # and for whoever speaks a language of nobody's here
                    await self._bot.api.set_commands(listed)
        except CarrierError as error:
            if isinstance(error, FloodError):
                self._bot.sender.hold(error.wait_seconds)
            log.warning("the commands could not be told to Telegram, which is tried again: %s", error.message)
            return
        self._told = True


@asynccontextmanager
async def on_duty_chat(
    post: Post,
    account: Account,
    desk: Desk,
    personas: Mapping[str, Persona],
    change: Change,
    timing: Timing = REAL,
    languages: Collection[str] | None = None,
) -> AsyncIterator[None]:
    """Take in, hand out and answer until the block ends. What cannot be opened is told by `post.fault`.

    `languages`: as in `House`.
    """
    async with AsyncExitStack() as stack:
        chores: list[Chores] = []

        def changed(standing: Standing) -> None:
            for each in chores:
                each.stands(standing)

        def told_group() -> None:
            for each in chores:
                each.woken.set()

        stored = Stored(StoredInbox(post.store), StoredOutbox(post.store, told_group, post.look))
        house = House(post, desk, personas, change, languages)
        office = Office(house)
        try:
            bot = await stack.enter_async_context(running(account, stored, office, post.now, timing, changed))
        except ApplianceError as error:  # a token that is none, a library that is missing: everything else goes on
            post.fault, post.remedy = error.message, error.remedy
            log.warning("Telegram is not on duty: %s", error)
        else:
            post.fault, post.remedy, post.bot, post.placed = "", "", bot, partial(placed, house)
            chores.append(Chores(post, bot))
            tasks = [
                asyncio.create_task(chores[0].run(), name="chores of the chat"),
                asyncio.create_task(_listen(post), name="watch whose chats are whose"),
            ]
            stack.push_async_callback(_put_away, post, tasks)
        yield


async def _listen(post: Post) -> None:
    """A chat that changes hands ends the call that waits there at once, whoever changed it."""
    with post.store.feed.listening() as changes:
        async for change in changes:
            if change.table in (CHATS, EVERYTHING.table):
                post.look()


async def _put_away(post: Post, tasks: list[asyncio.Task[None]]) -> None:
    post.bot = post.placed = None
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


__all__ = ["Chores", "on_duty_chat"]
