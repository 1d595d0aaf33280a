"""Engines in order of preference: a ladder is itself an engine and serves from the highest rung that works.

It comes down on failure within one turn, with the audio fed so far, and looks upward again in the background.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable, Coroutine, Sequence
from contextlib import aclosing, suppress
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from appliance.engines.falls import note
from appliance.engines.kinds import RungState
from appliance.errors import EngineError, EngineUnsuitedError
from appliance.ports import (
    Audio,
    Engine,
    Filled,
    Hint,
    LanguageModel,
    Limits,
    Message,
    RecognitionSession,
    Sentence,
    SpeechToText,
    TextToSpeech,
    Transcript,
)

log = logging.getLogger(__name__)

FIRST_PIECE_SECONDS = 4.0
"""A language model that has said nothing for this long is of no use in a conversation: the next rung is asked."""

E = TypeVar("E", bound=Engine)
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Looks:
    """How soon a failed rung is tried again; twice as long after each further failure."""

    first_seconds: float = 10.0
    longest_seconds: float = 45.0
    """A rung that has recovered serves again within a minute."""


@dataclass(slots=True)
class _Failed:
    """A rung that is down."""

    why: EngineError
    looking_up: asyncio.Task[None]


class Ladder(Generic[E]):
    """What the ladders of all kinds of engines share. At least one rung; the first is preferred."""

    def __init__(self, rungs: Sequence[E], *, looks: Looks = Looks()) -> None:
        if not rungs:
            raise ValueError("a ladder has at least one rung")
        self._rungs = tuple(rungs)
        self._looks = looks
        self._down: dict[int, _Failed] = {}

    @property
    def name(self) -> str:
        """The engine string of the rung that serves now."""
        return self._rungs[self._position()].name

    @property
    def states(self) -> list[RungState]:
        """All rungs as they are now, the preferred one first."""
        return [self._state(position, rung.name) for position, rung in enumerate(self._rungs)]

    def rank(self, name: str) -> int:
        """How far down the rung of this engine string is; the number of rungs for a stranger."""
        names = [rung.name for rung in self._rungs]
        return names.index(name) if name in names else len(names)

    async def warm(self) -> None:
        """Warm the rung that serves, coming down until one can be."""
        await self._serve(lambda rung: rung.warm())

    async def aclose(self) -> None:
        looking = [failed.looking_up for failed in self._down.values()]
        for task in looking:
            task.cancel()
        await asyncio.gather(*looking, return_exceptions=True)
        self._down.clear()
        for rung in self._rungs:
            await rung.aclose()

    def _state(self, position: int, name: str) -> RungState:
        failed = self._down.get(position)
        return (
            RungState(name, True) if failed is None else RungState(name, False, failed.why.message, failed.why.remedy)
        )

    def _position(self, below: int = -1) -> int:
        """Of the highest rung that works, below this one; the last where none does."""
        working = (position for position in range(below + 1, len(self._rungs)) if position not in self._down)
        return next(working, len(self._rungs) - 1)

    async def _serve(self, work: Callable[[E], Coroutine[Any, Any, Result]]) -> Result:
        """Do it on the highest rung that can. Raises the last rung's `EngineError`."""
        position = self._position()
        while True:
            try:
                return await work(self._rungs[position])
            except EngineError as error:
                if not self._step_down(position, error):
                    raise
                position = self._position(below=position)

    def _step_down(self, position: int, error: EngineError) -> bool:
        """Leave a failed rung; False when there is none below it. The last rung is never given up.

        A rung that is only not suited to what is asked of it stays for whatever is asked next.
        """
        if position >= len(self._rungs) - 1:
            note(error.message)
            return False
        if not isinstance(error, EngineUnsuitedError):
            self._mark_down(position, error)
        return True

    def _mark_down(self, position: int, error: EngineError) -> None:
        note(error.message)
        if position not in self._down:
            log.warning("%s failed, coming down to the next rung: %s", self._rungs[position].name, error.message)
            looking_up = asyncio.create_task(self._look_up(position), name="look up the ladder")
            self._down[position] = _Failed(error, looking_up)

    async def _look_up(self, position: int) -> None:
        wait_seconds = self._looks.first_seconds
        while True:
            await asyncio.sleep(wait_seconds)
            try:
                await self._revive(self._rungs[position])
            except EngineError as error:
                self._down[position].why = error
                wait_seconds = min(2 * wait_seconds, self._looks.longest_seconds)
                continue
            log.info("%s works again", self._rungs[position].name)
            del self._down[position]
            return

    async def _revive(self, rung: E) -> None:
        await rung.warm()


class VoiceLadder(Ladder[TextToSpeech]):
    """Voices in order of preference; a `TextToSpeech`."""

    async def synthesize(self, sentence: Sentence) -> Audio:
        return await self._serve(lambda rung: rung.synthesize(sentence))


class ModelLadder(Ladder[LanguageModel]):
    """Language models in order of preference; a `LanguageModel`. All rungs may be down: then it fails at once.

    A conversation goes on in a persona's own words where no model serves, so nobody should wait for the last rung.
    """

    def __init__(
        self,
        rungs: Sequence[LanguageModel],
        *,
        looks: Looks = Looks(),
        first_piece_seconds: float = FIRST_PIECE_SECONDS,
    ) -> None:
        super().__init__(rungs, looks=looks)
        self._first_piece_seconds = first_piece_seconds
        self._head: tuple[Message, ...] = ()
        """What was prepared last: a rung that comes back evaluates it before it serves."""
        self._preparing: set[asyncio.Task[None]] = set()

    async def prepare(self, messages: Sequence[Message]) -> None:
        """A caller that is cancelled, being out of time, does not stop the loading: the call will still want it."""
        self._head = tuple(messages)
        task = asyncio.create_task(self._serve(lambda rung: rung.prepare(messages)), name="prepare a model")
        self._preparing.add(task)
        task.add_done_callback(self._prepared)
        await asyncio.shield(task)

    async def aclose(self) -> None:
        for task in self._preparing:
            task.cancel()
        await asyncio.gather(*self._preparing, return_exceptions=True)
        await super().aclose()

    def _prepared(self, task: asyncio.Task[None]) -> None:
        self._preparing.discard(task)
        if not task.cancelled():
            task.exception()  # whoever waited has it; nobody else needs it

    async def stream(self, messages: Sequence[Message], limits: Limits) -> AsyncGenerator[str, None]:
        """Comes down to the next rung until a first piece is there; a stream that breaks off later is an error."""
        while True:
            position = self._position()
            self._must_stand(position)
            try:
                async with aclosing(self._rungs[position].stream(messages, limits)) as pieces:
                    piece = await self._first(position, pieces)
                    while piece is not None:
                        yield piece
                        piece = await anext(pieces, None)
                    return
            except _SilentError as silent:
                self._mark_down(position, silent.why)
            except EngineError as error:
                self._mark_down(position, error)
                raise

    async def fill(self, messages: Sequence[Message], schema: type[Filled]) -> Filled:
        return await self._serve(lambda rung: rung.fill(messages, schema))

    async def _serve(self, work: Callable[[LanguageModel], Coroutine[Any, Any, Result]]) -> Result:
        while True:
            position = self._position()
            self._must_stand(position)
            try:
                return await work(self._rungs[position])
            except EngineError as error:
                self._mark_down(position, error)

    async def _first(self, position: int, pieces: AsyncGenerator[str, None]) -> str | None:
        """The first piece. Raises `_SilentError`: nothing has been given out yet, another rung may begin anew."""
        try:
            async with asyncio.timeout(self._first_piece_seconds):
                return await anext(pieces, None)
        except EngineError as error:
            raise _SilentError(error) from error
        except TimeoutError as error:
            late = f"{self._rungs[position].name} said nothing within {self._first_piece_seconds:g} s"
            raise _SilentError(EngineError(late, remedy="It is loaded in the background.")) from error

    def _must_stand(self, position: int) -> None:
        """Raises the `EngineError` of a rung that is down."""
        if position in self._down:
            why = self._down[position].why
            raise EngineError(why.message, remedy=why.remedy)

    async def _revive(self, rung: LanguageModel) -> None:
        await rung.warm()
        if self._head:
            await rung.prepare(self._head)


class _SilentError(Exception):
    """A rung failed before it said anything."""

    def __init__(self, why: EngineError) -> None:
        super().__init__(why)
        self.why = why


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
                self._session = await self._ladder._rungs[self._position].open(self._language, self._hint)
                for audio in self._fed:
                    await self._session.feed(audio)
            except EngineError as error:
                if not self._ladder._step_down(self._position, error):
                    raise
                continue
            return self._session

    async def _let_go(self) -> None:
        """Abandon the session of a rung that failed: it may hold work and memory."""
        session, self._session = self._session, None
        if session is not None:
            with suppress(EngineError):
                await session.abandon()

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
