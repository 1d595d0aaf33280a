"""`appliance run` as a process, on a real sound server: told to call, killed in mid-call, started again."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.soundserver import SoundRoom, sound_room

pytestmark = pytest.mark.sound


@pytest.fixture
def lab() -> Iterator[SoundRoom]:
    with sound_room() as room:
        yield room


class Home:
    """A household in a folder, used as a person would: by commands."""

    def __init__(self, folder: Path) -> None:
        self._environment = {
            **os.environ,
            "LOCAL_DATA_PATH": str(folder / "user_data"),
            "KEY_FILE": str(folder / "key" / "appliance.key"),
        }
        with socket.create_server(("127.0.0.1", 0)) as server:
            self.port: int = server.getsockname()[1]

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "appliance", *words]
        return subprocess.run(command, env=self._environment, capture_output=True, text=True, check=False)

    def json(self, *words: str) -> Any:
        return json.loads(self.run(*words, "--json").stdout)

    @contextmanager
    def on_duty(self) -> Iterator[subprocess.Popen[str]]:
        command = [sys.executable, "-m", "appliance", "run", "--port", str(self.port)]
        with subprocess.Popen(
            command, env=self._environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        ) as process:
            try:
                assert process.stdout is not None
                assert process.stderr is not None
                assert "on duty" in process.stdout.readline(), process.stderr.read()
                yield process
            finally:
                process.terminate()
                process.wait(30)

    def wait_until_ringing(self) -> None:
        """Until an attempt is committed. Each look is a process of its own, so no pause is needed between them."""
        for _ in range(60):
            calls = self.json("calls", "list")
            if calls and calls[0]["status"] == "ringing":
                return
        pytest.fail("it never rang")


@pytest.fixture
def home(lab: SoundRoom, tmp_path: Path) -> Home:
    home = Home(tmp_path)
    assert home.run("users", "add", "Sam", "--timezone", "UTC").returncode == 0
    return home


def test_a_call_asked_for_is_rung_by_the_one_on_duty(home: Home) -> None:
    with home.on_duty():
        called = home.run("call", "Sam", "--json")
        assert called.returncode == 1
        call = json.loads(called.stdout)
    assert call["status"] == "missed"
    assert [attempt["result"] for attempt in call["attempts"]] == ["no_answer"]
    assert [turn["message_type"] for turn in call["turns"]] == ["ai"] * 3
    assert call["observations"] == []


def test_killed_in_mid_call_it_drops_the_attempt_and_does_not_ring_it_again(home: Home) -> None:
    with (
        home.on_duty() as process,
        subprocess.Popen(
            [sys.executable, "-m", "appliance", "call", "Sam"], env=home._environment, stdout=subprocess.DEVNULL
        ) as caller,
    ):
        home.wait_until_ringing()
        process.send_signal(signal.SIGKILL)
        process.wait(10)
        caller.kill()
    with home.on_duty():
        (call,) = home.json("calls", "list")
        shown = home.json("calls", "show", call["id"])
        assert shown["attempts"][0]["result"] == "dropped"
        assert shown["status"] in ("missed_offline", "scheduled", "ringing")


def test_only_one_is_on_duty_and_a_taken_port_is_named(home: Home) -> None:
    with home.on_duty():
        second = home.run("run", "--port", str(home.port + 1))
        assert (second.returncode, "already running" in second.stderr) == (2, True)
    with socket.create_server(("127.0.0.1", home.port)):
        taken = home.run("run", "--port", str(home.port))
        assert (taken.returncode, str(home.port) in taken.stderr) == (3, True)


def test_a_command_snoozes_the_call_that_rings_and_skips_it_then(home: Home) -> None:
    with (
        home.on_duty(),
        subprocess.Popen(
            [sys.executable, "-m", "appliance", "call", "Sam"], env=home._environment, stdout=subprocess.DEVNULL
        ) as caller,
    ):
        home.wait_until_ringing()
        assert home.json("snooze", "Sam", "--for", "20")["done"]
        assert caller.wait(30) == 0, "the command that placed the call follows it until it is put off"
        (call,) = home.json("calls", "list")
        assert call["status"] == "snoozed"
        assert home.json("calls", "show", call["id"])["attempts"][0]["result"] == "declined"
        assert home.json("skip", "Sam", "--reason", "I'm ill")["call_id"] == call["id"]
        (call,) = home.json("calls", "list")
        assert (call["status"], call["reason"]) == ("skipped", "I'm ill")
        twice = home.run("skip", "Sam", "--call", call["id"])
        assert (twice.returncode, "over" in twice.stdout) == (1, True)
