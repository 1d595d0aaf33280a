"""The chat is on duty only where it is wanted, is in the way of nothing, and ends cleanly."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest

from appliance.app import open_appliance
from appliance.channels.telegram.standing import State
from appliance.egress import Guard
from appliance.language.messages import message_codes
from appliance.on_duty import on_duty
from appliance.records.telegram import Goes, TelegramOut
from appliance.settings import DeploymentMode, Settings
from appliance.upkeep import carriers
from appliance.web.carrier import standing_of
from tests.channels.botapi import BadStatus, Trouble, flood
from tests.channels.telegram_house import run
from tests.reach.chat_home import HummingVoice, ListedEars, chat_home

IMPORTED = """
import asyncio, sys
from pathlib import Path
from appliance.app import open_appliance
from appliance.on_duty import on_duty
from appliance.records.telegram import Goes, TelegramOut
from appliance.settings import Settings

async def work():
    folder = Path(sys.argv[1])
    settings = Settings(
        local_data_path=folder / "data", key_file=folder / "key", telegram_bot_token="123456:AAHk-kept-from-before"
    )
    async with open_appliance(settings) as appliance, on_duty(appliance):
        assert appliance.standing() is None
        assert "telegram" not in appliance.channels

asyncio.run(work())
carrier = [name for name in sys.modules if name.split(".")[0] in ("telegram", "av")]
ours = ("appliance.channels.telegram", "appliance.reach.chat.office")
carrier += [name for name in sys.modules if name.startswith(ours)]
print(sorted(carrier))
"""


def hybrid(folder: Path, url: str, token: str) -> Settings:
    return Settings(
        deployment_mode=DeploymentMode.HYBRID,
        local_only=False,
        local_data_path=folder / "data",
        key_file=folder / "key",
        telegram_bot_token=token,
        telegram_base_url=url,
    )


def test_with_local_only_nothing_of_telegram_is_imported(tmp_path: Path) -> None:
    env = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    asked = subprocess.run(
        [sys.executable, "-c", IMPORTED, str(tmp_path)], capture_output=True, text=True, env=env, timeout=120
    )
    assert asked.returncode == 0, asked.stderr
    assert asked.stdout.strip() == "[]"


def test_an_appliance_in_hybrid_mode_answers_whoever_writes(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with chat_home() as home:
            settings = hybrid(tmp_path, home.server.url, home.server.token)
            ears, voice = ListedEars(), HummingVoice()
            async with open_appliance(settings, ears=ears, voice=voice) as appliance:
                assert "telegram" in appliance.channels
                assert (standing := appliance.standing()) is not None
                assert standing.state is State.OFF
                async with on_duty(appliance):
                    home.people["Sam"].write("hello?")
                    await home.until_heard("Sam", "belongs to a household")
                    assert (standing := appliance.standing()) is not None
                    assert (standing.state, standing.bot_name) == (State.FINE, "household_coach_bot")
                sent = len(home.server.sent)
                home.people["Kim"].write("hello?")
                assert len(home.server.sent) == sent, "nothing is sent after the end"
                async with on_duty(appliance):
                    await home.until_heard("Kim", "belongs to a household")

    run(scenario())


@pytest.mark.parametrize("token", ["nonsense", ""])
def test_no_usable_token_is_in_the_way_of_nothing(tmp_path: Path, token: str) -> None:
    async def scenario() -> None:
        settings = hybrid(tmp_path, "http://127.0.0.1:9", token)
        async with open_appliance(settings, ears=ListedEars(), voice=HummingVoice()) as appliance, on_duty(appliance):
            standing = appliance.standing()
            assert standing is not None
            assert standing.state is State.OFF
            assert ("TELEGRAM_BOT_TOKEN" in standing.last_error) is bool(token)

    run(scenario())


def test_how_it_stands_is_told_to_commands_and_on_the_page(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with chat_home() as home:
            settings = hybrid(tmp_path, home.server.url, home.server.token)
            folder, now = settings.local_data_path, home.clock()
            assert await carriers.asked(folder) is None, "nobody is on duty"
            async with (
                open_appliance(settings, ears=ListedEars(), voice=HummingVoice()) as appliance,
                on_duty(appliance),
            ):
                home.people["Sam"].write("hello?")
                await home.until_heard("Sam", "belongs to a household")
                live = await carriers.asked(folder)
                assert live is not None
                assert live[0] == appliance.standing() == standing_of(appliance.channels)
                (finding,) = carriers.telegram(settings)
                assert carriers.as_it_stands(finding, *live, now).detail.startswith("@household_coach_bot; last")

    run(scenario())


def test_a_bot_that_cannot_be_opened_is_told_with_the_remedy(tmp_path: Path) -> None:
    async def scenario() -> None:
        settings = hybrid(tmp_path, "http://127.0.0.1:9", "nonsense")
        async with open_appliance(settings, ears=ListedEars(), voice=HummingVoice()) as appliance, on_duty(appliance):
            live = await carriers.asked(settings.local_data_path)
            assert live is not None
            (finding,) = carriers.telegram(settings)
            for standing in (live[0], standing_of(appliance.channels)):
                assert standing is not None
                found = carriers.as_it_stands(finding, standing, 0, appliance.now())
                assert (found.ok, found.detail) == (False, "TELEGRAM_BOT_TOKEN is no token")
                assert "@BotFather" in found.remedy

    run(scenario())


def test_in_local_mode_there_is_nothing_to_tell(tmp_path: Path) -> None:
    async def scenario() -> None:
        settings = Settings(local_data_path=tmp_path / "data", key_file=tmp_path / "key")
        async with open_appliance(settings, ears=ListedEars(), voice=HummingVoice()) as appliance, on_duty(appliance):
            assert await carriers.asked(settings.local_data_path) is None
            assert standing_of(appliance.channels) is None

    run(scenario())


def test_a_server_that_is_away_is_in_the_way_of_nothing(tmp_path: Path) -> None:
    async def scenario() -> None:
        settings = hybrid(tmp_path, "http://127.0.0.1:9", "123456:AAHk-not-a-real-token")
        async with open_appliance(settings, ears=ListedEars(), voice=HummingVoice()) as appliance, on_duty(appliance):
            standing = appliance.standing()
            assert standing is not None
            assert standing.state in (State.CONNECTING, State.NO_NETWORK)

    run(scenario())


def test_a_refused_token_is_told_by_the_standing() -> None:
    async def scenario() -> None:
        async with chat_home() as home, home.on_duty(token="123456:AAHk-another") as post:

            async def refused() -> bool:
                return post.standing.state is State.TOKEN_REFUSED

            await home.until(refused, "the token is refused")

    run(scenario())


@pytest.mark.parametrize(
    "trouble", [flood(4), BadStatus(500), BadStatus(502, as_json=False)], ids=["429", "500", "502"]
)
def test_commands_that_could_not_be_told_now_are_a_line_in_the_log_and_told_later(
    trouble: Trouble, caplog: pytest.LogCaptureFixture
) -> None:
    async def scenario() -> None:
        async with chat_home() as home:
            home.server.trouble("setMyCommands", trouble)
            async with home.on_duty() as post:

                async def refused() -> bool:
                    return bool(caplog.records) and len(home.server.called("setMyCommands")) == 1

                await home.until(refused, "it could not be told")
                assert post.bot is not None
                held_seconds = post.bot.sender._pace.take(home.people["Sam"].id, home.waited)
                assert held_seconds == (pytest.approx(4.0) if trouble == flood(4) else 0.0)
            async with home.on_duty():

                async def told() -> bool:
                    return set(home.server.world.commands) == {"", *message_codes()}

                await home.until(told, "the commands are told")

    caplog.set_level(logging.WARNING)
    run(scenario())
    (record,) = caplog.records
    assert (record.levelname, record.exc_info) == ("WARNING", None)
    assert "commands could not be told" in record.getMessage()
    assert "\n" not in record.getMessage()


def test_local_only_refuses_telegram_and_hybrid_reaches_it() -> None:
    guard = Guard()
    assert not guard.allows_name("api.telegram.org")
    assert not guard.allows_address("149.154.167.220")
    assert guard.allows_address("192.168.1.20"), "a server of one's own in the home is reached either way"
    with pytest.raises(ValueError, match="LOCAL_ONLY=true forbids it"):
        Settings(deployment_mode=DeploymentMode.HYBRID, local_only=True)


def test_what_waited_before_a_stop_goes_after_the_next_start() -> None:
    async def scenario() -> None:
        async with chat_home() as home:
            async with home.on_duty() as post:
                await home.pair("Sam")
                await home.server.unplug()
                link = await home.store.telegram.of_user(home.users["Sam"].id)
                assert link is not None
                for _ in range(2):
                    kept = TelegramOut(
                        occasion="once",
                        user_id=link.user_id,
                        chat_id=link.chat_id,
                        kind=Goes.TEXT,
                        content="from before",
                        created_at=home.clock(),
                    )
                    await post.send(kept)
            await home.server.plug_in()
            assert home.count("Sam") == 1
            async with home.on_duty():
                await home.until_heard("Sam", "from before")
                await home.settled()
            assert home.count("Sam") == 2
            await home.assert_accounted_for()

    run(scenario())
