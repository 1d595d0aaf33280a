"""`appliance run` as a process after a power cut: the key file needs a passphrase, and nobody is at a terminal."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from appliance.errors import InvalidInputError
from appliance.store import create_key
from appliance.upkeep.control import SOCKET_FILE, control_socket
from appliance.upkeep.duty import somebody_on_duty

RIGHT = "correct horse"


class Box:
    """A machine whose key file is wrapped."""

    def __init__(self, folder: Path) -> None:
        self.data = folder / "user_data"
        self._environment = {
            **{name: value for name, value in os.environ.items() if name != "APPLIANCE_PASSPHRASE"},
            "LOCAL_DATA_PATH": str(self.data),
            "KEY_FILE": str(folder / "key" / "appliance.key"),
            "PYTHONUNBUFFERED": "1",
        }
        create_key(folder / "key" / "appliance.key", RIGHT)
        with socket.create_server(("127.0.0.1", 0)) as server:
            self.port: int = server.getsockname()[1]

    def run(self, *words: str, typed: str = "") -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "appliance", *words]
        return subprocess.run(
            command, env=self._environment, input=typed, capture_output=True, text=True, check=False, timeout=60
        )

    @contextmanager
    def started(self) -> Iterator[subprocess.Popen[str]]:
        """The appliance, as soon as it says what it does."""
        with subprocess.Popen(
            [sys.executable, "-m", "appliance", "run", "--port", str(self.port)],
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        ) as process:
            try:
                assert "locked" in said(process)
                yield process
            finally:
                process.terminate()
                process.wait(30)

    def health(self) -> tuple[int, dict[str, Any]]:
        answer = httpx.get(f"http://127.0.0.1:{self.port}/healthz", timeout=60)
        return answer.status_code, answer.json()

    def type_on_page(self, passphrase: str) -> httpx.Response:
        return httpx.post(f"http://127.0.0.1:{self.port}/unlock", data={"passphrase": passphrase}, timeout=60)

    def assert_on_duty(self, process: subprocess.Popen[str]) -> None:
        while "on duty" not in (line := said(process)):
            assert line, "it ended"
        status, health = self.health()
        assert status == 200
        assert health["status"] in ("ok", "degraded")
        assert "key" not in health["missing"]
        assert somebody_on_duty(self.data)


def said(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline()


@pytest.fixture
def box(tmp_path: Path) -> Box:
    return Box(tmp_path)


def test_unlocked_by_its_page(box: Box) -> None:
    with box.started() as process:
        status, health = box.health()
        assert (status, health["status"]) == (503, "locked")
        assert box.type_on_page("wrong").status_code == 403
        assert box.health()[0] == 503
        assert not (box.data / "appliance.db").exists()
        assert box.type_on_page(RIGHT).status_code == 200
        box.assert_on_duty(process)


def test_unlocked_by_a_command(box: Box) -> None:
    with box.started() as process:
        wrong = box.run("unlock", typed="wrong\n")
        assert (wrong.returncode, "does not open" in wrong.stderr) == (4, True)
        right = box.run("unlock", typed=f"{RIGHT}\n")
        assert (right.returncode, right.stderr) == (0, "")
        box.assert_on_duty(process)
    nobody = box.run("unlock", typed=f"{RIGHT}\n")
    assert (nobody.returncode, "appliance run" in nobody.stderr) == (3, True)


@pytest.mark.parametrize("knows_status", [True, False])
def test_no_passphrase_is_sent_to_an_appliance_on_duty(box: Box, knows_status: bool) -> None:
    asked = []

    async def on_duty(message: dict[str, Any]) -> dict[str, Any]:
        asked.append(message)
        if not knows_status:
            raise InvalidInputError("There is no such request.")
        return {}

    async def run() -> None:
        box.data.mkdir()
        async with control_socket(box.data, on_duty):
            done = await asyncio.to_thread(box.run, "unlock", typed=f"{RIGHT}\n")
        assert (done.returncode, done.stdout) == (0, "Nothing is locked: the appliance is on duty.\n")
        assert asked == [{"command": "status"}]

    asyncio.run(run())


def test_a_half_sent_form_does_not_hold_it_up(box: Box) -> None:
    with box.started() as process, socket.create_connection(("127.0.0.1", box.port)) as slow:
        slow.sendall(
            b"POST /unlock HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n"
            b"Content-Type: application/x-www-form-urlencoded\r\n\r\npassphrase="
        )
        assert box.type_on_page(RIGHT).status_code == 200
        box.assert_on_duty(process)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_told_to_stop_while_it_waits(box: Box, number: signal.Signals) -> None:
    with box.started() as process:
        assert (box.data / SOCKET_FILE).is_socket()
        process.send_signal(number)
        assert process.wait(30) == 0
    assert not (box.data / SOCKET_FILE).exists()
    assert not somebody_on_duty(box.data)


def test_only_one_waits_and_a_killed_one_leaves_nothing_in_the_way(box: Box) -> None:
    with box.started() as process:
        second = box.run("run", "--port", str(box.port + 1))
        assert (second.returncode, "already running" in second.stderr) == (2, True)
        process.kill()
        process.wait(30)
    assert (box.data / SOCKET_FILE).is_socket()
    with box.started():
        assert box.run("unlock", typed="wrong\n").returncode == 4
