"""A small client of servers that speak OpenAI's HTTP interface: llama.cpp, vLLM, LocalAI, Kokoro, Whisper servers."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from appliance.engines.home_only import LookUp, look_up, must_listen
from appliance.engines.openai.exchange import WAITS, Exchange, Waits, content_type
from appliance.engines.openai.faults import RefusedError, broken_off, misread
from appliance.engines.openai.server import Server
from appliance.engines.openai.sse import EventReader
from appliance.errors import EngineError

MOST_JSON_BYTES = 4 * 1024 * 1024
MOST_NAMED = 8
"""Models of a server that a message names."""

MODELS = "/models"
END = "[DONE]"

Answer = TypeVar("Answer", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Body:
    """A whole answer, and what the server says it is."""

    content: bytes
    content_type: str
    """Lower case, without parameters."""


class _Listed(BaseModel):
    id: str


class _Models(BaseModel):
    data: list[_Listed]


class _Faulty(BaseModel):
    error: Any = None


class Client:
    """Asks one server. `sent` is what was said in a request, which no message may repeat."""

    def __init__(self, server: Server, *, waits: Waits = WAITS, look_up: LookUp = look_up) -> None:
        self.server = server
        self.waits = waits
        self._exchange = Exchange(server, waits=waits, look_up=look_up)

    async def fetch(
        self,
        method: str,
        path: str,
        *,
        seconds: float,
        sent: str = "",
        most_bytes: int = MOST_JSON_BYTES,
        **content: Any,
    ) -> Body:
        """A whole answer, within `seconds`; `content` is httpx's (`json`, `data`, `files`). Raises `EngineError`."""
        try:
            async with self._exchange.answer(
                method, path, seconds=seconds, sent=sent, whole=True, **content
            ) as response:
                return Body(await self._exchange.read(response, most_bytes), content_type(response))
        except RefusedError as error:
            raise await self._explained(error, path) from None

    async def events(
        self, path: str, request: Mapping[str, Any], kind: type[Answer], *, sent: str
    ) -> AsyncGenerator[Answer | None, None]:
        """The events of a streamed answer; None is the server's mark of its end. Raises `EngineError`."""
        reader = EventReader()
        try:
            async with (
                self._exchange.answer(
                    "POST", path, seconds=self.waits.load, sent=sent, whole=False, json=request
                ) as response,
                aclosing(self._exchange.pieces(response)) as pieces,
            ):
                if content_type(response) != "text/event-stream":
                    raise misread(self.server.name, f"{content_type(response) or 'something'} instead of a stream")
                async for piece in pieces:
                    for event in self._read(reader, piece):
                        yield None if event.strip() == END else self._event(event, kind, sent)
        except RefusedError as error:
            raise await self._explained(error, path) from None

    def understood(self, body: Body, kind: type[Answer]) -> Answer:
        """A JSON answer as a value. Raises `EngineError`."""
        if body.content_type != "application/json":
            raise misread(self.server.name, f"{body.content_type or 'something'} instead of JSON")
        return self._parsed(body.content, kind)

    async def probe(self) -> None:
        """Raises `EngineError` where nobody answers; what the server can do shows when it is asked."""
        await must_listen(self.server.url, self.server.guard, self.server.name)

    async def models(self) -> list[str]:
        """What the server has, by its own account. Raises `EngineError`."""
        body = await self.fetch("GET", MODELS, seconds=self.waits.lists)
        return [listed.id for listed in self.understood(body, _Models).data]

    def _read(self, reader: EventReader, piece: bytes) -> list[str]:
        try:
            return reader.feed(piece)
        except ValueError as error:
            raise misread(self.server.name, str(error)) from error

    def _event(self, event: str, kind: type[Answer], sent: str) -> Answer:
        if '"error"' in event and self._parsed(event, _Faulty).error:
            raise broken_off(self.server, event.encode(), sent)
        return self._parsed(event, kind)

    def _parsed(self, content: str | bytes, kind: type[Answer]) -> Answer:
        try:
            return kind.model_validate_json(content)
        except ValidationError:  # not chained: it quotes what the server said
            raise misread(self.server.name, "JSON that is broken, or not what was asked for") from None

    async def _explained(self, error: RefusedError, path: str) -> RefusedError:
        """A model that the server does not know: with those that it has."""
        if not error.is_unknown_model or path == MODELS:
            return error
        try:
            known = await self.models()
        except EngineError:
            return error
        remedy = f"It has {', '.join(known[:MOST_NAMED])}." if known else "It has none."
        return RefusedError(error.message, remedy=remedy, status=error.status, words=error.words)
