"""Noise instead of an answer: nobody is there, the call rings again, is missed, and nothing is stored as a value.

The real voice, voice activity detection, endpointing and recogniser, in a virtual room, on virtual time.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from importlib.util import find_spec
from pathlib import Path

import pytest

from appliance.channels.rehearsal import Person, RehearsalChannel
from appliance.channels.virtual_room import VirtualRoom
from appliance.coach.interpret import interpret
from appliance.engines.kinds import Surroundings
from appliance.engines.names import parse
from appliance.language.catalogue import hint_for, language
from appliance.ports import HEARING_RATE, Audio, Expect, Hint, Line, Notice, Sentence, Unreached
from appliance.records.agenda import AgendaItem, Answer, ItemKind
from appliance.records.calls import AttemptResult, Call, CallStatus
from appliance.records.people import CallType
from appliance.records.progress import MetricKind
from appliance.voice.audio import concatenate, resample, silence
from appliance.voice.espeak import Espeak
from appliance.voice.line import VoiceLine
from appliance.voice.phrases import PhraseCache
from appliance.voice.readiness import make_ready
from appliance.voice.silero import Silero
from appliance.voice.sphinx.engine import Sphinx
from appliance.voice.whisper.engine import whisper
from tests.calls.household import House, house
from tests.recordings import RECORDINGS, read_any, why_no_recordings
from tests.virtual_time import run_virtual
from tests.whole.still import StillEars, StillVoice

NOISES = sorted(
    path for path in (RECORDINGS / "noise").rglob("*") if path.is_file() and path.parent.name != "rir"
)  # fmt: skip


class NoisyRoom:
    """A speaker channel in a virtual room in which something sounds all the time."""

    name = "speaker"

    def __init__(self, noise: Audio | None, echo: float = 0.2) -> None:
        self.ears = StillEars(Sphinx(idle_seconds=1e9))
        self.voice = PhraseCache(StillVoice(Espeak()))
        self._noise = noise
        self._echo = echo
        self.rings = 0

    async def prepare(self, sentences: Sequence[Sentence]) -> None:
        await make_ready(self.ears, self.voice, sentences)

    @asynccontextmanager
    async def dial(self, notice: Notice) -> AsyncIterator[Line | Unreached]:
        self.rings += 1
        async with VirtualRoom(echo=self._echo, noise=self._noise).open() as room:
            yield VoiceLine(room, self.ears, self.voice, Silero())


def call_in(room: NoisyRoom, retries: list[int]) -> None:
    async def scenario() -> None:
        async with house(room) as home:
            await home.metric("exercise", MetricKind.HABIT)
            await home.check_in("12:10", retry_minutes=retries)
            try:
                async with home.on_duty(watching=False):
                    call = await home.until_over()
            finally:
                await room.ears.aclose()
                await room.voice.aclose()
            assert await home.results(call) == [AttemptResult.NO_ANSWER] * (1 + len(retries))
            assert call.status is CallStatus.MISSED
            assert [found for found in await home.store.calls.observations(call.id) if found.settled] == []
            assert await home.values() == {}
            assert await nothing_asked_for(home, call)
            assert room.rings == 1 + len(retries)

    run_virtual(scenario())


async def nothing_asked_for(home: House, call: Call) -> bool:
    """Whether no request was settled, and nothing is paused, put off or begun."""
    store = home.store
    begun = [
        *await store.requests.recent(),
        *await store.silences.pauses(),
        *await store.days.focus_sessions(home.sam.id),
    ]
    return not begun and call.snoozes == 0 and len(await store.calls.recent()) == 1


def test_silence_rings_again_and_is_missed() -> None:
    call_in(NoisyRoom(silence(1.0, 16_000)), [10, 30])


@pytest.mark.parametrize("echo", [0.2, 1.0])
def test_the_appliance_never_answers_itself(echo: float) -> None:
    call_in(NoisyRoom(None, echo), [10])


@pytest.mark.recordings
@pytest.mark.skipif(bool(why_no_recordings()), reason=why_no_recordings() or "")
@pytest.mark.parametrize("file", NOISES, ids=lambda file: file.stem)
def test_each_noise_is_nobody(file: Path) -> None:
    noise = read_any(file)
    longest = 30 * noise.rate * 2
    call_in(NoisyRoom(Audio(noise.pcm[:longest], noise.rate)), [])


QUESTIONS = (
    AgendaItem(key="exercise", kind=ItemKind.METRIC, answer=Answer.YES_NO, label="exercise"),
    AgendaItem(key="mood", kind=ItemKind.METRIC, answer=Answer.SCALE, label="mood", low=1, high=10),
    AgendaItem(key="sleep", kind=ItemKind.METRIC, answer=Answer.DURATION, label="sleep", unit="hours"),
)


@pytest.mark.recordings
@pytest.mark.skipif(bool(why_no_recordings()), reason=why_no_recordings() or "")
def test_no_noise_is_stored_as_the_answer_to_a_question() -> None:
    """Nothing is understood so surely that it would be stored without a read-back."""

    async def scenario() -> list[str]:
        ears = StillEars(Sphinx(idle_seconds=1e9))
        stored = []
        for file in NOISES:
            noise = read_any(file)
            async with VirtualRoom(noise=Audio(noise.pcm[: 30 * noise.rate * 2], noise.rate)).open() as room:
                line = VoiceLine(room, ears, PhraseCache(StillVoice(Espeak())), Silero())
                for item in QUESTIONS:
                    heard = await line.hear(Expect(hint_for(item, "Sam"), patience_seconds=6.0))
                    if heard.transcript and interpret(item, heard.transcript).sure:
                        stored.append(f"{file.name}: {item.key}: {heard.transcript.text!r}")
        await ears.aclose()
        return stored

    assert run_virtual(scenario()) == []


NOISE = "…"
"""Where a person's words have a noise in them."""

MOST_NOISE_SECONDS = 8.0
"""Of one recording, as the answer to one question: about as long as the question is waited for."""


class SneezingVoice:
    """Says words as espeak-ng does, and makes a noise where they end in `NOISE`."""

    name = "sneezing"

    def __init__(self, noise: Audio) -> None:
        self._voice = StillVoice(Espeak("en-us"))
        self._noise = Audio(noise.pcm[: round(MOST_NOISE_SECONDS * noise.rate) * 2], noise.rate)

    async def warm(self) -> None:
        await self._voice.warm()

    async def aclose(self) -> None:
        await self._voice.aclose()

    async def synthesize(self, sentence: Sentence) -> Audio:
        words = sentence.text.removesuffix(NOISE)
        said = resample(await self._voice.synthesize(Sentence(words, sentence.language)), HEARING_RATE)
        return said if words == sentence.text else concatenate((said, self._noise), HEARING_RATE)


class Sneezing:
    """Answers a question with a noise alone, then with a wish that has the noise in place of its time, then not."""

    def __init__(self) -> None:
        self._answers = [f"move this to {NOISE}", NOISE]
        self._agreed = language("en").hint_for_request_confirmation()

    def __call__(self, expect: Expect, said: str) -> str | None:
        if expect.hint.answer is Answer.PRESENCE:
            return "yes, I'm here"
        if expect.hint == self._agreed:
            return "no" if not self._answers else NOISE
        return self._answers.pop() if self._answers else None


@pytest.mark.recordings
@pytest.mark.skipif(bool(why_no_recordings()), reason=why_no_recordings() or "")
@pytest.mark.parametrize("file", NOISES, ids=lambda file: file.stem)
def test_each_noise_at_a_question_asks_for_nothing(file: Path) -> None:
    """Exercise is asked about; nothing is kept, and nothing is done without a yes to what was read back."""

    async def scenario() -> None:
        ears = StillEars(Sphinx(idle_seconds=1e9))
        voice = PhraseCache(StillVoice(Espeak()))
        channel = RehearsalChannel(Person(Sneezing(), SneezingVoice(read_any(file))), ears, voice, Silero)
        async with house(channel) as home:
            await home.metric("exercise", MetricKind.HABIT, ask_in=["custom"])
            await home.check_in("12:10", CallType.CUSTOM, channels=[channel.name], retry_minutes=[])
            try:
                async with home.on_duty(watching=False):
                    call = await home.until_over()
            finally:
                await ears.aclose()
                await voice.aclose()
            assert await home.results(call) == [AttemptResult.ANSWERED]
            assert await nothing_asked_for(home, call)
            assert await home.values() == {}

    run_virtual(scenario())


@pytest.mark.recordings
@pytest.mark.skipif(bool(why_no_recordings()), reason=why_no_recordings() or "")
@pytest.mark.skipif(find_spec("faster_whisper") is None, reason="faster-whisper is not installed: make engines")
@pytest.mark.parametrize("sure", [True, False], ids=["sure of its gibberish", "sure of nothing"])
def test_whisper_makes_no_words_of_noise_or_silence(tmp_path: Path, sure: bool) -> None:
    """Not one word, since any would be kept as a promise where an open question was asked."""
    from tests.engines.whisper_models import make_whisper

    make_whisper(tmp_path / "stt" / "words", "tiny_test", peaked=sure)

    async def scenario() -> list[str]:
        engine = whisper(parse("whisper:words"), Surroundings(tmp_path))
        engine.partials.most_seconds = 0.0  # one under way would run on while time jumps
        ears = StillEars(engine)
        made = []
        for name, noise in [("silence", silence(5.0, HEARING_RATE)), *((file.name, read_any(file)) for file in NOISES)]:
            async with VirtualRoom(noise=Audio(noise.pcm[: 30 * noise.rate * 2], noise.rate)).open() as room:
                line = VoiceLine(room, ears, PhraseCache(StillVoice(Espeak())), Silero())
                heard = await line.hear(Expect(Hint(Answer.OPEN), patience_seconds=6.0))
                if heard.transcript is not None:
                    made.append(f"{name}: {heard.transcript.text!r}")
        await ears.aclose()
        return made

    assert run_virtual(scenario()) == []
