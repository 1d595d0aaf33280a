"""`appliance reach`, on a household of its own."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from appliance.app import open_appliance
from appliance.cli.reach import reach
from appliance.errors import ApplianceError
from appliance.reach.signing import new_secret
from appliance.records.reach import Event, HomeLink, LinkKind, Webhook
from appliance.settings import load_settings
from tests.store import samples


def run(*words: str) -> tuple[int, str]:
    try:
        return reach(list(words), standalone_mode=False) or 0, ""
    except ApplianceError as error:
        return error.exit_code, str(error)


def test_what_is_set_up_is_listed_without_secrets_and_tried(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LOCAL_DATA_PATH", str(tmp_path / "user_data"))
    monkeypatch.setenv("KEY_FILE", str(tmp_path / "key" / "appliance.key"))
    monkeypatch.delenv("APPLIANCE_PASSPHRASE", raising=False)
    assert run("list") == (0, "")
    assert "Nothing is set up" in capfd.readouterr().out
    assert run("test", "mqtt")[0] == 2

    async def set_up() -> None:
        async with open_appliance(load_settings()) as appliance:
            store, now = appliance.store, appliance.now()
            await store.people.add_user(samples.user())
            address = "mqtt://127.0.0.1:9"
            link = HomeLink(kind=LinkKind.MQTT, address=address, username="calls", secret="zanzibar", created_at=now)
            await store.home.put_link(link)
            hook = Webhook(
                address="http://127.0.0.1:9/", secret=new_secret(), events=[Event.CALL_MISSED], created_at=now
            )
            await store.hooks.add_webhook(hook)

    asyncio.run(set_up())
    run("list", "--json")
    said = capfd.readouterr().out
    assert [row["kind"] for row in json.loads(said)] == ["mqtt", "webhook"]
    assert "zanzibar" not in said
    assert "whsec_" not in said
    for what in ("mqtt", "webhooks"):
        code, said = run("test", what)
        assert code == 1
        assert "cannot be reached" in said
