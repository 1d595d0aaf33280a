"""Dialling, for as long as nobody calls it off: a request may end an attempt while it still rings."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from appliance.calls.spokesman import ended_elsewhere
from appliance.ports import Channel, Line, Notice, Unreached
from appliance.store import Store


@asynccontextmanager
async def dialled(store: Store, channel: Channel, notice: Notice) -> AsyncIterator[Line | Unreached]:
    """What `channel.dial` gives; until then `notice.called_off` is set once a request has ended the attempt."""
    watch = asyncio.create_task(_watch(store, notice), name="watch whether the call is called off")
    try:
        async with channel.dial(notice) as reached:
            watch.cancel()  # from here on the conversation looks for itself
            yield reached
    finally:
        watch.cancel()
        await asyncio.gather(watch, return_exceptions=True)


async def _watch(store: Store, notice: Notice) -> None:
    with store.feed.listening() as changes:
        if (await store.calls.attempt(notice.attempt_id)).result is None:
            await ended_elsewhere(store, notice.attempt_id, changes)
        notice.called_off.set()
