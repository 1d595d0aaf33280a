"""What a long run is watched by, sampled again and again: memory, open files, what lies on the disk; and its slopes."""

from __future__ import annotations

import asyncio
import gc
import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil


@dataclass(frozen=True, slots=True)
class Sample:
    """At one moment."""

    at: float
    """In days or minutes since the start, as the run says."""
    memory_mb: float
    open_files: int
    tasks: int
    database_mb: float
    log_mb: float
    clips: int
    clips_mb: float
    backups: int
    strays: int
    """Other files in the data folder."""


EXPECTED = ("appliance.db", "appliance.db-wal", "appliance.db-shm", "clips", "backups", ".reserve", "backup.lock")


def sample(at: float, folder: Path, process: psutil.Process | None = None) -> Sample:
    """Of this process, or of another one, and its data folder."""
    watched = process or psutil.Process()
    if process is None:
        gc.collect()
    clips = list((folder / "clips").glob("*"))
    return Sample(
        at=round(at, 3),
        memory_mb=watched.memory_info().rss / 1e6,
        open_files=watched.num_fds(),
        tasks=len(asyncio.all_tasks()) if process is None else watched.num_threads(),
        database_mb=_size(folder / "appliance.db") / 1e6,
        log_mb=_size(folder / "appliance.db-wal") / 1e6,
        clips=len(clips),
        clips_mb=sum(map(_size, clips)) / 1e6,
        backups=len(list((folder / "backups").glob("*"))),
        strays=sum(name not in EXPECTED for name in os.listdir(folder)),
    )


def slope(samples: Sequence[Sample], name: str, after: float) -> float:
    """By how much a value grows in one unit of time, by least squares over what came after the warm-up."""
    points = [(each.at, float(getattr(each, name))) for each in samples if each.at >= after]
    middle = sum(at for at, _ in points) / len(points)
    mean = sum(value for _, value in points) / len(points)
    spread = sum((at - middle) ** 2 for at, _ in points)
    return sum((at - middle) * (value - mean) for at, value in points) / spread if spread else 0.0


def show(name: str, value: float, unit: str, **more: object) -> None:
    """One line."""
    print(json.dumps({"soak": name, "value": round(value, 4), "unit": unit, **more}), flush=True)


def show_sample(each: Sample) -> None:
    """One line."""
    print(json.dumps({"sample": {name: round(value, 2) for name, value in asdict(each).items()}}), flush=True)


def promise(name: str, holds: bool, seen: str = "") -> bool:
    """One line; whether it holds."""
    print(json.dumps({"promise": name, "held": holds, **({} if holds else {"seen": seen})}), flush=True)
    return holds


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:
        return 0
