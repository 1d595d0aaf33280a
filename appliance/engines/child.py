"""A worker child process for engines: they hold the interpreter lock, crash, leak, and must be killable.

The child is `python -m MODULE` running `frames.serve`: a clean process of its own. It starts with the first request,
is started again when it died, closes itself after an idle time, and ends with its parent (its standard input closes).
"""

from __future__ import annotations

import asyncio
import itertools
import os
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

from appliance.engines.budget import Budget
from appliance.engines.frames import Frame, Header
from appliance.engines.life import DiedError, Life
from appliance.errors import EngineError, EngineUnsuitedError

OFFLINE = {"HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1", "HF_DATASETS_OFFLINE": "1", "DO_NOT_TRACK": "1"}
"""Engines use what is on this machine: a look-up at a hub would stall for minutes without a network."""


START = "appliance.engines.child_start"

KEPT_BACK = ("APPLIANCE_PASSPHRASE", "TELEGRAM_BOT_TOKEN", "OLLAMA_API_KEY")
"""What no engine has a use for."""


def _environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name not in KEPT_BACK} | OFFLINE


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a child may take, in seconds."""

    reply: float = 30.0
    """For a reply, or for the next part of one."""
    load: float = 300.0
    """For the opening request, which loads the model."""
    idle: float = 300.0
    """Without a request for this long the process is closed; the next request starts it again."""


@dataclass(frozen=True, slots=True)
class Share:
    """What a loaded engine takes of the memory for all engines."""

    budget: Budget
    mib: int


class ChildProcess:
    """Sends requests to `python -m module`, starting and restarting it as needed.

    `name` is the engine string, named in errors. `opening` is what each new process is asked first: to load its model.
    A child that dies over a request gets it `tries` times in all. `nice` lowers its priority. Where there is a `share`
    of a memory budget, it is taken while the process lives. What goes wrong over a `private` request is told by its
    kind only, unless the child marks it as fit to be told: its words may repeat what somebody said.
    """

    def __init__(
        self,
        module: str,
        name: str,
        *,
        patience: Patience = Patience(),
        opening: Header | None = None,
        tries: int = 2,
        nice: int = 0,
        share: Share | None = None,
        private: bool = True,
    ) -> None:
        self._module = module
        self._name = name
        self._patience = patience
        self._opening = opening
        self._tries = tries
        self._nice = nice
        self._share = share
        self._private = private
        self._closings = 0
        self._ids = itertools.count(1)
        self._running: Life | None = None
        self._loading: Life | None = None
        """A process that answers its opening."""
        self._changing = asyncio.Lock()
        self._busy = 0
        self._idle: asyncio.TimerHandle | None = None
        self._closer: asyncio.Task[None] | None = None
        self.opened: Header = {}
        """What the latest process answered to the opening."""

    @property
    def pid(self) -> int | None:
        """Of the live process, None while there is none."""
        return None if self._running is None else self._running.process.pid

    async def start(self) -> None:
        """Start the process and have it answer the opening, unless it has. Raises `EngineError`."""
        async with self._at_work():
            await self._start()

    async def request(self, header: Header, payload: bytes = b"") -> Frame:
        """The child's reply to one request, as (header, payload).

        Raises `EngineError` when the child dies over it as often as it may, cannot be started, answers with an error
        or takes longer than its patience (then it is killed).
        """
        async with self._at_work():
            how = ""
            for _ in range(self._tries):
                running = await self._start()
                try:
                    async with asyncio.timeout(self._patience.reply):
                        return await self._last(running, header, payload)
                except TimeoutError as error:
                    await self._bury(running, kill=True)
                    raise self._out_of_time(self._patience.reply) from error
                except DiedError as error:
                    how = await self._died(running, error)
            raise EngineError(f"{self._name} died {self._times} over one request ({how})")

    async def stream(self, header: Header, payload: bytes = b"") -> AsyncGenerator[Frame, None]:
        """The parts of a reply as the child makes them. Closing the iterator early tells the child to stop.

        Raises `EngineError` as `request` does; a child that dies is not asked again, since parts have been given out.
        """
        async with self._at_work():
            running = await self._start()
            parts = running.ask(next(self._ids), header, payload)
            try:
                while True:
                    async with asyncio.timeout(self._patience.reply):
                        part = await anext(parts, None)
                    if part is None:
                        return
                    self._raise_error(part[0])
                    if part[0] or part[1]:
                        yield part
            except TimeoutError as error:
                await self._bury(running, kill=True)
                raise self._out_of_time(self._patience.reply) from error
            except DiedError as error:
                raise EngineError(f"{self._name} died in the middle ({await self._died(running, error)})") from error
            finally:
                await parts.aclose()

    async def aclose(self) -> None:
        """End the process, within a second. Requests in flight fail with `EngineError`."""
        self._stop_idling()
        self._closings += 1
        if self._loading is not None:
            self._loading.closing = True
            self._loading.kill()
        async with self._changing:
            await self._end_running()

    @asynccontextmanager
    async def _at_work(self) -> AsyncIterator[None]:
        """While anything is asked of the child, it is not idle."""
        self._busy += 1
        self._stop_idling()
        try:
            yield
        finally:
            self._busy -= 1
            if not self._busy and self._running is not None:
                self._idle = asyncio.get_running_loop().call_later(self._patience.idle, self._close_idle)

    async def _last(self, running: Life, header: Header, payload: bytes, *, opening: bool = False) -> Frame:
        """The last frame of a reply; parts before it are dropped."""
        frame: Frame = ({}, b"")
        parts = running.ask(next(self._ids), header, payload)
        try:
            async for frame in parts:
                self._raise_error(frame[0], opening=opening)
        finally:
            await parts.aclose()
        return frame

    def _raise_error(self, header: Header, *, opening: bool = False) -> None:
        if "error" not in header:
            return
        may_be_told = opening or header["told"] or not self._private
        words = f": {header['words']}" if may_be_told else ""
        if header["unsuited"]:
            raise EngineUnsuitedError(f"{self._name} cannot do this{words}", remedy="The next rung serves.")
        raise EngineError(f"{self._name} failed: {header['error']}{words}")

    def _out_of_time(self, seconds: float) -> EngineError:
        return EngineError(f"{self._name} gave no answer within {seconds:g} s")

    @property
    def _times(self) -> str:
        return {1: "once", 2: "twice"}.get(self._tries, f"{self._tries} times")

    async def _died(self, running: Life, error: DiedError) -> str:
        """Bury it; returns how it ended. Raises `EngineError` where it was closed on purpose."""
        if running.closing:
            raise EngineError(f"{self._name} was closed while it worked") from error
        how, last_words = await self._bury(running)
        return how if self._private else f"{how}: {last_words}"

    async def _start(self) -> Life:
        closings = self._closings
        async with self._changing:
            if closings != self._closings:
                raise EngineError(f"{self._name} was closed while it loaded its model")
            if self._running is not None and self._running.process.returncode is None:
                return self._running
            await self._end_running()
            if self._share is not None:
                self._share.budget.take(self, self._name, self._share.mib)
            try:
                running = await self._spawn()
                if closings != self._closings:
                    running.kill()
                if self._opening is not None:
                    await self._open(running, self._opening)
            except BaseException:
                self._give_back()
                raise
            self._running = running
            return running

    def _give_back(self) -> None:
        if self._share is not None:
            self._share.budget.give_back(self)

    async def _spawn(self) -> Life:
        try:
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", START, self._module),
                stdin=PIPE,
                stdout=PIPE,
                stderr=PIPE,
                env=_environment(),
            )
        except OSError as error:
            raise EngineError(f"{self._name} cannot be started: {error}") from error
        running = Life(process)
        running.start_reading()
        if self._nice:
            with suppress(ProcessLookupError):
                os.setpriority(os.PRIO_PROCESS, process.pid, self._nice)
        return running

    async def _open(self, running: Life, opening: Header) -> None:
        self._loading = running
        try:
            async with asyncio.timeout(self._patience.load):
                self.opened, _ = await self._last(running, opening, b"", opening=True)
        except BaseException as error:
            running.kill()
            how = ": ".join(await running.end())
            if isinstance(error, asyncio.CancelledError):
                raise
            if running.closing:
                raise EngineError(f"{self._name} was closed while it loaded its model") from error
            if isinstance(error, TimeoutError):
                raise self._out_of_time(self._patience.load) from error
            if isinstance(error, DiedError):
                raise EngineError(f"{self._name} died while it loaded its model ({how})") from error
            raise
        finally:
            self._loading = None

    async def _bury(self, running: Life, *, kill: bool = False) -> tuple[str, str]:
        if kill:
            running.kill()
        async with self._changing:
            if self._running is running:
                self._running = None
                self._give_back()
            return await running.end()

    async def _end_running(self) -> None:
        running, self._running = self._running, None
        if running is not None:
            running.closing = True
            self._give_back()
            await running.end()

    def _stop_idling(self) -> None:
        if self._idle is not None:
            self._idle.cancel()
        self._idle = None

    def _close_idle(self) -> None:
        self._closer = asyncio.create_task(self._close_unless_busy())

    async def _close_unless_busy(self) -> None:
        async with self._changing:
            if not self._busy:
                await self._end_running()
