"""The client of servers: its key, and the faults of servers."""

from __future__ import annotations

import asyncio
import json
import logging
import socket
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from appliance.engines.openai.exchange import Waits
from appliance.engines.openai.faults import words_of
from appliance.errors import EngineError
from tests.engines.openai_server import HomeServer, client_of, running, saying
from tests.engines.test_server import SECRET, key_in
from tests.reach.servers import Request, answer, serving

HASTY = Waits(connect=0.2, lists=0.2, reply=0.2, load=0.2)


# The key -----------------------------------------------------------------------------------------------------------


def test_the_key_is_sent_and_nowhere_shown(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)

    async def run(key: str) -> list[str]:
        async with running(HomeServer(key=key)) as url:
            client = client_of(url, key_file=key_in(tmp_path))
            assert SECRET not in repr(client.server)
            return await client.models()

    assert asyncio.run(run(SECRET)) == ["org/tiny:1b"]
    with pytest.raises(EngineError) as caught:
        asyncio.run(run("another"))
    assert "refused the key" in caught.value.message
    assert "key_file" in caught.value.remedy
    assert SECRET not in str(caught.value) + caplog.text


def test_a_server_that_repeats_the_key_is_not_quoted(tmp_path: Path) -> None:
    async def run() -> EngineError:
        async with saying(answer("400 Bad Request", json.dumps({"message": f"bad {SECRET}"}).encode())) as url:
            with pytest.raises(EngineError) as caught:
                await client_of(url, key_file=key_in(tmp_path)).models()
            return caught.value

    assert SECRET not in str(asyncio.run(run()))


# Faults ------------------------------------------------------------------------------------------------------------


def failure(reply: bytes) -> EngineError:
    """What a client raises whose server gives this reply."""

    async def run() -> EngineError:
        async with asyncio.timeout(20), saying(reply) as url:
            with pytest.raises(EngineError) as caught:
                await client_of(url).models()
            return caught.value

    error = asyncio.run(run())
    assert error.message.startswith("openai:org/tiny:1b@http://127.0.0.1:")
    assert error.remedy
    return error


def said(words: object) -> bytes:
    return json.dumps(words).encode()


@pytest.mark.parametrize(
    ("status", "body", "message", "remedy"),
    [
        ("401 Unauthorized", b"", "refused the key", "key_file"),
        ("403 Forbidden", b"", "refused the key", "key_file"),
        ("404 Not Found", b"<html>", "nothing at /v1/models", "/v1"),
        ("404 Not Found", said({"detail": "Model 'x' is not installed locally"}), "not know the model", "/v1/models"),
        ("400 Bad Request", said({"error": "could not find real modelID for x"}), "not know the model", "/v1/models"),
        ("400 Bad Request", said({"message": "maximum context length is 4"}), "so long a conversation", "context="),
        ("418 Teapot", said({"error": {"message": "short\nand stout"}}), "(HTTP 418) (short and stout)", "log"),
        ("429 Too Many Requests", b"", "overloaded or still loading (HTTP 429)", "later"),
        ("503 Unavailable", said({"error": {"message": "Loading model"}}), "(HTTP 503) (Loading model)", "later"),
        ("500 Internal Server Error", b"\xff", "failed (HTTP 500)", "log"),
        ("500 Internal Server Error", said({"error": "x" * 500}), f"({'x' * 160})", "log"),
        ("502 Bad Gateway", said({"error": {"message": "no backend"}}), "failed (HTTP 502) (no backend)", "log"),
    ],
)
def test_each_status_has_its_message(status: str, body: bytes, message: str, remedy: str) -> None:
    error = failure(answer(status, body, Content_Type="application/json"))
    assert message in error.message
    assert remedy in error.remedy


@pytest.mark.parametrize(
    ("reply", "message"),
    [
        (answer("200 OK", b"[", Content_Type="application/json"), "JSON that is broken"),
        (answer("200 OK", b'{"data": 3}', Content_Type="application/json"), "not what was asked for"),
        (answer("200 OK", b"{}", Content_Type="text/html"), "text/html instead of JSON"),
        (answer("200 OK", b"{}"), "something instead of JSON"),
        (answer("200 OK", b"x", Content_Encoding="gzip"), "compressed"),
        (answer("200 OK", bytes(4 * 2**20 + 1), Content_Type="application/json"), "more than 4096 KiB"),
        (answer("200 OK", b'{"data": []}', Content_Type="application/json")[:-3], "hung up in mid-answer"),
        (b"", "hung up in mid-answer"),
        (b"SSH-2.0-OpenSSH_9.2\r\n\r\n", "something that is not HTTP"),
        (answer("307 Moved", Location="http://192.168.1.99:1/v1"), "redirects to http://192.168.1.99:1"),
        (answer("301 Moved", Location="http://[::1"), "something that is not HTTP"),
        (answer("301 Moved", Location="mailto:sam@example.org"), "a redirect to no address"),
        (answer("301 Moved", Location="ftp://127.0.0.1/v1"), "redirects to ftp://127.0.0.1"),
    ],
)
def test_each_bad_answer_has_its_message(reply: bytes, message: str) -> None:
    assert message in failure(reply).message


def misbehaving(handler: Callable[[Request, asyncio.StreamWriter], Awaitable[None]], waits: Waits) -> EngineError:
    async def run() -> EngineError:
        async with asyncio.timeout(20), serving(handler) as url:
            with pytest.raises(EngineError) as caught:
                await client_of(url, waits=waits).models()
            return caught.value

    return asyncio.run(run())


def test_a_server_that_does_not_answer() -> None:
    async def handler(request: Request, writer: asyncio.StreamWriter) -> None:
        await asyncio.Event().wait()

    assert "took too long" in misbehaving(handler, HASTY).message


def test_a_server_that_answers_drop_by_drop() -> None:
    """Each drop comes in time; the whole does not."""

    async def handler(request: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n")
        while True:
            writer.write(b" ")
            await writer.drain()
            await asyncio.sleep(0.02)

    assert "took too long" in misbehaving(handler, HASTY).message


def test_redirects_on_the_server_are_followed() -> None:
    asked: list[str] = []

    async def handler(request: Request, writer: asyncio.StreamWriter) -> None:
        asked.append(f"{request.method} {request.path}")
        if request.path.endswith("/"):
            writer.write(answer("200 OK", b'{"data": [{"id": "found"}]}', Content_Type="application/json"))
        else:
            writer.write(answer("307 Moved", Location=f"{request.path}/"))

    async def run() -> list[str]:
        async with serving(handler) as url:
            return await client_of(url).models()

    assert asyncio.run(run()) == ["found"]
    assert asked == ["GET /v1/models", "GET /v1/models/"]


def test_redirects_in_a_circle() -> None:
    assert "in a circle" in failure(answer("308 Moved", Location="/v1/models")).message


def test_redirects_to_another_server_are_not_followed() -> None:
    """Not even where it is on the same machine: the key is for one server."""
    other = HomeServer()

    async def run() -> None:
        async with (
            running(other) as elsewhere,
            saying(answer("307 Moved", Location=f"{elsewhere}/v1/models")) as url,
        ):
            with pytest.raises(EngineError, match="redirects to"):
                await client_of(url).models()

    asyncio.run(run())
    assert not other.requests


def test_nothing_listens() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with pytest.raises(EngineError, match="nothing answers at 127"):
        asyncio.run(client_of(f"http://127.0.0.1:{port}").models())


def test_a_machine_that_does_not_take_the_call() -> None:
    """Its queue of connections is full, as with a machine that is off or behind a wall."""
    with socket.socket() as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        with socket.create_connection(full.getsockname()), socket.socket() as second:
            second.setblocking(False)
            second.connect_ex(full.getsockname())
            port = full.getsockname()[1]
            with pytest.raises(EngineError, match=f"127.0.0.1:{port} does not answer"):
                asyncio.run(client_of(f"http://127.0.0.1:{port}", waits=Waits(connect=0.2, lists=5.0)).models())


def test_an_unknown_model_is_told_with_those_there_are() -> None:
    async def run() -> EngineError:
        async with running(HomeServer()) as url:
            client = client_of(url, model="huge")
            with pytest.raises(EngineError) as caught:
                await client.fetch(
                    "POST", "/chat/completions", seconds=5, json={"model": "huge", "messages": [], "max_tokens": 1}
                )
            return caught.value

    error = asyncio.run(run())
    assert "does not know the model" in error.message
    assert error.remedy == "It has org/tiny:1b."


def test_who_stops_waiting_hangs_up() -> None:
    server = HomeServer()

    async def run() -> None:
        async with running(server) as url:
            request = {"model": server.model, "messages": [], "max_tokens": 10**5, "stream": True}
            asking = asyncio.create_task(client_of(url).fetch("POST", "/chat/completions", seconds=20, json=request))
            await server.asked.wait()
            asking.cancel()
            await asyncio.gather(asking, return_exceptions=True)
            await server.ended.wait()
            assert server.requests[0].aborted

    asyncio.run(run())


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"error": {"message": "a", "code": 500}}, "a"),
        ({"error": "a"}, "a"),
        ({"detail": [{"loc": ["body"], "msg": "a", "input": "said"}]}, "a"),
        ({"message": "a\n" * 900}, "a " * 500),
        ({"error": {"type": "x"}}, ""),
        ([], ""),
        (None, ""),
        ("a", "a"),
    ],
)
def test_the_words_of_servers(body: object, words: str) -> None:
    assert words_of(said(body)) == words


def test_deep_nesting_is_no_trap() -> None:
    assert words_of(b'{"error":' * 50_000) == ""
    assert words_of(b"[" * 60_000) == ""
