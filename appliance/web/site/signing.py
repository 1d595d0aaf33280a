"""Signing in and out, and the first account."""

from __future__ import annotations

from collections.abc import Collection

from fastapi import APIRouter, Request, Response

from appliance.accounts.signing_in import Ticket
from appliance.errors import ApplianceError, ForbiddenError, SecondFactorError
from appliance.records.people import User
from appliance.upkeep.first_run import begin
from appliance.web.api.callers import address_of
from appliance.web.api.problems import status_of
from appliance.web.cookies import give_cookie, take_cookie
from appliance.web.forms import fields_of
from appliance.web.parts import Parts
from appliance.web.site.frame import Given, Me, language_of, local_path, page, to

router = APIRouter(include_in_schema=False)


@router.get("/sign-in")
async def sign_in_page(request: Request, parts: Given, back: str = "/") -> Response:
    """The form."""
    if not await parts.store.accounts.any():
        return to("/claim")
    return page(request, "sign_in.html", language_of(request), {"back": local_path(back)})


@router.post("/sign-in")
async def sign_in(request: Request, parts: Given) -> Response:
    """A session, or the form again with what is wrong."""
    fields = await fields_of(request)
    back = local_path(fields.get("back", "/"))
    try:
        ticket = await parts.door.sign_in(
            fields.get("name", ""),
            fields.get("password", ""),
            fields.get("code", ""),
            address=address_of(request),
            label=request.headers.get("user-agent", ""),
        )
    except ForbiddenError:
        raise
    except ApplianceError as error:
        second = isinstance(error, SecondFactorError)
        shown = {"back": back, "error": error, "name": fields.get("name", ""), "second": second}
        return page(request, "sign_in.html", language_of(request), shown, status_of(error))
    return _with_cookie(request, to(back), ticket)


@router.post("/sign-out")
async def sign_out(request: Request, me: Me, parts: Given) -> Response:
    """End this session."""
    await fields_of(request)
    if me.session is not None:
        await parts.store.accounts.revoke_session(me.user.id, me.session.id, parts.now())
    response = to("/sign-in")
    take_cookie(request, response)
    return response


@router.get("/claim")
async def claim_page(request: Request, parts: Given) -> Response:
    """The first account; once there is one, the form to sign in."""
    if await parts.store.accounts.any():
        return to("/sign-in")
    people = [user.name for user in await parts.store.people.users()]
    return page(request, "claim.html", language_of(request), {"people": people})


@router.post("/claim")
async def claim(request: Request, parts: Given) -> Response:
    """Open it, and sign in."""
    fields = await fields_of(request)
    name, password = fields.get("name", ""), fields.get("password", "")
    address, people = address_of(request), [user.name for user in await parts.store.people.users()]
    try:
        await parts.door.claim(
            fields.get("code", ""), parts.claim_code, name, fields.get("timezone", ""), password, address=address
        )
        ticket = await parts.door.sign_in(name, password, address=address, label=request.headers.get("user-agent", ""))
        await _greet(request, parts, ticket.user, known={user.casefold() for user in people})
    except ApplianceError as error:
        shown = {"error": error, "name": name, "timezone": fields.get("timezone", ""), "people": people}
        return page(request, "claim.html", language_of(request), shown, status_of(error))
    return _with_cookie(request, to("/setup"), ticket)


async def _greet(request: Request, parts: Parts, owner: User, known: Collection[str]) -> None:
    """Begin the first run, in the language of their browser where nobody has said another."""
    await begin(parts.store, owner, parts.now())
    spoken = language_of(request)
    if owner.name.casefold() not in known and spoken != owner.language and parts.settings.multi_language_enabled:
        await parts.store.people.save_user(owner.model_copy(update={"language": spoken}), parts.now())


def _with_cookie(request: Request, response: Response, ticket: Ticket) -> Response:
    give_cookie(request, response, ticket)
    return response
