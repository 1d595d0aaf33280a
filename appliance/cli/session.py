"""What every command shares: opening the appliance, and printing for people or for scripts."""

from __future__ import annotations

import asyncio
import getpass
import json
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from datetime import date, datetime
from typing import Annotated, Any, TypeVar

import typer
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from appliance.app import Appliance, open_appliance, utc_now
from appliance.egress import Refusals
from appliance.errors import PassphraseNeededError
from appliance.settings import Settings, load_settings
from appliance.upkeep.backups.starting import begin_with_restored
from appliance.upkeep.duty import somebody_on_duty

T = TypeVar("T")

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for scripts.")]


@asynccontextmanager
async def opened(settings: Settings | None = None, refusals: Refusals | None = None) -> AsyncIterator[Appliance]:
    """The appliance of this machine's settings; asks for the passphrase where one is needed and somebody is there."""
    settings = settings or load_settings()
    if not somebody_on_duty(settings.local_data_path):
        settings = begin_with_restored(settings, utc_now())
    passphrase = ""
    while True:
        try:
            if passphrase:
                settings = settings.model_copy(update={"appliance_passphrase": passphrase})
            async with open_appliance(settings, refusals=refusals) as appliance:
                yield appliance
            return
        except PassphraseNeededError:
            if passphrase or not sys.stdin.isatty():
                raise
            passphrase = getpass.getpass("Passphrase of the key file: ")


def on_appliance(work: Callable[[Appliance], Awaitable[T]]) -> T:
    """Open the appliance, do the work, close it."""

    async def run() -> T:
        async with opened() as appliance:
            return await work(appliance)

    return asyncio.run(run())


def show_json(value: Any) -> None:
    """One JSON document on standard output."""
    print(json.dumps(value, default=_plain, ensure_ascii=False, indent=None if not sys.stdout.isatty() else 2))


def show_table(columns: Sequence[str], rows: Iterable[Sequence[Any]], empty: str) -> None:
    """A table for people, or `empty`, which says what to do next."""
    table = Table(*columns, box=box.SIMPLE_HEAD, pad_edge=False)
    for row in rows:
        table.add_row(*(Text("" if cell is None else str(cell)) for cell in row))  # words of people are no markup
    console = Console(width=None if sys.stdout.isatty() else int(os.environ.get("COLUMNS", "160")), highlight=False)
    if table.row_count:
        console.print(table)
    else:
        print(empty)


def record(row: Any) -> dict[str, Any]:
    """A stored row as JSON-ready values."""
    plain: dict[str, Any] = row.model_dump(mode="json")
    return plain


def _plain(value: Any) -> str:
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value)
