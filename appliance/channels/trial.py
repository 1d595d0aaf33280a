"""A room is tried by one person at a time, and never while a call rings or is held on its devices: calls come first."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from typing import TypeVar

from appliance.channels.room_check import Level, Recorded, levels, play_chime, record_and_play_back
from appliance.channels.sound_card import SoundDevices
from appliance.channels.speaker import SpeakerChannel
from appliance.errors import ConflictError
from appliance.records.calls import UNDER_WAY
from appliance.records.people import Room
from appliance.store import Store

T = TypeVar("T")

LOOK_SECONDS = 0.5
"""How soon a trial gives way to a call that begins."""

ECHO_SECONDS = 4.0
MOST_METER_SECONDS = 30.0


async def try_chime(store: Store, devices: SoundDevices, room: Room) -> float:
    """As `play_chime`. Raises `ConflictError` where the room is in use, and as `SoundDevices.open` does."""
    return await _tried(store, devices, room, lambda: play_chime(devices, room))


async def try_echo(store: Store, devices: SoundDevices, room: Room, seconds: float = ECHO_SECONDS) -> Recorded:
    """As `record_and_play_back`; raises as `try_chime` does. The recording is kept nowhere."""
    return await _tried(store, devices, room, lambda: record_and_play_back(devices, room, seconds))


async def try_levels(store: Store, devices: SoundDevices, room: Room, seconds: float) -> AsyncGenerator[Level, None]:
    """What its microphone hears, several times a second, for so long; ends early when a call begins there.

    Raises as `try_chime` does, with the first value.
    """
    async with _alone(devices), aclosing(levels(devices, room, seconds)) as heard:
        await check_unused(store, room)
        looked_at = asyncio.get_running_loop().time()
        async for level in heard:
            yield level
            if asyncio.get_running_loop().time() - looked_at > LOOK_SECONDS:
                looked_at = asyncio.get_running_loop().time()
                if await _in_use(store, room):
                    return


async def check_unused(store: Store, room: Room) -> None:
    """Raises `ConflictError` while a call rings or is held on the room's devices, and where it has none."""
    if room.kiosk:
        raise ConflictError(f"{room.name} is a tablet.", remedy="Tap it: it sounds then.")
    if await _in_use(store, room):
        raise ConflictError(
            f"A call is going on in {room.name}.",
            remedy="Try it when the call is over.",
            says="room_busy",
            name=room.name,
        )


async def _in_use(store: Store, room: Room) -> bool:
    rooms = await store.people.rooms()
    for call in await store.calls.unfinished():
        if call.status not in UNDER_WAY or call.platform != SpeakerChannel.name:
            continue
        named = [each for each in rooms if call.room is None or each.name.casefold() == call.room.casefold()]
        where = named[0] if named else Room(name="home")
        if where.kiosk:
            continue
        devices = (where.speaker_device, where.microphone_device)
        if where.id == room.id or room.speaker_device == devices[0] or room.microphone_device == devices[1]:
            return True
    return False


async def _tried(store: Store, devices: SoundDevices, room: Room, work: Callable[[], Awaitable[T]]) -> T:
    async with _alone(devices):
        await check_unused(store, room)
        working = asyncio.ensure_future(work())
        try:
            while not (await asyncio.wait([working], timeout=LOOK_SECONDS))[0]:
                await check_unused(store, room)
            return working.result()
        finally:
            working.cancel()
            await asyncio.wait([working])


def _alone(devices: SoundDevices) -> asyncio.Lock:
    if devices.trying.locked():
        raise ConflictError(
            "Somebody tries a room at this moment.", remedy="Try again in a few seconds.", says="trial_busy"
        )
    return devices.trying
