"""A page with a person before it, in virtual time: plays what it is sent, speaks and types back."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import numpy as np

from appliance.channels.browser.connection import Connection, Features
from appliance.channels.browser.wire import HEADER
from appliance.ports import FRAME_SAMPLES, HEARING_RATE, Audio
from appliance.voice.audio import resample, to_samples

FRAME_SECONDS = FRAME_SAMPLES / HEARING_RATE


class Visitor:
    """Somebody at a page. What the page was told is in `told`, what it has played in `played`."""

    def __init__(self, **features: Any) -> None:
        self.page = Connection(Features.model_validate({"echo_cancelled": True, **features}))
        self.told: list[dict[str, Any]] = []
        self.played: list[Audio] = []
        self.stopped_at: list[float] = []
        self.over = asyncio.Event()
        self.deaf = False
        """Whether it does not tell that sound has been played."""
        self._voice: list[tuple[float, np.ndarray]] = []
        self._plays_until = 0.0
        self._ends: list[asyncio.TimerHandle] = []

    @asynccontextmanager
    async def present(self) -> AsyncIterator[Visitor]:
        """The page is open while the block lasts."""
        taking, speaking = asyncio.create_task(self._take_all()), asyncio.create_task(self._microphone())
        try:
            yield self
        finally:
            self.page.gone()
            self.page.outgoing.put_nowait(None)
            speaking.cancel()
            await asyncio.gather(taking, speaking, return_exceptions=True)

    def speak(self, audio: Audio, after_seconds: float = 0.0) -> None:
        samples = to_samples(resample(audio, HEARING_RATE))
        self._voice.append((asyncio.get_running_loop().time() + after_seconds, samples))

    def captions(self) -> list[str]:
        return [each["text"] for each in self.told if each["type"] == "caption"]

    def kinds(self) -> list[str]:
        return [each["type"] for each in self.told]

    async def _take_all(self) -> None:
        loop = asyncio.get_running_loop()
        while (message := await self.page.outgoing.get()) is not None:
            if isinstance(message, bytes):
                number, rate = HEADER.unpack_from(message)
                audio = Audio(message[HEADER.size :], rate)
                self.played.append(audio)
                self._plays_until = max(loop.time(), self._plays_until) + audio.seconds
                if not self.deaf:
                    told = {"type": "played", "number": number}
                    self._ends.append(loop.call_at(self._plays_until, self.page.take, told))
                continue
            self.told.append(dict(message))
            if message["type"] == "stop":
                self.stopped_at.append(loop.time())
                self._plays_until = loop.time()
                for end in self._ends:
                    end.cancel()
        self.over.set()

    async def _microphone(self) -> None:
        loop = asyncio.get_running_loop()
        start, count = loop.time(), 0
        while self.page.features.microphone:
            count += 1
            await asyncio.sleep(max(0.0, start + count * FRAME_SECONDS - loop.time()))
            began = start + (count - 1) * FRAME_SECONDS
            total = np.zeros(FRAME_SAMPLES, np.int16)
            for at, samples in self._voice:
                offset = round((at - began) * HEARING_RATE)
                piece = samples[max(0, -offset) : max(0, FRAME_SAMPLES - offset)]
                total[max(0, offset) : max(0, offset) + len(piece)] += piece
            self.page.hear(total.astype("<i2").tobytes())
