"""The socket that the page is served on."""

from __future__ import annotations

import asyncio
import socket
from pathlib import Path

from appliance.web.server import listen
from tests.web.apihouse import ApiHouse, held


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
