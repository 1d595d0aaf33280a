"""The session of recognisers that work on whole utterances: collects, decodes ahead at a pause, shows partials."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from appliance.errors import EngineError
from appliance.ports import HEARING_RATE, SAMPLE_BYTES, Audio, Transcript

Transcribe = Callable[[bytes], Coroutine[Any, Any, Transcript | None]]
"""16 kHz PCM → the words, or None for what is no speech. Raises `EngineError`."""


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

    @property
    def affordable(self) -> bool:
        return self.took_seconds <= self.most_seconds


class UtteranceSession:
    """A `RecognitionSession` over one whole-utterance transcription; `name` is the engine's, for errors."""

    def __init__(self, name: str, transcribe: Transcribe, partials: Partials | None = None) -> None:
        self._name = name
        self._transcribe = transcribe
        self._partials = partials
        self._pcm = bytearray()
        self._ahead: asyncio.Task[Transcript | None] | None = None
        self._partial: asyncio.Task[Transcript | None] | None = None
        self._shown_bytes = 0

    async def feed(self, audio: Audio) -> str | None:
        """Raises `EngineError` for sound of another rate."""
        if audio.rate != HEARING_RATE:
            raise EngineError(f"{self._name} hears at {HEARING_RATE} Hz, not {audio.rate}")
        await _forget(self._ahead)
        self._ahead = None
        self._pcm += audio.pcm
        return await self._caption()

    def pause(self) -> None:
        if self._ahead is None and self._pcm:
            self._ahead = asyncio.create_task(self._timed(), name="transcribe ahead")

    async def finish(self) -> Transcript | None:
        await _forget(self._partial)
        if not self._pcm:
            return None
        ahead, self._ahead = self._ahead, None
        return await (ahead or self._timed())

    async def abandon(self) -> None:
        await _forget(self._ahead)
        await _forget(self._partial)
        self._ahead = self._partial = None
        self._pcm.clear()

    async def _timed(self) -> Transcript | None:
        loop = asyncio.get_running_loop()
        began = loop.time()
        transcript = await self._transcribe(bytes(self._pcm))
        if self._partials is not None:
            self._partials.took_seconds = loop.time() - began
        return transcript

    async def _caption(self) -> str | None:
        """The words so far, when a partial has come in since the last piece of sound."""
        if self._partials is None or not self._partials.affordable:
            return None
        if self._partial is not None:
            if not self._partial.done():
                return None
            done, self._partial = self._partial, None
            if done.exception() is None and (transcript := done.result()) is not None:
                return transcript.text
        due = self._shown_bytes + round(self._partials.every_seconds * HEARING_RATE) * SAMPLE_BYTES
        if len(self._pcm) >= due:
            self._shown_bytes = len(self._pcm)
            self._partial = asyncio.create_task(self._timed(), name="partial transcript")
        return None


async def _forget(task: asyncio.Task[Transcript | None] | None) -> None:
    if task is not None:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
