"""The line on real recordings, in virtual time: real voices are speech to it, real noise is not an answer's end."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from appliance.channels.virtual_room import VirtualRoom
from appliance.ports import Audio, Expect, Heard, Hint, Transcript
from appliance.records.agenda import Answer
from appliance.voice.audio import read_wav
from appliance.voice.line import VoiceLine
from appliance.voice.silero import Silero
from tests.virtual_time import run_virtual
from tests.voice.tones import ToneVoice

ROOT = Path(__file__).parents[2]
RECORDINGS = Path(os.environ.get("RECORDINGS", ROOT / ".." / "shared" / "data")).resolve()

pytestmark = [
    pytest.mark.recordings,
    pytest.mark.skipif(not RECORDINGS.is_dir(), reason=f"no recordings in {RECORDINGS}; name them by RECORDINGS"),
]

SPEECH_AFTER_SECONDS = 0.8


class Anything:
    """Ears that take everything for a word: what the line alone lets through."""

    name = "anything"

    def __init__(self) -> None:
        self.seconds: list[float] = []

    async def warm(self) -> None:
        pass

    async def aclose(self) -> None:
        pass

    async def open(self, language: str, hint: Hint) -> Anything:
        self.seconds.append(0.0)
        return self

    async def feed(self, audio: Audio) -> None:
        self.seconds[-1] += audio.seconds

    def pause(self) -> None:
        pass

    async def finish(self) -> Transcript:
        return Transcript("something")

    async def abandon(self) -> None:
        pass


def listen(audio: Audio, answer: Answer) -> Heard:
    async def main() -> Heard:
        async with VirtualRoom().open() as room:
            line = VoiceLine(room, Anything(), ToneVoice(), Silero())
            room.speak(audio, SPEECH_AFTER_SECONDS)
            return await line.hear(Expect(Hint(answer), patience_seconds=4.0))

    return run_virtual(main())


def some(folder: str, every: int) -> list[Path]:
    return sorted((RECORDINGS / folder).glob("*.wav"))[::every]


@pytest.mark.parametrize("path", some("speech/fsdd", 10), ids=lambda path: path.stem)
def test_a_spoken_digit_is_one_whole_utterance(path: Path) -> None:
    digit = read_wav(path)
    heard = listen(digit, Answer.NUMBER)
    assert heard.transcript is not None
    assert heard.clip is not None
    assert heard.clip.seconds > digit.seconds * 0.8
    began = heard.timings.speech_began
    assert began is not None
    assert SPEECH_AFTER_SECONDS - 0.1 <= began <= SPEECH_AFTER_SECONDS + digit.seconds


@pytest.mark.parametrize("path", some("speech/harvard12", 1)[:3], ids=lambda path: path.stem)
def test_read_speech_is_heard_to_its_end(path: Path) -> None:
    sentence = read_wav(path)
    heard = listen(sentence, Answer.OPEN)
    assert heard.clip is not None
    assert heard.clip.seconds > sentence.seconds * 0.8


@pytest.mark.parametrize("name", ["silence", "music"])
def test_what_is_no_voice_is_silence(name: str) -> None:
    assert listen(read_wav(RECORDINGS / "noise" / "pymicro" / f"{name}.wav"), Answer.YES_NO).transcript is None
