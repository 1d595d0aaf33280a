"""`appliance call`, `talk` and `calls`."""

from __future__ import annotations

import asyncio
import sys
from contextlib import nullcontext, redirect_stdout
from typing import Annotated, Any

import typer

from appliance.app import Appliance
from appliance.calls.by_hand import follow
from appliance.calls.coming import Coming, Notice, coming, notices
from appliance.cli.asking import send, tell
from appliance.cli.session import AsJson, on_appliance, record, show_json, show_table
from appliance.errors import ConflictError, InvalidInputError
from appliance.language.catalogue import language
from appliance.records.calls import Call, CallStatus, CallType, MessageType
from appliance.records.people import User
from appliance.records.requests import Receipt, Request, RequestKind, RequestSource
from appliance.schedule.walltime import zone_named
from appliance.upkeep.control import ask
from appliance.upkeep.duty import calling_by_hand, somebody_on_duty

calls = typer.Typer(help="What happened.", no_args_is_help=True)

ANSWERED = frozenset(
    {CallStatus.COMPLETED, CallStatus.PARTIAL, CallStatus.SNOOZED, CallStatus.SKIPPED, CallStatus.PAUSED}
)
"""Ways in which a call that was asked for now has reached somebody."""


def register(cli: typer.Typer) -> None:
    """Add this room's commands."""
    cli.command("call")(call)
    cli.command("talk")(talk)
    cli.add_typer(calls, name="calls")


def call(
    user: Annotated[str, typer.Argument(help="Name or id.")],
    call_type: Annotated[CallType, typer.Option("--type", help="What the call is about.")] = CallType.EVENING,
    channel: Annotated[str, typer.Option(help="speaker or console.")] = "speaker",
    room: Annotated[str | None, typer.Option(help="Room whose speaker rings.")] = None,
    as_json: AsJson = False,
) -> None:
    """Call somebody now, once, and show how it went."""
    _run(user, call_type, channel, room, as_json)


def talk(
    user: Annotated[str, typer.Argument(help="Name or id.")],
    call_type: Annotated[
        CallType | None, typer.Option("--type", help="Hold a call of this type instead of just talking.")
    ] = None,
    channel: Annotated[str, typer.Option(help="console, to type; speaker, to talk.")] = "console",
    room: Annotated[str | None, typer.Option(help="Room whose speaker rings.")] = None,
    as_json: AsJson = False,
) -> None:
    """Talk now, without an agenda. In this terminal it is typed: an empty line is silence, Ctrl-D hangs up."""
    _run(user, call_type, channel, room, as_json)


def _run(user: str, call_type: CallType | None, channel: str, room: str | None, as_json: bool) -> None:
    async def work(appliance: Appliance) -> dict[str, Any]:
        person = await appliance.store.people.user(user)
        if channel not in appliance.channels:
            raise InvalidInputError(f"There is no channel {channel!r}; there is: {', '.join(appliance.channels)}.")
        if room is not None:
            await appliance.store.people.room(room)
        folder = appliance.settings.local_data_path
        request = Request(
            kind=RequestKind.CALL,
            source=RequestSource.CLI,
            user_id=person.id,
            call_type=call_type,
            talk=call_type is None,
            channel=channel,
            room=room,
        )
        if channel != "console" and somebody_on_duty(folder):
            content = {"command": "request", "request": request.model_dump(mode="json")}
            placed = await _placed(appliance, Receipt.model_validate((await ask(folder, content))["receipt"]), person)
            print(f"The running appliance rings {person.name} now.")
            done = await follow(appliance.store, placed, lambda: somebody_on_duty(folder))
        else:
            with calling_by_hand(folder):
                done = await appliance.dialer.ring(
                    await _placed(appliance, await appliance.desk.execute(request), person)
                )
        return await _details(appliance, done)

    with redirect_stdout(sys.stderr) if as_json else nullcontext():  # what is said meanwhile is not JSON
        shown = on_appliance(work)
    _show(shown, as_json, dialogue=channel != "console")
    if shown["status"] not in ANSWERED:
        raise typer.Exit(1)


async def _placed(appliance: Appliance, receipt: Receipt, person: User) -> Call:
    if not receipt.done or receipt.call_id is None:
        why = language("en").say_refusal(receipt)
        raise ConflictError(f"{person.name} is not called: {why}.", remedy="See: appliance calls list")
    placed = await appliance.store.calls.call(receipt.call_id)
    if placed.check_in_id is not None and placed.due_at > appliance.now():
        print(f"This is the {placed.call_type} check-in of {_local(placed)}, held early: it does not ring again then.")
    return placed


@calls.command("list")
def list_calls(
    user: Annotated[str | None, typer.Argument(help="Name or id; default: everybody.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=1000)] = 20,
    as_json: AsJson = False,
) -> None:
    """The latest calls."""

    async def work(appliance: Appliance) -> tuple[list[Call], dict[Any, str]]:
        people = {person.id: person.name for person in await appliance.store.people.users()}
        chosen = (await appliance.store.people.user(user)).id if user else None
        return await appliance.store.calls.recent(chosen, limit), people

    found, people = on_appliance(work)
    if as_json:
        show_json([record(each) for each in found])
        return
    show_table(
        ("id", "person", "type", "due", "status", "channel"),
        [
            (str(each.id)[:8], people.get(each.user_id), each.call_type, _local(each), each.status, each.platform)
            for each in found
        ],
        "No calls yet. Hold one now: appliance talk NAME",
    )


@calls.command("show")
def show_call(
    call_id: Annotated[str, typer.Argument(help="The id, or its beginning.")], as_json: AsJson = False
) -> None:
    """One call: its rings, what was said, and what was understood."""

    async def work(appliance: Appliance) -> dict[str, Any]:
        return await _details(appliance, await appliance.store.calls.call(call_id))

    _show(on_appliance(work), as_json, dialogue=True)


@calls.command("next")
def next_calls(as_json: AsJson = False) -> None:
    """What rings next, and what keeps calls from ringing."""

    async def work(appliance: Appliance) -> tuple[list[Coming], list[Notice]]:
        now = appliance.now()
        told = await notices(appliance.store, now, appliance.clock.held())
        return await coming(appliance.store, now), told

    found, told = on_appliance(work)
    if as_json:
        show_json({
            "calls": [
                {"user": each.user.name, "call_type": each.call_type, "ring_at": each.ring_at.isoformat(),
                 "channels": list(each.channels), "note": each.note}
                for each in found
            ],
            "notices": [each.text for each in told],
        })  # fmt: skip
        return
    for notice in told:
        print(f"{notice.text}{f'  ({notice.remedy})' if notice.remedy else ''}")
    show_table(
        ("when", "person", "type", "channels", "note"),
        [(each.when, each.user.name, each.call_type, ", ".join(each.channels), each.note) for each in found],
        "Nothing rings. Add a check-in: appliance check-ins add Sam --type evening --at 21:30",
    )


@calls.command("cancel")
def cancel_call(
    call_id: Annotated[str, typer.Argument(help="The id, or its beginning.")], as_json: AsJson = False
) -> None:
    """Take back a call that has not rung yet."""

    async def look(appliance: Appliance) -> Call:
        return await appliance.store.calls.call(call_id)

    found = on_appliance(look)
    tell(send(RequestKind.CANCEL, str(found.user_id), call_id=found.id), as_json)


async def _details(appliance: Appliance, found: Call) -> dict[str, Any]:
    attempts, turns, observations = await asyncio.gather(
        appliance.store.calls.attempts(found.id),
        appliance.store.calls.turns(found.id),
        appliance.store.calls.observations(found.id),
    )
    return {
        **record(found),
        "attempts": [record(each) for each in attempts],
        "turns": [record(each) for each in turns],
        "observations": [record(each) for each in observations],
    }


def _show(found: dict[str, Any], as_json: bool, *, dialogue: bool) -> None:
    if as_json:
        show_json(found)
        return
    for attempt in found["attempts"]:
        detail = f" ({attempt['detail']})" if attempt["detail"] else ""
        print(f"ring {attempt['number']} on {attempt['channel']}: {attempt['result'] or 'ringing'}{detail}")
    meanings = {each["turn_id"]: each for each in found["observations"]}
    for turn in found["turns"] if dialogue else []:
        who = "you" if turn["message_type"] == MessageType.USER else "ai "
        print(f"  {who}  {turn['content'] or '(silence)'}")
        if meaning := meanings.get(turn["id"]):
            value = "" if meaning["value"] is None else f" {meaning['value']:g}"
            settled = "" if meaning["settled"] else ", to be confirmed"
            print(f"       → {meaning['meaning']}{value} ({meaning['confidence']:.2f}{settled})")
        if served := _served(turn):
            print(f"       {served}")
    why = f" ({found['reason']})" if found["reason"] not in ("", found["status"]) else ""
    print(f"{found['call_type']} call: {found['status']}{why}")


def _served(turn: dict[str, Any]) -> str:
    """Which engines made the turn, how quickly, and what failed meanwhile."""
    told = [turn["engine"]] if turn["engine"] else []
    if turn["worded_by"]:
        told.append(f"worded by {turn['worded_by']}")
    if turn["voice_to_voice_ms"] is not None:
        told.append(f"first sound {turn['voice_to_voice_ms'] / 1000:.2f} s after your last word")
    if turn["trouble"]:
        told.append(f"failed: {turn['trouble']}")
    return ", ".join(told)


def _local(found: Call) -> str:
    return f"{found.due_at.astimezone(zone_named(found.zone)):%a %d %b %H:%M}"
