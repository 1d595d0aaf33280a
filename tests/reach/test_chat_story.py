"""Three days of a household of two and its bot, over a real socket."""

from __future__ import annotations

from datetime import date

import pytest

from appliance.channels.telegram.notes import VoiceNote
from appliance.channels.telegram.post import Post
from appliance.ports import Audio
from appliance.records.calls import FINAL_STATUSES, CallStatus
from appliance.records.progress import CommitmentStatus, MetricKind
from appliance.voice.audio import concatenate, silence
from appliance.voice.sphinx.engine import Sphinx
from tests.channels.botapi import Delivered, flood
from tests.channels.telegram_house import run
from tests.reach.chat_home import Home, ListedEars, chat_home, hum
from tests.recordings import RECORDINGS, read_any, why_no_recordings

FRIDAY, SATURDAY, SUNDAY = date(2026, 11, 27), date(2026, 11, 28), date(2026, 11, 29)
QUESTION = "did you exercise today"
MOOD = "one to ten"
PROMISE = "call the dentist"
SEVENS = sorted((RECORDINGS / "speech" / "fsdd").glob("7_*.wav"))[:5]
"""Five times the same word: a recogniser without a model of one's own may ask once more."""


async def note(post: Post, seconds: float = 2.0, level: float = 0.2) -> VoiceNote:
    """What a telephone makes of somebody's voice."""
    assert post.bot is not None
    return await post.bot.notes.encode(hum(seconds, level))


def answer_to(said: str) -> str:
    """To what was asked last in it; whatever else is asked, a promise is the answer."""
    words = {QUESTION: "yes, I did", MOOD: "seven", "dentist": "yes, I did"}
    found = {said.lower().rfind(key): answer for key, answer in words.items()}
    return found[max(found)] if max(found) >= 0 else PROMISE


async def converse(home: Home, name: str) -> None:
    """Answer what was asked last, and what comes after, until the call has ended."""
    while (await home.latest(name)).status not in FINAL_STATUSES:
        before = home.count(name)
        await home.answer(name, answer_to(home.people[name].heard[-1].text))
        await home.until_more(name, before)
        await home.until(lambda: _asks_or_over(home, name), "it asks, or it is over")


async def _asks_or_over(home: Home, name: str) -> bool:
    said = home.people[name].heard[-1]
    return bool(said.buttons) or (await home.latest(name)).status in FINAL_STATUSES


def press(home: Home, name: str, said: Delivered, data: str) -> str:
    return home.people[name].press(said, data)


async def friday(home: Home) -> None:
    """Pairing, buttons, notes in a row; a restart between a question and its answer; the network gone and back."""
    async with home.on_duty():
        for name in home.users:
            await home.pair(name)
        home.clock.to(0, 20)
        asked = await home.until_heard("Sam", QUESTION)
        assert asked.kind == "voice"
        press(home, "Sam", asked, "say:yes")
        mood = await home.until_heard("Sam", MOOD)
        asked_so_far = home.count("Sam")
        await home.answer("Sam", "well, I would say", "a seven")
        await home.until_more("Sam", asked_so_far)
        press(home, "Sam", mood, "say:2")  # below a question that is over
        await home.server.until_handled()
        assert home.server.world.answered.popitem()[1]["text"] == "That question is over."
    home.people["Sam"].write(PROMISE)
    home.clock.step(minutes=3)
    async with home.on_duty():
        await home.until_status("Sam", CallStatus.COMPLETED)
        await home.settled()
        await home.server.unplug()
        home.clock.to(0, 20, 30)
        await home.until_status("Kim", CallStatus.WAITING)
        home.clock.step(minutes=20)
        assert not [each for each in home.people["Kim"].heard if QUESTION in each.text.lower()]
        await home.server.plug_in()
        await home.until_heard("Kim", QUESTION)
        assert home.post is not None
        home.server.trouble("sendVoice", flood(7), 2)
        spoken = await note(home.post)
        home.people["Kim"].speak(spoken.ogg, spoken.duration_seconds)
        await home.server.until_handled()
        home.clock.step(seconds=10)
        await home.until_heard("Kim", MOOD)
        await converse(home, "Kim")
        await home.settled()


async def saturday(home: Home) -> None:
    """Blocked and back, answered late the same evening; nobody answers the other call."""
    async with home.on_duty():
        home.people["Sam"].block()
        await home.server.until_handled()
        home.clock.to(1, 20)
        await home.until_status("Sam", CallStatus.MISSED_OFFLINE)
        home.people["Sam"].unblock()
        await home.server.until_handled()
        so_far = home.count("Kim")
        home.clock.to(1, 20, 31)
        await home.until_more("Kim", so_far)
        asked = home.count("Sam")
        home.people["Sam"].write("hello, I am back")
        await home.until_more("Sam", asked)
        await home.until(lambda: _asks_or_over(home, "Sam"), "the call that was missed asks")
        await converse(home, "Sam")
        home.clock.to(2, 2, 45)
        await home.until_status("Kim", CallStatus.MISSED)
        await home.settled()


async def sunday(home: Home) -> None:
    """The morning answers the evening before; a button puts a call off; commands."""
    async with home.on_duty():
        home.clock.to(2, 8)
        before = home.count("Kim")
        home.people["Kim"].write("no, I did not")
        await home.server.until_handled()
        home.clock.step(seconds=10)
        await home.until_more("Kim", before)
        await home.until(lambda: _asks_or_over(home, "Kim"), "the call of yesterday goes on")
        await converse(home, "Kim")
        so_far = home.count("Sam")
        home.clock.to(2, 20)
        first = await home.until_more("Sam", so_far)
        press(home, "Sam", first, "snooze:30")
        await home.until_heard("Sam", "half an hour")
        await home.until_status("Sam", CallStatus.SNOOZED)
        await home.settled()
        rung = home.count("Sam")
        home.clock.to(2, 20, 15)
        assert "Next call: Su, 29 Nov 2026, 20:30" in await home.tell("Sam", "/today")
        home.clock.to(2, 20, 31)
        await home.until_more("Sam", rung + 1)
        await converse(home, "Sam")
        await home.settled()


def test_three_days_of_two_people() -> None:
    async def scenario() -> None:
        async with chat_home(ListedEars("yes I did")) as home:
            for name, at in (("Sam", "20:00"), ("Kim", "20:30")):
                await home.check_in(name, at)
                await home.metric(name, "exercise", MetricKind.HABIT, question="Did you exercise today?")
            await friday(home)
            await saturday(home)
            await sunday(home)
            await home.assert_accounted_for()
            assert await values(home, "Sam") == {
                (day, what): value
                for day in (FRIDAY, SATURDAY, SUNDAY)
                for what, value in (("exercise", 1.0), ("mood", 7.0))
            }
            assert await values(home, "Kim") == {
                (day, what): value for day in (FRIDAY, SATURDAY) for what, value in (("exercise", 1.0), ("mood", 7.0))
            }
            promised = await home.store.progress.commitments(home.users["Kim"].id)
            assert [each.status for each in promised if each.made_on == FRIDAY] == [CommitmentStatus.BROKEN], (
                "the first words of the morning answered what was asked in the evening"
            )
            for user in home.users.values():
                assert await home.store.letters.waiting(user.id) == []
            updates = [call.values for call in home.server.called("setMyCommands")]
            assert {each.get("language_code") for each in updates} >= {None, "en", "de", "es", "fr", "ru"}

    run(scenario())


async def values(home: Home, name: str) -> dict[tuple[date, str], float]:
    found = await home.store.progress.metrics(home.users[name].id)
    return {(each.date, each.metric_type): each.value for each in found}


@pytest.mark.recordings
@pytest.mark.skipif(bool(why_no_recordings()), reason=why_no_recordings() or "")
def test_a_recorded_digit_is_understood_in_a_voice_note() -> None:
    async def scenario() -> None:
        async with chat_home(Sphinx()) as home:
            try:
                await home.check_in("Sam", "20:00")
                await home.metric("Sam", "glasses", MetricKind.NUMBER, question="How many glasses?", low=0, high=9)
                async with home.on_duty() as post:
                    await home.pair("Sam")
                    home.clock.to(0, 20)
                    await home.until_heard("Sam", "how many glasses")
                    assert post.bot is not None
                    for file in SEVENS:
                        before = home.count("Sam")
                        spoken = await post.bot.notes.encode(padded(read_any(file)))
                        home.people["Sam"].speak(spoken.ogg, spoken.duration_seconds)
                        await home.server.until_handled()
                        home.clock.step(seconds=10)
                        await home.until_more("Sam", before)
                        if MOOD in home.people["Sam"].heard[-1].text:
                            break
                    await home.until_heard("Sam", MOOD)
                    await converse(home, "Sam")
                assert (await values(home, "Sam"))[FRIDAY, "glasses"] == 7.0
            finally:
                await home.ears.aclose()

    run(scenario())


def padded(audio: Audio) -> Audio:
    """As a telephone records it: a little silence around."""
    return concatenate([silence(0.4, audio.rate), audio, silence(0.4, audio.rate)], audio.rate)
