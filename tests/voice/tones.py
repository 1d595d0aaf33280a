"""A tiny spoken language of tones, with a real voice, real ears and a real sense of loudness for it.

Every word is one tone; the voice sounds them, the ears decode them by their spectrum. So whole lines run in virtual
time on real samples.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, field

import numpy as np

from appliance.errors import EngineError
from appliance.ports import Audio, Hint, Sentence, Transcript
from appliance.voice.audio import concatenate, level_dbfs, resample, silence, to_audio, to_samples

RATE = 16_000
WORD_SECONDS = 0.2
STEP_HERTZ = 60
LOWEST_HERTZ = 300
WORDS = [
    "yes",
    "no",
    "maybe",
    "fifteen",
    "five",
    "three",
    "run",
    "kilometres",
    "before",
    "dinner",
    "did",
    "you",
    "call",
    "the",
    "dentist",
    "ten",
    "hello",
    "sam",
    "are",
    "there",
    "good",
    "night",
    "how",
    "long",
    "sleep",
    "sure",
    "really",
]


def tone(hertz: float, seconds: float, level: float = 0.3) -> Audio:
    t = np.arange(round(seconds * RATE)) / RATE
    return to_audio(level * 32_767 * np.sin(2 * np.pi * hertz * t), RATE)


def spoken(text: str, level: float = 0.3) -> Audio:
    """The words as tones, one after the other; unknown words are an error."""
    tones = [tone(LOWEST_HERTZ + STEP_HERTZ * WORDS.index(word), WORD_SECONDS, level) for word in _words(text)]
    return concatenate(tones, RATE)


def _words(text: str) -> list[str]:
    return text.casefold().replace("?", "").replace(".", "").replace(",", "").split()


def decoded(audio: Audio) -> str:
    """The words in a sound; empty where there are none."""
    window = round(WORD_SECONDS * RATE / 4)
    samples = to_samples(resample(audio, RATE)).astype(float)
    runs: list[list[str | None]] = []
    for start in range(0, len(samples) - window + 1, window):
        word = _word_in(samples[start : start + window])
        if runs and runs[-1][0] == word:
            runs[-1].append(word)
        else:
            runs.append([word])
    return " ".join(run[0] for run in runs if run[0] is not None and len(run) >= 2)


def _word_in(samples: np.ndarray) -> str | None:
    if np.sqrt(np.mean(samples**2)) < 300:
        return None
    power = np.abs(np.fft.rfft(samples * np.hanning(len(samples)), n=RATE)) ** 2
    peak = int(np.argmax(power))
    if power[max(0, peak - 50) : peak + 51].sum() < 0.7 * power.sum():
        return None
    index = round((peak - LOWEST_HERTZ) / STEP_HERTZ)
    return WORDS[index] if 0 <= index < len(WORDS) else None


class Loudness:
    """Voice activity by level: everything above the threshold is voice."""

    def __init__(self, threshold_dbfs: float = -40.0) -> None:
        self._threshold_dbfs = threshold_dbfs

    def speech_probability(self, frame: Audio) -> float:
        return 1.0 if level_dbfs(frame) > self._threshold_dbfs else 0.0

    def reset(self) -> None:
        pass


@dataclass
class Session:
    """Decodes what it was fed; counts how it ended."""

    ears: ToneEars
    fed: list[Audio] = field(default_factory=list)
    ends: list[str] = field(default_factory=list)
    ahead: str | None = None

    async def feed(self, audio: Audio) -> str | None:
        self.fed.append(audio)
        self.ahead = None
        return None

    def pause(self) -> None:
        self.ahead = decoded(concatenate(self.fed, RATE))

    async def finish(self) -> Transcript | None:
        self.ends.append("finish")
        if self.ears.failing:
            raise EngineError("tone ears failed")
        if self.ahead is None:
            await asyncio.sleep(self.ears.decode_seconds)
        words = decoded(concatenate(self.fed, RATE)) if self.ahead is None else self.ahead
        return Transcript(words, confidence=1.0, engine="tones") if words else None

    async def abandon(self) -> None:
        self.ends.append("abandon")


class ToneEars:
    """`SpeechToText` for the tone language. Remembers its sessions."""

    name = "tones"

    def __init__(self, decode_seconds: float = 0.3) -> None:
        self.decode_seconds = decode_seconds
        self.sessions: list[Session] = []
        self.failing = False

    async def warm(self) -> None:
        pass

    async def aclose(self) -> None:
        pass

    async def open(self, language: str, hint: Hint) -> Session:
        self.sessions.append(Session(self))
        return self.sessions[-1]


class ToneVoice:
    """`TextToSpeech` for the tone language. Takes time, counts its work, and fails on the words it is told to."""

    name = "tones"

    def __init__(self, make_seconds: float = 0.05, failing: Iterable[str] = ()) -> None:
        self.make_seconds = make_seconds
        self.failing = frozenset(failing)
        self.made: list[tuple[float, str]] = []

    async def warm(self) -> None:
        pass

    async def aclose(self) -> None:
        pass

    async def synthesize(self, sentence: Sentence) -> Audio:
        loop = asyncio.get_running_loop()
        self.made.append((loop.time(), sentence.text))
        await asyncio.sleep(self.make_seconds)
        if sentence.text in self.failing:
            raise EngineError(f"cannot say {sentence.text!r}")
        return spoken(sentence.text)


def noise(seconds: float, level: float = 0.2, seed: int = 1) -> Audio:
    """White noise: loud, and no word."""
    rng = np.random.default_rng(seed)
    return to_audio(rng.standard_normal(round(seconds * RATE)) * level * 32_767, RATE)


def pauses(*parts: str | float) -> Audio:
    """Words and pauses in seconds, in order."""
    return concatenate([spoken(part) if isinstance(part, str) else silence(part, RATE) for part in parts], RATE)


async def saying(*texts: str) -> AsyncIterator[Sentence]:
    for text in texts:
        yield Sentence(text)
