"""`appliance users`: who lives here."""

from __future__ import annotations

from typing import Annotated

import typer

from appliance.app import Appliance
from appliance.cli import when
from appliance.cli.session import AsJson, on_appliance, record, show_json, show_table
from appliance.errors import InvalidInputError
from appliance.language.catalogue import language as rules_for
from appliance.records.people import Role, User

users = typer.Typer(help="People of the household.", no_args_is_help=True)


@users.command("add")
def add_user(
    name: Annotated[str, typer.Argument(help="What they are called by, out loud.")],
    timezone: Annotated[str, typer.Option(help="IANA zone, Europe/Berlin for example.")],
    role: Annotated[Role, typer.Option()] = Role.MEMBER,
    language: Annotated[str, typer.Option(help="Language code.")] = "en",
    persona: Annotated[str, typer.Option(help="Who calls: friend or motivator.")] = "friend",
    day_ends_at: Annotated[str, typer.Option(help="When their day ends, 03:00 for late nights.")] = "00:00",
    as_json: AsJson = False,
) -> None:
    """Add a person."""

    async def work(appliance: Appliance) -> User:
        rules_for(language)
        if persona not in appliance.personas:
            raise InvalidInputError(f"There is no persona {persona!r}; there is: {', '.join(appliance.personas)}.")
        return await appliance.store.people.add_user(
            User(
                name=name,
                timezone=timezone,
                role=role,
                language=language,
                personality_mode=persona,
                day_ends_at=when.wall_time(day_ends_at),
                created_at=appliance.now(),
            )
        )

    user = on_appliance(work)
    if as_json:
        show_json(record(user))
    else:
        print(f"{user.name} lives here now. Next: appliance check-ins add {user.name} --type evening --at 21:30")


@users.command("list")
def list_users(as_json: AsJson = False) -> None:
    """Who lives here."""

    async def work(appliance: Appliance) -> list[User]:
        return await appliance.store.people.users()

    found = on_appliance(work)
    if as_json:
        show_json([record(user) for user in found])
        return
    show_table(
        ("name", "zone", "language", "persona", "role"),
        [(user.name, user.timezone, user.language, user.personality_mode, user.role) for user in found],
        "Nobody yet. Add somebody: appliance users add Sam --timezone Europe/Berlin",
    )


@users.command("set")
def set_user(
    user: Annotated[str, typer.Argument(help="Name or id.")],
    timezone: Annotated[str | None, typer.Option(help="IANA zone; check-ins ring by it from now on.")] = None,
    persona: Annotated[str | None, typer.Option(help="Who calls: friend or motivator.")] = None,
    day_ends_at: Annotated[str | None, typer.Option(help="When their day ends, 03:00 for late nights.")] = None,
    nudges_a_day: Annotated[int | None, typer.Option(help="Reminders of promises a day, at most.")] = None,
    as_json: AsJson = False,
) -> None:
    """Change what is known of a person. Calls that are claimed already keep the zone they were claimed with."""

    async def work(appliance: Appliance) -> User:
        person = await appliance.store.people.user(user)
        if persona is not None and persona not in appliance.personas:
            raise InvalidInputError(f"There is no persona {persona!r}; there is: {', '.join(appliance.personas)}.")
        person.timezone = timezone or person.timezone
        person.personality_mode = persona or person.personality_mode
        person.day_ends_at = when.wall_time(day_ends_at) if day_ends_at else person.day_ends_at
        person.nudges_a_day = person.nudges_a_day if nudges_a_day is None else nudges_a_day
        return await appliance.store.people.save_user(person, appliance.now())

    changed = on_appliance(work)
    if as_json:
        show_json(record(changed))
    else:
        print(f"{changed.name}: {changed.timezone}, {changed.personality_mode}, the day ends at {changed.day_ends_at}.")
