"""`appliance eval`: hold the rehearsed dialogues with an engine, and show what went wrong."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from appliance.cli.session import AsJson, show_json, show_table
from appliance.coach.catalogue import language_model
from appliance.coach.persona import load_personas
from appliance.engines.kinds import surroundings
from appliance.errors import EngineError, InvalidInputError
from appliance.evaluation.dialogue import FOLDER, read_dialogues
from appliance.evaluation.holding import Result, evaluate
from appliance.settings import load_settings

DIALOGUES = "Folder of dialogue files; default: those that come with the appliance."


def register(cli: typer.Typer) -> None:
    """Add this room's command."""
    cli.command("eval")(evaluate_engine)


def evaluate_engine(
    engine: Annotated[
        str | None, typer.Option(help="Engine string of the language model; default: LOCAL_LLM_MODEL.")
    ] = None,
    folder: Annotated[Path, typer.Option("--dialogues", help=DIALOGUES)] = FOLDER,
    only: Annotated[str, typer.Option(help="Hold only dialogues whose name contains this, de/ for example.")] = "",
    as_json: AsJson = False,
) -> None:
    """Hold every rehearsed dialogue and judge it. Nothing is stored. Exit code 1 when any has a fault."""
    settings = load_settings()
    dialogues = {name: each for name, each in read_dialogues(folder).items() if only in name}
    if not dialogues:
        raise InvalidInputError(f"No dialogue's name contains {only!r}.")

    async def work() -> tuple[list[Result], bool]:
        model = language_model(engine or settings.local_llm_model, surroundings(settings))
        results = []
        try:
            with _progress(len(dialogues)) as went_on:
                async for result in evaluate(dialogues, load_personas(), model):
                    results.append(result)
                    went_on(result)
        finally:
            if model is not None:
                await model.aclose()
        return results, model is not None

    results, asked_of_model = asyncio.run(work())
    passed = sum(result.passed for result in results)
    if as_json:
        show_json({"engine": engine or settings.local_llm_model, "held": len(results), "passed": passed,
                   "dialogues": [asdict(result) for result in results]})  # fmt: skip
    else:
        _show(results)
        print(f"{passed} of {len(results)} dialogues are as they must be.")
    if passed < len(results):
        raise typer.Exit(1)
    if asked_of_model and not any(result.worded_by_model for result in results):
        raise EngineError(
            f"{engine or settings.local_llm_model} served in no dialogue: what was held is the scripted coach.",
            remedy="See what keeps it from working: appliance doctor",
        )


@contextmanager
def _progress(count: int) -> Iterator[Callable[[Result], None]]:
    """A bar on the terminal, with the faults so far; nothing where the output goes elsewhere."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("dialogues", total=count)
        faulty = 0

        def went_on(result: Result) -> None:
            nonlocal faulty
            faulty += not result.passed
            told = f"{result.name} ({faulty} with faults)" if faulty else result.name
            progress.update(task, advance=1, description=told)

        yield went_on


def _show(results: list[Result]) -> None:
    """One row a dialogue, its faults below one another."""
    rows = []
    for result in results:
        faults = result.faults or ("",)
        outcome = "ok" if result.passed else "FAULT"
        rows.append((outcome, result.name, f"{result.seconds:.2f} s", str(result.worded_by_model), faults[0]))
        rows += [("", "", "", "", fault) for fault in faults[1:]]
    show_table(("", "dialogue", "took", "by model", "fault"), rows, "")
