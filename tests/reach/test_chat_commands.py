"""Commands of the chat do what page and command line do, in the person's language."""

from __future__ import annotations

import struct
import zlib

import pytest

from appliance.language.messages import message_codes, messages
from appliance.reach.chat.commands import COMMANDS
from appliance.reach.chat.commands.around import NAMES
from appliance.records.people import Whereabouts
from appliance.records.progress import MetricKind
from appliance.schedule.walltime import ONE_DAY
from tests.channels.telegram_house import run
from tests.reach.chat_home import START, Home, chat_home

LONGEST_DESCRIPTION = 256
"""Of a command (core.telegram.org/bots/api#botcommand)."""


def test_every_command_is_told_and_explained_in_every_language() -> None:
    assert tuple(COMMANDS) == NAMES
    for code in message_codes():
        chat = messages(code).chat
        assert chat.keys() == messages("en").chat.keys()
        assert all(0 < len(chat[f"c_{name}"][0]) <= LONGEST_DESCRIPTION for name in COMMANDS)
        assert len(chat["types"]) == 5


def test_values_are_written_down_and_mistakes_explained() -> None:
    async def scenario() -> None:
        async with chat_home() as home:
            sam = home.users["Sam"]
            async with home.on_duty():
                await home.pair("Sam")
                assert "Nothing is tracked yet" in await home.tell("Sam", "/done")
                await home.metric("Sam", "sleep", MetricKind.DURATION, unit="hours", low=0, high=24)
                exercise = await home.metric("Sam", "exercise", MetricKind.HABIT)
                long_named = await home.metric(
                    "Sam", "reading in the " + "very " * 4 + "long evening", MetricKind.HABIT
                )
                assert await home.tell("Sam", "/log sleep seven and a half") == "Noted: sleep, seven and a half."
                assert "/log sleep 12" in await home.tell("Sam", "/log sleep bananas")
                for each in ("99", "-3", "99999", "-3 hours"):
                    refused = await home.tell("Sam", f"/log sleep {each}")
                    assert "is no value for sleep. It lies between 0 and 24." in refused or "/log sleep 12" in refused
                assert "There is: exercise, reading" in await home.tell("Sam", "/log slept 7")
                assert "There is: exercise, reading" in await home.tell("Sam", "/log")
                assert await home.tell("Sam", "/done") == "Which one did you do?"
                offered = [each["callback_data"] for row in home.people["Sam"].heard[-1].buttons for each in row]
                assert len(offered) == 2
                home.people["Sam"].press(home.people["Sam"].heard[-1], offered[1])
                await home.until_heard("Sam", f"Noted: {long_named.name}, yes.")
                assert await home.tell("Sam", "/DONE@household_coach_bot  Exercise") == "Noted: exercise, yes."
                home.clock.to(1, 7)
                home.clock.at += ONE_DAY
                assert "/help" in await home.tell("Sam", "/nonsense")
            kept = {(each.metric_type, each.value): each.date for each in await home.store.progress.metrics(sam.id)}
            assert kept == {
                ("sleep", 7.5): START.date(), ("exercise", 1.0): START.date(), (long_named.name, 1.0): START.date()
            }  # fmt: skip
            assert exercise.user_id == sam.id
            await home.assert_accounted_for()

    run(scenario())


def test_a_value_written_while_the_appliance_was_off_counts_for_the_day_it_was_written() -> None:
    async def scenario() -> None:
        async with chat_home() as home:
            await home.metric("Sam", "exercise", MetricKind.HABIT)
            async with home.on_duty():
                await home.pair("Sam")
            home.people["Sam"].write("/done")
            home.clock.to(1, 9)
            async with home.on_duty():
                await home.until_heard("Sam", "Noted")
            assert [each.date for each in await home.store.progress.metrics(home.users["Sam"].id)] == [START.date()]

    run(scenario())


def test_progress_is_told_with_a_picture() -> None:
    async def scenario() -> None:
        async with chat_home() as home:
            await home.metric("Sam", "exercise", MetricKind.HABIT)
            async with home.on_duty():
                await home.pair("Sam")
                await home.tell("Sam", "/done")
                told = await home.tell("Sam", "/progress")
            assert told.startswith("1. exercise: strength ")
            assert home.people["Sam"].heard[-1].kind == "photo"
            picture = home.people["Sam"].heard[-1].file
            assert picture.startswith(b"\x89PNG")
            width, height = struct.unpack(">II", picture[16:24])
            begins = picture.index(b"IDAT") + 4
            (length,) = struct.unpack(">I", picture[begins - 8 : begins - 4])
            rows = zlib.decompress(picture[begins : begins + length])
            assert len(rows) == height * (1 + 3 * width)
            assert bytes((31, 122, 77)) in rows, "the day on which it was done is green"

    run(scenario())


def test_wishes_reach_the_desk() -> None:
    async def scenario() -> None:
        async with chat_home() as home:
            sam = home.users["Sam"]
            await home.check_in("Sam", "20:00")
            async with home.on_duty():
                await home.pair("Sam")
                assert "28 Nov" in await home.tell("Sam", "/skip I am ill") or home.people["Sam"].heard[-1].text
                assert await home.tell("Sam", "/away") == "You are away."
                assert (await home.store.people.user_by_id(sam.id)).whereabouts is Whereabouts.AWAY
                assert await home.tell("Sam", "/home") == "You are home."
                assert "Monday" in await home.tell("Sam", "/pause until monday")
                assert "For example" in await home.tell("Sam", "/pause until the cows come home")
                assert await home.tell("Sam", "/resume") == "Calls are on again."
                assert "calls are not paused" in await home.tell("Sam", "/resume")
                assert "past" in await home.tell("Sam", "/pause until 2020-01-01")
                assert await home.store.silences.pauses(sam.id, since=START.date()) == []
                assert "Monday" in await home.tell("Sam", "/pause 3 days")
                await home.tell("Sam", "/resume")
                assert "For example: /snooze 20" in await home.tell("Sam", "/snooze soonish")
                assert "there is no call" in await home.tell("Sam", "/snooze 20")
                assert "morning, midday" in await home.tell("Sam", "/call nightly")
                await home.tell("Sam", "/call evening")
                await home.until_heard("Sam", "one to ten")

    run(scenario())


def test_what_is_ones_own_is_set() -> None:
    async def scenario() -> None:
        async with chat_home() as home:
            sam, home.languages = home.users["Sam"], ("de", "en")
            async with home.on_duty():
                await home.pair("Sam")
                assert "Who shall it be" in await home.tell("Sam", "/persona nobody")
                assert "from the next call on" in await home.tell("Sam", "/persona Mentor")
                assert "allowed first" in await home.tell("Sam", "/persona abuser")
                assert (await home.store.people.user_by_id(sam.id)).personality_mode == "mentor"
                await home.tell("Sam", "/text off")
                await home.tell("Sam", "/discreet on")
                assert "after 5 hours" in await home.tell("Sam", "/delete_after 5")
                assert "1 to 47" in await home.tell("Sam", "/delete_after 48")
                link = await home.store.telegram.of_user(sam.id)
                assert link is not None
                assert (link.with_text, link.discreet, link.delete_after_hours) == (False, True, 5)
                await home.tell("Sam", "/delete_after never")
                assert await home.tell("Sam", "/language") == "Which language?"
                offered = [each["text"] for row in home.people["Sam"].heard[-1].buttons for each in row]
                assert sorted(offered) == ["Deutsch", "English"]
                await home.tell("Sam", "/language Deutsch")
                assert home.people["Sam"].heard[-1].text == "Von jetzt an spreche ich Deutsch mit dir."
                assert "Gerade wartet kein Anruf" in await home.tell("Sam", "hallo")
                assert "nicht Ende-zu-Ende" in await home.tell("Sam", "/privacy")
                assert "Befehl kenne ich nicht" in await home.tell("Sam", "/wat")
                assert "/unlink" in await home.tell("Sam", "/help")

    run(scenario())


@pytest.mark.parametrize("decided", ["no", "yes"])
def test_delete_takes_the_messages_out_once_it_is_confirmed(decided: str) -> None:
    async def scenario() -> None:
        async with chat_home() as home:
            sam = home.people["Sam"]
            async with home.on_duty():
                await home.pair("Sam")
                await home.pair("Kim")
                assert "last 48 hours" in await home.tell("Sam", "/delete")
                assert await standing(home), "nothing is deleted before it is confirmed"
                sam.press(sam.heard[-1], f"do:/delete {decided}")
                await home.until_heard("Sam", "eleted")
                await home.settled()
                if decided == "no":
                    assert len(sam.heard) == 3
                    assert await standing(home)
                    return
                assert [each.text for each in sam.heard] == [
                    "It is deleted, and this chat is linked to nobody. Goodbye."
                ]
                assert not await standing(home)
                assert len(home.people["Kim"].heard) == 1, "nobody else's are touched"

    run(scenario())


async def standing(home: Home) -> bool:
    return await home.store.telegram.of_user(home.users["Sam"].id) is not None
