"""Pushes while something rings on a person's pages, and takes them back when it is over."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from appliance.channels.browser import Announcement
from appliance.errors import ApplianceError, NotFoundError, OutsideHomeError, ReachError
from appliance.language.messages import messages
from appliance.ports import Now
from appliance.reach.nearby import Asked
from appliance.reach.push import messages as pushes
from appliance.reach.states import LinkState
from appliance.reach.webhooks.delivering import Asks
from appliance.records.people import User
from appliance.records.reach import HomeLink, HomeShare, LinkKind
from appliance.store import Store

log = logging.getLogger(__name__)

TRIES, WAIT_SECONDS = 2, 2.0
"""It rings for a minute at most: a push that comes later rings for nothing."""

PUSHED = (LinkKind.NTFY, LinkKind.HOME_ASSISTANT)


@dataclass(frozen=True, slots=True)
class Way:
    """To one telephone of a person."""

    link: HomeLink
    name: str
    """The topic, or the service."""


class Pusher:
    """`page_address` is where the page is for a telephone; a link's own counts more."""

    def __init__(self, store: Store, now: Now, nearby: Asks, page_address: Callable[[], str]) -> None:
        self.states = {kind: LinkState() for kind in PUSHED}
        self._store = store
        self._now = now
        self._nearby = nearby
        self._page_address = page_address
        self._rung: dict[UUID, asyncio.Task[list[Way]]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def reaches(self, user_id: UUID) -> bool:
        """Whether a telephone of theirs can be made to ring though no page is open."""
        try:
            return bool(await self._ways(user_id))
        except ApplianceError:
            return False

    async def run(self, announced: asyncio.Queue[tuple[UUID, Announcement]]) -> None:
        """Push what is announced. Never returns; nothing of it holds up a call."""
        try:
            while True:
                user_id, told = await announced.get()
                if told.kind == "ring":
                    ringing = asyncio.create_task(self._ring(user_id, told.attempt_id), name="push a ring")
                    self._rung[told.attempt_id] = ringing
                else:
                    rung = self._rung.pop(told.attempt_id, None)
                    task = asyncio.create_task(self._end(user_id, told, rung), name="take a push back")
                    self._tasks.add(task)
                    task.add_done_callback(self._tasks.discard)
        finally:
            left = [*self._tasks, *self._rung.values()]
            for each in left:
                each.cancel()
            await asyncio.gather(*left, return_exceptions=True)

    async def test(self, user: User) -> list[str]:
        """Push a ring that is nobody's; what is wrong, way by way. Raises `ReachError` for no way."""
        ways, told = await self._ways(user.id), []
        if not ways:
            raise ReachError(
                "Nothing is set up that could be pushed to.", remedy="Set a server, and your topic or service."
            )
        for way in ways:
            asked = self._rings(way, user, user.id, f"{self._page(way.link)}/")
            try:
                await self._ask(way.link, asked)
            except ApplianceError as error:
                told.append(f"{way.link.kind}: {error.message}")
        return told

    async def _ways(self, user_id: UUID) -> list[Way]:
        share = await self._store.home.share(user_id)
        if share is None:
            return []
        ways = []
        for kind in PUSHED:
            link, name = await self._store.home.link(kind), _name(share, kind)
            if link is not None and name and self._page(link):
                ways.append(Way(link, name))
        return ways

    def _page(self, link: HomeLink) -> str:
        return str(link.options.get("page_address") or self._page_address()).rstrip("/")

    async def _ring(self, user_id: UUID, attempt_id: UUID) -> list[Way]:
        """The ways on which it may have arrived."""
        try:
            ways = await self._ways(user_id)
            if not ways:
                return []
            user = await self._store.people.user_by_id(user_id)
            call_id = (await self._store.calls.attempt(attempt_id)).call_id
        except NotFoundError:
            return []
        sends = [
            self._send(way, self._rings(way, user, attempt_id, f"{self._page(way.link)}/?call={call_id}"))
            for way in ways
        ]
        sent = await asyncio.gather(*sends)
        return [way for way, fine in zip(ways, sent, strict=True) if fine]

    def _rings(self, way: Way, user: User, attempt_id: UUID, page: str) -> Asked:
        words = _words(user)
        if way.link.kind is LinkKind.NTFY:
            return pushes.ntfy_rings(way.link, way.name, attempt_id, page, words)
        return pushes.app_rings(way.link, way.name, attempt_id, page, words)

    async def _end(self, user_id: UUID, told: Announcement, rung: asyncio.Task[list[Way]] | None) -> None:
        ways = await rung if rung is not None else []
        if not ways:
            return
        try:
            user = await self._store.people.user_by_id(user_id)
        except NotFoundError:
            return
        for way in ways:
            if way.link.kind is LinkKind.HOME_ASSISTANT:
                await self._send(way, pushes.app_takes_back(way.link, way.name, told.attempt_id))
            elif not await self._send(way, pushes.ntfy_takes_back(way.link, way.name, told.attempt_id), quiet=True):
                await self._send(way, pushes.ntfy_is_over(way.link, way.name, _words(user), told.why))

    async def _send(self, way: Way, asked: Asked, *, quiet: bool = False) -> bool:
        """Whether it was taken. What went wrong is the link's state; `quiet`: nothing is wrong with being refused."""
        state = self.states[way.link.kind]
        for each in range(TRIES):
            try:
                await self._ask(way.link, asked)
            except OutsideHomeError as error:
                if state.fault != error.message:
                    subject = f"{way.link.kind} {way.link.id}"
                    await self._store.audit.append(self._now(), "appliance", "refuse connection", subject)
                state.failed(error)
                return False
            except ApplianceError as error:
                if quiet:
                    return False
                state.failed(error)
                log.warning("a push could not be sent: %s", error.message)
                if each + 1 < TRIES:
                    await asyncio.sleep(WAIT_SECONDS)
            else:
                state.connected(self._now())
                return True
        return False

    async def _ask(self, link: HomeLink, asked: Asked) -> None:
        answer = await self._nearby.ask(asked)
        if answer.status in (401, 403):
            raise ReachError(
                "It refused the user name, password or token.",
                remedy="Set them anew on the page.",
                says="machine_password",
            )
        if not answer.fine:
            raise ReachError(
                f"It answered HTTP {answer.status}.",
                remedy="Are its address and the name right?",
                says="machine_answered",
                status=answer.status,
            )


def _name(share: HomeShare, kind: LinkKind) -> str:
    return share.ntfy_topic if kind is LinkKind.NTFY else share.notify_service


def _words(user: User) -> dict[str, str]:
    return {key: texts[0] for key, texts in messages(user.language).page.items()}
