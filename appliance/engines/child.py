"""A worker child process for engines that hold the interpreter lock or must be killable.

The child is `python -m MODULE` running `frames.serve`: a clean, small process. It starts with the first request, is
started again when it died, closes itself after an idle time, and ends with its parent (its standard input closes).
"""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import sys
from asyncio.subprocess import PIPE, Process
from collections import deque
from contextlib import suppress
from dataclasses import dataclass, field

from appliance.engines.frames import LENGTHS, Frame, Header, pack
from appliance.errors import EngineError

KEPT_LINES = 8
"""Lines of the child's standard error kept for the error message."""

PATIENCE_SECONDS = 0.5
"""How long a child asked to end may take before it is killed."""


class _DiedError(Exception):
    """The child ended before it answered."""


@dataclass(slots=True)
class _Running:
    """One life of the child: its process, the requests it owes replies to, and the tasks that read it."""

    process: Process
    pending: dict[int, asyncio.Future[Frame]] = field(default_factory=dict)
    complaints: deque[str] = field(default_factory=lambda: deque(maxlen=KEPT_LINES))
    readers: tuple[asyncio.Task[None], ...] = ()
    closing: bool = False
    """Ended on purpose: its requests are not tried again."""

    def start_reading(self) -> None:
        self.readers = (asyncio.create_task(self._read_replies()), asyncio.create_task(self._read_complaints()))

    async def ask(self, request_id: int, header: Header, payload: bytes) -> Frame:
        """The reply. Raises `_DiedError`. Cancelled or out of time, the child is told and a late reply is dropped."""
        stdin = self.process.stdin
        if stdin is None or self.readers[0].done():
            raise _DiedError
        future: asyncio.Future[Frame] = asyncio.get_running_loop().create_future()
        self.pending[request_id] = future
        try:
            with suppress(ConnectionError):  # the reader notices the death and says so through the future
                stdin.write(pack({**header, "id": request_id}, payload))
                await stdin.drain()
            return await future
        finally:
            if self.pending.pop(request_id, None) is not None and not stdin.is_closing():
                stdin.write(pack({"cancel": request_id}))

    async def end(self) -> str:
        """Close it: by closing its input, then by force. Returns how it ended, for a message."""
        if self.process.stdin is not None:
            self.process.stdin.close()
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                await self.process.wait()
        except TimeoutError:
            self.kill()
        finally:
            if self.process.returncode is None:
                self.kill()
        await self.process.wait()
        await asyncio.gather(*self.readers)
        last_words = " | ".join(self.complaints) or "it said nothing"
        return f"exit status {self.process.returncode}: {last_words}"

    def kill(self) -> None:
        with suppress(ProcessLookupError):
            self.process.kill()

    async def _read_replies(self) -> None:
        reader = self.process.stdout
        try:
            while reader is not None:
                head_bytes, payload_bytes = LENGTHS.unpack(await reader.readexactly(LENGTHS.size))
                header: Header = json.loads(await reader.readexactly(head_bytes))
                payload = await reader.readexactly(payload_bytes)
                future = self.pending.pop(header.pop("id"), None)
                if future is not None and not future.done():
                    future.set_result((header, payload))
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            for future in self.pending.values():
                if not future.done():
                    future.set_exception(_DiedError())
            self.pending.clear()

    async def _read_complaints(self) -> None:
        reader = self.process.stderr
        while reader is not None and (line := await reader.read(4096)):
            self.complaints.extend(text for text in line.decode(errors="replace").splitlines() if text.strip())


class ChildProcess:
    """Sends requests to `python -m module`, starting and restarting it as needed.

    `name` is the engine string, named in errors. `timeout_seconds` bounds one request. After `idle_seconds` without a
    request the process is closed; the next request starts it again. `nice` lowers its priority.
    """

    def __init__(
        self, module: str, name: str, *, timeout_seconds: float = 30.0, idle_seconds: float = 120.0, nice: int = 0
    ) -> None:
        self._module = module
        self._name = name
        self._timeout_seconds = timeout_seconds
        self._idle_seconds = idle_seconds
        self._nice = nice
        self._ids = itertools.count(1)
        self._running: _Running | None = None
        self._changing = asyncio.Lock()
        self._busy = 0
        self._idle: asyncio.TimerHandle | None = None
        self._closer: asyncio.Task[None] | None = None

    @property
    def pid(self) -> int | None:
        """Of the live process, None while there is none."""
        return None if self._running is None else self._running.process.pid

    async def request(self, header: Header, payload: bytes = b"") -> Frame:
        """The child's reply to one request, as (header, payload).

        A child that dies over it is started once more. Raises `EngineError` when it dies again, cannot be started,
        answers with an error or takes longer than the timeout (then it is killed).
        """
        self._busy += 1
        self._stop_idling()
        try:
            answer, data = await self._request(header, payload)
        finally:
            self._busy -= 1
            if not self._busy and self._running is not None:
                self._idle = asyncio.get_running_loop().call_later(self._idle_seconds, self._close_idle)
        if "error" in answer:
            raise EngineError(f"{self._name} failed: {answer['error']}")
        return answer, data

    async def aclose(self) -> None:
        """End the process, within a second. Requests in flight fail with `EngineError`."""
        self._stop_idling()
        async with self._changing:
            await self._end_running()

    async def _request(self, header: Header, payload: bytes) -> Frame:
        how = ""
        for _ in range(2):
            running = await self._start()
            try:
                async with asyncio.timeout(self._timeout_seconds):
                    return await running.ask(next(self._ids), header, payload)
            except TimeoutError as error:
                running.kill()
                raise EngineError(f"{self._name} gave no answer within {self._timeout_seconds:g} s") from error
            except _DiedError as error:
                if running.closing:
                    raise EngineError(f"{self._name} was closed while it worked") from error
                how = await self._bury(running)
        raise EngineError(f"{self._name} died twice over one request ({how})")

    async def _start(self) -> _Running:
        async with self._changing:
            if self._running is not None and self._running.process.returncode is None:
                return self._running
            await self._end_running()
            try:
                process = await asyncio.create_subprocess_exec(
                    sys.executable, "-m", self._module, stdin=PIPE, stdout=PIPE, stderr=PIPE
                )
            except OSError as error:
                raise EngineError(f"{self._name} cannot be started: {error}") from error
            self._running = _Running(process)
            self._running.start_reading()
            if self._nice:
                with suppress(ProcessLookupError):
                    os.setpriority(os.PRIO_PROCESS, process.pid, self._nice)
            return self._running

    async def _bury(self, running: _Running) -> str:
        async with self._changing:
            if self._running is running:
                self._running = None
            return await running.end()

    async def _end_running(self) -> None:
        running, self._running = self._running, None
        if running is not None:
            running.closing = True
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
