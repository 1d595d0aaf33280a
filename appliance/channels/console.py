"""The console: a call typed instead of spoken, for trying things out and for quiet rooms."""

from __future__ import annotations

import asyncio
import sys
import threading
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager

from appliance.errors import LineDroppedError
from appliance.ports import Expect, Heard, Line, Notice, Sentence, Spoken, Timings, Transcript, Unreached

PATIENCE_FACTOR = 15.0
"""Typing takes longer than speaking; the patience of a voice line is stretched by this much."""


class Keyboard:
    """Lines of standard input, read by a daemon thread since files, pipes and terminals need different waiting."""

    def __init__(self) -> None:
        self._lines: asyncio.Queue[str | None] = asyncio.Queue()
        self._loop = asyncio.get_running_loop()
        self._thread: threading.Thread | None = None

    async def read(self) -> str | None:
        """The next line without its end; None when the input is closed."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._pump, name="keyboard", daemon=True)
            self._thread.start()
        return await self._lines.get()

    def _pump(self) -> None:
        try:
            for line in _lines_typed():
                self._loop.call_soon_threadsafe(self._lines.put_nowait, line.rstrip("\r\n"))
            self._loop.call_soon_threadsafe(self._lines.put_nowait, None)
        except RuntimeError:
            return  # the loop has closed: nobody is listening any more


def _lines_typed() -> Iterator[str]:
    """Standard input, whatever bytes come; none where it is closed."""
    if sys.stdin is None:
        return
    binary = getattr(sys.stdin, "buffer", None)
    if binary is None:
        yield from sys.stdin
        return
    # Unbuffered: the thread may still wait here when the process ends, and a buffered reader's lock would abort it.
    for line in iter(getattr(binary, "raw", binary).readline, b""):
        yield line.decode(sys.stdin.encoding or "utf-8", errors="replace")


class ConsoleLine:
    """A typed line. An empty line is silence; the end of the input is a hang-up."""

    durable = False

    def __init__(self, keyboard: Keyboard, write: Callable[[str], None]) -> None:
        self._keyboard = keyboard
        self._write = write

    async def chime(self, loudness: float = 1.0, notes: tuple[float, ...] = ()) -> None:
        self._write("\a* * *")

    async def say(self, sentences: AsyncIterator[Sentence]) -> Spoken:
        began = asyncio.get_running_loop().time()
        said = []
        async for sentence in sentences:
            said.append(sentence.text if sentence.recording is None else f"(your recording) {sentence.text}")
        text = " ".join(said)
        self._write(text)
        return Spoken(text=text, seconds=0.0, first_sound_at=began, engine="console")

    async def hear(self, expect: Expect) -> Heard:
        loop = asyncio.get_running_loop()
        opened = loop.time()
        try:
            async with asyncio.timeout(expect.patience_seconds * PATIENCE_FACTOR):
                typed = await self._keyboard.read()
        except TimeoutError:
            return Heard(None, Timings(listening_from=opened))
        if typed is None:
            raise LineDroppedError("The input was closed.")
        timings = Timings(listening_from=opened, speech_ended=loop.time(), endpoint_at=loop.time())
        words = typed.strip()
        return Heard(Transcript(words, expect.language, None, "console") if words else None, timings)


class ConsoleChannel:
    """Reaches whoever sits at the terminal the command was started in."""

    name = "console"

    def __init__(self, write: Callable[[str], None] = print) -> None:
        self._write = write
        self._keyboard: Keyboard | None = None

    async def prepare(self, sentences: Sequence[Sentence]) -> None:
        """Nothing to prepare: words need no synthesis."""

    @asynccontextmanager
    async def dial(self, notice: Notice) -> AsyncIterator[Line | Unreached]:
        if self._keyboard is None:
            self._keyboard = Keyboard()
        yield ConsoleLine(self._keyboard, self._write)
