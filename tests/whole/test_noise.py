"""Noise instead of an answer: nobody is there, the call rings again, is missed, and nothing is stored as a value.

The real voice, voice activity detection, endpointing and recogniser, in a virtual room, on virtual time.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from appliance.channels.virtual_room import VirtualRoom
from appliance.coach.interpret import interpret
from appliance.language.catalogue import hint_for
from appliance.ports import Audio, Expect, Line, Notice, Sentence, Unreached
from appliance.records.agenda import AgendaItem, Answer, ItemKind
from appliance.records.calls import AttemptResult, CallStatus
from appliance.records.progress import MetricKind
from appliance.voice.audio import silence
from appliance.voice.espeak import Espeak
from appliance.voice.line import VoiceLine
from appliance.voice.phrases import PhraseCache
from appliance.voice.readiness import make_ready
from appliance.voice.silero import Silero
from appliance.voice.sphinx import Sphinx
from tests.calls.household import house
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
        async with house(room) as home:  # type: ignore[arg-type]
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
            assert room.rings == 1 + len(retries)

    run_virtual(scenario())


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
