"""A rehearsal: a call in a virtual room, answered aloud by a synthetic person through everything a real voice meets."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from appliance.channels.virtual_room import VirtualRoom
from appliance.ports import (
    Expect,
    Heard,
    Line,
    Notice,
    Sentence,
    SpeechToText,
    Spoken,
    TextToSpeech,
    Unreached,
    VoiceActivity,
    VoiceStyle,
)
from appliance.voice.line import VoiceLine
from appliance.voice.phrases import PhraseCache
from appliance.voice.readiness import make_ready
from appliance.voice.words import Speakable, spoken_words

ECHO = 0.2
"""How much of the speaker the rehearsal's microphone hears: -14 dB, a speaker across the room."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who answers: with what words is up to whoever rehearses."""

    answer: Callable[[Expect, str], str | None]
    """(what is listened for, what was said last) → words to say aloud, or None for silence."""
    voice: TextToSpeech
    style: VoiceStyle = field(default_factory=VoiceStyle)
    reaction_seconds: float = 0.9
    """From the end of the question to the first sound of the answer."""


def _furnished() -> VirtualRoom:
    return VirtualRoom(echo=ECHO)


class RehearsalChannel:
    """Dials a voice line in a virtual room with a synthetic person in it."""

    name = "rehearsal"

    def __init__(
        self,
        person: Person,
        ears: SpeechToText,
        voice: PhraseCache,
        new_activity: Callable[[], VoiceActivity],
        words: Speakable = spoken_words,
        new_room: Callable[[], VirtualRoom] = _furnished,
    ) -> None:
        self._person = person
        self._ears = ears
        self._voice = voice
        self._new_activity = new_activity
        self._words = words
        self._new_room = new_room

    async def prepare(self, sentences: Sequence[Sentence]) -> None:
        await make_ready(self._ears, self._voice, sentences)

    @asynccontextmanager
    async def dial(self, notice: Notice) -> AsyncIterator[Line | Unreached]:
        async with self._new_room().open() as room:
            line = VoiceLine(room, self._ears, self._voice, self._new_activity(), words=self._words)
            yield _RehearsedLine(line, room, self._person)


class _RehearsedLine:
    """A voice line whose questions the synthetic person hears."""

    durable = False

    def __init__(self, line: VoiceLine, room: VirtualRoom, person: Person) -> None:
        self._line = line
        self._room = room
        self._person = person
        self._said_last = ""

    async def chime(self, loudness: float = 1.0, notes: tuple[float, ...] = ()) -> None:
        await self._line.chime(loudness, notes)

    async def say(self, sentences: AsyncIterator[Sentence]) -> Spoken:
        spoken = await self._line.say(sentences)
        self._said_last = spoken.text
        return spoken

    async def hear(self, expect: Expect) -> Heard:
        words = self._person.answer(expect, self._said_last)
        if words is not None:
            sentence = Sentence(words, expect.language, self._person.style)
            self._room.speak(await self._person.voice.synthesize(sentence), self._person.reaction_seconds)
        return await self._line.hear(expect)
