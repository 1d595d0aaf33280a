"""Telegram from the command line."""

from __future__ import annotations

import asyncio

import pytest

from appliance.app import open_appliance
from appliance.reach.chat import pairing
from appliance.settings import load_settings
from tests.cli.conftest import Run


@pytest.fixture
def sam(run: Run) -> Run:
    assert run("users", "add", "Sam", "--timezone", "Europe/Berlin").code == 0
    return run


@pytest.fixture
def hybrid(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEPLOYMENT_MODE", "hybrid")
    monkeypatch.setenv("LOCAL_ONLY", "false")
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "123456:a-token-of-a-bot")


def redeem(code: str) -> None:
    async def work() -> None:
        async with open_appliance(load_settings()) as appliance:
            await pairing.redeem(appliance.store, code, "5001", "Sam at work", appliance.now())

    asyncio.run(work())


def test_local_mode_makes_no_codes(sam: Run) -> None:
    refused = sam("telegram", "link", "Sam")
    assert refused.code == 2
    assert "DEPLOYMENT_MODE=hybrid" in refused.err
    shown = sam("telegram", "status")
    assert "local mode" in shown.out
    assert "appliance telegram link NAME" in shown.out
    assert "telegram" not in {each["name"] for each in sam("doctor", "--json").json}


@pytest.mark.usefixtures("hybrid")
def test_a_chat_is_linked_shown_and_parted(sam: Run) -> None:
    code, *steps = sam("telegram", "link", "sam").out.splitlines()
    assert pairing.looks_like_code(code)
    assert len(steps) == 3
    assert "end-to-end" in steps[-1]
    redeem(code)
    (row,) = sam("telegram", "status", "--json").json["links"]
    assert (row["user"], row["name"], row["with_text"], row["delete_after_hours"]) == ("Sam", "Sam at work", True, None)
    assert "chat_id" not in row
    assert "Sam at work" in sam("telegram", "status").out
    (finding,) = [each for each in sam("doctor", "--json").json if each["name"] == "telegram"]
    assert finding["ok"]
    assert "not called in Telegram any more" in sam("telegram", "unlink", "Sam").out
    assert sam("telegram", "status", "--json").json["links"] == []
    assert sam("telegram", "unlink", "Sam").code != 0
    assert sam("telegram", "link", "Nobody").code != 0
