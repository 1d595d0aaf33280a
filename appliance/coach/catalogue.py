"""Language models by their strings: `ollama:llama3.2:3b`, `llamacpp:qwen`; a ladder is several, comma-separated.

`scripted` is the persona's own words. It needs no model and always works, so it ends a ladder and is no rung of it.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from importlib.util import find_spec

from appliance.engines.kinds import Builder, Kind, Late, RungState, Surroundings
from appliance.engines.ladder_of_models import ModelLadder
from appliance.engines.names import EngineName
from appliance.errors import EngineUnavailableError, SettingsError
from appliance.ports import Filled, LanguageModel, Limits, Message

SCRIPTED = "scripted"


def _ollama(name: EngineName, around: Surroundings) -> LanguageModel:
    if find_spec("ollama") is None:
        raise EngineUnavailableError(
            "the package ollama is not installed", remedy="Set the appliance up again: make setup"
        )
    from appliance.coach.ollama.engine import build

    return build(name, around)


def _openai(name: EngineName, around: Surroundings) -> LanguageModel:
    from appliance.coach.served import served_model

    return served_model(name, around)


def _llamacpp(name: EngineName, around: Surroundings) -> LanguageModel:
    from appliance.coach.llamacpp.engine import build

    return build(name, around)


BUILDERS: Mapping[str, Builder[LanguageModel]] = {"llamacpp": _llamacpp, "openai": _openai, "ollama": _ollama}

MODELS: Kind[LanguageModel] = Kind("LOCAL_LLM_MODEL", BUILDERS)


def language_model(ladder: str, around: Surroundings) -> ModelLadder | None:
    """The model of a ladder string; None where it names none but `scripted`. Raises `SettingsError`."""
    above = _above_scripted(ladder)
    return ModelLadder(MODELS.rungs(above, around, LateModel)) if above else None


async def model_states(ladder: str, around: Surroundings) -> list[RungState]:
    """Which models work here, and why the others do not; `scripted` is the last."""
    above = _above_scripted(ladder)
    return [*(await MODELS.states(above, around) if above else []), RungState(SCRIPTED, True)]


def _above_scripted(ladder: str) -> str:
    """The rungs before `scripted`. Raises `SettingsError` for a ladder without any name."""
    names = [name.strip() for name in ladder.split(",") if name.strip()]
    if not names:
        raise SettingsError(
            f"LOCAL_LLM_MODEL={ladder}: there is no engine named",
            remedy=f"Known are {', '.join([*BUILDERS, SCRIPTED])}, comma-separated, preferred first.",
        )
    return ",".join(names[: names.index(SCRIPTED)] if SCRIPTED in names else names)


class LateModel(Late[LanguageModel]):
    async def prepare(self, messages: Sequence[Message]) -> None:
        await self.engine().prepare(messages)

    async def stream(self, messages: Sequence[Message], limits: Limits) -> AsyncGenerator[str, None]:
        async with aclosing(self.engine().stream(messages, limits)) as pieces:
            async for piece in pieces:
                yield piece

    async def fill(self, messages: Sequence[Message], schema: type[Filled]) -> Filled:
        return await self.engine().fill(messages, schema)
