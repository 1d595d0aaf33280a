"""Processes to be killed, made quickly: a host imports once, and forks a fresh process for each life.

A start costs some tens of milliseconds instead of seconds. The host says the process id of each life, what it says
itself, and how it ended: -9 after SIGKILL.
"""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import traceback
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path


class Host:
    """The process that makes lives."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def say(self) -> str:
        """The next line that it, or the life under way, says."""
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()

    def begin(self) -> int:
        """Begin a life; returns its process id."""
        assert self._process.stdin is not None
        self._process.stdin.write("live\n")
        self._process.stdin.flush()
        return int(self.say())

    def end(self, life: int) -> None:
        """Kill it. That it was alive until then is part of the test."""
        os.kill(life, signal.SIGKILL)
        while not (said := self.say()).lstrip("-").isdigit():
            assert said, "the host ended"
        assert said == "-9", "a life ended by itself"


@contextmanager
def hosting(module: str, folder: Path) -> Iterator[Host]:
    """A host of the lives of a module; what they write to their standard error is in FOLDER/stderr."""
    with (
        (folder / "stderr").open("a") as errors,
        subprocess.Popen(
            [sys.executable, "-m", module, str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            cwd=Path(__file__).parents[2],
            env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},  # a process with threads cannot be forked safely
        ) as process,
    ):
        made = Host(process)
        assert made.say() == "ready", (folder / "stderr").read_text()
        try:
            yield made
        finally:
            assert process.stdin is not None
            process.stdin.close()


def make_lives(prepare: Callable[[], object], serve: Callable[[Path], Awaitable[None]]) -> None:
    """Be the host: `prepare` is done once, `serve` in each life, with the folder of the command line."""
    prepare()
    print("ready", flush=True)
    for _ in sys.stdin:
        child = os.fork()
        if not child:
            _live(serve, Path(sys.argv[1]))
        print(child, flush=True)
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


def _live(serve: Callable[[Path], Awaitable[None]], folder: Path) -> None:
    """One life. Only a signal ends it."""
    try:
        asyncio.run(_served(serve, folder))
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(1)


async def _served(serve: Callable[[Path], Awaitable[None]], folder: Path) -> None:
    await serve(folder)
