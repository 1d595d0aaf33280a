"""`appliance promises`."""

from __future__ import annotations

from typing import Annotated

import typer

from appliance.app import Appliance
from appliance.calls.occasions import today_of
from appliance.calls.promised import promise_of
from appliance.cli import when
from appliance.cli.session import AsJson, on_appliance, record, show_json, show_table
from appliance.language.catalogue import language
from appliance.records.people import User
from appliance.records.progress import Commitment, CommitmentStatus
from appliance.schedule.walltime import zone_named

promises = typer.Typer(help="What was promised.", no_args_is_help=True)


@promises.command("list")
def list_promises(user: Annotated[str, typer.Argument(help="Name or id.")], as_json: AsJson = False) -> None:
    """What was promised, and what became of it."""

    async def work(appliance: Appliance) -> list[Commitment]:
        person = await appliance.store.people.user(user)
        return await appliance.store.progress.commitments(person.id)

    found = on_appliance(work)
    if as_json:
        show_json([record(each) for each in found])
        return
    show_table(
        ("id", "promise", "due", "status", "recording"),
        [
            (str(each.id)[:8], each.text, each.due_day, _became(each), "kept" if each.audio_url else "")
            for each in found
        ],
        "No promises yet: an evening call asks for one.",
    )


@promises.command("add")
def add_promise(
    user: Annotated[str, typer.Argument(help="Name or id.")],
    words: Annotated[str, typer.Argument(help="What is promised; a time in it is reminded of: dentist before ten.")],
    day: Annotated[
        str | None,
        typer.Option(help="When it is due: 2026-12-24, tomorrow, monday …; default: as the words say."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Promise something. A call asks about it on its day, and its own time rings a reminder."""

    async def work(appliance: Appliance) -> tuple[Commitment, User]:
        person = await appliance.store.people.user(user)
        now = appliance.now()
        promise = promise_of(person, words, today_of(person, now), now, when.day(day) if day else None)
        made = await appliance.store.progress.add_commitment(promise)
        return made, person

    made, person = on_appliance(work)
    if as_json:
        show_json(record(made))
        return
    timed = language(person.language).read_deadline(made.text) is not None
    unmet = ", without a reminder: the time it names is past" if timed else ""
    at = f", reminded at {made.nudge_at.astimezone(zone_named(person.timezone)):%H:%M}" if made.nudge_at else unmet
    print(f"{made.text}: due on {made.due_day}{at}.")


def _became(promise: Commitment) -> str:
    """Its status; of one that was done in part, how much of it was."""
    if promise.status is CommitmentStatus.BROKEN and promise.share:
        return f"{100 * promise.share:.0f} % done"
    return str(promise.status)


@promises.command("settle")
def settle_promise(
    promise: Annotated[str, typer.Argument(help="The id, or its beginning.")],
    status: Annotated[CommitmentStatus, typer.Argument(help="kept, broken, dropped or open.")],
) -> None:
    """Say by hand what became of a promise."""

    async def work(appliance: Appliance) -> Commitment:
        found = await appliance.store.progress.commitment(promise)
        await appliance.store.progress.settle(found.id, status, appliance.now())
        return found

    print(f"{on_appliance(work).text}: {status}")
