"""Forms of the page about calls: quiet hours, pauses, and one's own lists of questions."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response

from appliance.accounts.roles import administers, reads_private
from appliance.calls.occasions import today_of
from appliance.calls.own_lists import add_list
from appliance.calls.own_questions import read_questions
from appliance.errors import ForbiddenError, InvalidInputError
from appliance.records.people import QuietHours
from appliance.records.requests import RequestKind, RequestSource, request_from
from appliance.schedule.walltime import ONE_DAY
from appliance.web.api.callers import Caller, owner_of
from appliance.web.api.resources.schedule import may_silence
from appliance.web.faults import check_done
from appliance.web.forms import day_of, fields_of
from appliance.web.parts import Parts
from appliance.web.site.frame import Given, Me, to

router = APIRouter(include_in_schema=False)

HERE = "/check-ins"


@router.post("/quiet-hours")
async def add_quiet_hours(request: Request, me: Me, parts: Given) -> Response:
    """Nothing begins to ring in them."""
    fields = await fields_of(request)
    everyone = _everyone(me, fields)
    hours = QuietHours(
        user_id=None if everyone else me.user.id,
        begins=fields.get("begins", "")[:5],
        ends=fields.get("ends", "")[:5],
        weekdays=[day for day in range(7) if f"day{day}" in fields],
        created_at=parts.now(),
    )
    added = await parts.store.silences.add_quiet_hours(hours)
    await parts.store.audit.append(parts.now(), me.actor, "add quiet hours", f"quiet hours {added.id}")
    return to(HERE)


@router.post("/quiet-hours/{hours_id}/remove")
async def remove_quiet_hours(hours_id: UUID, request: Request, me: Me, parts: Given) -> Response:
    """It may ring in them again."""
    await fields_of(request)
    await may_silence(parts, me, await parts.store.silences.quiet_hours_by_id(hours_id))
    await parts.store.silences.remove_quiet_hours(hours_id)
    await parts.store.audit.append(parts.now(), me.actor, "remove quiet hours", f"quiet hours {hours_id}")
    return to(HERE)


@router.post("/pauses")
async def add_pause(request: Request, me: Me, parts: Given) -> Response:
    """Nothing rings from one day through another, or until calls are wanted again."""
    fields = await fields_of(request)
    first = day_of(fields["from_day"]) if fields.get("from_day") else today_of(me.user, parts.now())
    last = day_of(fields["last_day"]) if fields.get("last_day") else None
    if last is not None and last < first:
        raise InvalidInputError(
            f"A pause cannot end ({last}) before it begins ({first}).", says="days_backwards", first=first, last=last
        )
    wanted = {
        "kind": RequestKind.PAUSE,
        "from_day": first,
        "until_day": last + ONE_DAY if last else None,
        "text": fields.get("reason", "")[:500],
    }
    await _ask(parts, me, fields, wanted)
    return to(HERE)


@router.post("/pauses/end")
async def end_pauses(request: Request, me: Me, parts: Given) -> Response:
    """Calls again; days that were covered stay so."""
    await _ask(parts, me, await fields_of(request), {"kind": RequestKind.RESUME})
    return to(HERE)


@router.post("/questions")
async def add_questions(request: Request, me: Me, parts: Given) -> Response:
    """A list of one's own, one question a line."""
    fields = await fields_of(request)
    asked = read_questions(fields.get("questions", ""))
    await add_list(parts.store, me.user, fields.get("name", ""), asked, parts.now())
    return to(f"{HERE}#own")


@router.post("/questions/{agenda_id}/remove")
async def remove_questions(agenda_id: UUID, request: Request, me: Me, parts: Given) -> Response:
    """It is asked no more; calls that asked it keep it."""
    await fields_of(request)
    found = await parts.store.agendas.by_id(agenda_id)
    await owner_of(parts, me, found.user_id, reads_private)
    await parts.store.agendas.archive(found.id, parts.now())
    return to(f"{HERE}#own")


async def _ask(parts: Parts, me: Caller, fields: dict[str, str], wanted: dict[str, Any]) -> None:
    """Raises `ConflictError` where it is refused."""
    whom = None if _everyone(me, fields) else me.user.id
    receipt = await parts.desk.execute(request_from({**wanted, "source": RequestSource.PAGE, "user_id": whom}))
    check_done(receipt, me.user.language)


def _everyone(me: Caller, fields: dict[str, str]) -> bool:
    if "everyone" in fields and not administers(me.user):
        raise ForbiddenError("Only an owner of the household may do that for everyone.", says="owner_only")
    return "everyone" in fields
