"""`appliance export` and `appliance import`: everything of one person as a file, and habits of other trackers."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from appliance.app import Appliance
from appliance.cli.consent import who
from appliance.cli.session import AsJson, on_appliance, show_json, show_table
from appliance.errors import InvalidInputError
from appliance.transfer.arrival import Arrived, bring_in, read_own
from appliance.transfer.files_in import BeaverExport, LoopExport, OwnDocument, OwnSheets, recognise
from appliance.transfer.habits_in import HabitsArrived, bring_habits, read_foreign
from appliance.transfer.out import Exported, Shape, export, shape_of
from appliance.upkeep.languages import check_wanted

MOST_TEXTS = 5
"""Notes of a habit that are shown; `--json` shows all."""


def register(cli: typer.Typer) -> None:
    """Put both beside the other commands."""
    cli.command("export")(export_person)
    cli.command("import")(import_file)


def export_person(
    user: Annotated[str, typer.Argument(help="Name or id.")],
    file: Annotated[Path, typer.Argument(help="Ends in .json (one document) or .zip (a spreadsheet for each table).")],
    shape: Annotated[Shape | None, typer.Option("--format", help="Default: by the name's ending.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace a file of that name.")] = False,
    as_json: AsJson = False,
) -> None:
    """Write everything of a person to a file, with their recordings. It is not encrypted."""
    wanted = shape or shape_of(file)

    async def work(appliance: Appliance) -> Exported:
        person = await appliance.store.people.user(user)
        done = await export(appliance.store, person, file, wanted, appliance.now(), force=force)
        await appliance.store.audit.append(appliance.now(), who(), "export", f"user {person.id}")
        return done

    done = on_appliance(work)
    if as_json:
        show_json({**asdict(done), "file": str(done.file.resolve()), "rows": dict(done.rows), "encrypted": False})
        return
    rows = sum(done.rows.values())
    print(f"Everything of {done.person}: {rows} rows of {len(+done.rows)} tables, {done.recordings} recordings.")
    for name in done.missing:
        print(f"The recording {name} cannot be read and is left out.")
    print(f"It is NOT ENCRYPTED: whoever can open {done.file.resolve()} reads all of it. Keep it safe, or delete it.")


def import_file(
    file: Annotated[Path, typer.Argument(help="An export of an appliance, of Loop Habit Tracker or of Beaver Habits.")],
    user: Annotated[str | None, typer.Option("--for", help="Whose habits they become, from another tracker.")] = None,
    new_name: Annotated[str | None, typer.Option("--as", help="Another name for the person who comes in.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check it all and show what would come in.")] = False,
    as_json: AsJson = False,
) -> None:
    """Bring in a person from an export, or habits from another tracker: all of the file, or nothing of it."""
    found = recognise(file)
    if isinstance(found, OwnDocument | OwnSheets):
        if user is not None:
            raise InvalidInputError(
                "This export is a person, who comes in as somebody new.", remedy="Leave out --for; --as NAME renames."
            )
        _show_person(_person(found, new_name, dry_run=dry_run), dry_run=dry_run, as_json=as_json)
        return
    if user is None or new_name is not None:
        raise InvalidInputError(
            "These are habits of another tracker, for somebody who lives here.", remedy="Say for whom: --for NAME"
        )
    _show_habits(_habits(found, user, dry_run=dry_run), dry_run=dry_run, as_json=as_json)


def _person(found: OwnDocument | OwnSheets, new_name: str | None, *, dry_run: bool) -> Arrived:
    dossier = read_own(found)

    async def work(appliance: Appliance) -> Arrived:
        done = await bring_in(appliance.store, dossier, name=new_name, dry_run=dry_run)
        if not dry_run:
            await appliance.store.audit.append(appliance.now(), who(), "import", f"user {dossier.person['id']}")
        persona = dossier.person["personality_mode"]
        if persona not in appliance.personas:
            done.notes.append(f"There is no persona {persona!r} here; see: appliance personas list")
        try:
            check_wanted(dossier.person["language"], appliance.settings)
        except InvalidInputError as error:
            done.notes.append(f"{error.message} {error.remedy}")
        return done

    return on_appliance(work)


def _habits(found: LoopExport | BeaverExport, user: str, *, dry_run: bool) -> HabitsArrived:
    habits, said = read_foreign(found)

    async def work(appliance: Appliance) -> HabitsArrived:
        person = await appliance.store.people.user(user)
        done = await bring_habits(appliance.store, person, habits, appliance.now(), dry_run=dry_run)
        done.notes += said
        return done

    return on_appliance(work)


def _show_person(done: Arrived, *, dry_run: bool, as_json: bool) -> None:
    if as_json:
        show_json({**asdict(done), "rows": dict(done.rows), "dry_run": dry_run})
        return
    show_table(("table", "rows"), [(table, rows) for table, rows in done.rows.items() if rows], "No rows.")
    for note in done.notes:
        print(note)
    came = "would come in" if dry_run else "is here now"
    print(f"{done.person} {came}: {sum(done.rows.values())} rows, {done.recordings} recordings.")


def _show_habits(done: HabitsArrived, *, dry_run: bool, as_json: bool) -> None:
    if as_json:
        show_json({**asdict(done), "dry_run": dry_run})
        return
    show_table(
        ("habit", "", "values", "skips", "days kept as they are"),
        [(each.name, "new" if each.is_new else "known", each.values, each.skips, each.kept) for each in done.habits],
        "No habits.",
    )
    for each in done.habits:
        for note in each.notes:
            print(f"{each.name}: {note}.")
        if each.texts:
            print(f"{each.name}: {len(each.texts)} notes of days have no place here and stay in the file:")
            for day, text in list(each.texts.items())[:MOST_TEXTS]:
                print(f"  {day}: {text}")
            if (more := len(each.texts) - MOST_TEXTS) > 0:
                print(f"  … and {more} more; --json shows all.")
    for note in done.notes:
        print(f"{note[:1].upper()}{note[1:]}.")
    values, skips = sum(each.values for each in done.habits), sum(each.skips for each in done.habits)
    came = "would get" if dry_run else "has"
    print(f"{done.person} {came} {len(done.habits)} habits from it: {values} values, {skips} skipped days.")
    if any(each.is_new for each in done.habits):
        print(f"New ones are asked for in evening calls: appliance metrics set {done.person} HABIT --ask-in morning")
