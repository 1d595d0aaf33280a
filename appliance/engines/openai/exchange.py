"""One question to a server over HTTP, and the faults of its answer.

No connection is kept, no proxy is used, redirects are followed on the same server only, and no answer may grow beyond
bounds.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import aclosing, asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any

import httpx

from appliance.egress import EgressRefusedError
from appliance.engines.home_only import OUTSIDE_REMEDY, HomeTransport, LookUp, look_up
from appliance.engines.openai.faults import misread, refused, unreached
from appliance.engines.openai.server import Server
from appliance.errors import EngineError

MOST_COMPLAINT_BYTES = 64 * 1024
MOST_REDIRECTS = 3


@dataclass(frozen=True, slots=True)
class Waits:
    """How long a server may take, in seconds."""

    connect: float = 3.0
    """A machine of the home answers within milliseconds, or is off."""
    lists: float = 5.0
    """For a list of what it has, which needs no model."""
    reply: float = 60.0
    """For a whole answer that somebody waits for."""
    load: float = 300.0
    """Where a server may be loading its model first; between the pieces of a streamed answer too."""


WAITS = Waits()


class Exchange:
    """Asks one server. `sent` is what was said in a question, which no message may repeat."""

    def __init__(self, server: Server, *, waits: Waits = WAITS, look_up: LookUp = look_up) -> None:
        self.server = server
        self.waits = waits
        self._look_up = look_up
        self._trusted: ssl.SSLContext | None = None

    @asynccontextmanager
    async def answer(
        self, method: str, path: str, *, seconds: float, sent: str, whole: bool, **content: Any
    ) -> AsyncIterator[httpx.Response]:
        """A successful response, its body still to be read. Raises `EngineError`, also for faults while it is read.

        `seconds` bounds the wait for each piece, and for the `whole` of it where that is asked for. `content` is
        httpx's (`json`, `data`, `files`). Leaving early closes the connection.
        """
        name, url = self.server.name, httpx.URL(self.server.url)
        try:
            async with (
                asyncio.timeout(seconds if whole else None),
                await self._http(seconds) as http,
                self._landed(http, method, f"{url}{path}", content) as response,
            ):
                if not response.is_success:
                    complaint = await self.read(response, MOST_COMPLAINT_BYTES)
                    raise refused(self.server, url.path.rstrip("/") + path, response.status_code, complaint, sent)
                yield response
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError) as error:
            raise unreached(name, url.netloc.decode(), error) from error
        except (EgressRefusedError, ExceptionGroup) as error:  # a group of the tries of several addresses
            raise EngineError(f"{name}: a connection to {url.host} was refused", remedy=OUTSIDE_REMEDY) from error

    async def read(self, response: httpx.Response, most_bytes: int) -> bytes:
        """The body. Raises `EngineError` for a larger one."""
        body = bytearray()
        async with aclosing(self.pieces(response)) as pieces:
            async for piece in pieces:
                body += piece
                if len(body) > most_bytes:
                    raise misread(self.server.name, f"more than {most_bytes // 1024} KiB")
        return bytes(body)

    async def pieces(self, response: httpx.Response) -> AsyncGenerator[bytes, None]:
        """The body as it comes, undecoded: a small answer cannot become a large one. Raises `EngineError`."""
        if response.headers.get("Content-Encoding", "identity").lower() != "identity":
            raise misread(self.server.name, "compressed, though asked not to")
        raw = response.aiter_raw()
        try:
            async for piece in raw:
                yield piece
        finally:
            # The generators inside httpx are not closed with their outermost: reading on from the closed connection
            # ends them here and now, where the event loop would do it in tasks of its own some time later.
            await response.aclose()
            with suppress(httpx.HTTPError, httpx.StreamError):
                async for _ in raw:
                    pass

    async def _http(self, seconds: float) -> httpx.AsyncClient:
        server = self.server
        if self._trusted is None:
            self._trusted = await self._trust()
        key = {"Authorization": f"Bearer {server.key}"} if server.key else {}
        return httpx.AsyncClient(
            transport=HomeTransport(server.guard, server.name, self._trusted, look_up=self._look_up),
            timeout=httpx.Timeout(seconds, connect=self.waits.connect),
            headers={"Accept-Encoding": "identity", "User-Agent": "DisciplineCall", **key},
            trust_env=False,
        )

    async def _trust(self) -> ssl.SSLContext:
        """Whom this machine trusts, read from its files where https needs it."""
        if self.server.url.lower().startswith("https:"):
            return await asyncio.to_thread(ssl.create_default_context)
        return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)

    @asynccontextmanager
    async def _landed(
        self, http: httpx.AsyncClient, method: str, url: str, content: Mapping[str, Any]
    ) -> AsyncIterator[httpx.Response]:
        """The response after redirects on the same server."""
        for _ in range(MOST_REDIRECTS + 1):
            async with http.stream(method, url, **content) as response:
                if not response.has_redirect_location:
                    yield response
                    return
                url = self._redirected(response)
        raise misread(self.server.name, "redirects in a circle")

    def _redirected(self, response: httpx.Response) -> str:
        old = response.url
        new = old.join(response.headers["Location"])
        if (new.scheme, new.host, new.port) != (old.scheme, old.host, old.port):
            raise EngineError(
                f"{self.server.name}: the server redirects to {new.scheme}://{new.netloc.decode()}",
                remedy="Only redirects on the same server are followed: give the address that it leads to.",
            )
        return str(new)


def content_type(response: httpx.Response) -> str:
    """What a server says its answer is: lower case, without parameters; empty where it does not say."""
    declared: str = response.headers.get("Content-Type", "")
    return declared.partition(";")[0].strip().lower()
