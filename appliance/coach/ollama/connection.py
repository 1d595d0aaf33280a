"""The connection to an Ollama server, on this machine or in the home."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import TypeVar

import httpx
from ollama import AsyncClient

from appliance.coach.ollama.faults import FAILURES, Asking
from appliance.egress import Guard
from appliance.engines.home_only import HomeTransport

CONNECT_SECONDS = 3.0
"""A server of the home takes a connection within milliseconds, or it is not there."""

READ_SECONDS = 300.0
"""For the next piece of an answer. The first one waits until the model is loaded, minutes from a slow disk, and hanging
up before that would cancel the loading."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Clients:
    """Whom to ask, for one request."""

    url: str
    transport: HomeTransport
    patience: httpx.Timeout

    @property
    def ollama(self) -> AsyncClient:
        """The package's client."""
        return AsyncClient(
            self.url,
            transport=self.transport,
            timeout=self.patience,
            trust_env=False,
            follow_redirects=False,  # a redirect could lead out of the home
            event_hooks={"request": [_without_key]},
        )

    @property
    def http(self) -> httpx.AsyncClient:
        """For what the package has no call for."""
        return httpx.AsyncClient(base_url=self.url, transport=self.transport, timeout=self.patience, trust_env=False)


Ask = Callable[[Clients], Awaitable[T]]


class OllamaConnection:
    """One server. `engine` is named in errors. Every request is checked against `guard` (None allows everywhere)."""

    def __init__(self, url: str, guard: Guard | None, engine: str, *, read_seconds: float = READ_SECONDS) -> None:
        self.url = url
        self._guard = guard
        self._engine = engine
        self._read_seconds = read_seconds
        self._trusted: ssl.SSLContext | None = None
        self._open: set[HomeTransport] = set()

    def asking(self, model: str = "", *, private: bool = False) -> Asking:
        """What is about to be asked, for messages about it. `private` where a person's words are sent along."""
        return Asking(self._engine, self.url, model, self._read_seconds, private)

    async def parts(self, ask: Ask[AsyncIterator[T]], asking: Asking) -> AsyncGenerator[T, None]:
        """The parts of a streamed answer. Closing it early hangs up, which ends the server's work on it.

        Raises `EngineError`.
        """
        answer: AsyncIterator[T] | None = None
        began = False
        try:
            async with self._clients() as clients:
                answer = await ask(clients)
                async for part in answer:
                    began = True
                    yield part
        except FAILURES as error:
            raise asking.failed(error, began=began) from asking.cause(error)
        finally:
            if answer is not None:
                await _run_out(answer)

    async def answer(self, ask: Ask[T], asking: Asking) -> T:
        """A whole answer. Raises `EngineError`."""
        try:
            async with self._clients() as clients:
                return await ask(clients)
        except FAILURES as error:
            raise asking.failed(error) from asking.cause(error)

    async def aclose(self) -> None:
        """Hang up on everything. The model stays in the server's memory for as long as it was told."""
        for transport in list(self._open):
            await transport.aclose()

    @asynccontextmanager
    async def _clients(self) -> AsyncIterator[Clients]:
        """One for each request: leaving the block hangs up."""
        if self._trusted is None:
            secure = self.url.startswith("https:")  # else none is ever used, and no files are read for it
            self._trusted = await asyncio.to_thread(ssl.create_default_context) if secure else _untrusting()
        transport = HomeTransport(self._guard, self._engine, self._trusted)
        self._open.add(transport)
        try:
            yield Clients(self.url, transport, httpx.Timeout(self._read_seconds, connect=CONNECT_SECONDS))
        finally:
            self._open.discard(transport)
            await transport.aclose()


def _untrusting() -> ssl.SSLContext:
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


async def _run_out(answer: AsyncIterator[T]) -> None:
    """Let what reads an answer meet its end: it hands on from one generator to the next, and closing only the outermost
    would leave the others to the garbage collector and to tasks that nobody waits for."""
    with suppress(*FAILURES):
        async for _ in answer:
            pass


async def _without_key(request: httpx.Request) -> None:
    """The package sends a key that it finds in the environment, which is none of this server's business."""
    request.headers.pop("Authorization", None)
