"""One life of an engine's child process: asked, read, and brought to an end."""

from __future__ import annotations

import asyncio
import json
import signal
from asyncio.subprocess import Process
from collections import deque
from collections.abc import AsyncGenerator
from contextlib import suppress
from dataclasses import dataclass, field

from appliance.engines.frames import LENGTHS, Frame, Header, pack

KEPT_LINES = 8
"""Lines of the child's standard error kept for the error message."""

PATIENCE_SECONDS = 0.5
"""How long a child asked to end may take before it is killed."""


class DiedError(Exception):
    """The child ended before it answered."""


@dataclass(slots=True)
class Life:
    """One life of the child: its process, the requests it owes replies to, and the tasks that read it."""

    process: Process
    pending: dict[int, asyncio.Queue[Frame | None]] = field(default_factory=dict)
    """What has come for each request and was not taken yet; None is the death of the child."""
    complaints: deque[str] = field(default_factory=lambda: deque(maxlen=KEPT_LINES))
    readers: tuple[asyncio.Task[None], ...] = ()
    closing: bool = False
    """Ended on purpose: its requests are not tried again."""

    def start_reading(self) -> None:
        self.readers = (asyncio.create_task(self._read_replies()), asyncio.create_task(self._read_complaints()))

    async def ask(self, request_id: int, header: Header, payload: bytes) -> AsyncGenerator[Frame, None]:
        """The frames of the reply as they come, the last one without `more`. Raises `DiedError`.

        Left early, cancelled or out of time, the child is told, and what comes late is dropped.
        """
        stdin = self.process.stdin
        if stdin is None or self.readers[0].done():
            raise DiedError
        arrived: asyncio.Queue[Frame | None] = asyncio.Queue()
        self.pending[request_id] = arrived
        try:
            with suppress(ConnectionError):  # the reader notices the death and says so
                stdin.write(pack({**header, "id": request_id}, payload))
                await stdin.drain()
            while True:
                frame = await arrived.get()
                if frame is None:
                    raise DiedError
                more = frame[0].pop("more", False)
                if not more:
                    del self.pending[request_id]
                yield frame
                if not more:
                    return
        finally:
            if self.pending.pop(request_id, None) is not None and not stdin.is_closing():
                stdin.write(pack({"cancel": request_id}))

    async def end(self) -> tuple[str, str]:
        """Close it: by closing its input, then by force. Returns how it ended, and its last words."""
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
        with suppress(TimeoutError):  # a grandchild may hold the pipes
            async with asyncio.timeout(PATIENCE_SECONDS):
                await asyncio.gather(*self.readers)
        last_words = " | ".join(self.complaints) or "it said nothing"
        killed = ", killed: was memory short?" if self.process.returncode == -signal.SIGKILL else ""
        return f"exit status {self.process.returncode}{killed}", last_words

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
                arrived = self.pending.get(header.pop("id"))
                if arrived is not None:
                    arrived.put_nowait((header, payload))
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            for arrived in self.pending.values():
                arrived.put_nowait(None)
            self.pending.clear()

    async def _read_complaints(self) -> None:
        reader = self.process.stderr
        while reader is not None and (line := await reader.read(4096)):
            self.complaints.extend(text for text in line.decode(errors="replace").splitlines() if text.strip())
