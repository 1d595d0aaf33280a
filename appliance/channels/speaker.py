"""The home speaker: rings in a room, by its devices."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager

from appliance.channels.sound_card import SoundDevices
from appliance.channels.sound_wire import SoundCardWire
from appliance.errors import EngineUnavailableError, NotFoundError
from appliance.ports import Line, Notice, Sentence, SpeechToText, Unreached, VoiceActivity
from appliance.records.calls import AttemptResult
from appliance.records.people import Room
from appliance.voice.line import Loudness, VoiceLine
from appliance.voice.phrases import PhraseCache
from appliance.voice.readiness import make_ready
from appliance.voice.words import Speakable, spoken_words

Rooms = Callable[[], Awaitable[Sequence[Room]]]
"""The rooms of the household. A notice that names none rings in the first; without any, in one on default devices."""


class SpeakerChannel:
    """`dial` opens the room's devices, before the first sound is due, and gives the line; the chime is the caller's.

    On a warm sound card that takes a tenth of a second, on PulseAudio's null sinks up to two.
    """

    name = "speaker"

    def __init__(
        self,
        rooms: Rooms,
        ears: SpeechToText,
        voice: PhraseCache,
        new_activity: Callable[[], VoiceActivity],
        devices: SoundDevices | None = None,
        words: Speakable = spoken_words,
    ) -> None:
        self._devices = devices or SoundDevices()
        self._rooms = rooms
        self._ears = ears
        self._voice = voice
        self._new_activity = new_activity
        self._words = words

    async def prepare(self, sentences: Sequence[Sentence]) -> None:
        await make_ready(self._ears, self._voice, sentences)

    @asynccontextmanager
    async def dial(self, notice: Notice) -> AsyncIterator[Line | Unreached]:
        room = _chosen(await self._rooms(), notice.room)
        if room is None:
            yield Unreached(AttemptResult.UNAVAILABLE, f'there is no room named "{notice.room}"')
            return
        async with AsyncExitStack() as stack:
            wire = await self._open(stack, room)
            yield wire if isinstance(wire, Unreached) else self._line(wire, room)

    async def _open(self, stack: AsyncExitStack, room: Room) -> SoundCardWire | Unreached:
        opening = self._devices.open(room.speaker_device, room.microphone_device)
        try:
            return await stack.enter_async_context(opening)
        except (NotFoundError, EngineUnavailableError) as error:
            detail = f"{room.name}: {error.message}. {error.remedy}"
            return Unreached(AttemptResult.UNAVAILABLE, detail)

    def _line(self, wire: SoundCardWire, room: Room) -> VoiceLine:
        loudness = Loudness(room.volume, room.fade_in_seconds)
        return VoiceLine(wire, self._ears, self._voice, self._new_activity(), loudness, self._words)


def _chosen(rooms: Sequence[Room], name: str | None) -> Room | None:
    if name is None:
        return rooms[0] if rooms else Room(name="home")
    return next((room for room in rooms if room.name.casefold() == name.casefold()), None)
