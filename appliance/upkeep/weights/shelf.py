"""What there is of models and what could come, in one look: for whoever decides at a page."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

from appliance.engines.machine import Machine, look
from appliance.errors import ApplianceError, EngineError, InvalidInputError, NotFoundError
from appliance.settings import Settings
from appliance.upkeep.weights.folder import (
    Half,
    Installed,
    find_half,
    find_installed,
    half_fetched,
    installed,
    used_by,
)
from appliance.upkeep.weights.intake import Intake
from appliance.upkeep.weights.licence import Terms, is_accepted, terms_of
from appliance.upkeep.weights.manifest import Entry, load_manifest
from appliance.upkeep.weights.pulling import source_of
from appliance.upkeep.weights.recommend import Recommendation, needs_mib, recommend
from appliance.upkeep.weights.served import PREFIX, ServedModel, served

ANSWER_SECONDS = 3.0
"""An Ollama server that has not answered by then is told as one that does not answer."""


@dataclass(frozen=True, slots=True)
class Shelved:
    """One model that is here."""

    model: Installed
    used_by: str
    """The setting whose ladder names it; empty where none does."""
    terms: Terms | None
    """What a person has still to accept before it is used."""

    @property
    def licence(self) -> str:
        """Empty where nobody knows."""
        return self.model.record.licence if self.model.record else ""


@dataclass(frozen=True, slots=True)
class Offer:
    """One model that can be fetched."""

    entry: Entry
    source: str
    """Whom the download asks: somebody agrees to that by name."""
    needs_mib: int
    fits: bool
    """Into this machine's memory, alone."""
    recommended: bool
    here: bool


@dataclass(frozen=True, slots=True)
class Shelf:
    """All of it."""

    machine: Machine
    recommendation: Recommendation
    models: tuple[Shelved, ...]
    halves: tuple[Half, ...]
    on_server: tuple[ServedModel, ...]
    server_fault: str
    """Why nobody knows what the Ollama server has; empty where it answered."""
    offers: tuple[Offer, ...]


async def look_over(settings: Settings) -> Shelf:
    """Read the folder, the manifest, the machine, and ask the Ollama server. Raises `InvalidInputError` for a manifest
    of the owner's that cannot be read."""
    machine, (there, halves, known), (on_server, fault) = await asyncio.gather(
        asyncio.to_thread(look), asyncio.to_thread(_read, settings), _asked(settings)
    )
    advice = recommend(machine, known, server=not fault)
    users = used_by(settings, there)
    return Shelf(
        machine=machine,
        recommendation=advice,
        models=tuple(Shelved(each, users[each.engine], _open_terms(each, known)) for each in there),
        halves=tuple(halves),
        on_server=tuple(on_server),
        server_fault=fault,
        offers=tuple(_offers(settings, machine, known, advice, _names(there, on_server))),
    )


def _read(settings: Settings) -> tuple[list[Installed], list[Half], dict[str, Entry]]:
    folder = settings.local_models_path
    return installed(folder), half_fetched(folder), load_manifest(folder)


async def _asked(settings: Settings) -> tuple[list[ServedModel], str]:
    try:
        async with asyncio.timeout(ANSWER_SECONDS), served(settings) as server:
            return await server.installed(), ""
    except ApplianceError as error:
        return [], error.message
    except TimeoutError:
        return [], f"Ollama at {settings.ollama_host} did not answer within {ANSWER_SECONDS:g} s."


def _open_terms(model: Installed, known: Mapping[str, Entry]) -> Terms | None:
    terms = terms_of(model, known)
    return None if terms is None or is_accepted(model) else terms


def _names(there: list[Installed], on_server: list[ServedModel]) -> frozenset[str]:
    of_server = (f"{PREFIX}{each.name.removesuffix(':latest')}" for each in on_server)
    return frozenset({*(each.engine for each in there), *of_server})


def _offers(
    settings: Settings, machine: Machine, known: Mapping[str, Entry], advice: Recommendation, here: frozenset[str]
) -> list[Offer]:
    """The recommended first, then what fits."""
    card = machine.free_gpu
    offers = []
    for entry in known.values():
        needed = needs_mib(entry)
        on_card = entry.kind == "llm" and card is not None and needed <= card.free_mib
        offers.append(Offer(
            entry, source_of(entry, settings), needed, on_card or needed <= machine.budget_mib,
            entry.engine in advice.pull, entry.engine in here,
        ))  # fmt: skip
    return sorted(offers, key=lambda each: (not each.recommended, not each.fits))


async def remove_named(settings: Settings, intake: Intake, name: str) -> None:
    """Delete a model of the folder or of the Ollama server. Raises `NotFoundError`, `ConflictError`, `EngineError`."""
    if not name.startswith(PREFIX):
        await intake.remove(find_installed(settings.local_models_path, name))
        return
    async with served(settings) as server:
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                here = {each.name for each in await server.installed()}
        except TimeoutError as error:
            raise EngineError(f"Ollama at {settings.ollama_host} does not answer.") from error
        bare = name.removeprefix(PREFIX)
        if not here & {bare, f"{bare}:latest"}:
            raise NotFoundError(f"The Ollama server has no model {bare[:80]!r}.")
        await intake.remove_served(server, bare)


async def discard_named(settings: Settings, intake: Intake, name: str) -> None:
    """Throw away what was fetched of a model. Raises `NotFoundError`, `ConflictError` while it is being fetched."""
    half = find_half(settings.local_models_path, name)
    if half is None:
        raise NotFoundError("Nothing was half fetched of that model.")
    await intake.discard(half)


async def accept_named(settings: Settings, intake: Intake, name: str, licence: str) -> None:
    """Accept a licence by its name. Raises `NotFoundError`, `InvalidInputError` for another licence, or where the
    model wants none accepted."""
    model = find_installed(settings.local_models_path, name)
    terms = terms_of(model, load_manifest(settings.local_models_path))
    if terms is None:
        raise InvalidInputError(f"The licence of {model.engine} needs no acceptance.")
    if licence != terms.licence:
        raise InvalidInputError(
            f"The licence of {model.engine} was not accepted.", remedy=f"Its name is {terms.licence}: {terms.url}"
        )
    if not is_accepted(model):
        await intake.accept(model, terms.licence)
