"""The real Silero model."""

from __future__ import annotations

import numpy as np
import pytest

from appliance.ports import FRAME_SAMPLES, HEARING_RATE, Audio
from appliance.voice.audio import to_audio
from appliance.voice.silero import FRAME_BYTES, Silero
from tests.recordings import RECORDINGS, read_any, why_no_recordings

recordings = pytest.mark.skipif(bool(why_no_recordings()), reason=why_no_recordings() or "")


def probabilities(audio: Audio) -> list[float]:
    silero = Silero()
    frames = range(0, len(audio.pcm) - FRAME_BYTES + 1, FRAME_BYTES)
    return [silero.speech_probability(Audio(audio.pcm[at : at + FRAME_BYTES], HEARING_RATE)) for at in frames]


def test_silence_and_hiss_are_not_speech() -> None:
    hiss = to_audio(np.random.default_rng(0).normal(0, 1000, HEARING_RATE), HEARING_RATE)
    assert max(probabilities(Audio(bytes(2 * HEARING_RATE), HEARING_RATE))) < 0.3
    assert max(probabilities(hiss)) < 0.3


@pytest.mark.recordings
@recordings
def test_a_voice_is_speech() -> None:
    audio = read_any(RECORDINGS / "speech" / "historic" / "jfk.wav")
    found = probabilities(audio)
    assert sum(p > 0.5 for p in found) > 0.5 * len(found)


def test_it_remembers_until_it_is_reset() -> None:
    seed = np.random.default_rng(0)
    frames = [to_audio(seed.normal(0, 3000, FRAME_SAMPLES), HEARING_RATE) for _ in range(4)]
    silero = Silero()
    first = [silero.speech_probability(frame) for frame in frames]
    again = [silero.speech_probability(frame) for frame in frames]
    silero.reset()
    assert [silero.speech_probability(frame) for frame in frames] == first != again


@pytest.mark.parametrize("frame", [Audio(bytes(100), HEARING_RATE), Audio(bytes(FRAME_BYTES), 8_000)])
def test_anything_but_one_frame_is_refused(frame: Audio) -> None:
    with pytest.raises(ValueError, match="a frame is 512 samples at 16000 Hz"):
        Silero().speech_probability(frame)
