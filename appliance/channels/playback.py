"""The queue between the event loop and a sound card's callback thread: pure, knows when every sample leaves."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from appliance.voice.audio import Samples

EDGE_SECONDS = 0.005
"""Ramp where sound begins out of silence or is cut off: no clicks."""


class Playback:
    """Sound waiting for the device. `push` and `cut` on the loop's thread, `fill` on the device's.

    The lock is held for the copying of a few hundred samples at most. Times are loop seconds.
    """

    def __init__(self, rate: int, clock: Callable[[], float]) -> None:
        self.rate = rate
        self._clock = clock
        self._lock = threading.Lock()
        self._pieces: deque[Samples] = deque()
        self._waiting = 0
        self._filled_until = clock()
        self._sound_ended_at = clock()
        self._filled_seconds = 0.0
        self.filled_at = clock()
        """When the device last asked for sound."""

    @property
    def filled_seconds(self) -> float:
        """How much the device has taken in all, silence included."""
        return self._filled_seconds

    @property
    def sound_ended_at(self) -> float | None:
        """When the last queued sample leaves the speaker; None while some still waits for the device."""
        with self._lock:
            return None if self._waiting else self._sound_ended_at

    def push(self, samples: Samples) -> float:
        """Queue behind what waits; returns when the first sample leaves the speaker."""
        with self._lock:
            leaves_at = max(self._clock(), self._filled_until) + self._waiting / self.rate
            if not self._waiting and self._sound_ended_at < leaves_at - EDGE_SECONDS:
                samples = _ramped(samples, round(EDGE_SECONDS * self.rate), rising=True)
            if len(samples):
                self._pieces.append(samples)
                self._waiting += len(samples)
            return leaves_at

    def cut(self) -> None:
        """Throw away what waits, but for a ramp down to silence."""
        with self._lock:
            if not self._waiting:
                return
            edge = np.zeros(min(self._waiting, round(EDGE_SECONDS * self.rate)), np.int16)
            self._take(edge)
            self._pieces = deque([_ramped(edge, len(edge), rising=False)])
            self._waiting = len(edge)

    def fill(self, out: Samples, leaves_at: float) -> bool:
        """Give the device what it asks for; `leaves_at` is when its first sample will be heard.

        Returns whether the last waiting sample went out with this piece.
        """
        with self._lock:
            had_some = self._waiting > 0
            taken = self._take(out)
            out[taken:] = 0
            self.filled_at = self._clock()
            self._filled_seconds += len(out) / self.rate
            self._filled_until = leaves_at + len(out) / self.rate
            if taken:
                self._sound_ended_at = leaves_at + taken / self.rate
            return had_some and not self._waiting

    def _take(self, out: Samples) -> int:
        taken = 0
        while taken < len(out) and self._pieces:
            piece = self._pieces.popleft()
            count = min(len(piece), len(out) - taken)
            out[taken : taken + count] = piece[:count]
            taken += count
            if count < len(piece):
                self._pieces.appendleft(piece[count:])
        self._waiting -= taken
        return taken


def _ramped(samples: Samples, count: int, *, rising: bool) -> Samples:
    count = min(count, len(samples))
    ramp: NDArray[np.float32] = np.linspace(0.0, 1.0, count, dtype=np.float32)
    shaped = samples.copy()
    shaped[:count] = (samples[:count] * (ramp if rising else ramp[::-1])).astype(np.int16)
    return shaped
