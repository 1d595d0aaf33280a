"""Letters and lines: said once, held until the buttons are known, answered in the person's own time."""

from __future__ import annotations

import math
from collections.abc import AsyncIterator
from datetime import timedelta
from random import Random
from uuid import uuid4

import numpy as np
import pytest

from appliance.calls.desk import Desk
from appliance.channels.browser import BrowserChannel
from appliance.channels.telegram.channel import WINDOW
from appliance.channels.telegram.line import LetterLine
from appliance.channels.telegram.notes import MOST_FILE_BYTES
from appliance.channels.telegram.post import Addressee
from appliance.errors import EngineError
from appliance.ports import HEARING_RATE, Audio, Hint, Notice, Sentence
from appliance.reach.chat import linking
from appliance.reach.chat.pairing import offer, redeem
from appliance.records.calls import FINAL_STATUSES, AttemptResult, CallStatus
from appliance.records.people import CallType
from appliance.records.progress import MetricKind
from appliance.records.requests import Request, RequestKind, RequestSource
from appliance.records.telegram import UNWRITTEN, Came, Fate, TelegramIn
from appliance.voice.audio import to_audio
from appliance.voice.phrases import PhraseCache
from tests.channels.botapi import BadStatus, Cut, Trouble, WithoutForm, flood
from tests.channels.telegram_house import run
from tests.reach.chat_home import Home, ListedEars, chat_home, hum
from tests.reach.test_chat_story import MOOD, QUESTION, answer_to, converse, note
from tests.voice.tones import Loudness


async def called(home: Home, *, question: bool = True) -> None:
    """Sam is called at eight; wait for the question."""
    home.clock.to(0, 20)
    if question:
        await home.until_heard("Sam", QUESTION)
        await home.settled()


async def evening(home: Home) -> None:
    await home.check_in("Sam", "20:00")
    await home.metric("Sam", "exercise", MetricKind.HABIT, question="Did you exercise today?")


def test_what_is_said_again_after_restarts_is_sent_once() -> None:
    async def scenario() -> None:
        async with chat_home() as home:
            await evening(home)
            async with home.on_duty():
                await home.pair("Sam")
                await called(home)
            for _ in range(3):
                home.clock.step(minutes=5)
                async with home.on_duty():
                    await home.until_status("Sam", CallStatus.WAITING)
                    await home.settled()
            async with home.on_duty():
                await converse(home, "Sam")
                await home.settled()
            said = [each.text for each in home.people["Sam"].heard]
            assert len([text for text in said if QUESTION in text.lower()]) == 1
            call = await home.latest("Sam")
            assert await results(home) == [AttemptResult.ANSWERED]
            spoken = [turn.content for turn in await home.store.calls.turns(call.id) if turn.message_type == "ai"]
            assert said[1:] == spoken, "what was sent is what is kept"
            await home.assert_accounted_for()

    run(scenario())


def test_the_hours_end_the_call() -> None:
    async def scenario() -> None:
        async with chat_home() as home:
            await evening(home)
            async with home.on_duty():
                await home.pair("Sam")
                await called(home)
                home.clock.at += WINDOW - timedelta(minutes=1)
                assert (await home.latest("Sam")).status is CallStatus.WAITING
                home.clock.step(minutes=1)
                await home.until_status("Sam", CallStatus.MISSED)
            assert await results(home) == [AttemptResult.NO_ANSWER]

    run(scenario())


def test_no_network_for_all_the_hours_is_no_failure_of_the_person() -> None:
    async def scenario() -> None:
        async with chat_home() as home:
            await evening(home)
            async with home.on_duty():
                await home.pair("Sam")
                await home.server.unplug()
                await called(home, question=False)

                async def said() -> bool:
                    return any(row.occasion.endswith(":0") and not row.held for row in await home.rows())

                await home.until(said, "the question waits to be sent")
                home.clock.at += WINDOW + timedelta(minutes=1)
                await home.until_status("Sam", CallStatus.MISSED_OFFLINE)
                await home.server.plug_in()
                await home.settled()
            assert len(home.people["Sam"].heard) == 1, "a question is not sent after its hours"

    run(scenario())


@pytest.mark.parametrize("side", ["page", "chat", "another's code"])
def test_unlinking_ends_the_call_that_waits_at_once(side: str) -> None:
    async def scenario() -> None:
        async with chat_home() as home:
            await evening(home)
            sam, kim = home.users["Sam"].id, home.users["Kim"].id
            async with home.on_duty():
                await home.pair("Sam")
                await called(home)
                home.nudged = False  # else the line looks by itself, as it does once a minute
                if side == "page":
                    await linking.unlink(home.store, sam, home.clock(), "user sam")
                elif side == "chat":
                    home.people["Sam"].write("/unlink")
                else:
                    code = await offer(home.store, kim, home.clock())
                    await redeem(home.store, code, str(home.people["Sam"].id), "Kim", home.clock())
                await home.until_status("Sam", CallStatus.MISSED_OFFLINE)
                home.people["Sam"].write("yes, I did")
                await home.server.until_handled()
                call = await home.latest("Sam")
                assert await home.store.calls.observations(call.id) == []
            assert await results(home) == [AttemptResult.UNAVAILABLE]

    run(scenario())


def test_blocking_ends_the_call_that_waits() -> None:
    async def scenario() -> None:
        async with chat_home() as home:
            await evening(home)
            async with home.on_duty():
                await home.pair("Sam")
                await called(home)
                home.people["Sam"].block()
                await home.until_status("Sam", CallStatus.MISSED_OFFLINE)
            assert await results(home) == [AttemptResult.UNAVAILABLE]

    run(scenario())


def test_unlinking_ends_the_call_and_nothing_more_of_it_is_sent() -> None:
    async def scenario() -> None:
        async with chat_home() as home:
            await evening(home)
            async with home.on_duty():
                await home.pair("Sam")
                await called(home)
                await home.tell("Sam", "/unlink")
                await home.until_status("Sam", CallStatus.MISSED_OFFLINE)
                await home.settled()
                assert "nobody any more" in home.people["Sam"].heard[-1].text

    run(scenario())


def test_a_discreet_ring_tells_nothing_until_it_is_answered() -> None:
    async def scenario() -> None:
        async with chat_home() as home:
            await evening(home)
            async with home.on_duty():
                await home.pair("Sam")
                await home.tell("Sam", "/discreet on")
                await called(home, question=False)
                ring = await home.until_heard("Sam", "It is time for your call.")
                await home.settled()
                assert not any(QUESTION in each.text.lower() for each in home.people["Sam"].heard)
            async with home.on_duty():
                home.people["Sam"].press(ring, "ready")
                await home.until_heard("Sam", QUESTION)
                home.people["Sam"].press(ring, "ready")
                await home.server.until_handled()
                assert home.server.world.answered.popitem()[1]["text"] == "That question is over."
                await converse(home, "Sam")
                await home.settled()
            rings = [each for each in home.people["Sam"].heard if each.text == ring.text]
            assert len(rings) == 1
            assert (await home.latest("Sam")).status is CallStatus.COMPLETED

    run(scenario())


def test_a_later_call_takes_the_place_of_the_one_that_waits() -> None:
    async def scenario() -> None:
        async with chat_home() as home:
            await evening(home)
            await home.check_in("Sam", "21:00")
            async with home.on_duty():
                await home.pair("Sam")
                await called(home)
                so_far = home.count("Sam")
                home.clock.to(0, 21)
                await home.until_more("Sam", so_far)
                await home.settled()
                await converse(home, "Sam")
                await home.settled()
            calls = {call.due_at.hour: call.status for call in await home.store.calls.recent()}
            assert calls == {20: CallStatus.MISSED, 21: CallStatus.COMPLETED}

    run(scenario())


def test_messages_are_taken_out_of_the_chat_when_their_hours_are_over() -> None:
    async def scenario() -> None:
        async with chat_home() as home:
            await evening(home)
            async with home.on_duty():
                await home.pair("Sam")
                await home.tell("Sam", "/delete_after 2")
                await called(home)
            home.clock.step(hours=2)
            async with home.on_duty():

                async def gone() -> bool:
                    return not [each for each in home.people["Sam"].heard if QUESTION in each.text.lower()]

                await home.until(gone, "the question is taken out")
                await home.settled()
                assert len(home.people["Sam"].heard) == 2, "what came before stays"
            removed = home.server.called("deleteMessage")
            async with home.on_duty():
                await home.settled()
            assert home.server.called("deleteMessage") == removed, "once"

    run(scenario())


def test_text_that_comes_as_a_call_ends_is_no_answer_to_the_next() -> None:
    async def scenario() -> None:
        async with chat_home() as home:
            async with home.on_duty():
                await home.pair("Sam")
            sam = home.users["Sam"]
            left = TelegramIn(
                bot_id=1,
                update_id=1,
                user_id=sam.id,
                message_id=99,
                kind=Came.TEXT,
                content="bye",
                sent_at=home.clock(),
            )
            await home.store.letters.take_in(left)
            async with home.on_duty():

                async def cleared() -> bool:
                    return not await home.store.letters.waiting(sam.id)

                await home.until(cleared, "it is dealt with")

    run(scenario())


def test_edited_and_forwarded_words_answer_nothing() -> None:
    async def scenario() -> None:
        async with chat_home() as home:
            await evening(home)
            async with home.on_duty():
                await home.pair("Sam")
                await called(home)
                sam = home.people["Sam"]
                sam.write("yes", forwarded=True)
                await home.until_heard("Sam", "somebody else's words")
                written = sam.write("hm")
                await home.server.until_handled()
                sam.edit(written, "yes")
                await home.server.until_handled()
                waiting = await home.store.letters.waiting(home.users["Sam"].id)
                assert [each.content for each in waiting] == ["hm"]

    run(scenario())


def test_long_texts_are_cut_and_a_picture_gets_a_line() -> None:
    async def scenario() -> None:
        async with chat_home() as home:
            await evening(home)
            async with home.on_duty():
                await home.pair("Sam")
                await called(home)
                home.people["Sam"].send_photo(b"\xff\xd8", "yes")
                await home.server.until_handled()
                home.clock.step(seconds=10)
                await home.until_heard("Sam", "I understand voice notes")
                home.people["Sam"].write("yes I did " + "and so on " * 400)
                await home.server.until_handled()
                (letter,) = await home.store.letters.waiting(home.users["Sam"].id)
                assert len(letter.content) == 2000

    run(scenario())


def silent_sound(seconds: float) -> Audio:
    return to_audio(np.zeros(round(seconds * HEARING_RATE)), HEARING_RATE)


@pytest.mark.parametrize(
    ("what", "line"),
    [
        ("silent", "I heard nothing in that note"),
        ("corrupt", "I could not play that note"),
        ("too big", "larger than Telegram gives out"),
        ("no words", "could make out no words"),
    ],
)
def test_a_note_that_answers_nothing_gets_the_line_that_fits(what: str, line: str) -> None:
    async def scenario() -> None:
        async with chat_home() as home:
            await evening(home)
            async with home.on_duty() as post:
                await home.pair("Sam")
                await called(home)
                assert post.bot is not None
                sam = home.people["Sam"]
                if what == "silent":
                    sam.speak((await post.bot.notes.encode(silent_sound(3.0))).ogg)
                elif what == "corrupt":
                    sam.speak(b"OggS" + b"\x00" * 400)
                elif what == "too big":
                    sam.speak(b"\x00" * (MOST_FILE_BYTES + 1), 1200)
                else:
                    sam.speak((await note(post)).ogg)
                await home.server.until_handled()
                home.clock.step(seconds=10)
                await home.until_heard("Sam", line)
                assert (await home.latest("Sam")).status is CallStatus.WAITING
                await converse_from_question(home)
                await home.settled()
            await home.assert_accounted_for()

    run(scenario())


async def converse_from_question(home: Home) -> None:
    before = home.count("Sam")
    await home.answer("Sam", "yes, I did")
    await home.until_more("Sam", before)


def test_of_two_hours_the_first_minutes_are_heard() -> None:
    async def scenario() -> None:
        async with chat_home(ListedEars("yes I did")) as home:
            await evening(home)
            async with home.on_duty() as post:
                await home.pair("Sam")
                await called(home)
                assert post.bot is not None
                long = await post.bot.notes.encode(hum(150.0))
                home.people["Sam"].speak(long.ogg, 7200)
                await home.server.until_handled()
                home.clock.step(seconds=10)
                await home.until_heard("Sam", "first two minutes")
                await home.until_heard("Sam", "one to ten")
            assert math.isclose(long.duration_seconds, 150, abs_tol=1)

    run(scenario())


def test_a_note_that_cannot_be_fetched_now_is_fetched_later() -> None:
    async def scenario() -> None:
        async with chat_home(ListedEars("yes I did")) as home:
            await evening(home)
            async with home.on_duty() as post:
                await home.pair("Sam")
                await called(home)
                home.server.trouble("getFile", BadStatus(500), 6)
                spoken = await note(post)
                home.people["Sam"].speak(spoken.ogg)
                await home.server.until_handled()
                home.clock.step(seconds=10)
                await home.until_heard("Sam", "one to ten")
            assert len(home.server.called("getFile")) == 7

    run(scenario())


async def results(home: Home) -> list[AttemptResult | None]:
    call = await home.latest("Sam")
    return [attempt.result for attempt in await home.store.calls.attempts(call.id)]


def test_a_note_that_telegram_gives_out_no_more_is_told_and_asked_for_once() -> None:
    async def scenario() -> None:
        async with chat_home() as home:
            await evening(home)
            async with home.on_duty() as post:
                await home.pair("Sam")
                await called(home)
                spoken = await note(post)
                home.server.trouble("file", BadStatus(404, "Not Found"))
                home.people["Sam"].speak(spoken.ogg, spoken.duration_seconds)
                await home.server.until_handled()
                home.clock.step(seconds=10)
                await home.until_heard("Sam", "does not give that note out any more")
                await home.settled()
                assert len(home.server.called("getFile")) == 1
                assert await home.store.letters.waiting(home.users["Sam"].id) == []
                assert (await home.latest("Sam")).status is CallStatus.WAITING

    run(scenario())


def test_held_words_wait_for_their_buttons() -> None:
    async def scenario() -> None:
        async with chat_home() as home:
            await evening(home)
            async with home.on_duty():
                await home.pair("Sam")
                await called(home)
            (row,) = [each for each in await home.rows() if each.occasion.endswith(":0")]
            assert (row.held, row.fate, row.content, row.attachment) == (False, Fate.SENT, "", None), (
                "emptied once sent"
            )
            labels = [[button[0] for button in line] for line in row.buttons]
            assert labels == [["Yes", "No"], ["In half an hour", "Skip"], ["I'm not at home"]]

    run(scenario())


def test_words_that_were_held_at_a_crash_give_way_to_those_said_after_it() -> None:
    async def scenario() -> None:
        async with chat_home() as home, home.on_duty() as post:
            await home.pair("Sam")
            link = await home.store.telegram.of_user(home.users["Sam"].id)
            assert link is not None
            to, until = Addressee(link, "en"), home.clock() + WINDOW
            notice = Notice(uuid4(), uuid4(), "Sam", user_id=link.user_id)
            for words in ("How did it go?", "Tell me how it went."):
                line = LetterLine(post, to, notice, until)
                assert (await line.say(sentence(words))).text == words
                await home.settled()
                assert home.count("Sam") == 1, "nothing goes before its buttons are known"
            await line.release([[["Yes", "say:yes"]]])
            heard = await home.until_heard("Sam", "Tell me how it went.")
            await LetterLine(post, to, notice, until).say(sentence("Tell me again."))
            await home.settled()
            assert [each.text for each in home.people["Sam"].heard][1:] == [heard.text]

    run(scenario())


async def sentence(words: str) -> AsyncIterator[Sentence]:
    yield Sentence(words)


class BrokenEars(ListedEars):
    """A recogniser whose process is gone."""

    async def open(self, language: str, hint: Hint) -> ListedEars:
        raise EngineError("The recogniser is gone.")


def test_without_a_recogniser_one_is_asked_to_write() -> None:
    async def scenario() -> None:
        async with chat_home(BrokenEars()) as home:
            await evening(home)
            async with home.on_duty() as post:
                await home.pair("Sam")
                await called(home)
                home.people["Sam"].speak((await note(post)).ogg)
                await home.server.until_handled()
                home.clock.step(seconds=10)
                await home.until_heard("Sam", "Please write it")
                await converse(home, "Sam")

    run(scenario())


def test_a_question_whose_arrival_nobody_confirmed_is_answered_by_its_buttons_and_not_sent_again() -> None:
    async def scenario() -> None:
        async with chat_home() as home:
            await evening(home)
            async with home.on_duty():
                await home.pair("Sam")
                await called(home)
                home.server.trouble("sendVoice", Cut(done=True))
                await home.answer("Sam", "yes, I did")
                await home.until_heard("Sam", MOOD)
                await home.settled()
            async with home.on_duty():
                await home.until_status("Sam", CallStatus.WAITING)
                asked = home.people["Sam"].heard[-1]
                (row,) = [each for each in await home.rows() if each.occasion.endswith(":1")]
                assert (row.fate, row.message_id) == (Fate.UNCERTAIN, None)
                home.people["Sam"].press(asked, "say:7")
                await home.until_more("Sam", home.count("Sam"))
                await converse(home, "Sam")
                await home.settled()
            assert len([each for each in home.people["Sam"].heard if MOOD in each.text.lower()]) == 1
            assert (await home.latest("Sam")).status is CallStatus.COMPLETED

    run(scenario())


def test_a_question_in_mid_call_that_may_not_have_arrived_is_no_failure_of_the_person() -> None:
    async def scenario() -> None:
        async with chat_home() as home:
            await evening(home)
            async with home.on_duty():
                await home.pair("Sam")
                await called(home)
                home.server.trouble("sendVoice", Cut(done=False))
                await home.answer("Sam", "yes, I did")

                async def uncertain() -> bool:
                    return any(each.fate is Fate.UNCERTAIN for each in await home.rows())

                await home.until(uncertain, "the second question is uncertain")
                assert (await home.latest("Sam")).status is CallStatus.WAITING
                home.clock.at += WINDOW + timedelta(minutes=1)
                await home.until_status("Sam", CallStatus.PARTIAL)
            assert await results(home) == [AttemptResult.UNAVAILABLE]

    run(scenario())


@pytest.mark.parametrize("discreet", [False, True])
@pytest.mark.parametrize("channels", [["telegram"], ["telegram", "speaker"]])
def test_an_opening_that_may_not_have_arrived_is_a_way_that_does_not_work(discreet: bool, channels: list[str]) -> None:
    async def scenario() -> None:
        async with chat_home() as home:
            await home.check_in("Sam", "20:00", channels=channels)
            await home.metric("Sam", "exercise", MetricKind.HABIT, question="Did you exercise today?")
            async with home.on_duty():
                await home.pair("Sam")
                if discreet:
                    await home.tell("Sam", "/discreet on")
                home.server.trouble("sendMessage" if discreet else "sendVoice", Cut(done=False))
                await called(home, question=False)
                call = await home.until_status("Sam", CallStatus.MISSED_OFFLINE)
            attempts = await home.store.calls.attempts(call.id)
            assert [each.channel for each in attempts] == channels
            assert {each.result for each in attempts} == {AttemptResult.UNAVAILABLE}
            assert "not known" in attempts[0].detail

    run(scenario())


def test_an_opening_that_did_arrive_without_a_word_of_it_is_answered_late() -> None:
    async def scenario() -> None:
        async with chat_home() as home:
            await evening(home)
            async with home.on_duty():
                await home.pair("Sam")
                home.server.trouble("sendVoice", Cut(done=True))
                await called(home)
                await home.until_status("Sam", CallStatus.MISSED_OFFLINE)
                before = home.count("Sam")
                await home.answer("Sam", "yes, I did")
                await home.until_more("Sam", before)
                await converse(home, "Sam")
                await home.settled()
            assert (await home.latest("Sam")).status is CallStatus.COMPLETED
            kept = await home.store.progress.metrics(home.users["Sam"].id)
            assert {each.metric_type: each.value for each in kept}["exercise"] == 1.0

    run(scenario())


@pytest.mark.parametrize("page", [True, False], ids=["page", "json"])
def test_a_gateway_that_fails_for_a_moment_loses_no_ring(page: bool) -> None:
    async def scenario() -> None:
        async with chat_home() as home:
            await evening(home)
            async with home.on_duty():
                await home.pair("Sam")
                home.server.trouble("sendVoice", BadStatus(502, "Bad Gateway", as_json=not page), 3)
                await called(home)
                await converse(home, "Sam")
                await home.settled()
            assert (await home.latest("Sam")).status is CallStatus.COMPLETED
            await home.assert_accounted_for()

    run(scenario())


@pytest.mark.parametrize("written", [True, False], ids=["text on", "text off"])
def test_whoever_takes_no_voice_notes_is_called_in_writing(written: bool) -> None:
    async def scenario() -> None:
        async with chat_home() as home:
            await evening(home)
            async with home.on_duty():
                await home.pair("Sam")
                if not written:
                    await home.tell("Sam", "/text off")
                home.people["Sam"].forbid_voice()
                await called(home)
                asked = home.people["Sam"].heard[-1]
                assert asked.kind == "text"
                home.people["Sam"].press(asked, "say:yes")
                await home.until_heard("Sam", MOOD)
                await converse(home, "Sam")
                await home.settled()
            assert (await home.latest("Sam")).status is CallStatus.COMPLETED
            assert len(home.server.called("sendVoice")) == 1
            names = {each.name for each in await home.rows() if each.seconds}
            assert names == {"" if written else UNWRITTEN}
            await home.assert_accounted_for()

    run(scenario())


def test_without_words_below_it_a_note_carries_none() -> None:
    async def scenario() -> None:
        async with chat_home() as home:
            await evening(home)
            async with home.on_duty():
                await home.pair("Sam")
                await home.tell("Sam", "/text off")
                before = home.count("Sam")
                await called(home, question=False)
                asked = await home.until_more("Sam", before)
                assert (asked.kind, asked.text) == ("voice", "")

    run(scenario())


@pytest.mark.parametrize(
    ("trouble", "times", "status"),
    [
        pytest.param(BadStatus(400, "Bad Request: CHAT_RESTRICTED"), 1, CallStatus.MISSED_OFFLINE, id="refused"),
        pytest.param(Cut(done=False), 1, CallStatus.MISSED_OFFLINE, id="cut"),
        pytest.param(BadStatus(500), 3, CallStatus.COMPLETED, id="late"),
    ],
)
def test_a_call_of_one_note_was_held_only_if_the_note_arrived(trouble: Trouble, times: int, status: CallStatus) -> None:
    async def scenario() -> None:
        async with chat_home() as home:
            await home.check_in("Sam", "20:00", call_type=CallType.CUSTOM)
            async with home.on_duty():
                await home.pair("Sam")
                home.server.trouble("sendVoice", trouble, times)
                await called(home, question=False)
                await home.until(lambda: _final(home), "it is over")
            assert (await home.latest("Sam")).status is status

    run(scenario())


def test_a_call_of_one_note_waits_for_the_network_over_a_restart_and_is_sent_once() -> None:
    async def scenario() -> None:
        async with chat_home() as home:
            await home.check_in("Sam", "20:00", call_type=CallType.CUSTOM)
            async with home.on_duty():
                await home.pair("Sam")
                await home.server.unplug()
                await called(home, question=False)

                async def said() -> bool:
                    return any(row.occasion.endswith(":0") and not row.held for row in await home.rows())

                await home.until(said, "the note waits to be sent")
                assert (await home.latest("Sam")).status is CallStatus.WAITING
            async with home.on_duty():
                assert (await home.latest("Sam")).status is CallStatus.WAITING
                await home.server.plug_in()
                await home.until_status("Sam", CallStatus.COMPLETED)
                await home.settled()
            assert home.count("Sam") == 2, "the answer to the code, and the note"
            assert await results(home) == [AttemptResult.ANSWERED]
            await home.assert_accounted_for()

    run(scenario())


async def _final(home: Home) -> bool:
    calls = await home.store.calls.recent(user_id=home.users["Sam"].id)
    return bool(calls) and calls[0].status in FINAL_STATUSES


@pytest.mark.parametrize("seed", range(4))
def test_a_call_over_a_bad_line_with_restarts_is_one_call(seed: int) -> None:
    """Between any two steps the appliance may end, the network go, Telegram refuse: all that was answered is kept."""
    chance = Random(seed)

    def trouble(home: Home) -> None:
        kinds: list[Trouble] = [flood(3), BadStatus(502, as_json=False), Cut(done=False), WithoutForm()]
        home.server.trouble(
            chance.choice(["getUpdates", "sendMessage", "getFile"]), chance.choice(kinds), chance.randint(1, 3)
        )

    async def scenario() -> None:
        async with chat_home() as home:
            await evening(home)
            async with home.on_duty():
                await home.pair("Sam")
                await called(home)
            for _ in range(12):
                if (await home.latest("Sam")).status in FINAL_STATUSES:
                    break
                said = home.people["Sam"].heard[-1].text
                if chance.random() < 0.5:
                    home.people["Sam"].write(answer_to(said))
                    home.clock.step(seconds=chance.choice([1, 9, 600]))
                    trouble(home)
                async with home.on_duty():
                    trouble(home)
                    if not home.server.world.updates and home.people["Sam"].heard[-1].text == said:
                        home.people["Sam"].write(answer_to(said))
                    await home.server.until_handled()
                    home.clock.step(seconds=9)
                    if chance.random() < 0.7:
                        await home.settled()
            home.server.troubles.clear()
            async with home.on_duty():
                await converse(home, "Sam")
                await home.settled()
            assert (await home.latest("Sam")).status is CallStatus.COMPLETED
            said_once = [each.text for each in home.people["Sam"].heard if QUESTION in each.text.lower()]
            assert len(said_once) == 1
            kept = await home.store.progress.metrics(home.users["Sam"].id)
            assert {each.metric_type: each.value for each in kept} == {"exercise": 1.0, "mood": 7.0}
            await home.assert_accounted_for()

    run(scenario())


def test_while_it_rings_on_the_page_the_chat_says_so_and_ends_it_there() -> None:
    async def scenario() -> None:
        async with chat_home() as home:
            sam = home.users["Sam"]
            browser = BrowserChannel(home.ears, PhraseCache(home.voice), Loudness, home.clock)
            home.channels = {"browser": browser}
            await home.check_in("Sam", "20:00", channels=["browser"])
            async with home.on_duty():
                await home.pair("Sam")
                with browser.ringing.page(sam.id) as page:
                    home.clock.to(0, 20)
                    rings = await page.get()
                    assert "rings on the page just now" in await home.tell("Sam", "seven")
                    await home.tell("Sam", "/skip")
                    over = await page.get()
                    assert (over.kind, over.attempt_id, over.why) == ("over", rings.attempt_id, "declined")
                await home.until_status("Sam", CallStatus.SKIPPED)
                assert "No call waits" in await home.tell("Sam", "seven")
            assert await results(home) == [AttemptResult.DECLINED]

    run(scenario())


def test_what_is_read_back_is_answered_by_buttons() -> None:
    async def scenario() -> None:
        async with chat_home() as home:
            sam = home.users["Sam"]
            await home.check_in("Sam", "20:00")
            await home.metric("Sam", "sleep", MetricKind.DURATION, unit="hours", question="How long did you sleep?")
            async with home.on_duty():
                await home.pair("Sam")
                home.clock.to(0, 20)
                await home.until_heard("Sam", "how long did you sleep")
                await home.settled()
                so_far = home.count("Sam")
                await home.answer("Sam", "well", "from eleven to seven")
                await home.until_more("Sam", so_far)
                await home.settled()
                asked = home.people["Sam"].heard[-1]
                assert "eight hours" in asked.text.lower()
                offered = [each["callback_data"] for row in asked.buttons for each in row]
                assert {"say:yes", "say:no"} <= set(offered)
                so_far = home.count("Sam")
                home.people["Sam"].press(asked, "say:yes")
                await home.until_more("Sam", so_far)
                call = await home.latest("Sam")
                assert [each.value for each in await home.store.calls.observations(call.id)][-1] == 8.0
                assert sam.id == call.user_id

    run(scenario())


def test_a_request_from_elsewhere_ends_a_discreet_ring_at_once() -> None:
    async def scenario() -> None:
        async with chat_home() as home:
            await evening(home)
            async with home.on_duty():
                await home.pair("Sam")
                await home.tell("Sam", "/discreet on")
                await called(home, question=False)
                await home.until_status("Sam", CallStatus.WAITING)
                await home.settled()
                sam = home.users["Sam"]
                skip = Request(id=uuid4(), kind=RequestKind.SKIP, source=RequestSource.PAGE, user_id=sam.id)
                home.nudged = False
                assert (await Desk(home.store, home.clock).execute(skip)).done
                alarm = home.alarm
                assert alarm is not None

                async def idle() -> bool:
                    return not alarm._armed

                await home.until(idle, "nobody waits any more for an answer to the ring")
            assert await results(home) == [AttemptResult.DECLINED]

    run(scenario())
