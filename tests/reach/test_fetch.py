"""Files and plain addresses, and servers that mean no good."""

from __future__ import annotations

import asyncio
import base64
import os
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from appliance.errors import ApplianceError, CalendarError, InvalidInputError
from appliance.reach.calendars import fetch
from tests.reach.ics import FROM, UNTIL, calendar, event, ics
from tests.reach.servers import Handler, Request, answer, serving

CONTENT = ics(event("DTSTART:20260325T120000Z", "DURATION:PT30M"))
PATIENCE_SECONDS = 20.0


def got(handler: Handler, path: str = "/work.ics", timeout_seconds: float = PATIENCE_SECONDS) -> bytes:
    """What `fetch` makes of such a server."""

    async def run() -> bytes:
        async with serving(handler) as address:
            of = calendar(source=address + path)
            of.username, of.password = "sam", "secret"
            return await fetch(of, FROM, UNTIL, timeout_seconds=timeout_seconds)

    return asyncio.run(run())


def plain(then: Callable[[Request], bytes]) -> Handler:
    """A server that knows no CalDAV and answers a GET like this."""

    async def handler(request: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(answer("405 Method Not Allowed") if request.method != "GET" else then(request))

    return handler


def test_a_plain_file_with_a_log_in() -> None:
    asked: list[Request] = []

    def file(request: Request) -> bytes:
        asked.append(request)
        return answer("200 OK", CONTENT, Content_Type="text/calendar")

    assert got(plain(file), "/a%20b.ics?token=1") == CONTENT
    assert asked[0].path == "/a%20b.ics?token=1"
    assert asked[0].headers["authorization"] == "Basic " + base64.b64encode(b"sam:secret").decode()


def test_a_server_that_hangs_up_over_a_method_it_does_not_know() -> None:
    async def handler(request: Request, writer: asyncio.StreamWriter) -> None:
        if request.method == "GET":
            writer.write(answer("200 OK", CONTENT))

    assert got(handler) == CONTENT


def test_digest_where_the_server_wants_it() -> None:
    def file(request: Request) -> bytes:
        if request.headers.get("authorization", "").startswith("Digest "):
            return answer("200 OK", CONTENT)
        challenge = 'Digest realm="home", nonce="abc", qop="auth", algorithm=MD5'
        return answer("401 Unauthorized", WWW_Authenticate=challenge)

    async def handler(request: Request, writer: asyncio.StreamWriter) -> None:
        reply = file(request)
        writer.write(answer("501 Not Implemented") if request.method != "GET" and b" 200 " in reply else reply)

    assert got(handler) == CONTENT


def test_redirects_stay_on_the_host() -> None:
    def moved(request: Request) -> bytes:
        if request.path == "/work.ics":
            return answer("301 Moved Permanently", Location="/new/work.ics")
        return answer("200 OK", CONTENT)

    assert got(plain(moved)) == CONTENT
    with pytest.raises(InvalidInputError, match=r"redirected to http://localhost\."):
        got(plain(lambda _: answer("302 Found", Location="http://localhost:1/work.ics")))
    with pytest.raises(InvalidInputError, match=r"redirected to file://"):
        got(plain(lambda _: answer("302 Found", Location="file:///etc/passwd")))
    with pytest.raises(CalendarError, match="in a circle"):
        got(plain(lambda _: answer("302 Found", Location="/work.ics")))


def test_a_hundred_megabytes_are_not_read() -> None:
    sent = 0

    async def handler(request: Request, writer: asyncio.StreamWriter) -> None:
        nonlocal sent
        if request.method != "GET":
            writer.write(answer("405 Method Not Allowed"))
            return
        writer.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")
        for _ in range(100):
            writer.write(b"x" * 2**20)
            await writer.drain()
            sent += 1

    with pytest.raises(InvalidInputError, match="larger than 16 MiB"):
        got(handler)
    assert sent < 60


async def _hang(request: Request, writer: asyncio.StreamWriter) -> None:
    await asyncio.Event().wait()


async def _hang_in_the_middle(request: Request, writer: asyncio.StreamWriter) -> None:
    writer.write(answer("200 OK", CONTENT)[:-10])
    await writer.drain()
    await asyncio.Event().wait()


async def _drip(request: Request, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")
    while True:
        writer.write(b"x")
        await writer.drain()
        await asyncio.sleep(0)


@pytest.mark.parametrize("server", [_hang, _hang_in_the_middle, _drip])
def test_a_server_that_hangs(server: Callable[[Request, asyncio.StreamWriter], Awaitable[None]]) -> None:
    with pytest.raises((CalendarError, InvalidInputError), match=r"took too long|larger than"):
        got(server, timeout_seconds=0.05)


@pytest.mark.parametrize(
    ("reply", "error", "said"),
    [
        (answer("401 Unauthorized"), CalendarError, "refused the user name"),
        (answer("403 Forbidden"), CalendarError, "refused the user name"),
        (answer("404 Not Found"), InvalidInputError, "nothing at the address"),
        (answer("500 Oops"), CalendarError, "HTTP 500"),
        (answer("200 OK", b"x", Content_Encoding="gzip"), CalendarError, "compresses"),
        (b"no http at all\r\n\r\n", CalendarError, "cannot be reached"),
        (b"", CalendarError, "cannot be reached"),
    ],
)
def test_answers_that_are_no_calendar(reply: bytes, error: type[ApplianceError], said: str) -> None:
    with pytest.raises(error, match=said) as raised:
        got(plain(lambda _: reply))
    assert "'work'" in raised.value.message
    assert "secret" not in str(raised.value)


def test_nobody_listens() -> None:
    with pytest.raises(CalendarError, match="cannot be reached"):
        asyncio.run(fetch(calendar(source="http://127.0.0.1:1/x.ics"), FROM, UNTIL))
    for strange in ("http://[::bad/x.ics", "http://nas..local/x", "http://" + "a" * 70 + ".local/"):
        with pytest.raises(ApplianceError, match="work"):
            asyncio.run(fetch(calendar(source=strange), FROM, UNTIL, timeout_seconds=1))


def test_files(tmp_path: Path) -> None:
    def read(path: object) -> bytes:
        return asyncio.run(fetch(calendar(source=str(path)), FROM, UNTIL))

    (tmp_path / "work.ics").write_bytes(CONTENT)
    assert read(tmp_path / "work.ics") == CONTENT
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "large").write_bytes(b"x" * (16 * 2**20 + 1))
    for path, error, said in (
        ("work.ics", InvalidInputError, "whole path"),
        (tmp_path / "pipe", InvalidInputError, "is no file"),
        (tmp_path / "large", InvalidInputError, "16 MiB"),
        (tmp_path / "missing.ics", CalendarError, "No such file"),
        (tmp_path, (CalendarError, InvalidInputError), "no file|directory"),
    ):
        with pytest.raises(error, match=said):
            read(path)


def test_with_local_only_nothing_outside_is_asked() -> None:
    """In a process of its own: an audit hook cannot be removed."""
    program = """
import asyncio
from appliance.egress import EgressRefusedError, Guard
from appliance.reach.calendars import fetch
from tests.reach.ics import FROM, UNTIL, calendar
guard = Guard()
guard.install()
for source in ("http://8.8.8.8/x.ics", "https://[2606:4700::1111]/x.ics", "http://calendar.example/x.ics"):
    try:
        asyncio.run(fetch(calendar(source=source), FROM, UNTIL, timeout_seconds=5))
    except EgressRefusedError as error:
        print(error.code)
"""
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=root,
        env={**os.environ, "PYTHONPATH": str(root)},
    )  # fmt: skip
    assert done.stdout.split() == ["egress_refused"] * 3
