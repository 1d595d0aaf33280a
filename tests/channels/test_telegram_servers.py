"""Other servers than Telegram's own, and what stands before them: nothing is believed that is not said clearly."""

from __future__ import annotations

import asyncio
import gc
import json
from typing import Any

import pytest

from appliance.channels.telegram import api as bot_api
from appliance.channels.telegram.api import BotApi, server_of
from appliance.channels.telegram.faults import (
    BlockedError,
    FloodError,
    MovedError,
    RejectedError,
    ServerError,
    TakenError,
    TokenError,
    UnclearError,
)
from appliance.channels.telegram.notes import NoteError
from appliance.channels.telegram.outgoing import Content, Outgoing, Rebutton, Remove, Text
from appliance.channels.telegram.request import refusal_in
from appliance.channels.telegram.standing import State
from appliance.errors import CarrierError
from appliance.records.telegram import Fate
from tests.channels.botapi import BadStatus, Broken, Held, Said, Trouble
from tests.channels.telegram_house import house, run
from tests.channels.test_telegram_api import spoken
from tests.channels.test_telegram_sender import until_settled

PAGE = b"<html><h1>Somebody in between</h1></html>"
JSON = "application/json"


def said(values: object, status: int = 200) -> Said:
    return Said(status, json.dumps(values).encode(), JSON)


def refusal(code: int, description: str, **parameters: int) -> dict[str, Any]:
    told = {"ok": False, "error_code": code, "description": description, "new_field": {"a": [1]}}
    return told | ({"parameters": parameters} if parameters else {})


@pytest.mark.parametrize(
    ("trouble", "error"),
    [
        pytest.param(said(refusal(403, "Forbidden: user is deactivated"), 403), BlockedError, id="deactivated"),
        pytest.param(said(refusal(400, "Bad Request: USER_IS_BLOCKED"), 400), BlockedError, id="blocked"),
        pytest.param(said(refusal(400, "Bad Request: PEER_ID_INVALID"), 400), BlockedError, id="no such peer"),
        pytest.param(said(refusal(403, "Forbidden: bot was kicked")), BlockedError, id="403 said with 200"),
        pytest.param(said(refusal(400, "x", migrate_to_chat_id=-1001), 400), MovedError, id="moved"),
        pytest.param(said(refusal(429, "x", retry_after=9), 429), FloodError, id="429"),
        pytest.param(said(refusal(429, "x")), FloodError, id="429 said with 200, without parameters"),
        pytest.param(said(refusal(400, "x", retry_after=9), 400), FloodError, id="a wait said with 400"),
        pytest.param(said({"ok": False}), ServerError, id="a refusal without a code"),
        pytest.param(said({"ok": False, "error_code": "many"}), ServerError, id="a code that is none"),
        pytest.param(said(refusal(409, "Conflict: x"), 409), TakenError, id="409"),
        pytest.param(Said(403, PAGE), ServerError, id="403 of a firewall is nobody who blocked the bot"),
        pytest.param(Said(400, PAGE), ServerError, id="400 of a proxy"),
        pytest.param(Said(409, PAGE), ServerError, id="409 of a proxy"),
        pytest.param(Said(413, PAGE), RejectedError, id="413 of a proxy"),
        pytest.param(Said(404, PAGE), TokenError, id="404: no Bot API is there"),
        pytest.param(Said(401, PAGE), TokenError, id="401 of a proxy"),
        pytest.param(Said(502, PAGE), ServerError, id="502"),
        pytest.param(said(refusal(502, "Bad Gateway"), 502), ServerError, id="502 in Telegram's form"),
        pytest.param(Said(500, PAGE), ServerError, id="500 as a page"),
        pytest.param(Said(599, b""), ServerError, id="599 with nothing"),
        pytest.param(Said(200, PAGE), UnclearError, id="a portal"),
        pytest.param(Said(200, b"[" * 100_000), UnclearError, id="too deep"),
        pytest.param(said([1, 2]), UnclearError, id="a list"),
        pytest.param(said({"ok": True}), UnclearError, id="without a result"),
        pytest.param(said({"ok": True, "result": None}), UnclearError, id="no result"),
    ],
)
def test_what_an_answer_means(trouble: Trouble, error: type[CarrierError]) -> None:
    async def talk() -> None:
        async with house() as home, home.bare() as api:
            home.server.trouble("sendMessage", trouble)
            with pytest.raises(CarrierError) as told:
                await api.send(Outgoing(key=home.queue.put(1, Text("x")), chat_id=1, content=Text("x")))
            assert type(told.value) is error
            assert home.server.token not in f"{told.value}{told.value.__cause__!r}"

    run(talk())


def test_answers_with_more_or_less_than_is_documented_are_read() -> None:
    async def talk() -> None:
        async with house() as home, home.bare() as api:
            sam = home.server.person("Sam")
            me = {"id": 5, "is_bot": True, "first_name": "B", "new": {"deep": []}}
            home.server.trouble("getMe", said({"ok": True, "result": me, "more": 1}))
            assert (await api.me()).username == ""
            message = {"message_id": 7, "date": 1, "chat": {"id": sam.id, "type": "private"}, "unheard_of": [{}]}
            home.server.trouble("sendMessage", said({"ok": True, "result": message}))
            sent = await api.send(Outgoing(home.queue.put(sam.id, Text("x")), sam.id, Text("x")))
            assert (sent.message_id, sent.file_id) == (7, "")

    run(talk())


@pytest.mark.parametrize("result", [None, {}, "x", [1, None, {"update_id": "no"}]], ids=repr)
def test_a_poll_that_gives_something_else_loses_nothing(result: object) -> None:
    async def talk() -> None:
        async with house() as home:
            home.server.trouble("getUpdates", said({"ok": True, "result": result}))
            home.server.person("Sam").write("hello")
            async with home.open():
                await home.server.until_handled()
            assert [each.text for each in home.done] == ["hello"]

    run(talk())


def test_a_refusal_of_a_poll_that_is_said_with_200_is_trouble() -> None:
    async def talk() -> None:
        async with house() as home:
            home.server.trouble("getUpdates", said(refusal(401, "Unauthorized")))
            async with home.open():
                await home.server.until(lambda: State.FINE in home.states)
            assert home.states[:3] == [State.CONNECTING, State.TOKEN_REFUSED, State.FINE] or (
                home.states[:2] == [State.TOKEN_REFUSED, State.FINE]
            )

    run(talk())


def test_a_token_that_is_taken_back_in_mid_run_is_told_and_comes_back() -> None:
    async def talk() -> None:
        async with house() as home:
            sam = home.server.person("Sam")
            async with home.open():
                sam.write("one")
                await home.server.until_handled()
                home.server.trouble("getUpdates", BadStatus(401, "Unauthorized"), 2)
                sam.write("two")
                await home.server.until(lambda: len(home.done) == 2 and State.TOKEN_REFUSED in home.states)
            assert [each.text for each in home.done] == ["one", "two"]

    run(talk())


def test_a_poll_that_never_ends_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bot_api, "ANSWER_SECONDS", 0.05)

    async def talk() -> None:
        async with house() as home, home.bare() as api:
            never = asyncio.Event()
            home.server.trouble("getUpdates", Held(never, done_first=False))
            with pytest.raises(UnclearError):
                await api.updates(None, 0)
            never.set()

    run(talk())


@pytest.mark.parametrize(
    "path", ["/var/lib/telegram-bot-api/1:a/voice/file_1.oga", "C:\\bot\\file_1.oga", "file:///x", "\\\\nas\\file.oga"]
)
def test_a_server_that_keeps_its_files_says_how_it_is_to_be_started(path: str) -> None:
    async def talk() -> None:
        async with house() as home:
            file = await spoken(home, b"sound")
            home.server.world.files[file.file_id] = (path, b"sound")
            async with home.bare() as api:
                with pytest.raises(RejectedError) as told:
                    await api.fetch(file)
            assert "--local" in told.value.remedy
            assert not home.server.called("file")

    run(talk())


def test_a_file_of_this_machine_is_not_read_whatever_the_server_says(tmp_path: Any) -> None:
    secret = tmp_path / "key"
    secret.write_bytes(b"secret")

    async def talk() -> None:
        async with house() as home:
            file = await spoken(home, b"sound")
            home.server.world.files[file.file_id] = (str(secret), b"sound")
            async with home.bare() as api:
                with pytest.raises(RejectedError):
                    await api.fetch(file)

    run(talk())


def test_a_file_without_a_path_is_told() -> None:
    async def talk() -> None:
        async with house() as home:
            file = await spoken(home, b"sound")
            nowhere = {"file_id": file.file_id, "file_unique_id": "u"}
            home.server.trouble("getFile", said({"ok": True, "result": nowhere}))
            async with home.bare() as api:
                with pytest.raises(RejectedError, match="does not say where"):
                    await api.fetch(file)

    run(talk())


@pytest.mark.parametrize("share", [0.0, 0.5, 0.999])
def test_a_download_without_a_length_that_breaks_off_is_not_taken_for_whole(share: float) -> None:
    async def talk() -> None:
        async with house() as home:
            content = bytes(range(256)) * 400
            file = await spoken(home, content)
            home.server.trouble("file", Broken(share, in_pieces=True))
            async with home.bare() as api:
                with pytest.raises(UnclearError):
                    await api.fetch(file)
                assert await api.fetch(file) == content

    run(talk())


def test_a_download_that_is_larger_than_was_said_ends_where_it_may() -> None:
    async def talk() -> None:
        async with house() as home:
            file = await spoken(home, b"s" * 100)
            home.server.trouble("file", Said(200, b"s" * 300, "audio/ogg"))
            async with home.bare() as api:
                with pytest.raises(NoteError):
                    await api.fetch(file, most_bytes=200)
            gc.collect()  # what httpx was reading with is closed when it is collected
            await asyncio.sleep(0)

    run(talk())


@pytest.mark.parametrize("ending", ["", "/", "/bot", "/bot/"])
def test_every_way_to_write_the_address_leads_to_the_server(ending: str) -> None:
    async def talk() -> None:
        async with house() as home:
            api = BotApi(home.server.token, server_of(f"{home.server.url}{ending}"))
            try:
                assert (await api.me()).username == "household_coach_bot"
                file = await spoken(home, b"sound")
                assert await api.fetch(file) == b"sound"
            finally:
                await api.aclose()

    run(talk())


def test_changes_of_what_is_gone_or_made_are_no_faults() -> None:
    async def talk() -> None:
        async with house() as home:
            sam = home.server.person("Sam")
            sam.write("hi")
            first = home.queue.put(sam.id, Text("one"))
            async with home.open() as bot:
                await until_settled(home)
                number = home.queue.ends[first].message_id or 0
                changes: list[Content] = [Remove(number), Remove(number), Rebutton(number)]
                keys = [home.queue.put(sam.id, each) for each in changes]
                bot.sender.wake()
                await until_settled(home)
            assert [home.queue.fate(key) for key in keys] == [Fate.SENT, Fate.SENT, Fate.REFUSED]

    run(talk())


def test_a_group_is_left_and_one_that_was_left_is_no_fault() -> None:
    async def talk() -> None:
        async with house() as home, home.bare() as api:
            group = home.server.group("Family")
            group.add_bot(home.server.person("Sam"))
            for _ in range(2):
                await api.leave(group.id)
            assert not group.has_bot
            await api.leave(-99)

    run(talk())


@pytest.mark.parametrize("payload", [b"", b"null", b'"ok"', b'{"ok": 0}', b'{"ok": true}', b'{"ok": "false"}', PAGE])
def test_what_is_no_refusal_of_telegrams(payload: bytes) -> None:
    assert refusal_in(payload) is None
