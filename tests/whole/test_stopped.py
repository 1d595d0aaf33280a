"""`appliance run` as a process that cannot start: it says why on its page, and starts once that is mended."""

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
from sqlalchemy import text

from appliance.settings import Settings
from appliance.store import create_key, open_store, read_key
from tests.upkeep.backup_house import backed_up, furnish, settings_in


class Box:
    """A machine, and what its processes are given."""

    def __init__(self, folder: Path) -> None:
        self.settings: Settings = settings_in(folder)
        self.environment = {
            **os.environ, "LOCAL_DATA_PATH": str(self.settings.local_data_path), "PYTHONUNBUFFERED": "1",
            "KEY_FILE": str(self.settings.key_file), "LOCAL_MODELS_PATH": str(folder / "models"), "MDNS": "false",
        }  # fmt: skip
        with socket.create_server(("127.0.0.1", 0)) as server:
            self.port: int = server.getsockname()[1]

    @contextmanager
    def started(self, said: str = "cannot start") -> Iterator[subprocess.Popen[str]]:
        """The appliance, as soon as it says this."""
        with subprocess.Popen(
            [sys.executable, "-m", "appliance", "run", "--port", str(self.port)],
            env=self.environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        ) as process:  # fmt: skip
            try:
                hears(process, said)
                yield process
            finally:
                process.kill()

    def command(self, *words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "appliance", *words]
        return subprocess.run(
            command, env=self.environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
            timeout=60,
        )  # fmt: skip

    def get(self, path: str, **headers: str) -> httpx.Response:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return httpx.get(f"http://127.0.0.1:{self.port}{path}", headers=named, timeout=60)

    def health(self) -> dict[str, Any]:
        answer = self.get("/healthz")
        assert answer.status_code == 503
        assert int(answer.headers["Retry-After"]) > 0
        told: dict[str, Any] = answer.json()
        assert told.pop("status") == "stopped"
        return told


def hears(process: subprocess.Popen[str], said: str) -> None:
    assert process.stdout is not None
    while said not in (line := process.stdout.readline()):
        assert line, f"it ended before it said {said!r}"


@pytest.fixture
def box(tmp_path: Path) -> Box:
    return Box(tmp_path)


def test_damage_is_told_and_a_restore_mends_it(box: Box) -> None:
    furnish(box.settings)
    kept = backed_up(box.settings)
    file = box.settings.database_file
    whole = file.read_bytes()
    broken = whole[:4096] + bytes(4096) + whole[8192:]
    file.write_bytes(broken)
    with box.started() as process:
        told = box.health()
        assert told["code"] == "corrupt_database"
        assert str(file) in told["detail"]
        page = box.get("/today", accept="text/html")
        assert page.status_code == 503
        assert "Nothing rings" in page.text
        assert f"appliance restore {kept.name}" in page.text
        assert file.read_bytes() == broken
        restored = box.command("restore", str(kept.file), "--yes")
        assert restored.returncode == 0, restored.stderr
        hears(process, "on duty")
        assert box.get("/healthz").status_code == 200
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0


def test_it_starts_by_itself_where_the_folder_comes_back(box: Box) -> None:
    furnish(box.settings)
    folder = box.settings.local_data_path
    elsewhere = folder.with_name("unplugged")
    folder.rename(elsewhere)
    folder.write_text("no folder")
    with box.started() as process:
        assert box.health()["code"] == "data_folder"
        folder.unlink()
        elsewhere.rename(folder)
        hears(process, "on duty")


def test_a_disk_that_is_not_mounted_begins_no_new_household(box: Box) -> None:
    folder = box.settings.local_data_path
    with box.started("on duty") as process:
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0
    disk = folder.with_name("unplugged")
    folder.rename(disk)
    folder.mkdir()
    ended = box.command("users", "list")
    assert (ended.returncode, "nothing is there now" in ended.stderr) == (3, True)
    with box.started() as process:
        told = box.health()
        assert told["code"] == "database_gone"
        assert str(box.settings.database_file) in told["detail"]
        assert "war ein Haushalt" in box.get("/", accept="text/html", accept_language="de").text
        assert not box.settings.database_file.exists()
        folder.rename(folder.with_name("mount point"))
        disk.rename(folder)
        hears(process, "on duty")


def test_a_key_of_another_household_and_one_that_is_gone(box: Box) -> None:
    furnish(box.settings)
    key = box.settings.key_file
    own = key.read_bytes()
    key.unlink()
    with box.started() as process:
        told = box.health()
        assert told["code"] == "key_missing"
        assert str(key) in told["detail"] + told["remedy"]
        create_key(key)
        hears(process, "cannot start")
        assert box.health()["code"] == "wrong_key"
        draft = key.with_name("draft")
        draft.write_bytes(own)
        draft.chmod(0o600)
        draft.rename(key)
        hears(process, "on duty")


def test_a_newer_database_is_refused_in_words_and_waits_for_the_newer_version(box: Box) -> None:
    furnish(box.settings)

    async def newer() -> None:
        key = read_key(box.settings.key_file)
        async with open_store(box.settings.database_file, key) as store, store.database.writing() as session:
            await session.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    asyncio.run(newer())
    with box.started() as process:
        told = box.health()
        assert "newer version" in told["detail"]
        assert "Install that version" in told["remedy"]
        again = httpx.post(
            f"http://127.0.0.1:{box.port}/again", headers={"origin": f"http://127.0.0.1:{box.port}"}, timeout=60
        )
        assert again.status_code == 200
        hears(process, "cannot start")  # it has tried
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 3
    ended = box.command("run", "--strict", "--port", str(box.port))
    assert (ended.returncode, "newer version" in ended.stderr) == (3, True)


def test_it_speaks_the_readers_language_and_to_programs(box: Box) -> None:
    box.settings.local_data_path.parent.mkdir(parents=True, exist_ok=True)
    box.settings.local_data_path.write_text("no folder")
    with box.started():
        german = box.get("/", accept="text/html", accept_language="de-AT,de;q=0.9")
        assert "Das Gerät kann nicht starten" in german.text
        assert "Nothing rings" not in german.text
        problem = box.get("/api/v1/people")
        assert problem.status_code == 503
        assert problem.headers["content-type"] == "application/problem+json"
        assert problem.json()["code"] == "data_folder"
        elsewhere = httpx.post(
            f"http://127.0.0.1:{box.port}/again", headers={"origin": "http://evil.example"}, timeout=60
        )
        assert elsewhere.status_code == 403
        assert box.get("/", host="evil.example").status_code == 421
        assert box.get("/static/page.css").status_code == 200


def test_settings_that_cannot_be_used(box: Box) -> None:
    furnish(box.settings)
    kept = backed_up(box.settings)
    file = box.settings.local_data_path / "appliance.toml"
    file.write_text("NONSENSE = 3\n")
    with box.started() as process:
        told = box.health()
        assert told["code"] == "settings"
        assert "there is no setting 'nonsense'" in told["detail"]
        doctor = box.command("doctor")
        assert "MISSING  settings" in doctor.stdout
        assert "ok       data folder" in doctor.stdout, "the rest is looked at all the same"
        written = httpx.post(f"http://127.0.0.1:{box.port}/api/v1/requests", json={}, timeout=60)
        assert (written.status_code, written.json()["code"]) == (503, "settings")
        restored = box.command("restore", str(kept.file), "--yes")
        assert (restored.returncode, "has its default" in restored.stderr) == (0, True), restored.stderr
        hears(process, "on duty")
