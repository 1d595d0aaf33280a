"""`appliance agendas`: lists of questions of people's own."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from appliance.app import Appliance
from appliance.calls.own_lists import add_list
from appliance.calls.own_questions import KINDS, read_question, read_questions
from appliance.cli.session import AsJson, on_appliance, record, show_json, show_table
from appliance.errors import InvalidInputError, NotFoundError
from appliance.records.agenda import Answer, CustomQuestion
from appliance.records.people import CustomAgenda

agendas = typer.Typer(help="Lists of questions of their own, asked in custom calls.", no_args_is_help=True)

Person = Annotated[str, typer.Argument(help="Name or id.")]
Name = Annotated[str, typer.Argument(help="The list's name.")]


@agendas.command("add")
def add_agenda(
    user: Person,
    name: Name,
    file: Annotated[Path | None, typer.Argument(help="One question a line, or .toml with [[questions]].")] = None,
    question: Annotated[
        list[str] | None, typer.Option(help=f"A question, as a line of the file; may be repeated. Kinds: {KINDS}.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Keep a list of questions. `How far? [number km] -> run` keeps the answer as a value of the metric run."""
    asked = _asked(file, question or [])

    async def work(appliance: Appliance) -> CustomAgenda:
        person = await appliance.store.people.user(user)
        return await add_list(appliance.store, person, name, asked, appliance.now())

    added = on_appliance(work)
    if as_json:
        show_json(record(added))
    else:
        print(f"{added.name}: {len(added.questions)} questions.")
        print(f"Have it called: appliance check-ins add {user} --type custom --at 20:00 --agenda {added.name!r}")


@agendas.command("list")
def list_agendas(user: Person, as_json: AsJson = False) -> None:
    """The lists there are."""

    async def work(appliance: Appliance) -> list[CustomAgenda]:
        return await appliance.store.agendas.of((await appliance.store.people.user(user)).id)

    found = on_appliance(work)
    if as_json:
        show_json([record(each) for each in found])
        return
    rows = [(each.name, len(each.questions), each.asks[0].text) for each in found]
    show_table(("name", "questions", "the first"), rows, f"None yet. Add one: appliance agendas add {user} NAME FILE")


@agendas.command("show")
def show_agenda(user: Person, name: Name, as_json: AsJson = False) -> None:
    """The questions of a list."""

    async def work(appliance: Appliance) -> CustomAgenda:
        return await appliance.store.agendas.named((await appliance.store.people.user(user)).id, name)

    found = on_appliance(work)
    if as_json:
        show_json(record(found))
        return
    rows = [(number, each.text, _written(each), each.metric) for number, each in enumerate(found.asks, start=1)]
    show_table(("", "question", "answer", "kept as"), rows, "")


@agendas.command("archive")
def archive_agenda(user: Person, name: Name) -> None:
    """Use a list no more; calls that asked it keep it."""

    async def work(appliance: Appliance) -> CustomAgenda:
        found = await appliance.store.agendas.named((await appliance.store.people.user(user)).id, name)
        return await appliance.store.agendas.archive(found.id, appliance.now())

    print(f"{on_appliance(work).name} is asked no more.")


def _asked(file: Path | None, lines: list[str]) -> list[CustomQuestion]:
    if (file is None) == (not lines):
        raise InvalidInputError("Questions come from a file or from --question, one of the two.")
    if file is None:
        return [read_question(line, number) for number, line in enumerate(lines, start=1)]
    try:
        text = file.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise NotFoundError(f"There is no file {file}.") from None
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInputError(f"{file} cannot be read: {error}.") from error
    try:
        return read_questions(text, toml=file.suffix.lower() == ".toml")
    except InvalidInputError as error:
        raise InvalidInputError(f"{file}: {error.message}", remedy=error.remedy) from error


def _written(asked: CustomQuestion) -> str:
    if asked.answer is Answer.OPEN:
        return "free words"
    if asked.answer is Answer.SCALE:
        return f"scale {asked.low:g}-{asked.high:g}"
    return f"{asked.answer.value.replace('_', '/')} {asked.unit}".strip()
