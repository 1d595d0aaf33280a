"""Models that an Ollama server keeps: asked of it, fetched by it, made in it. The appliance only says what it wants."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from appliance.coach.ollama.address import server_url
from appliance.egress import Guard
from appliance.settings import Settings
from appliance.upkeep.weights.job import Progress, Tell

if TYPE_CHECKING:  # at run time the client is loaded when it is needed: it takes half a second
    from appliance.coach.ollama.models import OllamaModels, Recipe
    from appliance.coach.ollama.models import Progress as ServerProgress

PREFIX = "ollama:"


@dataclass(frozen=True, slots=True)
class ServedModel:
    """A model that the server has."""

    name: str
    """With its tag: `llama3.2:3b`."""
    size: int
    """Bytes."""
    words: str
    """How large and how coarse it is: `3.2B Q4_K_M`."""


class Served:
    """The server of the settings. Every method raises `EngineError` where it cannot be reached or refuses."""

    def __init__(self, models: OllamaModels, url: str) -> None:
        self._models = models
        self.url = url

    async def installed(self) -> list[ServedModel]:
        """What it has, the latest first."""
        return [
            ServedModel(each.name, each.size_bytes, f"{each.parameters} {each.quantization}".strip())
            for each in await self._models.installed()
        ]

    async def pull(self, name: str, tell: Tell) -> None:
        """Have it fetch a model from its library. Broken off, the next pull goes on from there."""
        await _told(self._models.pull(name), tell)

    async def make(self, name: str, recipe: Recipe, tell: Tell) -> None:
        """Have it make a model; files that the recipe names are sent to it."""
        await _told(self._models.create(name, recipe), tell)

    async def delete(self, name: str) -> None:
        await self._models.delete(name)


@asynccontextmanager
async def served(settings: Settings) -> AsyncIterator[Served]:
    """The Ollama server of the settings, closed at the end. Raises `SettingsError` for an address that is none."""
    from appliance.coach.ollama.connection import OllamaConnection
    from appliance.coach.ollama.models import OllamaModels

    url = server_url(settings.ollama_host)
    server = OllamaConnection(url, Guard() if settings.local_only else None, f"Ollama at {url}")
    try:
        yield Served(OllamaModels(server), url)
    finally:
        await server.aclose()


def recipe_of(modelfile: Path) -> Recipe:
    """What a Modelfile says. Raises `InvalidInputError`, naming the line."""
    from appliance.coach.ollama.modelfile import read_modelfile

    return read_modelfile(modelfile)


async def _told(steps: AsyncGenerator[ServerProgress, None], tell: Tell) -> None:
    async with aclosing(steps) as each:
        async for step in each:
            tell(Progress(step.words, step.done_bytes, step.total_bytes or None))
