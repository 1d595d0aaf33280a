"""`appliance quiet`, `pauses` and `clock`: what keeps calls from ringing."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any

import typer

from appliance.app import Appliance
from appliance.cli import when
from appliance.cli.session import AsJson, on_appliance, opened, record, show_json, show_table
from appliance.errors import NobodyOnDutyError
from appliance.records.people import Pause, QuietHours
from appliance.schedule.weekdays import parse_weekdays, write_weekdays
from appliance.settings import load_settings
from appliance.upkeep.control import ask
from appliance.upkeep.counter import trust_clock

quiet = typer.Typer(help="Hours in which nothing begins to ring.", no_args_is_help=True)
pauses = typer.Typer(help="Pauses: see also `appliance pause` and `resume`.", no_args_is_help=True)
clock = typer.Typer(help="Whether the clock can be trusted.", no_args_is_help=True)


@quiet.command("add")
def add_quiet(
    hours: Annotated[str, typer.Argument(help="Local begin and end, 22:00-07:00 for example.")],
    user: Annotated[str | None, typer.Option(help="Name or id; default: the whole household.")] = None,
    days: Annotated[str, typer.Option(help="Days on which they begin: mon-fri, sat,sun, daily …")] = "daily",
    as_json: AsJson = False,
) -> None:
    """Let nothing begin to ring in these hours. A check-in may be set to ring even then."""

    async def work(appliance: Appliance) -> QuietHours:
        begins, ends = when.hours(hours)
        person = await appliance.store.people.user(user) if user else None
        return await appliance.store.silences.add_quiet_hours(
            QuietHours(
                user_id=person.id if person else None,
                begins=begins,
                ends=ends,
                weekdays=list(parse_weekdays(days)),
                created_at=appliance.now(),
            )
        )

    added = on_appliance(work)
    if as_json:
        show_json(record(added))
    else:
        print(
            f"Quiet from {added.begins} to {added.ends}, {write_weekdays(added.weekdays)}, for {user or 'everybody'}."
        )


@quiet.command("list")
def list_quiet(as_json: AsJson = False) -> None:
    """Quiet hours of everybody."""

    async def work(appliance: Appliance) -> tuple[list[QuietHours], dict[Any, str]]:
        people = {person.id: person.name for person in await appliance.store.people.users()}
        return await appliance.store.silences.quiet_hours(), people

    found, people = on_appliance(work)
    if as_json:
        show_json([record(each) for each in found])
        return
    rows = [
        (
            str(each.id)[:8],
            people.get(each.user_id, "everybody"),
            f"{each.begins}-{each.ends}",
            write_weekdays(each.weekdays),
        )
        for each in found
    ]
    show_table(("id", "who", "hours", "days"), rows, "No quiet hours. Add some: appliance quiet add 22:00-07:00")


@quiet.command("remove")
def remove_quiet(hours_id: Annotated[str, typer.Argument(help="The id, or its beginning.")]) -> None:
    """Take quiet hours back."""

    async def work(appliance: Appliance) -> QuietHours:
        return await appliance.store.silences.remove_quiet_hours(hours_id)

    gone = on_appliance(work)
    print(f"No longer quiet from {gone.begins} to {gone.ends}.")


@pauses.command("list")
def list_pauses(as_json: AsJson = False) -> None:
    """Pauses, those that are over too."""

    async def work(appliance: Appliance) -> tuple[list[Pause], dict[Any, str]]:
        people = {person.id: person.name for person in await appliance.store.people.users()}
        return await appliance.store.silences.pauses(), people

    found, people = on_appliance(work)
    if as_json:
        show_json([record(each) for each in found])
        return
    rows = [
        (people.get(each.user_id, "everybody"), each.from_day, each.until_day or "until resumed", each.reason)
        for each in found
    ]
    show_table(("who", "from", "through", "reason"), rows, "No pauses. Make one: appliance pause Sam --until monday")


@clock.command("show")
def show_clock() -> None:
    """What the clock says, and whether calls are held because of it."""

    async def work(appliance: Appliance) -> tuple[str, str]:
        return f"{appliance.now().astimezone():%A %d %B %Y, %H:%M}", appliance.clock.held()

    now, held = on_appliance(work)
    print(f"{now}. {f'Nothing rings: {held}.' if held else 'The clock is trusted.'}")


@clock.command("trust")
def trust() -> None:
    """Say that the clock is right, where the appliance holds calls because it looks wrong."""

    async def work() -> None:
        settings = load_settings()
        try:
            await ask(settings.local_data_path, {"command": "trust_clock"})
        except NobodyOnDutyError:
            async with opened(settings) as appliance:
                await trust_clock(appliance.store, appliance.clock)

    asyncio.run(work())
    print("The clock is trusted.")
