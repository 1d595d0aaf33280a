"""The half-duplex voice line: it speaks, waits until the room is quiet, then listens. It never hears itself."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from appliance.errors import EngineError
from appliance.ports import (
    Audio,
    Expect,
    Heard,
    Sentence,
    SpeechToText,
    Spoken,
    TextToSpeech,
    Timings,
    VoiceActivity,
    Wire,
)
from appliance.voice import audio as sound
from appliance.voice.hearing import Gate, Hearing, Held
from appliance.voice.words import Speakable, spoken_words

SETTLE_SECONDS = 0.5
"""From the last sound leaving the speaker until speech counts: reverberation, and delay the device does not report."""

CHIME_RATE = 48_000
"""Hertz; what most devices run at, so that the chime needs no conversion when it is due."""


@dataclass(frozen=True, slots=True)
class Loudness:
    """How loud a room wants it."""

    volume: float = 1.0
    """Gain on the samples, 0 … 1."""
    fade_in_seconds: float = 0.0
    """The first sounds of the line rise from silence over this much sound."""


class VoiceLine:
    """A `Line` over a `Wire`. Wires with an echo of the speaker in the microphone are safe: nothing said is heard.

    `held` tells whether the room's talk button is down, for people who want to be heard only while they hold it.
    `words` is what the voice makes of a text (the phrase cache's `Speakable`), for the self-hearing guard.
    A chime's loudness multiplies the room's volume until the next chime. The fade-in belongs to the first sounds of the
    line and is not begun anew by later chimes: those that follow are louder by what the caller asks for.
    """

    durable = False

    def __init__(
        self,
        wire: Wire,
        ears: SpeechToText,
        voice: TextToSpeech,
        activity: VoiceActivity,
        loudness: Loudness = Loudness(),
        words: Speakable = spoken_words,
        held: Held | None = None,
    ) -> None:
        self._wire = wire
        self._ears = ears
        self._voice = voice
        self._activity = activity
        self._loudness = loudness
        self._words = words
        self._held = held
        self._chime = sound.chime(CHIME_RATE)
        self._share = 1.0
        """Of the room's volume, as the last chime asked."""
        self._faded_seconds = 0.0
        self._drained_at = float("-inf")
        self._said: list[str] = []
        self._deaf = False
        """No recogniser could make anything of what was said last."""
        self._answered = False
        """Somebody has been listened to since `_said`: the next words said begin it anew."""

    async def chime(self, loudness: float = 1.0, notes: tuple[float, ...] = ()) -> None:
        self._share = loudness
        with self._silenced_on_failure():
            await self._play(sound.chime(CHIME_RATE, notes) if notes else self._chime)
            await self._drain()

    async def say(self, sentences: AsyncIterator[Sentence]) -> Spoken:
        if self._answered:
            self._said, self._answered = [], False
        texts: list[str] = []
        engines: dict[str, None] = {}
        seconds = 0.0
        first_sound_at: float | None = None
        with self._silenced_on_failure():
            async for sentence in sentences:
                audio = sentence.recording or await self._voice.synthesize(sentence)
                self._said.append(self._words(sentence.text, sentence.language))
                texts.append(sentence.text)
                if audio.engine:
                    engines[audio.engine] = None
                if audio.pcm:
                    if first_sound_at is not None and sentence.style.pause_seconds:
                        await self._play(sound.silence(sentence.style.pause_seconds, audio.rate))
                        seconds += sentence.style.pause_seconds
                    leaves_at = await self._play(audio)
                    first_sound_at = leaves_at if first_sound_at is None else first_sound_at
                    seconds += audio.seconds
            await self._drain()
        return Spoken(" ".join(texts), seconds, first_sound_at=first_sound_at, engine=",".join(engines))

    async def hear(self, expect: Expect) -> Heard:
        now = asyncio.get_running_loop().time()
        open_at = self._drained_at + SETTLE_SECONDS
        listening_from = max(now, open_at)
        deadline = listening_from + expect.patience_seconds
        gate = Gate(self._drained_at, open_at, deadline, " ".join(self._said))
        self._answered = True
        hearing = Hearing(self._ears, self._activity, expect, gate, self._held)
        try:
            heard = await hearing.listen(self._wire.frames(), listening_from)
        except EngineError:
            if self._deaf:
                raise
            self._deaf = True  # once it is as if nothing had been said: the question comes again
            return Heard(None, Timings(listening_from))
        self._deaf = False
        return heard

    async def _play(self, audio: Audio) -> float:
        louder = sound.gain(audio, self._loudness.volume * self._share)
        faded = sound.fade_in(louder, self._loudness.fade_in_seconds, from_seconds=self._faded_seconds)
        self._faded_seconds += audio.seconds
        return await self._wire.play(faded)

    async def _drain(self) -> None:
        self._drained_at = await self._wire.drained()

    @contextmanager
    def _silenced_on_failure(self) -> Iterator[None]:
        """Cancelled, dropped or without a voice, it falls silent at once, and the room settles from then."""
        try:
            yield
        except BaseException:
            self._wire.stop()
            self._drained_at = asyncio.get_running_loop().time()
            raise
