"""Calls as they were: what was said and understood, the recordings, and what was misheard put right."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Request, Response

from appliance.accounts.roles import reads_private
from appliance.calls.looking_back import PastCall, has_clip, kind_kept_from, past_call, put_right
from appliance.calls.written import value_of
from appliance.errors import InvalidInputError, NotFoundError
from appliance.language.messages import messages
from appliance.records.agenda import Agenda
from appliance.records.calls import Call, CallStatus, Meaning
from appliance.review.dates import written
from appliance.review.wording import Wording
from appliance.schedule.walltime import zone_named
from appliance.web.api.callers import Caller, owner_of
from appliance.web.forms import fields_of
from appliance.web.parts import Parts
from appliance.web.site.frame import Given, Me, page, to

router = APIRouter(include_in_schema=False)

CALLS_A_PAGE = 25

WISHES = frozenset(
    {Meaning.REPEAT, Meaning.SLOWER, Meaning.STOP, Meaning.LATER, Meaning.REQUEST, Meaning.THINK, Meaning.SWITCH}
)
"""What is told alike: something wanted of the call, and no answer."""

TOLD_AS = {**dict.fromkeys(WISHES, "request"), Meaning.OUT: "not_me"}


@router.get("/calls")
async def calls(request: Request, me: Me, parts: Given) -> Response:
    """One's own, the latest first."""
    asked = request.query_params.get("status", "")
    if asked and asked not in list(CallStatus):
        raise InvalidInputError("No call ends so.", says="choose")
    status = CallStatus(asked) if asked else None
    before = request.query_params.get("before", "")[:100] or None
    found = await parts.store.calls.recent(me.user.id, CALLS_A_PAGE + 1, before=before, status=status)
    older = urlencode({"before": str(found[CALLS_A_PAGE - 1].id), **({"status": asked} if asked else {})}) if (
        len(found) > CALLS_A_PAGE
    ) else ""  # fmt: skip
    shown = {
        "me": me.user,
        "calls": [(each, moment(each.due_at, each.zone, me.user.language)) for each in found[:CALLS_A_PAGE]],
        "statuses": list(CallStatus), "asked": asked, "before": before, "older": older,
    }  # fmt: skip
    return page(request, "calls.html", me.user.language, shown)


@router.get("/calls/{call_id}")
async def call(call_id: UUID, request: Request, me: Me, parts: Given) -> Response:
    """One of them, whole."""
    found = await _own(parts, me, call_id)
    await parts.store.audit.append(parts.now(), me.actor, "read turns", f"call {found.id}")
    past = await past_call(parts.store, found)
    items = Agenda.model_validate(found.agenda).items if found.agenda else ()
    shown = {
        "me": me.user, "past": past, "call": found, "when": moment(found.due_at, found.zone, me.user.language),
        "clips": _clips(parts, past), "labels": {item.key: item.label for item in items},
        "units": {item.key: item.unit for item in items},
        "told_as": TOLD_AS, "local": lambda at: at.astimezone(zone_named(found.zone)),
        "why": found.reason if found.reason not in ("", found.status) else "",
    }  # fmt: skip
    return page(request, "call.html", me.user.language, shown)


@router.post("/calls/{call_id}/answers/{observation_id}")
async def answer(call_id: UUID, observation_id: UUID, request: Request, me: Me, parts: Given) -> Response:
    """What an answer really meant, or what it was taken for at first."""
    fields = await fields_of(request)
    await _own(parts, me, call_id)
    found = await parts.store.corrections.observation(observation_id)
    if found.call_id != call_id:
        raise NotFoundError("That was not said in this call.")
    if "undo" in fields:
        await parts.store.corrections.undo(found.id)
    else:
        kind = await kind_kept_from(parts.store, found)
        value = value_of(kind, fields.get("value", "")[:80], me.user.language)
        await put_right(parts.store, found, value, parts.now())
    told = "undo correction" if "undo" in fields else "correct"
    await parts.store.audit.append(parts.now(), me.actor, told, f"observation {found.id}")
    return to(f"/calls/{call_id}")


def moment(at: datetime, zone: str, code: str) -> str:
    """`Mo, 2 Mar 2026, 21:30`, where it was."""
    local = at.astimezone(zone_named(zone))
    weekday = messages(code).page["wd"][0].split(" ")[local.weekday()]
    return f"{weekday}, {written(local.date(), Wording(code))}, {local:%H:%M}"


def _clips(parts: Parts, past: PastCall) -> frozenset[UUID]:
    """Ids of the turns and promises whose recording is there."""
    named = {row.id: row.audio_url for row in past.turns} | {row.id: row.audio_url for row in past.promises}
    return frozenset(row for row, name in named.items() if has_clip(parts.store, name))


async def _own(parts: Parts, me: Caller, call_id: UUID) -> Call:
    found = await parts.store.calls.call(call_id)
    await owner_of(parts, me, found.user_id, reads_private)
    return found
