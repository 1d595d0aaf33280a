"""What stands between a commit and a power cut: that is asked of the disk, in the right order.

A kill loses nothing that was written, synced or not. So it is looked at directly: every connection has SQLite sync each
commit (`synchronous=FULL`, write-ahead log), and a backup, a key and a recording are synced before they get their name,
and their folder after. What the disk then does is the disk's.
"""

from __future__ import annotations

import asyncio
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from appliance.app import utc_now
from appliance.ports import Audio
from appliance.settings import Settings
from appliance.store import open_store
from appliance.store.keys import create_key, read_key
from appliance.store.sqlite import connector
from appliance.upkeep.backups.making import Making, Progress, make
from scripts.faults._report import Options, Report

SYNCED = "each commit is synced"
IN_ORDER = "a file is synced before it gets its name, and its folder after"
FULL = 2
"""Of `PRAGMA synchronous`."""


class Steps:
    """What this process asks of the disk, in order."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, str]] = []
        """`sync` of a path, or `name` for the path that something was named."""

    @contextmanager
    def watched(self) -> Iterator[None]:
        """The real calls, written down."""
        sync, rename, replace, link = os.fsync, os.rename, os.replace, os.link

        def synced(descriptor: int) -> None:
            self.taken.append(("sync", str(os.readlink(f"/proc/self/fd/{descriptor}"))))
            sync(descriptor)

        def named(call: object) -> object:
            def step(source: os.PathLike[str] | str, target: os.PathLike[str] | str, **more: object) -> None:
                self.taken.append(("name", f"{os.fspath(source)} -> {os.fspath(target)}"))
                call(source, target, **more)  # type: ignore[operator]

            return step

        os.fsync = synced  # type: ignore[assignment]
        os.rename, os.replace, os.link = named(rename), named(replace), named(link)  # type: ignore[assignment]
        try:
            yield
        finally:
            os.fsync, os.rename, os.replace, os.link = sync, rename, replace, link

    def in_order(self, target: Path) -> bool:
        """Whether what became `target` was synced before, and the folder after."""
        for number, (what, path) in enumerate(self.taken):
            source, _, named = path.partition(" -> ")
            if what == "name" and named == str(target):
                before, after = self.taken[:number], self.taken[number + 1 :]
                return ("sync", source) in before and ("sync", str(target.parent)) in after
        return False


async def _look(folder: Path, report: Report) -> None:
    settings = Settings(local_data_path=folder / "user_data", key_file=folder / "keys" / "appliance.key")
    steps = Steps()
    with steps.watched():
        create_key(settings.key_file)
        async with open_store(settings.database_file, read_key(settings.key_file)) as store:
            clip = await store.clips.save(Audio(bytes(3200), 16_000))
            made = await make(store, settings, Making(utc_now()), settings.backups_path, Progress())
    kept = {"key": settings.key_file, "recording": settings.clips_path / clip, "backup": made.file}
    for what, file in kept.items():
        report.check(IN_ORDER, steps.in_order(file), f"{what}: {steps.taken}")
    raw = connector(settings.database_file, read_key(settings.key_file))()
    try:
        (synchronous,), (mode,) = (raw.execute(f"PRAGMA {each}").fetchone() for each in ("synchronous", "journal_mode"))
    finally:
        raw.close()
    report.check(SYNCED, (synchronous, mode) == (FULL, "wal"), f"{synchronous}, {mode}")


def run(options: Options, report: Report) -> None:
    """`options.times` looks."""
    for _ in range(options.times):
        with tempfile.TemporaryDirectory(prefix="faults-") as made:
            asyncio.run(_look(Path(made).resolve(), report))
