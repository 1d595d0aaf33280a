"""Reaches somebody in their Telegram chat: one call at a time, for hours, over restarts."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from uuid import UUID

from appliance.channels.telegram.line import LetterLine
from appliance.channels.telegram.post import Addressee, Post
from appliance.channels.telegram.standing import State
from appliance.errors import WindowOverError
from appliance.language.messages import messages
from appliance.ports import Line, Notice, Sentence, Unreached
from appliance.records.calls import AttemptResult
from appliance.records.telegram import Goes, TelegramLink
from appliance.voice.readiness import make_ready

WINDOW = timedelta(hours=6)
"""For so long after a call was due it may be answered as it goes; after that, late."""

NO_WAY = {
    State.TOKEN_REFUSED: "Telegram refuses the bot's token",
    State.TAKEN: "another program reads the messages of the same bot",
}


class TelegramChannel:
    """`dial` waits until the call is due, and gives a line that lasts as long as the person has to answer."""

    name = "telegram"

    def __init__(self, post: Post) -> None:
        self.post = post
        self._lines: dict[UUID, LetterLine] = {}

    async def prepare(self, sentences: Sequence[Sentence]) -> None:
        """Warms ears and voice, and makes nothing sound ahead: a letter may take the seconds that a reply in a room may
        not, and most of what a call could say is said hours later or never."""
        await make_ready(self.post.ears, self.post.voice, ())

    @asynccontextmanager
    async def dial(self, notice: Notice) -> AsyncIterator[Line | Unreached]:
        link = None if notice.user_id is None else await self.post.store.telegram.of_user(notice.user_id)
        if link is None or (fault := self._fault(link)):
            missing = f"no Telegram chat is linked to {notice.user_name}" if link is None else fault
            yield Unreached(AttemptResult.UNAVAILABLE, missing)
            return
        due_at = notice.due_at or self.post.now()
        if not notice.resumed:
            await asyncio.sleep(max(0.0, (due_at - self.post.now()).total_seconds()))
        if (earlier := self._lines.get(link.user_id)) is not None:
            earlier.give_way()
        began_at = due_at if notice.resumed else max(due_at, self.post.now())
        line = LetterLine(self.post, Addressee(link, notice.language), notice, began_at + WINDOW)
        self._lines[link.user_id] = line
        try:
            if link.discreet and not notice.said and not await self._is_ready(line, notice):
                off = notice.called_off.is_set()
                missed = Unreached(AttemptResult.NO_ANSWER, "nobody answered in the chat")
                yield Unreached(AttemptResult.DECLINED) if off else missed
                return
            yield line
            await line.release()
            await line.delivered()
        finally:
            if self._lines.get(link.user_id) is line:
                del self._lines[link.user_id]

    def _fault(self, link: TelegramLink) -> str:
        """Why nothing can go to this chat; empty where it can, sooner or later."""
        if self.post.bot is None:
            return "the household's Telegram bot is not set up"
        if link.blocked_at is not None:
            return "they have blocked the household's bot"
        return NO_WAY.get(self.post.bot.standing.state, "")

    async def _is_ready(self, line: LetterLine, notice: Notice) -> bool:
        """Ring without any content; whether they answer."""
        words = messages(notice.language).telegram
        keys = [[[words["ready"][0], "ready"]], await line.place_key()]
        ring = line.blank(f"{notice.attempt_id.hex}:ring", Goes.TEXT, words["ring"][0], keys)
        await self.post.send(ring)
        answer, off = asyncio.create_task(line.answered()), asyncio.create_task(notice.called_off.wait())
        try:
            await asyncio.wait([answer, off], return_when=asyncio.FIRST_COMPLETED)
            if answer.done():
                answer.result()
            return answer.done()
        except WindowOverError:
            return False
        finally:
            answer.cancel()
            off.cancel()
            await asyncio.gather(answer, off, return_exceptions=True)


__all__ = ["TelegramChannel"]
