"""Pages that are open, by whose they are (a person, or a room that is a tablet); and what rings on them now."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from appliance.channels.browser.connection import Connection
from appliance.errors import ConflictError, ForbiddenError, NotFoundError
from appliance.records.calls import AttemptResult

MOST_PAGES = 50
"""Open pages of one person; an older one does not ring any more."""


@dataclass(frozen=True, slots=True)
class Announcement:
    """What open pages are told."""

    kind: Literal["ring", "over"]
    attempt_id: UUID
    why: str = ""
    """Of the end: `answered`, `declined`, `no_answer` or `dropped`."""


class Ring:
    """One attempt that rings on all pages of a person."""

    def __init__(self, attempt_id: UUID, user_id: UUID) -> None:
        self.attempt_id = attempt_id
        self.user_id = user_id
        self.outcome: asyncio.Future[Connection | AttemptResult] = asyncio.get_running_loop().create_future()


async def answered(ring: Ring, seconds: float, called_off: asyncio.Event) -> Connection | AttemptResult:
    """What comes of it within so long: no answer where nothing does, declined where it is called off elsewhere.

    A page that answers too late is told that it is over.
    """
    off = asyncio.ensure_future(called_off.wait())
    try:
        either: set[asyncio.Future[Any]] = {ring.outcome, off}
        await asyncio.wait(either, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        if ring.outcome.done():
            return ring.outcome.result()
        return AttemptResult.DECLINED if called_off.is_set() else AttemptResult.NO_ANSWER
    except asyncio.CancelledError:
        if (
            ring.outcome.done()
            and not ring.outcome.cancelled()
            and isinstance(page := ring.outcome.result(), Connection)
        ):
            page.over()  # it answered in the moment in which the call was taken back
        raise
    finally:
        off.cancel()


class Ringing:
    """The meeting point of the channel, which rings, and the pages, which answer."""

    def __init__(self) -> None:
        self._pages: dict[UUID, list[asyncio.Queue[Announcement]]] = defaultdict(list)
        self._rings: dict[UUID, Ring] = {}
        self._opened = asyncio.Event()
        self._watching: set[asyncio.Queue[tuple[UUID, Announcement]]] = set()

    async def page_opened(self, user_id: UUID) -> None:
        """Wait until a page of theirs is open."""
        while not self.open_pages(user_id):
            self._opened.clear()
            await self._opened.wait()

    @contextmanager
    def page(self, user_id: UUID) -> Iterator[asyncio.Queue[Announcement]]:
        """A page is open for as long as the block lasts: it is told what rings, what rings already first."""
        queue: asyncio.Queue[Announcement] = asyncio.Queue()
        for ring in self._rings.values():
            if ring.user_id == user_id and not ring.outcome.done():
                queue.put_nowait(Announcement("ring", ring.attempt_id))
        pages = self._pages[user_id]
        pages.append(queue)
        del pages[:-MOST_PAGES]
        self._opened.set()
        try:
            yield queue
        finally:
            if queue in pages:
                pages.remove(queue)
            if not pages and self._pages.get(user_id) is pages:
                del self._pages[user_id]

    @contextmanager
    def watched(self) -> Iterator[asyncio.Queue[tuple[UUID, Announcement]]]:
        """Whatever rings from here to the end of the block, with whose it is: for what makes telephones ring."""
        queue: asyncio.Queue[tuple[UUID, Announcement]] = asyncio.Queue()
        self._watching.add(queue)
        try:
            yield queue
        finally:
            self._watching.discard(queue)

    def open_pages(self, user_id: UUID) -> int:
        """How many pages of somebody are open."""
        return len(self._pages.get(user_id, ()))

    @contextmanager
    def ring(self, attempt_id: UUID, user_id: UUID) -> Iterator[Ring]:
        """Ring on all pages of a person while the block lasts, or until one answers or declines."""
        ring = Ring(attempt_id, user_id)
        self._rings[attempt_id] = ring
        self._announce(user_id, Announcement("ring", attempt_id))
        try:
            yield ring
        finally:
            del self._rings[attempt_id]
            self.end(ring, "no_answer")

    def end(self, ring: Ring, why: str) -> None:
        """Have the pages stop ringing. Idempotent."""
        if not ring.outcome.done():
            ring.outcome.cancel()
            self._announce(ring.user_id, Announcement("over", ring.attempt_id, why))

    def answer(self, attempt_id: UUID, user_id: UUID, page: Connection) -> None:
        """A page takes the call. Raises `NotFoundError`, `ForbiddenError`, `ConflictError` where another did."""
        ring = self._ring_of(attempt_id, user_id)
        ring.outcome.set_result(page)
        self._announce(user_id, Announcement("over", attempt_id, "answered"))

    def decline(self, attempt_id: UUID, user_id: UUID) -> None:
        """Whoever is called does not want to answer. Raises like `answer`."""
        ring = self._ring_of(attempt_id, user_id)
        ring.outcome.set_result(AttemptResult.DECLINED)
        self._announce(user_id, Announcement("over", attempt_id, "declined"))

    def _ring_of(self, attempt_id: UUID, user_id: UUID) -> Ring:
        ring = self._rings.get(attempt_id)
        if ring is None:
            raise NotFoundError("Nothing rings here any more.")
        if ring.user_id != user_id:
            raise ForbiddenError("That call is for somebody else.")
        if ring.outcome.done():
            raise ConflictError("It was answered elsewhere.")
        return ring

    def _announce(self, user_id: UUID, announcement: Announcement) -> None:
        for queue in self._pages.get(user_id, ()):
            queue.put_nowait(announcement)
        for watching in self._watching:
            watching.put_nowait((user_id, announcement))
