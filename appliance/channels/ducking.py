"""Other sound on the host goes down while a line is live: through PulseAudio, or PipeWire in its place.

The only file that imports pulsectl, and only when a line opens. Without it, without libpulse, without a server or with
one that hangs, nothing happens and nothing waits.

All talk with the server is on one daemon thread, which makes what plays fit to the number of live lines, and looks each
second for streams that begin. Not in the loop's pool of threads: a process waits for those at its end, and libpulse
gives up on a server that hangs only after half a minute.
"""

from __future__ import annotations

import asyncio
import logging
import os
import threading
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import Future
from contextlib import asynccontextmanager, contextmanager, suppress
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from appliance.channels.ducked import (
    Ducked,
    LeftOver,
    Stream,
    Volumes,
    inherits,
    read_left_over,
    same,
    turned_down,
    write_left_over,
)

log = logging.getLogger(__name__)

PATIENCE_SECONDS = 1.0
"""How long a line waits for the server before it opens, or closes, all the same."""

LOOK_SECONDS = 1.0
"""Between looks for streams that have begun."""

MOST_TRIES = 30
"""Looks in which restoring may fail before it is left to the next start."""


class Ducking:
    """Turns down what other processes play. One for the whole appliance.

    `left_over` is a small file of what is turned down at present, so that a process which was killed leaves nothing low
    for ever; `server` is an address in libpulse's form, by default the one its own settings give.
    """

    def __init__(self, left_over: Path | None = None, server: str | None = None) -> None:
        self._file = left_over
        self._address = server
        self._changed = threading.Condition()
        """Guards the next three; never held while the server is asked."""
        self._lines = 0
        self._waiting: list[Future[None]] = []
        self._thread: threading.Thread | None = None
        self._hand: _Hand | None = None

    @asynccontextmanager
    async def ducked(self) -> AsyncIterator[None]:
        """Other sound is down while the context lasts; contexts that overlap count as one. Never raises of its own."""
        settled = self._want(+1)
        try:
            await _briefly(settled)
            yield
        finally:
            await _briefly(self._want(-1))

    async def restore_left_over(self) -> None:
        """Turn up again what a killed process had turned down. Only where no other process holds a line."""
        await _briefly(self._want(0))

    def _want(self, more_lines: int) -> Future[None]:
        settled: Future[None] = Future()
        with self._changed:
            self._lines += more_lines
            self._waiting.append(settled)
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="ducking", daemon=True)
                self._thread.start()
            self._changed.notify()
        return settled

    # On the thread --------------------------------------------------------------------------------------------------

    def _run(self) -> None:
        tries = 0
        while True:
            with self._changed:
                lines, waiting = self._lines, self._waiting
                self._waiting = []
            done = self._look(wanted=lines > 0)
            tries = 0 if done else tries + 1
            for settled in waiting:
                if settled.set_running_or_notify_cancel():
                    settled.set_result(None)
            with self._changed:
                if self._waiting:
                    continue
                if self._lines == 0 and (done or tries >= MOST_TRIES):
                    if self._hand is not None:
                        self._hand.let_go()
                    self._hand = self._thread = None
                    return
                self._changed.wait(LOOK_SECONDS)

    def _look(self, *, wanted: bool) -> bool:
        """Make what plays fit. Returns whether nothing is left to be done until lines come or go."""
        if self._hand is None:
            if not wanted and not (self._file and self._file.exists()):
                return True
            library = _library()
            if library is None:
                return True
            self._hand = _Hand(library, self._file)
        try:
            self._hand.reach(self._address)
            if wanted:
                self._hand.lower()
            else:
                self._hand.restore()
        except Exception as error:  # whatever is the matter with other sound, the call goes on
            log.debug("other sound stays as it is: %s", type(error).__name__)
            self._hand.let_go()
            return not self._hand.ducked
        return True


@cache
def _library() -> Any:
    """pulsectl, or None where it or libpulse is missing: looked for once, since that starts programs."""
    if find_spec("pulsectl") is None:
        return None
    try:
        import pulsectl
    except (ImportError, OSError, AttributeError):
        return None
    return pulsectl


class _Hand:
    """On the server's volumes. Used on one thread; raises whatever the library raises."""

    def __init__(self, library: Any, file: Path | None) -> None:
        self.ducked: dict[int, Ducked] = {}
        self._library = library
        self._file = file
        self._pulse: Any = None
        self._server = 0

    def reach(self, address: str | None) -> None:
        """Connect, unless connected, and restore what a killed process left."""
        if self._pulse is not None:
            return
        pulse = self._library.Pulse("appliance", server=address, connect=False)
        try:
            pulse.connect(autospawn=False)  # its timeout would always be waited for to the end
            server = int(pulse.server_info().cookie)
        except BaseException:
            pulse.close()
            raise
        if server != self._server:
            self.ducked.clear()  # another run of the server has none of those streams
        self._pulse, self._server = pulse, server
        if self._file is not None and not self.ducked:
            left_over = read_left_over(self._file)
            if left_over is not None and left_over.server == server:
                self.ducked = {each.index: each for each in left_over.streams}
            self.restore()

    def let_go(self) -> None:
        """Disconnect."""
        pulse, self._pulse = self._pulse, None
        if pulse is not None:
            pulse.close()

    def lower(self) -> None:
        """Duck what is not ducked yet, having written it down."""
        new = []
        for stream in self._others():
            if stream.index not in self.ducked:
                self.ducked[stream.index] = turned_down(stream, list(self.ducked.values()))
                new.append(self.ducked[stream.index])
        if new and self._file is not None:
            write_left_over(self._file, LeftOver(self._server, tuple(self.ducked.values())))
        for each in new:
            self._set(each.index, each.during)
        self._keep_memory()

    def restore(self) -> None:
        """Turn up again what nobody has changed, and forget it.

        The memory first: whatever begins after the look at what plays then begins as before the call.
        """
        self._keep_memory()
        for stream in self._others():
            # It may have begun since the last look, low from its first moment.
            known = self.ducked.get(stream.index) or inherits(stream, self.ducked.values())
            volumes = None if known is None else known.back(stream.volumes)
            if volumes is not None:
                self._set(stream.index, volumes)
        self.ducked.clear()
        if self._file is not None:
            self._file.unlink(missing_ok=True)

    def _others(self) -> Iterator[Stream]:
        """What other processes play.

        Streams of no process and links of one device to another are left alone: they may carry our own sound.
        """
        ours = str(os.getpid())
        playing = self._pulse.sink_input_list()
        if not self._pulse.connected:
            raise self._library.PulseDisconnected  # its list is empty then
        for each in playing:
            process = each.proplist.get("application.process.id")
            if process is not None and process != ours and "node.link-group" not in each.proplist:
                memory = each.proplist.get("module-stream-restore.id", "")
                yield Stream(each.index, tuple(each.volume.values), memory)

    def _set(self, index: int, volumes: Volumes) -> None:
        with self._refusals():  # it has ended meanwhile, or has no volume of its own
            self._pulse.sink_input_volume_set(index, self._library.PulseVolumeInfo(list(volumes)))

    def _keep_memory(self) -> None:
        """Have the server remember the volumes of before: it keeps each change for a program's next stream."""
        names = {each.memory: each for each in self.ducked.values() if each.memory}
        if not names:
            return
        with self._refusals():  # a server that remembers nothing
            for entry in self._pulse.stream_restore_list():
                known = names.get(entry.name)
                if known and same(tuple(entry.volume.values), known.during):
                    entry.volume = self._library.PulseVolumeInfo(list(known.before))
                    self._pulse.stream_restore_write(entry, mode="replace", apply_immediately=False)

    @contextmanager
    def _refusals(self) -> Iterator[None]:
        """What the server refuses is left as it is; a server that has gone is an error."""
        try:
            yield
        except self._library.PulseOperationFailed:
            if not self._pulse.connected:
                raise


async def _briefly(settled: Future[None]) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(PATIENCE_SECONDS):
            await asyncio.wrap_future(settled)
