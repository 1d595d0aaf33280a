"""Containers for tests marked `container`: images of this working tree, and houses of one's own."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import re
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

ROOT = Path(__file__).resolve().parents[2]
TREE = hashlib.sha256(str(ROOT).encode()).hexdigest()[:8]
IMAGE, FRONT = f"disciplinecall-tests:core-{TREE}", f"disciplinecall-tests:front-{TREE}"
"""Names of this working tree's own, so that tests of two of them may run beside each other."""

LOCKED_DOWN = ["--read-only", "--cap-drop=ALL", "--security-opt=no-new-privileges", "--tmpfs=/tmp"]
PASSWORD = "a-long-enough-phrase-4"


def why_no_engine() -> str | None:
    """Why there is no Docker engine to use here; None where there is one."""
    if shutil.which("docker") is None:
        return "docker is not installed"
    found = subprocess.run(["docker", "info"], capture_output=True, text=True, timeout=30, check=False)
    if found.returncode or "Server Version" not in found.stdout:
        return f"no Docker engine answers: {found.stderr.strip() or 'docker info failed'}"
    return None


def why_no_compose() -> str | None:
    """Why there is no Docker Compose to use here; None where there is one."""
    if shutil.which("docker-compose"):
        return None
    if subprocess.run(["docker", "compose", "version"], capture_output=True, check=False).returncode == 0:
        return None
    return "Docker Compose is not installed"


def docker(*arguments: str, given: str | None = None) -> str:
    """Run a docker command; its output. Fails with what it printed."""
    done = subprocess.run(
        ["docker", *arguments], cwd=ROOT, input=given, capture_output=True, text=True, check=False
    )  # fmt: skip
    assert done.returncode == 0, f"docker {' '.join(arguments)}:\n{done.stdout[-4000:]}\n{done.stderr[-4000:]}"
    return done.stdout


def refused(*arguments: str, code: int = 3) -> str:
    """What a command says that ends by itself with this exit code (3: the appliance is not set up)."""
    done = subprocess.run(["docker", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == code, f"{done.returncode}: {done.stdout[-2000:]}{done.stderr[-2000:]}"
    return done.stderr


def build(name: str, *arguments: str) -> str:
    """An image of this tree. Whoever comes second waits, and finds all of it in the engine's cache."""
    with (Path(tempfile.gettempdir()) / f"disciplinecall-image-{TREE}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        docker("build", "--tag", name, *arguments)
    return name


def inspected(container: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(docker("inspect", container))[0]
    return found


def wait_for_line(container: str, wanted: str) -> str:
    """Follow the container's log until a line says it: all that was said by then. Fails where it ends before."""
    seen = []
    with subprocess.Popen(
        ["docker", "logs", "--follow", container], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as log:
        assert log.stdout is not None
        for line in log.stdout:
            seen.append(line)
            if wanted in line:
                log.terminate()
                return "".join(seen)
    pytest.fail(f"never said {wanted!r}:\n{''.join(seen)}")


def code_in(log: str) -> str:
    """The code that opens the first account."""
    found = re.search(r"asks for this code: (\S+)", log)
    assert found is not None, log
    return found[1]


@dataclass(frozen=True, slots=True)
class House:
    """A compose project of its own, run by scripts/compose."""

    environment: dict[str, str]

    @property
    def url(self) -> str:
        return f"http://localhost:{self.environment['APPLIANCE_PORT']}"

    @property
    def data(self) -> Path:
        return Path(self.environment["LOCAL_DATA_PATH"])

    def run(self, script: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        """A script of this tree, in this house."""
        return subprocess.run(
            [script, *arguments], cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False
        )

    def compose(self, *arguments: str) -> str:
        done = self.run("scripts/compose", *arguments)
        assert done.returncode == 0, f"{done.stdout[-2000:]}\n{done.stderr[-4000:]}"
        return done.stdout

    def container(self, service: str = "appliance") -> str:
        return self.compose("ps", "--quiet", service).strip()

    def appliance(self, *words: str) -> str:
        """A command of the appliance, in its container."""
        return docker("exec", self.container(), "appliance", *words)

    def browser(self) -> httpx.Client:
        return httpx.Client(base_url=self.url, timeout=30, trust_env=False)

    @contextmanager
    def claimed(self, told: str) -> Iterator[httpx.Client]:
        """A browser in which the first account was opened, by the code that was told at the start."""
        with self.browser() as browser:
            form = {"code": code_in(told), "name": "Sam", "timezone": "UTC", "password": PASSWORD}
            answer = browser.post("/claim", data=form)
            assert (answer.status_code, answer.headers.get("location")) == (303, "/setup"), answer.text[-2000:]
            yield browser


def free_port() -> str:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return str(free.getsockname()[1])


@contextmanager
def house_in(folder: Path, image: str, front: str, **settings: str) -> Iterator[House]:
    """A house with ports, network, folders and name of its own. Taken down afterwards."""
    if reason := why_no_compose():
        pytest.skip(reason)
    name = uuid4().hex
    house = House({
        **os.environ,
        "COMPOSE_PROJECT_NAME": f"house-{name[:8]}",
        "APPLIANCE_IMAGE": image,
        "FRONT_IMAGE": front,
        "APPLIANCE_PORT": free_port(),
        "TLS_PORT": free_port(),
        "INSIDE_NETWORK": f"10.{200 + int(name[:2], 16) % 50}.{int(name[2:4], 16)}",
        "LOCAL_DATA_PATH": str(folder / "user_data"),
        "LOCAL_MODELS_PATH": str(folder / "models"),
        "APPLIANCE_KEY_FOLDER": str(folder / "key"),
        "PULSE_SOCKET": "/dev/null",
        **settings,
    })  # fmt: skip
    try:
        yield house
    finally:
        house.run("scripts/compose", "down", "--volumes", "--timeout", "5")
