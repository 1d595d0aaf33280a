"""The second factor of one's own account: set up with a telephone, confirmed, switched off."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from appliance.accounts.second_factor import enrolment
from appliance.errors import RefusedError
from appliance.web.api.callers import address_of
from appliance.web.api.problems import status_of
from appliance.web.forms import fields_of
from appliance.web.qr import qr_code
from appliance.web.site.frame import Given, Me, page, to

router = APIRouter(include_in_schema=False)


@router.post("/account/second-factor")
async def begin(request: Request, me: Me, parts: Given) -> Response:
    """With the password: a key for the authenticator, in this answer only."""
    fields = await fields_of(request)
    secret = await parts.door.begin_second_factor(me.user, fields.get("password", ""), address=address_of(request))
    grouped = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
    shown = {"me": me.user, "key": grouped, "qr": qr_code(enrolment(secret, me.user.name)), "error": None}
    return page(request, "second_factor.html", me.user.language, shown)


@router.post("/account/second-factor/confirm")
async def confirm(request: Request, me: Me, parts: Given) -> Response:
    """With a code of the authenticator: recovery codes, in this answer only. The key is not shown again."""
    fields = await fields_of(request)
    try:
        codes = await parts.door.confirm_second_factor(me.user, fields.get("code", "")[:20])
    except RefusedError as error:
        shown = {"me": me.user, "key": "", "qr": None, "error": error}
        return page(request, "second_factor.html", me.user.language, shown, status_of(error))
    return page(request, "recovery_codes.html", me.user.language, {"me": me.user, "codes": codes})


@router.post("/account/second-factor/end")
async def end(request: Request, me: Me, parts: Given) -> Response:
    """With the password: a password alone is enough again."""
    fields = await fields_of(request)
    await parts.door.end_second_factor(me.user, fields.get("password", ""), address=address_of(request))
    return to("/account")
