"""The first call, out loud: a check-in fires, rings through a real sound device, is answered aloud, and is kept."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from appliance.app import Appliance, open_appliance, utc_now
from appliance.channels.sound_card import SoundDevices
from appliance.channels.speaker import SpeakerChannel
from appliance.engines.kinds import Surroundings
from appliance.on_duty import on_duty
from appliance.ports import HEARING_RATE, Audio, Expect, Hint, Sentence, SpeechToText, VoiceStyle
from appliance.records.agenda import Answer
from appliance.records.calls import Call, CallStatus
from appliance.records.people import CallType, CheckIn, Room, User
from appliance.records.progress import MetricKind, MetricType
from appliance.settings import Settings
from appliance.voice import catalogue
from appliance.voice.audio import resample, to_samples
from appliance.voice.espeak import Espeak
from appliance.voice.phrases import PhraseCache
from appliance.voice.silero import Silero
from appliance.voice.words import spoken_words
from tests.soundserver import SoundRoom, sound_room
from tests.whole.answering import Answered, Said

pytestmark = pytest.mark.sound

AHEAD_SECONDS = 5.0

SAYS = {
    Answer.PRESENCE: "yes, I'm here",
    Answer.YES_NO: "yes I did",
    Answer.NUMBER: "fourteen",
    Answer.OPEN: "I will telephone my grandmother and water all the plants on the balcony",
}

YES, NO = "yes", "no, fourteen"
"""To a read-back that is right, or wrong."""

QUESTIONS = ("Did you exercise today?", "How many cups of coffee did you drink?")

DECOYS = (
    "did you practice today", "did you exercise yesterday", "how many cups of water did you drink",
    "how many miles did you run", "did you call the dentist", "how long did you sleep last night",
    "what is your name", "turn off the light",
)  # fmt: skip
"""No question of the call, and none like a greeting: which of those is said changes with the day."""


AUDIBLE = 300
"""Samples beyond this, of 32,767, are sound."""

PAUSE_SECONDS = 1.2
"""Longer silence lies between two turns; between two sentences of one turn it is shorter."""


@pytest.fixture
def lab() -> Iterator[SoundRoom]:
    with sound_room() as room:
        yield room


def test_a_check_in_rings_is_answered_and_kept(lab: SoundRoom, tmp_path: Path) -> None:
    asyncio.run(_call(lab, tmp_path))


async def _call(lab: SoundRoom, folder: Path) -> None:
    person, style = Espeak("en-us"), VoiceStyle(rate=0.9)
    answers = {words: await person.synthesize(Sentence(words, style=style)) for words in (*SAYS.values(), YES, NO)}
    settings = Settings(local_data_path=folder / "user_data", key_file=folder / "key")
    ears = catalogue.recogniser("sphinx", Surroundings(folder))
    voice = PhraseCache(catalogue.voice("espeak", Surroundings(folder)), spoken_words)
    channel = _channel(lab, answers, ears, voice)
    offset = _until_next_minute(utc_now()) - timedelta(seconds=AHEAD_SECONDS)
    async with open_appliance(
        settings, now=lambda: utc_now() + offset, ears=ears, voice=voice, channels={"speaker": channel}
    ) as appliance:
        due_at = await _household(appliance)
        loop = asyncio.get_running_loop()
        due_in_loop = loop.time() + (due_at - appliance.now()).total_seconds()
        recording = lab.record()
        async with on_duty(appliance):
            call = await _until_over(appliance)
        sound = recording.stop()
        await _must_be_kept(appliance, call)
        assert channel.witness.chimed_at[0] > due_in_loop - 0.5, "not before it is due; how late is for the bench"
        await _must_have_been_asked(ears, channel.witness.said, sound)


def _channel(lab: SoundRoom, answers: dict[str, Audio], ears: SpeechToText, voice: PhraseCache) -> Answered:
    async def rooms() -> list[Room]:
        return [Room(name="home", speaker_device="pulse", microphone_device="pulse", volume=1.0)]

    def answer(expect: Expect, said: str) -> Audio | None:
        if expect.hint.answer is Answer.NUMBER and QUESTIONS[1] not in said:  # a read-back
            return answers[YES if SAYS[Answer.NUMBER] in said.lower() else NO]
        return answers[SAYS[expect.hint.answer]]

    speaker = SpeakerChannel(rooms, ears, voice, Silero, SoundDevices())
    return Answered(speaker, lab, answer)


def _until_next_minute(now: datetime) -> timedelta:
    return timedelta(minutes=1) - timedelta(seconds=now.second, microseconds=now.microsecond)


async def _household(appliance: Appliance) -> datetime:
    """Sam, asked in the minute that begins `AHEAD_SECONDS` from now."""
    now, store = appliance.now(), appliance.store
    sam = await store.people.add_user(User(name="Sam", timezone="UTC", created_at=now))
    for position, (name, kind) in enumerate([("exercise", MetricKind.HABIT), ("coffee", MetricKind.NUMBER)]):
        await store.progress.add_metric_type(
            MetricType(
                user_id=sam.id,
                name=name,
                kind=kind,
                question=QUESTIONS[position],
                low=None if kind is MetricKind.HABIT else 0,
                high=None if kind is MetricKind.HABIT else 20,
                position=position,
                ask_in=["evening"],
                created_at=now,
            )
        )
    due_at = (now + timedelta(seconds=AHEAD_SECONDS + 1)).replace(second=0, microsecond=0)
    await store.people.add_check_in(
        CheckIn(
            user_id=sam.id,
            call_type=CallType.EVENING,
            at=f"{due_at:%H:%M}",
            weekdays=list(range(7)),
            channels=["speaker"],
            created_at=now,
        )
    )
    return due_at.astimezone(UTC)


async def _until_over(appliance: Appliance) -> Call:
    async with asyncio.timeout(120):
        while True:
            await asyncio.sleep(0.5)
            for call in await appliance.store.calls.recent():
                if call.completed_at is not None:
                    return call


async def _must_be_kept(appliance: Appliance, call: Call) -> None:
    turns = await appliance.store.calls.turns(call.id)
    dialogue = "\n".join(f"{turn.message_type}: {turn.content} ({turn.confidence})" for turn in turns)
    assert call.status is CallStatus.COMPLETED, dialogue
    values = {each.metric_type: each.value for each in await appliance.store.progress.metrics(call.user_id)}
    assert values == {"exercise": 1.0, "coffee": 14.0}, dialogue
    (promise,) = await appliance.store.progress.commitments(call.user_id)
    assert promise.due_day == call.day + timedelta(days=1)
    assert promise.audio_url is not None, dialogue
    clip = await appliance.store.clips.load(promise.audio_url)
    assert 2.0 < clip.seconds < 12.0


async def _must_have_been_asked(ears: SpeechToText, said: list[Said], sound: Audio) -> None:
    """What left the speaker, recognised among all that was said and things that were not: every question, in order."""
    everything = [_words(each.text) for each in said]
    questions = [text for text in everything if any(_words(question) in text for question in QUESTIONS)]
    assert len(questions) == len(QUESTIONS)
    choices = " | ".join([*everything, *DECOYS])
    hint = Hint(Answer.YES_NO, f"#JSGF V1.0;\ngrammar asked;\npublic <asked> = {choices};\n")
    recognised = []
    for piece in _spoken_pieces(resample(sound, HEARING_RATE)):
        session = await ears.open("en", hint)
        await session.feed(piece)
        heard = await session.finish()
        recognised.append(heard.text if heard else None)
    assert [text for text in recognised if text in questions] == questions, recognised
    assert not set(recognised) & set(DECOYS)


def _spoken_pieces(sound: Audio) -> list[Audio]:
    """The sound between pauses: one piece for each time the appliance spoke."""
    block = HEARING_RATE // 10
    samples = to_samples(sound)
    loud = [bool(abs(samples[at : at + block].astype(int)).max() > AUDIBLE) for at in range(0, len(samples), block)]
    pieces: list[tuple[int, int]] = []
    for place, sounding in enumerate(loud):
        if sounding and pieces and place - pieces[-1][1] <= PAUSE_SECONDS * 10:
            pieces[-1] = (pieces[-1][0], place)
        elif sounding:
            pieces.append((place, place))
    return [
        Audio(sound.pcm[max(0, first - 3) * block * 2 : (last + 4) * block * 2], HEARING_RATE) for first, last in pieces
    ]


def _words(text: str) -> str:
    """As the recogniser writes them: small letters, no punctuation."""
    return " ".join(re.findall(r"[a-z']+", text.lower()))
