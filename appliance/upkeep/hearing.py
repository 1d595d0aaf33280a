"""How loud the microphones of the rooms are: somebody asks, each is heard for two seconds, nothing of it is kept."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from appliance.channels.room_check import OVERDRIVEN, Level
from appliance.channels.sound_card import SoundDevices
from appliance.channels.trial import try_levels
from appliance.errors import DeviceError, EngineUnavailableError, NotFoundError
from appliance.records.people import Room
from appliance.store import Store
from appliance.upkeep.findings import Finding
from appliance.voice.audio import SILENT_DBFS

NAME = "microphone"

LISTEN_SECONDS = 2.0

DEAD_DBFS = -85.0
"""Below this is nothing but the last bit of 16, whose noise is at -90: a microphone that works hears its own noise."""

LOUD_DBFS = -30.0
"""Speech is at -35 to -20. Whoever hears that in a room where nobody speaks, hears hum, or is turned up too far."""


def judge(name: str, level: Level) -> Finding:
    """What is to be thought of a microphone that heard this. `level`: the average of the time, and its largest peak."""
    told = f"{level.dbfs:.0f} dBFS, at most {level.peak:.0%}"
    figures = {"dbfs": round(level.dbfs, 1), "peak": round(level.peak, 3)}
    found = Finding(f"{NAME} {name}", True, told, needed=False, figures=figures)
    if level.dbfs <= DEAD_DBFS:
        remedy = "Is it muted, by a switch of its own or in the mixer? Or choose another: appliance rooms set"
        return Finding(found.name, False, f"{told}: nothing at all is heard", remedy, False, figures)
    if level.peak >= OVERDRIVEN:
        return Finding(found.name, False, f"{told}: it is overdriven", "Turn it down in the mixer.", False, figures)
    if level.dbfs >= LOUD_DBFS:
        remedy = "If nobody spoke, turn it down, or move it away from what hums; then listen again."
        return Finding(found.name, False, f"{told}: as loud as speech", remedy, False, figures)
    return found


def together(levels: Sequence[Level]) -> Level:
    """Of moments of the same length: the average of their power, and the largest peak."""
    if not levels:
        return Level(SILENT_DBFS, 0.0)
    power = sum(10 ** (each.dbfs / 10) for each in levels) / len(levels)
    return Level(10 * math.log10(power), max(each.peak for each in levels))


@dataclass(slots=True)
class Microphones:
    """Those of the rooms, or the machine's own where there is no room, and what was found last."""

    store: Store
    devices: SoundDevices
    now: Callable[[], datetime]
    heard: dict[str, Finding] = field(default_factory=dict)
    """By the room's name."""

    async def listen(self) -> list[Finding]:
        """Hear each in turn. Raises `ConflictError` while somebody tries a room, or a call is held in one."""
        rooms = [room for room in await self.store.people.rooms() if not room.kiosk]
        found = {room.name: await self._heard(room) for room in rooms or [Room(name="home", created_at=self.now())]}
        self.heard = found
        return list(found.values())

    def findings(self) -> list[Finding]:
        """What the last time found; nothing before the first."""
        return list(self.heard.values())

    async def _heard(self, room: Room) -> Finding:
        try:
            levels = [level async for level in try_levels(self.store, self.devices, room, LISTEN_SECONDS)]
        except (DeviceError, NotFoundError, EngineUnavailableError) as error:
            return Finding(f"{NAME} {room.name}", False, error.message, error.remedy, needed=False)
        return judge(room.name, together(levels))
