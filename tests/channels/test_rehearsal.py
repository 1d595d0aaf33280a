"""A rehearsal: the synthetic person is heard through the room, not handed over."""

from __future__ import annotations

import asyncio
from uuid import uuid4

from appliance.channels.rehearsal import Person, RehearsalChannel
from appliance.channels.virtual_room import VirtualRoom
from appliance.ports import Expect, Hint, Notice, Unreached
from appliance.records.agenda import Answer
from appliance.voice.phrases import PhraseCache
from tests.virtual_time import run_virtual
from tests.voice.tones import Loudness, ToneEars, ToneVoice, noise, saying

NOTICE = Notice(uuid4(), uuid4(), "Sam")
EXPECT = Expect(Hint(Answer.YES_NO), patience_seconds=3.0)
QUESTION = "did you run five kilometres before dinner"


def as_written(text: str, language: str) -> str:
    return text


def cache() -> PhraseCache:
    return PhraseCache(ToneVoice(), as_written)


def rehearse(answers: dict[str, str | None], questions: list[str], room: VirtualRoom | None = None) -> list[str | None]:
    """What the line made of the person's answers to these questions."""

    async def main() -> list[str | None]:
        ears = ToneEars()
        person = Person(lambda expect, said: answers[said], ToneVoice())
        channel = RehearsalChannel(
            person, ears, cache(), Loudness, as_written, (lambda: room) if room else lambda: VirtualRoom(echo=0.2)
        )
        heard: list[str | None] = []
        async with channel.dial(NOTICE) as line:
            assert not isinstance(line, Unreached)
            await line.chime()
            for question in questions:
                spoken = await line.say(saying(question))
                answer = await line.hear(EXPECT)
                heard.append(answer.transcript.text if answer.transcript else None)
                if answer.timings.speech_began is not None and spoken.first_sound_at is not None:
                    reaction = answer.timings.speech_began - spoken.first_sound_at - spoken.seconds
                    assert 0.8 < reaction < 1.1, "a human-like delay"
        return heard

    return run_virtual(main())


def test_each_question_gets_its_answer_aloud() -> None:
    answers = {QUESTION: "three sure", "are you there": "yes", "how long did you sleep": None}
    assert rehearse(answers, list(answers)) == ["three sure", "yes", None]


def test_the_person_is_misheard_where_the_room_is_too_loud() -> None:
    room = VirtualRoom(noise=noise(3.0, level=0.3))
    assert rehearse({QUESTION: "yes sure"}, [QUESTION], room) == [None]


def test_the_room_closes_with_the_call() -> None:
    async def main() -> int:
        person = Person(lambda expect, said: None, ToneVoice())
        channel = RehearsalChannel(person, ToneEars(), cache(), Loudness, as_written)
        async with channel.dial(NOTICE):
            pass
        return len(asyncio.all_tasks())

    assert run_virtual(main()) == 1
