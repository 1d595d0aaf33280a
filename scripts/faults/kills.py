"""The appliance is killed again and again at random moments, under load: kill -9, then a new start.

Most kills come at a random moment of work; some while it starts, some in the moment in which a backup is made, some
in the first start of all, which makes key and database. A kill does not show what a power cut does to pages that were
not synced: that the store asks for every commit to be synced is looked at beside it (`power.py`).
"""

from __future__ import annotations

import asyncio
import statistics
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from random import Random

from scripts.faults._books import Archives, compare, copied
from scripts.faults._home import Home, furnish, no_process_left
from scripts.faults._load import Household
from scripts.faults._report import Options, Report

AT_WORK, IN_CALLS, AT_START = "at work", "in calls", "at start"
IN_BACKUP, AT_FIRST_START = "in a backup", "at the first start"
SHARES = {AT_WORK: 30, IN_CALLS: 40, AT_START: 12, IN_BACKUP: 12, AT_FIRST_START: 6}
"""Of a hundred kills."""
LONGEST_WORK_SECONDS = 3.0
LONGEST_BACKUP_SECONDS = 0.6
"""A life begins with a backup."""
LONGEST_WAIT_SECONDS = 15.0
"""For the first answer of a life."""
LONGEST_TALK_SECONDS = 3.0
USUAL_START_SECONDS = 2.0
TELL_EVERY = 20
CHECK_INS = 60
"""Of each person, a minute apart: calls come due for as long as a run may take."""

STARTS = "every start after a kill succeeds"


class Kills:
    """One household and all its lives."""

    def __init__(self, folder: Path, options: Options, report: Report) -> None:
        self._folder, self._options, self._report = folder, options, report
        self._random = Random(options.seed)  # noqa: S311  # moments, not secrets
        self._home = Home(folder / "home")
        self._people = Household(self._home.url)
        self._archives = Archives(self._home.settings.backups_path)
        self._starts: list[float] = []
        self._moments: dict[str, int] = dict.fromkeys(SHARES, 0)
        self._in_call = 0

    def run(self) -> None:
        """So many kills, and one quiet life at the end."""
        furnish(self._home, CHECK_INS)
        began = time.monotonic()
        with no_process_left(self._home):
            self._begin()
            asyncio.run(self._people.sign_in())
            for life in range(self._options.times):
                (moment,) = self._random.choices(list(SHARES), list(SHARES.values()))
                self._moments[moment] += 1
                if moment == AT_FIRST_START:
                    self._first_start(life)
                    continue
                self._live(life, moment)
                self._look(f"life {life}, killed {moment}")
                self._begin()
                if (life + 1) % TELL_EVERY == 0:
                    self._tell(time.monotonic() - began)
            self._home.kill()
        self._tell(time.monotonic() - began)

    def _live(self, life: int, moment: str) -> None:
        """One life, to its kill; the process has begun."""
        if moment == AT_START:
            self._home.kill()
            self._home.begin()
            time.sleep(self._random.uniform(0.0, self._usual_start()))
        else:
            asyncio.run(self._work(life, moment))
        self._home.kill()

    async def _work(self, life: int, moment: str) -> None:
        self._people.begin()
        working = asyncio.create_task(self._people.live(life))
        longest = LONGEST_WORK_SECONDS
        if moment == IN_CALLS:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._people.first_turn(), LONGEST_WAIT_SECONDS)
            longest = LONGEST_TALK_SECONDS
        elif moment == IN_BACKUP:
            longest = LONGEST_BACKUP_SECONDS
        await asyncio.sleep(self._random.uniform(0.0, longest))
        self._in_call += any(person.in_call for person in self._people.people)
        self._home.kill()
        await working

    def _look(self, life: str) -> None:
        with tempfile.TemporaryDirectory(dir=self._folder) as made, copied(self._home.settings, Path(made)) as raw:
            compare(raw, self._people.known, self._report, life)
        self._archives.prove(self._report, life)

    def _begin(self) -> None:
        self._home.begin()
        self._starts.append(self._home.wait_ready())

    def _usual_start(self) -> float:
        return statistics.median(self._starts) if self._starts else USUAL_START_SECONDS

    def _first_start(self, life: int) -> None:
        """Of a household that does not exist yet, beside the other."""
        with tempfile.TemporaryDirectory(dir=self._folder) as made, no_process_left(Home(Path(made))) as home:
            home.begin()
            time.sleep(self._random.uniform(0.0, 1.5 * self._usual_start()))
            home.kill()
            home.begin()
            try:
                home.wait_ready()
            except RuntimeError as error:
                self._report.check(STARTS, False, f"life {life}, {AT_FIRST_START}: {error}")
            else:
                self._report.check(STARTS, True)
            home.kill()

    def _tell(self, seconds: float) -> None:
        known, report = self._people.known, self._report
        report.figure("kills", sum(self._moments.values()), "kills", moments=self._moments, seconds=round(seconds))
        report.figure("kills in a call", self._in_call, "kills")
        report.figure("start to ready, p50", statistics.median(self._starts), "s", starts=len(self._starts))
        report.figure("start to ready, worst", max(self._starts), "s")
        report.figure("acknowledged writes", known.writes, "writes", answer_lost=known.answered_lost)
        report.figure("rings", len(known.rings), "rings", calls_over=known.calls_over)
        report.figure("acknowledged turns", sum(map(len, known.turns.values())), "turns")
        report.figure("backups begun", known.backups, "backups")


def run(options: Options, report: Report) -> None:
    """`options.times` kills."""
    with tempfile.TemporaryDirectory(prefix="faults-") as made:
        Kills(Path(made), options, report).run()
