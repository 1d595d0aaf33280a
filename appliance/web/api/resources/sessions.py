"""Signing in and out, the account's own security, and tokens of programs."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from appliance.accounts import tokens
from appliance.accounts.roles import Scope
from appliance.accounts.second_factor import enrolment
from appliance.errors import ForbiddenError, NotFoundError
from appliance.web.api.callers import Caller, Given, address_of, anyone, may
from appliance.web.api.views import PersonView, SessionView, TokenView
from appliance.web.cookies import give_cookie, take_cookie
from appliance.web.origin import same_origin

router = APIRouter(tags=["account"])

Browser = Annotated[Caller, Depends(may(Scope.READ, browser=True))]

Secret = Field(min_length=1, max_length=256)


class SignIn(BaseModel):
    model_config = ConfigDict(
        json_schema_extra={"examples": [{"name": "Sam", "password": "teapot lantern gravel", "code": ""}]}
    )

    name: str = Field(min_length=1, max_length=80)
    password: str = Secret
    code: str = Field(default="", max_length=20)
    """Of the authenticator, or a recovery code, where one is asked for."""


class Claim(BaseModel):
    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"code": "abcd-efgh", "name": "Sam", "timezone": "Europe/Berlin", "password": "teapot lantern gravel"}
            ]
        }
    )

    code: str = Field(max_length=40)
    name: str = Field(min_length=1, max_length=80)
    timezone: str = Field(max_length=80)
    password: str = Secret


class NewPassword(BaseModel):
    old: str = Secret
    new: str = Secret


class Password(BaseModel):
    password: str = Secret


class Code(BaseModel):
    code: str = Field(min_length=1, max_length=20)


class Enrolment(BaseModel):
    secret: str
    address: str
    """`otpauth://…`, for a QR code."""


class RecoveryCodes(BaseModel):
    codes: list[str]
    """Shown this once."""


class NewToken(BaseModel):
    model_config = ConfigDict(json_schema_extra={"examples": [{"name": "watch", "scopes": ["record"], "days": 365}]})

    name: str = Field(min_length=1, max_length=80)
    scopes: list[Scope]
    days: int | None = Field(default=None, ge=1, le=tokens.LONGEST_DAYS)


class IssuedToken(TokenView):
    token: str
    """Shown this once."""


@router.post("/sessions", status_code=201, dependencies=[Depends(anyone)])
async def sign_in(body: SignIn, request: Request, response: Response, parts: Given) -> PersonView:
    """Sign this browser in: sets a cookie. 401 with code `second_factor` asks for a code."""
    if not same_origin(request.headers):
        raise ForbiddenError("A page of another site asked for this.")
    ticket = await parts.door.sign_in(
        body.name, body.password, body.code, address=address_of(request), label=request.headers.get("user-agent", "")
    )
    give_cookie(request, response, ticket)
    return PersonView.of(ticket.user)


@router.post("/claim", status_code=201, dependencies=[Depends(anyone)])
async def claim(body: Claim, request: Request, parts: Given) -> PersonView:
    """Open the first account, by the code that the appliance shows in its terminal. Once."""
    if not same_origin(request.headers):
        raise ForbiddenError("A page of another site asked for this.")
    owner = await parts.door.claim(
        body.code, parts.claim_code, body.name, body.timezone, body.password, address=address_of(request)
    )
    return PersonView.of(owner)


@router.delete("/sessions/current", status_code=204)
async def sign_out(request: Request, response: Response, caller: Browser, parts: Given) -> None:
    """Sign this browser out."""
    if caller.session is not None:
        await parts.store.accounts.revoke_session(caller.user.id, caller.session.id, parts.now())
    take_cookie(request, response)


@router.get("/sessions")
async def list_sessions(caller: Browser, parts: Given) -> list[SessionView]:
    """Browsers that are signed in as this person."""
    mine = caller.session.id if caller.session else None
    now = parts.now()
    found = await parts.store.accounts.sessions(caller.user.id)
    return [SessionView.of(each, current=each.id == mine) for each in found if each.expires_at > now]


@router.delete("/sessions/{session_id}", status_code=204)
async def end_session(session_id: UUID, caller: Browser, parts: Given) -> None:
    """Sign another browser of one's own out."""
    if not await parts.store.accounts.revoke_session(caller.user.id, session_id, parts.now()):
        raise NotFoundError("There is no such session.")


@router.post("/account/password", status_code=204)
async def change_password(body: NewPassword, request: Request, caller: Browser, parts: Given) -> None:
    """Set another password; all other browsers are signed out."""
    if caller.session is not None:
        await parts.door.change_password(
            caller.user, body.old, body.new, keep=caller.session, address=address_of(request)
        )


@router.post("/account/second-factor")
async def begin_second_factor(body: Password, request: Request, caller: Browser, parts: Given) -> Enrolment:
    """A secret for an authenticator app. It counts once a code of it was confirmed."""
    secret = await parts.door.begin_second_factor(caller.user, body.password, address=address_of(request))
    return Enrolment(secret=secret, address=enrolment(secret, caller.user.name))


@router.post("/account/second-factor/confirm")
async def confirm_second_factor(body: Code, caller: Browser, parts: Given) -> RecoveryCodes:
    """From now on a code is asked for; gives recovery codes."""
    return RecoveryCodes(codes=await parts.door.confirm_second_factor(caller.user, body.code))


@router.post("/account/second-factor/end", status_code=204)
async def end_second_factor(body: Password, request: Request, caller: Browser, parts: Given) -> None:
    """No code is asked for any more."""
    await parts.door.end_second_factor(caller.user, body.password, address=address_of(request))


@router.get("/tokens")
async def list_tokens(caller: Browser, parts: Given) -> list[TokenView]:
    """Tokens of one's programs."""
    return [TokenView.of(each) for each in await parts.store.accounts.tokens(caller.user.id)]


@router.post("/tokens", status_code=201)
async def issue_token(body: NewToken, caller: Browser, parts: Given) -> IssuedToken:
    """Make a token for a program. It may never do more than its person."""
    token, row = await tokens.issue(parts.store, caller.user, body.name, body.scopes, body.days, parts.now())
    await parts.store.audit.append(parts.now(), caller.actor, "issue token", f"token {row.id}")
    return IssuedToken.of(row, token=token)


@router.delete("/tokens/{token_id}", status_code=204)
async def revoke_token(token_id: UUID, caller: Browser, parts: Given) -> None:
    """The program is let in no more."""
    if not await parts.store.accounts.revoke_token(caller.user.id, token_id, parts.now()):
        raise NotFoundError("There is no such token.")
    await parts.store.audit.append(parts.now(), caller.actor, "revoke token", f"token {token_id}")
