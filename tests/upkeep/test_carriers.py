"""How Telegram stands, in words for a person."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from appliance.channels.telegram.standing import Standing, State
from appliance.settings import Settings
from appliance.upkeep.carriers import PASSES, as_it_stands, telegram

NOW = datetime(2026, 11, 27, 20, 0, tzinfo=UTC)


def settings(folder: Path, **changes: object) -> Settings:
    usual = {"deployment_mode": "hybrid", "local_only": False, "telegram_bot_token": "123456:abc"}
    return Settings.model_validate({"local_data_path": folder, **usual, **changes})


def test_local_mode_has_nothing_to_tell_and_a_missing_token_has_a_remedy(tmp_path: Path) -> None:
    assert list(telegram(settings(tmp_path, deployment_mode="local"))) == []
    (missing,) = telegram(settings(tmp_path, telegram_bot_token=""))
    assert (missing.ok, missing.needed) == (False, False), "calls out loud go on without it"
    assert "TELEGRAM_BOT_TOKEN" in missing.remedy


@pytest.mark.parametrize("state", State)
def test_each_state_says_what_is_wrong_and_what_can_be_done(tmp_path: Path, state: State) -> None:
    (found,) = telegram(settings(tmp_path))
    standing = Standing(state, NOW, bot_name="house_bot", last_poll_at=NOW - timedelta(minutes=5))
    told = as_it_stands(found, standing, 2, NOW)
    assert told.ok == (state in (State.FINE, State.CONNECTING))
    assert told.detail.startswith("@house_bot; ")
    assert told.detail.endswith("last answer 5 min ago; 2 messages wait to go")
    wrong = as_it_stands(found, replace(standing, last_error="It broke.", last_remedy="Mend it."), 0, NOW)
    if state in PASSES:
        assert wrong.remedy == "", "nobody can do anything about it here"
    if not told.ok:
        assert "It broke;" in wrong.detail


def test_a_standing_crosses_to_another_process_whole_and_between_versions() -> None:
    whole = Standing(State.TAKEN, NOW, "bot", NOW, "It broke.", "Mend it.", NOW, 3, NOW + timedelta(minutes=1), 2)
    assert Standing.from_json(whole.as_json()) == whole
    assert Standing.from_json({**whole.as_json(), "of_tomorrow": 1}) == whole
    assert Standing.from_json({"state": "fine", "since": NOW.isoformat()}) == Standing(State.FINE, NOW)
    stale = {"state": "new", "since": NOW.isoformat()}
    for broken in ({}, {"state": "fine"}, stale, {"state": "fine", "since": "x"}):
        with pytest.raises(ValueError, match=r"state|State|isoformat"):
            Standing.from_json(broken)


def test_a_bot_never_reached_is_told_without_its_name(tmp_path: Path) -> None:
    (found,) = telegram(settings(tmp_path))
    told = as_it_stands(found, Standing(State.NO_NETWORK, NOW), 1, NOW)
    assert told.detail == "is not reached: no network; 1 message waits to go"
