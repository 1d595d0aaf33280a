"""A person who is written to and answers when they can: a durable line in virtual time, its letters in the store."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from uuid import UUID

from appliance.errors import WindowOverError
from appliance.ports import Expect, Heard, Line, Notice, Now, Sentence, Spoken, Transcript, Unreached
from appliance.records.telegram import Came, TelegramIn
from appliance.store import Store

HOURS = 3600.0


@dataclass
class Post:
    """What lies at the carrier, whatever becomes of the appliance."""

    answers: Callable[[str], str | None]
    """What they write back to these words; None: nothing."""
    delay_seconds: float = 20 * 60.0
    window_seconds: float = 3 * HOURS
    sent: dict[str, str] = field(default_factory=dict)
    """By idempotency key."""
    on_its_way: list[tuple[float, str]] = field(default_factory=list)
    """Loop time and words of what they write."""
    numbers: count[int] = field(default_factory=lambda: count(1))


class CorrespondentChannel:
    """Named as the durable channel is. What is said twice under one key is sent once, as the real one does it."""

    name = "telegram"

    def __init__(self, post: Post) -> None:
        self.post = post
        self.store: Store | None = None
        self.now: Now | None = None
        self.dialled: list[Notice] = []

    async def prepare(self, sentences: Sequence[Sentence]) -> None:
        """Nothing is made ahead."""

    @asynccontextmanager
    async def dial(self, notice: Notice) -> AsyncIterator[Line | Unreached]:
        self.dialled.append(notice)
        assert self.store is not None
        assert self.now is not None
        yield CorrespondentLine(self.post, notice, self.store, self.now)


class CorrespondentLine:
    durable = True

    def __init__(self, post: Post, notice: Notice, store: Store, now: Now) -> None:
        self._post = post
        self._notice = notice
        self._store = store
        self._now = now
        self._said = notice.said

    @property
    def _user_id(self) -> UUID:
        assert self._notice.user_id is not None
        return self._notice.user_id

    async def chime(self, loudness: float = 1.0, notes: tuple[float, ...] = ()) -> None:
        """Nothing rings."""

    async def say(self, sentences: AsyncIterator[Sentence]) -> Spoken:
        text = " ".join([sentence.text async for sentence in sentences])
        key = f"{self._notice.attempt_id}:{self._said}"
        self._said += 1
        if key not in self._post.sent:
            self._post.sent[key] = text
            answer = self._post.answers(text)
            if answer is not None:
                self._post.on_its_way.append((asyncio.get_running_loop().time() + self._post.delay_seconds, answer))
        return Spoken(self._post.sent[key], 0.0, engine="test")

    async def hear(self, expect: Expect) -> Heard:
        while not (letters := await self._store.letters.waiting(self._user_id)):
            await self._one_more()
        text = " ".join(letter.content for letter in letters)
        return Heard(Transcript(text, expect.language, None, "test"), sources=tuple(each.id for each in letters))

    async def _one_more(self) -> None:
        """Wait for the next one to arrive. Raises `WindowOverError`."""
        assert self._notice.due_at is not None
        loop, now = asyncio.get_running_loop(), self._now()
        over_in = self._post.window_seconds - (now - self._notice.due_at).total_seconds()
        arrives_in = min((at - loop.time() for at, _ in self._post.on_its_way), default=float("inf"))
        if arrives_in > over_in:
            await asyncio.sleep(max(0.0, over_in))
            raise WindowOverError("The hours for an answer are over.")
        await asyncio.sleep(max(0.0, arrives_in))
        words = self._post.on_its_way.pop(0)[1]
        await self._store.letters.take_in(self._letter(words, self._now()))

    def _letter(self, words: str, now: datetime) -> TelegramIn:
        number = next(self._post.numbers)
        return TelegramIn(
            bot_id=1,
            update_id=number,
            user_id=self._user_id,
            message_id=number,
            kind=Came.TEXT,
            content=words,
            sent_at=now,
        )


__all__ = ["HOURS", "CorrespondentChannel", "Post"]
