"""`appliance models`: which models there are, whether they are whole, and what suits this machine."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer

from appliance.app import utc_now
from appliance.cli import models_shown as words
from appliance.cli.consent import agree, shown, typed
from appliance.cli.models_in import Yes, import_models, pull_models, with_intake
from appliance.cli.session import AsJson, show_json, show_table
from appliance.engines.machine import look
from appliance.errors import EngineError, InvalidInputError
from appliance.settings import Settings, load_settings
from appliance.upkeep.weights.folder import find_half, find_installed, half_fetched, installed, used_by, verify
from appliance.upkeep.weights.intake import Intake
from appliance.upkeep.weights.licence import is_accepted, licence_text, terms_of
from appliance.upkeep.weights.manifest import load_manifest
from appliance.upkeep.weights.recommend import recommend
from appliance.upkeep.weights.served import PREFIX, ServedModel, served

models = typer.Typer(help="Models for ears, voice and words.", no_args_is_help=True)
models.command("pull")(pull_models)
models.command("import")(import_models)

ACCEPT = "accept"
"""What a person types."""


@models.command("list")
def list_models(as_json: AsJson = False) -> None:
    """What is there: whole, damaged or on its way, and which ladder names it."""
    settings = load_settings()
    there, halves = installed(settings.local_models_path), half_fetched(settings.local_models_path)
    on_server, silence = asyncio.run(_asked_server(settings))
    users = used_by(settings, there)
    if as_json:
        show_json(
            {
                "models": [words.model_json(each, users) for each in there],
                "incoming": [{"kind": each.kind, "name": each.name, "done": each.done_bytes} for each in halves],
                "ollama": [{"name": each.name, "size": each.size} for each in on_server],
                "ollama_problem": silence,
            }
        )
        return
    known = load_manifest(settings.local_models_path)
    rows = [*words.model_rows(there, users, known), *words.half_rows(halves), *words.served_rows(on_server, settings)]
    show_table(words.MODEL_COLUMNS, rows, "No models yet. See what suits this machine: appliance models recommend")
    if silence and PREFIX in settings.local_llm_model:
        print(silence)


@models.command("recommend")
def recommend_models(
    without_ollama: Annotated[
        bool, typer.Option("--without-ollama", help="Word sentences by llama.cpp within the appliance.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """What suits this machine: lines for the environment or appliance.toml, and what to get."""
    found = recommend(look(), load_manifest(load_settings().local_models_path), server=not without_ollama)
    if as_json:
        show_json({"size": found.size, "settings": found.settings, "pull": found.pull, "reasons": found.reasons})
    else:
        print("\n".join(words.recommendation_lines(found)))


@models.command("verify")
def verify_models(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[MODEL]...", help="All of them where none is named.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Read models again and compare them with what they were when they came. Exit code 1 where one differs."""
    folder = load_settings().local_models_path
    wanted = [find_installed(folder, name) for name in names] if names else installed(folder)
    results = []
    for each in wanted:
        with shown(each.engine) as tell:
            results.append((each, verify(each, utc_now().isoformat(), tell)))
    if as_json:
        show_json(
            [
                {"engine": each.engine, "recorded": each.record is not None, "problems": problems}
                for each, problems in results
            ]
        )
    else:
        rows = [(each.engine, "; ".join(problems) or "as it was") for each, problems in results]
        show_table(("model", "state"), rows, "No models yet.")
    if any(each.record is not None and problems for each, problems in results):
        raise typer.Exit(1)


@models.command("remove")
def remove_model(
    name: Annotated[str, typer.Argument(help="A model of appliance models list.")],
    yes: Yes = False,
) -> None:
    """Delete a model, or what was fetched of one that never became whole."""
    settings = load_settings()
    if name.startswith(PREFIX):
        _remove_served(settings, name.removeprefix(PREFIX), yes)
        return
    half = find_half(settings.local_models_path, name)
    there = installed(settings.local_models_path)
    if half is not None and name not in {said for each in there for said in (each.engine, each.place.name)}:
        agree(f"Throw away the {half.done_bytes} bytes that were fetched of {half.name}?", yes, "Nothing was removed.")
        with_intake(settings, lambda intake: intake.discard(half))
        print(f"What was fetched of {half.name} is gone.")
        return
    model = find_installed(settings.local_models_path, name)
    user = used_by(settings, there)[model.engine]
    print(f"{model.engine}: {model.place.path}" + (f" ({user} names it: then the next rung serves)" if user else ""))
    agree("Delete it?", yes, "Nothing was removed.")
    with_intake(settings, lambda intake: intake.remove(model))
    print(f"{model.engine} is gone.")


@models.command("accept")
def accept_licence(
    name: Annotated[str, typer.Argument(help="A model whose licence wants to be accepted.")],
    licence: Annotated[
        str, typer.Option(help="In a script, the name of the licence, by which it is accepted without asking.")
    ] = "",
) -> None:
    """Read a model's licence and accept it for this household. No other command ever does that."""
    settings = load_settings()
    model = find_installed(settings.local_models_path, name)
    terms = terms_of(model, load_manifest(settings.local_models_path))
    if terms is None:
        raise InvalidInputError(f"The licence of {model.engine} needs no acceptance.")
    if is_accepted(model):
        print(f"The licence of {model.engine} has been accepted.")
        return
    if licence and licence != terms.licence:
        raise InvalidInputError(f"The licence of {model.engine} is called {terms.licence!r}, not {licence!r}.")
    print(licence_text(model.place.path), f"{model.engine}: {terms.licence}", terms.url, sep="\n")
    by_name = f'--licence "{terms.licence}"'
    if not licence and typed(f"Type {ACCEPT} if you accept it: ", by_name).lower() != ACCEPT:
        print("Nothing was accepted.")
        raise typer.Exit(1)
    with_intake(settings, lambda intake: intake.accept(model, terms.licence))
    print(f"Accepted. {model.engine} may be used within this licence.")


def _remove_served(settings: Settings, name: str, yes: bool) -> None:
    async def work(intake: Intake) -> None:
        async with served(settings) as server:
            await intake.remove_served(server, name)

    agree(f"Delete {name} from the Ollama server {settings.ollama_host}?", yes, "Nothing was removed.")
    with_intake(settings, work)
    print(f"{PREFIX}{name} is gone.")


async def _asked_server(settings: Settings) -> tuple[list[ServedModel], str]:
    """What the Ollama server has, or why nobody knows."""
    async with served(settings) as server:
        try:
            return await server.installed(), ""
        except EngineError as error:
            return [], error.message
