"""An event loop whose time jumps over every wait, so that whole calls run in milliseconds.

Not for code that waits on threads, child processes or sockets: their work takes real time, which does not pass here,
unless the wait is put inside `outside_time()`.
"""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

T = TypeVar("T")

EPOCH = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
"""Wall time at loop time 0, unless a test says otherwise: a Monday."""


REAL_WAIT_SECONDS = 0.05


class DeadlockError(AssertionError):
    """Every task waits for something that no timer will bring."""


class _Jumping(selectors.SelectSelector):
    """Instead of blocking, moves the loop's clock forward by as much as it was asked to wait."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0
        self.outside = 0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if self.outside:
            return super().select(0.0 if timeout == 0 else REAL_WAIT_SECONDS)
        ready = super().select(0)
        if ready:
            return ready
        if timeout is None:
            raise DeadlockError("no timer is set and nothing is ready")
        self.now += max(0.0, timeout)
        return []


class VirtualLoop(asyncio.SelectorEventLoop):
    """A selector loop on virtual time."""

    def __init__(self) -> None:
        self._jumping = _Jumping()
        super().__init__(self._jumping)
        # after half a year a float holds no nanosecond, and a timer that is due now would not run
        self._clock_resolution = 1e-6

    def time(self) -> float:
        return self._jumping.now

    @contextmanager
    def outside(self) -> Iterator[None]:
        """Time stands still in the block: work outside the loop (a child process) is awaited in real time."""
        self._jumping.outside += 1
        try:
            yield
        finally:
            self._jumping.outside -= 1


class WallClock:
    """A wall clock that follows the running loop's time and can be set, as a person or NTP would."""

    def __init__(self, start: datetime = EPOCH) -> None:
        self._start = start

    def __call__(self) -> datetime:
        return self._start + timedelta(seconds=asyncio.get_running_loop().time())

    def shift(self, **by: float) -> None:
        """Set the clock forward or back; the loop's own time does not move."""
        self._start += timedelta(**by)


@contextmanager
def outside_time() -> Iterator[None]:
    """Virtual time stands still in the block; on any other loop nothing changes."""
    loop = asyncio.get_running_loop()
    with loop.outside() if isinstance(loop, VirtualLoop) else nullcontext():
        yield


def run_virtual(work: Coroutine[Any, Any, T]) -> T:
    """Run to the end on a loop of virtual time; a task that is left over is an error."""
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:

        async def guarded() -> T:
            result = await work
            await asyncio.sleep(0)
            leaked = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
            assert not leaked, f"tasks left running: {leaked}"
            return result

        return runner.run(guarded())
