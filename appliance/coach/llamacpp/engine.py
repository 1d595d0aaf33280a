"""Language models in the GGUF format, by llama.cpp in a child process: no server, no network.

`llamacpp:NAME?context=4096&template=llama-3&lora=NAME&device=cpu`: NAME is a file in the models folder's `llm/`, with
or without `.gguf`; without a name, the only model there.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from importlib.util import find_spec

from appliance.coach.json_schema import bounded_schema, parse
from appliance.coach.llamacpp.files import REMEDY, GgufFile, find, find_adapter
from appliance.coach.llamacpp.template import BY_NAME
from appliance.engines.child import ChildProcess, Patience, Share
from appliance.engines.frames import Header
from appliance.engines.kinds import Surroundings
from appliance.engines.machine import MIB, Machine, look
from appliance.engines.names import EngineName
from appliance.errors import EngineError, EngineUnavailableError, SettingsError
from appliance.ports import Filled, Limits, Message

CHILD = "appliance.coach.llamacpp.child"

OPTIONS = ("context", "template", "lora", "device")
DEVICES = ("auto", "cpu", "cuda")

MOST_CONTEXT_TOKENS = 4096
"""Where the engine string says nothing: half a GiB with a model of 3,000 million parameters. A model that was trained
on less gets what it was trained on."""

LEAST_CONTEXT_TOKENS = 256

PATIENCE = Patience(reply=180.0, load=300.0, idle=600.0)
"""Parts come while a prompt is evaluated, so a reply's patience is for a request that waits behind another's reply. The
model stays loaded from the minutes before a call until some after it."""

OVERHEAD_MIB = 400
"""Beside the model's file: the context of a small model, evaluated prefixes put aside, the interpreter."""

NICENESS = 5
"""Sound comes before words: what hears and speaks must not stutter while a reply is made."""


@dataclass(frozen=True, slots=True)
class Usage:
    """What the latest request took, in tokens."""

    prompt_tokens: int
    evaluated_tokens: int
    """Of the prompt; the others were evaluated already."""
    generated_tokens: int


class LlamaCpp:
    """A `LanguageModel`. `opening` is what the child is asked first; `look` tells the memory there is."""

    def __init__(
        self,
        name: str,
        model: GgufFile,
        opening: Header,
        *,
        patience: Patience = PATIENCE,
        look: Callable[[], Machine] = look,
        share: Share | None = None,
    ) -> None:
        self.name = name
        self.usage: Usage | None = None
        self._model = model
        self._in_memory = opening["gpu"] == "never"
        self._look = look
        self._child = ChildProcess(CHILD, name, patience=patience, opening=opening, tries=1, nice=NICENESS, share=share)

    @property
    def child_pid(self) -> int | None:
        """Of the live child process; None while it is closed."""
        return self._child.pid

    async def warm(self) -> None:
        """Load the model. Raises `EngineError` for one that is damaged, or larger than the memory there is."""
        if self.child_pid is None and self._in_memory:
            await asyncio.to_thread(self._must_fit)
        await self._child.start()
        try:
            self._must_serve(self._child.opened)
        except EngineError:
            await self._child.aclose()
            raise

    async def aclose(self) -> None:
        await self._child.aclose()

    async def prepare(self, messages: Sequence[Message]) -> None:
        async for _ in self._ask({"do": "prepare"}, messages):
            pass

    async def stream(self, messages: Sequence[Message], limits: Limits) -> AsyncGenerator[str, None]:
        header = {
            "do": "stream",
            "max_tokens": limits.max_tokens,
            "temperature": limits.temperature,
            "stop": limits.stop,
        }
        async with aclosing(self._ask(header, messages)) as pieces:
            async for piece in pieces:
                yield piece

    async def fill(self, messages: Sequence[Message], schema: type[Filled]) -> Filled:
        """The likeliest answer that the schema allows."""
        header = {"do": "fill", "schema": bounded_schema(schema), "temperature": 0.0}
        pieces = [piece async for piece in self._ask(header, messages)]
        return parse(schema, "".join(pieces), self.name)

    async def _ask(self, header: Header, messages: Sequence[Message]) -> AsyncGenerator[str, None]:
        await self.warm()
        turns = [{"role": message.role, "content": message.content} for message in messages]
        async with aclosing(self._child.stream(header, json.dumps(turns).encode())) as parts:
            async for part, text in parts:
                self._must_serve(part)
                if "usage" in part:
                    self.usage = Usage(**part["usage"])
                if text:
                    yield text.decode()

    def _must_serve(self, part: Header) -> None:
        """Raises the `EngineError` that a part of a reply may be."""
        if "refused" in part:
            raise EngineError(f"{self.name}: {part['refused']}", remedy=part["remedy"])

    def _must_fit(self) -> None:
        """Raises `EngineError` where the kernel would end the child instead. Blocks: not for the event loop."""
        try:
            needed_mib = self._model.size_bytes // MIB
        except OSError as error:
            raise EngineError(f"{self.name}: {self._model.path} cannot be read: {error}", remedy=REMEDY) from error
        available_mib = self._look().available_mib
        if needed_mib > available_mib:
            raise EngineError(
                f"{self.name}: {self._model.path.name} needs {needed_mib} MiB of memory and {available_mib} are free",
                remedy=f"Choose a smaller model, or a smaller quantisation of it. {REMEDY}",
            )


def build(name: EngineName, around: Surroundings) -> LlamaCpp:
    """Raises `SettingsError` for options that do not exist, `EngineUnavailableError` for a missing package or file."""
    name.check_options(OPTIONS)
    context = _context(name)
    template = _one_of(name, "template", ("", *BY_NAME))
    device = _one_of(name, "device", DEVICES)
    if find_spec("llama_cpp") is None:
        raise EngineUnavailableError(
            "llama-cpp-python is not installed",
            remedy="Install it (it is compiled, for some minutes): .venv/bin/pip install llama-cpp-python",
        )
    folder = around.models / "llm"
    model = find(folder, name.model)
    lora = name.options.get("lora", "")
    adapter = find_adapter(folder, lora, model) if lora else None
    seat = around.seat("llm", name)
    opening = {
        "do": "load",
        "path": str(model.path),
        "lora": str(adapter.path) if adapter else "",
        "template": template,
        "context": context or min(MOST_CONTEXT_TOKENS, model.trained_tokens or MOST_CONTEXT_TOKENS),
        "threads": seat.threads,
        "gpu": "never" if seat.device == "cpu" else "always" if device == "cuda" else "where it can",
    }
    share = around.share([model.path], OVERHEAD_MIB) if seat.device == "cpu" else None
    return LlamaCpp(name.text, model, opening, share=share)


def _context(name: EngineName) -> int:
    """Tokens; 0 where the owner wrote none."""
    written = name.options.get("context", "")
    if not written:
        return 0
    if not written.isdecimal() or int(written) < LEAST_CONTEXT_TOKENS:
        raise SettingsError(
            f"{name.text}: a context is a number of tokens, {LEAST_CONTEXT_TOKENS} or more, not {written!r}",
            remedy=f"As in llamacpp:{name.model}?context={MOST_CONTEXT_TOKENS}",
        )
    return int(written)


def _one_of(name: EngineName, option: str, known: Sequence[str]) -> str:
    written = name.options.get(option, known[0])
    if written not in known:
        raise SettingsError(
            f"{name.text}: {option} knows no {written!r}", remedy=f"It knows {', '.join(filter(None, known))}."
        )
    return written
