"""From the due time to the first sample at the device, over prepared calls on a real sound server.

Every call goes the whole way: stored, prepared, attempt committed, devices opened, chime. The line is cut at the first
sample, since the rest of the chime would only take time; two rooms take turns, so that one dials while the other waits.
The baseline is a bare timer for the same instant, so that what the machine's own lateness costs can be told from what
the appliance adds. Skipped, with a reason, without a sound server.
Prints one JSON object a line: name, value, unit, baseline, ratio (value / baseline).
"""

from __future__ import annotations

import asyncio
import json
import secrets
import statistics
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from appliance.calls.by_hand import call_by_hand
from appliance.calls.dialer import DIAL_AHEAD_SECONDS, Dialer
from appliance.channels.sound_card import SoundCardWire, SoundDevices
from appliance.channels.speaker import SpeakerChannel
from appliance.coach.persona import load_personas
from appliance.engines.kinds import Surroundings
from appliance.errors import EngineUnavailableError, LineDroppedError
from appliance.ports import Audio
from appliance.records.people import CallType, Room, User
from appliance.store import open_store
from appliance.voice import catalogue
from appliance.voice.phrases import PhraseCache
from appliance.voice.silero import Silero
from appliance.voice.words import spoken_words

CALLS = 50
DEVICE = "pulse"
ROOMS = ("kitchen", "study")
LEAD_SECONDS = DIAL_AHEAD_SECONDS
APART_SECONDS = LEAD_SECONDS / 2 + 0.1
"""From one due time to the next."""


class TimedWire:
    """Notes when its first sample leaves, and then hangs up."""

    full_duplex = False

    def __init__(self, wire: SoundCardWire, first_samples: list[float]) -> None:
        self._wire = wire
        self._first_samples = first_samples

    def frames(self) -> AsyncIterator[tuple[float, Audio]]:
        return self._wire.frames()

    async def play(self, audio: Audio) -> float:
        self._first_samples.append(await self._wire.play(audio))
        raise LineDroppedError("measured")

    async def drained(self) -> float:
        return await self._wire.drained()

    def stop(self) -> None:
        self._wire.stop()


class TimedDevices(SoundDevices):
    """The real devices, with timed wires."""

    def __init__(self) -> None:
        super().__init__()
        self.first_samples: list[float] = []
        self.opened_at: list[float] = []

    @asynccontextmanager
    async def open(self, speaker: str = "default", microphone: str = "default") -> AsyncIterator[TimedWire]:  # type: ignore[override]
        async with super().open(speaker, microphone) as wire:
            self.opened_at.append(asyncio.get_running_loop().time())
            yield TimedWire(wire, self.first_samples)


def now() -> datetime:
    """The wall clock."""
    return datetime.now(UTC)


async def measure(folder: Path) -> tuple[list[float], list[float]]:
    """Lateness of each first sample and of a bare timer for the same instant, in seconds."""
    devices = TimedDevices()
    voice = PhraseCache(catalogue.voice("espeak", Surroundings(folder)), spoken_words)
    ears = catalogue.recogniser("sphinx", Surroundings(folder))

    async def rooms() -> list[Room]:
        return [Room(name=name, speaker_device=DEVICE, microphone_device=DEVICE) for name in ROOMS]

    channel = SpeakerChannel(rooms, ears, voice, Silero, devices)
    late: list[float] = []
    bare: list[float] = []
    loop = asyncio.get_running_loop()
    async with open_store(folder / "user_data" / "appliance.db", secrets.token_bytes(32)) as store:
        sam = await store.people.add_user(User(name="Sam", timezone="UTC", created_at=now()))
        dialer = Dialer(store, {"speaker": channel}, load_personas(), now)

        async def one(number: int) -> None:
            room = ROOMS[number % len(ROOMS)]
            call = await call_by_hand(store, sam, CallType.EVENING, "speaker", now(), room=room, by_alarm=True)
            stage = await dialer.prepare(call)
            due_at, due = now() + timedelta(seconds=LEAD_SECONDS), loop.time() + LEAD_SECONDS
            call = await store.calls.postpone(call.id, status=call.status, next_ring_at=due_at)
            timer: asyncio.Future[float] = loop.create_future()
            loop.call_at(due, lambda: timer.set_result(loop.time()))
            await dialer.ring(call, stage)
            if number:  # the first one warms PortAudio
                late.append(devices.first_samples[number] - due)
                bare.append(await timer - due)

        async with asyncio.TaskGroup() as calls:
            for number in range(CALLS + 1):
                calls.create_task(one(number))
                await asyncio.sleep(APART_SECONDS)
    await ears.aclose()
    await voice.aclose()
    return late, bare


async def _why_not() -> str | None:
    """Why there is nothing to ring on; None where there is."""
    try:
        devices = await SoundDevices().available()
    except EngineUnavailableError as error:
        return error.message
    return None if any(each.name == DEVICE for each in devices) else f"no device {DEVICE!r}: is a sound server running?"


def report(name: str, value: float, baseline: float) -> None:
    """Print one measurement in milliseconds."""
    ratio = round(value / baseline, 2) if baseline > 0 else None
    line = {"name": name, "value": round(value, 2), "unit": "ms", "baseline": round(baseline, 2), "ratio": ratio}
    print(json.dumps(line), flush=True)


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        if why := asyncio.run(_why_not()):
            print(f"bench ring: skipped, {why}", file=sys.stderr)
            return
        late, bare = asyncio.run(measure(Path(folder)))
    beside = f"{len(late)} prepared calls, beside a bare timer"
    report(
        f"due time to first sample, median of {beside}", statistics.median(late) * 1e3, statistics.median(bare) * 1e3
    )
    report(f"due time to first sample, worst of {beside}", max(late) * 1e3, max(bare) * 1e3)


if __name__ == "__main__":
    main()
