"""The socket that the page is served on."""

from __future__ import annotations

import asyncio
import logging
import socket
from pathlib import Path
from urllib.parse import urlsplit

from appliance.web.server import listen
from tests.web.apihouse import ApiHouse, held
from tests.web.served import served


def test_answers_are_sent_at_once() -> None:
    """Without TCP_NODELAY the second part of an answer waits 40 ms for an acknowledgement."""

    async def main() -> None:
        told: asyncio.Future[int] = asyncio.get_running_loop().create_future()

        async def accept(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            told.set_result(writer.get_extra_info("socket").getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
            writer.close()

        with listen("127.0.0.1", 0) as listening:
            async with await asyncio.start_server(accept, sock=listening):
                _, writer = await asyncio.open_connection(*listening.getsockname())
                assert await told
                writer.close()

    asyncio.run(main())


def test_a_large_page_comes_compressed_to_who_takes_it(tmp_path: Path) -> None:
    async def body(house: ApiHouse) -> None:
        async with house.signed_in("Olga") as browser:
            packed = await browser.get("/habits", headers={"Accept-Encoding": "gzip"})
            plain = await browser.get("/habits", headers={"Accept-Encoding": "identity"})
        assert packed.headers["content-encoding"] == "gzip"
        assert int(packed.headers["content-length"]) < int(plain.headers["content-length"]) / 2
        assert "content-encoding" not in plain.headers
        assert "accept-encoding" in plain.headers["vary"].lower()
        assert packed.text == plain.text

    held(tmp_path, body)


class Lines(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self.told: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.told.append(record.getMessage())


def test_a_refused_websocket_is_no_line_in_the_log(tmp_path: Path) -> None:
    lines, log = Lines(), logging.getLogger("uvicorn.error")
    with served(tmp_path) as page:
        log.addHandler(lines)  # uvicorn hands nothing on to other loggers
        host = urlsplit(page.url)
        head = (
            f"GET /api/v1/live HTTP/1.1\r\nHost: {host.netloc}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
        )
        with socket.create_connection((host.hostname or "", host.port or 0)) as line:
            line.sendall(head.encode())
            pieces = iter(lambda: line.recv(4096), b"")  # until it is closed from there: all is logged by then
            assert b"".join(pieces).startswith(b"HTTP/1.1 401")
        log.removeHandler(lines)
    assert lines.told == []
