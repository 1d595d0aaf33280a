"""A small HTTP/1.1 server in the test's own event loop, which notices when a client hangs up."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any

JSON = "application/json; charset=utf-8"
REASONS = {200: "OK", 201: "Created", 400: "Bad Request", 404: "Not Found", 500: "Internal Server Error"}


@dataclass(eq=False)
class Request:
    """What a client asked, and what became of it."""

    method: str
    path: str
    headers: dict[str, str]
    content: bytes
    finished: bool = False
    """It was answered to the end."""
    aborted: bool = False
    """The client hung up before."""

    @property
    def body(self) -> dict[str, Any]:
        """What was sent as JSON; nothing where that was no object."""
        values = json.loads(self.content or b"{}")
        return values if isinstance(values, dict) else {}


class CutOffError(Exception):
    """Raised by a handler: the connection ends here, in the middle of the answer."""


class Answer:
    """Writes one answer: whole, or in pieces as they are made."""

    def __init__(self, writer: asyncio.StreamWriter) -> None:
        self._writer = writer
        self._in_pieces = False

    async def whole(self, status: int, content: bytes, kind: str = JSON, *more: str) -> None:
        """`more` are further header lines."""
        self._head(status, kind, f"Content-Length: {len(content)}", *more)
        self._writer.write(content)
        await self._writer.drain()

    async def broken_off(self, content: bytes, of_bytes: int, kind: str) -> None:
        """The beginning of an answer that says it is longer; the handler then raises `CutOffError`."""
        self._head(200, kind, f"Content-Length: {of_bytes}")
        self._writer.write(content)
        await self._writer.drain()

    async def json(self, status: int, values: object) -> None:
        await self.whole(status, json.dumps(values).encode())

    async def piece(self, content: bytes, kind: str = "application/x-ndjson") -> None:
        if not self._in_pieces:
            self._head(200, kind, "Transfer-Encoding: chunked")
            self._in_pieces = True
        self._writer.write(b"%x\r\n%s\r\n" % (len(content), content))
        await self._writer.drain()

    async def line(self, values: object) -> None:
        await self.piece(json.dumps(values).encode() + b"\n")

    async def end(self) -> None:
        if self._in_pieces:
            self._writer.write(b"0\r\n\r\n")
            await self._writer.drain()

    def _head(self, status: int, kind: str, *more: str) -> None:
        lines = (f"HTTP/1.1 {status} {REASONS.get(status, 'Other')}", f"Content-Type: {kind}", *more, "", "")
        self._writer.write("\r\n".join(lines).encode())


Handler = Callable[[Request, Answer], Awaitable[None]]


@asynccontextmanager
async def serving(handler: Handler, changed: Callable[[], Awaitable[None]], port: int = 0) -> AsyncIterator[str]:
    """Serve on this or a free port of this machine; gives the URL.

    `changed` is told when a request has come to its end.
    """
    talks: set[asyncio.Task[None]] = set()

    def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        talk = asyncio.create_task(_talk(reader, writer, handler, changed))
        talks.add(talk)
        talk.add_done_callback(talks.discard)

    server = await asyncio.start_server(connected, "127.0.0.1", port)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()
        for talk in list(talks):
            talk.cancel()
        await asyncio.gather(*talks, return_exceptions=True)
        await server.wait_closed()


async def _talk(
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    handler: Handler,
    changed: Callable[[], Awaitable[None]],
) -> None:
    """One connection: request after request, until somebody ends it."""
    try:
        while True:
            request = await _read(reader)
            await _answer(reader, writer, handler, request)
            await changed()
            if not request.finished:
                return
    except (ConnectionError, asyncio.IncompleteReadError):
        pass
    finally:
        writer.close()


async def _answer(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, handler: Handler, request: Request
) -> None:
    """Answer one request; stop working on it when the client hangs up."""
    answer = Answer(writer)
    working = asyncio.ensure_future(handler(request, answer))
    hung_up = asyncio.create_task(reader.read(1))  # a client sends nothing more until it has its answer
    try:
        await asyncio.wait({working, hung_up}, return_when=asyncio.FIRST_COMPLETED)
        request.aborted = not working.done()
    finally:
        working.cancel()
        hung_up.cancel()
        await asyncio.wait({working, hung_up})
    if request.aborted:
        return
    error = None if working.cancelled() else working.exception()
    if isinstance(error, ConnectionError):
        request.aborted = True
    elif isinstance(error, CutOffError):
        writer.transport.abort()
    elif error is not None:
        raise error
    else:
        await answer.end()
        request.finished = True


async def _read(reader: asyncio.StreamReader) -> Request:
    first, *lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").strip().split("\r\n")
    method, path, _ = first.split(" ")
    headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
    if headers.get("transfer-encoding") == "chunked":
        content = await _read_pieces(reader)
    else:
        content = await reader.readexactly(int(headers.get("content-length", 0)))
    return Request(method, path, headers, content)


async def _read_pieces(reader: asyncio.StreamReader) -> bytes:
    pieces = []
    while size := int((await reader.readuntil(b"\r\n")).strip(), 16):
        pieces.append(await reader.readexactly(size))
        await reader.readexactly(2)
    with suppress(asyncio.IncompleteReadError):
        await reader.readuntil(b"\r\n")
    return b"".join(pieces)
