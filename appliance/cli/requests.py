"""What a person wants done now: snooze, move, skip, pause, resume, answer late, focus, home or away."""

from __future__ import annotations

from typing import Annotated

import typer

from appliance.cli import when
from appliance.cli.asking import call_id_of, send, tell
from appliance.cli.session import AsJson
from appliance.errors import InvalidInputError
from appliance.records.people import CallType, Whereabouts
from appliance.records.requests import RequestKind

User = Annotated[str, typer.Argument(help="Name or id.")]
CallId = Annotated[str | None, typer.Option("--call", help="A call's id or its beginning; default: the next one.")]
Type = Annotated[CallType | None, typer.Option("--type", help="Only calls of this type.")]
Reason = Annotated[str, typer.Option(help="In your own words; kept with the call.")]


def register(cli: typer.Typer) -> None:
    """Add this room's commands."""
    for command in (snooze, move, skip, pause, resume, answer, focus, place):
        cli.command(command.__name__)(command)


def snooze(
    user: User,
    minutes: Annotated[float | None, typer.Option("--for", help="Minutes; default 30.")] = None,
    until: Annotated[str | None, typer.Option(help="Local time, HH:MM.")] = None,
    call: CallId = None,
    as_json: AsJson = False,
) -> None:
    """Have the call that rings or waits ring again later."""
    if minutes is not None and until is not None:
        raise InvalidInputError("Either --for minutes or --until a time, not both.")
    if minutes is not None and not 0 < minutes <= 24 * 60:
        raise InvalidInputError(f"{minutes:g} minutes are no time to snooze.", remedy="Give 1 to 720 minutes.")
    at = when.wall_time(until) if until else None
    tell(send(RequestKind.SNOOZE, user, minutes=minutes, at=at, call_id=call_id_of(call)), as_json)


def move(
    user: User,
    to: Annotated[str, typer.Option(help="Local time, HH:MM.")],
    day: Annotated[str | None, typer.Option(help="2026-12-24, tomorrow, monday …")] = None,
    call_type: Type = None,
    call: CallId = None,
    as_json: AsJson = False,
) -> None:
    """Have the call under way, or the next one, ring at another time. What it asks still credits its own day."""
    until = when.day(day) if day else None
    at = when.wall_time(to)
    receipt = send(RequestKind.MOVE, user, at=at, until_day=until, call_type=call_type, call_id=call_id_of(call))
    tell(receipt, as_json)


def skip(user: User, reason: Reason = "", call_type: Type = None, call: CallId = None, as_json: AsJson = False) -> None:
    """Leave out the call under way, or the next one. It counts neither way."""
    tell(send(RequestKind.SKIP, user, text=reason, call_type=call_type, call_id=call_id_of(call)), as_json)


def pause(
    user: Annotated[str | None, typer.Argument(help="Name or id; or --everyone.")] = None,
    everyone: Annotated[bool, typer.Option("--everyone", help="The whole household.")] = False,
    start: Annotated[str | None, typer.Option("--from", help="First day; default: today.")] = None,
    until: Annotated[
        str | None, typer.Option(help="The day calls begin again: 2026-12-24, tomorrow, monday …; default: resume.")
    ] = None,
    reason: Reason = "",
    as_json: AsJson = False,
) -> None:
    """Let nothing ring, and freeze streaks: a holiday, an illness, a guest."""
    receipt = send(
        RequestKind.PAUSE,
        _whose(user, everyone),
        from_day=when.day(start) if start else None,
        until_day=when.day(until) if until else None,
        text=reason,
    )
    tell(receipt, as_json)


def resume(
    user: Annotated[str | None, typer.Argument(help="Name or id; or --everyone.")] = None,
    everyone: Annotated[bool, typer.Option("--everyone", help="The pause of the whole household.")] = False,
    as_json: AsJson = False,
) -> None:
    """End a pause. Days it covered stay covered."""
    tell(send(RequestKind.RESUME, _whose(user, everyone)), as_json)


def answer(
    user: User,
    call: CallId = None,
    call_type: Type = None,
    channel: Annotated[str | None, typer.Option(help="Another channel than the call's own.")] = None,
    as_json: AsJson = False,
) -> None:
    """Answer a missed call late: it rings now, and credits its own day. For up to two days."""
    call_id = call_id_of(call)
    tell(send(RequestKind.ANSWER_LATE, user, call_id=call_id, call_type=call_type, channel=channel), as_json)


def focus(
    user: User,
    minutes: Annotated[float, typer.Option("--for", min=1, max=480, help="Minutes.")] = 25,
    task: Annotated[str, typer.Option(help="What you work on.")] = "",
    room: Annotated[str | None, typer.Option(help="Where the words are said; default: the first room.")] = None,
    channel: Annotated[str, typer.Option()] = "speaker",
    as_json: AsJson = False,
) -> None:
    """Company for a stretch of work: a word midway, and the question at the end whether it got done."""
    tell(send(RequestKind.FOCUS, user, minutes=minutes, text=task, room=room, channel=channel), as_json)


def place(
    user: User, where: Annotated[Whereabouts, typer.Argument(help="home or away.")], as_json: AsJson = False
) -> None:
    """Say where somebody is: channels may ring only at home, or only away."""
    tell(send(RequestKind.PLACE, user, place=where), as_json)


def _whose(user: str | None, everyone: bool) -> str | None:
    if (user is None) == (not everyone):
        raise InvalidInputError("Name a person, or say --everyone; not both.")
    return user
