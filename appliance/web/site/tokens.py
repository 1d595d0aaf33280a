"""Tokens of one's own programs: made, shown once, revoked."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Request, Response

from appliance.accounts import tokens
from appliance.accounts.roles import Scope
from appliance.errors import InvalidInputError, NotFoundError
from appliance.web.forms import fields_of
from appliance.web.site.frame import Given, Me, page, to

router = APIRouter(include_in_schema=False)


@router.post("/account/tokens")
async def make(request: Request, me: Me, parts: Given) -> Response:
    """A new one, in this answer only."""
    fields = await fields_of(request)
    scopes = [scope for scope in Scope if scope.value in fields]
    days = _days(fields.get("days", ""))
    token, row = await tokens.issue(parts.store, me.user, fields.get("name", ""), scopes, days, parts.now())
    await parts.store.audit.append(parts.now(), me.actor, "issue token", f"token {row.id}")
    return page(request, "token.html", me.user.language, {"me": me.user, "token": token, "row": row})


@router.post("/account/tokens/{token_id}")
async def revoke(token_id: UUID, request: Request, me: Me, parts: Given) -> Response:
    """The program is let in no more."""
    await fields_of(request)
    if not await parts.store.accounts.revoke_token(me.user.id, token_id, parts.now()):
        raise NotFoundError("There is no such token.")
    await parts.store.audit.append(parts.now(), me.actor, "revoke token", f"token {token_id}")
    return to("/account")


def _days(text: str) -> int | None:
    plain = text.strip()
    if not plain:
        return None
    if not (plain.isascii() and plain.isdigit() and len(plain) <= 6):
        raise InvalidInputError(f"{text[:20]!r} is no number of days.", says="number", text=text[:20])
    return int(plain)
