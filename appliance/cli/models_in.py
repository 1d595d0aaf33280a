"""`appliance models pull` and `appliance models import`: models come in, after somebody agreed."""

from __future__ import annotations

import sys
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer

from appliance.app import Appliance
from appliance.cli import models_shown as words
from appliance.cli.consent import agree, shown, who
from appliance.cli.session import AsJson, on_appliance, show_json, show_table
from appliance.errors import ApplianceError, ConflictError, InvalidInputError, LockedError, NotFoundError
from appliance.settings import Settings, load_settings
from appliance.upkeep.weights import importing
from appliance.upkeep.weights.importing import Found
from appliance.upkeep.weights.intake import Intake
from appliance.upkeep.weights.manifest import Entry, find, load_manifest
from appliance.upkeep.weights.place import check_free, place_of
from appliance.upkeep.weights.recognise import recognise
from appliance.upkeep.weights.record import Record
from appliance.upkeep.weights.served import PREFIX, served

T = TypeVar("T")

Yes = Annotated[bool, typer.Option("--yes", "-y", help="Agree beforehand, for scripts.")]
Replace = Annotated[bool, typer.Option("--replace", help="Put it in the place of one that is called the same.")]


def with_intake(settings: Settings, work: Callable[[Intake], Awaitable[T]]) -> T:
    """Open the appliance, whose audit log takes down what is agreed to, and do the work.

    Raises `LockedError` where the database cannot be opened: what cannot be written down is not done.
    """

    async def run(appliance: Appliance) -> T:
        return await work(Intake(settings.local_models_path, appliance.store.audit, who(), appliance.now))

    try:
        return on_appliance(run)
    except LockedError as error:
        raise type(error)(
            f"Consent is written to the audit log, which is locked. {error.message}", remedy=error.remedy
        ) from error


def pull_models(
    names: Annotated[list[str], typer.Argument(metavar="MODEL...", help="whisper:base.en, ollama:llama3.2:3b, …")],
    yes: Yes = False,
    replace: Replace = False,
    as_json: AsJson = False,
) -> None:
    """Fetch models, each by a process of its own, after you agreed. Broken off, the same command goes on from there."""
    settings = load_settings()
    known = load_manifest(settings.local_models_path)
    wanted = [(name, known.get(name) if name.startswith(PREFIX) else find(known, name)) for name in names]
    for name, entry in wanted:
        words.tell(_proposal(settings, name, entry, replace), as_json)
    question = "Fetch it now?" if len(wanted) == 1 else f"Fetch these {len(wanted)} now?"

    async def work(intake: Intake) -> list[Any]:
        agree(question, yes, "Nothing was fetched.")
        return [await _pull(intake, settings, name, entry, replace, as_json) for name, entry in wanted]

    fetched = with_intake(settings, work)
    if as_json:
        show_json(fetched)


def import_models(
    path: Annotated[Path, typer.Argument(help="A GGUF file, an archive, a Modelfile, a model's folder, or a stick.")],
    name: Annotated[str, typer.Option(help="What to call it here; for a single model only.")] = "",
    yes: Yes = False,
    replace: Replace = False,
    as_json: AsJson = False,
) -> None:
    """Copy models from a folder or a stick, and check the copies. Nothing there is moved or changed."""
    settings = load_settings()
    found = importing.find_models(path)
    if path.is_file() and found and found[0].is_modelfile:
        _make_served(settings, path, name or found[0].name, yes, as_json)
        return
    whole = [each for each in found if not each.is_modelfile and not (each.what and each.what.problem)]
    if not as_json or not whole:
        show_table(words.FOUND_COLUMNS, words.found_rows(found), f"There is no model in {path}.")
    if not whole:
        raise NotFoundError(f"{path} holds no whole model.", remedy="What each kind needs is in docs/models.md.")
    if name and (len(whole) > 1 or importing.is_split(whole[0])):
        raise InvalidInputError("--name is for a single model.", remedy="Name its own file or folder.")
    importing.check_room(settings.local_models_path, whole)
    for each in whole:
        if each.what is not None:
            check_free(place_of(settings.local_models_path, each.what.kind, name or each.name), replace=replace)

    async def work(intake: Intake) -> list[Any]:
        agree(f"Copy {len(whole)} to {settings.local_models_path}?", yes, "Nothing was copied.")
        return await _take_all(intake, settings, whole, name, replace, as_json)

    taken = with_intake(settings, work)
    if as_json:
        show_json(taken)


async def _take_all(
    intake: Intake, settings: Settings, whole: Sequence[Found], name: str, replace: bool, as_json: bool
) -> list[Any]:
    """Each in turn; what cannot be taken is named, and the others are. Raises the last error where none could be."""
    taken: list[Any] = []
    failed: list[ApplianceError] = []
    for each in whole:
        try:
            taken.append(await _take(intake, settings, each, name or each.name, replace, as_json))
        except ApplianceError as error:
            failed.append(error)
            if len(whole) > 1:
                print(f"{each.name} was left out: {error}", file=sys.stderr)
    if failed and not taken:
        raise failed[-1]
    if failed:
        print(f"{len(taken)} of {len(whole)} were copied.", file=sys.stderr)
    return taken


def _proposal(settings: Settings, name: str, entry: Entry | None, replace: bool) -> str:
    """Raises `ConflictError` for a model that is there already."""
    if entry is None or entry.served:
        return words.proposal_served(name.removeprefix(PREFIX), entry, settings.ollama_host)
    place = place_of(settings.local_models_path, entry.kind, entry.name)
    try:
        check_free(place, replace=replace)
    except ConflictError as error:
        raise ConflictError(error.message, remedy="Give --replace to fetch it anew.") from error
    return words.proposal(entry, place)


async def _pull(
    intake: Intake, settings: Settings, name: str, entry: Entry | None, replace: bool, as_json: bool
) -> dict[str, Any]:
    if entry is None or entry.served:
        async with served(settings) as server:
            with shown(name) as tell:
                await intake.pull_served(server, name.removeprefix(PREFIX), tell)
        words.tell(f"{name} is in Ollama. Use it: LOCAL_LLM_MODEL={name},scripted", as_json)
        return {"engine": name}
    with shown(f"{name} from {', '.join(entry.hosts)}") as tell:
        record = await intake.pull(entry, tell, replace=replace)
    return _told(settings, record, entry.kind, entry.name, as_json)


async def _take(
    intake: Intake, settings: Settings, found: Found, name: str, replace: bool, as_json: bool
) -> dict[str, Any]:
    with shown(name) as tell:
        kind, record = await intake.take(found, name, tell, replace=replace)
    return _told(settings, record, kind, name, as_json)


def _told(settings: Settings, record: Record, kind: str, name: str, as_json: bool) -> dict[str, Any]:
    """Say what to do with it; returns its record for scripts."""
    place = place_of(settings.local_models_path, kind, name)
    what = recognise(place.path)
    words.tell(words.installed_words(record, place, what, load_manifest(settings.local_models_path)), as_json)
    return {**asdict(record), "path": str(place.path)}


def _make_served(settings: Settings, path: Path, name: str, yes: bool, as_json: bool) -> None:
    async def work(intake: Intake) -> None:
        agree(f"Have the Ollama server {settings.ollama_host} make {name} of {path}?", yes, "Nothing was made.")
        async with served(settings) as server:
            with shown(f"{PREFIX}{name}") as tell:
                await intake.make_served(server, name, path, tell)

    with_intake(settings, work)
    words.tell(f"{PREFIX}{name} is in Ollama. Use it: LOCAL_LLM_MODEL={PREFIX}{name},scripted", as_json)
    if as_json:
        show_json([{"engine": f"{PREFIX}{name}"}])
