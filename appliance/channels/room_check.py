"""Trying a room by hand: hear its chime, and hear oneself through its microphone."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass

from appliance.channels.sound_card import SoundDevices
from appliance.ports import HEARING_RATE, Audio
from appliance.records.people import Room
from appliance.voice.audio import chime, concatenate, gain, level_dbfs, to_samples

QUIET_DBFS = -50.0
"""A microphone below this hears no one: muted, unplugged or the wrong one."""

OVERDRIVEN = 0.9999
"""Peaks from here on are cut off. The largest positive sample is one step below full scale."""

PLAYBACK_RATE = 48_000

METER_SECONDS = 0.125
"""Between two values of the meter."""


@dataclass(frozen=True, slots=True)
class Level:
    """How loud a microphone is at a moment."""

    dbfs: float
    """Average; 0 is the loudest possible."""
    peak: float
    """Largest sample, 0 … 1."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """What a microphone heard."""

    audio: Audio
    level_dbfs: float
    """Average level; 0 is the loudest possible."""
    peak: float
    """Largest sample, 0 … 1."""

    @property
    def overdriven(self) -> bool:
        """Whether it was louder than the microphone can tell."""
        return self.peak >= OVERDRIVEN

    @property
    def heard_something(self) -> bool:
        """Whether there was more than the silence of a dead microphone."""
        return self.level_dbfs > QUIET_DBFS


async def play_chime(devices: SoundDevices, room: Room) -> float:
    """Play the chime in a room; returns the seconds from asking to the first sample leaving. Raises as `open` does."""
    async with devices.open(room.speaker_device, room.microphone_device) as wire:
        asked_at = asyncio.get_running_loop().time()
        first_at = await wire.play(gain(chime(PLAYBACK_RATE), room.volume))
        await wire.drained()
        return first_at - asked_at


async def record_and_play_back(devices: SoundDevices, room: Room, seconds: float) -> Recorded:
    """Record from now on for so long, then play it in the same room. Raises as `open` does."""
    async with devices.open(room.speaker_device, room.microphone_device) as wire:
        asked_at = asyncio.get_running_loop().time()
        frames: list[Audio] = []
        async for ended_at, frame in wire.frames():
            if ended_at > asked_at:
                frames.append(frame)
            if len(frames) * frame.seconds >= seconds:
                break
        heard = concatenate(frames, HEARING_RATE)
        await wire.play(gain(heard, room.volume))
        await wire.drained()
    return Recorded(heard, level_dbfs(heard), peak_of(heard))


async def levels(devices: SoundDevices, room: Room, seconds: float) -> AsyncGenerator[Level, None]:
    """What a room's microphone hears, for so long. Nothing of it is kept. Raises as `open` does."""
    loop = asyncio.get_running_loop()
    async with devices.open(room.speaker_device, room.microphone_device) as wire:
        ends_at, frames = loop.time() + seconds, list[Audio]()
        async for _, frame in wire.frames():
            frames.append(frame)
            if len(frames) * frame.seconds >= METER_SECONDS:
                heard = concatenate(frames, HEARING_RATE)
                frames.clear()
                yield Level(level_dbfs(heard), peak_of(heard))
            if loop.time() >= ends_at:
                return


def peak_of(audio: Audio) -> float:
    """Its largest sample, 0 … 1."""
    return max((abs(int(sample)) for sample in to_samples(audio)), default=0) / 32_768
