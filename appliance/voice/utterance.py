"""The session of recognisers that work on whole utterances: collects, decodes ahead at a pause, shows partials.

What such an engine works on cannot be stopped, only given up: it finishes and nobody reads it. So a session has at most
one transcription that anybody waits for, takes back the one before it, and the words that count wait for at most one
that was under way already.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from appliance.errors import EngineError
from appliance.ports import HEARING_RATE, SAMPLE_BYTES, Audio, Transcript

Transcribe = Callable[[bytes], Coroutine[Any, Any, Transcript | None]]
"""16 kHz PCM → the words, or None for what is no speech. Raises `EngineError`. Cancelled, it takes its request back."""

Transcribing = asyncio.Task[Transcript | None]


@dataclass(slots=True)
class Partials:
    """Whether an engine is quick enough to show words while somebody still speaks. Shared by an engine's sessions.

    A partial in the works when the person falls silent delays the words that count: so none is made by an engine that
    takes longer than `most_seconds` for one.
    """

    most_seconds: float = 0.3
    every_seconds: float = 1.2
    """Of new speech between one partial and the next."""
    took_seconds: float = float("inf")
    """For the latest transcription."""
    noted_by_engine: bool = False
    """Whether the engine notes `took_seconds` itself: then it is its work alone, without the wait for its turn."""

    @property
    def affordable(self) -> bool:
        return self.took_seconds <= self.most_seconds

    @property
    def every_bytes(self) -> int:
        return round(self.every_seconds * HEARING_RATE) * SAMPLE_BYTES


class UtteranceSession:
    """A `RecognitionSession` over one whole-utterance transcription; `name` is the engine's, for errors."""

    def __init__(self, name: str, transcribe: Transcribe, partials: Partials | None = None) -> None:
        self._name = name
        self._transcribe = transcribe
        self._partials = partials
        self._pcm = bytearray()
        self._ahead: Transcribing | None = None
        """Of everything fed so far, from a pause on."""
        self._partial: Transcribing | None = None
        self._shown_bytes = 0
        """How much the latest partial was begun with."""
        self._given_up: list[Transcribing] = []
        """Cancelled, and not seen to have ended yet."""

    async def feed(self, audio: Audio) -> str | None:
        """Raises `EngineError` for sound of another rate."""
        if audio.rate != HEARING_RATE:
            raise EngineError(f"{self._name} hears at {HEARING_RATE} Hz, not {audio.rate}")
        if not audio.pcm:
            return None
        self._give_up_ahead()
        await self._see_given_up()
        self._pcm += audio.pcm
        return self._caption()

    def pause(self) -> None:
        if self._ahead is None and self._pcm:
            self._give_up_partial()
            self._ahead = asyncio.create_task(self._timed(), name="transcribe ahead")

    async def finish(self) -> Transcript | None:
        self._give_up_partial()
        ahead, self._ahead = self._ahead, None
        try:
            return await (ahead or self._timed()) if self._pcm else None
        finally:
            await self._see_given_up()

    async def abandon(self) -> None:
        self._give_up_partial()
        self._give_up_ahead()
        await self._see_given_up()
        self._pcm.clear()

    def _give_up_ahead(self) -> None:
        if self._ahead is not None:
            self._ahead.cancel()
            self._given_up.append(self._ahead)
        self._ahead = None

    def _give_up_partial(self) -> None:
        if self._partial is not None:
            self._partial.cancel()
            self._given_up.append(self._partial)
        self._partial = None

    async def _see_given_up(self) -> None:
        """Wait for the cancelled to end, which takes their requests back; their results and errors are nobody's."""
        if self._given_up:
            await asyncio.gather(*self._given_up, return_exceptions=True)
            self._given_up.clear()

    async def _timed(self) -> Transcript | None:
        loop = asyncio.get_running_loop()
        began = loop.time()
        transcript = await self._transcribe(bytes(self._pcm))
        if self._partials is not None and not self._partials.noted_by_engine:
            self._partials.took_seconds = loop.time() - began
        return transcript

    def _caption(self) -> str | None:
        """The words so far, when a partial has come in since the last piece of sound."""
        if self._partial is None:
            self._begin_partial()
        elif self._partial.done():
            done, self._partial = self._partial, None
            if done.exception() is None and (transcript := done.result()) is not None:
                return transcript.text
        return None

    def _begin_partial(self) -> None:
        """Where the engine is quick enough and there is enough new sound."""
        if self._partials is None or not self._partials.affordable:
            return
        if len(self._pcm) >= self._shown_bytes + self._partials.every_bytes:
            self._shown_bytes = len(self._pcm)
            self._partial = asyncio.create_task(self._timed(), name="partial transcript")
