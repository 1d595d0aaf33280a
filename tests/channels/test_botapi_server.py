"""The test server itself: spoken to by a bare HTTP client, as the published Bot API says."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import httpx
import pytest
import telegram
import telegram.error

from tests.channels.botapi import BotApiServer, Broken, Cut, serving_bot_api
from tests.channels.telegram_house import Waits, run

OGG = b"OggS\0\2" + bytes(22) + b"OpusHead" + b"\r\n--x\r\n\r\n" * 50


class Client:
    """A client of nobody's."""

    def __init__(self, server: BotApiServer, http: httpx.AsyncClient, waits: Waits) -> None:
        self.server = server
        self.http = http
        self.waits = waits

    async def ask(self, method: str, **values: Any) -> tuple[int, dict[str, Any]]:
        answer = await self.http.post(f"{self.server.url}/bot{self.server.token}/{method}", json=values)
        body: dict[str, Any] = answer.json()
        assert body["ok"] is (answer.status_code == 200)
        return answer.status_code, body

    async def result(self, method: str, **values: Any) -> Any:
        status, body = await self.ask(method, **values)
        assert status == 200, body
        return body["result"]

    async def refused(self, method: str, **values: Any) -> str:
        status, body = await self.ask(method, **values)
        assert body["error_code"] == status
        return f"{status} {body['description']}"


@asynccontextmanager
async def talking() -> AsyncIterator[Client]:
    waits = Waits()
    async with serving_bot_api(waits.now) as server, httpx.AsyncClient() as http:
        yield Client(server, http, waits)


def test_who_it_is_and_who_it_is_not() -> None:
    async def talk() -> None:
        async with talking() as client:
            assert (await client.result("getMe"))["is_bot"] is True
            assert (await client.result("getme"))["username"] == "household_coach_bot"
            assert await client.refused("getMeNot") == "404 Not Found"
            stranger = await client.http.get(f"{client.server.url}/bot1:x/getMe")
            assert (stranger.status_code, stranger.json()["description"]) == (401, "Unauthorized")

    run(talk())


def test_updates_come_until_they_are_confirmed() -> None:
    async def talk() -> None:
        async with talking() as client:
            sam = client.server.person("Sam")
            for text in ("one", "/start abc", "three"):
                sam.write(text)
            first = await client.result("getUpdates")
            assert [update["message"]["text"] for update in first] == ["one", "/start abc", "three"]
            assert first[1]["message"]["entities"] == [{"type": "bot_command", "offset": 0, "length": 6}]
            assert await client.result("getUpdates") == first
            assert await client.result("getUpdates", limit=1) == first[:1]
            assert await client.result("getUpdates", offset=first[0]["update_id"] + 1) == first[1:]
            assert await client.result("getUpdates", offset=-1) == first[2:]
            assert await client.result("getUpdates") == first[2:]
            client.waits.passed += timedelta(hours=25).total_seconds()
            assert await client.result("getUpdates") == []

    run(talk())


def test_a_long_poll_ends_with_the_first_update_or_with_another_poller() -> None:
    async def talk() -> None:
        async with talking() as client:
            sam = client.server.person("Sam")
            waiting = asyncio.create_task(client.result("getUpdates", timeout=50))
            await client.server.until(lambda: client.server.polled)
            sam.write("hello")
            (update,) = await waiting
            offset = update["update_id"] + 1
            ousted = asyncio.create_task(client.refused("getUpdates", timeout=50, offset=offset))
            await client.server.until(lambda: client.server.polled)
            assert await client.result("getUpdates") == []
            assert (await ousted).startswith("409 Conflict: terminated by other getUpdates request")
            await client.result("setWebhook", url="https://example.org")
            assert (await client.refused("getUpdates")).startswith("409 Conflict: can't use getUpdates")
            await client.result("deleteWebhook")
            assert await client.result("getUpdates") == []

    run(talk())


def test_only_the_kinds_that_were_asked_for_come() -> None:
    async def talk() -> None:
        async with talking() as client:
            sam = client.server.person("Sam")
            await client.result("getUpdates", allowed_updates=["callback_query"])
            sam.write("not this")
            await client.result("sendMessage", chat_id=sam.id, text="?", reply_markup=keyboard("y"))
            sam.press(client.server.sent[0], "y")
            (update,) = await client.result("getUpdates")
            assert update["callback_query"]["data"] == "y"
            await client.result("getUpdates", allowed_updates=[], offset=update["update_id"] + 1)
            sam.write("but this")
            (update,) = await client.result("getUpdates")
            assert update["message"]["text"] == "but this"

    run(talk())


def keyboard(*data: str) -> dict[str, Any]:
    return {"inline_keyboard": [[{"text": each.title() or "?", "callback_data": each} for each in data]]}


def test_every_kind_of_update_has_its_form() -> None:
    async def talk() -> None:
        async with talking() as client:
            sam, family = client.server.person("Sam"), client.server.group("Family")
            spoken = sam.speak(OGG, 4)
            sam.show(b"mp4", 5, reply_to=spoken, forwarded=True)
            sam.write("in the group", into=family)
            sam.edit(sam.write("befor"), "before")
            sam.send_photo(b"\xff\xd8\xff", "look")
            sam.block()
            sam.unblock()
            old, new = family.id, family.migrate(sam)
            updates = await client.result("getUpdates")
            voice, note, grouped, _, edited, photo, blocked, unblocked, moved = updates
            assert voice["message"]["voice"]["duration"] == 4
            assert voice["message"]["chat"] == {"id": sam.id, "type": "private", "first_name": "Sam"}
            assert note["message"]["video_note"]["length"] == 240
            assert note["message"]["reply_to_message"]["message_id"] == spoken
            assert note["message"]["forward_origin"]["type"] == "hidden_user"
            assert grouped["message"]["chat"]["type"] == "group"
            assert edited["edited_message"]["text"] == "before"
            assert edited["edited_message"]["edit_date"]
            assert photo["message"]["caption"] == "look"
            assert blocked["my_chat_member"]["new_chat_member"]["status"] == "kicked"
            assert unblocked["my_chat_member"]["new_chat_member"]["status"] == "member"
            assert moved["message"]["migrate_to_chat_id"] == new
            status, body = await client.ask("sendMessage", chat_id=old, text="hello")
            assert (status, body["parameters"]) == (400, {"migrate_to_chat_id": new})

    run(talk())


def test_files_go_up_as_multipart_and_come_down_whole() -> None:
    async def talk() -> None:
        async with talking() as client:
            sam = client.server.person("Sam")
            base = f"{client.server.url}/bot{client.server.token}"
            values = {"chat_id": str(sam.id), "duration": "4", "caption": "Grüße"}
            sent = await client.http.post(
                f"{base}/sendVoice", data=values, files={"voice": ("a.ogg", OGG, "audio/ogg")}
            )
            voice = sent.json()["result"]["voice"]
            assert (voice["file_size"], voice["duration"]) == (len(OGG), 4)
            assert client.server.sent[0].file == OGG
            assert client.server.sent[0].text == "Grüße"
            values = {"chat_id": str(sam.id), "voice": "attach://other"}
            await client.http.post(f"{base}/sendVoice", data=values, files={"other": ("b.ogg", OGG[:200], "audio/ogg")})
            assert client.server.sent[1].file == OGG[:200]
            await client.result("sendVoice", chat_id=sam.id, voice=voice["file_id"])
            assert client.server.sent[2].file == OGG
            assert client.server.sent[2].json["voice"]["file_id"] == voice["file_id"]
            found = await client.result("getFile", file_id=voice["file_id"])
            address = f"{client.server.url}/file/bot{client.server.token}/{found['file_path']}"
            assert (await client.http.get(address)).content == OGG
            assert (await client.http.get(address.replace(client.server.token, "1:x"))).status_code == 404
            client.server.trouble("file", Broken(0.25))
            with pytest.raises(httpx.RemoteProtocolError):
                await client.http.get(address)
            assert (await client.http.get(address)).content == OGG

    run(talk())


def test_files_over_20_mb_do_not_come_down() -> None:
    async def talk() -> None:
        async with talking() as client:
            sam = client.server.person("Sam")
            sam.speak(bytes(20 * 1024 * 1024 + 1))
            (update,) = await client.result("getUpdates")
            file_id = update["message"]["voice"]["file_id"]
            assert await client.refused("getFile", file_id=file_id) == "400 Bad Request: file is too big"

    run(talk())


def test_limits_and_what_is_not_there() -> None:
    async def talk() -> None:
        async with talking() as client:
            sam = client.server.person("Sam")
            sam.speak(OGG)
            (update,) = await client.result("getUpdates")
            voice = update["message"]["voice"]["file_id"]
            bad = "400 Bad Request: "
            asked = client.refused
            assert await asked("sendMessage", chat_id=sam.id, text="") == bad + "message text is empty"
            assert await asked("sendMessage", chat_id=sam.id, text="x" * 4097) == bad + "message is too long"
            assert await asked("sendMessage", chat_id=1, text="x") == bad + "chat not found"
            assert await asked("sendMessage", chat_id="Sam", text="x") == bad + "can't parse chat_id as an integer"
            assert await asked("sendVoice", chat_id=sam.id) == bad + "there is no voice in the request"
            long = {"chat_id": sam.id, "voice": voice, "caption": "x" * 1025}
            assert await asked("sendVoice", **long) == bad + "message caption is too long"
            unknown = bad + "wrong file identifier/HTTP URL specified"
            assert await asked("sendVoice", chat_id=sam.id, voice="AwAC") == unknown
            keys = {"chat_id": sam.id, "text": "x", "reply_markup": keyboard("d" * 65)}
            assert await asked("sendMessage", **keys) == bad + "BUTTON_DATA_INVALID"
            reply = {"chat_id": sam.id, "text": "x", "reply_parameters": {"message_id": 99}}
            assert await asked("sendMessage", **reply) == bad + "message to be replied not found"
            assert (
                await asked("editMessageText", chat_id=sam.id, message_id=1, text="x")
                == bad + "message can't be edited"
            )
            assert await asked("deleteMessage", chat_id=sam.id, message_id=9) == bad + "message to delete not found"
            assert client.server.sent == []

    run(talk())


def test_a_library_of_others_understands_it() -> None:
    """python-telegram-bot reads every answer into classes that know what must be there."""

    async def talk() -> None:
        async with talking() as client:
            server = client.server
            base, files = f"{server.url}/bot", f"{server.url}/file/bot"
            sam, family = server.person("Sam"), server.group("Family")
            sam.speak(OGG, 4)
            sam.show(b"mp4", 5, forwarded=True)
            sam.edit(sam.write("/start abc"), "changed")
            sam.send_photo(b"\xff\xd8\xff", "look")
            sam.block()
            sam.unblock()
            family.migrate(sam)
            async with telegram.Bot(server.token, base_url=base, base_file_url=files) as bot:
                rows = telegram.InlineKeyboardMarkup.from_button(
                    telegram.InlineKeyboardButton("Yes", callback_data="y")
                )
                sent = await bot.send_message(sam.id, "?", reply_markup=rows)
                sam.press(server.sent[0], "y")
                updates = await bot.get_updates()
                voice, note, command, edited, photo, blocked, _, moved, press = updates
                assert voice.message is not None
                assert voice.message.voice is not None
                assert (voice.message.date, voice.message.voice.file_size) == (client.waits.now(), len(OGG))
                assert bytes(await (await voice.message.voice.get_file()).download_as_bytearray()) == OGG
                assert note.message is not None
                assert note.message.video_note is not None
                assert isinstance(note.message.forward_origin, telegram.MessageOriginHiddenUser)
                assert command.message is not None
                assert [each.type for each in command.message.entities] == ["bot_command"]
                assert edited.edited_message is not None
                assert edited.edited_message.text == "changed"
                assert photo.message is not None
                assert photo.message.caption == "look"
                assert blocked.my_chat_member is not None
                assert blocked.my_chat_member.new_chat_member.status == "kicked"
                assert moved.message is not None
                assert moved.message.migrate_to_chat_id == family.id
                assert press.callback_query is not None
                assert await press.callback_query.answer("Noted")
                assert await bot.edit_message_text("!", sam.id, sent.message_id) == sent, "the same message"
                assert server.sent[0].text == "!"
                for way, kind in (("voice", "voice"), ("photo", "photo"), ("audio", "audio"), ("document", "document")):
                    data = b"\x89PNG" if way == "photo" else OGG
                    message = await getattr(bot, f"send_{way}")(sam.id, data, caption="c")
                    assert getattr(message, kind)
                assert await bot.delete_message(sam.id, sent.message_id)
                with pytest.raises(telegram.error.ChatMigrated):
                    await bot.send_message(-4001, "hello")
            assert server.unknown == set()

    run(talk())


def test_a_press_is_answered_once() -> None:
    async def talk() -> None:
        async with talking() as client:
            sam = client.server.person("Sam")
            await client.result("sendMessage", chat_id=sam.id, text="?", reply_markup=keyboard("y", "n"))
            query = sam.press(client.server.sent[0], "n")
            await client.result("answerCallbackQuery", callback_query_id=query, text="Noted")
            assert client.server.world.answered[query]["text"] == "Noted"
            assert "query is too old" in await client.refused("answerCallbackQuery", callback_query_id=query)

    run(talk())


@pytest.mark.parametrize("done", [True, False])
def test_a_cut_connection_tells_nothing_of_what_was_done(done: bool) -> None:
    async def talk() -> None:
        async with talking() as client:
            sam = client.server.person("Sam")
            client.server.trouble("sendMessage", Cut(done))
            with pytest.raises(httpx.TransportError):
                await client.ask("sendMessage", chat_id=sam.id, text="hello")
            assert len(client.server.sent) == done

    run(talk())


def test_a_network_that_is_gone_refuses_and_comes_back_at_the_same_address() -> None:
    async def talk() -> None:
        async with talking() as client:
            url = client.server.url
            await client.server.unplug()
            with pytest.raises(httpx.ConnectError):
                await client.ask("getMe")
            await client.server.plug_in()
            assert client.server.url == url
            await client.result("getMe")

    run(talk())
