"""Committed changes, announced inside the process: what a live page, a carrier or a second channel waits for.

Listeners learn what changed, never the other way round: nobody changes data through the feed. It holds names of tables
and keys only, no contents, so whoever wants to know more asks the store.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

MOST_WAITING = 1024
"""Changes kept for a listener that is slow; past it, it is told to look at everything anew."""


@dataclass(frozen=True, slots=True)
class Committed:
    """One row that a transaction inserted, changed or deleted."""

    table: str
    key: str
    """The primary key as text; a UUID as its 32 hexadecimal digits."""


EVERYTHING = Committed("*", "")
"""Stands for changes that were too many to be told one by one."""


class Feed:
    """One for each open store."""

    def __init__(self) -> None:
        self._listeners: set[asyncio.Queue[Committed]] = set()

    def publish(self, changes: Iterable[Committed]) -> None:
        """Tell everybody who listens. Never waits."""
        told = list(changes)
        for queue in self._listeners:
            for change in told:
                if queue.full():
                    while not queue.empty():
                        queue.get_nowait()
                    queue.put_nowait(EVERYTHING)
                queue.put_nowait(change)

    @contextmanager
    def listening(self) -> Iterator[AsyncIterator[Committed]]:
        """Every change committed from here to the end of the block, in order."""
        queue: asyncio.Queue[Committed] = asyncio.Queue(MOST_WAITING)
        self._listeners.add(queue)
        try:
            yield _each(queue)
        finally:
            self._listeners.discard(queue)


async def _each(queue: asyncio.Queue[Committed]) -> AsyncIterator[Committed]:
    while True:
        yield await queue.get()
