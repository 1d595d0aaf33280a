"""Answers that the rules left open: a language model looks at them while the call goes on."""

from __future__ import annotations

import asyncio

from appliance.calls.dialogue import Dialogue
from appliance.coach.reading import Reading
from appliance.coach.understanding import can_be_filled
from appliance.records.agenda import AgendaItem

READY_SECONDS = 1.0
"""A model that has the value so soon after the filler is heard at once; a slower one at the end of the call."""

LAST_SECONDS = 8.0
"""It is waited for so long at the end of the call, once for all answers."""


class OpenPoints:
    """Of one call, in the order they were left."""

    def __init__(self, talk: Dialogue) -> None:
        self._talk = talk
        self._items: dict[str, AgendaItem] = {}
        self._looking: dict[str, asyncio.Task[Reading | None]] = {}

    @property
    def busy(self) -> bool:
        """Whether the model is at work on an answer: it does one thing at a time."""
        return any(not task.done() for task in self._looking.values())

    async def leave(self, item: AgendaItem, words: str) -> bool:
        """Have the model look at an answer; False where there is none, or nothing that it could find."""
        replies = self._talk.replies
        if replies is None or item.key in self._items or not can_be_filled(item):
            return False
        self._items[item.key] = item
        self._looking[item.key] = asyncio.create_task(replies.understood(item, words), name="understand an answer")
        return True

    async def ready(self, item: AgendaItem) -> Reading | None:
        """What the model found, where it is done, or nearly; then it is no open point any more."""
        task = self._looking[item.key]
        await asyncio.wait([task], timeout=READY_SECONDS)
        found = task.result() if task.done() else None
        if found is not None:
            del self._looking[item.key], self._items[item.key]
        return found

    def ask_again(self, item: AgendaItem) -> None:
        """The model was wrong: it stays open, to be asked at the end."""
        self._items[item.key] = item

    async def settled(self, seconds: float) -> list[tuple[AgendaItem, Reading | None]]:
        """All that is open, with what the model made of it in the end, waited for at most so long; None is to be asked
        again."""
        if self._looking:
            await asyncio.wait(self._looking.values(), timeout=max(0.0, min(seconds, LAST_SECONDS)))
        found = []
        for key, item in self._items.items():
            task = self._looking.get(key)
            found.append((item, task.result() if task is not None and task.done() else None))
        await self.aclose()
        self._items = {}
        return found

    async def aclose(self) -> None:
        """Stop the model's work."""
        for task in self._looking.values():
            task.cancel()
        await asyncio.gather(*self._looking.values(), return_exceptions=True)
        self._looking = {}
