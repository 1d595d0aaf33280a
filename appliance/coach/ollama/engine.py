"""Language models that an Ollama server runs, on this machine or in the home.

Ollama keeps what it evaluated of the last prompt. The head of a conversation is therefore sent byte for byte the same
each time, and always with the same context length: another one would load the model anew.
"""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Sequence
from contextlib import aclosing

from ollama import ChatResponse

from appliance.coach.context import fitting
from appliance.coach.json_schema import Schema, bounded_schema, parse
from appliance.coach.ollama.address import server_url
from appliance.coach.ollama.connection import READ_SECONDS, Clients, OllamaConnection
from appliance.egress import Guard
from appliance.engines.home_only import OUTSIDE_REMEDY, host_of, is_numeric, outside
from appliance.engines.kinds import Surroundings
from appliance.engines.names import EngineName
from appliance.errors import EngineError, EngineUnavailableError, SettingsError
from appliance.ports import Filled, Limits, Message

DEFAULT_MODEL = "llama3.2:3b"

CONTEXT_TOKENS = 4096
LEAST_CONTEXT_TOKENS = 1024
"""Twice what a form may take, so that there is room for what it is about."""

KEEP_ALIVE = "15m"
"""From the preloading before a call to its end. Ollama's own is 5 minutes."""

FILL_TOKENS = 512
"""More than any form here comes to: a form that is cut off is of no use."""

FORM_REMEDY = "Update Ollama: some versions do not hold models that think to a form. Or choose an instruct model."

_DURATION = re.compile(r"(\d+(\.\d+)?(ms|s|m|h))+")
"""As Go writes durations, which is what Ollama reads."""


def build(name: EngineName, around: Surroundings) -> Ollama:
    """Raises `SettingsError` for an option or an address that cannot be.

    Raises `EngineUnavailableError` for a server that is outside the home by its number; names are looked up at use.
    """
    name.check_options(("context", "keep_alive"))
    url = server_url(around.ollama_host)
    host = host_of(url, name.text)
    if around.guard is not None and is_numeric(host) and not around.guard.allows_address(host):
        raise EngineUnavailableError(outside(host, host), remedy=OUTSIDE_REMEDY)
    return Ollama(name, url, around.guard)


class Ollama:
    """`LanguageModel`. Options of `name`: `context` in tokens, `keep_alive` as in `15m`, in seconds, or -1 for ever."""

    def __init__(self, name: EngineName, url: str, guard: Guard | None, *, read_seconds: float = READ_SECONDS) -> None:
        self.name = name.text
        self._model = name.model or DEFAULT_MODEL
        self._context_tokens = _context_tokens(name)
        self._keep_alive = _keep_alive(name)
        self._server = OllamaConnection(url, guard, name.text, read_seconds=read_seconds)

    async def warm(self) -> None:
        """Have the model loaded, by a request without messages, and kept. Raises `EngineError`."""
        await self._finish((), Limits())

    async def probe(self) -> None:
        """Whether the server is there and has the model, without loading it. Raises `EngineError`."""
        await self._server.answer(lambda clients: clients.ollama.show(self._model), self._server.asking(self._model))

    async def aclose(self) -> None:
        await self._server.aclose()

    async def prepare(self, messages: Sequence[Message]) -> None:
        await self._finish(messages, Limits(max_tokens=1))

    async def stream(self, messages: Sequence[Message], limits: Limits) -> AsyncGenerator[str, None]:
        thought = spoke = False
        async with aclosing(self._chat(messages, limits)) as parts:
            async for part in parts:
                thought = thought or bool(part.message.thinking)
                if part.message.content:
                    spoke = True
                    yield part.message.content
        if thought and not spoke:
            raise EngineError(
                f"{self.name}: {self._model} only thought for {limits.max_tokens} tokens, and said nothing",
                remedy="Choose a model that answers at once, an instruct model.",
            )

    async def fill(self, messages: Sequence[Message], schema: type[Filled]) -> Filled:
        limits = Limits(max_tokens=FILL_TOKENS, temperature=0.0)
        async with aclosing(self._chat(messages, limits, bounded_schema(schema))) as parts:
            text = "".join([part.message.content or "" async for part in parts])
        try:
            return parse(schema, text, self.name)
        except EngineError as error:
            raise EngineError(error.message, remedy=FORM_REMEDY) from error

    async def _finish(self, messages: Sequence[Message], limits: Limits) -> None:
        async with aclosing(self._chat(messages, limits)) as parts:
            async for _ in parts:
                pass

    async def _chat(
        self, messages: Sequence[Message], limits: Limits, form: Schema | None = None
    ) -> AsyncGenerator[ChatResponse, None]:
        """The parts of one reply, the last of them marked as such. Raises `EngineError`."""
        room = self._context_tokens - limits.max_tokens
        sent = [{"role": one.role, "content": one.content} for one in fitting(messages, room)]
        options = {
            "num_ctx": self._context_tokens,
            "num_predict": limits.max_tokens,
            "temperature": limits.temperature,
            "stop": list(limits.stop),
        }

        def ask(clients: Clients) -> Awaitable[AsyncIterator[ChatResponse]]:
            return clients.ollama.chat(
                self._model,
                sent,
                stream=True,
                think=False,  # who waits on a line cannot wait for thoughts
                format=form,
                options=options,
                keep_alive=self._keep_alive,
            )

        asking = self._server.asking(self._model, private=bool(sent))
        done = False
        async with aclosing(self._server.parts(ask, asking)) as parts:
            async for part in parts:
                done = done or bool(part.done)
                yield part
        if not done:
            raise asking.cut_off()


def _context_tokens(name: EngineName) -> int:
    given = name.options.get("context", str(CONTEXT_TOKENS))
    if not given.isdecimal() or int(given) < LEAST_CONTEXT_TOKENS:
        raise SettingsError(
            f"{name.text}: context={given} is no number of tokens",
            remedy=f"At least {LEAST_CONTEXT_TOKENS}, as in ?context={CONTEXT_TOKENS}.",
        )
    return int(given)


def _keep_alive(name: EngineName) -> str | int:
    """Ollama takes a duration with units as a word, and seconds as a number."""
    given = name.options.get("keep_alive", KEEP_ALIVE)
    if given == "-1" or (given.isdecimal() and int(given) > 0):
        return int(given)
    if not _DURATION.fullmatch(given) or not re.search(r"[1-9]", given):
        raise SettingsError(
            f"{name.text}: keep_alive={given} is no time",
            remedy="As in ?keep_alive=15m, ?keep_alive=2h30m, or -1 for as long as Ollama runs.",
        )
    return given
