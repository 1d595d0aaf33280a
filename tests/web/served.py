"""A household's page on a real socket, served from a thread with its own event loop."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, contextmanager
from pathlib import Path
from typing import Any, TypeVar

from appliance.on_duty import on_duty
from appliance.web.server import Server, config_of, listen
from tests.web.apihouse import ApiHouse, apihouse

T = TypeVar("T")


class Served:
    """Run coroutines on its loop with `run`; ask it at `url`."""

    def __init__(self, url: str, house: ApiHouse, loop: asyncio.AbstractEventLoop) -> None:
        self.url, self.house, self._loop = url, house, loop

    def run(self, work: Callable[[ApiHouse], Awaitable[T]]) -> T:
        async def whole() -> T:
            return await work(self.house)

        return asyncio.run_coroutine_threadsafe(whole(), self._loop).result(60)


class _Quiet(Server):
    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Signals are the main thread's."""
        yield


@contextmanager
def served(folder: Path, *, accounts: bool = True, duty: bool = False, **settings: Any) -> Iterator[Served]:
    """`duty`: what is due rings."""
    ready = threading.Event()
    found: list[Served] = []
    servers: list[_Quiet] = []
    faults: list[BaseException] = []

    async def main() -> None:
        with listen("127.0.0.1", 0) as listening:
            async with AsyncExitStack() as stack:
                house = await stack.enter_async_context(apihouse(folder, accounts=accounts, **settings))
                if duty:
                    await stack.enter_async_context(on_duty(house.appliance))
                url = f"http://127.0.0.1:{listening.getsockname()[1]}"
                server = _Quiet(config_of(house.web))
                servers.append(server)
                found.append(Served(url, house, asyncio.get_running_loop()))
                ready.set()
                await server.serve(sockets=[listening])

    def run() -> None:
        try:
            asyncio.run(main())
        except BaseException as error:
            faults.append(error)
            ready.set()

    thread = threading.Thread(target=run, name="served page")
    thread.start()
    try:
        ready.wait(60)
        if faults:
            raise faults[0]
        yield found[0]
    finally:
        for server in servers:
            server.should_exit = True
        thread.join(60)
