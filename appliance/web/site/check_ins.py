"""When somebody is called: the week, their standing appointments, and what keeps calls from ringing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response

from appliance.accounts.roles import administers
from appliance.calls.appointments import check_appointment, check_ways, own_list, ways_to_ring
from appliance.calls.occasions import today_of
from appliance.calls.own_lists import write_question
from appliance.errors import InvalidInputError
from appliance.records.people import CallType, CheckIn, RingStyle, User
from appliance.schedule.rings import DEFAULT_RETRY_MINUTES
from appliance.web.api.callers import Caller, owner_of
from appliance.web.forms import fields_of
from appliance.web.parts import Parts
from appliance.web.site.frame import Given, Me, page, to

router = APIRouter(include_in_schema=False)

REMEMBERED = timedelta(days=7)
"""How long a removed call can be brought back."""

FREE_HOURS = tuple(f"{hour:02}:00" for hour in range(6, 23, 2))
"""Rows of the week that are there although nothing rings, so that a call can be drawn to them."""


@router.get("/check-ins")
async def check_ins(request: Request, me: Me, parts: Given) -> Response:
    """One's own, and the forms for more."""
    everything = await parts.store.people.check_ins(me.user.id, archived=True)
    found = sorted((each for each in everything if each.archived_at is None), key=lambda each: each.at)
    lists = await parts.store.agendas.of(me.user.id)
    since = parts.now() - REMEMBERED
    pauses = await parts.store.silences.pauses(me.user.id, since=today_of(me.user, parts.now()))
    shown = {
        **await _choices(parts, me.user, []), "check_ins": found, "week": week_of(found), "me": me.user,
        "removed": [each for each in everything if each.archived_at is not None and each.archived_at >= since],
        "lists": [(each, [write_question(asked) for asked in each.asks]) for each in lists],
        "names": {each.id: each.name for each in lists},
        "quiet": await parts.store.silences.quiet_hours(me.user.id),
        "pauses": [each for each in pauses if each.ended_at is None],
        "owner": administers(me.user), "wanted": _usual(me.user, parts), "agenda": "",
    }  # fmt: skip
    return page(request, "check_ins.html", me.user.language, shown)


@router.get("/check-ins/{check_in_id}")
async def check_in(check_in_id: UUID, request: Request, me: Me, parts: Given) -> Response:
    """The form to change one; with `?copy=1`, for another like it."""
    found, whose = await _found(parts, me, check_in_id)
    agenda = (await parts.store.agendas.by_id(found.agenda_id)).name if found.agenda_id else ""
    copied = "copy" in request.query_params
    shown = {
        **await _choices(parts, whose, found.channels),
        "wanted": found,
        "agenda": agenda,
        "copied": copied,
        "me": me.user,
    }
    if copied and whose.id != me.user.id:
        raise InvalidInputError("A copy would be a call of your own.", remedy="Change theirs instead.", says="others")
    return page(request, "check_in.html", me.user.language, shown)


@router.post("/check-ins")
async def add(request: Request, me: Me, parts: Given) -> Response:
    """Another one."""
    wanted = await _filled(await fields_of(request), _usual(me.user, parts), parts)
    await check_appointment(parts.store, wanted, me.user, parts.now())
    await parts.store.people.add_check_in(wanted)
    return to("/check-ins")


@router.post("/check-ins/{check_in_id}")
async def change(check_in_id: UUID, request: Request, me: Me, parts: Given) -> Response:
    """From now on it rings so."""
    fields = await fields_of(request)
    found, whose = await _found(parts, me, check_in_id)
    changed = await _filled(fields, found, parts)
    await check_appointment(parts.store, changed, whose, parts.now())
    await parts.store.people.save_check_in(changed, parts.now())
    return to("/check-ins")


@router.post("/check-ins/{check_in_id}/remove")
async def remove(check_in_id: UUID, request: Request, me: Me, parts: Given) -> Response:
    """It rings no more."""
    await fields_of(request)
    found, _ = await _found(parts, me, check_in_id)
    await parts.store.people.archive_check_in(found.id, parts.now())
    return to("/check-ins")


@router.post("/check-ins/{check_in_id}/restore")
async def restore(check_in_id: UUID, request: Request, me: Me, parts: Given) -> Response:
    """It rings again."""
    await fields_of(request)
    found, whose = await _found(parts, me, check_in_id)
    await check_appointment(parts.store, found, whose, parts.now())
    await parts.store.people.restore_check_in(found.id, parts.now())
    return to("/check-ins")


def week_of(found: Sequence[CheckIn]) -> list[tuple[str, list[list[CheckIn]]]]:
    """Rows by time, each with what rings on its seven days, Monday first."""
    if not found:
        return []
    times = sorted({each.at for each in found} | set(FREE_HOURS))
    return [
        (at, [[each for each in found if each.at == at and day in each.weekdays] for day in range(7)]) for at in times
    ]


async def _choices(parts: Parts, whose: User, had: Sequence[str]) -> dict[str, Any]:
    """What the fields of a form offer."""
    return {
        "types": list(CallType), "rings": list(RingStyle),
        "channels": list(dict.fromkeys([*ways_to_ring(parts.channels), *had])),
        "rooms": [room.name for room in await parts.store.people.rooms()],
        "agendas": [each.name for each in await parts.store.agendas.of(whose.id)],
    }  # fmt: skip


def _usual(person: User, parts: Parts) -> CheckIn:
    return CheckIn(
        user_id=person.id,
        call_type=CallType.EVENING,
        at="21:30",
        weekdays=list(range(7)),
        channels=["speaker"],
        retry_minutes=list(DEFAULT_RETRY_MINUTES),
        created_at=parts.now(),
    )


async def _filled(fields: Mapping[str, str], before: CheckIn, parts: Parts) -> CheckIn:
    """As the form says; what the form does not have stays. Raises `InvalidInputError`, `NotFoundError`."""
    days = [day for day in range(7) if f"day{day}" in fields]
    if not days:
        raise InvalidInputError("A call needs a day of the week.", says="weekday")
    try:
        call_type = CallType(fields.get("call_type", before.call_type))
        ring = RingStyle(fields.get("ring", before.ring))
    except ValueError:
        raise InvalidInputError("There is no such kind of call.", says="choose") from None
    at = fields.get("at", "")
    in_order = [fields[name] for name in sorted(fields) if name.startswith("channel") and fields[name]]
    wanted = before.model_copy(
        update={
            "call_type": call_type,
            "ring": ring,
            "wake_task": before.wake_task and ring is RingStyle.WAKE_UP,
            "at": at[:5] if len(at) == len("21:30:00") else at,  # a browser's field for a time may add seconds
            "weekdays": days,
            "channels": list(dict.fromkeys(in_order)) or before.channels,
            "room": fields.get("room", before.room) or None,
            "in_quiet_hours": "in_quiet_hours" in fields,
        }
    )
    wanted.channel_rules = {name: rule for name, rule in before.channel_rules.items() if name in wanted.channels}
    if "agenda" in fields:
        wanted.agenda_id = await own_list(parts.store, wanted, fields["agenda"])
    elif call_type is not CallType.CUSTOM:
        wanted.agenda_id = None
    await check_ways(parts.store, wanted, {*parts.channels, *before.channels})  # what it had may be off just now
    return wanted


async def _found(parts: Parts, me: Caller, check_in_id: UUID) -> tuple[CheckIn, User]:
    found = await parts.store.people.check_in(check_in_id)
    return found, await owner_of(parts, me, found.user_id)
