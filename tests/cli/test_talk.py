"""A call typed in a terminal, as a person would: through a pipe, in a process of its own."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import urllib.request
from datetime import UTC, datetime
from pathlib import Path

import pytest


@pytest.fixture
def home(tmp_path: Path) -> dict[str, str]:
    return {
        **os.environ,
        "LOCAL_DATA_PATH": str(tmp_path / "user_data"),
        "KEY_FILE": str(tmp_path / "key" / "appliance.key"),
    }


def appliance(home: dict[str, str], *words: str, typed: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "appliance", *words], env=home, input=typed, capture_output=True, text=True, check=False
    )


def test_an_evening_in_the_terminal(home: dict[str, str]) -> None:
    appliance(home, "users", "add", "Sam", "--timezone", "Europe/Berlin")
    appliance(home, "metrics", "add", "Sam", "sleep", "--kind", "duration", "--unit", "hours")
    talked = appliance(
        home,
        "talk",
        "Sam",
        "--type",
        "evening",
        typed="yes, I'm here\nabout six and a half\nseven\ncall the dentist before ten\n",
    )
    assert talked.returncode == 0, talked.stderr
    assert "Are you there?" in talked.stdout or "Sam" in talked.stdout
    assert "evening call: completed" in talked.stdout
    values = json.loads(appliance(home, "metrics", "list", "Sam", "--json").stdout)["values"]
    assert {each["metric_type"]: each["value"] for each in values} == {"mood": 7.0, "sleep": 6.5}
    (promise,) = json.loads(appliance(home, "promises", "list", "Sam", "--json").stdout)
    assert promise["text"] == "call the dentist before ten"
    shown = appliance(home, "calls", "list", "--json").stdout
    (call,) = json.loads(shown)
    detail = appliance(home, "calls", "show", call["id"][:8])
    assert "dentist" in detail.stdout


def test_a_check_in_that_is_still_to_come_today_is_said_to_be_held_early(home: dict[str, str]) -> None:
    noon_here = f"Etc/GMT{datetime.now(UTC).hour - 12:+d}"
    appliance(home, "users", "add", "Sam", "--timezone", noon_here)
    appliance(home, "check-ins", "add", "Sam", "--type", "evening", "--at", "21:30")
    talked = appliance(home, "talk", "Sam", "--type", "evening", typed="yes\nbye\n")
    assert "held early" in talked.stdout
    assert "21:30" in talked.stdout
    assert "held early" not in appliance(home, "talk", "Sam", "--type", "morning", typed="yes\nbye\n").stdout


def test_hanging_up_is_a_dropped_attempt_not_a_crash(home: dict[str, str]) -> None:
    appliance(home, "users", "add", "Sam", "--timezone", "UTC")
    talked = appliance(home, "talk", "Sam", "--type", "evening", "--json", typed="yes\n")
    assert talked.returncode == 0
    shown = json.loads(talked.stdout)
    assert shown["status"] == "partial"
    assert [each["result"] for each in shown["attempts"]] == ["dropped"]
    assert "Traceback" not in talked.stderr


def test_somebody_else_at_the_keyboard_learns_nothing(home: dict[str, str]) -> None:
    appliance(home, "users", "add", "Sam", "--timezone", "UTC")
    appliance(home, "metrics", "add", "Sam", "medication", "--kind", "habit")
    talked = appliance(home, "talk", "Sam", "--type", "evening", typed="no, this is Anna\n")
    assert "medication" not in talked.stdout
    assert "not_me" in talked.stdout


def test_bytes_that_are_no_text_are_an_answer_not_understood(home: dict[str, str]) -> None:
    appliance(home, "users", "add", "Sam", "--timezone", "UTC")
    talked = subprocess.run(
        [sys.executable, "-m", "appliance", "talk", "Sam", "--type", "evening", "--json"],
        env=home,
        input=b"yes\n\xff\xfe caf\xe9\nskip\n",
        capture_output=True,
        check=False,
    )
    assert b"Traceback" not in talked.stderr
    assert json.loads(talked.stdout)["attempts"][0]["result"] is not None


def test_told_to_stop_the_appliance_closes_its_database(home: dict[str, str]) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = [sys.executable, "-m", "appliance", "run", "--port", str(port)]
    with subprocess.Popen(
        words, env={**home, "PYTHONUNBUFFERED": "1"}, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as running:
        assert running.stdout is not None
        assert "on duty" in running.stdout.readline()
        while True:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz").close()
                break
            except ConnectionError:
                continue
        running.terminate()
        assert running.wait(30) == 0
    assert not list(Path(home["LOCAL_DATA_PATH"]).glob("*-wal"))
