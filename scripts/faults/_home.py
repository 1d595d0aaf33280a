"""A household in a folder and the real `appliance run` on it, as a process that can be killed, stopped and filled."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from appliance.app import Appliance, open_appliance
from appliance.cli.service import parts_of
from appliance.records.people import CallType, CheckIn, Role, User
from appliance.records.progress import MetricKind, MetricType
from appliance.settings import Settings

PASSWORD = "teapot lantern gravel"  # noqa: S105  # of nobody
NAMES = ("Sam", "Alex", "Robin")
"""The first is the owner."""
START_SECONDS = 120.0
END_SECONDS = 10.0
ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Ended:
    """How a process ended."""

    code: int
    said: str
    """On its standard error."""


class Home:
    """One household's folder, and at most one process on it."""

    def __init__(self, folder: Path, module: str = "appliance", *words: str, log: Path | None = None) -> None:
        """`module` with `words` is run in place of `appliance run --strict`: a process with a clock of its own; what it
        says is in the file `log`."""
        self.folder = folder
        self._log = log or folder / "said"
        self.settings = Settings(
            local_data_path=folder / "user_data", key_file=folder / "key" / "appliance.key", backup_keep=5
        )
        self._command = [sys.executable, "-m", module, *(words or ("run", "--strict"))]
        with socket.create_server(("127.0.0.1", 0)) as server:
            self.port: int = server.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def environment(self) -> dict[str, str]:
        """Of the process: nothing of whoever runs the faults decides anything."""
        return {
            **{name: value for name, value in os.environ.items() if name.startswith(("PATH", "LANG", "PULSE_"))},
            "HOME": str(self.folder),
            "LOCAL_DATA_PATH": str(self.settings.local_data_path),
            "KEY_FILE": str(self.settings.key_file),
            "BACKUP_KEEP": "5",
            "APPLIANCE_PORT": str(self.port),
            "MDNS": "false",
            "PYTHONFAULTHANDLER": "1",
        }

    def begin(self) -> subprocess.Popen[bytes]:
        """Start it; returns at once."""
        with self._log.open("wb") as said:
            self.process = subprocess.Popen(
                self._command, cwd=ROOT, env=self.environment, stdin=subprocess.DEVNULL, stdout=said, stderr=said
            )
        return self.process

    def wait_ready(self) -> float:
        """Until it answers; returns the seconds that took. Raises `RuntimeError` with what it said where it ended."""
        assert self.process is not None  # noqa: S101  # begun before
        began = time.monotonic()
        while time.monotonic() - began < START_SECONDS:
            if self.answers():
                return time.monotonic() - began
            if self.process.poll() is not None:
                raise RuntimeError(f"it ended with {self.process.returncode}: {self.said()[-2000:]}")
            time.sleep(0.02)
        self.send(signal.SIGABRT)  # has it say where it stands
        self.process.wait()
        raise RuntimeError(f"it is not ready after {START_SECONDS:.0f} s: {self.said()[-4000:]}")

    def answers(self) -> bool:
        """Whether the page is served."""
        try:
            socket.create_connection(("127.0.0.1", self.port), 0.2).close()
        except OSError:
            return False
        return True

    def send(self, number: signal.Signals) -> None:
        """A signal, as the kernel or a service manager does."""
        assert self.process is not None  # noqa: S101
        self.process.send_signal(number)

    def kill(self) -> None:
        """As a power cut does to the process: nothing is closed, nothing is said."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()

    def ended(self, within_seconds: float = END_SECONDS) -> Ended:
        """Wait until it has ended. Raises `subprocess.TimeoutExpired`."""
        assert self.process is not None  # noqa: S101
        return Ended(self.process.wait(within_seconds), self.said())

    def said(self) -> str:
        """Everything that the process, or the last of this household, has said so far."""
        return self._log.read_text(errors="replace")


@contextmanager
def no_process_left(home: Home) -> Iterator[Home]:
    """Whatever happens in the block, none of its processes outlives it."""
    try:
        yield home
    finally:
        home.kill()


def furnish(home: Home, check_ins: int, first_at: timedelta = timedelta(minutes=1)) -> None:
    """Three people with passwords, habits, and so many check-ins each, a minute apart, on their pages."""

    async def move_in() -> None:
        async with open_appliance(home.settings) as appliance:
            parts = parts_of(appliance, home.settings, "abcd-efgh")
            for number, name in enumerate(NAMES):
                role = Role.MEMBER if number else Role.OWNER
                user = User(name=name, timezone="UTC", role=role, created_at=appliance.now())
                user = await appliance.store.people.add_user(user)
                await parts.door.open_account(user, PASSWORD)
                await _habits(appliance, user)
                await _calls(appliance, user, appliance.now() + first_at, check_ins)
            await parts.pulls.aclose()

    home.folder.mkdir(parents=True, exist_ok=True)
    asyncio.run(move_in())


async def _habits(appliance: Appliance, user: User) -> None:
    for position, (name, kind) in enumerate((("exercise", MetricKind.HABIT), ("water", MetricKind.NUMBER))):
        metric = MetricType(
            user_id=user.id, name=name, kind=kind, position=position, ask_in=[CallType.EVENING],
            question=f"What about {name} today?", created_at=appliance.now(),
        )  # fmt: skip
        await appliance.store.progress.add_metric_type(metric)


async def _calls(appliance: Appliance, user: User, first: datetime, check_ins: int) -> None:
    for number in range(check_ins):
        check_in = CheckIn(
            user_id=user.id, call_type=CallType.EVENING, at=f"{first + timedelta(minutes=number):%H:%M}",
            weekdays=list(range(7)), channels=["browser"], retry_minutes=[1, 2], created_at=appliance.now(),
        )  # fmt: skip
        await appliance.store.people.add_check_in(check_in)
