"""A language model on a server: the contract over a real socket, and what only servers do."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, aclosing, asynccontextmanager
from pathlib import Path

import pytest

from appliance.coach.catalogue import MODELS
from appliance.coach.context import fitting
from appliance.coach.served import CONTEXT_TOKENS, ServedModel, served_model
from appliance.engines.kinds import Surroundings
from appliance.engines.names import parse
from appliance.errors import EngineError, SettingsError
from appliance.ports import Limits, Message
from tests.engines.contracts import ASKED, HEAD, SHORT, LanguageModelContract, Opened, Report, closing, text_of
from tests.engines.openai_server import AT_HOME, HomeServer, client_of, running, saying
from tests.reach.servers import answer

SECRET = "I have not told anybody that I gave up."
TOLD = (*HEAD, Message("user", SECRET))


@asynccontextmanager
async def model_of(server: HomeServer, **options: int) -> AsyncIterator[ServedModel]:
    async with running(server) as url, closing(ServedModel(client_of(url), **options)) as model:
        yield model


class TestServedModel(LanguageModelContract):
    @pytest.fixture
    def opened(self) -> Opened:
        def open_one() -> AbstractAsyncContextManager[ServedModel]:
            return model_of(HomeServer())

        return open_one


def with_model(server: HomeServer, work: Callable[[ServedModel], Awaitable[None]], **options: int) -> None:
    async def run() -> None:
        async with asyncio.timeout(20), model_of(server, **options) as model:
            await work(model)

    asyncio.run(run())


def failure(reply: bytes, work: Callable[[ServedModel], Awaitable[object]] = text_of) -> EngineError:
    """What a model raises whose server says this."""

    async def run() -> EngineError:
        async with asyncio.timeout(20), saying(reply) as url:
            with pytest.raises(EngineError) as caught:
                await work(ServedModel(client_of(url)))
            return caught.value

    return asyncio.run(run())


def stream(*events: str) -> bytes:
    """A whole streamed answer."""
    content = "".join(f"data: {event}\n\n" for event in events).encode()
    return answer("200 OK", content, Content_Type="text/event-stream")


def piece(text: str) -> str:
    return json.dumps({"choices": [{"delta": {"content": text}}]})


def test_the_request_is_what_servers_know() -> None:
    server = HomeServer()

    async def work(model: ServedModel) -> None:
        await text_of(model, ASKED, Limits(max_tokens=20, temperature=0.3, stop=("Sam:",)))

    with_model(server, work)
    assert server.requests[0].body == {
        "model": "org/tiny:1b",
        "messages": [{"role": message.role, "content": message.content} for message in ASKED],
        "max_tokens": 20,
        "temperature": 0.3,
        "stop": ["Sam:"],
        "stream": True,
    }


def test_words_come_whole_however_they_were_cut() -> None:
    """What is streamed in pieces is what comes in one."""

    server = HomeServer()

    async def run() -> None:
        async with running(server) as url:
            client = client_of(url)
            streamed = await text_of(ServedModel(client), ASKED, Limits(max_tokens=200))
            request = {**server.requests[0].body, "stream": False}
            whole = await client.fetch("POST", "/chat/completions", seconds=5, json=request)
            assert streamed == json.loads(whole.content)["choices"][0]["message"]["content"]

    asyncio.run(run())


def test_a_head_is_evaluated_with_a_turn_to_come() -> None:
    server = HomeServer()

    async def work(model: ServedModel) -> None:
        await model.prepare(HEAD)
        await model.prepare(ASKED)

    with_model(server, work)
    first, second = (request.body for request in server.requests)
    assert first["messages"][0] == {"role": "system", "content": HEAD[0].content}
    assert first["messages"][-1]["role"] == "user"
    assert len(second["messages"]) == len(ASKED)
    assert first["max_tokens"] == second["max_tokens"] == 1


def test_a_listener_who_leaves_hangs_up() -> None:
    server = HomeServer()

    async def work(model: ServedModel) -> None:
        async with aclosing(model.stream(ASKED, Limits(max_tokens=100_000))) as pieces:
            assert await anext(pieces)
        await server.ended.wait()
        assert server.requests[0].aborted

    with_model(server, work, context_tokens=2**20)


@pytest.mark.parametrize("status", [400, 422, 500, 501])
def test_an_older_server_is_asked_for_a_schema_in_its_own_way(status: int) -> None:
    server = HomeServer(schemas=("json_object",), refuses_with=status)

    async def work(model: ServedModel) -> None:
        for _ in range(2):
            assert isinstance(await model.fill(ASKED, Report), Report)

    with_model(server, work)
    kinds = [request.body["response_format"]["type"] for request in server.requests]
    assert kinds == ["json_schema", "json_object", "json_object"]


def test_a_failure_of_another_sort_is_no_reason_to_ask_again() -> None:
    server = HomeServer(schemas=("json_object",), refuses_with=503)

    async def work(model: ServedModel) -> None:
        with pytest.raises(EngineError, match="overloaded"):
            await model.fill(ASKED, Report)

    with_model(server, work)
    assert len(server.requests) == 1


def test_a_server_without_schemas_fills_none() -> None:
    async def work(model: ServedModel) -> None:
        with pytest.raises(EngineError, match="refused the request"):
            await model.fill(ASKED, Report)

    with_model(HomeServer(schemas=()), work)


@pytest.mark.parametrize(
    ("content", "finish", "complaint"),
    [
        ("I would rather chat.", "stop", "not JSON"),
        ('{"verdict": "done"', "length", "within 512 tokens"),
        ('{"verdict": "splendid"}', "stop", "wrongly"),
        (None, "stop", "not JSON"),
    ],
)
def test_a_schema_that_is_not_kept_is_an_error(content: str | None, finish: str, complaint: str) -> None:
    reply = json.dumps({"choices": [{"message": {"content": content}, "finish_reason": finish}]}).encode()
    error = failure(answer("200 OK", reply, Content_Type="application/json"), lambda model: model.fill(ASKED, Report))
    assert complaint in error.message
    assert "chat" not in str(error)


def test_no_choice_is_an_error() -> None:
    reply = answer("200 OK", b'{"choices": []}', Content_Type="application/json")
    assert "without any choice" in failure(reply, lambda model: model.prepare(HEAD)).message


@pytest.mark.parametrize(
    ("reply", "complaint"),
    [
        (stream(piece("Good"), piece(" evening")), "hung up in mid-answer"),
        (stream(piece("Good"), "{broken", "[DONE]"), "broken"),
        (stream('{"choices": "none"}', "[DONE]"), "broken"),
        (stream(piece("Good"), '{"error": {"message": "out of memory", "code": 500}}'), "broke off (out of memory)"),
        (answer("200 OK", b"<html>", Content_Type="text/html"), "text/html instead of a stream"),
        (answer("200 OK", b"data: [DONE]\n\n"), "something instead of a stream"),
        (stream("x" * 1_100_000), "more than 1048576 bytes"),
    ],
    ids=["cut", "malformed", "another shape", "failed", "a page", "untyped", "endless line"],
)
def test_a_bad_stream_is_an_error(reply: bytes, complaint: str) -> None:
    error = failure(reply)
    assert complaint in error.message
    assert error.remedy


def test_a_server_that_dies_in_mid_stream() -> None:
    async def work(model: ServedModel) -> None:
        async with aclosing(model.stream(ASKED, SHORT)) as words:
            for _ in range(3):
                assert await anext(words)
            with pytest.raises(EngineError, match="hung up in mid-answer"):
                await anext(words)

    with_model(HomeServer(cut_after=3), work)


def test_a_stream_may_end_without_a_mark() -> None:
    last = '{"choices": [{"delta": {"content": "."}, "finish_reason": "stop"}]}'

    async def run() -> str:
        async with saying(stream(piece("Good"), '{"choices": [], "usage": {}}', last)) as url:
            return await text_of(ServedModel(client_of(url)))

    assert asyncio.run(run()) == "Good."


def test_what_was_said_is_in_no_message() -> None:
    words = json.dumps({"detail": [{"msg": f"cannot take {SECRET}", "input": {"content": SECRET}}]}).encode()
    error = failure(answer("422 Unprocessable", words), lambda model: text_of(model, TOLD))
    assert "refused the request (HTTP 422)" in error.message
    assert "gave up" not in str(error)


def test_too_long_for_the_server_says_which_option_to_write() -> None:
    words = b'{"error": {"message": "the request exceeds the available context size (512 tokens)"}}'
    error = failure(answer("400 Bad Request", words))
    assert "so long a conversation" in error.message
    assert "context=" in error.remedy


def test_the_oldest_words_are_left_out() -> None:
    turns = [Message("user" if turn % 2 else "assistant", f"{turn} " + "word " * 50) for turn in range(100)]
    server = HomeServer()

    async def work(model: ServedModel) -> None:
        await text_of(model, (*HEAD, *turns), SHORT)

    with_model(server, work, context_tokens=1024)
    sent = [message["content"] for message in server.requests[0].body["messages"]]
    assert sent[0] == HEAD[0].content
    assert sent[1:] == [turn.content for turn in turns[-(len(sent) - 1) :]]
    assert 3 * 256 < sum(map(len, sent)) < 3 * 1024


@pytest.mark.parametrize("most_tokens", [-5, 0, 20, 10_000])
def test_what_is_said_now_always_stays(most_tokens: int) -> None:
    kept = fitting(ASKED, most_tokens)
    assert kept[0] == ASKED[0]
    assert kept[-1] == ASKED[-1]
    assert (len(kept) == len(ASKED)) == (most_tokens == 10_000)


def test_other_scripts_cost_more_tokens() -> None:
    latin, han = Message("assistant", "a" * 300), Message("assistant", "三" * 300)
    assert fitting([latin, ASKED[-1]], 150) == [latin, ASKED[-1]]
    assert fitting([han, ASKED[-1]], 150) == [ASKED[-1]]


def test_built_by_its_string(tmp_path: Path) -> None:
    around = Surroundings(tmp_path)
    ladder = "openai:org/tiny:1b@http://192.168.1.20:8080/v1?context=8192"
    (nobody,) = asyncio.run(MODELS.states("openai:tiny@http://127.0.0.1:9/v1", around))
    assert "nobody answers at 127.0.0.1 port 9" in nobody.reason
    assert served_model(parse(ladder), AT_HOME).name == ladder
    assert served_model(parse(ladder), AT_HOME).context_tokens == 8192
    assert served_model(parse(ladder.partition("?")[0]), AT_HOME).context_tokens == CONTEXT_TOKENS


@pytest.mark.parametrize("options", ["context=many", "context=12", "context=-4096", "context=²", "voice=af_heart"])
def test_options_it_does_not_have(options: str) -> None:
    with pytest.raises(SettingsError, match=options.partition("=")[0]):
        served_model(parse(f"openai:tiny@http://192.168.1.20:8080/v1?{options}"), AT_HOME)
