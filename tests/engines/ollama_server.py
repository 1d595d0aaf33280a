"""An Ollama server for tests: its protocol over a real socket, with models that babble and faults on demand.

    async with ollama_server() as server:
        server.fault = Fault.OUT_OF_MEMORY
        ...Surroundings(models, ollama_host=server.host)...
        await server.until(lambda: server.requests[-1].aborted)

The protocol is that of Ollama 0.5 and later (its `docs/api.md`); the library of models is in `ollama_library.py`.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from random import Random
from typing import Any

from tests.engines.http_server import Answer, CutOffError, Request, serving
from tests.engines.ollama_library import Library, full_name
from tests.engines.ollama_model import Evaluation, Reply, evaluate, reply

NEVER_SECONDS = 3600.0
KEPT_SECONDS = 300.0
"""Ollama's own keep_alive."""

BREAKS_AFTER = 2
"""Pieces of an answer, for the faults that come in its middle."""

CONTEXT_TOKENS = 4096
"""Where a request does not say."""

UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0}


class Fault(StrEnum):
    """What goes wrong from now on, with each request for words."""

    SLOW_LOAD = "loading takes for ever"
    SLOW_TOKENS = "falls silent in the middle"
    OUT_OF_MEMORY = "500: model requires more system memory"
    BUSY = "503: maximum pending requests"
    CRASH = "500: the runner died"
    CUT = "the connection ends in the middle"
    NO_DONE = "the answer ends without its last line"
    MALFORMED = "a line in the middle is no JSON"
    WRONG_FORM = "a line in the middle has no message"
    ERROR_LINE = "an error in the middle"
    NO_FORM = "a schema is passed over"
    HTML = "something else answers: a page"
    OTHER_JSON = "something else answers: JSON"
    REDIRECT = "something else answers: go elsewhere"
    PLAIN_404 = "something else answers: not found"


REFUSALS = {
    Fault.OUT_OF_MEMORY: (500, "model requires more system memory (5.6 GiB) than is available (3.1 GiB)"),
    Fault.BUSY: (503, "server busy, please try again.  maximum pending requests exceeded"),
    Fault.CRASH: (500, "llama runner process has terminated: exit status 2"),
}
STRANGERS = {
    Fault.HTML: (200, b"<!DOCTYPE html><html><body>It works!</body></html>", "text/html"),
    Fault.OTHER_JSON: (200, b'{"status": "ok", "version": 3}', "application/json"),
    Fault.PLAIN_404: (404, b"404 page not found", "text/plain"),
}


@dataclass
class Load:
    """A model that was put into memory, or was about to be."""

    model: str
    context_tokens: int
    finished: bool = False
    aborted: bool = False


@dataclass
class Loaded:
    """A model in memory."""

    context_tokens: int
    expires_at: float
    """Seconds of the loop's clock."""
    slot: asyncio.Lock = field(default_factory=asyncio.Lock)
    """One prompt is worked on at a time."""
    cached: str = ""
    """What was evaluated last, reply included."""


class OllamaServer:
    """State, and the requests for words. `fault`, `load_seconds` and `token_seconds` may be changed at any time."""

    def __init__(self, url: str = "") -> None:
        self.url = url
        self.fault: Fault | None = None
        self.load_seconds = 0.0
        self.token_seconds = 0.0
        self.library = Library()
        self.requests: list[Request] = []
        self.loads: list[Load] = []
        self.evaluations: list[Evaluation] = []
        self._memory: dict[str, Loaded] = {}
        self._loading = asyncio.Lock()
        self._changed = asyncio.Condition()
        self._chance = Random(1)

    @property
    def host(self) -> str:
        """`127.0.0.1:PORT`, as the setting takes it."""
        return self.url.removeprefix("http://")

    def unload(self) -> None:
        """Everything goes out of memory, as after `keep_alive`: the next request finds its model cold."""
        self._memory.clear()

    @property
    def loaded(self) -> dict[str, Loaded]:
        """What is in memory now."""
        now = asyncio.get_running_loop().time()
        self._memory = {name: one for name, one in self._memory.items() if one.expires_at > now}
        return self._memory

    def asked(self, path: str) -> list[Request]:
        """The requests for a path, in order."""
        return [request for request in self.requests if request.path == path]

    async def until(self, check: Callable[[], bool]) -> None:
        """Wait for something to have happened here; a test that waits in vain fails within seconds."""
        async with asyncio.timeout(10), self._changed:
            await self._changed.wait_for(check)

    async def changed(self) -> None:
        """Something has happened: those who wait look again."""
        async with self._changed:
            self._changed.notify_all()

    async def handle(self, request: Request, answer: Answer) -> None:
        """Answer any request."""
        self.requests.append(request)
        await self.changed()
        if self.fault in STRANGERS:
            await answer.whole(*STRANGERS[self.fault])
        elif self.fault is Fault.REDIRECT:
            await answer.whole(307, b"", "text/plain", f"Location: {self.url}/elsewhere{request.path}")
        elif request.path in ("/api/chat", "/api/generate"):
            await self._make_words(request, answer)
        elif request.path == "/api/ps":
            await answer.json(200, {"models": [self._running(*each) for each in self.loaded.items()]})
        else:
            await self.library.handle(request, answer)

    async def _make_words(self, request: Request, answer: Answer) -> None:
        body, began_at = request.body, asyncio.get_running_loop().time()
        if refused := self._refusal(body):
            await answer.json(refused[0], {"error": refused[1]})
            return
        name = full_name(body["model"])
        turns = body.get("messages") or ([{"role": "user", "content": body["prompt"]}] if body.get("prompt") else [])
        kept_seconds = _seconds(body.get("keep_alive", KEPT_SECONDS))
        if not turns and kept_seconds == 0:
            self._memory.pop(name, None)
            await answer.json(200, _line(request, "", done=True) | {"done_reason": "unload"})
            return
        loaded = await self._load(name, body.get("options", {}).get("num_ctx", CONTEXT_TOKENS), kept_seconds)
        if not turns:
            await answer.json(200, _line(request, "", done=True) | {"done_reason": "load"})
            return
        load_seconds = asyncio.get_running_loop().time() - began_at
        async with loaded.slot:
            evaluation = evaluate(turns, loaded.context_tokens, loaded.cached)
            self.evaluations.append(evaluation)
            await self.changed()
            made = self._reply(evaluation.prompt, body)
            loaded.cached = evaluation.prompt + "".join(made.pieces)
            await self._speak(request, answer, made, _counts(evaluation, made, load_seconds))

    def _refusal(self, body: dict[str, Any]) -> tuple[int, str] | None:
        """Status and error of what is not even begun."""
        model = self.library.models.get(full_name(body["model"]))
        if model is None:
            return 404, f"model '{body['model']}' not found"
        if body.get("think") and "thinking" not in model.capabilities:
            return 400, f'"{body["model"]}" does not support thinking'
        if "completion" not in model.capabilities:
            return 400, f'"{body["model"]}" does not support chat'
        return REFUSALS.get(self.fault) if self.fault else None

    def _reply(self, prompt: str, body: dict[str, Any]) -> Reply:
        model = self.library.models[full_name(body["model"])]
        thinks = "thinking" in model.capabilities and (model.always_thinks or body.get("think") is not False)
        form = None if self.fault is Fault.NO_FORM else body.get("format")
        return reply(prompt, body.get("options", {}), form, thinks=thinks, chance=self._chance)

    async def _load(self, name: str, context_tokens: int, kept_seconds: float) -> Loaded:
        """The model in memory; another context length loads it anew. Hanging up in between cancels it."""
        loop = asyncio.get_running_loop()
        async with self._loading:
            loaded = self.loaded.get(name)
            if loaded is None or loaded.context_tokens != context_tokens:
                load = Load(name, context_tokens)
                self.loads.append(load)
                await self.changed()
                try:
                    await asyncio.sleep(NEVER_SECONDS if self.fault is Fault.SLOW_LOAD else self.load_seconds)
                    load.finished = True
                finally:
                    load.aborted = not load.finished
                loaded = self._memory[name] = Loaded(context_tokens, 0)
            loaded.expires_at = loop.time() + kept_seconds
        return loaded

    async def _speak(self, request: Request, answer: Answer, made: Reply, counts: dict[str, Any]) -> None:
        if request.body.get("stream", True) is False:
            words = _line(request, "".join(made.pieces), "".join(made.thoughts), done=True)
            await answer.json(200, words | counts)
            return
        for thought in made.thoughts:
            await answer.line(_line(request, "", thought))
        for number, piece in enumerate(made.pieces):
            if number == BREAKS_AFTER and await self._break(request, answer):
                return
            if self.token_seconds:
                await asyncio.sleep(self.token_seconds)
            await answer.line(_line(request, piece))
        if self.fault is not Fault.NO_DONE:
            await answer.line(_line(request, "", done=True) | counts)

    async def _break(self, request: Request, answer: Answer) -> bool:
        """What goes wrong in the middle of an answer; whether that is its end."""
        told = request.body["messages"][-1]["content"]
        if self.fault is Fault.SLOW_TOKENS:
            await asyncio.sleep(NEVER_SECONDS)
        if self.fault is Fault.CUT:
            raise CutOffError
        if self.fault is Fault.MALFORMED:
            await answer.piece(b'{"model": "llama3.2:3b", "message": {"role": \n')
        if self.fault is Fault.WRONG_FORM:  # this and the next repeat what a person said, as servers may
            await answer.line({"model": request.body["model"], "message": told})
        if self.fault is Fault.ERROR_LINE:
            await answer.line({"error": f"error parsing tool call: raw={told!r}, err=unexpected end of JSON input"})
        return self.fault in (Fault.MALFORMED, Fault.WRONG_FORM, Fault.ERROR_LINE, Fault.NO_DONE)

    def _running(self, name: str, loaded: Loaded) -> dict[str, Any]:
        left = timedelta(seconds=min(loaded.expires_at - asyncio.get_running_loop().time(), 1e9))
        return self.library.models[name].described(name) | {
            "expires_at": (datetime.now(UTC) + left).isoformat(),
            "size_vram": 0,
            "context_length": loaded.context_tokens,
        }


@asynccontextmanager
async def ollama_server(*models: str) -> AsyncIterator[OllamaServer]:
    """A server with these models, `llama3.2:3b` where none is named."""
    server = OllamaServer()
    for name in models or ("llama3.2:3b",):
        server.library.install(name)
    async with serving(server.handle, server.changed) as url:
        server.url = url
        yield server


def _line(request: Request, piece: str, thought: str = "", *, done: bool = False) -> dict[str, Any]:
    """One line of an answer, in the shape of what was asked."""
    line: dict[str, Any] = {"model": request.body["model"], "created_at": datetime.now(UTC).isoformat(), "done": done}
    thinking = {"thinking": thought} if thought else {}
    if request.path == "/api/chat":
        return line | {"message": {"role": "assistant", "content": piece} | thinking}
    return line | {"response": piece} | thinking


def _counts(evaluation: Evaluation, made: Reply, load_seconds: float) -> dict[str, Any]:
    """What the last line tells beside; durations in nanoseconds."""
    made_tokens = len(made.thoughts) + len(made.pieces)
    return {
        "done_reason": made.reason,
        "total_duration": round(load_seconds * 1e9) + 1_000_000 * (evaluation.fresh_tokens + made_tokens),
        "load_duration": round(load_seconds * 1e9),
        "prompt_eval_count": evaluation.prompt_tokens,
        "prompt_eval_duration": 1_000_000 * evaluation.fresh_tokens,
        "eval_count": made_tokens,
        "eval_duration": 1_000_000 * made_tokens,
    }


def _seconds(keep_alive: float | str) -> float:
    """A keep_alive: seconds, or a duration as Go writes it; less than nothing is for ever."""
    if isinstance(keep_alive, str):
        parts = re.findall(r"([\d.]+)(ms|s|m|h)", keep_alive)
        keep_alive = sum(float(number) * UNITS[unit] for number, unit in parts)
    return float("inf") if keep_alive < 0 else float(keep_alive)
