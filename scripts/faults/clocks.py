"""The wall clock is set forward and back while calls are held: minutes, hours, a day, and right again.

The clock of the process is set, not the machine's. Over steps back the appliance may hold calls until somebody says
that the clock is right (docs say so); once it is right again, calls go on.
"""

from __future__ import annotations

import asyncio
import tempfile
from contextlib import suppress
from pathlib import Path

from scripts.faults._books import compare, copied
from scripts.faults._home import Home, furnish, no_process_left
from scripts.faults._load import Household
from scripts.faults._report import Options, Report

STEPS_SECONDS = (300.0, -600.0, 7200.0, 0.0, -3600.0, 86_400.0, 0.0)
"""How far ahead of the machine's the clock is, one after the other; the last is right."""
BETWEEN_SECONDS = 8.0
PATIENCE_SECONDS = 150.0
"""Until a call that was under way at a step is over, and the next has begun."""

ANSWERS = "the page answers after every step"
GOES_ON = "calls go on once the clock is right again"
ALIVE = "the process lives through every step"


class Clock:
    """Of the process; written whole, since it may be reading it."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def set(self, seconds: float) -> None:
        """So far ahead from now on."""
        draft = self._file.with_suffix(".new")
        draft.write_text(str(seconds))
        draft.replace(self._file)


async def _step(home: Home, people: Household, clock: Clock, report: Report) -> None:
    await people.sign_in()
    people.begin()
    living = asyncio.create_task(people.live(0))
    await asyncio.wait_for(people.first_turn(), PATIENCE_SECONDS)
    known = people.known
    for seconds in STEPS_SECONDS:
        writes = known.writes
        clock.set(seconds)
        await asyncio.sleep(BETWEEN_SECONDS)
        report.check(ANSWERS, known.writes > writes, f"no write was acknowledged, {seconds:+.0f} s ahead")
        alive = home.process is not None and home.process.poll() is None
        report.check(ALIVE, alive, f"{seconds:+.0f} s ahead: {home.said()[-500:]}")
    rings, turns = len(known.rings), sum(map(len, known.turns.values()))
    with suppress(TimeoutError):
        async with asyncio.timeout(PATIENCE_SECONDS):
            while len(known.rings) == rings or sum(map(len, known.turns.values())) == turns:  # noqa: ASYNC110
                await asyncio.sleep(0.2)
    seen = f"{len(known.rings) - rings} rings, {sum(map(len, known.turns.values())) - turns} turns since"
    report.check(GOES_ON, len(known.rings) > rings, seen)
    living.cancel()
    await asyncio.gather(living, return_exceptions=True)


def run(options: Options, report: Report) -> None:
    """`options.times` households."""
    for _ in range(options.times):
        with tempfile.TemporaryDirectory(prefix="faults-") as made:
            folder = Path(made)
            clock = Clock(folder / "offset")
            clock.set(0.0)
            home = Home(folder / "home", "scripts.faults._clocked", str(folder / "offset"))
            people = Household(home.url)
            furnish(home, 60)
            with no_process_left(home):
                home.begin()
                home.wait_ready()
                asyncio.run(_step(home, people, clock, report))
            with copied(home.settings, folder) as raw:
                compare(raw, people.known, report, "after the steps of the clock")
            report.figure("steps of the clock", len(STEPS_SECONDS), "steps", writes=people.known.writes)
            report.figure("rings beside them", len(people.known.rings), "rings", calls_over=people.known.calls_over)
