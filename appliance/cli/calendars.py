"""`appliance calendars`: calendars of the home, whose holidays skip check-ins and whose events defer a ring."""

from __future__ import annotations

import getpass
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Any
from urllib.parse import urlsplit
from uuid import UUID
from zoneinfo import ZoneInfo

import typer

from appliance.app import Appliance
from appliance.cli.guarding import guarded
from appliance.cli.session import AsJson, on_appliance, record, show_json, show_table
from appliance.records.people import Calendar, CalendarEvent, CalendarKind
from appliance.schedule.walltime import zone_named
from appliance.store.calendars import is_address

calendars = typer.Typer(help="Holidays and busy hours from calendars of the home.", no_args_is_help=True)

NEXT_EVENTS = 5


@dataclass(frozen=True, slots=True)
class _Shown:
    """A calendar with what is told about it."""

    calendar: Calendar
    owner: str
    events: int
    zone: ZoneInfo
    upcoming: list[CalendarEvent] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        calendar = self.calendar
        return {
            "name": calendar.name,
            "kind": calendar.kind,
            "user": self.owner or None,
            "source": _public(calendar.source),
            "read_at": calendar.read_at,
            "fault": calendar.fault,
            "events": self.events,
        }


@calendars.command("add")
def add_calendar(
    name: Annotated[str, typer.Argument(help="work, for example.")],
    source: Annotated[str, typer.Argument(help="An ICS file's whole path, or an http(s) or CalDAV address.")],
    kind: Annotated[CalendarKind, typer.Option(help="Whole days that may skip check-ins, or events a ring waits for.")],
    user: Annotated[str | None, typer.Option(help="Name or id; default: it counts for everybody.")] = None,
    username: Annotated[str, typer.Option(help="To log in there; the password is asked for, or read from stdin.")] = "",
) -> None:
    """Add a calendar of the home network."""
    password = _password() if username else ""

    async def work(appliance: Appliance) -> Calendar:
        store = appliance.store
        person = await store.people.user(user) if user else None
        return await store.calendars.add(
            Calendar(
                name=name,
                user_id=person.id if person else None,
                kind=kind,
                source=source,
                username=username,
                password=password,
                created_at=appliance.now(),
            )
        )

    added = on_appliance(work)
    print(f"Next: appliance calendars read {added.name}")


@calendars.command("list")
def list_calendars(as_json: AsJson = False) -> None:
    """The calendars, and whether they can be read."""

    async def work(appliance: Appliance) -> list[_Shown]:
        return await _shown(appliance, await appliance.store.calendars.calendars(), upcoming=False)

    found = on_appliance(work)
    if as_json:
        show_json([each.as_json() for each in found])
        return
    show_table(
        ("calendar", "kind", "for", "source", "read", "events", "fault"),
        [
            (
                each.calendar.name,
                each.calendar.kind,
                each.owner or "everybody",
                _public(each.calendar.source),
                _local(each.calendar.read_at, each.zone) or "not yet",
                each.events,
                each.calendar.fault.partition("\n")[0],
            )
            for each in found
        ],
        "No calendars yet. Add one: appliance calendars add work /srv/work.ics --kind busy",
    )


@calendars.command("read")
def read_calendars(
    name: Annotated[str | None, typer.Argument(help="Default: all of them.")] = None, as_json: AsJson = False
) -> None:
    """Read them again now, and show what comes next in them."""

    async def work(appliance: Appliance) -> list[_Shown]:
        from appliance.reach.calendars import Calendars

        store = appliance.store
        reader = Calendars(store, appliance.now, _look_ups(appliance))
        if name is not None:
            read = [await reader.refresh(await store.calendars.calendar(name))]
        else:
            read = await reader.refresh_all()
        return await _shown(appliance, read, upcoming=True)

    found = on_appliance(work)
    if as_json:
        show_json([{**each.as_json(), "next": [record(event) for event in each.upcoming]} for each in found])
    else:
        for each in found:
            _print(each)
        if not found:
            print("No calendars yet. Add one: appliance calendars add work /srv/work.ics --kind busy")
    if any(each.calendar.fault for each in found):
        raise typer.Exit(1)


@calendars.command("remove")
def remove_calendar(name: Annotated[str, typer.Argument()]) -> None:
    """Forget a calendar and what was read from it."""

    async def work(appliance: Appliance) -> None:
        await appliance.store.calendars.remove(name)

    on_appliance(work)
    print(f"{name} is no longer read.")


def _password() -> str:
    if sys.stdin.isatty():
        return getpass.getpass("Password there: ")
    return sys.stdin.readline().rstrip("\r\n")


def _look_ups(appliance: Appliance) -> Callable[[str], None]:
    """What to tell which host names may be looked up."""
    return guarded(appliance.settings).allow_name


async def _shown(appliance: Appliance, found: list[Calendar], *, upcoming: bool) -> list[_Shown]:
    store, now = appliance.store, appliance.now()
    people = {person.id: person for person in await store.people.users()}
    counts = await store.calendars.counts()
    first = next(iter(people.values()), None)
    shown = []
    for each in found:
        owner = people.get(each.user_id or UUID(int=0))
        person = owner or first
        zone = zone_named(person.timezone if person else "UTC")
        coming = (
            await store.calendars.upcoming(each.id, now, now.astimezone(zone).date(), NEXT_EVENTS) if upcoming else []
        )
        shown.append(_Shown(each, owner.name if owner else "", counts.get(each.id, 0), zone, coming))
    return shown


def _print(shown: _Shown) -> None:
    calendar = shown.calendar
    read = f"read {_local(calendar.read_at, shown.zone)}" if calendar.read_at else "not read yet"
    print(f"{calendar.name}: {shown.events} events, {read}.")
    if calendar.fault:
        print(f"It could not be read: {calendar.fault}")
    for event in shown.upcoming:
        print(f"  {_when(event, shown.zone)}  {event.title}")


def _when(event: CalendarEvent, zone: ZoneInfo) -> str:
    if event.from_day and event.until_day:
        until = "" if event.until_day == event.from_day else f" to {event.until_day:%a %d %b}"
        return f"{event.from_day:%a %d %b}{until}"
    return f"{_local(event.starts_at, zone)} to {_local(event.ends_at, zone)}"


def _local(at: datetime | None, zone: ZoneInfo) -> str:
    return f"{at.astimezone(zone):%a %d %b %H:%M}" if at else ""


def _public(source: str) -> str:
    """Without what may be a secret: a log-in, or the query of a private address."""
    if not is_address(source):
        return source
    parts = urlsplit(source)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}{'?…' if parts.query else ''}"
