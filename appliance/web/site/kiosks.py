"""An owner pairs tablets with rooms, says what they may, and unpairs them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request, Response

from appliance.accounts.roles import administers
from appliance.errors import ApplianceError, ForbiddenError, InvalidInputError
from appliance.language.folders import base_code, known_languages
from appliance.language.messages import message_codes
from appliance.records.people import Room
from appliance.web.api.callers import Caller, address_of
from appliance.web.api.problems import status_of
from appliance.web.forms import fields_of
from appliance.web.site.frame import Given, Me, page, to

router = APIRouter(include_in_schema=False)

LONGEST_CODE = 40


@router.get("/rooms/pair")
async def form(request: Request, me: Me, parts: Given) -> Response:
    """The form for the code that a tablet shows."""
    _owner(me)
    return _form(request, me, {})


@router.get("/rooms/pair/{code}")
async def form_of_code(code: str, request: Request, me: Me, parts: Given) -> Response:
    """The same with the code in it, as the tablet's square code leads here; which tablet it is, to be sure."""
    _owner(me)
    code = code[:LONGEST_CODE]
    try:
        tablet = parts.pairings.shown_by(code, me.user, address_of(request))
    except ApplianceError as error:
        return _form(request, me, {}, error=error)
    return _form(request, me, {"code": code}, tablet=tablet)


@router.post("/rooms/pair")
async def pair(request: Request, me: Me, parts: Given) -> Response:
    """The tablet is this room from now on."""
    _owner(me)
    fields = await fields_of(request)
    try:
        room = Room(name=fields.get("name", ""), private="private" in fields, created_at=parts.now())
        spoken = _language(fields.get("language", ""))
        code = fields.get("code", "")[:LONGEST_CODE]
        paired = await parts.pairings.pair(code, room, spoken, me.user, address_of(request))
    except ApplianceError as error:
        return _form(request, me, fields, error=error)
    return to(f"/rooms/{paired.id}")


@router.post("/rooms/{which}/kiosk")
async def change(which: str, request: Request, me: Me, parts: Given) -> Response:
    """Its language, and whether people are called from it."""
    _owner(me)
    room = await parts.store.people.room(which)
    fields = await fields_of(request)
    spoken = _language(fields.get("language", ""))
    await parts.store.kiosks.change(room.id, language=spoken, calls_by_name="calls_by_name" in fields)
    await parts.store.audit.append(parts.now(), me.actor, "change kiosk", f"room {room.id}")
    return to(f"/rooms/{room.id}")


@router.post("/rooms/{which}/unpair")
async def unpair(which: str, request: Request, me: Me, parts: Given) -> Response:
    """Its tablet is nobody at once; a call that is held there ends."""
    _owner(me)
    await fields_of(request)
    room = await parts.store.people.room(which)
    await parts.pairings.unpair(room, me.actor)
    return to(f"/rooms/{room.id}")


def titled_languages() -> list[tuple[str, str]]:
    """Those that pages are in, as code and the language's own name."""
    return [(each.code, each.own_name) for each in known_languages().values() if each.code in message_codes()]


def _form(
    request: Request, me: Caller, typed: Mapping[str, str], *, tablet: Any = None, error: ApplianceError | None = None
) -> Response:
    shown = {
        "me": me.user, "error": error, "tablet": tablet, "languages": titled_languages(),
        "form": {"code": "", "name": "", "private": "", "language": base_code(me.user.language), **typed},
    }  # fmt: skip
    return page(request, "pair.html", me.user.language, shown, status_of(error) if error else 200)


def _language(code: str) -> str:
    if code not in message_codes():
        raise InvalidInputError(f"There are no texts in {code[:20]!r}.", remedy=", ".join(sorted(message_codes())))
    return code


def _owner(me: Caller) -> None:
    if not administers(me.user):
        raise ForbiddenError("Only an owner of the household may do that.")
