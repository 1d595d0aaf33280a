"""Every command is guarded, whatever it is about: with LOCAL_ONLY its process connects to nobody outside."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = """
import socket, sys
from appliance.__main__ import main
sys.argv = ["appliance", *sys.argv[1:]]
try:
    main()
except SystemExit as stop:
    print("ended", stop.code)
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as outside:
    try:
        outside.connect(("8.8.8.8", 53))  # of a datagram socket: nothing is sent
        print("connected")
    except Exception as error:
        print(type(error).__name__)
socket.getaddrinfo("localhost", 80)
print("home")
"""


def after(folder: Path, *words: str, **environment: str) -> list[str]:
    """What a process can do once it carried out a command."""
    given = {"LOCAL_DATA_PATH": str(folder / "user_data"), "KEY_FILE": str(folder / "key"), **environment}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *words], env={**os.environ, **given}, capture_output=True, text=True,
        check=False, timeout=60,
    )  # fmt: skip
    return done.stdout.splitlines()[-3:]


@pytest.mark.parametrize(
    "words", [("--help",), ("users", "list"), ("models", "list"), ("backup", "list"), ("nonsense",)]
)
def test_no_command_goes_outside(tmp_path: Path, words: tuple[str, ...]) -> None:
    ended, outside, home = after(tmp_path, *words)
    assert ended.startswith("ended")
    assert (outside, home) == ("EgressRefusedError", "home")


def test_settings_that_cannot_be_read_let_nothing_out(tmp_path: Path) -> None:
    assert after(tmp_path, "users", "list", LOCAL_ONLY="perhaps")[1] == "EgressRefusedError"


def test_who_may_go_outside_may(tmp_path: Path) -> None:
    assert after(tmp_path, "--help", LOCAL_ONLY="false")[1] == "connected"
