"""When somebody is called: their standing appointments."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Request, Response

from appliance.calls.appointments import check_appointment
from appliance.errors import InvalidInputError
from appliance.records.people import CallType, CheckIn
from appliance.schedule.rings import DEFAULT_RETRY_MINUTES
from appliance.web.api.callers import owner_of
from appliance.web.forms import fields_of
from appliance.web.site.frame import Given, Me, page, to

router = APIRouter(include_in_schema=False)


@router.get("/check-ins")
async def check_ins(request: Request, me: Me, parts: Given) -> Response:
    """One's own, and the form for another."""
    found = await parts.store.people.check_ins(me.user.id)
    shown = {"me": me.user, "check_ins": sorted(found, key=lambda each: each.at), "types": list(CallType)}
    return page(request, "check_ins.html", me.user.language, shown)


@router.post("/check-ins")
async def add(request: Request, me: Me, parts: Given) -> Response:
    """Another one."""
    fields = await fields_of(request)
    days = [day for day in range(7) if f"day{day}" in fields]
    if not days:
        raise InvalidInputError("A call needs a day of the week.")
    try:
        call_type = CallType(fields.get("call_type", ""))
    except ValueError:
        raise InvalidInputError("There is no such kind of call.") from None
    wanted = CheckIn(
        user_id=me.user.id,
        call_type=call_type,
        at=fields.get("at", ""),
        weekdays=days,
        channels=["speaker"],
        retry_minutes=list(DEFAULT_RETRY_MINUTES),
        created_at=parts.now(),
    )
    if len(wanted.at) == len("21:30:00"):
        wanted.at = wanted.at[:5]  # a browser's field for a time may add seconds
    await check_appointment(parts.store, wanted, me.user, parts.now())
    await parts.store.people.add_check_in(wanted)
    return to("/check-ins")


@router.post("/check-ins/{check_in_id}/remove")
async def remove(check_in_id: UUID, request: Request, me: Me, parts: Given) -> Response:
    """It rings no more."""
    await fields_of(request)
    found = await parts.store.people.check_in(check_in_id)
    await owner_of(parts, me, found.user_id)
    await parts.store.people.archive_check_in(found.id, parts.now())
    return to("/check-ins")
