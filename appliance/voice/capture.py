"""The captured side of a wire: sound of any piece size in, timed frames out, bounded."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator

import numpy as np

from appliance.errors import ApplianceError, LineDroppedError
from appliance.ports import FRAME_SAMPLES, HEARING_RATE, Audio
from appliance.voice.audio import Samples, to_audio

KEEP_SECONDS = 60.0
"""Frames kept while nobody takes them; older ones fall out (nobody speaks a sentence this long)."""

STALL_SECONDS = 2.5
"""No sound for this long: the device is gone. Longer than the 2 s that PulseAudio's null sinks render at once."""


class SampleClock:
    """Steady times for a stream of pieces whose arrival jitters: pure.

    A piece can be noticed late but never early, so its end is taken from the samples counted since the earliest
    one noticed; a device clock slower than the host's is followed little by little, lost sound at once.
    """

    FOLLOW = 0.03
    """Part of the lateness taken over with each piece: a second, at 32 ms a piece."""
    LOST_SECONDS = 0.25
    """Later than expected by more than this is not jitter: sound was lost."""

    def __init__(self) -> None:
        self._ended_at = float("-inf")

    def stamp(self, noticed_end_at: float, seconds: float) -> float:
        """When this piece ended: never later than it was noticed."""
        expected = self._ended_at + seconds
        late = noticed_end_at - expected
        if late > self.LOST_SECONDS:
            expected = noticed_end_at
        elif late > 0:
            expected += late * self.FOLLOW
        else:
            expected = noticed_end_at
        self._ended_at = expected
        return expected


class Capture:
    """Bounded buffer between a capturing device and `Wire.frames`. Used from the loop's thread only."""

    def __init__(self, name: str, keep_seconds: float = KEEP_SECONDS) -> None:
        self._name = name
        self._frames: deque[tuple[float, Audio]] = deque(maxlen=round(keep_seconds * HEARING_RATE / FRAME_SAMPLES))
        self._rest: Samples = np.zeros(0, np.int16)
        self._more = asyncio.Event()
        self._failure: ApplianceError | None = None
        self.lost_frames = 0
        """Frames that fell out because nobody took them in time."""
        self._clock = SampleClock()

    def put(self, noticed_end_at: float, samples: Samples) -> None:
        """Sound at `HEARING_RATE` whose last sample was heard at about loop time `noticed_end_at`, rather before."""
        ended_at = self._clock.stamp(noticed_end_at, len(samples) / HEARING_RATE)
        sound = np.concatenate((self._rest, samples)) if len(self._rest) else samples
        whole = len(sound) - len(sound) % FRAME_SAMPLES
        for start in range(0, whole, FRAME_SAMPLES):
            end = start + FRAME_SAMPLES
            self.lost_frames += len(self._frames) == self._frames.maxlen
            frame_ended_at = ended_at - (len(sound) - end) / HEARING_RATE
            self._frames.append((frame_ended_at, to_audio(sound[start:end], HEARING_RATE)))
        self._rest = sound[whole:]
        if whole:
            self._more.set()

    def fail(self, failure: ApplianceError) -> None:
        """Nothing more will come: whoever waits for frames gets this error, now and later. The first failure stays."""
        self._failure = self._failure or failure
        self._more.set()

    def raise_failure(self) -> None:
        """Raise what `fail` was given, if anything."""
        if self._failure is not None:
            raise self._failure

    def frames(self) -> AsyncIterator[tuple[float, Audio]]:
        """The frames not taken yet, oldest first, and those to come; see `Wire.frames`."""
        return self

    def __aiter__(self) -> AsyncIterator[tuple[float, Audio]]:
        return self

    async def __anext__(self) -> tuple[float, Audio]:
        """The next frame. Raises `LineDroppedError` when the device failed, or when nothing comes for too long."""
        while not self._frames:
            self.raise_failure()
            self._more.clear()
            try:
                async with asyncio.timeout(STALL_SECONDS):
                    await self._more.wait()
            except TimeoutError:
                self.fail(LineDroppedError(f'the microphone "{self._name}" has gone silent: no sound arrives'))
        return self._frames.popleft()
