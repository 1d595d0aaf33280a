"""An Ollama engine and its server, for one test."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from appliance.coach.ollama.address import server_url
from appliance.coach.ollama.engine import Ollama
from appliance.engines.kinds import Surroundings
from appliance.engines.names import parse
from appliance.errors import EngineError
from tests.engines.ollama_server import Fault, OllamaServer, ollama_server

NAME = "ollama:llama3.2:3b"

Work = Callable[[Ollama, OllamaServer], Awaitable[None]]


def patience_for(fault: Fault) -> float:
    """Seconds until a silent server is given up: few where it never speaks again, else enough for any machine."""
    return 0.4 if fault in (Fault.SLOW_LOAD, Fault.SLOW_TOKENS) else 30.0


@asynccontextmanager
async def talking(name: str = NAME, **kept: Any) -> AsyncIterator[tuple[Ollama, OllamaServer]]:
    """An engine and its server."""
    async with ollama_server() as server:
        model = Ollama(parse(name), server_url(server.host), Surroundings(Path()).guard, **kept)
        try:
            yield model, server
        finally:
            await model.aclose()


def run(work: Work, name: str = NAME, **kept: Any) -> None:
    """Do it with an engine and a server of its own; no task may be left over."""

    async def whole() -> None:
        async with asyncio.timeout(30), talking(name, **kept) as (model, server):
            await work(model, server)
        await settled()

    asyncio.run(whole())


async def settled() -> None:
    """No task may be left over. The client's generators end in tasks of their own after a failure, without waiting."""
    for _ in range(100):
        left = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        if not left:
            return
        await asyncio.sleep(0)
    raise AssertionError(f"tasks left running: {left}")


async def failure(work: Awaitable[Any]) -> EngineError:
    """The error it fails with; it names the engine, says what to do, and repeats nothing that a person said."""
    with pytest.raises(EngineError) as caught:
        await work
    error = caught.value
    assert error.message.startswith(f"{NAME}: ")
    assert error.remedy
    everything = f"{error} {error.__cause__} {'' if error.__suppress_context__ else error.__context__}".lower()
    assert not [word for word in ("kilometres", "friend who calls", "did you run") if word in everything]
    return error
