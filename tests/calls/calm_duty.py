"""Duty over days of virtual time: the alarm looks when something is near or was committed, not every minute."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from appliance.calls.alarm import TICK_SECONDS, WATCH_SECONDS
from tests.calls.household import House

CALM_SECONDS = 6 * 3600.0
"""A look comes after so long at most."""


@asynccontextmanager
async def calm_duty(home: House) -> AsyncIterator[None]:
    """What `appliance.on_duty` does, without the looks at clocks and store that find nothing to do.

    Commits are seen as soon as the watcher would see them. Whoever sets the clock lets the watcher run meanwhile.
    """
    stirred = asyncio.Event()

    async def ticking() -> None:
        while True:
            look = await home.alarm.next_look()
            calm = CALM_SECONDS if look is None else (look - home.clock()).total_seconds()
            with suppress(TimeoutError):
                async with asyncio.timeout(min(max(TICK_SECONDS, calm), CALM_SECONDS)):
                    await stirred.wait()
                    await asyncio.sleep(WATCH_SECONDS)
            stirred.clear()
            await home.alarm.tick()

    async def hearing() -> None:
        async for _ in changes:
            stirred.set()

    await home.alarm.recover()
    await home.alarm.tick()
    with home.store.feed.listening() as changes:
        tasks = [asyncio.create_task(ticking()), asyncio.create_task(hearing())]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await home.alarm.disarm(ringing_too=True)
