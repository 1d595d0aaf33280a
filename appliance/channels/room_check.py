"""Trying a room by hand: hear its chime, and hear oneself through its microphone."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from appliance.channels.sound_card import SoundDevices
from appliance.ports import HEARING_RATE, Audio
from appliance.records.people import Room
from appliance.voice.audio import chime, concatenate, gain, level_dbfs, to_samples

QUIET_DBFS = -50.0
"""A microphone below this hears no one: muted, unplugged or the wrong one."""

PLAYBACK_RATE = 48_000


@dataclass(frozen=True, slots=True)
class Recorded:
    """What a microphone heard."""

    audio: Audio
    level_dbfs: float
    """Average level; 0 is the loudest possible."""
    peak: float
    """Largest sample, 0 … 1; 1 is overdriven."""

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
    peak = max((abs(int(sample)) for sample in to_samples(heard)), default=0) / 32_768
    return Recorded(heard, level_dbfs(heard), peak)
