"""The home speaker: rings in a room, by its devices."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager

from appliance.channels.sound_card import SoundCardWire, SoundDevices
from appliance.errors import EngineUnavailableError, NotFoundError
from appliance.ports import Line, Notice, SpeechToText, TextToSpeech, Unreached, VoiceActivity
from appliance.records.calls import AttemptResult
from appliance.records.people import Room
from appliance.voice.line import Loudness, VoiceLine
from appliance.voice.phrases import Speakable

RoomLookup = Callable[[str | None], Awaitable[Room | None]]
"""The room of that name; for None the household's usual room. None where there is no such room."""


class SpeakerChannel:
    """`dial` opens the room's devices, before the first sound is due, and gives the line; the chime is the caller's.

    On a warm sound card that takes a tenth of a second, on PulseAudio's null sinks up to two.
    """

    name = "speaker"

    def __init__(
        self,
        devices: SoundDevices,
        rooms: RoomLookup,
        ears: SpeechToText,
        voice: TextToSpeech,
        new_activity: Callable[[], VoiceActivity],
        words: Speakable,
    ) -> None:
        self._devices = devices
        self._rooms = rooms
        self._ears = ears
        self._voice = voice
        self._new_activity = new_activity
        self._words = words

    @asynccontextmanager
    async def dial(self, notice: Notice) -> AsyncIterator[Line | Unreached]:
        room = await self._rooms(notice.room)
        if room is None and notice.room is None:
            room = Room(name="home")
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
