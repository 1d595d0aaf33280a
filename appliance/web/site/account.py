"""One's own account: browsers that are signed in, and the password; its other parts have files of their own."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Request, Response

from appliance.accounts.roles import Scope, administers
from appliance.web.api.callers import address_of
from appliance.web.forms import fields_of
from appliance.web.site.frame import Given, Me, page, to

router = APIRouter(include_in_schema=False)


@router.get("/more")
async def more(request: Request, me: Me) -> Response:
    """The way to all other pages, and out."""
    return page(request, "more.html", me.user.language, {"me": me.user})


@router.get("/account")
async def account(request: Request, me: Me, parts: Given) -> Response:
    """Sessions and tokens that stand, the second factor, and the form for another password."""
    now = parts.now()
    sessions = [each for each in await parts.store.accounts.sessions(me.user.id) if each.expires_at > now]
    shown = {
        "me": me.user, "sessions": sessions, "mine": me.session.id if me.session else None,
        "account": await parts.store.accounts.account(me.user.id),
        "tokens": await parts.store.accounts.tokens(me.user.id),
        "scopes": [scope for scope in Scope if scope is not Scope.ADMINISTER or administers(me.user)],
    }  # fmt: skip
    return page(request, "account.html", me.user.language, shown)


@router.post("/account/sessions/{session_id}")
async def end_session(session_id: UUID, request: Request, me: Me, parts: Given) -> Response:
    """Sign another browser of one's own out."""
    await fields_of(request)
    await parts.store.accounts.revoke_session(me.user.id, session_id, parts.now())
    return to("/account")


@router.post("/account/password")
async def change_password(request: Request, me: Me, parts: Given) -> Response:
    """With the old one; all other browsers are signed out."""
    fields = await fields_of(request)
    if me.session is not None:
        await parts.door.change_password(
            me.user, fields.get("old", ""), fields.get("new", ""), keep=me.session, address=address_of(request)
        )
    return to("/account")
