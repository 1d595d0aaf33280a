"""Where somebody is, by an answer in their chat: away for the day, and never by the mere fact that they answered."""

from __future__ import annotations

import pytest

from appliance.calls.desk import Desk
from appliance.channels.telegram.whereabouts import MOST_LETTERS, place_button, place_in, place_said
from appliance.language.messages import message_codes, messages
from appliance.ports import Transcript
from appliance.reach.returning import Returning
from appliance.records.people import Whereabouts
from appliance.records.progress import MetricKind
from appliance.records.requests import RequestKind, RequestSource
from tests.channels.telegram_house import run
from tests.reach.chat_home import Home, ListedEars, chat_home
from tests.reach.test_chat_story import MOOD, QUESTION, note, press

AWAY, HOME = Whereabouts.AWAY, Whereabouts.HOME


async def where(home: Home) -> Whereabouts:
    return (await home.store.people.user_by_id(home.users["Sam"].id)).whereabouts


async def places(home: Home) -> list[tuple[str, object]]:
    """What was asked about it, the latest first: where, and until which day."""
    records = await home.store.requests.places(home.users["Sam"].id)
    return [(str(each.receipt["place"]), each.receipt["until_day"]) for each in records]


async def returning(home: Home) -> None:
    await Returning(home.store, Desk(home.store, home.clock), home.clock).once()


async def evening(home: Home) -> None:
    await home.check_in("Sam", "20:00")
    await home.metric("Sam", "exercise", MetricKind.HABIT, question="Did you exercise today?")
    await home.pair("Sam")
    home.clock.to(0, 20)
    await home.until_heard("Sam", QUESTION)
    await home.settled()


@pytest.mark.parametrize("code", sorted(message_codes()))
def test_every_language_knows_both_and_does_not_mix_them_up(code: str) -> None:
    words = messages(code).telegram
    for key, place in (("am_away", AWAY), ("am_home", HOME)):
        for said in words[key]:
            for written in (said, said.upper(), f"  {said}! ", said.replace("'", "’")):
                assert place_in(written, code) is place, written
    assert place_button(HOME, code) == [words["am_away"][0], "do:/away today"]
    assert place_button(AWAY, code) == [words["am_home"][0], "do:/home"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "!!!",
        "yes",
        "I was not at home",
        "I'm at home and I did run",
        "not",
        "home?x",
        "I'm" + " home" * MOST_LETTERS,
    ],
)
def test_whatever_says_more_or_less_is_an_answer_as_any(text: str) -> None:
    assert place_in(text, "en") is None


def test_a_note_that_was_heard_badly_changes_nothing() -> None:
    assert place_said(Transcript("I'm at home", "en", 0.5, "x"), "en") is None
    assert place_said(Transcript("I'm at home", "en", 0.7, "x"), "en") is HOME


def test_the_button_below_the_ring_sets_it_for_the_day_and_the_call_goes_on() -> None:
    async def scenario() -> None:
        async with chat_home() as home, home.on_duty():
            await evening(home)
            asked = home.people["Sam"].heard[-1]
            press(home, "Sam", asked, "do:/away today")
            await home.until_heard("Sam", "away until your day ends")
            assert await where(home) is AWAY
            assert await places(home) == [("away", "2026-11-28")]
            press(home, "Sam", asked, "say:yes")
            await home.until_heard("Sam", MOOD)
            home.clock.to(0, 23, 50)
            await returning(home)
            assert await where(home) is AWAY
            home.clock.to(1, 12)
            await returning(home)
            assert await where(home) is HOME
            await returning(home)
            assert len(await places(home)) == 2, "it is said once"
            records = await home.store.requests.places(home.users["Sam"].id)
            assert [each.source for each in records] == [RequestSource.PRESENCE, RequestSource.TELEGRAM]

    run(scenario())


def test_words_and_notes_say_it_in_mid_call_and_answer_nothing() -> None:
    async def scenario() -> None:
        async with chat_home(ears=ListedEars("I'm at home", "yes I did")) as home:
            async with home.on_duty() as post:
                await evening(home)
                await home.answer("Sam", "I'm not at home.")
                await home.until_heard("Sam", "away until your day ends")
                assert await where(home) is AWAY
                call = await home.latest("Sam")
                assert await home.store.calls.observations(call.id) == [], "it answers no question"
                spoken = await note(post)
                home.people["Sam"].speak(spoken.ogg, spoken.duration_seconds)
                await home.server.until_handled()
                home.clock.step(seconds=10)
                await home.until_heard("Sam", "you are at home")
                assert await where(home) is HOME
                assert await places(home) == [("home", None), ("away", "2026-11-28")]
                home.people["Sam"].speak(spoken.ogg, spoken.duration_seconds)
                await home.server.until_handled()
                home.clock.step(seconds=10)
                await home.until_heard("Sam", MOOD)
                values = [each.value for each in await home.store.calls.observations(call.id)]
                assert [each for each in values if each is not None] == [1], "the question, beside that they are there"
                await home.settled()
            await home.assert_accounted_for()

    run(scenario())


def test_answering_from_anywhere_changes_nothing_by_itself() -> None:
    async def scenario() -> None:
        async with chat_home(ears=ListedEars("yes I did")) as home, home.on_duty() as post:
            await evening(home)
            spoken = await note(post)
            home.people["Sam"].speak(spoken.ogg, spoken.duration_seconds)
            await home.server.until_handled()
            home.clock.step(seconds=10)
            await home.until_heard("Sam", MOOD)
            assert await where(home) is HOME
            assert await places(home) == []

    run(scenario())


def test_it_is_understood_without_a_call_and_by_hand_it_holds() -> None:
    async def scenario() -> None:
        async with chat_home() as home, home.on_duty():
            await home.pair("Sam")
            assert "until your day ends" in await home.tell("Sam", "i'm out")
            assert "at home" in await home.tell("Sam", "I'm home!")
            assert await home.tell("Sam", "/away") == "You are away."
            home.clock.to(5, 12)
            await returning(home)
            assert await where(home) is AWAY, "a command holds until the next"
            assert await places(home) == [("away", None), ("home", None), ("away", "2026-11-28")]

    run(scenario())


def test_a_discreet_ring_has_the_button_and_is_not_answered_by_it() -> None:
    async def scenario() -> None:
        async with chat_home() as home, home.on_duty():
            await home.pair("Sam")
            await home.tell("Sam", "/discreet on")
            await home.check_in("Sam", "20:00")
            await home.metric("Sam", "exercise", MetricKind.HABIT, question="Did you exercise today?")
            home.clock.to(0, 20)
            ring = await home.until_heard("Sam", "It is time for your call")
            assert [[each["text"] for each in row] for row in ring.buttons] == [["I'm here"], ["I'm not at home"]]
            home.people["Sam"].write("I'm out")
            await home.until_heard("Sam", "away until your day ends")
            assert not [each for each in home.people["Sam"].heard if QUESTION in each.text.lower()]
            press(home, "Sam", ring, "ready")
            asked = await home.until_heard("Sam", QUESTION)
            assert "I'm not at home" not in str(asked.buttons)
            assert await where(home) is AWAY

    run(scenario())


def test_who_is_away_is_offered_to_be_at_home() -> None:
    async def scenario() -> None:
        async with chat_home() as home, home.on_duty():
            await home.pair("Sam")
            await home.tell("Sam", "/away")
            await home.check_in("Sam", "20:00")
            await home.metric("Sam", "exercise", MetricKind.HABIT, question="Did you exercise today?")
            home.clock.to(0, 20)
            asked = await home.until_heard("Sam", QUESTION)
            assert asked.buttons[-1][0]["callback_data"] == "do:/home"
            press(home, "Sam", asked, "do:/home")
            await home.until_heard("Sam", "You are home")
            assert await where(home) is HOME
            kinds = [each.kind for each in await home.store.requests.recent()]
            assert kinds.count(RequestKind.PLACE) == 2

    run(scenario())
