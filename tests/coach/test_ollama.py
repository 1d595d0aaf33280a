"""The Ollama engine, against a server that speaks Ollama's protocol over a real socket."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, aclosing, asynccontextmanager
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.coach.catalogue import MODELS
from appliance.coach.context import estimated_tokens, fitting
from appliance.coach.ollama.engine import Ollama
from appliance.engines.kinds import Surroundings
from appliance.errors import EngineError
from appliance.ports import Limits, Message
from tests.coach.ollama_talk import NAME, failure, run, talking
from tests.engines.contracts import ASKED, HEAD, SHORT, LanguageModelContract, Opened, Report, text_of
from tests.engines.ollama_library import Model
from tests.engines.ollama_server import Fault, OllamaServer


class TestOllama(LanguageModelContract):
    @pytest.fixture
    def opened(self) -> Opened:
        @asynccontextmanager
        async def opened() -> AsyncIterator[Ollama]:
            async with talking() as (model, server):
                server.token_seconds = 0.001
                yield model

        def fresh() -> AbstractAsyncContextManager[Ollama]:
            return opened()

        return fresh


# Loading, the head, and what a turn costs ---------------------------------------------------------------------------


def test_warming_loads_by_a_request_without_messages_and_once() -> None:
    async def work(model: Ollama, server: OllamaServer) -> None:
        await model.warm()
        await model.warm()
        assert [request.body["messages"] for request in server.requests] == [[], []]
        assert [load.finished for load in server.loads] == [True]
        kept = server.loaded["llama3.2:3b"].expires_at - asyncio.get_running_loop().time()
        assert 895 < kept <= 900

    run(work, f"{NAME}?keep_alive=15m")


def test_all_requests_have_the_same_context_so_that_the_model_is_loaded_once() -> None:
    async def work(model: Ollama, server: OllamaServer) -> None:
        await model.warm()
        await model.prepare(HEAD)
        await text_of(model)
        await model.fill(ASKED, Report)
        assert [load.context_tokens for load in server.loads] == [2048]
        assert {request.body["options"]["num_ctx"] for request in server.requests} == {2048}
        assert {request.body["keep_alive"] for request in server.requests} == {"1h30m"}
        assert {request.body["think"] for request in server.requests} == {False}

    run(work, f"{NAME}?context=2048&keep_alive=1h30m")


def test_after_the_head_was_evaluated_a_turn_costs_its_own_tokens() -> None:
    head = (Message("system", "You are a friend who calls in the evening. " * 30),)

    async def work(model: Ollama, server: OllamaServer) -> None:
        await model.prepare(head)
        turns = [*head, Message("user", "I ran three kilometres.")]
        for _ in range(4):
            said = await text_of(model, tuple(turns))
            turns += [Message("assistant", said), Message("user", "And tomorrow I swim.")]
        first, *later = server.evaluations
        assert first.fresh_characters == len(first.prompt) > len(head[0].content)
        assert max(each.fresh_characters for each in later) < 100
        assert all(each.prompt.startswith(f"<|system|>\n{head[0].content}") for each in later)

    run(work)


def test_a_head_costs_one_token_to_evaluate() -> None:
    async def work(model: Ollama, server: OllamaServer) -> None:
        await model.prepare(HEAD)
        assert server.requests[0].body["options"]["num_predict"] == 1

    run(work)


# Hanging up ---------------------------------------------------------------------------------------------------------


def test_leaving_a_reply_early_ends_the_servers_work_on_it() -> None:
    async def work(model: Ollama, server: OllamaServer) -> None:
        server.token_seconds = 0.005
        async with aclosing(model.stream(ASKED, Limits(max_tokens=5_000))) as pieces:
            assert await anext(pieces)
        for _ in range(20):
            assert "athrow" not in repr(asyncio.all_tasks()), "a generator was left to the garbage collector"
            await asyncio.sleep(0)
        await server.until(lambda: server.requests[0].aborted)
        assert not server.requests[0].finished

    run(work)


def test_cancelling_while_it_loads_cancels_the_loading_and_the_next_warming_begins_anew() -> None:
    async def work(model: Ollama, server: OllamaServer) -> None:
        server.fault = Fault.SLOW_LOAD
        warming = asyncio.create_task(model.warm())
        await server.until(lambda: bool(server.loads))
        warming.cancel()
        await asyncio.gather(warming, return_exceptions=True)
        await server.until(lambda: server.requests[0].aborted)
        assert server.loads[0].aborted
        assert not server.loaded
        server.fault = None
        await model.warm()
        assert server.loads[1].finished

    run(work)


# What is sent -------------------------------------------------------------------------------------------------------


def test_a_long_conversation_is_cut_before_ollama_would_cut_it() -> None:
    turns = [Message(role, f"{role} said thing number {n}.") for n in range(60) for role in ("user", "assistant")]
    messages = (*HEAD, *turns, Message("user", "The last thing."))

    async def work(model: Ollama, server: OllamaServer) -> None:
        await text_of(model, messages)
        (evaluation,) = server.evaluations
        sent = server.requests[0].body["messages"]
        assert evaluation.dropped_turns == 0
        assert evaluation.prompt_tokens + SHORT.max_tokens <= 1024
        assert (sent[0]["content"], sent[-1]["content"]) == (HEAD[0].content, "The last thing.")
        assert 10 < len(sent) < len(messages)

    run(work, f"{NAME}?context=1024")


ROLES = st.sampled_from(("system", "user", "assistant"))
CONVERSATIONS = st.lists(st.builds(Message, ROLES, st.text(max_size=60)), max_size=40)


@given(CONVERSATIONS, st.integers(0, 600))
def test_fitting_leaves_out_only_the_oldest_that_are_not_system(messages: list[Message], room: int) -> None:
    numbered = [replace(one, content=f"{at} {one.content}") for at, one in enumerate(messages)]
    kept = fitting(numbered, room)
    gone = [one for one in numbered if one not in kept]
    assert kept == [one for one in numbered if one in kept]
    assert all(one.role != "system" for one in gone)
    assert numbered[-1:] == kept[-1:]
    spared = [one for one in kept[:-1] if one.role != "system"]
    assert not gone or not spared or numbered.index(gone[-1]) < numbered.index(spared[0])
    assert sum(map(estimated_tokens, kept)) <= room or not spared


def test_the_beginning_of_a_growing_conversation_changes_only_in_steps() -> None:
    messages = [*HEAD, *(Message("user", f"Thing number {number}.") for number in range(80))]
    begins = [fitting(messages[:length], 400)[1].content for length in range(2, len(messages) + 1)]
    changes = sum(one != other for one, other in pairwise(begins))
    assert 5 < changes < 25


def test_words_that_end_a_reply_end_it() -> None:
    async def work(model: Ollama, server: OllamaServer) -> None:
        whole = await text_of(model)
        stop = whole.split()[3]
        assert await text_of(model, limits=replace(SHORT, stop=(stop,))) == whole[: whole.index(stop)]

    run(work)


def test_neither_proxy_nor_key_nor_host_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "OLLAMA_HOST"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.setenv("OLLAMA_API_KEY", "secret")

    async def work(model: Ollama, server: OllamaServer) -> None:
        assert await text_of(model)
        assert "authorization" not in server.requests[0].headers

    run(work)


def test_thoughts_are_not_said() -> None:
    async def work(model: Ollama, server: OllamaServer) -> None:
        thinker = Model(capabilities=("completion", "thinking"), always_thinks=True)
        server.library.install("llama3.2:3b", thinker)
        assert len((await text_of(model, limits=Limits(max_tokens=20))).split()) == 12
        assert isinstance(await model.fill(ASKED, Report), Report)
        error = await failure(text_of(model, limits=Limits(max_tokens=8)))
        assert "only thought for 8 tokens" in error.message
        thinker.always_thinks = False
        assert len((await text_of(model, limits=Limits(max_tokens=20))).split()) == 20

    run(work)


def test_an_answer_that_does_not_keep_to_its_form_is_an_error() -> None:
    async def work(model: Ollama, server: OllamaServer) -> None:
        server.fault = Fault.NO_FORM
        with pytest.raises(EngineError, match="did not fill in a Report") as caught:
            await model.fill(ASKED, Report)
        assert "instruct model" in caught.value.remedy
        server.fault = None
        assert isinstance(await model.fill(ASKED, Report), Report)

    run(work)


def test_what_a_message_costs_is_thought_dear() -> None:
    said: Sequence[str] = (
        "I ran three kilometres and then I slept.",
        "Ich bin fünf Kilometer gelaufen.",
        "我跑了三公里。",
    )
    for words in said:
        assert estimated_tokens(Message("user", words)) > len(words.split()) + 4


def test_the_doctor_is_told_whether_the_server_is_there_and_has_the_model() -> None:
    async def look(model: Ollama, server: OllamaServer) -> None:
        around = Surroundings(Path(), ollama_host=server.host)
        there, missing = await MODELS.states(f"{NAME},ollama:nobody", around)
        assert there.available
        assert missing.remedy == "Get it: appliance models pull ollama:nobody"
        assert server.loads == [], "a look loads nothing"

    run(look)
    (gone,) = asyncio.run(MODELS.states(NAME, Surroundings(Path(), ollama_host="127.0.0.1:9")))
    assert not gone.available
    assert gone.remedy
