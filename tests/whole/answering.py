"""A person beside the microphone: hears what was asked on a real line and answers aloud into the room."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from appliance.ports import Audio, Channel, Expect, Heard, Line, Notice, Sentence, Spoken, Unreached
from tests.soundserver import SoundRoom

REACTION_SECONDS = 0.9
"""From the end of a question to the first sound of the answer."""

Answer = Callable[[Expect, str], Audio | None]
"""(what is listened for, what was said) → the sound of the answer, or None for silence."""


@dataclass
class Said:
    """One thing said through the speaker, with when. Loop seconds."""

    text: str
    began_at: float
    ended_at: float


@dataclass
class Witness:
    """What happened on the lines of a channel."""

    said: list[Said] = field(default_factory=list)
    heard: list[Heard] = field(default_factory=list)
    chimed_at: list[float] = field(default_factory=list)


class Answered:
    """A channel in whose room somebody answers."""

    def __init__(self, channel: Channel, room: SoundRoom, answer: Answer) -> None:
        self.name = channel.name
        self.witness = Witness()
        self._channel = channel
        self._room = room
        self._answer = answer

    async def prepare(self, sentences: Sequence[Sentence]) -> None:
        await self._channel.prepare(sentences)

    @asynccontextmanager
    async def dial(self, notice: Notice) -> AsyncIterator[Line | Unreached]:
        async with self._channel.dial(notice) as reached:
            yield reached if isinstance(reached, Unreached) else _Line(reached, self._room, self._answer, self.witness)


class _Line:
    def __init__(self, line: Line, room: SoundRoom, answer: Answer, witness: Witness) -> None:
        self.durable = line.durable
        self._line = line
        self._room = room
        self._answer = answer
        self._witness = witness

    async def chime(self, loudness: float = 1.0, notes: tuple[float, ...] = ()) -> None:
        self._witness.chimed_at.append(asyncio.get_running_loop().time())
        await self._line.chime(loudness, notes)

    async def say(self, sentences: AsyncIterator[Sentence]) -> Spoken:
        loop = asyncio.get_running_loop()
        asked_at = loop.time()
        spoken = await self._line.say(sentences)
        began_at = asked_at if spoken.first_sound_at is None else spoken.first_sound_at
        self._witness.said.append(Said(spoken.text, began_at, loop.time()))
        return spoken

    async def hear(self, expect: Expect) -> Heard:
        sound = self._answer(expect, self._witness.said[-1].text)
        speaking = None if sound is None else asyncio.create_task(self._speak(sound))
        try:
            heard = await self._line.hear(expect)
        finally:
            if speaking is not None:
                await speaking
        self._witness.heard.append(heard)
        return heard

    async def _speak(self, sound: Audio) -> None:
        await asyncio.sleep(REACTION_SECONDS)
        self._room.speak(sound)
