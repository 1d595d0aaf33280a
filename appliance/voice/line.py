"""The voice line: it speaks, waits until the room is quiet, then listens. It never hears itself.

On a full-duplex wire it listens while it speaks, and falls silent when the person begins to speak.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

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
from appliance.voice.barge_in import Ahead, BargeIn, Joined
from appliance.voice.hearing import PREROLL_SECONDS, Gate, Hearing, Held
from appliance.voice.telling import Telling
from appliance.voice.words import Speakable, spoken_words

SETTLE_SECONDS = 0.5
"""From the last sound leaving the speaker until speech counts: reverberation, and delay the device does not report."""

CONVERGED_SECONDS = 1.0
"""Sound a line must have played before it may be interrupted: an echo canceller has to learn the room first."""

MOST_DOUBTS = 2
"""Interruptions that may have been the line's own voice; one that surely was counts for two."""

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
        """Sound played on this line so far."""
        self._may_interrupt = wire.full_duplex
        self._doubts = 0
        self._cut_in = asyncio.Event()
        self._ahead: Ahead | None = None
        self._guarded_until = float("-inf")
        """Loop time until which something plays that is said to its end; infinite while that is not known."""
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

    def cut_in(self) -> None:
        """The person answers by other means than their voice: fall silent, if something is said that may be cut."""
        if asyncio.get_running_loop().time() >= self._guarded_until:
            self._cut_in.set()

    async def say(self, sentences: AsyncIterator[Sentence]) -> Spoken:
        if self._answered:
            self._said, self._answered = [], False
        telling = Telling()
        self._ahead = None
        self._cut_in.clear()
        self._guarded_until = float("-inf")
        with self._silenced_on_failure():
            interrupted = await self._tell_unless_interrupted(sentences, telling)
        return telling.spoken(asyncio.get_running_loop().time() if interrupted else None)

    async def hear(self, expect: Expect) -> Heard:
        now = asyncio.get_running_loop().time()
        gate = self._gate(now, expect)
        self._answered = True
        hearing = Hearing(self._ears, self._activity, expect, gate, self._held)
        frames = self._wire.frames()
        ahead, self._ahead = self._ahead, None
        if ahead is not None:
            frames = Joined(ahead.frames, frames)
        try:
            heard = await hearing.listen(frames, max(now, gate.open_at))
        except EngineError:
            if self._deaf:
                raise
            self._deaf = True  # once it is as if nothing had been said: the question comes again
            return Heard(None, Timings(max(now, gate.open_at)))
        self._doubt(gate, heard, hearing.echoes)
        self._deaf = False
        return heard

    def _doubt(self, gate: Gate, heard: Heard, echoes: int) -> None:
        """Whether the canceller does what it says: an interruption was the line's own voice, or held no words."""
        self._doubts += 2 * echoes + (gate.cut_at is not None and heard.transcript is None and not echoes)
        if self._doubts >= MOST_DOUBTS:
            self._may_interrupt = False

    def _gate(self, now: float, expect: Expect) -> Gate:
        said = " ".join(self._said)
        if self._ahead is None:
            open_at = self._drained_at + SETTLE_SECONDS
            return Gate(self._drained_at, open_at, max(now, open_at) + expect.patience_seconds, said)
        open_at = self._ahead.speech_from
        cut_at = self._ahead.cut_at
        return Gate(open_at - PREROLL_SECONDS, open_at, now + expect.patience_seconds, said, cut_at)

    async def _tell_unless_interrupted(self, sentences: AsyncIterator[Sentence], telling: Telling) -> bool:
        """Say it; whether the person interrupted."""
        watch = BargeIn(self._activity)
        speaking = asyncio.create_task(self._tell(sentences, telling), name="say")
        others: list[asyncio.Task[Any]] = [asyncio.create_task(self._cut_in.wait(), name="cut in")]
        if self._may_interrupt:
            others.append(asyncio.create_task(self._noticed(watch), name="barge-in"))
        try:
            await asyncio.wait([speaking, *others], return_when=asyncio.FIRST_COMPLETED)
            interrupted = not speaking.done()
            if interrupted:
                self._wire.stop()
                self._drained_at = asyncio.get_running_loop().time()
            for each in (speaking, *others):
                if each.done():
                    each.result()
        finally:
            for each in (speaking, *others):
                each.cancel()
            await asyncio.gather(speaking, *others, return_exceptions=True)
        if self._may_interrupt:
            self._ahead = watch.ahead(self._drained_at)
        return interrupted

    async def _noticed(self, watch: BargeIn) -> None:
        wait = max(0.0, CONVERGED_SECONDS - self._faded_seconds)
        converged_at = asyncio.get_running_loop().time() + wait
        await watch.noticed(self._wire.frames(), lambda at: at >= max(converged_at, self._guarded_until))

    async def _tell(self, sentences: AsyncIterator[Sentence], telling: Telling) -> None:
        async for sentence in sentences:
            audio = sentence.recording or await self._voice.synthesize(sentence)
            self._said.append(self._words(sentence.text, sentence.language))
            pause = sentence.style.pause_seconds
            if audio.pcm and telling.sounding and pause:
                await self._play(sound.silence(pause, audio.rate))
                telling.paused(pause)
            if sentence.to_the_end:
                self._guarded_until = float("inf")
            leaves_at = await self._play(audio) if audio.pcm else None
            if not sentence.to_the_end and self._guarded_until == float("inf"):
                self._guarded_until = leaves_at or asyncio.get_running_loop().time()
            telling.told(sentence.text, audio, leaves_at)
        await self._drain()

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
