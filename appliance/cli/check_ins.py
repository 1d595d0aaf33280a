"""`appliance check-ins`: when people are called."""

from __future__ import annotations

from datetime import UTC
from typing import Annotated, Any

import typer

from appliance.app import Appliance
from appliance.calls.appointments import check_appointment
from appliance.cli import when
from appliance.cli.session import AsJson, on_appliance, record, show_json, show_table
from appliance.errors import ConflictError, InvalidInputError
from appliance.records.people import BusyRule, CallType, CheckIn, HolidayRule, RingStyle, User
from appliance.schedule.occurrences import MOST_WEEKS, next_occurrence, plan_of, week_number
from appliance.schedule.rings import DEFAULT_RETRY_MINUTES
from appliance.schedule.walltime import zone_named
from appliance.schedule.weekdays import parse_weekdays, write_weekdays

LEAST_ID = 4
"""Digits of an id that may stand for it."""

check_ins = typer.Typer(help="When they are called.", no_args_is_help=True)

At = Annotated[str | None, typer.Option(help="Local time, HH:MM.")]
Days = Annotated[str | None, typer.Option(help="mon-fri, sat,sun, daily …")]
Channels = Annotated[str | None, typer.Option("--channel", help="Ways to reach them, in order, comma-separated.")]
RoomName = Annotated[str | None, typer.Option(help="Room whose speaker rings; default: the first one.")]
Retry = Annotated[str | None, typer.Option(help="Minutes after the due time to ring again; empty for never.")]
From = Annotated[str | None, typer.Option("--from", help="First day: 2026-12-01, monday …")]
Until = Annotated[str | None, typer.Option(help="Last day.")]
EveryWeeks = Annotated[int | None, typer.Option(help="Every so many weeks: 2 for every other week.")]
FirstWeek = Annotated[str | None, typer.Option(help="A day in one of its weeks; default: this week.")]
Jitter = Annotated[int | None, typer.Option(help="Rings up to so many minutes later, drawn anew each day.")]
Ring = Annotated[RingStyle | None, typer.Option(help="wake_up rings on, louder in steps, until somebody answers.")]
WakeTask = Annotated[bool | None, typer.Option(help="A wake-up goes on until a small sum is solved.")]
OnHolidays = Annotated[HolidayRule | None, typer.Option(help="See: appliance calendars")]
WhenBusy = Annotated[BusyRule | None, typer.Option(help="Whether an event of a calendar holds the ring.")]
EvenQuiet = Annotated[bool | None, typer.Option(help="Rings even in quiet hours: an alarm set on purpose.")]
Only = Annotated[
    list[str] | None,
    typer.Option(help="When a channel may ring: speaker=home, speaker=07:00-22:00, telegram=away,08:00-20:00."),
]

OwnList = Annotated[
    str | None, typer.Option("--agenda", help="For a custom call: the list it asks (appliance agendas); empty: none.")
]


@check_ins.command("add")
def add_check_in(
    user: Annotated[str, typer.Argument(help="Name or id.")],
    call_type: Annotated[CallType, typer.Option("--type", help="What the call is about.")],
    at: Annotated[str, typer.Option(help="Local time, HH:MM.")],
    days: Days = None,
    channel: Channels = None,
    room: RoomName = None,
    retry: Retry = None,
    start: From = None,
    until: Until = None,
    every_weeks: EveryWeeks = None,
    first_week: FirstWeek = None,
    jitter: Jitter = None,
    ring: Ring = None,
    wake_task: WakeTask = None,
    on_holidays: OnHolidays = None,
    when_busy: WhenBusy = None,
    even_in_quiet_hours: EvenQuiet = None,
    only: Only = None,
    agenda: OwnList = None,
    as_json: AsJson = False,
) -> None:
    """Add a standing appointment."""
    given = dict(locals())

    async def work(appliance: Appliance) -> tuple[CheckIn, User]:
        person = await appliance.store.people.user(user)
        wanted = CheckIn(
            user_id=person.id,
            call_type=call_type,
            at="00:00",
            weekdays=list(range(7)),
            channels=["speaker"],
            retry_minutes=list(DEFAULT_RETRY_MINUTES),
            created_at=appliance.now(),
        )
        await _apply(appliance, wanted, given)
        await check_appointment(appliance.store, wanted, person, appliance.now())
        return await appliance.store.people.add_check_in(wanted), person

    _tell(*on_appliance(work), as_json)


@check_ins.command("change")
def change_check_in(
    check_in: Annotated[str, typer.Argument(help="The id, or its beginning.")],
    at: At = None,
    days: Days = None,
    channel: Channels = None,
    room: RoomName = None,
    retry: Retry = None,
    start: From = None,
    until: Until = None,
    every_weeks: EveryWeeks = None,
    first_week: FirstWeek = None,
    jitter: Jitter = None,
    ring: Ring = None,
    wake_task: WakeTask = None,
    on_holidays: OnHolidays = None,
    when_busy: WhenBusy = None,
    even_in_quiet_hours: EvenQuiet = None,
    only: Only = None,
    agenda: OwnList = None,
    as_json: AsJson = False,
) -> None:
    """Change a standing appointment from now on; what is not named stays as it is."""
    given = dict(locals())

    async def work(appliance: Appliance) -> tuple[CheckIn, User]:
        found = await _found(appliance, check_in)
        person = await appliance.store.people.user_by_id(found.user_id)
        await _apply(appliance, found, given)
        await check_appointment(appliance.store, found, person, appliance.now())
        return await appliance.store.people.save_check_in(found, appliance.now()), person

    _tell(*on_appliance(work), as_json)


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
            due = next_occurrence(plan_of(found, person.timezone), appliance.now())
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
        found = await _found(appliance, check_in)
        await appliance.store.people.archive_check_in(found.id, appliance.now().astimezone(UTC))
        return found

    removed = on_appliance(work)
    print(f"The {removed.call_type} check-in at {removed.at} no longer rings.")


async def _found(appliance: Appliance, typed: str) -> CheckIn:
    if len(typed) < LEAST_ID:
        raise InvalidInputError(f"{typed!r} is too short for an id.", remedy="See: appliance check-ins list")
    found = [each for each in await appliance.store.people.check_ins() if str(each.id).startswith(typed)]
    if len(found) != 1:
        count = "No" if not found else "More than one"
        raise ConflictError(f"{count} check-in begins with {typed!r}.", remedy="See: appliance check-ins list")
    return found[0]


async def _apply(appliance: Appliance, wanted: CheckIn, given: dict[str, Any]) -> None:
    """Set what was named on the command line."""
    if given["room"] is not None:
        wanted.room = (await appliance.store.people.room(given["room"])).name
    if given["agenda"] is not None:
        if wanted.call_type is not CallType.CUSTOM:
            raise InvalidInputError("Only a custom call asks a list of its own.", remedy="Add --type custom.")
        named = given["agenda"].strip()
        wanted.agenda_id = (await appliance.store.agendas.named(wanted.user_id, named)).id if named else None
    readers: dict[str, tuple[str, Any]] = {
        "at": ("at", when.wall_time),
        "days": ("weekdays", lambda text: list(parse_weekdays(text))),
        "channel": ("channels", lambda text: _channels(text, appliance)),
        "retry": ("retry_minutes", _minutes),
        "start": ("starts_on", when.day),
        "until": ("ends_on", when.day),
        "every_weeks": ("every_weeks", int),
        "jitter": ("jitter_minutes", int),
        "ring": ("ring", RingStyle),
        "wake_task": ("wake_task", bool),
        "on_holidays": ("on_holidays", HolidayRule),
        "when_busy": ("when_busy", BusyRule),
        "even_in_quiet_hours": ("in_quiet_hours", bool),
        "only": ("channel_rules", _rules),
    }
    for name, (column, read) in readers.items():
        if given[name] is not None:
            setattr(wanted, column, read(given[name]))
    if given["first_week"] is not None or given["every_weeks"] is not None:
        if not 1 <= wanted.every_weeks <= MOST_WEEKS:
            raise InvalidInputError(f"Every {wanted.every_weeks} weeks is no rotation.", remedy="Give 1 to 8.")
        first = when.day(given["first_week"]) if given["first_week"] else wanted.starts_on or when.today()
        wanted.week_phase = week_number(first) % wanted.every_weeks


def _tell(added: CheckIn, person: User, as_json: bool) -> None:
    zone = zone_named(person.timezone)
    upcoming = next_occurrence(plan_of(added, person.timezone), added.created_at)
    if as_json:
        show_json({**record(added), "next_due_at": added.next_due_at.isoformat() if added.next_due_at else None})
    elif added.next_due_at and upcoming:
        print(f"{person.name} is called next on {added.next_due_at.astimezone(zone):%A %d %B at %H:%M}.")


def _channels(text: str, appliance: Appliance) -> list[str]:
    names = [name.strip() for name in text.split(",") if name.strip()]
    unknown = [name for name in names if name not in appliance.channels]
    if unknown or not names:
        raise InvalidInputError(
            f"There is no channel {', '.join(unknown) or text!r}; there is: {', '.join(appliance.channels)}."
        )
    return names


def _rules(typed: list[str]) -> dict[str, Any]:
    """`speaker=home,07:00-22:00` by channel; an empty text clears them."""
    rules: dict[str, Any] = {}
    for text in typed:
        name, equals, conditions = text.partition("=")
        if not text.strip():
            continue
        if not equals:
            raise InvalidInputError(f"{text!r} is no rule of a channel", remedy="Write speaker=home,07:00-22:00.")
        rule = rules.setdefault(name.strip(), {})
        for condition in (part.strip() for part in conditions.split(",") if part.strip()):
            if condition in ("home", "away"):
                rule["place"] = condition
            else:
                rule["begins"], rule["ends"] = when.hours(condition)
    return rules


def _minutes(text: str) -> list[int]:
    try:
        minutes = [int(part) for part in text.split(",") if part.strip()]
    except ValueError:
        raise InvalidInputError(f"{text!r} is not a list of minutes", remedy="Write 10,30 for example.") from None
    if any(each <= 0 or each > 120 for each in minutes) or minutes != sorted(minutes):
        raise InvalidInputError(f"Retries {text} must rise and lie between 1 and 120 minutes after the due time.")
    return minutes
