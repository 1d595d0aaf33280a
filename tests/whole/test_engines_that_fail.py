"""Ears and voice that fail in the middle of a call: the next rung serves within the turn, and the call completes.

Real engines over random weights of true architecture; only time is virtual.
"""

from __future__ import annotations

import os
import shutil
import signal
from importlib.util import find_spec
from pathlib import Path

import pytest

from appliance.channels.rehearsal import Person, RehearsalChannel
from appliance.engines.kinds import Surroundings
from appliance.engines.ladder import Looks, VoiceLadder
from appliance.engines.ladder_of_ears import RecogniserLadder
from appliance.engines.names import parse
from appliance.ports import Expect, VoiceStyle
from appliance.records.agenda import Answer
from appliance.records.calls import CallStatus, MessageType, Turn
from appliance.records.people import CallType
from appliance.records.progress import MetricKind
from appliance.voice.coqui.engine import Coqui, coqui
from appliance.voice.espeak import Espeak
from appliance.voice.phrases import PhraseCache
from appliance.voice.silero import Silero
from appliance.voice.sphinx.engine import Sphinx
from appliance.voice.whisper.engine import Whisper, whisper
from tests.calls.household import house
from tests.virtual_time import run_virtual
from tests.whole.still import StillEars, StillVoice

if find_spec("faster_whisper") is None or find_spec("TTS") is None:
    pytest.skip("faster-whisper or coqui-tts is not installed: make engines", allow_module_level=True)

from tests.engines.coqui_models import make_vits
from tests.engines.whisper_models import make_whisper

ANSWERS = {Answer.PRESENCE: "yeah I'm here", Answer.YES_NO: "yes", Answer.SCALE: "seven", Answer.OPEN: "read a book"}


class Sam:
    """Answers what is asked; breaks the engines at the first hearing, and mends the voice's model soon after."""

    def __init__(self, ears: Whisper, voice: Coqui, models: Path) -> None:
        self._ears = ears
        self._voice = voice
        self._models = models
        self._heard = 0

    def __call__(self, expect: Expect, said: str) -> str | None:
        self._heard += 1
        if self._heard == 1:
            self._break()
        if self._heard == 2:
            shutil.move(self._models / "tts" / "away", self._models / "tts" / "vits")
        return ANSWERS.get(expect.hint.answer)

    def _break(self) -> None:
        """Both processes are killed, as by a kernel that is out of memory, and their models cannot be read again."""
        shutil.rmtree(self._models / "stt" / "words")
        shutil.move(self._models / "tts" / "vits", self._models / "tts" / "away")
        for pid in (self._ears.child_pid, self._voice.child_pid):
            assert pid is not None, "it was loaded before"
            os.kill(pid, signal.SIGKILL)


def test_a_call_outlives_its_ears_and_its_voice(tmp_path: Path) -> None:
    make_whisper(tmp_path / "stt" / "words", "tiny_test", peaked=True)
    make_vits(tmp_path / "tts" / "vits")
    around = Surroundings(tmp_path)

    async def scenario() -> list[Turn]:
        whispering, speaking = whisper(parse("whisper:words"), around), coqui(parse("coqui:vits"), around)
        whispering.partials.most_seconds = 0.0  # one under way would run on while time jumps
        ears = RecogniserLadder([StillEars(whispering), StillEars(Sphinx(idle_seconds=1e9))])
        voice = VoiceLadder([StillVoice(speaking), StillVoice(Espeak())], looks=Looks(5.0, 5.0))
        cache = PhraseCache(voice, rank=voice.rank, max_bytes=0)  # so that every sentence is made when it is said
        person = Person(Sam(whispering, speaking, tmp_path), StillVoice(Espeak()), VoiceStyle("en-us+f2", rate=0.85))
        channel = RehearsalChannel(person, ears, cache, Silero)
        async with house(channel) as home:
            await home.metric("exercise", MetricKind.HABIT, ask_in=["custom"], position=0)
            await home.metric("mood", MetricKind.SCALE, ask_in=["custom"], low=1, high=10, position=1)
            await home.check_in("12:10", CallType.CUSTOM, channels=[channel.name], retry_minutes=[])
            await ears.warm()
            await voice.warm()
            try:
                async with home.on_duty(watching=False):
                    call = await home.until_over()
                assert voice.states[0].available, "the voice is back"
                assert "missing" not in voice.name
            finally:
                await ears.aclose()
                await cache.aclose()
            assert call.status is CallStatus.COMPLETED
            assert await home.values() == {"exercise": 1.0, "mood": 7.0}
            return await home.store.calls.turns(call.id)

    turns = run_virtual(scenario())
    heard = {turn.engine for turn in turns if turn.message_type is MessageType.USER and turn.content}
    assert heard == {"sphinx"}, "what was said into the dead engine was heard by the next"
    troubles = " ".join(turn.trouble for turn in turns if turn.trouble)
    assert "whisper:words" in troubles
    assert "coqui:vits" in troubles
    spoke = [set((turn.engine or "").split(",")) for turn in turns if turn.message_type is MessageType.AI]
    assert spoke[0] == {"coqui:vits"}
    assert {"espeak"} in spoke
    assert spoke[-1] == {"coqui:vits"}, "it is back before the call is over"
