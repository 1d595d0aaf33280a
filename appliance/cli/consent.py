"""Asking before something is fetched, copied or deleted, and showing how far it is."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn, TransferSpeedColumn

from appliance.errors import InvalidInputError
from appliance.upkeep.weights.job import Progress as Step
from appliance.upkeep.weights.job import Tell


def agree(question: str, yes: bool, otherwise: str) -> None:
    """Ask at the terminal unless `--yes` was given. Raises `typer.Exit` after saying `otherwise` where it is denied.

    Raises `InvalidInputError` where nobody is there to ask.
    """
    if yes:
        return
    if typed(f"{question} [y/N] ").lower() not in ("y", "yes"):
        print(otherwise, file=sys.stderr)
        raise typer.Exit(1)


def typed(question: str, in_a_script: str = "--yes") -> str:
    """What somebody types at the terminal. Raises `InvalidInputError` where there is none."""
    if not sys.stdin.isatty():
        raise InvalidInputError(
            "This wants somebody's consent, and nobody is there to ask.", remedy=f"In a script give {in_a_script}."
        )
    print(question, end="", flush=True, file=sys.stderr)
    return sys.stdin.readline().strip()


def who() -> str:
    """Whoever runs this command, for the audit log and the records of models: the user's number, no name."""
    return f"command line, user {os.getuid()}"


@contextmanager
def shown(doing: str) -> Iterator[Tell]:
    """A progress bar on standard error; gives what it is told with. `doing` stays beside it, to say who does it."""
    console = Console(stderr=True, highlight=False)
    columns = (
        TextColumn("{task.description}"),
        *(BarColumn(), DownloadColumn(), TransferSpeedColumn(), TimeRemainingColumn()),
    )
    with Progress(*columns, console=console) as bar:
        task = bar.add_task(escape(doing), total=None)

        def tell(step: Step) -> None:
            words = f"{doing}: {step.words}" if step.words else doing
            bar.update(task, description=escape(words), completed=step.done_bytes, total=step.total_bytes)

        yield tell
