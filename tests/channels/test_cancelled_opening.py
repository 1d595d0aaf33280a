"""A sound device that is being opened when nobody wants it any more is closed, however the cancellation comes."""

from __future__ import annotations

import asyncio
import threading

import pytest

from appliance.channels.sound_card import _in_thread


@pytest.mark.parametrize("times", [1, 2, 5])
def test_what_was_opened_meanwhile_is_closed(times: int) -> None:
    """A cancel scope of a web framework cancels at every turn of the loop until its task has ended."""
    go_on, closed = threading.Event(), list[str]()

    def open_it() -> str:
        go_on.wait()
        return "wire"

    async def scenario() -> None:
        opening = asyncio.create_task(_in_thread(open_it, closed.append))
        for _ in range(times):
            await asyncio.sleep(0)
            opening.cancel()
        for _ in range(3):
            await asyncio.sleep(0)
        go_on.set()
        with pytest.raises(asyncio.CancelledError):
            await opening

    try:
        asyncio.run(scenario())
    finally:
        go_on.set()
    assert closed == ["wire"]
