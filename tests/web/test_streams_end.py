"""What streams to a page ends when the process is told to stop, and closes what it held."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator

from appliance.web.live.events import until_over


async def stream(closed: list[str], pieces: int) -> AsyncGenerator[bytes, None]:
    try:
        for number in range(pieces):
            yield b"%d" % number
        await asyncio.Event().wait()
    finally:
        closed.append("closed")


def test_an_open_stream_ends_when_the_process_does() -> None:
    async def scenario() -> None:
        closed: list[str] = []
        ending = asyncio.Event()
        got = []
        async for piece in until_over(stream(closed, 3), ending):
            got.append(piece)
            if len(got) == 3:
                asyncio.get_running_loop().call_soon(ending.set)
        assert got == [b"0", b"1", b"2"]
        assert closed == ["closed"]
        assert asyncio.all_tasks() == {asyncio.current_task()}

    asyncio.run(scenario())


def test_a_stream_whose_page_has_gone_is_closed_too() -> None:
    async def scenario() -> None:
        closed: list[str] = []
        reading = until_over(stream(closed, 1), asyncio.Event())
        assert await anext(reading) == b"0"
        waiting = asyncio.ensure_future(anext(reading))
        await asyncio.sleep(0)
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
        await reading.aclose()
        assert closed == ["closed"]
        await asyncio.sleep(0)
        assert asyncio.all_tasks() == {asyncio.current_task()}

    asyncio.run(scenario())
