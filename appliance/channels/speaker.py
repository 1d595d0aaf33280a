"""The home speaker: rings in a room, by its devices or by the tablet that it is."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from functools import partial

from appliance.channels.browser.line import PageLine
from appliance.channels.browser.wire import PageWire
from appliance.channels.buttons import Buttons
from appliance.channels.ducking import Ducking
from appliance.channels.sound_card import SoundDevices
from appliance.channels.sound_wire import SoundCardWire
from appliance.channels.tablets import Tablets
from appliance.errors import EngineUnavailableError, InvalidInputError, NotFoundError
from appliance.ports import Line, Notice, Sentence, SpeechToText, Unreached, VoiceActivity
from appliance.records.calls import AttemptResult
from appliance.records.people import RingStyle, Room
from appliance.schedule.volume import volume_at
from appliance.schedule.walltime import zone_named
from appliance.voice.line import Loudness, VoiceLine
from appliance.voice.phrases import PhraseCache
from appliance.voice.readiness import make_ready
from appliance.voice.words import Speakable, spoken_words

Rooms = Callable[[], Awaitable[Sequence[Room]]]
"""The rooms of the household. A notice that names none rings in the first; without any, in one on default devices."""

GENTLE_SHARE = 0.5
"""Of the room's volume: how loud a gentle ring is. 6 dB below."""

GENTLE_FADE_SECONDS = 4.0
"""The least sound over which a gentle ring rises."""


class SpeakerChannel:
    """`dial` opens the room's devices, before the first sound is due, and gives the line; the chime is the caller's.

    On a warm sound card that takes a tenth of a second, on PulseAudio's null sinks up to two.
    While the line lives, `ducking` keeps other sound on the host low, from when the devices are open: a server whose
    volumes of streams follow the device's ("flat volumes") would otherwise open ours at what was left.
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
        ducking: Ducking | None = None,
        buttons: Buttons | None = None,
    ) -> None:
        self._devices = devices or SoundDevices()
        self._rooms = rooms
        self._ears = ears
        self._voice = voice
        self._new_activity = new_activity
        self._words = words
        self._ducking = ducking
        self._buttons = buttons
        self.tablets = Tablets()
        """Of rooms whose sound gets there by one."""

    async def prepare(self, sentences: Sequence[Sentence]) -> None:
        await make_ready(self._ears, self._voice, sentences)

    @asynccontextmanager
    async def dial(self, notice: Notice) -> AsyncIterator[Line | Unreached]:
        room = _chosen(await self._rooms(), notice.room)
        if room is None:
            yield Unreached(AttemptResult.UNAVAILABLE, f'there is no room named "{notice.room}"')
            return
        async with AsyncExitStack() as stack:
            if room.kiosk:
                yield await self._on_tablet(stack, room, notice)
                return
            wire = await self._open(stack, room)
            if isinstance(wire, Unreached):
                yield wire
                return
            if self._ducking is not None:
                await stack.enter_async_context(self._ducking.ducked())
            loudness = loudness_of(room, notice)
            held = partial(self._buttons.held, room.name) if self._buttons is not None else None
            yield VoiceLine(wire, self._ears, self._voice, self._new_activity(), loudness, self._words, held)

    async def _on_tablet(self, stack: AsyncExitStack, room: Room, notice: Notice) -> Line | Unreached:
        page = await stack.enter_async_context(self.tablets.reached(room, notice))
        if isinstance(page, Unreached):
            return page
        loudness = loudness_of(room, notice)
        wire, activity = PageWire(page), self._new_activity()
        voice = VoiceLine(wire, self._ears, self._voice, activity, loudness, self._words, page.held)
        return PageLine(page, voice, discreet=not room.private)

    async def _open(self, stack: AsyncExitStack, room: Room) -> SoundCardWire | Unreached:
        opening = self._devices.open(room.speaker_device, room.microphone_device)
        try:
            return await stack.enter_async_context(opening)
        except (NotFoundError, EngineUnavailableError) as error:
            detail = f"{room.name}: {error.message}. {error.remedy}"
            return Unreached(AttemptResult.UNAVAILABLE, detail)


def loudness_of(room: Room, notice: Notice) -> Loudness:
    """How loud a room is at the hour of the call, where the called person is, and how it begins.

    A gentle ring begins at half of that and rises slowly. The steps of a wake-up are the caller's, chime by chime.
    """
    volume = room.volume
    if notice.due_at is not None:
        with suppress(InvalidInputError):  # a zone or hours that cannot be read must not keep it from ringing
            volume = volume_at(room, notice.due_at.astimezone(zone_named(notice.zone)).time())
    if notice.ring is RingStyle.GENTLE:
        return Loudness(volume * GENTLE_SHARE, max(GENTLE_FADE_SECONDS, room.fade_in_seconds))
    return Loudness(volume, room.fade_in_seconds)


def _chosen(rooms: Sequence[Room], name: str | None) -> Room | None:
    if name is None:
        return rooms[0] if rooms else Room(name="home")
    return next((room for room in rooms if room.name.casefold() == name.casefold()), None)
