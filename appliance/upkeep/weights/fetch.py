"""The parent's side of a download: it starts the downloading process, listens to it, and ends it.

The process gets an environment of its own, without any of the appliance's secrets, and lives no longer than the job.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from appliance.upkeep.weights.faults import GO_ON, FetchError, WrongContentError
from appliance.upkeep.weights.job import Fetched, Job, Progress, Tell

MODULE = "appliance.upkeep.weights.fetch_child"

HANDED_ON = ("PATH", "PYTHONPATH", "LANG", "LC_ALL", "SSL_CERT_FILE", "SSL_CERT_DIR", "TMPDIR")
"""Of the environment."""

LINE_BYTES = 4 * 1024 * 1024
"""The last line lists the files: an archive has at most some thousand."""

END_SECONDS = 2.0
"""The process ends by itself when its input closes; after this it is killed."""


async def fetch(job: Job, tell: Tell, *, keep_open: Sequence[int] = ()) -> list[Fetched]:
    """Do a job in a process of its own; returns the files, which lie in `job.folder/model`.

    `keep_open` are descriptors that the process holds too: the folder's lock lasts as long as anybody writes there.
    Raises `FetchError`. Cancelled, the process ends, and what has arrived is kept.
    """
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", MODULE),
        stdin=PIPE,
        stdout=PIPE,
        stderr=PIPE,
        limit=LINE_BYTES,
        env={name: value for name, value in os.environ.items() if name in HANDED_ON},
        pass_fds=keep_open,
    )
    complaints = asyncio.create_task(_all(process.stderr))
    try:
        return await _listen(process, job, tell, complaints)
    finally:
        await _end(process)
        await complaints


async def _listen(process: Process, job: Job, tell: Tell, complaints: asyncio.Task[str]) -> list[Fetched]:
    if process.stdin is None or process.stdout is None:
        raise FetchError("The downloading process has no ears.")
    with suppress(ConnectionError):  # it died at once: said below
        process.stdin.write(job.as_line())
        await process.stdin.drain()
    while line := await process.stdout.readline():
        said = _read(line)
        if "files" in said:
            return [Fetched(**each) for each in said["files"]]
        if "error" in said:
            kind = WrongContentError if said["code"] == WrongContentError.code else FetchError
            raise kind(said["error"], remedy=said["remedy"])
        if "words" in said:
            tell(Progress(**said))
    await process.wait()
    last = (await complaints).strip().rpartition("\n")[2] or "it said nothing"
    raise FetchError(f"The downloading process died (exit status {process.returncode}: {last}).", remedy=GO_ON)


def _read(line: bytes) -> dict[str, Any]:
    """Half a line is what a killed process leaves."""
    try:
        said = json.loads(line)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


async def _end(process: Process) -> None:
    """Close its input, by which it ends, then by force."""
    if process.stdin is not None:
        process.stdin.close()
    try:
        async with asyncio.timeout(END_SECONDS):
            await process.wait()
    except TimeoutError:
        pass
    finally:
        if process.returncode is None:
            with suppress(ProcessLookupError):
                process.kill()
    await process.wait()


async def _all(reader: asyncio.StreamReader | None) -> str:
    return "" if reader is None else (await reader.read()).decode(errors="replace")
