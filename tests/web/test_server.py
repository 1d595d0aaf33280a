"""The socket that the page is served on."""

from __future__ import annotations

import asyncio
import socket

from appliance.web.server import listen


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
