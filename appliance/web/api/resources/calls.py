"""Calls: what comes, what was, and what a person wants done now."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field

from appliance.accounts.roles import Scope, administers, reads_private
from appliance.calls.coming import coming
from appliance.errors import ForbiddenError
from appliance.records.calls import CallStatus
from appliance.records.people import CallType, Whereabouts
from appliance.records.requests import Receipt, RequestKind, RequestSource, request_from
from appliance.web.api.callers import Caller, Given, may, owner_of, person
from appliance.web.api.paging import Before, Limit, Page, page_of
from appliance.web.api.views import CallView, ObservationView, TurnView

router = APIRouter(tags=["calls"])

Reader = Annotated[Caller, Depends(may(Scope.READ))]
Asker = Annotated[Caller, Depends(may(Scope.CALL))]


class Coming(BaseModel):
    """A call that will ring."""

    user_id: UUID
    name: str
    call_type: CallType
    ring_at: datetime
    channels: list[str]
    note: str


class Wish(BaseModel):
    """What is wanted now. `id` makes it happen once, however often it is sent."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"kind": "snooze", "minutes": 10}, {"kind": "call", "call_type": "evening"}]},
    )

    kind: RequestKind
    id: UUID | None = None
    who: str = Field(default="me", max_length=80)
    """`me`, a name or an id."""
    call_id: UUID | None = None
    call_type: CallType | None = None
    minutes: float | None = Field(default=None, gt=0, le=1e7, allow_inf_nan=False)
    at: str | None = Field(default=None, pattern=r"^([01]\d|2[0-3]):[0-5]\d$")
    from_day: date | None = None
    until_day: date | None = None
    talk: bool = False
    channel: str | None = Field(default=None, max_length=40)
    room: str | None = Field(default=None, max_length=80)
    place: Whereabouts | None = None
    text: str = Field(default="", max_length=500)


@router.get("/upcoming")
async def upcoming(caller: Reader, parts: Given) -> list[Coming]:
    """What rings next: one's own; of everybody, for an owner."""
    found = await coming(parts.store, parts.now())
    return [
        Coming(
            user_id=each.user.id, name=each.user.name, call_type=each.call_type, ring_at=each.ring_at,
            channels=list(each.channels), note=each.note,
        )
        for each in found
        if each.user.id == caller.user.id or administers(caller.user)
    ]  # fmt: skip


@router.get("/people/{who}/calls")
async def list_calls(
    who: str, caller: Reader, parts: Given, limit: Limit = 50, before: Before = "", status: CallStatus | None = None
) -> Page[CallView]:
    """Their calls, the latest first; with `status`, those that ended so."""
    found = await person(parts, caller, who)
    rows = await parts.store.calls.recent(found.id, limit + 1, before=before or None, status=status)
    return page_of(rows, CallView.of, limit, lambda call: str(call.id))


@router.get("/calls/{call_id}")
async def show_call(call_id: UUID, caller: Reader, parts: Given) -> CallView:
    """One call, without what was said."""
    found = await parts.store.calls.call(call_id)
    await owner_of(parts, caller, found.user_id)
    return CallView.of(found)


@router.get("/calls/{call_id}/turns")
async def list_turns(call_id: UUID, caller: Reader, parts: Given) -> list[TurnView]:
    """What was said, and what served it: nobody's but the person's own."""
    found = await parts.store.calls.call(call_id)
    await owner_of(parts, caller, found.user_id, reads_private)
    await parts.store.audit.append(parts.now(), caller.actor, "read turns", f"call {found.id}")
    return [TurnView.of(each) for each in await parts.store.calls.turns(found.id)]


@router.get("/calls/{call_id}/observations")
async def list_observations(call_id: UUID, caller: Reader, parts: Given) -> list[ObservationView]:
    """What was understood: nobody's but the person's own."""
    found = await parts.store.calls.call(call_id)
    await owner_of(parts, caller, found.user_id, reads_private)
    return [ObservationView.of(each) for each in await parts.store.calls.observations(found.id)]


@router.post("/requests")
async def ask(body: Wish, caller: Asker, parts: Given) -> Receipt:
    """Call now, snooze, move, skip, pause, resume …: what became of it. A refusal has changed nothing."""
    whole_house = body.who == "everyone"
    if whole_house and not administers(caller.user):
        raise ForbiddenError("Only an owner of the household may do that for everyone.")
    found = None if whole_house else await person(parts, caller, body.who)
    content = body.model_dump(exclude={"who", "id"}, exclude_none=True)
    content |= {"source": RequestSource.PAGE, "user_id": found.id if found else None}
    if body.id is not None:
        content["id"] = body.id
    if body.call_id is not None:
        await owner_of(parts, caller, (await parts.store.calls.call(body.call_id)).user_id)
    return await parts.desk.execute(request_from(content))
