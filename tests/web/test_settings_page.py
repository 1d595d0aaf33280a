"""Settings on the page: by an owner, refused where they do not go together, and a restart that is a real one."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from appliance.settings import SETTINGS_FILE
from appliance.upkeep.settings_file import CHANGED_ON_THE_PAGE
from tests.web.apihouse import PASSWORD, ApiHouse, held

FORM = {"deployment_mode": "local", "local_only": "on", "multi_language_enabled": "on"}
SECRET = "123456:a-token-of-a-bot"


@pytest.fixture(autouse=True)
def _clean(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in CHANGED_ON_THE_PAGE:
        monkeypatch.delenv(name.upper(), raising=False)


def written(folder: Path) -> str:
    file = folder / "user_data" / SETTINGS_FILE
    return file.read_text(encoding="utf-8") if file.exists() else ""


def test_an_owner_changes_them_and_is_told_that_they_wait(tmp_path: Path) -> None:
    async def body(house: ApiHouse) -> None:
        async with house.signed_in("Olga") as owner:
            assert "do not count" not in (await owner.get("/settings")).text
            changed = await owner.post("/settings", data={**FORM, "telegram_bot_token": f" {SECRET} "})
            assert (changed.status_code, changed.headers["location"]) == (303, "/settings")
            assert "multi_language_enabled = true\n" in written(tmp_path)
            assert f'telegram_bot_token = "{SECRET}"\n' in written(tmp_path)
            page = (await owner.get("/settings")).text
            assert "does not count yet" in page
            assert "A token is stored" in page
            assert SECRET not in page
            await owner.post("/settings", data=FORM)
            assert SECRET in written(tmp_path), "an empty field keeps it"
            await owner.post("/settings", data={**FORM, "token_gone": "on"})
            assert SECRET not in written(tmp_path)
            said = [entry.action for entry in await house.appliance.store.audit.entries()]
            assert said.count("change settings") == 3
            assert not any(SECRET in entry.subject for entry in await house.appliance.store.audit.entries())

    held(tmp_path, body)


def test_what_does_not_go_together_is_shown_as_lines(tmp_path: Path) -> None:
    async def body(house: ApiHouse) -> None:
        async with house.signed_in("Olga") as owner:
            refused = await owner.post("/settings", data={**FORM, "deployment_mode": "hybrid"})
            assert refused.status_code == 422
            assert "deployment_mode = &#34;hybrid&#34;\nlocal_only = true" in refused.text
            assert "LOCAL_ONLY=false" in refused.text
            assert 'value="hybrid" selected' in refused.text, "what was chosen is still there"
            for wrong in (
                {"deployment_mode": "cloud"},
                {"telegram_bot_token": "a b"},
                {"telegram_bot_token": "<b>\x00"},
            ):
                assert (await owner.post("/settings", data={**FORM, **wrong})).status_code == 422, wrong
            assert written(tmp_path) == ""
            allowed = {"deployment_mode": "hybrid"}
            assert (await owner.post("/settings", data=allowed)).status_code == 303
            assert "local_only = false" in written(tmp_path)

    held(tmp_path, body)


def test_others_read_them_only(tmp_path: Path) -> None:
    async def body(house: ApiHouse) -> None:
        async with house.signed_in("Max") as member:
            page = (await member.get("/settings")).text
            assert 'action="/settings' not in page
            assert "Only an owner" in page
            assert (await member.post("/settings", data=FORM)).status_code == 403
            assert (await member.post("/settings/restart", data={"do": "restart"})).status_code == 403
        async with house.signed_in("Olga") as owner:
            other = await owner.post("/settings/restart", data={"do": "x"}, headers={"Origin": "https://evil.example"})
            assert other.status_code == 403
        assert written(tmp_path) == ""
        assert not house.parts.restart.is_set()

    held(tmp_path, body)


def test_what_the_environment_sets_is_shown_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOCAL_ONLY", "true")

    async def body(house: ApiHouse) -> None:
        async with house.signed_in("Olga") as owner:
            page = (await owner.get("/settings")).text
            assert "LOCAL_ONLY is set in the environment" in page
            assert 'name="local_only" checked disabled' in page
            assert (await owner.post("/settings", data={"deployment_mode": "local"})).status_code == 303
            assert "local_only" not in written(tmp_path)

    held(tmp_path, body)


def test_a_file_broken_by_hand_is_told_and_not_started_with(tmp_path: Path) -> None:
    async def body(house: ApiHouse) -> None:
        (tmp_path / "user_data" / SETTINGS_FILE).write_text("appliance_prot = 1\n")
        async with house.signed_in("Olga") as owner:
            assert "Did you mean appliance_port" in (await owner.get("/settings")).text
            refused = await owner.post("/settings/restart", data={"do": "restart"})
            assert refused.status_code == 503
            await asyncio.sleep(0)
            assert not house.parts.restart.is_set()

    held(tmp_path, body)


def test_restart_now_is_the_same_process_with_other_settings(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    environment = {
        **os.environ, "LOCAL_DATA_PATH": str(tmp_path / "user_data"), "KEY_FILE": str(tmp_path / "keys" / "key"),
        "PYTHONUNBUFFERED": "1",
    }  # fmt: skip
    with subprocess.Popen(
        [sys.executable, "-m", "appliance", "run", "--port", str(port)], env=environment, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    ) as process:  # fmt: skip
        try:
            code = until(process, "asks for this code").split()[-1]
            base = f"http://localhost:{port}"
            with httpx.Client(base_url=base, headers={"Origin": base}, timeout=60) as browser:
                form = {"code": code, "name": "Sam", "timezone": "UTC", "password": PASSWORD}
                assert browser.post("/claim", data=form).status_code == 303
                assert browser.post("/settings", data={**FORM, "analytics_enabled": "on"}).status_code == 303
                assert "does not count yet" in browser.get("/settings").text
                assert "restarts" in browser.post("/settings/restart", data={"do": "restart"}).text
                until(process, "on duty")
                page = browser.get("/settings")
                assert page.status_code == 200, "the session is still good"
                assert "does not count yet" not in page.text
                assert 'name="analytics_enabled" checked' in page.text
                assert process.poll() is None
        finally:
            process.terminate()
            assert process.wait(30) == 0


def until(process: subprocess.Popen[str], words: str) -> str:
    assert process.stdout is not None
    while line := process.stdout.readline():
        if words in line:
            return line
    raise AssertionError(f"it ended without saying {words!r}")
