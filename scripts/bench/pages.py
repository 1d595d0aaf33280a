"""The page as people use it: how quick it is, what it weighs, what it bears, and how soon a call in it falls silent.

A household with a year of data is on duty in a process of its own and served on real sockets. Measured from here: pages
beside a bare FastAPI route of that same process; then 20 open pages and six calls in pages at once, with the engines
that come with the appliance, while the database is copied and exported again and again; then, in a real Chromium, from
the first sample of somebody who interrupts to the silence of the page's speaker.
Prints one JSON object a line: name, value, unit, baseline, ratio (value / baseline).
"""

from __future__ import annotations

import asyncio
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager, suppress
from pathlib import Path

from appliance.settings import Settings
from appliance.store.keys import unlock
from appliance.store.sqlite import connector
from appliance.voice.espeak import Espeak
from appliance.web.site.frame import MORE
from appliance.web.site.frame import PAGES as AT_HAND
from scripts.bench._household import NAMES, Figures, Whereabouts
from scripts.bench._interrupting import interruptions
from scripts.bench._measuring import p95, show, spoken
from scripts.bench._visitors import WORDS, OpenPage, PageCall, Seen, Visitor

WARM_UP, ROUNDS, COLD_ROUNDS = 3, 50, 15
ALL = ("/privacy/audit?whose=all", *(f"/{each.replace('_', '-')}" for each in MORE), "/more")
PAGES = (*(f"/{each.replace('_', '-')}" for each in AT_HAND), *ALL)
OPEN_PAGES, RELOAD_SECONDS = 20, 4.0
COPY_PAUSE_SECONDS, EXPORT_PAUSE_SECONDS = 1.0, 3.0
LONGEST_LOAD_SECONDS = 100.0
SETTLING_SECONDS = 15.0
AIM_BYTES, AIM_MS, AIM_INTERRUPTED_MS = 100_000, 50.0, 300.0


class Household:
    """The serving process."""

    def __init__(self, process: subprocess.Popen[str], folder: Path) -> None:
        self._process, self.folder = process, folder
        self.at = Whereabouts(**json.loads(self._line()))

    def figures(self) -> Figures:
        """Since the last time."""
        assert self._process.stdin is not None  # noqa: S101  # asked for where it was started
        self._process.stdin.write("figures\n")
        self._process.stdin.flush()
        return Figures(**json.loads(self._line()))

    def _line(self) -> str:
        assert self._process.stdout is not None  # noqa: S101
        return self._process.stdout.readline()


@contextmanager
def household() -> Iterator[Household]:
    """Furnished and on duty."""
    with tempfile.TemporaryDirectory(prefix=".bench-", dir=Path.cwd()) as name:
        command = [sys.executable, "-m", "scripts.bench._household", name]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
            try:
                yield Household(process, Path(name))
            finally:
                assert process.stdin is not None  # noqa: S101
                process.stdin.close()
                with suppress(subprocess.TimeoutExpired):
                    process.wait(20)
                process.kill()


def server_time(home: Household) -> None:
    """Each page in turn with the bare route, so that what else the machine does hits all of them."""
    visitor, plain = Visitor(home.at.url), Visitor(home.at.bare)
    visitor.sign_in(NAMES[0])
    named = {path: path for path in PAGES} | {"/calls/{id}": f"/calls/{home.at.call}"}
    taken: dict[str, list[float]] = {name: [] for name in named}
    bare: list[float] = []
    for number in range(WARM_UP + ROUNDS):
        for name, path in named.items():
            seconds, beside = visitor.ask(path)[0], plain.ask("/")[0]
            if number >= WARM_UP:
                taken[name].append(1e3 * seconds)
                bare.append(1e3 * beside)
    for name, values in taken.items():
        show(f"pages.{name}.p50", statistics.median(values), statistics.median(bare))
        show(f"pages.{name}.p95", p95(values), p95(bare), aim=AIM_MS)
    cold = []
    for number in range(COLD_ROUNDS):
        day = f"{time.strftime('%Y-%m', time.gmtime(time.time() - 40 * 86_400))}-01"
        visitor.ask(f"/api/v1/people/me/metrics/water/values/{day}", "PUT", {"value": 4 + number % 5})
        cold.append(1e3 * visitor.ask("/progress")[0])
    show("pages./progress after a value has changed.p50", statistics.median(cold), statistics.median(bare))
    show("pages./progress after a value has changed.p95", p95(cold), p95(bare), aim=AIM_MS)
    sizes = {name: visitor.first_load(path) for name, path in named.items()}
    for name, path in named.items():
        show(f"pages.{name}.bytes", visitor.ask(path)[1], unit="bytes", first_load=sizes[name])
    heaviest = max(sizes, key=sizes.__getitem__)
    show(f"pages.heaviest first load ({heaviest})", sizes[heaviest], AIM_BYTES, unit="bytes")
    visitor.close()
    plain.close()


class Load:
    """What happens at once."""

    def __init__(self, home: Household) -> None:
        self.home, self.seen = home, Seen()

    async def run(self) -> None:
        """Pages stay open and the database is copied until all calls are over."""
        person = Espeak()
        words = {each: await spoken(person, each) for each in set(WORDS.values())}
        await person.aclose()
        cookies = [await asyncio.to_thread(self._cookie, name) for name in NAMES]
        self.home.figures()
        async with AsyncExitStack() as stack:
            opened = []
            for number in range(OPEN_PAGES):
                page = OpenPage(self.home.at.url, cookies[number % len(cookies)], self.seen)
                at = number * RELOAD_SECONDS / OPEN_PAGES
                opened.append(await stack.enter_async_context(page.open(RELOAD_SECONDS, at)))
            beside = [
                asyncio.create_task(self._copy_again()),
                asyncio.create_task(opened[0].export_again(EXPORT_PAUSE_SECONDS)),
                asyncio.create_task(self._bare()),
            ]
            try:
                async with asyncio.timeout(LONGEST_LOAD_SECONDS), asyncio.TaskGroup() as calls:
                    for page, cookie in zip(opened, cookies, strict=False):
                        calls.create_task(self._call(page, PageCall(self.home.at.url, cookie, words, self.seen)))
            except TimeoutError:
                self.seen.failures.append(f"calls were not over after {LONGEST_LOAD_SECONDS:.0f} s")
            finally:
                for task in beside:
                    task.cancel()
                for ended in await asyncio.gather(*beside, return_exceptions=True):
                    if isinstance(ended, Exception):
                        self.seen.failures.append(repr(ended))

    def _cookie(self, name: str) -> str:
        visitor = Visitor(self.home.at.url)
        try:
            return visitor.sign_in(name)
        finally:
            visitor.close()

    async def _call(self, page: OpenPage, call: PageCall) -> None:
        await page.wish(kind="call", channel="browser", call_type="evening")
        await call.hold(await page.rings.get())

    async def _copy_again(self) -> None:
        """A whole encrypted copy of the database, as a backup would make it, from another process than the server's."""
        settings = Settings(local_data_path=self.home.folder / "user_data", key_file=self.home.folder / "key")
        file = settings.database_file
        open_raw = connector(file, unlock(settings.key_file, file))

        def copy() -> None:
            copied = self.home.folder / "copy.db"
            raw = open_raw()
            try:
                raw.execute("VACUUM INTO ?", (str(copied),))
            finally:
                raw.close()
                copied.unlink(missing_ok=True)

        while True:
            await asyncio.to_thread(copy)
            self.seen.copies += 1
            await asyncio.sleep(COPY_PAUSE_SECONDS)

    async def _bare(self) -> None:
        plain = Visitor(self.home.at.bare)
        while True:
            self.seen.bare_seconds.append((await asyncio.to_thread(plain.ask, "/"))[0])
            await asyncio.sleep(RELOAD_SECONDS / OPEN_PAGES)

    def _endings(self, figures: Figures) -> dict[str, int]:
        """Once what follows a call is written down too: the page learns a little earlier that it is over."""
        until = time.monotonic() + SETTLING_SECONDS
        while any(each.startswith("still") for each in figures.endings) and time.monotonic() < until:
            time.sleep(0.5)
            figures = self.home.figures()
        return figures.endings

    def report(self) -> None:
        """With what the server says of itself."""
        seen, figures = self.seen, self.home.figures()
        loads, bare = [1e3 * each for each in seen.loads_seconds], [1e3 * each for each in seen.bare_seconds]
        show("pages.load./today.p50", statistics.median(loads), statistics.median(bare), loads=len(loads))
        show("pages.load./today.p95", p95(loads), p95(bare), loads=len(loads))
        if seen.reply_seconds:
            replies = [1e3 * each for each in seen.reply_seconds]
            show("pages.load.end_of_answer_to_first_sound.p50", statistics.median(replies), answers=len(replies))
            show("pages.load.end_of_answer_to_first_sound.p95", p95(replies), answers=len(replies))
        understood: dict[str, object] = {"by_voice": seen.spoken, "typed": seen.typed}
        endings = self._endings(figures)
        show(
            "pages.load.calls_completed",
            endings.get("completed", 0),
            len(NAMES),
            "calls",
            endings=endings,
            **understood,
        )
        show("pages.load.lost_frames", figures.lost_frames, unit="frames", calls=figures.wires)
        show("pages.load.longest_loop_stall", figures.longest_stall_ms, 50.0)
        show("pages.load.longest_loop_stall.own_work", figures.longest_own_work_ms, 50.0)
        show("pages.load.server_processor_share", 100 * figures.processor_share, unit="% of one core")
        show("pages.load.database_locked", figures.locked, unit="errors", copies=seen.copies, exports=seen.exports)
        faults = [*seen.failures[:10], *figures.faults[:10]]
        show("pages.load.failures", len(seen.failures) + len(figures.faults), unit="errors", which=faults)


async def main() -> None:
    """All three, one after the other."""
    with household() as home:
        await asyncio.to_thread(server_time, home)
        load = Load(home)
        await load.run()
        load.report()
        if tries := await interruptions(home.at.url, NAMES[1:]):
            show("pages.interrupted_to_silence.p50", statistics.median(tries), AIM_INTERRUPTED_MS, tries=len(tries))
            show("pages.interrupted_to_silence.worst", max(tries), AIM_INTERRUPTED_MS, tries=len(tries))


if __name__ == "__main__":
    asyncio.run(main())
