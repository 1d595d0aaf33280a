"""Today: what rings next, what is due, what was promised."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from fastapi import APIRouter, Request, Response

from appliance.accounts.roles import reads_private
from appliance.calls.coming import coming, notices
from appliance.calls.habits import still_due
from appliance.calls.occasions import today_of
from appliance.calls.promised import promise_of
from appliance.calls.written import by_hand, left_out, value_of
from appliance.errors import InvalidInputError
from appliance.records.calls import CallStatus
from appliance.records.people import User
from appliance.records.progress import CommitmentStatus
from appliance.records.requests import RequestKind, RequestSource, request_from
from appliance.review.dates import moment
from appliance.review.wording import Wording
from appliance.schedule.days import pause_on
from appliance.schedule.walltime import zone_named
from appliance.upkeep.first_run import unfinished
from appliance.web.api.callers import owner_of
from appliance.web.faults import check_done
from appliance.web.forms import fields_of
from appliance.web.parts import Parts
from appliance.web.site.frame import Given, Me, page, to

router = APIRouter(include_in_schema=False)

MOST_CALLS = 5

WISHES: Mapping[str, Mapping[str, Any]] = {
    "call": {"kind": RequestKind.CALL},
    "talk": {"kind": RequestKind.CALL, "talk": True},
    "call_here": {"kind": RequestKind.CALL, "channel": "browser"},
    "talk_here": {"kind": RequestKind.CALL, "talk": True, "channel": "browser"},
    "snooze": {"kind": RequestKind.SNOOZE, "minutes": 10},
    "skip": {"kind": RequestKind.SKIP},
    "pause": {"kind": RequestKind.PAUSE},
    "resume": {"kind": RequestKind.RESUME},
}
"""What the buttons ask for."""

PAUSE = timedelta(days=7)


@router.get("/today")
async def today(request: Request, me: Me, parts: Given) -> Response:
    """Everything that matters today."""
    async with parts.store.snapshot():
        content = await _shown(me.user, parts)
    return page(request, "today.html", me.user.language, content)


async def _shown(user: User, parts: Parts) -> dict[str, Any]:
    now = parts.now()
    day = today_of(user, now)
    mine = (await coming(parts.store, now, user))[:MOST_CALLS]
    wording = Wording(user.language)
    calls = [{"call": each, "when": moment(each.ring_at, each.zone, wording), "request_id": uuid4()} for each in mine]
    promises = await parts.store.progress.commitments(user.id, status=CommitmentStatus.OPEN)
    return {
        "me": user, "day": day, "calls": calls, "promises": promises, "due": await still_due(parts.store, user, day),
        "notices": await notices(parts.store, now, parts.observatory.clock.held()),
        "waiting": await _waiting(parts, user), "request_id": uuid4(), "paused": await _paused(parts, user),
        "set_up": not await unfinished(parts.store, user),
    }  # fmt: skip


async def _waiting(parts: Parts, user: User) -> list[dict[str, Any]]:
    """Calls that wait for letters, with since when and the request that holds them here."""
    found = []
    for call in await parts.store.calls.unfinished():
        if call.user_id != user.id or call.status is not CallStatus.WAITING:
            continue
        since = (await parts.store.calls.attempts(call.id))[-1].started_at
        local = since.astimezone(zone_named(user.timezone))
        found.append({"call": call, "since": f"{local:%H:%M}", "request_id": uuid4()})
    return found


async def _paused(parts: Parts, user: User) -> bool:
    day = today_of(user, parts.now())
    return pause_on(day, await parts.store.silences.pauses(user.id, since=day)) is not None


@router.post("/today/wish")
async def wish(request: Request, me: Me, parts: Given) -> Response:
    """Call, snooze, skip, pause: done once, however often the form is sent."""
    fields = await fields_of(request)
    wanted = WISHES.get(fields.get("wish", ""))
    if wanted is None:
        raise InvalidInputError("There is no such button.", says="button")
    content = {**wanted, "id": _id(fields.get("id", "")), "source": RequestSource.PAGE, "user_id": me.user.id}
    if wanted["kind"] is RequestKind.CALL and "call_type" in fields:
        content["call_type"] = fields["call_type"]  # the check-in of that type still to come is held early
    if wanted["kind"] is RequestKind.PAUSE:
        content["until_day"] = today_of(me.user, parts.now()) + PAUSE
    receipt = await parts.desk.execute(request_from(content))
    check_done(receipt, me.user.language)
    return to("/today")


@router.post("/today/value")
async def put_value(request: Request, me: Me, parts: Given) -> Response:
    """Write down a value of today, skip it, or take the last back."""
    fields = await fields_of(request)
    kind = await parts.store.progress.metric_type(me.user.id, fields.get("metric", ""))
    day, now = today_of(me.user, parts.now()), parts.now()
    if "skip" in fields:
        await parts.store.progress.skip(left_out(kind, day, now))
        return to("/today")
    value = value_of(kind, fields.get("value", ""), me.user.language)
    await parts.store.progress.record(by_hand(kind, day, value, now))
    return to("/today")


@router.post("/today/promise")
async def promise(request: Request, me: Me, parts: Given) -> Response:
    """Promise something."""
    fields = await fields_of(request)
    now = parts.now()
    made = promise_of(me.user, fields.get("text", "")[:500], today_of(me.user, now), now, None)
    await parts.store.progress.add_commitment(made)
    return to("/today")


@router.post("/today/promise/{promise_id}")
async def settle(promise_id: UUID, request: Request, me: Me, parts: Given) -> Response:
    """Say what became of a promise."""
    fields = await fields_of(request)
    found = await parts.store.progress.commitment(promise_id)
    await owner_of(parts, me, found.user_id, reads_private)
    try:
        status = CommitmentStatus(fields.get("status", ""))
    except ValueError:
        raise InvalidInputError("A promise is kept or broken.", says="button") from None
    await parts.store.progress.settle(found.id, status, parts.now())
    return to("/today")


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise InvalidInputError("That form is not complete.", remedy="Load the page again.", says="form") from None
