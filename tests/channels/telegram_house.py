"""What the tests of Telegram share: a time that waits move, inbox and outbox in memory, a bot at the test server."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from appliance.channels.telegram.api import BotApi, server_of
from appliance.channels.telegram.bot import Account, Bot, Stored, running
from appliance.channels.telegram.incoming import Handler, Incoming, Position
from appliance.channels.telegram.outgoing import Content, Delivery, IfUnsure, Outgoing
from appliance.channels.telegram.standing import Standing
from appliance.channels.telegram.waits import Timing
from appliance.records.telegram import Fate
from tests.channels.botapi import BotApiServer, serving_bot_api

START = datetime(2026, 11, 27, 20, 0, tzinfo=UTC)


@dataclass
class Waits:
    """Waiting takes no time and is written down; `meanwhile` is done in each wait."""

    seconds: list[float] = field(default_factory=list)
    passed: float = 0.0
    meanwhile: Callable[[], Awaitable[None]] | None = None
    grace_seconds: float = 0.0
    """0 ends as a crash does."""

    async def sleep(self, seconds: float) -> None:
        self.seconds.append(seconds)
        until = self.passed + seconds
        await asyncio.sleep(0)
        self.passed = max(self.passed, until)  # who waits at the same time waits no longer for that
        if self.meanwhile is not None:
            await self.meanwhile()

    def now(self) -> datetime:
        return START + timedelta(seconds=self.passed)

    def timing(self, chance: float = 0.0) -> Timing:
        """`chance` 0 waits as long as it may be."""
        return Timing(self.sleep, lambda: self.passed, lambda: chance, self.grace_seconds)


@dataclass
class Box:
    """An inbox that survives whoever uses it."""

    kept: dict[tuple[int, int], str] = field(default_factory=dict)
    latest: dict[int, Position] = field(default_factory=dict)

    async def position(self, bot_id: int) -> Position | None:
        return self.latest.get(bot_id)

    async def seen(self, update: Incoming) -> bool:
        return (update.bot_id, update.update_id) in self.kept

    async def keep(self, update: Incoming, at: datetime, fault: str = "") -> None:
        self.kept[update.bot_id, update.update_id] = fault
        self.latest[update.bot_id] = Position(update.update_id, at)


@dataclass
class Queue:
    """An outbox that survives whoever uses it."""

    messages: dict[UUID, Outgoing] = field(default_factory=dict)
    ends: dict[UUID, Delivery] = field(default_factory=dict)
    settled: asyncio.Condition = field(default_factory=asyncio.Condition)

    def put(self, chat_id: int, content: Content, *, if_unsure: IfUnsure = IfUnsure.LEAVE, **how: object) -> UUID:
        key = uuid4()
        message = Outgoing(key, chat_id, content, if_unsure=if_unsure)
        self.messages[key] = replace(message, **how)  # type: ignore[arg-type]
        return key

    async def chats(self) -> Sequence[int]:
        return list(dict.fromkeys(each.chat_id for each in self._open()))

    async def head(self, chat_id: int) -> Outgoing | None:
        return next((each for each in self._open() if each.chat_id == chat_id), None)

    def _open(self) -> list[Outgoing]:
        return [each for each in self.messages.values() if each.key not in self.ends]

    async def leave(self, key: UUID) -> None:
        self.messages[key] = replace(self.messages[key], fate=Fate.LEAVING)

    async def stay(self, key: UUID) -> None:
        self.messages[key] = replace(self.messages[key], fate=Fate.WAITING)

    async def settle(self, key: UUID, delivery: Delivery) -> None:
        if delivery.fate is Fate.MOVED and delivery.moved_to is not None:
            moved = replace(self.messages[key], chat_id=delivery.moved_to, fate=Fate.WAITING)
            self.messages[key] = moved
            return
        self.ends[key] = delivery
        async with self.settled:
            self.settled.notify_all()

    def fate(self, key: UUID) -> Fate:
        return self.ends[key].fate if key in self.ends else self.messages[key].fate


@dataclass
class House:
    """One household's bot and what it keeps; `open` starts a process of it, again after each end."""

    server: BotApiServer
    waits: Waits
    box: Box = field(default_factory=Box)
    queue: Queue = field(default_factory=Queue)
    done: list[Incoming] = field(default_factory=list)
    """What the handler did, each once by its number, as a store would."""
    handled: int = 0
    """How often it was called."""
    standings: list[Standing] = field(default_factory=list)
    token: str = ""

    async def handle(self, update: Incoming) -> None:
        self.handled += 1
        if update.update_id not in {each.update_id for each in self.done}:
            self.done.append(update)

    @asynccontextmanager
    async def open(self, handle: Handler | None = None) -> AsyncIterator[Bot]:
        account = Account(self.token or self.server.token, self.server.url)
        stored = Stored(self.box, self.queue)
        does, timing = handle or self.handle, self.waits.timing()
        async with running(account, stored, does, self.waits.now, timing, self.standings.append) as bot:
            yield bot

    @asynccontextmanager
    async def bare(self) -> AsyncIterator[BotApi]:
        """The Bot API alone."""
        api = BotApi(self.token or self.server.token, server_of(self.server.url))
        try:
            yield api
        finally:
            await api.aclose()

    @property
    def states(self) -> list[str]:
        """Each other state, in order."""
        found: list[str] = []
        for standing in self.standings:
            if not found or found[-1] != standing.state:
                found.append(standing.state)
        return found


@asynccontextmanager
async def house() -> AsyncIterator[House]:
    """A house whose bot asks for nothing that the Bot API does not have."""
    waits = Waits()
    async with serving_bot_api(waits.now) as server:
        yield House(server, waits)
        assert server.unknown == set(), "parameters that the Bot API does not have"


def run(work: Coroutine[Any, Any, None]) -> None:
    """On a real loop; a task that is left over is an error."""

    async def guarded() -> None:
        await work
        await asyncio.sleep(0)
        assert asyncio.all_tasks() == {asyncio.current_task()}

    asyncio.run(guarded())
