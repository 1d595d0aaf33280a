"""A language model on a server of the home: `openai:MODEL@http://192.168.1.20:8080/v1?context=8192`.

Any server that speaks OpenAI's chat interface will do. Those that keep the evaluated head of the last conversation
(llama.cpp, vLLM) serve a turn for its own tokens only; others evaluate the whole of it.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from typing import Any

from pydantic import BaseModel

from appliance.coach.context import fitting
from appliance.coach.json_schema import bounded_schema, parse
from appliance.engines.kinds import Surroundings
from appliance.engines.names import EngineName
from appliance.engines.openai.client import Client
from appliance.engines.openai.faults import RefusedError
from appliance.engines.openai.server import server_of, whole_number
from appliance.errors import EngineError
from appliance.ports import Filled, Limits, Message

PATH = "/chat/completions"

CONTEXT_TOKENS = 4096
"""Where the engine string says nothing: what small servers are commonly started with."""

LEAST_CONTEXT_TOKENS, MOST_CONTEXT_TOKENS = 512, 2**20

FILL = Limits(max_tokens=512, temperature=0.1)
"""For a filled schema: JSON costs more tokens than its words, and is not meant to be inventive."""

NOTHING = Message("user", "…")
"""Ends a head that is evaluated before anybody has spoken: many models' templates want a user's turn."""

Style = Callable[[str, dict[str, Any]], dict[str, Any]]


def served_model(name: EngineName, around: Surroundings) -> ServedModel:
    """Builder of `ServedModel`. Raises `SettingsError`, or `EngineUnavailableError` for an unreadable key."""
    name.check_options(("context", "key_file"))
    context_tokens = whole_number(name, "context", CONTEXT_TOKENS, LEAST_CONTEXT_TOKENS, MOST_CONTEXT_TOKENS)
    return ServedModel(Client(server_of(name, around)), context_tokens=context_tokens)


class _Part(BaseModel):
    content: str | None = None


class _Choice(BaseModel):
    delta: _Part = _Part()
    message: _Part = _Part()
    finish_reason: str | None = None


class _Answer(BaseModel):
    """A whole answer, or an event of a streamed one. One without choices tells of something else."""

    choices: list[_Choice] = []


class ServedModel:
    """`LanguageModel`. `context_tokens` is how long a conversation the server was started for."""

    def __init__(self, client: Client, *, context_tokens: int = CONTEXT_TOKENS) -> None:
        self.name = client.server.name
        self._client = client
        self.context_tokens = context_tokens
        self._styles: tuple[Style, ...] = (_json_schema, _json_object)
        """The ways to ask for a schema that the server may know, the likelier first."""

    async def warm(self) -> None:
        """Have the model loaded, by a request for one token."""
        await self._whole([NOTHING], Limits(max_tokens=1))

    async def probe(self) -> None:
        """Whether the server is there. Raises `EngineError`."""
        await self._client.probe()

    async def aclose(self) -> None:
        """No connection is kept, and a server unloads its models itself."""

    async def prepare(self, messages: Sequence[Message]) -> None:
        waiting = [*messages] if messages and messages[-1].role == "user" else [*messages, NOTHING]
        await self._whole(waiting, Limits(max_tokens=1))

    async def stream(self, messages: Sequence[Message], limits: Limits) -> AsyncGenerator[str, None]:
        request, sent = self._request(messages, limits)
        ended = False
        events = self._client.events(PATH, {**request, "stream": True}, _Answer, sent=sent)
        async with aclosing(events) as answers:
            async for answer in answers:
                if answer is None:
                    return
                for choice in answer.choices[:1]:
                    ended = ended or choice.finish_reason is not None
                    if choice.delta.content:
                        yield choice.delta.content
        if not ended:
            raise EngineError(f"{self.name}: the server hung up in mid-answer", remedy="Its own log says why.")

    async def fill(self, messages: Sequence[Message], schema: type[Filled]) -> Filled:
        wanted = bounded_schema(schema)
        for style in self._styles:
            try:
                choice = await self._whole(messages, FILL, response_format=style(schema.__name__, wanted))
            except RefusedError as error:
                if style is self._styles[-1] or not _may_be_of_the_style(error):
                    raise
                continue
            self._styles = (style,)
            break
        if choice.finish_reason == "length":
            raise EngineError(f"{self.name} did not fill in a {schema.__name__} within {FILL.max_tokens} tokens")
        return parse(schema, choice.message.content or "", self.name)

    async def _whole(self, messages: Sequence[Message], limits: Limits, **more: Any) -> _Choice:
        """The server's answer, not streamed."""
        request, sent = self._request(messages, limits)
        body = await self._client.fetch(
            "POST", PATH, seconds=self._client.waits.load, sent=sent, json={**request, **more}
        )
        choices = self._client.understood(body, _Answer).choices
        if not choices:
            raise EngineError(f"{self.name}: the server gave an answer without any choice")
        return choices[0]

    def _request(self, messages: Sequence[Message], limits: Limits) -> tuple[dict[str, Any], str]:
        """What is asked, and what is said in it."""
        kept = fitting(messages, self.context_tokens - limits.max_tokens)
        request = {
            "model": self._client.server.model,
            "messages": [{"role": message.role, "content": message.content} for message in kept],
            "max_tokens": limits.max_tokens,
            "temperature": limits.temperature,
        }
        if limits.stop:
            request["stop"] = list(limits.stop)
        return request, "\n".join(message.content for message in kept)


def _json_schema(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"type": "json_schema", "json_schema": {"name": name, "schema": schema, "strict": True}}


def _json_object(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    """What llama.cpp's server knew before it knew `json_schema`."""
    return {"type": "json_object", "schema": schema}


def _may_be_of_the_style(error: RefusedError) -> bool:
    """Whether another way of asking may be understood. Old llama.cpp servers call an unknown one a failure (500)."""
    return error.status in (400, 422, 501) or (error.status == 500 and "response_format" in error.words)
