"""The engines of one kind by their strings: how each is built, and why one cannot be."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path
from typing import Generic, Protocol, TypeVar, runtime_checkable

from appliance.egress import Guard, Refusals
from appliance.engines.budget import Budget, size_mib
from appliance.engines.child import Share
from appliance.engines.machine import Machine, Seat, look, seat
from appliance.engines.names import EngineName, parse_ladder
from appliance.errors import EngineError, EngineUnavailableError
from appliance.ports import Engine
from appliance.settings import Settings

E = TypeVar("E", bound=Engine)


@dataclass(frozen=True)
class Surroundings:
    """What an engine is built with, beside its string."""

    models: Path
    """The folder of models: `llm/`, `stt/`, `tts/`."""
    ollama_host: str = "http://127.0.0.1:11434"
    guard: Guard | None = field(default_factory=Guard)
    """Who may be connected to; None is everybody (`LOCAL_ONLY=false`)."""
    model_on_gpu: bool = True
    """Whether a language model may want the graphics card: ears and voice then leave it alone."""

    def share(self, files: Iterable[Path], overhead_mib: int) -> Share:
        """What an engine takes of the memory while these files are loaded, with what it takes beside them."""
        return Share(self.budget, size_mib(files) + overhead_mib)

    @cached_property
    def budget(self) -> Budget:
        """Shared by all engines built with it."""
        return Budget(self.machine.budget_mib)

    @cached_property
    def machine(self) -> Machine:
        """Looked at once, by the first engine that asks."""
        return look()

    def seat(self, kind: str, name: EngineName) -> Seat:
        """Where the engine works; its option `device` decides where the owner wrote one."""
        return seat(kind, self.machine, model_on_gpu=self.model_on_gpu, wanted=name.options.get("device", "auto"))


def surroundings(settings: Settings, refusals: Refusals | None = None) -> Surroundings:
    """What the settings say. What is refused to engines is noted in `refusals`."""
    return Surroundings(
        models=settings.local_models_path,
        ollama_host=settings.ollama_host,
        guard=Guard(refusals=refusals) if settings.local_only else None,
        model_on_gpu=any(rung.strip() not in ("", "scripted") for rung in settings.local_llm_model.split(",")),
    )


log = logging.getLogger(__name__)

PROBE_SECONDS = 3.0

SHOWN = 120
"""Characters of an engine string in a message."""


@runtime_checkable
class Probed(Protocol):
    """An engine elsewhere, which may not be there."""

    async def probe(self) -> None:
        """Whether it could serve, without loading anything. Raises `EngineError`."""


Builder = Callable[[EngineName, Surroundings], E]


@dataclass(frozen=True, slots=True)
class RungState:
    """One rung of a ladder, for a status page."""

    name: str
    available: bool
    reason: str = ""
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Kind(Generic[E]):
    """The engines of one kind, by the word before the colon."""

    setting: str
    builders: Mapping[str, Builder[E]]

    def rungs(self, ladder: str, around: Surroundings, late: Callable[[EngineName, Callable[[], E]], E]) -> list[E]:
        """The engines of a ladder string. Raises `SettingsError` for a name that no engine has.

        Building loads nothing. What cannot be built now (its package or its model is not here) is built by `late`
        when it can be, so that a model which is installed later serves without a new start.
        """
        found = []
        for name in parse_ladder(self.setting, ladder, self.builders):
            build = partial(self.builders[name.kind], name, around)
            try:
                found.append(build())
            except EngineUnavailableError as error:
                log.warning("%s cannot serve yet: %s. %s", name.text[:SHOWN], error.message, error.remedy)
                found.append(late(name, build))
            except OSError as error:  # a name that is no file's, a disk that fails
                log.warning("%s cannot serve yet: %s", name.text[:SHOWN], error.strerror)
                found.append(late(name, build))
        return found

    async def states(self, ladder: str, around: Surroundings) -> list[RungState]:
        """Which rungs can serve, and why the others cannot. Loads nothing; servers are asked whether they answer."""
        names = parse_ladder(self.setting, ladder, self.builders)
        return list(await asyncio.gather(*(self._state(name, around) for name in names)))

    async def _state(self, name: EngineName, around: Surroundings) -> RungState:
        try:
            engine = self.builders[name.kind](name, around)
            if isinstance(engine, Probed):
                async with asyncio.timeout(PROBE_SECONDS):
                    await engine.probe()
        except (EngineUnavailableError, EngineError) as error:
            return RungState(name.text, False, error.message, error.remedy)
        except TimeoutError:  # before OSError, of which it is one
            return RungState(name.text, False, f"{name.text}: no answer in {PROBE_SECONDS:g} s", "Is it on, or busy?")
        except OSError as error:
            return RungState(name.text[:SHOWN], False, error.strerror or "it cannot be read", "Is its name right?")
        return RungState(name.text, True)


class Late(Generic[E]):
    """An engine that cannot be built yet: each use tries again, and fails with the reason until it can."""

    def __init__(self, name: EngineName, build: Callable[[], E]) -> None:
        self.name = name.text
        self._build = build
        self._built: E | None = None

    def engine(self) -> E:
        """The engine itself. Raises `EngineError`."""
        if self._built is None:
            try:
                self._built = self._build()
            except EngineUnavailableError as error:
                raise EngineError(f"{self.name}: {error.message}", remedy=error.remedy) from error
            except Exception as error:  # a file that no check foresaw
                raise EngineError(f"{self.name} cannot be built: {type(error).__name__}") from error
        return self._built

    async def warm(self) -> None:
        await self.engine().warm()

    async def aclose(self) -> None:
        if self._built is not None:
            await self._built.aclose()
