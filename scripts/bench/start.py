"""From the command to a page that answers, and what the idle appliance holds in memory.

The baseline is a bare Python that only imports the libraries the appliance stands on.
Prints one JSON object a line: name, value, unit, baseline, ratio (value / baseline).
"""

from __future__ import annotations

import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

RUNS = 3
IDLE_SECONDS = 5.0
"""From ready to the reading of memory: what starting needed has been let go."""

LIBRARIES = "fastapi, sqlmodel, sqlalchemy.ext.asyncio, aiosqlite, sqlcipher3, uvicorn, typer, numpy, soxr, sounddevice"
BARE = f"import {LIBRARIES}, apscheduler.schedulers.asyncio, sys; print('ready', flush=True); sys.stdin.read()"


def report(name: str, value: float, unit: str, baseline: float) -> None:
    """Print one measurement."""
    print(
        json.dumps(
            {
                "name": name,
                "value": round(value, 3),
                "unit": unit,
                "baseline": round(baseline, 3),
                "ratio": round(value / baseline, 3),
            }
        ),
        flush=True,
    )


@contextmanager
def running(command: list[str], **environment: str) -> Iterator[subprocess.Popen[str]]:
    """A process that is ended with the block."""
    process = subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={**os.environ, **environment},
    )
    try:
        yield process
    finally:
        process.terminate()
        process.wait(20)


def resident_mb(pid: int) -> float:
    """Resident memory of a process and its children, in megabytes."""
    process = psutil.Process(pid)
    return float(sum(each.memory_info().rss for each in (process, *process.children(recursive=True))) / 1e6)


def bare() -> tuple[float, float]:
    """Seconds until the libraries are imported, and megabytes then."""
    began = time.perf_counter()
    with running([sys.executable, "-c", BARE]) as process:
        assert process.stdout is not None  # noqa: S101  # asked for above
        process.stdout.readline()
        return time.perf_counter() - began, resident_mb(process.pid)


def appliance(folder: Path) -> tuple[float, float]:
    """Seconds from the command until the page answers, and megabytes when it has been idle for a while."""
    port = _free_port()
    began = time.perf_counter()
    command = [sys.executable, "-m", "appliance", "run", "--port", str(port)]
    with running(command, LOCAL_DATA_PATH=str(folder / "user_data"), KEY_FILE=str(folder / "key")) as process:
        while not _answers(port):
            if process.poll() is not None:
                raise SystemExit(f"appliance run ended with {process.returncode}")
            time.sleep(0.02)
        ready = time.perf_counter() - began
        time.sleep(IDLE_SECONDS)
        return ready, resident_mb(process.pid)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as answer:  # our own
            return bool(answer.status == 200)
    except OSError:
        return False


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        first, _ = appliance(Path(folder))
        runs = [appliance(Path(folder)) for _ in range(RUNS)]
    bares = [bare() for _ in range(RUNS)]
    imports = statistics.median(seconds for seconds, _ in bares)
    report("first start to ready (key and database made), beside bare imports", first, "s", imports)
    report("start to ready, median, beside bare imports", statistics.median(s for s, _ in runs), "s", imports)
    megabytes = statistics.median(mb for _, mb in bares)
    report("resident idle, median, beside bare imports", statistics.median(mb for _, mb in runs), "MB", megabytes)


if __name__ == "__main__":
    main()
