"""Each way in which an Ollama server can fail has its own words and its own remedy."""

from __future__ import annotations

import asyncio
import socket
from pathlib import Path

import pytest

from appliance.coach.ollama.address import server_url
from appliance.coach.ollama.engine import Ollama
from appliance.engines.kinds import Surroundings
from appliance.engines.names import parse
from tests.coach.ollama_talk import NAME, failure, patience_for, run
from tests.engines.contracts import ASKED, HEAD, Report, text_of
from tests.engines.ollama_library import Model
from tests.engines.ollama_server import Fault, OllamaServer

BEFORE_THE_FIRST_WORD = {
    Fault.OUT_OF_MEMORY: ("too little memory for llama3.2:3b (it needs 5.6 GiB, 3.1 GiB are free)", "smaller model"),
    Fault.BUSY: ("asked too much at once", "later"),
    Fault.CRASH: ("failed (HTTP 500)", "log"),
    Fault.HTML: ("is not Ollama", "port"),
    Fault.OTHER_JSON: ("is not Ollama", "port"),
    Fault.PLAIN_404: ("is not Ollama (HTTP 404)", "port"),
    Fault.REDIRECT: ("is not Ollama (HTTP 307)", "port"),
    Fault.SLOW_LOAD: ("llama3.2:3b was not ready after 0.4 s", "smaller model"),
}
IN_THE_MIDDLE = {
    Fault.CUT: ("broke off", "tried again"),
    Fault.NO_DONE: ("broke off", "tried again"),
    Fault.MALFORMED: ("a line in its answer that is none of Ollama's", "between"),
    Fault.WRONG_FORM: ("a line in its answer that is none of Ollama's", "between"),
    Fault.ERROR_LINE: ("failed in the middle of its answer", "log"),
    Fault.SLOW_TOKENS: ("stopped in the middle of its answer for 0.4 s", "overloaded"),
}
FAULTS = [*BEFORE_THE_FIRST_WORD.items(), *IN_THE_MIDDLE.items()]


@pytest.mark.parametrize(("fault", "words"), FAULTS, ids=lambda value: getattr(value, "name", ""))
def test_each_failure_has_its_words_and_its_remedy_and_leaves_the_engine_usable(
    fault: Fault, words: tuple[str, str]
) -> None:
    async def work(model: Ollama, server: OllamaServer) -> None:
        server.fault = fault
        for attempt in (text_of(model), model.fill(ASKED, Report)):
            error = await failure(attempt)
            assert words[0] in error.message
            assert words[1] in error.remedy
        server.fault = None
        assert await text_of(model)

    run(work, read_seconds=patience_for(fault))


def test_what_a_server_says_is_quoted_only_where_nothing_personal_was_sent() -> None:
    async def work(model: Ollama, server: OllamaServer) -> None:
        server.fault = Fault.CRASH
        assert "runner process" in (await failure(model.warm())).message
        assert "runner process" not in (await failure(text_of(model))).message

    run(work)


def test_a_model_that_the_server_does_not_have() -> None:
    async def work(model: Ollama, server: OllamaServer) -> None:
        del server.library.models["llama3.2:3b"]
        for attempt in (model.warm(), model.prepare(HEAD), text_of(model), model.fill(ASKED, Report)):
            error = await failure(attempt)
            assert "has no model llama3.2:3b" in error.message
            assert error.remedy == "Get it: appliance models pull ollama:llama3.2:3b"
        server.library.install("llama3.2:3b", Model(capabilities=("embedding",)))
        assert "is not a model that talks" in (await failure(text_of(model))).message

    run(work)


def test_no_server() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]

    async def whole() -> None:
        model = Ollama(parse(NAME), server_url(f"127.0.0.1:{port}"), Surroundings(Path()).guard)
        for attempt in (model.warm(), text_of(model), model.fill(ASKED, Report)):
            error = await failure(attempt)
            assert f"no Ollama answers at http://127.0.0.1:{port}" in error.message
            assert "OLLAMA_HOST" in error.remedy
        await model.aclose()

    asyncio.run(whole())


def test_closing_ends_a_reply_that_is_being_made() -> None:
    async def work(model: Ollama, server: OllamaServer) -> None:
        server.fault = Fault.SLOW_TOKENS
        replying = asyncio.create_task(text_of(model))
        await server.until(lambda: bool(server.evaluations))
        await model.aclose()
        await failure(replying)
        await server.until(lambda: server.requests[0].aborted)

    run(work)
