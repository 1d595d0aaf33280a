"""The models that an Ollama server has: listed, shown, fetched, made from a file, deleted."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Mapping
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from ollama import ListResponse, ProgressResponse
from pydantic import BaseModel

from appliance.coach.ollama.address import server_url
from appliance.coach.ollama.blobs import Blob, read_blob, send_blob
from appliance.coach.ollama.connection import Clients, OllamaConnection
from appliance.engines.kinds import Surroundings

SUCCESS = "success"
"""The last line of a pull or a creation that came to its end."""

ALMOST = 0.99
"""The share shown at most until the end: after the last byte Ollama checks the whole, and layers may still be told."""

PULL_AGAIN = "Begun again, it goes on from where it stopped."
CREATE_AGAIN = "Begun again, files that the server has are not sent again."


@dataclass(frozen=True, slots=True)
class InstalledModel:
    """A model that the server has."""

    name: str
    """With its tag: `llama3.2:3b`."""
    size_bytes: int
    family: str
    parameters: str
    """How many, as in `3.2B`; empty where unknown."""
    quantization: str
    modified_at: datetime | None


@dataclass(frozen=True, slots=True)
class ModelFacts:
    """What a model says of itself."""

    name: str
    family: str
    parameters: str
    quantization: str
    context_tokens: int | None
    """The longest context it was trained for."""
    capabilities: tuple[str, ...]
    """`completion`, `tools`, `thinking`, ..."""
    license: str
    template: str


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a pull or a creation is."""

    done_bytes: int
    total_bytes: int
    """Of the parts told so far: it grows."""
    words: str
    """Ollama's own."""
    share: float
    """0 … 1, never less than before; 1 only when all is done."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """What a new model is made of: either a model of the server (`base`) or a GGUF file."""

    base: str = ""
    file: Path | None = None
    adapter: Path | None = None
    """A LoRA adapter in GGUF. Newer servers take none."""
    template: str = ""
    system: str = ""
    license: str = ""
    parameters: Mapping[str, object] = field(default_factory=dict)
    messages: tuple[tuple[str, str], ...] = ()
    """Role and content of turns that each conversation begins with."""


def ollama_models(around: Surroundings) -> OllamaModels:
    """Those of the server in the settings. Raises `SettingsError` for an address that cannot be."""
    return OllamaModels(OllamaConnection(server_url(around.ollama_host), around.guard, "ollama"))


class OllamaModels:
    """Every method raises `EngineError` where the server fails. Close what `pull` and `create` give to give up."""

    def __init__(self, server: OllamaConnection) -> None:
        self._server = server

    async def installed(self) -> tuple[InstalledModel, ...]:
        """What the server has, the latest first."""
        answer = await self._server.answer(lambda clients: clients.ollama.list(), self._server.asking())
        return tuple(map(_installed, answer.models))

    async def show(self, model: str) -> ModelFacts:
        answer = await self._server.answer(lambda clients: clients.ollama.show(model), self._server.asking(model))
        facts = answer.modelinfo or {}
        longest = facts.get(f"{facts.get('general.architecture')}.context_length")
        family, parameters, quantization = _details(answer.details)
        return ModelFacts(
            model,
            family,
            parameters,
            quantization,
            context_tokens=longest if isinstance(longest, int) else None,
            capabilities=tuple(answer.capabilities or ()),
            license=answer.license or "",
            template=answer.template or "",
        )

    async def delete(self, model: str) -> None:
        await self._server.answer(lambda clients: clients.ollama.delete(model), self._server.asking(model))

    async def pull(self, model: str) -> AsyncGenerator[Progress, None]:
        """Fetch a model from Ollama's library. Given up or broken off, the next pull goes on from there."""

        def ask(clients: Clients) -> Awaitable[AsyncIterator[ProgressResponse]]:
            return clients.ollama.pull(model, stream=True)

        added = Layers()
        asking = replace(self._server.asking(model), again=PULL_AGAIN)
        async with aclosing(self._server.parts(ask, asking)) as parts:
            async for part in parts:
                yield added.take(part)
        if not added.finished:
            raise asking.cut_off()

    async def create(self, model: str, recipe: Recipe) -> AsyncGenerator[Progress, None]:
        """Make a model; files are sent unless the server has them.

        Raises `InvalidInputError` for one that is no GGUF file.
        """
        added = Layers()
        blobs: dict[Path, Blob] = {}
        for path in (path for path in (recipe.file, recipe.adapter) if path is not None):
            yield added.at(f"reading {path.name}")
            blobs[path] = await asyncio.to_thread(read_blob, path)
            async with aclosing(self._send(blobs[path], added)) as sending:
                async for progress in sending:
                    yield progress

        def ask(clients: Clients) -> Awaitable[AsyncIterator[ProgressResponse]]:
            return clients.ollama.create(model, **_as_asked(recipe, blobs), stream=True)

        asking = replace(self._server.asking(model), again=CREATE_AGAIN)
        async with aclosing(self._server.parts(ask, asking)) as parts:
            async for part in parts:
                yield added.take(part)
        if not added.finished:
            raise asking.cut_off()

    async def _send(self, blob: Blob, added: Layers) -> AsyncGenerator[Progress, None]:
        async def ask(clients: Clients) -> AsyncIterator[int]:
            return send_blob(clients.http, blob)

        asking = replace(self._server.asking(), again=CREATE_AGAIN)
        async with aclosing(self._server.parts(ask, asking)) as sent:
            async for sent_bytes in sent:
                yield added.layer(f"sending {blob.path.name}", blob.digest, sent_bytes, blob.size_bytes)


class Layers:
    """Adds up what is told layer by layer: by digest, since layers may be told in turns and more than once."""

    def __init__(self) -> None:
        self._layers: dict[str, tuple[int, int]] = {}
        self._share = 0.0
        self.finished = False

    def take(self, part: ProgressResponse) -> Progress:
        """What the server tells."""
        words = part.status or ""
        self.finished = self.finished or words == SUCCESS
        if part.digest and part.total:
            return self.layer(words, part.digest, part.completed or 0, part.total)
        return self.at(words)

    def layer(self, words: str, digest: str, done_bytes: int, total_bytes: int) -> Progress:
        """One layer is so far; another try of a part may tell less than before."""
        done, total = self._layers.get(digest, (0, 0))
        total = max(total, total_bytes)
        self._layers[digest] = (min(total, max(done, done_bytes)), total)
        return self.at(words)

    def at(self, words: str) -> Progress:
        """Where it is now."""
        done = sum(done for done, _ in self._layers.values())
        total = sum(total for _, total in self._layers.values())
        if total:
            self._share = max(self._share, min(ALMOST, done / total))
        return Progress(done, total, words, 1.0 if self.finished else self._share)


def _installed(each: ListResponse.Model) -> InstalledModel:
    family, parameters, quantization = _details(each.details)
    return InstalledModel(
        each.model or "", int(each.size or 0), family, parameters, quantization, modified_at=each.modified_at
    )


def _details(details: BaseModel | None) -> tuple[str, str, str]:
    """Family, number of parameters, quantization; empty where a server does not say."""
    said = {} if details is None else details.model_dump()
    return said.get("family") or "", said.get("parameter_size") or "", said.get("quantization_level") or ""


def _as_asked(recipe: Recipe, blobs: Mapping[Path, Blob]) -> dict[str, Any]:
    """The recipe as the server takes it: without what it does not say, files by their digests."""
    return {
        "from_": recipe.base or None,
        "files": {recipe.file.name: blobs[recipe.file].digest} if recipe.file else None,
        "adapters": {recipe.adapter.name: blobs[recipe.adapter].digest} if recipe.adapter else None,
        "template": recipe.template or None,
        "system": recipe.system or None,
        "license": recipe.license or None,
        "parameters": recipe.parameters or None,
        "messages": [{"role": role, "content": content} for role, content in recipe.messages] or None,
    }
