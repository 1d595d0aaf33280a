"""A ladder of language models: nobody waits for one that is late, and all of them may be down."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Coroutine, Sequence
from contextlib import aclosing
from typing import Any

from appliance.engines.falls import note
from appliance.engines.ladder import USUAL_LOOKS, Ladder, Looks, Result
from appliance.errors import EngineError, EngineUnsuitedError
from appliance.ports import Filled, LanguageModel, Limits, Message

FIRST_PIECE_SECONDS = 4.0
"""A language model that has said nothing for this long is of no use in a conversation: the next rung is asked."""


class ModelLadder(Ladder[LanguageModel]):
    """Language models in order of preference; a `LanguageModel`. All rungs may be down: then it fails at once.

    A conversation goes on in a persona's own words where no model serves, so nobody should wait for the last rung.
    """

    def __init__(
        self,
        rungs: Sequence[LanguageModel],
        *,
        looks: Looks = USUAL_LOOKS,
        first_piece_seconds: float = FIRST_PIECE_SECONDS,
    ) -> None:
        super().__init__(rungs, looks=looks)
        self._first_piece_seconds = first_piece_seconds
        self._head: tuple[Message, ...] = ()
        """What was prepared last: a rung that comes back evaluates it before it serves."""

    async def prepare(self, messages: Sequence[Message]) -> None:
        """A caller that is cancelled, being out of time, does not stop the loading: the call will still want it."""
        self._head = tuple(messages)
        await self._keep_at(self._serve(lambda rung: rung.prepare(messages)))

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
            except Exception as error:
                failed = EngineError(f"{self._rungs[position].name} failed: {type(error).__name__}")
                self._mark_down(position, failed)
                raise failed from error

    async def fill(self, messages: Sequence[Message], schema: type[Filled]) -> Filled:
        return await self._serve(lambda rung: rung.fill(messages, schema))

    async def _serve(
        self, work: Callable[[LanguageModel], Coroutine[Any, Any, Result]], *, most_seconds: float | None = None
    ) -> Result:
        below = -1
        while True:
            position = self._position(below)
            self._must_stand(position)
            try:
                return await self._within(position, work(self._rungs[position]), most_seconds)
            except EngineUnsuitedError as error:
                if position >= len(self._rungs) - 1:
                    note(error.message)
                    raise
                below = position
            except EngineError as error:
                self._mark_down(position, error)

    async def _first(self, position: int, pieces: AsyncGenerator[str, None]) -> str | None:
        """The first piece. Raises `_SilentError`: nothing has been given out yet, another rung may begin anew."""
        try:
            async with asyncio.timeout(self._first_piece_seconds):
                return await anext(pieces, None)
        except EngineError as error:
            raise _SilentError(error) from error
        except Exception as error:
            if not isinstance(error, TimeoutError):
                failed = EngineError(f"{self._rungs[position].name} failed: {type(error).__name__}")
                raise _SilentError(failed) from error
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
