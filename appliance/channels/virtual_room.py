"""A room in memory: a `Wire` whose microphone hears the persons in it and, as in a real room, the speaker.

It runs on the event loop's time: in real time for the demo, in virtual time for tests.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from appliance.errors import ApplianceError
from appliance.ports import FRAME_SAMPLES, HEARING_RATE, Audio
from appliance.voice.audio import resample, to_audio, to_samples
from appliance.voice.capture import Capture

FRAME_SECONDS = FRAME_SAMPLES / HEARING_RATE


@dataclass(slots=True)
class _Source:
    """Sounds in the room, each from a loop time on, at `HEARING_RATE`."""

    sounds: list[tuple[float, NDArray[np.float32]]] = field(default_factory=list)
    ends_at: float = float("-inf")

    def add(self, starts_at: float, audio: Audio) -> None:
        samples = to_samples(resample(audio, HEARING_RATE)).astype(np.float32)
        self.sounds.append((starts_at, samples))
        self.ends_at = max(self.ends_at, starts_at + len(samples) / HEARING_RATE)

    def between(self, start: float, count: int) -> NDArray[np.float32]:
        """`count` samples from loop time `start`; what lies wholly before is forgotten."""
        self.sounds = [(at, samples) for at, samples in self.sounds if at + len(samples) / HEARING_RATE > start]
        total = np.zeros(count, np.float32)
        for at, samples in self.sounds:
            offset = round((at - start) * HEARING_RATE)
            piece = samples[max(0, -offset) : max(0, count - offset)]
            total[max(0, offset) : max(0, offset) + len(piece)] += piece
        return total

    def silence(self, now: float) -> None:
        """Cut everything off at `now`."""
        kept = [(at, samples[: round((now - at) * HEARING_RATE)]) for at, samples in self.sounds if at < now]
        self.sounds, self.ends_at = kept, min(self.ends_at, now)


class VirtualRoom:
    """One speaker, one microphone, any number of voices. Use `async with room.open()`.

    `echo` is the gain from speaker to microphone; `echo_delay_seconds` is delay that the device does not report
    (Bluetooth); `noise` sounds in a circle all the time. `full_duplex` claims an echo canceller, which leaves `echo`.
    """

    def __init__(
        self,
        *,
        echo: float = 0.0,
        echo_delay_seconds: float = 0.0,
        noise: Audio | None = None,
        full_duplex: bool = False,
    ) -> None:
        self.full_duplex = full_duplex
        self._echo = echo
        self._echo_delay_seconds = echo_delay_seconds
        self._noise = None if noise is None else to_samples(resample(noise, HEARING_RATE)).astype(np.float32)
        self._noise_at = 0
        self._speaker, self._echoes, self._persons = _Source(), _Source(), _Source()
        self._capture = Capture("virtual room")

    @asynccontextmanager
    async def open(self) -> AsyncIterator[VirtualRoom]:
        """Capture runs while it is open."""
        task = asyncio.create_task(self._run(), name="virtual room")
        try:
            yield self
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    def speak(self, audio: Audio, after_seconds: float = 0.0) -> None:
        """A person says this, from then on."""
        self._persons.add(asyncio.get_running_loop().time() + after_seconds, audio)

    def vanish(self, failure: ApplianceError) -> None:
        """The device goes away, with this error for whoever uses it."""
        self._capture.fail(failure)

    def frames(self) -> AsyncIterator[tuple[float, Audio]]:
        return self._capture.frames()

    async def play(self, audio: Audio) -> float:
        self._capture.raise_failure()
        starts_at = max(asyncio.get_running_loop().time(), self._speaker.ends_at)
        self._speaker.add(starts_at, audio)
        if self._echo:
            self._echoes.add(starts_at + self._echo_delay_seconds, audio)
        return starts_at

    async def drained(self) -> float:
        loop = asyncio.get_running_loop()
        while (left := self._speaker.ends_at - loop.time()) > 0:
            await asyncio.sleep(min(left, FRAME_SECONDS))
            self._capture.raise_failure()
        self._capture.raise_failure()
        return self._speaker.ends_at if self._speaker.ends_at > float("-inf") else loop.time()

    def stop(self) -> None:
        now = asyncio.get_running_loop().time()
        self._speaker.silence(now)
        self._echoes.silence(now + self._echo_delay_seconds)

    async def _run(self) -> None:
        loop = asyncio.get_running_loop()
        start, count = loop.time(), 0
        while True:
            count += 1
            ends_at = start + count * FRAME_SECONDS
            await asyncio.sleep(max(0.0, ends_at - loop.time()))
            self._capture.put(ends_at, self._microphone(ends_at - FRAME_SECONDS))

    def _microphone(self, starts_at: float) -> NDArray[np.int16]:
        total = self._persons.between(starts_at, FRAME_SAMPLES)
        if self._echo:
            total += np.float32(self._echo) * self._echoes.between(starts_at, FRAME_SAMPLES)
        if self._noise is not None and len(self._noise):
            indices = np.arange(self._noise_at, self._noise_at + FRAME_SAMPLES) % len(self._noise)
            self._noise_at += FRAME_SAMPLES
            total += self._noise[indices]
        return to_samples(to_audio(total, HEARING_RATE))
