"""Database, log and key file are damaged, a place at a time, on copies; then the appliance is started on them.

The start either works with nothing lost or refuses with an error of its own; the files stay as they were. Most copies
are opened in this process, by the functions that every command opens them with; a few by `appliance run`.
"""

from __future__ import annotations

import asyncio
import hashlib
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from appliance.errors import ApplianceError
from appliance.records.people import User
from appliance.records.progress import Commitment, Metric, MetricKind, MetricSource, MetricType
from appliance.store import Store, open_store, unlock
from appliance.store.keys import write_key
from appliance.store.opening import PAGE_BYTES
from scripts.faults._home import END_SECONDS, Home
from scripts.faults._report import Options, Report

NOW = datetime(2026, 11, 27, 12, 0, tzinfo=UTC)
PASSPHRASE = "teapot lantern gravel"  # noqa: S105  # of nobody
DAYS = 120
EVERYWHERE = 100
"""With so many places at least, every page and every byte of a key file has its turn; with fewer, each second or so."""

IN_PAGE_HEAD = 16
"""The first bytes of a page; of the first page, what says by which key it was made."""
FILES = ("appliance.db", "appliance.db-wal")

LAST_ROWS = 2
"""Damage to the last two transactions of a log cannot be told from a power cut in them; each wrote one row here."""

WHOLE_OR_REFUSED = "a start on a damaged file works with nothing lost, or is refused by an error of its own"
UNTOUCHED = "what was refused is left as it was"
BY_COMMAND = "appliance run on a damaged file ends with exit code 1, 3 or 4, a remedy and no traceback"

Damage = Callable[[Path], object]


class Damaged:
    """A household that was stopped without an end, so that it has a log, and damaged copies of it."""

    def __init__(self, folder: Path, options: Options, report: Report) -> None:
        self._folder, self._report = folder, report
        self._random = Random(options.seed)  # noqa: S311  # places, not secrets
        self._times = options.times
        self._plain, self._wrapped = folder / "plain", folder / "wrapped"
        self._whole: set[str] = set()
        self._outcomes: dict[str, int] = {}

    async def run(self) -> None:
        """Every kind of damage."""
        await self._make()
        sizes = {name: (self._plain / "user_data" / name).stat().st_size for name in FILES}
        self._report.figure("size of the damaged database", sizes[FILES[0]] / 1e6, "MB", log_bytes=sizes[FILES[1]])
        for what, home, damage in self._damages(sizes):
            await self._start_on(what, home, damage)
        for what, count in sorted(self._outcomes.items()):
            self._report.figure(what, count, "starts")
        for what, damage in (("database", _flip("user_data/appliance.db", 9000, 1)), ("key", _cut("key", 20))):
            self._command_on(what, damage)

    def _damages(self, sizes: dict[str, int]) -> Iterator[tuple[str, Path, Damage]]:
        database, log = (f"user_data/{name}" for name in FILES)
        stride = max(1, EVERYWHERE // self._times)
        for page in range(0, sizes[FILES[0]], PAGE_BYTES * stride):
            yield "page heads", self._plain, self._flipped(database, page, page + IN_PAGE_HEAD)
        for _ in range(self._times):
            yield "database, anywhere", self._plain, self._flipped(database, 0, sizes[FILES[0]])
        for _ in range(self._times // 4):
            yield "log, anywhere", self._plain, self._flipped(log, 0, sizes[FILES[1]])
        for _ in range(self._times // 10):
            yield "database, cut short", self._plain, _cut(database, self._random.randrange(sizes[FILES[0]]))
        for name, home in (("key file", self._plain), ("wrapped key file", self._wrapped)):
            size = (home / "key").stat().st_size
            for place in range(0, size, stride):
                yield name, home, self._flipped("key", place, place + 1)
            for length in range(0, size, stride if home == self._plain else 7 * stride):
                yield f"{name}, cut short", home, _cut("key", length)

    def _flipped(self, name: str, start: int, end: int) -> Damage:
        return _flip(name, self._random.randrange(start, end), 1 << self._random.randrange(8))

    async def _make(self) -> None:
        key = bytes(range(32))
        for home, passphrase in ((self._plain, ""), (self._wrapped, PASSPHRASE)):
            home.mkdir(parents=True)
            write_key(home / "key", key, passphrase)
        live = self._folder / "live" / FILES[0]
        async with open_store(live, key) as store:
            await furnish(store)
            self._whole = await content(store)
            for home in (self._plain, self._wrapped):
                (home / "user_data").mkdir()
                for name in FILES:
                    shutil.copyfile(live.with_name(name), home / "user_data" / name)

    async def _start_on(self, what: str, home: Path, damage: Damage) -> None:
        copy = self._folder / "copy"
        shutil.copytree(home, copy)
        told = damage(copy)
        before = _digests(copy)
        try:
            outcome = await self._open(copy)
        except ApplianceError as error:
            outcome = f"refused ({error.code})"
            self._report.check(UNTOUCHED, _digests(copy) == before, f"{what}, {told}: {error.code}")
            self._report.check(WHOLE_OR_REFUSED, True)
        except Exception as error:
            self._report.check(WHOLE_OR_REFUSED, False, f"{what}, {told}: {error!r}")
            outcome = "failed"
        else:
            fine = outcome == "nothing lost" or (what.startswith("log") and "last" in outcome)
            self._report.check(WHOLE_OR_REFUSED, fine, f"{what}, {told}: {outcome}")
        self._outcomes[f"{what}: {outcome}"] = self._outcomes.get(f"{what}: {outcome}", 0) + 1
        shutil.rmtree(copy)

    async def _open(self, home: Path) -> str:
        file = home / "user_data" / FILES[0]
        key = await asyncio.to_thread(unlock, home / "key", file, PASSPHRASE)
        async with open_store(file, key) as store:
            lost = len(self._whole - await content(store))
        if not lost:
            return "nothing lost"
        return "the last of the log is lost" if lost <= LAST_ROWS else f"{lost} rows are lost"

    def _command_on(self, what: str, damage: Damage) -> None:
        home = Home(self._folder / "command")
        shutil.copytree(self._plain / "user_data", home.settings.local_data_path)
        home.settings.key_file.parent.mkdir()
        shutil.copyfile(self._plain / "key", home.settings.key_file)
        (home.folder / "key" / "appliance.key").replace(home.folder / "key-file")
        shutil.rmtree(home.folder / "key")
        (home.folder / "key-file").replace(home.folder / "key")
        damage(home.folder)
        environment = {**home.environment, "KEY_FILE": str(home.folder / "key")}
        ended = subprocess.run(
            [sys.executable, "-m", "appliance", "run", "--strict"], env=environment, stdin=subprocess.DEVNULL,
            capture_output=True, text=True, timeout=6 * END_SECONDS, check=False, cwd=Path(__file__).parents[2],
        )  # fmt: skip
        fine = ended.returncode in (1, 3, 4) and "Traceback" not in ended.stderr and "estore" in ended.stderr
        self._report.check(BY_COMMAND, fine, f"{what}: {ended.returncode} {ended.stderr[-300:]}")
        shutil.rmtree(home.folder)


async def furnish(store: Store) -> None:
    """A person with some months of values and promises, each of which is a transaction."""
    sam = await store.people.add_user(User(name="Sam", timezone="UTC", created_at=NOW))
    kind = await store.progress.add_metric_type(
        MetricType(user_id=sam.id, name="water", kind=MetricKind.NUMBER, created_at=NOW)
    )
    for number in range(DAYS):
        day = (NOW - timedelta(days=number)).date()
        value = Metric(
            user_id=sam.id, metric_type_id=kind.id, metric_type=kind.name, date=day, value=number,
            source=MetricSource.MANUAL, recorded_at=NOW,
        )  # fmt: skip
        await store.progress.record(value)
        promise = Commitment(user_id=sam.id, text=f"promise {number}", made_on=day, due_day=day, created_at=NOW)
        await store.progress.add_commitment(promise)


async def content(store: Store) -> set[str]:
    """Everything that `furnish` wrote."""
    rows: set[str] = set()
    for user in await store.people.users():
        rows |= {repr((each.date, each.value)) for each in await store.progress.metrics(user.id)}
        rows |= {repr((each.text, each.due_day)) for each in await store.progress.commitments(user.id)}
    return rows


def _flip(name: str, place: int, bits: int) -> Damage:
    def damage(home: Path) -> str:
        content = bytearray((home / name).read_bytes())
        content[place] ^= bits
        (home / name).write_bytes(content)
        return f"byte {place} of {name} xor {bits}"

    return damage


def _cut(name: str, length: int) -> Damage:
    def damage(home: Path) -> str:
        (home / name).write_bytes((home / name).read_bytes()[:length])
        return f"{name} cut to {length} bytes"

    return damage


def _digests(home: Path) -> dict[str, str]:
    files = [path for path in home.rglob("*") if path.is_file() and not path.name.endswith("-shm")]
    return {str(path.relative_to(home)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def run(options: Options, report: Report) -> None:
    """`options.times` places of the database, and in proportion of the rest; the key file byte by byte."""
    memory = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108  # commits are synced to disks
    with tempfile.TemporaryDirectory(dir=memory) as made:
        asyncio.run(Damaged(Path(made), options, report).run())
