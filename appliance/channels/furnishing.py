"""Rooms and their devices: made, changed, and looked at for what they lack. Page, API and command line do the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from appliance.channels.devices import DeviceInfo, Kind, find_device
from appliance.channels.sound_card import SoundDevices
from appliance.errors import ApplianceError, ConflictError, NotFoundError
from appliance.records.people import Room
from appliance.store import Store

DEVICE_FIELDS: Mapping[str, Kind] = {"speaker_device": "output", "microphone_device": "input"}


SEEN_SECONDS = 5.0
"""What is shown may be as old as this; what is chosen is looked for anew."""


@dataclass(frozen=True, slots=True)
class Found:
    """What the machine can play and record on."""

    devices: tuple[DeviceInfo, ...] = ()
    fault: str = ""
    """Why there is nothing, where something is wrong."""
    remedy: str = ""

    @property
    def speakers(self) -> list[str]:
        """Their names."""
        return [each.name for each in self.devices if each.outputs]

    @property
    def microphones(self) -> list[str]:
        """Their names."""
        return [each.name for each in self.devices if each.inputs]

    @property
    def can_call(self) -> bool:
        """Whether a call could be held on what there is."""
        return bool(self.speakers and self.microphones)


async def look_for_devices(devices: SoundDevices) -> Found:
    """As `SoundDevices.available`, for showing, with a fault told instead of raised."""
    try:
        return Found(tuple(await devices.available(SEEN_SECONDS)))
    except ApplianceError as error:
        return Found((), error.message, error.remedy)


def lacks_of(room: Room, found: Found) -> list[NotFoundError]:
    """What the room's devices are missing, each with its remedy; empty where both are there, and for a tablet."""
    missing: list[NotFoundError] = []
    if room.kiosk:
        return missing
    for field, kind in DEVICE_FIELDS.items():
        try:
            find_device(found.devices, getattr(room, field), kind)
        except NotFoundError as error:
            missing.append(error)
    return missing


async def add_room(store: Store, devices: SoundDevices, room: Room) -> Room:
    """Raises `NotFoundError` for a device that is not there, and as `People.add_room` does."""
    check_devices(await devices.available(), room, DEVICE_FIELDS)
    return await store.people.add_room(room)


async def change_room(store: Store, devices: SoundDevices, name: str, changes: Mapping[str, Any]) -> Room:
    """What is named is changed. Devices are looked for only where they change, so that one may be unplugged meanwhile.

    Raises `NotFoundError` for a room or device that is not there, `ConflictError` for devices of a tablet, and as
    `People.save_room` does.
    """
    room = await store.people.room(name)
    changed = {field: value for field, value in changes.items() if getattr(room, field) != value}
    if room.kiosk and DEVICE_FIELDS.keys() & changed.keys():
        raise ConflictError(f"{room.name} is a tablet: it has its own speaker and microphone.")
    for field, value in changed.items():
        setattr(room, field, value)
    if asked := [field for field in DEVICE_FIELDS if field in changed]:
        check_devices(await devices.available(), room, asked)
    return await store.people.save_room(room)


def check_devices(found: Sequence[DeviceInfo], room: Room, fields: Mapping[str, Kind] | Sequence[str]) -> None:
    """Raises `NotFoundError` naming the devices there are."""
    for field in fields:
        find_device(found, getattr(room, field), DEVICE_FIELDS[field])
