"""With LOCAL_ONLY no library of the process leaves the home, and what was refused is in the audit log."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from appliance.egress import MOST_TARGETS, OTHERS, Guard, Refusals
from appliance.errors import ApplianceError
from tests.egress_attempts import LIBRARIES, STANDARD

ROOT = Path(__file__).resolve().parents[1]
SILENT = {"zeroconf"}
"""Their own sending has no caller who could be told: the transport logs what it could not send."""


@pytest.fixture(scope="module")
def told() -> dict[str, dict[str, Any]]:
    """All attempts in one process: audit hooks cannot be removed, and libraries take their time to import."""
    program = [sys.executable, "-m", "tests.egress_attempts"]
    online = {name: value for name, value in os.environ.items() if not name.startswith(("HF_", "TRANSFORMERS_"))}
    done = subprocess.run(program, cwd=ROOT, env=online, capture_output=True, text=True, timeout=240, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    found: dict[str, dict[str, Any]] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("name", [*STANDARD, *LIBRARIES])
def test_nothing_leaves_the_home_by(name: str, told: dict[str, dict[str, Any]]) -> None:
    outcome = told[name]
    if module := outcome.get("absent"):
        pytest.skip(f"{module} is not installed")
    assert outcome["noted"], "the attempt is not noted"
    assert name in SILENT or "EgressRefusedError" in outcome["errors"]


def test_what_connects_without_python_is_not_in_the_process_of_the_appliance() -> None:
    """Audit events come from Python's own sockets. What has sockets of its own is not imported while on duty."""
    program = """
import sys
from appliance.cli import cli
from appliance.app import open_appliance
from appliance.on_duty import on_duty
from appliance.web import pages, server, secure
from appliance.reach.around import Around
print(sorted({name.partition(".")[0] for name in sys.modules} & set(sys.argv[1:])))
"""
    own_sockets = (
        "uvloop",
        "pycares",
        "pycurl",
        "grpc",
        "zmq",
        "torch",
        "llama_cpp",
        "ctranslate2",
        "sherpa_onnx",
        "av",
    )
    done = subprocess.run(
        [sys.executable, "-c", program, *own_sockets], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_a_child_that_runs_an_engine_refuses_every_address_even_of_the_home() -> None:
    program = """
import socket
from appliance.engines import frames
frames.set_apart()
import os, sys
for attempt in (
    lambda: socket.create_connection(("8.8.8.8", 53), 1),
    lambda: socket.create_connection(("127.0.0.1", 53), 1),
    lambda: socket.getaddrinfo("example.org", 80),
    lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"x", ("8.8.8.8", 53)),
):
    try:
        attempt()
    except frames.ToldError as error:
        print(error)
"""
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stderr.count("an engine tried to use the network") == 4, "a child prints to standard error"


def test_refusals_are_bounded_and_readable_whatever_was_tried() -> None:
    refusals = Refusals()
    for number in range(MOST_TARGETS + 50):
        refusals.note(f"host{number}.example")
    refusals.note("line\nbreak\x00\ud800.example" + "x" * 1000)
    found = refusals.take()
    assert len(found) == MOST_TARGETS + 1
    assert found[OTHERS] == 51
    refusals.note("\x1b[2J\u202eevil")
    assert list(refusals.take()) == ["?[2J\\u202eevil"]
    assert refusals.take() == {}


def test_refusals_of_many_threads_are_all_counted() -> None:
    refusals = Refusals()

    def note() -> None:
        for _ in range(500):
            refusals.note("8.8.8.8")

    threads = [threading.Thread(target=note) for _ in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert refusals.take() == {"8.8.8.8": 4000}


def test_the_guard_notes_what_it_refuses_and_nothing_else() -> None:
    guard = Guard()
    guard._on_event("socket.connect", (None, ("192.168.1.20", 80)))
    guard._on_event("socket.connect", (None, "/run/a.sock"))
    assert guard.refusals.take() == {}
    with pytest.raises(ApplianceError, match=r"8\.8\.8\.8"):
        guard._on_event("socket.connect", (None, ("8.8.8.8", 80)))
    assert guard.refusals.take() == {"8.8.8.8": 1}
