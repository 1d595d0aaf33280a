"""The disk of the data folder runs full in the middle of calls, stays full over a start, and has room again.

On a file system of its own in memory: that takes root, or user namespaces. Three stages: something else fills the disk
and stops (the room that was kept serves calls and pages); something takes every byte that is freed (nothing can be
written, and that is said); it goes away again.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from appliance.store.reserve import RESERVE_BYTES, Reserve, free_bytes
from scripts.faults._books import compare, copied
from scripts.faults._home import Home, furnish, no_process_left
from scripts.faults._load import V1, Household
from scripts.faults._report import Options, Report

DISK_BYTES = 160 * 1024 * 1024
FULL_SECONDS = 20.0
HUNGRY_SECONDS = 60.0
PATIENCE_SECONDS = 60.0

GOES_ON = "calls and writes go on while the disk is full and room is kept"
REFUSED = "what cannot be written is refused as such (507, no_room)"
NO_BACKUP = "no backup is made on a full disk, and its job says why"
READS = "pages are still read"
NAMED = "a start on a full disk works, or ends with a named fault (exit code 3)"
AGAIN = "all goes on when there is room again"


@contextmanager
def small_disk(bytes_: int = DISK_BYTES) -> Iterator[Path]:
    """A folder on a file system of its own. Raises `PermissionError` where none can be mounted."""
    if shutil.which("mount") is None:
        raise PermissionError("there is no program `mount` here")
    with tempfile.TemporaryDirectory(prefix="faults-disk-") as made:
        mounted = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={bytes_}", "tmpfs", made], capture_output=True, text=True, check=False
        )
        if mounted.returncode:
            raise PermissionError(f"no file system can be mounted: {mounted.stderr.strip()}")
        try:
            yield Path(made)
        finally:
            subprocess.run(["umount", "--lazy", made], check=True)


class Filler:
    """Takes the room of a disk, as a log that runs away does."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "filler"
        self._hungry = threading.Event()
        self._eating: threading.Thread | None = None

    def fill(self) -> None:
        """All that there is now."""
        with self._file.open("ab", buffering=0) as file, suppress(OSError):
            while True:
                size = min(1 << 20, max(4096, free_bytes(self._file.parent)))
                file.write(os.urandom(4096) * (size // 4096))

    def eat(self) -> None:
        """From now on, every byte as soon as it is freed."""
        self._hungry.set()
        self._eating = threading.Thread(target=self._eat, daemon=True)
        self._eating.start()

    def go(self) -> None:
        """Give it all back."""
        self._hungry.clear()
        if self._eating is not None:
            self._eating.join()
        self._file.unlink(missing_ok=True)

    def _eat(self) -> None:
        while self._hungry.is_set():
            self.fill()
            time.sleep(0.01)


class FullDisk:
    """One household on a small disk."""

    def __init__(self, disk: Path, log: Path, report: Report) -> None:
        self._report = report
        self._home = Home(disk / "home", log=log)
        self._people = Household(self._home.url)
        self._known = self._people.known
        self._filler = Filler(disk)
        self._reserve = Reserve(self._home.settings.local_data_path)

    def run(self) -> None:
        """All three stages, with starts between them."""
        furnish(self._home, 60)
        with no_process_left(self._home):
            self._home.begin()
            self._home.wait_ready()
            asyncio.run(self._full())
            self._start_full()
            self._filler.go()
            self._start_again()
            self._home.kill()
        with tempfile.TemporaryDirectory() as made, copied(self._home.settings, Path(made)) as raw:
            compare(raw, self._known, self._report, "after a full disk")

    async def _full(self) -> None:
        await self._people.sign_in()
        await _until(lambda: self._reserve.bytes_left == RESERVE_BYTES)
        self._people.begin()
        living = asyncio.create_task(self._people.live(0, backups=False))
        await asyncio.wait_for(self._people.first_turn(), PATIENCE_SECONDS)
        self._filler.fill()
        await self._stopped_filling()
        self._filler.eat()
        await self._eaten_up()
        living.cancel()
        await asyncio.gather(living, return_exceptions=True)

    async def _stopped_filling(self) -> None:
        before, turns, full = self._known.writes, self._turns(), self._known.full
        await asyncio.sleep(FULL_SECONDS)
        writes, said = self._known.writes - before, self._turns() - turns
        seen = f"{writes} writes, {said} turns, {self._known.full - full} refused"
        self._report.check(GOES_ON, writes > 0 and said > 0 and self._known.full == full, seen)
        self._report.figure("writes on a full disk", writes, "writes", turns=said, seconds=FULL_SECONDS)
        self._report.figure("of the room kept, used", (RESERVE_BYTES - self._reserve.bytes_left) / 1e6, "MB")
        job = await self._people.people[0].backup_job()
        self._report.check(NO_BACKUP, job["state"] == "failed" and "free" in job["fault"], str(job))

    async def _eaten_up(self) -> None:
        full = self._known.full
        with suppress(TimeoutError):
            await _until(lambda: self._known.full > full + 10, HUNGRY_SECONDS)
        self._report.check(REFUSED, self._known.full > full, f"nothing was refused; {self._reserve.bytes_left} left")
        self._report.figure("writes refused when nothing was left", self._known.full - full, "writes")
        seen = await self._people.people[0].reads("/healthz", f"{V1}/people/me/promises", f"{V1}/people/me/calls")
        self._report.check(READS, all(each == 200 for each in seen), str(seen))

    def _start_full(self) -> None:
        """The disk is full to the last byte, and stays so."""
        self._home.kill()
        self._home.begin()
        try:
            self._home.wait_ready()
        except RuntimeError as error:
            process = self._home.process
            code = None if process is None else process.poll()
            self._report.check(NAMED, code == 3 and "Traceback" not in self._home.said(), f"{code}: {error}")
        else:
            self._report.check(NAMED, True)
        served = self._home.answers()
        self._report.figure("room left at the start", free_bytes(self._home.folder), "bytes", served=served)
        self._home.kill()

    def _start_again(self) -> None:
        self._home.begin()
        self._home.wait_ready()
        asyncio.run(self._again())

    async def _again(self) -> None:
        before, turns, full = self._known.writes, self._turns(), self._known.full
        self._people.begin()
        living = asyncio.create_task(self._people.live(1))
        with suppress(TimeoutError):
            await _until(lambda: self._known.writes > before + 20 and self._turns() > turns, PATIENCE_SECONDS)
            await _until(lambda: self._reserve.bytes_left == RESERVE_BYTES, PATIENCE_SECONDS)
        living.cancel()
        await asyncio.gather(living, return_exceptions=True)
        seen = f"{self._known.writes - before} writes, {self._turns() - turns} turns, {self._reserve.bytes_left} kept"
        holds = self._known.writes > before and self._turns() > turns and self._known.full == full
        self._report.check(AGAIN, holds and self._reserve.bytes_left == RESERVE_BYTES, seen)

    def _turns(self) -> int:
        return sum(map(len, self._known.turns.values()))


async def _until(holds: Callable[[], bool], seconds: float = PATIENCE_SECONDS) -> None:
    async with asyncio.timeout(seconds):
        while not holds():  # noqa: ASYNC110  # another process decides
            await asyncio.sleep(0.1)


def run(options: Options, report: Report) -> None:
    """`options.times` disks."""
    for _ in range(options.times):
        try:
            with small_disk() as disk, tempfile.NamedTemporaryFile() as log:
                FullDisk(disk, Path(log.name), report).run()
        except PermissionError as error:
            report.figure("skipped", 1, "runs", reason=f"{error}; run as root, or: unshare -Urm make faults")
            return
