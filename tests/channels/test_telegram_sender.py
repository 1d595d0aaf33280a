"""The outbox against a real socket: nothing lost, nothing doubled, nothing in the wrong chat, at Telegram's pace."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from appliance.channels.telegram.outgoing import (
    Button,
    File,
    IfUnsure,
    Photo,
    Rebutton,
    Remove,
    Rewrite,
    Sound,
    Text,
    Voice,
    in_pieces,
    units,
)
from appliance.channels.telegram.pace import Pace
from appliance.records.telegram import Fate
from tests.channels.botapi import BadStatus, Cut, Held, Said, Trouble, WithoutForm, flood
from tests.channels.telegram_house import START, House, house, run

OGG = b"OggS\0\2" + bytes(22) + b"OpusHead" + bytes(range(256)) * 40
PNG = b"\x89PNG\r\n\x1a\n" + bytes(200)


async def until_settled(home: House) -> None:
    """Every message has come to an end."""
    async with asyncio.timeout(20), home.queue.settled:
        await home.queue.settled.wait_for(lambda: len(home.queue.ends) == len(home.queue.messages))


def test_each_kind_arrives_as_it_is_meant() -> None:
    async def talk() -> None:
        async with house() as home:
            sam = home.server.person("Sam")
            question = sam.write("hello?")
            keys = ((Button("Yes", "yes:1"), Button("No", "no:1")),)
            put = home.queue.put
            put(sam.id, Text("Good evening <b>&\nй", keys), reply_to=question, silent=True, protected=True)
            put(sam.id, Voice(OGG, 4, "A caption", keys))
            put(sam.id, Photo(PNG, "Your week"))
            put(sam.id, File(b"{}", "sam.json", "Everything"))
            put(sam.id, Sound(b"ID3" + bytes(100), "sound.mp3", 3))
            async with home.open():
                await until_settled(home)
            text, voice, photo, file, sound = home.server.sent
            assert [each.kind for each in home.server.sent] == ["text", "voice", "photo", "document", "audio"]
            assert (text.text, text.reply_to, text.silent, text.protected) == (
                "Good evening <b>&\nй",
                question,
                True,
                True,
            )
            assert [button["callback_data"] for button in text.buttons[0]] == ["yes:1", "no:1"]
            assert (voice.file, voice.json["voice"]["duration"], voice.text) == (OGG, 4, "A caption")
            assert voice.buttons == text.buttons
            assert not voice.silent
            assert (photo.file, photo.text) == (PNG, "Your week")
            assert (file.json["document"]["file_name"], file.file) == ("sam.json", b"{}")
            assert sound.json["audio"]["duration"] == 3
            ends = list(home.queue.ends.values())
            assert [end.message_id for end in ends] == [each.message_id for each in home.server.sent]
            assert ends[1].file_id == voice.json["voice"]["file_id"]
            assert ends[2].file_id == photo.json["photo"][-1]["file_id"]

    run(talk())


def test_a_voice_note_is_sent_again_by_its_id() -> None:
    async def talk() -> None:
        async with house() as home:
            sam, kim = home.server.person("Sam"), home.server.person("Kim")
            first = home.queue.put(sam.id, Voice(OGG, 4))
            async with home.open() as bot:
                await until_settled(home)
                home.queue.put(kim.id, Voice(home.queue.ends[first].file_id, 4))
                bot.sender.wake()
                await until_settled(home)
            assert [each.file for each in kim.heard] == [OGG]

    run(talk())


def test_changes_are_made_and_what_is_made_already_is_no_fault() -> None:
    async def talk() -> None:
        async with house() as home:
            sam = home.server.person("Sam")
            keys = ((Button("Yes", "y"),),)
            first = home.queue.put(sam.id, Text("Did you run?", keys))
            async with home.open() as bot:
                await until_settled(home)
                number = home.queue.ends[first].message_id
                assert number is not None
                for content in (Rewrite(number, "You ran."), Rewrite(number, "You ran."), Rebutton(number, keys)):
                    home.queue.put(sam.id, content)
                bot.sender.wake()
                await until_settled(home)
                message = home.server.sent[0]
                assert (message.text, message.earlier, message.buttons[0][0]["text"]) == (
                    "You ran.",
                    ["Did you run?"],
                    "Yes",
                )
                home.queue.put(sam.id, Remove(number))
                home.queue.put(sam.id, Remove(number))
                bot.sender.wake()
                await until_settled(home)
            assert message.deleted
            assert {end.fate for end in home.queue.ends.values()} == {Fate.SENT}

    run(talk())


def test_a_message_is_deleted_for_two_days_only() -> None:
    async def talk() -> None:
        async with house() as home:
            sam = home.server.person("Sam")
            first = home.queue.put(sam.id, Text("hello"))
            async with home.open() as bot:
                await until_settled(home)
                home.waits.passed += timedelta(hours=49).total_seconds()
                late = home.queue.put(sam.id, Remove(home.queue.ends[first].message_id or 0))
                bot.sender.wake()
                await until_settled(home)
            assert home.queue.fate(late) is Fate.REFUSED
            assert "can't be deleted" in home.queue.ends[late].detail
            assert len(sam.heard) == 1

    run(talk())


def test_each_chat_in_its_order_and_none_waits_for_another() -> None:
    async def talk() -> None:
        async with house() as home:
            sam, kim = home.server.person("Sam"), home.server.person("Kim")
            go = asyncio.Event()
            home.server.trouble("sendVoice", Held(go, done_first=False))
            home.queue.put(sam.id, Voice(OGG, 4))
            for number in range(5):
                home.queue.put(sam.id, Text(f"Sam {number}"))
                home.queue.put(kim.id, Text(f"Kim {number}"))
            async with home.open():
                await home.server.until(lambda: len(kim.heard) == 5)
                assert sam.heard == []
                go.set()
                await until_settled(home)
            assert [each.kind for each in sam.heard] == ["voice", *["text"] * 5]
            assert [each.text for each in sam.heard[1:]] == [f"Sam {number}" for number in range(5)]
            assert [each.text for each in kim.heard] == [f"Kim {number}" for number in range(5)]

    run(talk())


PAGE = b"<html><h1>Somebody in between</h1></html>"


@pytest.mark.parametrize(
    ("trouble", "times"),
    [
        pytest.param(flood(5), 3, id="429"),
        pytest.param(BadStatus(500), 2, id="500"),
        pytest.param(BadStatus(503, as_json=False), 3, id="503 as a page"),
        pytest.param(Said(502, PAGE), 1, id="502 of a gateway"),
        pytest.param(BadStatus(502, "Bad Gateway"), 2, id="502 in Telegram's form"),
        pytest.param(BadStatus(504, as_json=False), 2, id="504"),
        pytest.param(Said(500, PAGE), 1, id="500 of somebody in between"),
        pytest.param(Said(520, b""), 1, id="520"),
        pytest.param(BadStatus(401, "Unauthorized"), 1, id="401"),
        pytest.param(Said(403, PAGE), 2, id="403 of a firewall"),
        pytest.param(Said(407, PAGE), 1, id="407 of a proxy"),
        pytest.param(Said(200, b'{"ok": false, "error_code": 500, "description": "x"}'), 2, id="500 said with 200"),
        pytest.param(Said(429, PAGE), 1, id="429 of a gateway"),
        pytest.param(BadStatus(429, "Too Many Requests"), 1, id="429 without parameters"),
        pytest.param(BadStatus(420, "FLOOD_WAIT", {"retry_after": 2}), 1, id="a wait said with 420"),
    ],
)
def test_what_telegram_says_it_did_not_do_is_sent_again_until_it_is(trouble: Trouble, times: int) -> None:
    async def talk() -> None:
        async with house() as home:
            sam = home.server.person("Sam")
            home.server.trouble("sendVoice", trouble, times)
            home.queue.put(sam.id, Voice(OGG, 4))
            home.queue.put(sam.id, Text("behind it"))
            async with home.open():
                await until_settled(home)
            assert [each.kind for each in sam.heard] == ["voice", "text"]
            assert {end.fate for end in home.queue.ends.values()} == {Fate.SENT}

    run(talk())


@pytest.mark.parametrize("status", [500, 502, 504, 520])
def test_a_gateway_that_lost_the_answer_doubles_a_message_rather_than_losing_it(status: int) -> None:
    async def talk() -> None:
        async with house() as home:
            sam = home.server.person("Sam")
            home.server.trouble("sendVoice", Said(status, PAGE, done_first=True))
            key = home.queue.put(sam.id, Voice(OGG, 4))
            async with home.open():
                await until_settled(home)
            assert [each.kind for each in sam.heard] == ["voice", "voice"]
            assert home.queue.fate(key) is Fate.SENT

    run(talk())


def test_a_429_for_a_chat_holds_that_chat_and_no_other() -> None:
    async def talk() -> None:
        async with house() as home:
            sam, kim = home.server.person("Sam"), home.server.person("Kim")
            home.server.trouble("sendMessage", flood(30))
            home.queue.put(sam.id, Text("first"))
            sleep, go = home.waits.sleep, asyncio.Event()

            async def half_a_minute_is_long(seconds: float) -> None:
                if seconds > 20:
                    await go.wait()
                await sleep(seconds)

            home.waits.sleep = half_a_minute_is_long  # type: ignore[method-assign]
            async with home.open() as bot:
                await home.server.until(lambda: len(home.server.called("sendMessage")) == 1)
                home.queue.put(kim.id, Text("second"))
                bot.sender.wake()
                await home.server.until(lambda: len(kim.heard) == 1)
                assert sam.heard == []
                go.set()
                await until_settled(home)
            refused, *_, last = home.server.called("sendMessage")
            assert last.values["text"] == "first"
            assert last.at >= refused.at + timedelta(seconds=30)

    run(talk())


def test_a_429_for_two_chats_in_a_minute_holds_every_chat() -> None:
    async def talk() -> None:
        async with house() as home:
            sam, kim, eve = (home.server.person(name) for name in ("Sam", "Kim", "Eve"))
            home.server.trouble("sendMessage", flood(40), 2)
            for person in (sam, kim):
                home.queue.put(person.id, Text("hello"))
            async with home.open() as bot:
                await home.server.until(lambda: len(home.server.called("sendMessage")) == 2)
                home.queue.put(eve.id, Text("hello"))
                bot.sender.wake()
                await until_settled(home)
            _, second, *others = home.server.called("sendMessage")
            assert len(others) == 3
            assert min(call.at for call in others) >= second.at + timedelta(seconds=40)

    run(talk())


def test_a_429_for_a_question_without_a_chat_holds_every_chat() -> None:
    async def talk() -> None:
        async with house() as home:
            sam = home.server.person("Sam")
            home.server.trouble("getMe", flood(30))
            sleep, go = home.waits.sleep, asyncio.Event()

            async def half_a_minute_is_long(seconds: float) -> None:
                if seconds > 20:
                    go.set()
                    await asyncio.Event().wait()
                await sleep(seconds)

            home.waits.sleep = half_a_minute_is_long  # type: ignore[method-assign]
            async with home.open() as bot:
                async with asyncio.timeout(20):
                    await go.wait()
                assert bot.sender._pace.take(sam.id, home.waits.passed + 29) == pytest.approx(1.0)

    run(talk())


def test_whoever_takes_no_voice_notes_gets_the_words_and_no_note_is_tried_again() -> None:
    async def talk() -> None:
        async with house() as home:
            sam, kim = home.server.person("Sam"), home.server.person("Kim")
            sam.forbid_voice()
            keys = ((Button("Yes", "say:yes"),),)
            for person in (sam, kim):
                home.queue.put(person.id, Voice(OGG, 4, "", keys, "Did you run?"))
                home.queue.put(person.id, Voice(OGG, 4, "And you?", (), "And you?"))
            wordless = home.queue.put(sam.id, Voice(OGG, 4))
            async with home.open():
                await until_settled(home)
            assert [(each.kind, each.text) for each in sam.heard] == [("text", "Did you run?"), ("text", "And you?")]
            assert sam.heard[0].buttons[0][0]["callback_data"] == "say:yes"
            assert [(each.kind, each.text) for each in kim.heard] == [("voice", ""), ("voice", "And you?")]
            assert home.queue.fate(wordless) is Fate.REFUSED
            notes = [call for call in home.server.called("sendVoice") if str(call.values["chat_id"]) == str(sam.id)]
            assert len(notes) == 2, "one to learn it, and the one that has no words"

    run(talk())


@pytest.mark.parametrize(
    ("trouble", "arrives"),
    [
        pytest.param(Cut(done=True), 1, id="cut after it was taken"),
        pytest.param(Cut(done=False), 0, id="cut before it was taken"),
        pytest.param(Said(200, b"", done_first=True), 1, id="nothing at all"),
        pytest.param(Said(200, b'{"ok": true}', done_first=True), 1, id="no result"),
        pytest.param(Said(200, b'{"ok": true, "result": []}', done_first=True), 1, id="another result"),
        pytest.param(WithoutForm(), 0, id="a portal's page"),
    ],
)
def test_what_may_have_arrived_is_never_sent_twice(trouble: Trouble, arrives: int) -> None:
    async def talk() -> None:
        async with house() as home:
            sam = home.server.person("Sam")
            home.server.trouble("sendVoice", trouble)
            unsure = home.queue.put(sam.id, Voice(OGG, 4))
            behind = home.queue.put(sam.id, Text("behind it"))
            async with home.open():
                await until_settled(home)
            assert [each.kind for each in sam.heard] == ["voice"] * arrives + ["text"]
            assert home.queue.fate(unsure) is Fate.UNCERTAIN
            assert home.queue.fate(behind) is Fate.SENT
            assert len(home.server.called("sendVoice")) == 1

    run(talk())


def test_what_does_no_harm_twice_is_sent_until_an_answer_comes() -> None:
    async def talk() -> None:
        async with house() as home:
            sam = home.server.person("Sam")
            home.server.trouble("sendMessage", Cut(done=False), 2)
            key = home.queue.put(sam.id, Text("Your reminder: water"), if_unsure=IfUnsure.AGAIN)
            async with home.open():
                await until_settled(home)
            assert home.queue.fate(key) is Fate.SENT
            assert [each.text for each in sam.heard] == ["Your reminder: water"]

    run(talk())


def test_without_a_network_messages_wait_and_go_once_there_is_one() -> None:
    async def talk() -> None:
        async with house() as home:
            sam = home.server.person("Sam")
            await home.server.unplug()
            keys = [home.queue.put(sam.id, content) for content in (Voice(OGG, 4), Text("second"))]

            async def later() -> None:
                if home.waits.passed > 300 and not home.server.is_plugged_in:
                    await home.server.plug_in()

            home.waits.meanwhile = later
            async with home.open():
                await until_settled(home)
            assert [each.kind for each in sam.heard] == ["voice", "text"]
            assert [home.queue.fate(key) for key in keys] == [Fate.SENT, Fate.SENT]

    run(talk())


def test_what_comes_too_late_is_not_sent() -> None:
    async def talk() -> None:
        async with house() as home:
            sam = home.server.person("Sam")
            home.server.trouble("sendMessage", flood(120))
            home.queue.put(sam.id, Text("first"))
            late = home.queue.put(sam.id, Text("Your call"), expires_at=START + timedelta(seconds=60))
            behind = home.queue.put(sam.id, Text("third"))
            async with home.open():
                await until_settled(home)
            assert [each.text for each in sam.heard] == ["first", "third"]
            assert home.queue.fate(late) is Fate.EXPIRED
            assert home.queue.fate(behind) is Fate.SENT

    run(talk())


def test_a_person_who_stopped_the_bot_is_told_of_and_others_are_reached() -> None:
    async def talk() -> None:
        async with house() as home:
            sam, kim = home.server.person("Sam"), home.server.person("Kim")
            sam.block()
            blocked = home.queue.put(sam.id, Text("hello Sam"))
            gone = home.queue.put(987654, Text("nobody"))
            stranger = home.queue.put(home.server.person("Eve", started=False).id, Text("you do not know me"))
            home.queue.put(kim.id, Text("hello Kim"))
            async with home.open():
                await until_settled(home)
            assert [home.queue.fate(key) for key in (blocked, gone, stranger)] == [Fate.BLOCKED] * 3
            assert sam.heard == []
            assert [each.text for each in kim.heard] == ["hello Kim"]

    run(talk())


def test_a_group_that_moved_gets_its_message_at_its_new_id_once() -> None:
    async def talk() -> None:
        async with house() as home:
            sam, family = home.server.person("Sam"), home.server.group("Family")
            old = family.id
            new = family.migrate(sam)
            key = home.queue.put(old, Text("hello all"))
            async with home.open():
                await until_settled(home)
            assert home.queue.fate(key) is Fate.SENT
            assert [(each.chat_id, each.text) for each in home.server.sent] == [(new, "hello all")]

    run(talk())


def test_what_telegram_refuses_stands_in_nobodys_way() -> None:
    async def talk() -> None:
        async with house() as home:
            sam = home.server.person("Sam")
            refused = [
                home.queue.put(sam.id, content)
                for content in (Text(" "), Text("x" * 4097), Voice(OGG, 1, "c" * 1025), Photo(b"no picture"))
            ]
            big = home.queue.put(sam.id, Text("b", ((Button("B", "d" * 65),),)))
            home.queue.put(sam.id, Text("hello"))
            async with home.open():
                await until_settled(home)
            assert {home.queue.fate(key) for key in (*refused, big)} == {Fate.REFUSED}
            assert [each.text for each in sam.heard] == ["hello"]

    run(talk())


def test_a_message_that_telegram_breaks_over_is_given_up_in_the_end() -> None:
    async def talk() -> None:
        async with house() as home:
            sam = home.server.person("Sam")
            home.server.trouble("sendVoice", BadStatus(500), 100)
            broken = home.queue.put(sam.id, Voice(OGG, 4))
            home.queue.put(sam.id, Text("hello"))
            async with home.open():
                await until_settled(home)
            assert home.queue.fate(broken) is Fate.REFUSED
            assert len(home.server.called("sendVoice")) == 8
            assert [each.text for each in sam.heard] == ["hello"]

    run(talk())


@pytest.mark.parametrize("taken", [True, False], ids=["taken", "not taken"])
def test_a_process_that_ends_while_it_sends_does_not_send_twice(taken: bool) -> None:
    async def talk() -> None:
        async with house() as home:
            sam = home.server.person("Sam")
            never = asyncio.Event()
            home.server.trouble("sendVoice", Held(never, done_first=taken))
            key = home.queue.put(sam.id, Voice(OGG, 4))
            behind = home.queue.put(sam.id, Text("behind it"))
            async with home.open():
                await home.server.until(lambda: len(home.server.called("sendVoice")) == 1 and len(sam.heard) == taken)
            assert home.queue.fate(key) is Fate.LEAVING
            async with home.open():
                await until_settled(home)
            assert home.queue.fate(key) is Fate.UNCERTAIN
            assert home.queue.fate(behind) is Fate.SENT
            assert [each.kind for each in sam.heard] == ["voice"] * taken + ["text"]

    run(talk())


def test_what_is_on_its_way_when_the_appliance_is_stopped_arrives_and_nothing_else_leaves() -> None:
    async def talk() -> None:
        async with house() as home:
            sam = home.server.person("Sam")
            home.waits.grace_seconds = 20.0
            go = asyncio.Event()
            home.server.trouble("sendVoice", Held(go))
            key = home.queue.put(sam.id, Voice(OGG, 4))
            behind = home.queue.put(sam.id, Text("behind it"))
            async with home.open():
                await home.server.until(lambda: len(sam.heard) == 1)
                asyncio.get_running_loop().call_soon(go.set)
            assert home.queue.fate(key) is Fate.SENT
            assert home.queue.fate(behind) is Fate.WAITING
            async with home.open():
                await until_settled(home)
            assert [each.kind for each in sam.heard] == ["voice", "text"]

    run(talk())


def test_an_outbox_that_cannot_note_the_end_has_it_noted_later_and_nothing_sent_twice() -> None:
    async def talk() -> None:
        async with house() as home:
            sam = home.server.person("Sam")
            settle, failures = home.queue.settle, iter([OSError("the disk is full")] * 3)

            async def settles_later(key: object, delivery: object) -> None:
                if error := next(failures, None):
                    raise error
                await settle(key, delivery)  # type: ignore[arg-type]

            home.queue.settle = settles_later  # type: ignore[method-assign]
            key = home.queue.put(sam.id, Voice(OGG, 4))
            async with home.open():
                await until_settled(home)
            assert home.queue.fate(key) is Fate.SENT
            assert len(sam.heard) == 1

    run(talk())


def test_a_hundred_messages_leave_at_the_pace_that_telegram_allows() -> None:
    async def talk() -> None:
        async with house() as home:
            home.server.limits = True
            people = [home.server.person(f"Person {number}") for number in range(20)]
            group = home.server.group("Family")
            for number in range(4):
                for chat_id in (*(each.id for each in people), group.id):
                    home.queue.put(chat_id, Text(f"{number}"))
            async with home.open():
                await until_settled(home)
            assert home.server.floods == 0
            for chat_id in (*(each.id for each in people), group.id):
                assert [each.text for each in home.server.world.in_chat(chat_id)] == ["0", "1", "2", "3"]

    run(talk())


def test_the_pace_in_a_chat_in_a_group_and_in_all() -> None:
    pace = Pace()
    assert pace.take(1, 100.0) == 0
    assert pace.take(1, 100.25) == 0.75
    assert 0 < pace.take(2, 100.0) < 0.04
    assert pace.take(2, 100.5) == 0
    assert pace.take(-3, 101.0) == 0
    assert pace.take(-3, 102.0) == 2.0
    pace.flooded(5, 110.0, 30.0)
    assert (pace.take(5, 130.0), pace.take(4, 130.0)) == (10.0, 0)
    pace.flooded(5, 140.0, 20.0)
    assert (pace.take(5, 150.0), pace.take(4, 150.0)) == (10.0, 0)
    pace.flooded(4, 195.0, 30.0)
    assert pace.take(6, 205.0) == 20.0
    pace.hold(300.0)
    assert pace.take(4, 250.0) == 50.0


def test_long_words_are_cut_where_they_breathe() -> None:
    paragraphs = "\n\n".join("A sentence of some length. " * 20 for _ in range(20))
    pieces = in_pieces(paragraphs)
    assert len(pieces) > 1
    assert all(units(piece) <= 4096 for piece in pieces)
    assert "".join(pieces).replace("\n", "").replace(" ", "") == paragraphs.replace("\n", "").replace(" ", "")
    assert all(piece.endswith(".") for piece in pieces)
    faces = in_pieces("😀" * 5000)
    assert [units(piece) for piece in faces] == [4096, 4096, 1808]
    assert "".join(faces) == "😀" * 5000
    assert in_pieces("  ") == []
