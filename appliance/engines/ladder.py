"""Engines in order of preference: a ladder is itself an engine and serves from the highest rung that works.

It comes down on failure within one turn, with the audio fed so far, and looks upward again in the background.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine, Sequence
from typing import Any, Generic, TypeVar

from appliance.errors import EngineError
from appliance.ports import Audio, Engine, Hint, RecognitionSession, Sentence, SpeechToText, TextToSpeech, Transcript

log = logging.getLogger(__name__)

FIRST_LOOK_SECONDS = 30.0
"""After this long a failed rung is tried again; twice as long after each further failure."""

LONGEST_LOOK_SECONDS = 1800.0

E = TypeVar("E", bound=Engine)
Result = TypeVar("Result")


class Ladder(Generic[E]):
    """What the ladders of all kinds of engines share. At least one rung; the first is preferred."""

    def __init__(self, rungs: Sequence[E]) -> None:
        if not rungs:
            raise ValueError("a ladder has at least one rung")
        self._rungs = tuple(rungs)
        self._down: dict[int, asyncio.Task[None]] = {}
        """Failed rungs, each with the task that looks upward to it."""

    @property
    def name(self) -> str:
        """The engine string of the rung that serves now."""
        return self._rungs[self._position()].name

    async def warm(self) -> None:
        """Warm the rung that serves, coming down until one can be."""
        await self._serve(lambda rung: rung.warm())

    async def aclose(self) -> None:
        for task in self._down.values():
            task.cancel()
        await asyncio.gather(*self._down.values(), return_exceptions=True)
        self._down.clear()
        for rung in self._rungs:
            await rung.aclose()

    def _position(self) -> int:
        working = (position for position in range(len(self._rungs)) if position not in self._down)
        return next(working, len(self._rungs) - 1)

    async def _serve(self, work: Callable[[E], Coroutine[Any, Any, Result]]) -> Result:
        """Do it on the highest rung that can. Raises the last rung's `EngineError`."""
        while True:
            position = self._position()
            try:
                return await work(self._rungs[position])
            except EngineError as error:
                if not self._step_down(position, error):
                    raise

    def _step_down(self, position: int, error: EngineError) -> bool:
        """Leave a failed rung; False when there is none below it. The last rung is never given up."""
        if position >= len(self._rungs) - 1:
            return False
        if position not in self._down:
            log.warning("%s failed, coming down to the next rung: %s", self._rungs[position].name, error.message)
            self._down[position] = asyncio.create_task(self._look_up(position), name="look up the ladder")
        return True

    async def _look_up(self, position: int) -> None:
        wait_seconds = FIRST_LOOK_SECONDS
        while True:
            await asyncio.sleep(wait_seconds)
            try:
                await self._rungs[position].warm()
            except EngineError:
                wait_seconds = min(2 * wait_seconds, LONGEST_LOOK_SECONDS)
                continue
            log.info("%s works again", self._rungs[position].name)
            del self._down[position]
            return


class VoiceLadder(Ladder[TextToSpeech]):
    """Voices in order of preference; a `TextToSpeech`."""

    async def synthesize(self, sentence: Sentence) -> Audio:
        return await self._serve(lambda rung: rung.synthesize(sentence))


class RecogniserLadder(Ladder[SpeechToText]):
    """Recognisers in order of preference; a `SpeechToText`."""

    async def open(self, language: str, hint: Hint) -> RecognitionSession:
        session = _LadderSession(self, language, hint)
        await session.reopen()
        return session


class _LadderSession:
    """One utterance that survives the failure of the rung that hears it: what was fed is kept and fed again."""

    def __init__(self, ladder: RecogniserLadder, language: str, hint: Hint) -> None:
        self._ladder = ladder
        self._language = language
        self._hint = hint
        self._fed: list[Audio] = []
        self._position = 0
        self._session: RecognitionSession | None = None

    async def reopen(self) -> RecognitionSession:
        """A session on the highest rung that works, fed with everything so far."""
        while True:
            self._position = self._ladder._position()
            try:
                session = await self._ladder._rungs[self._position].open(self._language, self._hint)
                for audio in self._fed:
                    await session.feed(audio)
            except EngineError as error:
                if not self._ladder._step_down(self._position, error):
                    raise
                continue
            self._session = session
            return session

    async def feed(self, audio: Audio) -> str | None:
        self._fed.append(audio)
        return await self._survive(lambda session: session.feed(audio), fed_by_reopening=True)

    def pause(self) -> None:
        if self._session is not None:
            self._session.pause()

    async def finish(self) -> Transcript | None:
        return await self._survive(lambda session: session.finish())

    async def abandon(self) -> None:
        if self._session is not None:
            await self._session.abandon()

    async def _survive(
        self,
        work: Callable[[RecognitionSession], Coroutine[Any, Any, Result]],
        *,
        fed_by_reopening: bool = False,
    ) -> Result | None:
        session = self._session or await self.reopen()
        while True:
            try:
                return await work(session)
            except EngineError as error:
                if not self._ladder._step_down(self._position, error):
                    raise
                session = await self.reopen()
                if fed_by_reopening:
                    return None
