"""The Bot API by our client: what crosses, what goes wrong, and that no token is told to anybody."""

from __future__ import annotations

import logging
import subprocess
import sys

import pytest

from appliance.channels.telegram.api import BotApi, server_of
from appliance.channels.telegram.bot import Account
from appliance.channels.telegram.faults import (
    BlockedError,
    RejectedError,
    ServerError,
    TakenError,
    TokenError,
    UnclearError,
    UnsentError,
    hidden,
)
from appliance.channels.telegram.incoming import FileRef
from appliance.channels.telegram.notes import NoteError, NoteFault
from appliance.channels.telegram.request import retry_seconds
from appliance.errors import CarrierError, SettingsError
from tests.channels.botapi import BadStatus, Broken, Cut, Trouble, flood
from tests.channels.telegram_house import House, house, run


async def spoken(home: House, content: bytes) -> FileRef:
    """A voice note that somebody sent."""
    home.server.person("Sam").speak(content)
    async with home.open():
        await home.server.until_handled()
    file = home.done[-1].file
    assert file is not None
    return file


def test_it_knows_who_it_is_and_sets_its_commands() -> None:
    async def talk() -> None:
        async with house() as home, home.bare() as api:
            me = await api.me()
            assert (me.bot_id, me.username, me.name) == (123456, "household_coach_bot", "Coach")
            assert api.bot_id == me.bot_id
            await api.set_commands([("today", "What is due today"), ("pause", "Pause my calls")])
            await api.set_commands([("today", "Was heute ansteht")], "de")
            commands = home.server.world.commands
            assert [each["command"] for each in commands[""]] == ["today", "pause"]
            assert commands["de"] == [{"command": "today", "description": "Was heute ansteht"}]

    run(talk())


def test_a_press_is_answered_and_one_that_is_too_old_is_no_fault() -> None:
    async def talk() -> None:
        async with house() as home, home.bare() as api:
            home.server.world.open_presses.add("77")
            assert await api.answer_press("77", "Noted", alert=True)
            assert home.server.world.answered["77"] == {"text": "Noted", "show_alert": True}
            assert not await api.answer_press("77")
            sam = home.server.person("Sam")
            await api.show_recording(sam.id)
            assert home.server.world.actions == [(sam.id, "record_voice")]

    run(talk())


def test_a_file_is_fetched_as_it_is() -> None:
    async def talk() -> None:
        async with house() as home:
            content = bytes(range(256)) * 4000
            file = await spoken(home, content)
            assert (file.size_bytes, file.duration_seconds, file.mime_type) == (len(content), 3, "audio/ogg")
            async with home.bare() as api:
                assert await api.fetch(file) == content

    run(talk())


def test_a_file_that_is_too_big_is_not_fetched() -> None:
    async def talk() -> None:
        async with house() as home:
            file = await spoken(home, bytes(20 * 1024 * 1024 + 1))
            size_untold = FileRef(file.file_id, file.unique_id)
            async with home.bare() as api:
                for each in (file, size_untold):
                    with pytest.raises(NoteError) as told:
                        await api.fetch(each)
                    assert told.value.fault is NoteFault.TOO_BIG
                with pytest.raises(NoteError):
                    await api.fetch(await spoken(home, bytes(3000)), most_bytes=2000)

    run(talk())


@pytest.mark.parametrize(
    ("trouble", "error"),
    [
        pytest.param(Broken(0.5), UnclearError, id="truncated"),
        pytest.param(Broken(0.0), UnclearError, id="nothing of it"),
        pytest.param(Cut(done=False), UnclearError, id="cut"),
        pytest.param(BadStatus(500), ServerError, id="500"),
        pytest.param(BadStatus(404, "Not Found"), RejectedError, id="404"),
    ],
)
def test_a_download_that_fails_is_told_and_goes_well_the_next_time(trouble: Trouble, error: type[Exception]) -> None:
    async def talk() -> None:
        async with house() as home:
            content = bytes(range(256)) * 400
            file = await spoken(home, content)
            home.server.trouble("file", trouble)
            async with home.bare() as api:
                with pytest.raises(error):
                    await api.fetch(file)
                assert await api.fetch(file) == content

    run(talk())


@pytest.mark.parametrize(
    ("trouble", "error"),
    [
        pytest.param(BadStatus(401, "Unauthorized"), TokenError, id="401"),
        pytest.param(BadStatus(403, "Forbidden: bot was blocked by the user"), BlockedError, id="403"),
        pytest.param(BadStatus(409, "Conflict: terminated by other getUpdates request"), TakenError, id="409"),
        pytest.param(BadStatus(400, "Bad Request: chat not found"), BlockedError, id="chat not found"),
        pytest.param(BadStatus(400, "Bad Request: message is too long"), RejectedError, id="400"),
        pytest.param(BadStatus(500), ServerError, id="500"),
        pytest.param(BadStatus(504), ServerError, id="504"),
        pytest.param(BadStatus(302, "Found", as_json=False), UnclearError, id="302"),
    ],
)
def test_each_status_has_its_error_and_none_tells_the_token(trouble: Trouble, error: type[CarrierError]) -> None:
    async def talk() -> None:
        async with house() as home, home.bare() as api:
            home.server.trouble("getMe", trouble)
            with pytest.raises(error) as told:
                await api.me()
            assert home.server.token not in f"{told.value}{told.value!r}{told.value.__cause__!r}"

    run(talk())


def test_no_connection_is_known_to_have_carried_nothing() -> None:
    async def talk() -> None:
        async with house() as home, home.bare() as api:
            await home.server.unplug()
            with pytest.raises(UnsentError):
                await api.me()

    run(talk())


@pytest.mark.parametrize(
    ("payload", "seconds"),
    [
        (b'{"parameters": {"retry_after": 17}}', 17),
        (b'{"description": "Too Many Requests: retry after 9"}', 9),
        (b'{"parameters": null}', 5),
        (b"<html>", 5),
        (b"[]", 5),
        (b'{"parameters": {"retry_after": 0}}', 1),
    ],
)
def test_how_long_a_429_says_to_wait(payload: bytes, seconds: int) -> None:
    assert retry_seconds(payload) == seconds


def test_no_log_tells_the_token_or_what_was_written(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)

    async def talk() -> None:
        async with house() as home:
            sam = home.server.person("Sam")
            sam.write("something private")
            home.server.trouble("getUpdates", flood(1))
            home.server.trouble("getUpdates", BadStatus(502, as_json=False))
            async with home.open() as bot:
                await home.server.until_handled()
                await bot.api.fetch(FileRef(home.server.world.keep_file("voice", "oga", b"x")["file_id"], ""))
            assert home.server.token not in caplog.text
            assert home.server.token.partition(":")[2] not in caplog.text
            assert "something private" not in caplog.text
            assert "/bot(token)/getUpdates" in caplog.text, "httpx still tells what it asks"
            assert home.server.token not in repr(home.standings)

    run(talk())


def test_a_token_is_hidden_wherever_it_stands() -> None:
    assert (
        hidden("GET https://api.telegram.org/bot123456:AAHk-x_1/getMe")
        == "GET https://api.telegram.org/bot(token)/getMe"
    )
    assert hidden("nothing at 12:30 here") == "nothing at 12:30 here"
    assert "AAHk" not in repr(Account("123456:AAHk"))


@pytest.mark.parametrize("token", ["", "hushhush", "12a:xyz", "123:", "１２:xyz"])
def test_what_is_no_token_is_said_to_be_none(token: str) -> None:
    with pytest.raises(SettingsError) as told:
        BotApi(token)
    assert "BotFather" in told.value.remedy


@pytest.mark.parametrize(
    ("base", "files", "expected"),
    [
        ("", "", ("https://api.telegram.org/bot", "https://api.telegram.org/file/bot")),
        ("http://nas:8081", "", ("http://nas:8081/bot", "http://nas:8081/file/bot")),
        ("http://nas:8081/", "", ("http://nas:8081/bot", "http://nas:8081/file/bot")),
        ("http://nas:8081/bot", "", ("http://nas:8081/bot", "http://nas:8081/file/bot")),
        ("http://nas/tg/bot/", "http://files/x/bot", ("http://nas/tg/bot", "http://files/x/bot")),
        ("http://nas:8081", "http://nas:8081/file", ("http://nas:8081/bot", "http://nas:8081/file/bot")),
    ],
)
def test_where_the_server_is(base: str, files: str, expected: tuple[str, str]) -> None:
    server = server_of(base, files)
    assert (server.base_url, server.base_file_url) == expected


def test_the_library_is_not_imported_before_a_bot_is_opened() -> None:
    code = (
        "import sys, appliance.channels.telegram.bot, appliance.channels.telegram.notes;"
        "sys.exit(any(each in sys.modules for each in ('telegram', 'av')))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
