"""The image, really built and really run, locked down as the compose file locks it down."""

from __future__ import annotations

import json
import os
import shutil
import socket
import stat
import subprocess
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

ROOT = Path(__file__).resolve().parents[2]
IMAGE = "disciplinecall:core"
LOCKED_DOWN = ["--read-only", "--cap-drop=ALL", "--security-opt=no-new-privileges", "--tmpfs=/tmp"]

pytestmark = [pytest.mark.container, pytest.mark.timeout(900)]


def why_no_engine() -> str | None:
    """Why there is no Docker engine to use here; None where there is one."""
    if shutil.which("docker") is None:
        return "docker is not installed"
    found = subprocess.run(["docker", "info"], capture_output=True, text=True, timeout=30, check=False)
    if found.returncode or "Server Version" not in found.stdout:
        return f"no Docker engine answers: {found.stderr.strip() or 'docker info failed'}"
    return None


def docker(*arguments: str) -> str:
    """Run a docker command; its output. Fails with what it printed."""
    done = subprocess.run(["docker", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"docker {' '.join(arguments)}:\n{done.stdout[-4000:]}\n{done.stderr[-4000:]}"
    return done.stdout


@pytest.fixture(scope="module")
def image() -> str:
    """The image of this working tree."""
    if reason := why_no_engine():
        pytest.skip(reason)
    docker("build", "--target", "core", "--tag", IMAGE, ".")
    return IMAGE


@pytest.fixture
def house(image: str, tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment of a compose project of its own: port, folders, name. Taken down afterwards."""
    if (
        shutil.which("docker-compose") is None
        and subprocess.run(["docker", "compose", "version"], capture_output=True, check=False).returncode
    ):
        pytest.skip("Docker Compose is not installed")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {
        **os.environ,
        "COMPOSE_PROJECT_NAME": f"house-{uuid4().hex[:8]}",
        "APPLIANCE_PORT": str(port),
        "LOCAL_DATA_PATH": str(tmp_path / "user_data"),
        "LOCAL_MODELS_PATH": str(tmp_path / "models"),
        "APPLIANCE_KEY_FOLDER": str(tmp_path / "key"),
        "PULSE_SOCKET": "/dev/null",
    }
    yield environment
    compose(environment, "down", "--timeout", "5")


def compose(environment: dict[str, str], *arguments: str) -> str:
    done = subprocess.run(
        ["scripts/compose", *arguments], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-4000:]
    return done.stdout


def wait_for_line(container: str, wanted: str) -> None:
    """Follow the container's log until a line says it; fails with the log when the container ends before."""
    seen = []
    with subprocess.Popen(
        ["docker", "logs", "--follow", container], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as log:
        assert log.stdout is not None
        for line in log.stdout:
            seen.append(line)
            if wanted in line:
                log.terminate()
                return
    pytest.fail(f"never said {wanted!r}:\n{''.join(seen)}")


def test_a_call_is_rehearsed_without_any_network(image: str) -> None:
    # The seed fixes what the person means to say. What is heard is still recognised from sound.
    demo = [image, "demo", "--json", "--seed", "4"]
    rehearsed = json.loads(docker("run", "--rm", "--network=none", *LOCKED_DOWN, *demo))
    assert rehearsed["status"] == "completed"
    assert rehearsed["turns"]
    assert rehearsed["voice_to_voice_ms"]


def test_runs_as_nobody_in_particular(image: str) -> None:
    asked = ["--entrypoint=python", image, "-c", "import os; print(os.getuid())"]
    assert docker("run", "--rm", *LOCKED_DOWN, *asked).strip() == "10001"
    assert docker("run", "--rm", "--user=4321:4321", *LOCKED_DOWN, image, "--help")


def test_compose_serves_keeps_the_data_outside_and_stops_when_told(house: dict[str, str], tmp_path: Path) -> None:
    compose(house, "up", "--detach", "--no-build")
    container = compose(house, "ps", "--quiet").strip()
    wait_for_line(container, "The appliance is on duty")

    with urllib.request.urlopen(f"http://127.0.0.1:{house['APPLIANCE_PORT']}/healthz", timeout=10) as answer:
        assert answer.status == 200
    probe = json.loads(docker("inspect", "--format={{json .Config.Healthcheck.Test}}", container))
    assert probe[0] == "CMD"
    docker("exec", container, *probe[1:])

    (key,) = (tmp_path / "key").iterdir()
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    database = tmp_path / "user_data" / "appliance.db"
    assert not database.read_bytes().startswith(b"SQLite format 3"), "the database lies there in the clear"
    assert key.stat().st_uid == database.stat().st_uid != 0

    assert docker("exec", container, "appliance", "users", "add", "Sam", "--timezone", "Europe/Berlin")
    assert "Sam" in docker("exec", container, "appliance", "users", "list")

    docker("stop", "--time=15", container)
    assert docker("inspect", "--format={{.State.ExitCode}}", container).strip() == "0"
    assert not database.with_name("appliance.db-wal").exists(), "the database was not closed"
