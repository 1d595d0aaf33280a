"""A ladder of recognisers: an utterance survives the failure of the rung that hears it."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any

from appliance.engines.ladder import Ladder, Result
from appliance.errors import EngineError
from appliance.ports import Audio, Hint, RecognitionSession, SpeechToText, Transcript

OPEN_SECONDS = 4.0
"""For a recogniser to begin an utterance: one that has to load first comes too late for it."""

WORDS_SECONDS = 6.0
"""For a recogniser's words, beside the length of the utterance."""


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
        self._position = -1
        self._session: RecognitionSession | None = None

    async def reopen(self) -> RecognitionSession:
        """A session on the highest rung that works, below the one that failed; fed with everything so far."""
        while True:
            await self._let_go()
            self._position = self._ladder._position(below=self._position)
            try:
                await self._ladder._within(self._position, self._open(), OPEN_SECONDS)
            except EngineError as error:
                if not self._ladder._step_down(self._position, error):
                    raise
                continue
            if self._session is not None:
                return self._session

    async def _open(self) -> None:
        self._session = await self._ladder._rungs[self._position].open(self._language, self._hint)
        for audio in self._fed:
            await self._session.feed(audio)

    async def _let_go(self) -> None:
        """Abandon the session of a rung that failed: it may hold work and memory."""
        session, self._session = self._session, None
        if session is not None:
            with suppress(EngineError):
                await session.abandon()

    async def feed(self, audio: Audio) -> str | None:
        self._fed.append(audio)
        return await self._survive(lambda session: session.feed(audio), OPEN_SECONDS, fed_by_reopening=True)

    def pause(self) -> None:
        if self._session is not None:
            self._session.pause()

    async def finish(self) -> Transcript | None:
        seconds = WORDS_SECONDS + sum(audio.seconds for audio in self._fed)
        return await self._survive(lambda session: session.finish(), seconds)

    async def abandon(self) -> None:
        if self._session is not None:
            await self._session.abandon()

    async def _survive(
        self,
        work: Callable[[RecognitionSession], Coroutine[Any, Any, Result]],
        most_seconds: float,
        *,
        fed_by_reopening: bool = False,
    ) -> Result | None:
        session = self._session or await self.reopen()
        while True:
            try:
                return await self._ladder._within(self._position, work(session), most_seconds)
            except EngineError as error:
                if not self._ladder._step_down(self._position, error):
                    raise
                session = await self.reopen()
                if fed_by_reopening:
                    return None
