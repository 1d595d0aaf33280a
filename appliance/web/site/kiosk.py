"""The page of a tablet that is a room: the code by which it is paired, then clock, next calls, and calls themselves.

Nobody is signed in here, and whoever is signed in with the same browser counts for nothing.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from appliance.accounts.pairings import Waiting
from appliance.channels.speaker import SpeakerChannel
from appliance.errors import ConflictError, ForbiddenError, InvalidInputError
from appliance.language.catalogue import language
from appliance.records.calls import UNDER_WAY
from appliance.records.people import Room
from appliance.records.requests import RequestKind, RequestSource, request_from
from appliance.web.api.callers import address_of
from appliance.web.cookies import Cookie, cookie_of, give_kiosk_cookie, take_cookie
from appliance.web.forms import fields_of
from appliance.web.front import root_of
from appliance.web.kiosks import Here, callable_here, tablet_of
from appliance.web.parts import Parts
from appliance.web.qr import qr_code
from appliance.web.site.frame import Given, language_of, page, to
from appliance.web.site.installed import icons
from appliance.web.site.inviting import only_here

router = APIRouter(include_in_schema=False)

PAPER = "#101318"

SOON = timedelta(seconds=15)
"""A call that rings within so long has the room already."""


@router.get("/kiosk")
async def kiosk(request: Request, parts: Given) -> Response:
    """For a tablet that is paired, its room; for any other, a code."""
    if not await parts.store.accounts.any():
        return to("/")
    cookie = cookie_of(request, Cookie.KIOSK)
    tablet = await tablet_of(request, parts)
    if tablet is None:
        return _code(request, parts, cookie)
    shown = {"room": tablet.room, "people": await callable_here(parts, tablet)}
    made = page(request, "kiosk.html", tablet.kiosk.language, shown)
    give_kiosk_cookie(request, made, cookie)
    return made


@router.post("/kiosk/call")
async def call(request: Request, here: Here, parts: Given) -> Response:
    """Have somebody called in this room now; they are asked whether they are there before anything else."""
    fields = await fields_of(request)
    try:
        wanted, request_id = UUID(fields.get("person", "")), UUID(fields.get("id", ""))
    except ValueError:
        raise InvalidInputError("That form is not complete.", remedy="Load the page again.") from None
    found = next((each for each in await callable_here(parts, here) if each.id == wanted), None)
    if found is None:
        raise ForbiddenError("Nobody is called from this tablet.", remedy="An owner may allow it on the page Rooms.")
    if await _in_use(parts, here.room):
        raise ConflictError("A call is going on here.")
    parts.pairings.count_call(here.kiosk)
    content = {
        "id": request_id, "kind": RequestKind.CALL, "source": RequestSource.PAGE, "user_id": found.id,
        "channel": SpeakerChannel.name, "room": here.room.name,
    }  # fmt: skip
    receipt = await parts.desk.execute(request_from(content))
    await parts.store.audit.append(parts.now(), here.actor, "call", f"user {found.id}")
    if not receipt.done:
        raise ConflictError(f"{language(here.kiosk.language).say_refusal(receipt).capitalize()}.")
    return Response(status_code=204)


@router.post("/kiosk/unpair")
async def unpair(request: Request, here: Here, parts: Given) -> Response:
    """The tablet is a room no more, and shows another code."""
    await fields_of(request)
    await parts.pairings.unpair(here.room, here.actor)
    made = to("/kiosk")
    take_cookie(request, made, Cookie.KIOSK)
    return made


@router.get("/kiosk/manifest.webmanifest")
async def manifest(request: Request) -> Response:
    """The tablet's page as an app of its own (w3.org/TR/appmanifest)."""
    root = root_of(request)
    told = {
        "id": f"{root}/kiosk", "name": "DisciplineCall", "short_name": "DisciplineCall",
        "start_url": f"{root}/kiosk", "scope": f"{root}/kiosk", "display": "fullscreen",
        "background_color": PAPER, "theme_color": PAPER, "icons": icons(root),
    }  # fmt: skip
    return JSONResponse(told, media_type="application/manifest+json")


def _code(request: Request, parts: Parts, cookie: str) -> Response:
    """The code that it shows already, or a new one."""
    waiting = parts.pairings.waiting(cookie) if cookie else None
    begun = None
    if waiting is None:
        begun, waiting = parts.pairings.begin(address_of(request), request.headers.get("user-agent", ""))
    made = page(request, "kiosk_code.html", language_of(request), _shown(request, waiting))
    if begun is not None:
        give_kiosk_cookie(request, made, begun)
    return made


def _shown(request: Request, waiting: Waiting) -> dict[str, Any]:
    address = f"{str(request.base_url).rstrip('/')}/rooms/pair/{waiting.code}"
    local = only_here(request.url.hostname or "")
    return {"code": waiting.code, "address": address, "qr": None if local else qr_code(address)}


async def _in_use(parts: Parts, room: Room) -> bool:
    """Whether a call rings, is held or is about to ring in this room."""
    soon = parts.now() + SOON
    return any(
        each.room is not None
        and each.room.casefold() == room.name.casefold()
        and (each.status in UNDER_WAY or (each.next_ring_at is not None and each.next_ring_at <= soon))
        for each in await parts.store.calls.unfinished()
    )
