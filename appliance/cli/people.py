"""`appliance users` and `appliance check-ins`."""

from __future__ import annotations

from datetime import UTC
from typing import Annotated

import typer

from appliance.app import Appliance
from appliance.cli.session import AsJson, on_appliance, record, show_json, show_table
from appliance.errors import ConflictError, InvalidInputError
from appliance.language.catalogue import language as rules_for
from appliance.records.people import CallType, CheckIn, Role, User
from appliance.schedule.occurrences import next_occurrence, parse_local_time, zone_named
from appliance.schedule.rings import DEFAULT_RETRY_MINUTES
from appliance.schedule.weekdays import parse_weekdays, write_weekdays

LEAST_ID = 4
"""Digits of an id that may stand for it."""

users = typer.Typer(help="People of the household.", no_args_is_help=True)
check_ins = typer.Typer(help="When they are called.", no_args_is_help=True)


@users.command("add")
def add_user(
    name: Annotated[str, typer.Argument(help="What they are called by, out loud.")],
    timezone: Annotated[str, typer.Option(help="IANA zone, Europe/Berlin for example.")],
    role: Annotated[Role, typer.Option()] = Role.MEMBER,
    language: Annotated[str, typer.Option(help="Language code.")] = "en",
    persona: Annotated[str, typer.Option(help="Who calls: friend or motivator.")] = "friend",
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


@check_ins.command("add")
def add_check_in(
    user: Annotated[str, typer.Argument(help="Name or id.")],
    call_type: Annotated[CallType, typer.Option("--type", help="What the call is about.")],
    at: Annotated[str, typer.Option(help="Local time, HH:MM.")],
    days: Annotated[str, typer.Option(help="mon-fri, sat,sun, daily …")] = "daily",
    channel: Annotated[str, typer.Option(help="Ways to reach them, in order, comma-separated.")] = "speaker",
    room: Annotated[str | None, typer.Option(help="Room whose speaker rings; default: the first one.")] = None,
    retry: Annotated[str, typer.Option(help="Minutes after the due time to ring again.")] = ",".join(
        str(minutes) for minutes in DEFAULT_RETRY_MINUTES
    ),
    as_json: AsJson = False,
) -> None:
    """Add a standing appointment."""

    async def work(appliance: Appliance) -> tuple[CheckIn, User]:
        person = await appliance.store.people.user(user)
        if room is not None:
            await appliance.store.people.room(room)
        wanted = CheckIn(
            user_id=person.id,
            call_type=call_type,
            at=f"{parse_local_time(at):%H:%M}",
            weekdays=list(parse_weekdays(days)),
            channels=_channels(channel, appliance),
            room=room,
            retry_minutes=_minutes(retry),
            created_at=appliance.now(),
        )
        for known in await appliance.store.people.check_ins(person.id):
            same = (known.call_type, known.at) == (wanted.call_type, wanted.at)
            if same and set(known.weekdays) & set(wanted.weekdays):
                raise ConflictError(
                    f"{person.name} has a {known.call_type} check-in at {known.at} already ({str(known.id)[:8]}).",
                    remedy="Two would call twice. See: appliance check-ins list",
                )
        return await appliance.store.people.add_check_in(wanted), person

    added, person = on_appliance(work)
    zone = zone_named(person.timezone)
    upcoming = next_occurrence(parse_local_time(added.at), added.weekdays, zone, added.created_at)
    if as_json:
        show_json({**record(added), "next_due_at": upcoming.due_at.isoformat() if upcoming else None})
    elif upcoming:
        print(f"{person.name} is called next on {upcoming.due_at.astimezone(zone):%A %d %B at %H:%M}.")


@check_ins.command("list")
def list_check_ins(
    user: Annotated[str | None, typer.Argument(help="Name or id; default: everybody.")] = None, as_json: AsJson = False
) -> None:
    """Standing appointments and when each is due next."""

    async def work(appliance: Appliance) -> list[tuple[CheckIn, User, str]]:
        people = {person.id: person for person in await appliance.store.people.users()}
        chosen = (await appliance.store.people.user(user)).id if user else None
        rows = []
        for found in await appliance.store.people.check_ins(chosen):
            person = people[found.user_id]
            zone = zone_named(person.timezone)
            due = next_occurrence(parse_local_time(found.at), found.weekdays, zone, appliance.now())
            rows.append((found, person, f"{due.due_at.astimezone(zone):%a %d %b %H:%M}" if due else ""))
        return rows

    rows = on_appliance(work)
    if as_json:
        show_json([record(found) for found, _, _ in rows])
        return
    show_table(
        ("id", "person", "type", "at", "days", "channels", "room", "next"),
        [
            (
                str(found.id)[:8],
                person.name,
                found.call_type,
                found.at,
                write_weekdays(found.weekdays),
                ", ".join(found.channels),
                found.room,
                due,
            )
            for found, person, due in rows
        ],
        "No check-ins yet. Add one: appliance check-ins add Sam --type evening --at 21:30",
    )


@check_ins.command("remove")
def remove_check_in(check_in: Annotated[str, typer.Argument(help="The id, or its beginning.")]) -> None:
    """End a standing appointment; the calls it led to are kept."""

    async def work(appliance: Appliance) -> CheckIn:
        if len(check_in) < LEAST_ID:
            raise InvalidInputError(f"{check_in!r} is too short for an id.", remedy="See: appliance check-ins list")
        found = [each for each in await appliance.store.people.check_ins() if str(each.id).startswith(check_in)]
        if len(found) != 1:
            count = "No" if not found else "More than one"
            raise ConflictError(f"{count} check-in begins with {check_in!r}.", remedy="See: appliance check-ins list")
        await appliance.store.people.archive_check_in(found[0].id, appliance.now().astimezone(UTC))
        return found[0]

    removed = on_appliance(work)
    print(f"The {removed.call_type} check-in at {removed.at} no longer rings.")


def _channels(text: str, appliance: Appliance) -> list[str]:
    names = [name.strip() for name in text.split(",") if name.strip()]
    unknown = [name for name in names if name not in appliance.channels]
    if unknown or not names:
        raise InvalidInputError(
            f"There is no channel {', '.join(unknown) or text!r}; there is: {', '.join(appliance.channels)}."
        )
    return names


def _minutes(text: str) -> list[int]:
    try:
        minutes = [int(part) for part in text.split(",") if part.strip()]
    except ValueError:
        raise InvalidInputError(f"{text!r} is not a list of minutes", remedy="Write 10,30 for example.") from None
    if any(each <= 0 or each > 120 for each in minutes) or minutes != sorted(minutes):
        raise InvalidInputError(f"Retries {text} must rise and lie between 1 and 120 minutes after the due time.")
    return minutes
