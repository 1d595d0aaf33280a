"""`appliance safety`: what is heard as an alarm, and whom to call."""

from __future__ import annotations

from typing import Annotated

import typer

from appliance.cli.session import AsJson, show_json, show_table
from appliance.coach.safety import Hotline, Hotlines, Kind, load_hotlines, screen
from appliance.coach.safety.hotlines import Country, checked_line, country_code, set_own
from appliance.settings import load_settings

safety = typer.Typer(help="What is heard as an alarm, and whom to call then.", no_args_is_help=True)
hotlines = typer.Typer(help="Whom to call, by country.", invoke_without_command=True)
safety.add_typer(hotlines, name="hotlines")


@safety.command("check")
def check(
    words: Annotated[str, typer.Argument(help="As somebody might say them.")],
    language: Annotated[str, typer.Option(help="Language code of the call.")] = "en",
    as_json: AsJson = False,
) -> None:
    """What these words would be heard as. Nothing is kept of them."""
    alarm = screen(words, language)
    if as_json:
        heard = None if alarm is None else alarm.kind.value
        show_json({"heard": heard, "ends_role": alarm is not None and alarm.ends_role, "form": alarm and alarm.form})
    elif alarm is None:
        print("No alarm: the call goes on.")
    else:
        after = "the role ends at once" if alarm.ends_role else "it is answered kindly, and the call goes on"
        print(f"{alarm.kind.value}: {after}.\nMatched ({alarm.language}): {alarm.form}")


@hotlines.callback()
def show(
    context: typer.Context,
    country: Annotated[str | None, typer.Option(help="ISO code, AT for example.")] = None,
    as_json: AsJson = False,
) -> None:
    """The numbers, with where each was read; the owner's own first. Change one: appliance safety hotlines set XX …"""
    if context.invoked_subcommand is not None:
        return
    table = load_hotlines(load_settings().local_data_path)
    wanted = [country_code(country)] if country else list(table.countries)
    if as_json:
        show_json({code: table.of(code).model_dump(mode="json") for code in wanted})
        return
    rows = [row for code in wanted for row in _rows(code, table)]
    show_table(
        ("country", "for", "number", "hours", "service", "read at"),
        rows,
        f"No number is known for {country}. Enter one: appliance safety hotlines set {country} --name … --number …",
    )


def _rows(code: str, table: Hotlines) -> list[tuple[str, ...]]:
    country: Country = table.of(code)
    rows: list[tuple[str, ...]] = [
        (code, ", ".join(kind.value for kind in line.about), line.number, line.hours, line.name, _source(line))
        for line in country.lines
    ]
    if country.emergency:
        read = country.emergency_source
        rows.append(
            (code, "emergency", country.emergency, "", "", f"{read.url} ({read.read})" if read else "own entry")
        )
    return rows


def _source(line: Hotline) -> str:
    return f"{line.source.url} ({line.source.read})" if line.source else "own entry"


@hotlines.command("set")
def set_number(
    country: Annotated[str, typer.Argument(help="ISO code, AT for example.")],
    name: Annotated[str, typer.Option(help='As it is spoken: "the night line of the hospital".')],
    number: Annotated[str, typer.Option(help="Digits; spaces are pauses when it is read out.")],
    about: Annotated[list[Kind] | None, typer.Option(help="What it helps with; default: all but medical.")] = None,
    language: Annotated[list[str] | None, typer.Option(help="Language codes spoken there.")] = None,
    hours: Annotated[str, typer.Option()] = "",
) -> None:
    """Enter a number of your own; it is named before the others of its country."""
    kinds = tuple(about or (kind for kind in Kind if kind is not Kind.MEDICAL))
    line = checked_line(name=name, number=number, about=kinds, languages=tuple(language or ()), hours=hours)
    file = set_own(load_settings().local_data_path, country_code(country), line)
    print(f"{country_code(country)}: {line.name}, {line.number}. Kept in {file}.")
