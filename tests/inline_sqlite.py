"""The real encrypted database without threads, so that whole calls run in virtual time.

    async with open_store(file, key, connect=inline, off_loop=directly) as store: ...

aiosqlite hands every statement to its thread through one queue. Here the queue runs each one at once and settles its
future, so a statement takes no time of the loop; only closing a session gives other tasks one turn. Keep such databases
on a memory file system (/dev/shm) where many calls are played: every commit waits for the disk otherwise.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Generator
from typing import Any, ParamSpec, TypeVar

import aiosqlite

from appliance.store.sqlite import Connector

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


class _AtOnce:
    """Stands in for the queue to the thread."""

    def put_nowait(self, work: tuple[asyncio.Future[Any] | None, Callable[[], Any]]) -> None:
        future, function = work
        try:
            result = function()
        except BaseException as error:
            if future is None:
                raise
            future.set_exception(error)
        else:
            if future is not None:
                future.set_result(result)


class InlineConnection(aiosqlite.Connection):
    """Runs statements where they are awaited; its thread is never started."""

    def __init__(self, connector: Connector) -> None:
        super().__init__(connector, iter_chunk_size=64)
        self._tx = _AtOnce()  # type: ignore[assignment]

    def __await__(self) -> Generator[Any, None, aiosqlite.Connection]:
        return self._connect().__await__()


async def inline(connector: Connector) -> aiosqlite.Connection:
    """For `open_store(..., connect=inline)`."""
    return await InlineConnection(connector)


async def directly(function: Callable[Arguments, Result], *args: Arguments.args, **kwargs: Arguments.kwargs) -> Result:
    """For `open_store(..., off_loop=directly)`."""
    return function(*args, **kwargs)
