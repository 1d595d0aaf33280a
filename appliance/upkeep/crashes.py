"""What is left of a process that crashed: a report that stays on this machine, and tells nothing of what was said."""

from __future__ import annotations

import faulthandler
import os
import platform
import sys
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from appliance import __version__
from appliance.errors import ApplianceError
from appliance.ports import Now
from appliance.upkeep.findings import Finding
from appliance.upkeep.logs import places

FOLDER = "crashes"
NATIVE = "native.txt"
"""Where the interpreter itself writes, as it dies of native code. Empty after a good end."""

KEPT = 10
NAME = "crash"
WORN_OFF_DAYS = 14
"""An older report is no finding any more."""


@dataclass(frozen=True, slots=True)
class Crash:
    file: Path
    at: datetime


@contextmanager
def reported(data_folder: Path, now: Now, latest: Collection[str] = ()) -> Iterator[None]:
    """Whatever ends the block that is no error made for people leaves a report, and goes on.

    `latest` are lines of the log, read when it happens. What a process before this one died of is reported first.
    """
    folder = data_folder / FOLDER
    native = _begin(folder, now)
    try:
        yield
    except Exception as error:
        if not isinstance(error, ApplianceError | OSError):
            write(folder, now(), places(error), latest)
        raise
    finally:
        if native is not None:
            faulthandler.disable()
            native.close()
            with suppress(OSError):
                (folder / NATIVE).unlink()


def write(folder: Path, at: datetime, what: Sequence[str], latest: Collection[str] = ()) -> Path | None:
    """One report; None where it cannot be written."""
    file = folder / f"{at.astimezone(UTC):%Y%m%d-%H%M%S}.txt"
    head = (
        f"DisciplineCall {__version__} ended unexpectedly at {at.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC.",
        f"Python {platform.python_version()} on {platform.platform()}, {os.cpu_count()} cores.",
        "This report stays here. It holds no words of calls; look through it before you show it to anybody.",
    )
    told = "\n".join([*head, "", *what, "", "Last lines of the log:", *latest, ""])
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as opened:
            opened.write(told)
        for old in crashes(folder)[KEPT:]:
            old.file.unlink(missing_ok=True)
    except OSError:
        return None
    print(f"appliance: a report of this is in {file}", file=sys.stderr)
    return file


def crashes(folder: Path) -> list[Crash]:
    """The latest first."""
    found = []
    for file in sorted(folder.glob("*.txt"), reverse=True) if folder.is_dir() else ():
        with suppress(ValueError):
            found.append(Crash(file, datetime.strptime(file.stem, "%Y%m%d-%H%M%S").replace(tzinfo=UTC)))
    return found


def finding(data_folder: Path, now: datetime) -> Finding:
    """Whether it crashed lately."""
    lately = [each for each in crashes(data_folder / FOLDER) if (now - each.at).days < WORN_OFF_DAYS]
    if not lately:
        return Finding(NAME, True, "none lately", needed=False)
    last = lately[0]
    told = f"it ended unexpectedly {_times(len(lately))} in {WORN_OFF_DAYS} days, last at {last.at:%Y-%m-%d %H:%M} UTC"
    return Finding(NAME, False, told, f"Read {last.file}; deleting it ends this.", needed=False)


def forget(data_folder: Path) -> int:
    """Delete all reports; returns how many there were."""
    found = crashes(data_folder / FOLDER)
    for each in found:
        each.file.unlink(missing_ok=True)
    return len(found)


def _begin(folder: Path, now: Now) -> IO[str] | None:
    """Report what the process before died of, and have this one's death written; None where nothing can be."""
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        file = folder / NATIVE
        left = file.read_text(encoding="utf-8", errors="replace") if file.exists() else ""
        if left.strip():
            write(folder, now(), ["Of the process before this one, as its interpreter died:", left.rstrip()])
        native = file.open("w", encoding="utf-8")
    except OSError:
        return None
    faulthandler.enable(native)
    return native


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times")
