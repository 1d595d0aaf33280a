"""The server: addresses, tokens, long polling, downloads, and the troubles that a test asks for."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import unquote, urlsplit

from tests.channels.botapi.asked import ApiError, Asked, asked_by
from tests.channels.botapi.methods import METHODS
from tests.channels.botapi.people import Group, Person
from tests.channels.botapi.troubles import BadStatus, Broken, Cut, Held, Said, Trouble, Troubles, WithoutForm
from tests.channels.botapi.world import Chat, Delivered, World
from tests.engines.http_server import Answer, CutOffError, Request, serving

TOKEN = "123456:AAHk-not-a-real-token-0123456789abcd"
PAGE = "text/html"
OTHER_POLLER = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
HAS_WEBHOOK = (
    "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
)


@dataclass(frozen=True)
class Call:
    """One request that came."""

    method: str
    values: dict[str, Any]
    at: datetime


class BotApiServer:
    """One bot's server. `sent` is what really reached chats, in order; `calls` everything that was asked."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self.world = World(now)
        self.token = TOKEN
        self.url = ""
        self.calls: list[Call] = []
        self.unknown: set[str] = set()
        """Parameters that were sent and that this server does not know, as `method.name`."""
        self.troubles = Troubles()
        self.limits = False
        """Answer 429 to what comes faster than Telegram's documentation allows."""
        self.floods = 0
        self.is_plugged_in = False
        self.waits = True
        """Whether a long poll is one: some servers answer at once."""
        self._polling: asyncio.Event | None = None
        self._plug = AsyncExitStack()
        self._changed = asyncio.Condition()
        self._people = 0

    # What a test does

    @property
    def sent(self) -> list[Delivered]:
        return self.world.sent

    @property
    def polled(self) -> bool:
        """Whether somebody waits for updates."""
        return self._polling is not None

    def person(self, name: str, *, started: bool = True) -> Person:
        """Somebody, who has pressed "start" unless told otherwise."""
        self._people += 1
        number = 5000 + self._people
        user = {"id": number, "is_bot": False, "first_name": name, "language_code": "en"}
        chat = self.world.chats[number] = Chat({"id": number, "type": "private", "first_name": name}, started)
        return Person(self.world, user, chat)

    def group(self, title: str) -> Group:
        number = -4000 - len(self.world.chats)
        chat = self.world.chats[number] = Chat({"id": number, "type": "group", "title": title}, started=True)
        return Group(self.world, chat)

    def trouble(self, method: str, trouble: Trouble, times: int = 1) -> None:
        """The next requests of this method (`*` of any, `file` a download) come to grief."""
        self.troubles.add(method, trouble, times)

    def called(self, method: str) -> list[Call]:
        return [call for call in self.calls if call.method == method.lower()]

    async def until(self, comes_true: Callable[[], bool], seconds: float = 20.0) -> None:
        """Wait until it holds; looked at after every request."""
        async with asyncio.timeout(seconds), self._changed:
            await self._changed.wait_for(comes_true)

    async def until_handled(self) -> None:
        """Wait until no update waits to be confirmed."""
        await self.until(lambda: not self.world.updates)

    async def unplug(self) -> None:
        """The network is gone: connections end, new ones are refused."""
        self.is_plugged_in = False
        await self._plug.aclose()

    async def plug_in(self) -> None:
        """There, at the same address as before."""
        port = urlsplit(self.url).port or 0
        self.url = await self._plug.enter_async_context(serving(self._handle, self._tell, port))
        self.is_plugged_in = True

    # What a client sees

    async def _tell(self) -> None:
        async with self._changed:
            self._changed.notify_all()

    async def _handle(self, request: Request, answer: Answer) -> None:
        path = unquote(urlsplit(request.path).path)
        if found := re.fullmatch(r"/file/bot([^/]+)/(.+)", path):
            try:
                await self._download(found[1], found[2], answer)
            except ApiError as error:
                await _fail(answer, error)
        elif found := re.fullmatch(r"/bot([^/]+)/(\w+)", path):
            await self._method(found[1], found[2].lower(), request, answer)
        else:
            await _fail(answer, ApiError(404, "Not Found"))

    async def _method(self, token: str, method: str, request: Request, answer: Answer) -> None:
        try:
            if token != self.token:
                raise ApiError(401, "Unauthorized")
            asked = asked_by(request)
            self.calls.append(Call(method, dict(asked.values), self.world.now()))
            trouble = self.troubles.next(method)
            if await self._in_trouble(trouble, answer):
                return
            result = await self._done(method, asked)
        except ApiError as error:
            await _fail(answer, error)
            return
        if isinstance(trouble, Cut):
            raise CutOffError
        if isinstance(trouble, Held) and trouble.done_first:
            await self._tell()
            await trouble.go.wait()
        if isinstance(trouble, Said):
            await answer.whole(trouble.status, trouble.content, trouble.kind)
            return
        await answer.json(200, {"ok": True, "result": result})

    async def _in_trouble(self, trouble: Trouble | None, answer: Answer) -> bool:
        """Whether the request is not done, and was dealt with."""
        match trouble:
            case BadStatus(as_json=True):
                raise ApiError(trouble.code, trouble.description, **trouble.parameters)
            case BadStatus():
                await answer.whole(trouble.code, b"<html><h1>Bad Gateway</h1></html>", PAGE)
            case Cut(done=False):
                raise CutOffError
            case WithoutForm():
                await answer.whole(200, trouble.content, PAGE)
            case Said(done_first=False):
                await answer.whole(trouble.status, trouble.content, trouble.kind)
            case Held(done_first=False):
                await trouble.go.wait()
                return False
            case _:
                return False
        return True

    async def _done(self, method: str, asked: Asked) -> Any:
        if method == "getupdates":
            result = await self._updates(asked)
        elif method in METHODS:
            self._limit(method, asked)
            result = METHODS[method](self.world, asked)
        else:
            raise ApiError(404, "Not Found")
        self.unknown |= {f"{method}.{name}" for name in asked.unknown}
        return result

    def _limit(self, method: str, asked: Asked) -> None:
        """30 messages a second in all, one a second in a chat, 20 a minute in a group."""
        if not self.limits or not method.startswith("send") or method == "sendchataction":
            return
        chat_id, now = asked.whole("chat_id") or 0, self.world.now()
        ages = [((now - each.at).total_seconds(), each.chat_id) for each in self.world.sent if each.at]
        here = [age for age, chat in ages if chat == chat_id]
        spare = 1e-6  # a datetime knows microseconds
        too_many = sum(age < 1 - spare for age, _ in ages) >= 30 or any(age < 1 - spare for age in here)
        if too_many or (chat_id < 0 and sum(age < 60 - spare for age in here) >= 20):
            self.floods += 1
            raise ApiError(429, "Too Many Requests: retry after 3", retry_after=3)

    async def _updates(self, asked: Asked) -> Any:
        offset, limit = asked.whole("offset", 0) or 0, asked.whole("limit", 100) or 100
        seconds, kinds = asked.whole("timeout", 0) or 0, asked.json("allowed_updates")
        if self.world.webhook:
            raise ApiError(409, HAS_WEBHOOK)
        if self._polling is not None:
            self._polling.set()
        ended = self._polling = asyncio.Event()
        if kinds is not None:
            self.world.allowed = frozenset(kinds) if kinds else None
        self.world.confirm(offset)
        await self._tell()
        try:
            await self._arrival(seconds, ended)
        finally:
            if self._polling is ended:
                self._polling = None
        if ended.is_set():
            raise ApiError(409, OTHER_POLLER)
        return self.world.pending(max(1, min(limit, 100)))

    async def _arrival(self, seconds: int, ended: asyncio.Event) -> None:
        """Wait for an update, for another poller, or for the end of the time."""
        if self.world.pending(1) or not seconds or not self.waits:
            return
        self.world.arrived.clear()
        waits = [asyncio.create_task(event.wait()) for event in (self.world.arrived, ended)]
        try:
            await asyncio.wait(waits, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()

    async def _download(self, token: str, path: str, answer: Answer) -> None:
        content = dict(self.world.files.values()).get(path)
        if token != self.token or content is None:
            raise ApiError(404, "Not Found")
        trouble = self.troubles.next("file")
        if isinstance(trouble, Broken) and trouble.in_pieces:
            await answer.piece(content[: int(len(content) * trouble.share)], "audio/ogg")
            raise CutOffError
        if isinstance(trouble, Broken):
            await answer.broken_off(content[: int(len(content) * trouble.share)], len(content), "audio/ogg")
            raise CutOffError
        if not await self._in_trouble(trouble, answer):
            await answer.whole(200, content, "application/octet-stream")


async def _fail(answer: Answer, error: ApiError) -> None:
    told: dict[str, Any] = {"ok": False, "error_code": error.code, "description": error.description}
    await answer.json(error.code, told | ({"parameters": error.parameters} if error.parameters else {}))


@asynccontextmanager
async def serving_bot_api(now: Callable[[], datetime]) -> AsyncIterator[BotApiServer]:
    """A server on a port of its own."""
    server = BotApiServer(now)
    await server.plug_in()
    try:
        yield server
    finally:
        await server.unplug()
