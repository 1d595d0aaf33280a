"""The process is told to stop in the middle of calls (SIGTERM), and is suspended in them and over a due time."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from random import Random

from scripts.faults._books import compare, copied
from scripts.faults._home import END_SECONDS, Home, furnish, no_process_left
from scripts.faults._load import Household
from scripts.faults._report import Options, Report

FIRST_TURN_SECONDS = 60.0
LONGEST_TALK_SECONDS = 3.0
SUSPENDED_SECONDS = 65.0
"""Longer than a minute: check-ins are due each minute."""

ENDS = f"told to stop in calls it ends within {END_SECONDS:.0f} s, with exit code 0"
CLOSED = "it leaves no attempt open, no call ringing or live, and no log beside the database"
QUIET = "it ends without a traceback"
GOES_ON = "calls go on after the next start, and after a suspension"


class Told:
    """One household, through some lives."""

    def __init__(self, folder: Path, options: Options, report: Report) -> None:
        self._folder, self._options, self._report = folder, options, report
        self._random = Random(options.seed)  # noqa: S311  # moments
        self._home = Home(folder / "home")
        self._people = Household(self._home.url)
        self._ends: list[float] = []

    def run(self) -> None:
        """Stops, then one suspension."""
        furnish(self._home, 60)
        with no_process_left(self._home):
            for life in range(self._options.times):
                self._home.begin()
                self._home.wait_ready()
                asyncio.run(self._stopped(life))
                self._look(f"life {life}, told to stop")
            self._home.begin()
            self._home.wait_ready()
            asyncio.run(self._suspended(self._options.times))
            self._home.kill()
        with copied(self._home.settings, self._folder) as raw:
            compare(raw, self._people.known, self._report, "after a suspension")
        self._report.figure("told to stop, until it had ended, worst", max(self._ends), "s", times=len(self._ends))

    async def _stopped(self, life: int) -> None:
        people = self._people
        if not life:
            await people.sign_in()
        people.begin()
        living = asyncio.create_task(people.live(life))
        await self._turn_seen(f"life {life}")
        await asyncio.sleep(self._random.uniform(0.0, LONGEST_TALK_SECONDS))
        began = time.monotonic()
        self._home.send(signal.SIGTERM)
        try:
            ended = await asyncio.to_thread(self._home.ended)
        except subprocess.TimeoutExpired:
            self._report.check(ENDS, False, f"life {life}: it runs after {END_SECONDS} s")
            self._home.kill()
        else:
            self._ends.append(time.monotonic() - began)
            self._report.check(ENDS, ended.code == 0, f"life {life}: {ended.code}: {ended.said[-500:]}")
            self._report.check(QUIET, "Traceback" not in ended.said, f"life {life}: {ended.said[-1500:]}")
        living.cancel()
        await asyncio.gather(living, return_exceptions=True)

    def _look(self, life: str) -> None:
        log = self._home.settings.database_file.with_name("appliance.db-wal")
        left = log.exists() and log.stat().st_size
        with copied(self._home.settings, self._folder) as raw:
            compare(raw, self._people.known, self._report, life)
            open_ = raw.execute("SELECT COUNT(*) FROM attempts WHERE result IS NULL").fetchone()[0]
            live = raw.execute("SELECT COUNT(*) FROM calls WHERE status IN ('ringing', 'live')").fetchone()[0]
        self._report.check(CLOSED, not (open_ or live or left), f"{life}: {open_} open, {live} live, log {left}")

    async def _suspended(self, life: int) -> None:
        self._people.begin()
        living = asyncio.create_task(self._people.live(life))
        await self._turn_seen(f"life {life}")
        self._home.send(signal.SIGSTOP)
        await asyncio.sleep(SUSPENDED_SECONDS)
        self._home.send(signal.SIGCONT)
        living.cancel()
        await asyncio.gather(living, return_exceptions=True)
        self._people.begin()
        living = asyncio.create_task(self._people.live(life))
        await self._turn_seen("after the suspension")
        living.cancel()
        await asyncio.gather(living, return_exceptions=True)

    async def _turn_seen(self, life: str) -> None:
        try:
            await asyncio.wait_for(self._people.first_turn(), FIRST_TURN_SECONDS)
        except TimeoutError:
            self._report.check(GOES_ON, False, f"{life}: nobody was called")
        else:
            self._report.check(GOES_ON, True)


def run(options: Options, report: Report) -> None:
    """`options.times` stops and one suspension."""
    with tempfile.TemporaryDirectory(prefix="faults-") as made:
        Told(Path(made), options, report).run()
