"""Invitations: made by an owner, shown once; accepted by whoever has the code, with a password of their own."""

from __future__ import annotations

import ipaddress
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Request, Response

from appliance.accounts import household
from appliance.errors import ApplianceError, ForbiddenError, RefusedError
from appliance.records.people import User
from appliance.web.api.callers import address_of, owner_of
from appliance.web.api.problems import status_of
from appliance.web.cookies import give_cookie
from appliance.web.forms import fields_of
from appliance.web.qr import qr_code
from appliance.web.site.frame import Given, Me, language_of, page, to
from appliance.web.site.people import when_told

router = APIRouter(include_in_schema=False)

LONGEST_CODE = 40


@router.post("/people/{user_id}/invite")
async def invite(user_id: UUID, request: Request, me: Me, parts: Given) -> Response:
    """A new code and its address, in this answer only."""
    await fields_of(request)
    found = await owner_of(parts, me, user_id)
    code, row = await household.invite(parts.store, me.user, found, parts.now())
    address = f"{str(request.base_url).rstrip('/')}/welcome?code={code}"
    local = only_here(request.url.hostname or "")
    return page(request, "invitation.html", me.user.language, {
        "me": me.user, "person": found, "code": code, "address": address, "local": local,
        "qr": None if local else qr_code(address), "until": when_told(row.expires_at, me.user),
    })  # fmt: skip


@router.post("/people/{user_id}/uninvite")
async def uninvite(user_id: UUID, request: Request, me: Me, parts: Given) -> Response:
    """The code lets nobody in any more."""
    await fields_of(request)
    found = await owner_of(parts, me, user_id)
    await household.withdraw_invitations(parts.store, me.user, found, parts.now())
    return to(f"/people/{found.id}")


@router.get("/welcome")
async def welcome(request: Request, parts: Given, code: str = "") -> Response:
    """The form for a password, where the code is good; otherwise the form for the code."""
    if not code:
        return _form(request)
    try:
        invited = await parts.door.invited(code[:LONGEST_CODE], address=address_of(request))
    except RefusedError as error:
        return _form(request, error=error)
    return _form(request, invited, code)


@router.post("/welcome")
async def accept(request: Request, parts: Given) -> Response:
    """Open the account and sign in; a form with a code alone asks for the password."""
    fields = await fields_of(request)
    code, password = fields.get("code", "")[:LONGEST_CODE], fields.get("password")
    if password is None:
        return to(f"/welcome?code={quote(code.strip())}")
    address = address_of(request)
    try:
        user = await parts.door.accept_invitation(code, password, address=address)
        ticket = await parts.door.sign_in(
            user.name, password, address=address, label=request.headers.get("user-agent", "")
        )
    except ForbiddenError:
        raise
    except RefusedError as error:
        return _form(request, error=error)
    except ApplianceError as error:
        return _form(request, await parts.door.invited(code, address=address), code, error)
    response = to("/")
    give_cookie(request, response, ticket)
    return response


def _form(
    request: Request, invited: User | None = None, code: str = "", error: ApplianceError | None = None
) -> Response:
    language = invited.language if invited else language_of(request)
    shown = {"invited": invited, "code": code, "error": error}
    return page(request, "welcome.html", language, shown, status_of(error) if error else 200)


def only_here(host: str) -> bool:
    """Whether an address of this name leads nowhere from another machine."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
