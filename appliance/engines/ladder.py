"""Engines in order of preference: a ladder is itself an engine and serves from the highest rung that works.

It comes down on failure within one turn, with the audio fed so far, and looks upward again in the background.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from appliance.engines.falls import note
from appliance.engines.kinds import RungState
from appliance.errors import EngineError, EngineUnsuitedError
from appliance.ports import (
    Audio,
    Engine,
    Sentence,
    TextToSpeech,
)

log = logging.getLogger(__name__)

SOON_SECONDS = 60.0
"""A rung that fails again so soon after it came back has not really recovered."""

SOUND_SECONDS = 8.0
SOUND_SECONDS_A_CHARACTER = 0.25
"""For a voice: four times as long as the slowest speech takes to be heard, 15 characters a second being usual."""

E = TypeVar("E", bound=Engine)
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Looks:
    """How soon a failed rung is tried again; twice as long after each further failure."""

    first_seconds: float = 10.0
    longest_seconds: float = 45.0
    """A rung that has recovered serves again within a minute."""


USUAL_LOOKS = Looks()


@dataclass(slots=True)
class _Failed:
    """A rung that is down."""

    why: EngineError
    looking_up: asyncio.Task[None]


class Ladder(Generic[E]):
    """What the ladders of all kinds of engines share. At least one rung; the first is preferred."""

    def __init__(self, rungs: Sequence[E], *, looks: Looks = USUAL_LOOKS) -> None:
        if not rungs:
            raise ValueError("a ladder has at least one rung")
        self._rungs = tuple(rungs)
        self._looks = looks
        self._kept: set[asyncio.Task[Any]] = set()
        """Work that goes on when whoever asked for it is out of time: the next call will want it."""
        self._came_back: dict[int, tuple[float, float]] = {}
        """How long a rung was waited for before it came back last, and when: one that fails again soon waits longer."""
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
        """Warm the rung that serves, coming down until one can be. Goes on when the caller is cancelled."""
        await self._keep_at(self._serve(lambda rung: rung.warm()))

    async def try_again(self) -> None:
        """Try every rung that is down now, instead of when its turn comes. Goes on when the caller is cancelled.

        Raises the `EngineError` of the most preferred one that still cannot serve.
        """
        await self._keep_at(self._try_again())

    async def _try_again(self) -> None:
        faults = []
        for position in sorted(self._down):
            try:
                await self._within(position, self._revive(self._rungs[position]), None)
            except EngineError as error:
                faults.append(error)
                if position in self._down:
                    self._down[position].why = error
                continue
            if (failed := self._down.pop(position, None)) is not None:
                failed.looking_up.cancel()
        if faults:
            raise faults[0]

    async def aclose(self) -> None:
        tasks = [*self._kept, *(failed.looking_up for failed in self._down.values())]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
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

    async def _keep_at(self, work: Coroutine[Any, Any, Result]) -> Result:
        task = asyncio.create_task(work, name="make an engine ready")
        self._kept.add(task)
        task.add_done_callback(self._let_go)
        return await asyncio.shield(task)

    def _let_go(self, task: asyncio.Task[Any]) -> None:
        self._kept.discard(task)
        if not task.cancelled():
            task.exception()  # whoever waited has it; nobody else needs it

    async def _serve(
        self, work: Callable[[E], Coroutine[Any, Any, Result]], *, most_seconds: float | None = None
    ) -> Result:
        """Do it on the highest rung that can. Raises the last rung's `EngineError`.

        A rung that has another below it gets `most_seconds`: nobody should sit in silence for an engine that hangs.
        """
        position = self._position()
        while True:
            try:
                return await self._within(position, work(self._rungs[position]), most_seconds)
            except EngineError as error:
                if not self._step_down(position, error):
                    raise
                position = self._position(below=position)

    async def _within(self, position: int, work: Coroutine[Any, Any, Result], most_seconds: float | None) -> Result:
        """Raises `EngineError`, whatever goes wrong: a call must not end over an engine's own mistake."""
        name = self._rungs[position].name
        limit = most_seconds if position < len(self._rungs) - 1 else None
        try:
            async with asyncio.timeout(limit):
                return await work
        except EngineError:
            raise
        except TimeoutError as error:
            late = f"{name} was not done within {limit or 0:g} s"
            raise EngineError(late, remedy="It is tried again in the background.") from error
        except Exception as error:
            raise EngineError(f"{name} failed: {type(error).__name__}") from error

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
        loop = asyncio.get_running_loop()
        waited, back_at = self._came_back.get(position, (0.0, float("-inf")))
        again_soon = loop.time() - back_at < SOON_SECONDS
        wait_seconds = min(2 * waited, self._looks.longest_seconds) if again_soon else self._looks.first_seconds
        while True:
            await asyncio.sleep(wait_seconds)
            try:
                await self._within(position, self._revive(self._rungs[position]), None)
            except EngineError as error:
                if position in self._down:
                    self._down[position].why = error
                wait_seconds = min(2 * wait_seconds, self._looks.longest_seconds)
                continue
            log.info("%s works again", self._rungs[position].name)
            self._came_back[position] = (wait_seconds, loop.time())
            self._down.pop(position, None)
            return

    async def _revive(self, rung: E) -> None:
        await rung.warm()


class VoiceLadder(Ladder[TextToSpeech]):
    """Voices in order of preference; a `TextToSpeech`."""

    async def synthesize(self, sentence: Sentence) -> Audio:
        most_seconds = SOUND_SECONDS + SOUND_SECONDS_A_CHARACTER * len(sentence.text)
        return await self._serve(lambda rung: rung.synthesize(sentence), most_seconds=most_seconds)
