"""A ladder with Ollama above another model: whatever fails there, a person is answered; and Ollama comes back."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from typing import Any

import pytest

from appliance.engines.ladder import Looks
from appliance.engines.ladder_of_models import ModelLadder
from appliance.errors import EngineError
from tests.coach.ollama_talk import NAME, patience_for, talking
from tests.coach.test_ollama_faults import BEFORE_THE_FIRST_WORD, IN_THE_MIDDLE
from tests.engines.contracts import ASKED, HEAD, SHORT, Report, text_of
from tests.engines.ollama_server import Fault, OllamaServer
from tests.engines.talkers import Talker


@asynccontextmanager
async def ladder_over(fault: Fault | None = None, **waits: Any) -> AsyncIterator[tuple[ModelLadder, OllamaServer]]:
    """Ollama with its fault first, then a model that always talks."""
    patience_seconds = 30.0 if fault is None else patience_for(fault)
    async with talking(read_seconds=patience_seconds) as (model, server):
        server.fault = fault
        ladder = ModelLadder([model, Talker(name="plain", first_seconds=0.0, piece_seconds=0.0)], **waits)
        try:
            yield ladder, server
        finally:
            await ladder.aclose()


@pytest.mark.parametrize("fault", BEFORE_THE_FIRST_WORD, ids=lambda fault: fault.name)
def test_a_failure_before_the_first_word_costs_no_answer(fault: Fault) -> None:
    async def whole() -> None:
        async with ladder_over(fault) as (ladder, _):
            assert await text_of(ladder) == "You said I ran three kilometres. That counts. And one more thing."
            assert ladder.name == "plain"
            assert ladder.states[0].reason.startswith(f"{NAME}: ")
            assert isinstance(await ladder.fill(ASKED, Report), Report)

    asyncio.run(whole())


@pytest.mark.parametrize("fault", IN_THE_MIDDLE, ids=lambda fault: fault.name)
def test_a_failure_in_the_middle_ends_that_reply_and_the_next_has_the_next_rung(fault: Fault) -> None:
    async def whole() -> None:
        async with ladder_over(fault) as (ladder, _):
            async with aclosing(ladder.stream(ASKED, SHORT)) as pieces:
                assert [await anext(pieces), await anext(pieces)]
                with pytest.raises(EngineError, match=NAME):
                    await anext(pieces)
            assert "That counts." in await text_of(ladder)

    asyncio.run(whole())


@pytest.mark.parametrize("fault", [*BEFORE_THE_FIRST_WORD, *IN_THE_MIDDLE], ids=lambda fault: fault.name)
def test_a_form_is_filled_in_whatever_fails(fault: Fault) -> None:
    async def whole() -> None:
        async with ladder_over(fault) as (ladder, _):
            assert isinstance(await ladder.fill(ASKED, Report), Report)
            assert ladder.name == "plain"

    asyncio.run(whole())


def test_a_missing_model_and_a_missing_server_are_passed_over_too() -> None:
    async def whole() -> None:
        async with ladder_over() as (ladder, server):
            del server.library.models["llama3.2:3b"]
            await ladder.prepare(HEAD)
            assert ladder.states[0].remedy == "Get it: appliance models pull ollama:llama3.2:3b"
            assert await text_of(ladder)
        assert [request.path for request in server.requests] == ["/api/chat"]

    asyncio.run(whole())


def test_who_is_too_slow_for_a_conversation_is_left_and_the_loading_is_given_up() -> None:
    async def whole() -> None:
        async with ladder_over(first_piece_seconds=0.2) as (ladder, server):
            server.fault = Fault.SLOW_LOAD
            assert await text_of(ladder)
            await server.until(lambda: server.requests[0].aborted)
            assert server.loads[0].aborted
            assert "said nothing within 0.2 s" in ladder.states[0].reason

    asyncio.run(whole())


def test_it_comes_back_by_itself_with_the_head_evaluated() -> None:
    async def whole() -> None:
        async with ladder_over(Fault.OUT_OF_MEMORY, looks=Looks(0.05, 0.05)) as (ladder, server):
            await ladder.prepare(HEAD)
            assert ladder.name == "plain"
            server.fault = None
            async with asyncio.timeout(10):
                while "That counts." in await text_of(ladder):
                    pass  # the other one goes on talking
            assert ladder.name == NAME
            assert server.evaluations[0].prompt.startswith(f"<|system|>\n{HEAD[0].content}")
            assert server.evaluations[1].fresh_tokens < server.evaluations[1].prompt_tokens / 2

    asyncio.run(whole())
