"""The `Wire` over a page: its microphone's samples come in, sound goes out with a number, and is told to have ended."""

from __future__ import annotations

import asyncio
import struct
from collections.abc import AsyncIterator
from contextlib import suppress

import numpy as np

from appliance.channels.browser.connection import Connection
from appliance.errors import ApplianceError, InvalidInputError, LineDroppedError
from appliance.ports import HEARING_RATE, SAMPLE_BYTES, Audio
from appliance.voice.audio import StreamResampler
from appliance.voice.capture import STALL_SECONDS, Capture

HEADER = struct.Struct("<II")
"""Before the samples of each sound: its number, and its rate in hertz."""

LEAD_SECONDS = 0.05
"""From sending a sound until a page on the home network plays it."""

LONGEST_PIECE = 64 * 1024
"""Bytes of one message of microphone samples."""


class PageWire:
    """Sound of one call in a page."""

    def __init__(self, page: Connection) -> None:
        self._page = page
        self.full_duplex = page.features.echo_cancelled and page.features.microphone
        self._loop = asyncio.get_running_loop()
        self._capture = Capture("browser")
        self._resampler = StreamResampler(page.features.rate, HEARING_RATE)
        self._sent = 0
        self._ends_at = self._loop.time()
        """When the last sound is reckoned to end."""
        page.attach(self)

    @property
    def lost_frames(self) -> int:
        """Captured frames that nobody took in time."""
        return self._capture.lost_frames

    def frames(self) -> AsyncIterator[tuple[float, Audio]]:
        return self._capture.frames()

    async def play(self, audio: Audio) -> float:
        leaves_at = max(self._loop.time() + LEAD_SECONDS, self._ends_at)
        self._sent += 1
        self._page.sound(HEADER.pack(self._sent, audio.rate) + audio.pcm)
        self._ends_at = leaves_at + audio.seconds
        return leaves_at

    async def drained(self) -> float:
        while self._page.played < self._sent:
            self._page.check()
            patience = self._ends_at + STALL_SECONDS - self._loop.time()
            if patience <= 0:
                self._page.gone("the page has stopped playing sound")
                self._page.check()
            self._page.news.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout(patience):
                    await self._page.news.wait()
        self._page.check()
        self._ends_at = self._loop.time()
        return self._ends_at

    def stop(self) -> None:
        self._ends_at = self._loop.time()
        with suppress(LineDroppedError):
            self._page.tell(type="stop", number=self._sent)
        self._page.played = self._sent

    def take(self, piece: bytes) -> None:
        """Samples of the page's microphone. Raises `InvalidInputError` for what is none."""
        if len(piece) % SAMPLE_BYTES or len(piece) > LONGEST_PIECE:
            raise InvalidInputError(f"Sound is 16-bit samples, at most {LONGEST_PIECE} bytes at once.")
        samples = np.frombuffer(piece, "<i2")
        resampled = self._resampler.feed(samples)
        self._capture.put(self._loop.time() - self._resampler.pending_seconds, resampled)

    def fail(self, failure: ApplianceError) -> None:
        """No more sound comes."""
        self._capture.fail(failure)
