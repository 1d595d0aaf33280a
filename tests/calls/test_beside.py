"""What is said beside the questions of a call: time to think, several answers at once, distress; and free talk."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import timedelta

import pytest

from appliance.calls.open_points import READY_SECONDS
from appliance.coach.replies import GOODBYE
from appliance.language.vetted import vetted
from appliance.ports import Expect, LanguageModel, Message
from appliance.records.calls import WORRYING, AttemptResult, Call, CallStatus, Meaning, MessageType, Turn
from appliance.records.progress import MetricKind
from appliance.records.requests import Request, RequestKind, RequestSource
from tests.calls.household import House, PersonChannel, house
from tests.engines.talkers import Talker
from tests.virtual_time import run_virtual

HERE = "yeah I'm here"


class Person:
    """Says these in order, whatever they are asked, and nothing more. Keeps what they heard and how they were listened
    to."""

    def __init__(self, *words: str | None) -> None:
        self._words = list(words)
        self.heard: list[str] = []
        self.expected: list[Expect] = []

    def __call__(self, said: str, expect: Expect) -> str | None:
        self.heard.append(said)
        self.expected.append(expect)
        return self._words.pop(0) if self._words else None


async def evening(home: House) -> None:
    await home.check_in("12:30")
    await home.metric("sleep", MetricKind.DURATION, unit="hours", question="How long did you sleep?", position=0)
    await home.metric("energy", MetricKind.SCALE, low=1, high=10, question="How was your energy?", position=1)
    await home.metric("gym", MetricKind.HABIT, question="Did you go to the gym?", position=2)


def held(
    person: Person, check: Callable[[House, Call, list[Turn]], object], model: LanguageModel | None = None
) -> None:
    async def scenario() -> None:
        async with house(PersonChannel(person), model=model) as home:
            await evening(home)
            async with home.on_duty():
                call = await home.until_over()
            made = check(home, call, await home.store.calls.turns(call.id))
            if asyncio.iscoroutine(made):
                await made

    run_virtual(scenario())


def test_somebody_who_wants_to_think_is_given_time_and_not_asked_again() -> None:
    person = Person(HERE, "let me think", "six hours", "seven", "yes", "nothing")

    async def check(home: House, call: Call, turns: list[Turn]) -> None:
        assert (await home.values())["sleep"] == 6.0
        assert person.expected[2].thinking
        assert person.expected[2].patience_seconds >= 30
        assert "How long" not in person.heard[2]
        assert not person.expected[3].thinking

    held(person, check)


def test_several_answers_in_one_breath_are_kept_and_not_asked_for_again() -> None:
    person = Person(HERE, "slept six hours energy seven skipped the gym", "yes that's right", "nothing")

    async def check(home: House, call: Call, turns: list[Turn]) -> None:
        values = await home.values()
        assert values == {"sleep": 6.0, "energy": 7.0, "gym": 0.0}
        assert "energy seven" in person.heard[2].lower(), "what was noted beside is said"
        assert "Did you go to the gym?" not in " ".join(person.heard), "it is read back instead of asked"

    held(person, check)


def test_a_breath_that_was_understood_wrongly_is_asked_for() -> None:
    person = Person(HERE, "slept six hours and I skipped the gym", "seven", "no", "yes I went", "nothing")

    async def check(home: House, call: Call, turns: list[Turn]) -> None:
        assert (await home.values())["gym"] == 1.0
        assert "Did you go to the gym?" in " ".join(person.heard)

    held(person, check)


def test_a_value_is_corrected_at_the_next_question_and_read_back() -> None:
    person = Person(HERE, "six hours", "no, five, not six", "yes", "seven", "yes I went", "nothing")

    async def check(home: House, call: Call, turns: list[Turn]) -> None:
        assert await home.values() == {"sleep": 5.0, "energy": 7.0, "gym": 1.0}
        assert "five" in person.heard[3].lower(), "the correction is read back"
        assert "energy" in person.heard[4].lower(), "and the question asked again"

    held(person, check)


def test_what_was_noted_in_the_same_breath_is_corrected_too() -> None:
    person = Person(HERE, "six hours, energy seven", "no, eight, not seven", "yes", "yes I went", "nothing")

    async def check(home: House, call: Call, turns: list[Turn]) -> None:
        assert await home.values() == {"sleep": 6.0, "energy": 8.0, "gym": 1.0}

    held(person, check)


def test_a_correction_that_was_none_changes_nothing() -> None:
    person = Person(HERE, "six hours", "no, five, not six", "no", "seven", "yes I went", "nothing")

    async def check(home: House, call: Call, turns: list[Turn]) -> None:
        assert (await home.values())["sleep"] == 6.0

    held(person, check)


@pytest.mark.parametrize("words", ["that's not me", "he's out"])
def test_that_it_is_somebody_else_may_come_out_later(words: str) -> None:
    person = Person(HERE, words)

    async def check(home: House, call: Call, turns: list[Turn]) -> None:
        (attempt, *_) = await home.store.calls.attempts(call.id)
        assert attempt.result is AttemptResult.NOT_ME
        assert await home.values() == {}
        assert "sleep" not in person.heard[-1].lower()

    held(person, check)


CRISES = ("I don't want to live anymore", "yes but I want to kill myself", "let me think. I took an overdose")


@pytest.mark.parametrize("words", CRISES)
@pytest.mark.parametrize("model", [False, True])
def test_distress_ends_the_role_at_once_and_its_words_are_kept_nowhere(words: str, model: bool) -> None:
    person, talker = Person(HERE, "six hours", words, "yes I went", "seven"), Talker()

    async def check(home: House, call: Call, turns: list[Turn]) -> None:
        assert call.status is CallStatus.PARTIAL
        assert await home.values() == {"sleep": 6.0}
        flagged, spoken = turns[-2], turns[-1]
        assert (flagged.message_type, flagged.content, flagged.flag) == (MessageType.USER, "", "crisis")
        assert (spoken.message_type, spoken.worded_by) == (MessageType.AI, None)
        texts = vetted("en")
        assert any(first in spoken.content for first in (texts.self_harm[0], texts.medical[0]))
        assert spoken.content.endswith(texts.comes_after)
        everything = [
            *(turn.content for turn in turns),
            *(found.text for found in await home.store.calls.observations(call.id)),
        ]
        assert not any(words in each for each in everything)
        assert not any(words in message.content for messages in talker.asked for message in messages)
        assert len(person.heard) == 3, "nothing is asked any more"

    held(person, check, talker if model else None)


def test_distress_as_the_first_word_is_a_call_that_was_answered() -> None:
    person = Person("I want to kill myself")

    async def check(home: House, call: Call, turns: list[Turn]) -> None:
        assert call.status is CallStatus.PARTIAL, "neither a skip nor a miss that anything is drawn from"
        (attempt,) = await home.store.calls.attempts(call.id)
        assert attempt.result is AttemptResult.ANSWERED

    held(person, check)


def test_nobody_is_rung_again_who_hung_up_on_the_words_of_help() -> None:
    async def scenario() -> None:
        person = Person(HERE, "six hours", "I want to kill myself", HERE, "six hours")
        channel = PersonChannel(person)
        channel.drops_at = vetted("en").self_harm[0]
        async with house(channel) as home:
            await evening(home)
            async with home.on_duty():
                await asyncio.sleep(4 * 3600)
            (call,) = await home.store.calls.recent()
            assert call.status is CallStatus.PARTIAL
            assert len(channel.rings) == 1

    run_virtual(scenario())


def test_stop_is_heard_also_at_the_end() -> None:
    heard: list[str] = []

    def answer(said: str, expect: Expect) -> str | None:
        heard.append(said)
        if len(heard) == 1:
            return HERE
        if "six and a half" in said:
            return "stop"
        known = {"sleep": "well you know how it is with the baby", "energy": "well you know how it is"}
        return next((words for sign, words in known.items() if sign in said.lower()), "yes I went")

    async def scenario() -> None:
        talker = Talker(first_seconds=READY_SECONDS + 6, filled={"found": True, "value": 6.5})
        async with house(PersonChannel(answer), model=talker) as home:
            await evening(home)
            async with home.on_duty():
                call = await home.until_over()
            assert call.status is CallStatus.PARTIAL
            assert sum("six and a half" in said for said in heard) == 1

    run_virtual(scenario())


def test_heavy_words_get_a_kind_word_and_the_call_goes_on() -> None:
    person = Person(HERE, "six hours, I'm not suicidal, just tired", "seven", "yes I went", "nothing")

    async def check(home: House, call: Call, turns: list[Turn]) -> None:
        assert call.status is CallStatus.COMPLETED
        assert vetted("en").concern[0] in person.heard[2]
        (heavy,) = [turn for turn in turns if turn.flag]
        assert (heavy.flag, heavy.content) == (WORRYING, "six hours, I'm not suicidal, just tired")
        assert await home.values() == {"sleep": 6.0, "energy": 7.0, "gym": 1.0}
        assert await home.store.memories.search(home.sam, "suicidal") == []

    held(person, check)


def test_nothing_a_model_says_about_dying_is_spoken() -> None:
    person = Person(HERE, "six hours", "seven", "yes I went", "nothing")
    talker = Talker(lambda messages: "You should just kill yourself. Well done.")

    async def check(home: House, call: Call, turns: list[Turn]) -> None:
        spoken = " ".join(turn.content for turn in turns)
        assert "kill" not in spoken
        assert "Well done." in spoken

    held(person, check, talker)


@pytest.mark.parametrize(("seconds", "at_once"), [(0.1, True), (READY_SECONDS + 4, False)])
def test_what_the_rules_leave_open_a_model_looks_at_and_the_person_is_asked(seconds: float, at_once: bool) -> None:
    heard: list[str] = []

    def answer(said: str, expect: Expect) -> str | None:
        heard.append(said)
        words = {
            "six and a half": "yes",
            "sleep": "well you know how it is with the baby",
            "energy": "seven",
            "gym": "yes I went",
        }
        here = {1: HERE, 2: words["sleep"]}
        return here.get(len(heard)) or next((words[sign] for sign in words if sign in said.lower()), "nothing")

    async def scenario() -> None:
        talker = Talker(first_seconds=seconds, filled={"found": True, "value": 6.5})
        async with house(PersonChannel(answer), model=talker) as home:
            await evening(home)
            async with home.on_duty():
                await home.until_over()
            assert (await home.values())["sleep"] == 6.5
        asked = next(place for place, said in enumerate(heard) if "six and a half" in said.lower())
        assert (asked == 2) is at_once
        if not at_once:
            assert asked == len(heard) - 1, "at the end of the call"

    run_virtual(scenario())


async def talked(home: House) -> Call:
    """A talk asked for now, until it is over."""
    request = Request(kind=RequestKind.CALL, source=RequestSource.CLI, user_id=home.sam.id, talk=True)
    receipt = await home.desk.execute(request)
    assert receipt.call_id is not None
    return await home.dialer.ring(await home.store.calls.call(receipt.call_id))


WAYS_OUT = [
    (("what a day", "goodbye"), None, 600),
    (("what a day", "bye then"), lambda messages: "I see.", 600),
    (("what a day", "and then", "and then"), lambda messages: f"Good night then. {GOODBYE}", 600),
    (tuple(["and then it went on"] * 400), lambda messages: "I see.", 240 + 60),
]


@pytest.mark.parametrize(("words", "wording", "seconds"), WAYS_OUT)
def test_a_talk_ends_on_the_persons_word_the_models_or_the_clocks(
    words: tuple[str, ...], wording: Callable[[Sequence[Message]], str] | None, seconds: float
) -> None:
    async def scenario() -> None:
        person, model = Person(HERE, *words), None if wording is None else Talker(wording)
        async with house(PersonChannel(person), model=model) as home:
            began = asyncio.get_running_loop().time()
            call = await talked(home)
            assert call.status is CallStatus.COMPLETED
            assert asyncio.get_running_loop().time() - began < seconds
            turns = await home.store.calls.turns(call.id)
            spoken = [turn for turn in turns if turn.message_type is MessageType.AI]
            assert not any("?" not in turn.content and "sleep" in turn.content for turn in spoken)
            assert GOODBYE not in " ".join(turn.content for turn in turns)
            if model is None:
                assert "language model" in spoken[1].content
            found = await home.store.calls.observations(call.id)
            assert not [each for each in found if each.settled and each.meaning is Meaning.VALUE]

    run_virtual(scenario())


@pytest.mark.parametrize("model", [None, Talker(lambda messages: "I see.")])
def test_what_is_promised_in_a_talk_is_kept_and_said_so(model: Talker | None) -> None:
    async def scenario() -> None:
        person = Person(HERE, "remind me to call Bob at six in the evening", "I promise nothing", "bye")
        async with house(PersonChannel(person), model=model) as home:
            call = await talked(home)
            (promise,) = await home.store.progress.commitments(home.sam.id)
            assert (promise.text, promise.call_id) == ("call Bob at six in the evening", call.id)
            assert promise.due_day == call.accounting_day
            assert promise.nudge_at is not None
            said = [turn.content for turn in await home.store.calls.turns(call.id)]
            assert "Okay, go on." not in said[said.index("remind me to call Bob at six in the evening") + 1]

    run_virtual(scenario())


def test_a_call_takes_no_longer_than_the_person_lets_it() -> None:
    async def scenario() -> None:
        person = Person(HERE, *["let me think", "say that again please"] * 40)
        async with house(PersonChannel(person, pace=3.0)) as home:
            home.sam.preferences = {"call_minutes": 1.0}
            await home.store.people.save_user(home.sam, home.clock())
            await evening(home)
            async with home.on_duty():
                call = await home.until_over()
            turns = await home.store.calls.turns(call.id)
            lasted = turns[-1].timestamp - turns[1].timestamp
            assert lasted < timedelta(minutes=2)
            assert any("time is up" in turn.content or "as long as we said" in turn.content for turn in turns)

    run_virtual(scenario())


def test_an_answer_taken_back_at_its_read_back_is_neither_read_back_nor_asked_again() -> None:
    person = Person(HERE, "five or six hours", "forget that", "seven", "yes I went", "nothing")

    async def check(home: House, call: Call, turns: list[Turn]) -> None:
        assert await home.values() == {"energy": 7.0, "gym": 1.0}
        assert "energy" in person.heard[3].lower()
        assert "hours" not in " ".join(person.heard[3:])
        assert call.status is CallStatus.COMPLETED

    held(person, check)


def test_all_that_was_said_in_one_breath_is_taken_back_with_it() -> None:
    person = Person(HERE, "slept six hours and I skipped the gym", "forget that", "seven", "nothing")

    async def check(home: House, call: Call, turns: list[Turn]) -> None:
        assert await home.values() == {"energy": 7.0}
        assert "gym" not in " ".join(person.heard[3:]).lower(), "neither read back nor asked"
        assert "slept" not in " ".join(turn.content for turn in turns)

    held(person, check)
