"""`appliance users`: who lives here."""

from __future__ import annotations

from typing import Annotated

import typer

from appliance.accounts.household import preferred
from appliance.app import Appliance
from appliance.calls.choosing import check_choice
from appliance.cli import when
from appliance.cli.session import AsJson, on_appliance, record, show_json, show_table
from appliance.records.people import Role, User
from appliance.settings import load_settings
from appliance.upkeep.languages import check_wanted, lacks
from appliance.upkeep.weights.manifest import load_manifest

users = typer.Typer(help="People of the household.", no_args_is_help=True)


@users.command("add")
def add_user(
    name: Annotated[str, typer.Argument(help="What they are called by, out loud.")],
    timezone: Annotated[str, typer.Option(help="IANA zone, Europe/Berlin for example.")],
    role: Annotated[Role, typer.Option()] = Role.MEMBER,
    language: Annotated[str, typer.Option(help="Language code.")] = "en",
    persona: Annotated[str, typer.Option(help="Who calls; see: appliance personas.")] = "friend",
    day_ends_at: Annotated[str, typer.Option(help="When their day ends, 03:00 for late nights.")] = "00:00",
    as_json: AsJson = False,
) -> None:
    """Add a person."""

    async def work(appliance: Appliance) -> User:
        spoken = check_wanted(language, appliance.settings)
        person = User(
            name=name,
            timezone=timezone,
            role=role,
            language=spoken,
            personality_mode=persona,
            day_ends_at=when.wall_time(day_ends_at),
            created_at=appliance.now(),
        )
        await check_choice(appliance.store, appliance.personas, persona, person, appliance.now())
        return await appliance.store.people.add_user(person)

    user = on_appliance(work)
    if as_json:
        show_json(record(user))
    else:
        print(f"{user.name} lives here now. Next: appliance check-ins add {user.name} --type evening --at 21:30")
        _tell_lacks(user.language)


def _tell_lacks(code: str) -> None:
    """Say now, and not at the call, what this machine has not got for a language."""
    settings = load_settings()
    for lack in lacks(code, settings, load_manifest(settings.local_models_path)):
        print(f"{'Missing' if lack.needed else 'Weak'}: {lack.detail}.")
        if lack.remedy:
            print(f"         {lack.remedy}")


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
    persona: Annotated[str | None, typer.Option(help="Who calls; see: appliance personas.")] = None,
    day_ends_at: Annotated[str | None, typer.Option(help="When their day ends, 03:00 for late nights.")] = None,
    nudges_a_day: Annotated[int | None, typer.Option(help="Reminders of promises a day, at most.")] = None,
    language: Annotated[str | None, typer.Option(help="Language code.")] = None,
    call_minutes: Annotated[float | None, typer.Option(help="No call goes on for longer.")] = None,
    pause_seconds: Annotated[float | None, typer.Option(help="Silence that ends a short answer, 0.3 to 5.")] = None,
    push_to_talk: Annotated[
        bool | None,
        typer.Option("--push-to-talk/--open-mic", help="Heard while a talk button is held."),
    ] = None,
    safe_word: Annotated[str | None, typer.Option(help="Ends a persona's role at once when it is said.")] = None,
    minor: Annotated[bool | None, typer.Option("--minor/--adult", help="Harsh personas never talk to minors.")] = None,
    country: Annotated[str | None, typer.Option(help="ISO code, AT for example: whose hotlines are named.")] = None,
    as_json: AsJson = False,
) -> None:
    """Change what is known of a person. Calls that are claimed already keep the zone they were claimed with."""

    async def work(appliance: Appliance) -> User:
        person = await appliance.store.people.user(user)
        person.timezone = timezone or person.timezone
        person.personality_mode = persona or person.personality_mode
        person.day_ends_at = when.wall_time(day_ends_at) if day_ends_at else person.day_ends_at
        person.nudges_a_day = person.nudges_a_day if nudges_a_day is None else nudges_a_day
        if language is not None:
            person.language = check_wanted(language, appliance.settings)
        wanted = {
            "call_minutes": call_minutes, "pause_seconds": pause_seconds, "push_to_talk": push_to_talk,
            "safe_word": safe_word, "minor": minor, "country": country,
        }  # fmt: skip
        person.preferences = preferred(person, {key: value for key, value in wanted.items() if value is not None})
        if persona is not None:
            await check_choice(appliance.store, appliance.personas, persona, person, appliance.now())
        return await appliance.store.people.save_user(person, appliance.now())

    changed = on_appliance(work)
    if as_json:
        show_json(record(changed))
    else:
        print(f"{changed.name}: {changed.timezone}, {changed.personality_mode}, the day ends at {changed.day_ends_at}.")
        if language is not None:
            _tell_lacks(changed.language)
