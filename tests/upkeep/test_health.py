"""`appliance health`, asked of real servers on this machine."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from appliance.upkeep.health import ask, told, where


@contextmanager
def answering(status: int, body: str) -> Iterator[int]:
    """A server that gives this answer at /healthz; its port."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status if self.path == "/healthz" else 404)
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()
            thread.join()


def asked(port: int, folder: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "APPLIANCE_PORT": str(port), "LOCAL_DATA_PATH": str(folder)}
    command = [sys.executable, "-X", "importtime", "-m", "appliance", "health"]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def test_whoever_is_up_is_healthy_even_where_something_is_missing(tmp_path: Path) -> None:
    with answering(200, json.dumps({"status": "degraded", "missing": ["speaker", "microphone"]})) as port:
        done = asked(port, tmp_path)
    assert (done.returncode, done.stdout.strip()) == (0, "degraded: missing speaker, microphone")


def test_asking_loads_none_of_the_appliance_and_no_library(tmp_path: Path) -> None:
    with answering(200, json.dumps({"status": "ok", "missing": []})) as port:
        done = asked(port, tmp_path)
    assert done.returncode == 0
    loaded = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines() if line.startswith("import time:")}
    ours = {name for name in loaded if name.startswith("appliance")}
    assert ours == {"appliance", "appliance.upkeep", "appliance.upkeep.health"}
    assert not loaded & {"typer", "pydantic", "sqlalchemy", "numpy", "asyncio"}


def test_whoever_waits_for_its_passphrase_is_not_healthy(tmp_path: Path) -> None:
    with answering(503, json.dumps({"status": "locked"})) as port:
        done = asked(port, tmp_path)
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == "locked"


def test_nobody_there_is_told_with_the_address_and_the_remedy() -> None:
    with answering(200, "") as port:
        pass
    healthy, said = ask("127.0.0.1", port)
    assert not healthy
    assert f"http://127.0.0.1:{port}/healthz" in said
    assert "appliance run" in said


@pytest.mark.parametrize("body", ["", "<html>", "[]", "{}", "3"])
def test_other_servers_answers_are_shown_as_they_are(body: str) -> None:
    assert told(body) == body


def test_environment_goes_before_the_file_and_the_file_before_the_defaults(tmp_path: Path) -> None:
    folder = {"LOCAL_DATA_PATH": str(tmp_path)}
    assert where(folder) == ("127.0.0.1", 8080)
    (tmp_path / "appliance.toml").write_text('appliance_port = 9090\nappliance_host = "192.168.1.5"\n', "utf-8")
    assert where(folder) == ("192.168.1.5", 9090)
    assert where({**folder, "APPLIANCE_PORT": "9191", "APPLIANCE_HOST": "::"}) == ("127.0.0.1", 9191)
    (tmp_path / "appliance.toml").write_text("appliance_port = ", "utf-8")
    assert where(folder) == ("127.0.0.1", 8080)
