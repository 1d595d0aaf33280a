"""Who asks, and whether they may: every route names one of these rules."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, cast
from uuid import UUID

from fastapi import Depends, Request
from starlette.requests import HTTPConnection

from appliance.accounts.roles import Scope, acts_for, administers, reads_private
from appliance.accounts.tokens import person_of
from appliance.errors import ForbiddenError, RefusedError
from appliance.records.people import User
from appliance.records.security import LoginSession
from appliance.web.cookies import cookie_of
from appliance.web.origin import same_origin
from appliance.web.parts import Parts

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})

Rule = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody signed in, or a program with a token of theirs."""

    user: User
    scopes: frozenset[Scope] | None = None
    """None: a browser, which may whatever its person may."""
    session: LoginSession | None = None

    @property
    def actor(self) -> str:
        """For the audit log: an id, no name."""
        return f"user {self.user.id}"


def parts_of(request: Request) -> Parts:
    """What the application was built with."""
    return cast(Parts, request.app.state.parts)


Given = Annotated[Parts, Depends(parts_of)]


def address_of(request: Request) -> str:
    """Where the request came from."""
    return request.client.host if request.client else ""


async def caller_of(request: HTTPConnection, parts: Parts) -> Caller | None:
    """Who asks; None for nobody. Raises `RefusedError` for a token that is none (any more)."""
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    if kind.lower() == "bearer":
        user, scopes = await person_of(parts.store, token.strip(), parts.now())
        return Caller(user, scopes)
    found = await parts.door.session_of(cookie_of(request))
    return None if found is None else Caller(found[1], session=found[0])


def may(scope: Scope, *, owner: bool = False, browser: bool = False) -> Rule:
    """A rule: somebody is signed in, and their token has this scope; `owner`: they administer the household;
    `browser`: no token will do."""

    async def allowed(request: Request, parts: Given) -> Caller:
        caller = await caller_of(request, parts)
        if caller is None:
            raise RefusedError("Nobody is signed in.", remedy="Sign in, or send a token: Authorization: Bearer dc_…")
        if caller.session is not None and request.method not in SAFE and not same_origin(request.headers):
            raise ForbiddenError("A page of another site asked for this.")
        if caller.scopes is not None and (browser or scope not in caller.scopes):
            wanted = "a browser that is signed in" if browser else f"a token with the scope `{scope}`"
            raise ForbiddenError(f"This needs {wanted}.")
        if owner and not administers(caller.user):
            raise ForbiddenError("Only an owner of the household may do that.", says="owner_only")
        return caller

    allowed.rule = f"{scope}{' owner' if owner else ''}{' browser' if browser else ''}"  # type: ignore[attr-defined]
    return allowed


async def anyone() -> None:
    """A rule: no question asked. Nothing personal may follow."""


anyone.rule = "anyone"  # type: ignore[attr-defined]

Check = Callable[[User, User], bool]


async def person(parts: Parts, caller: Caller, wanted: str, check: Check = acts_for) -> User:
    """The person a route is about: `me`, a name or an id. Raises `NotFoundError`, `ForbiddenError`."""
    found = caller.user if wanted == "me" else await parts.store.people.user(wanted)
    allow(caller, found, check)
    return found


async def owner_of(parts: Parts, caller: Caller, user_id: UUID, check: Check = acts_for) -> User:
    """Whose row it is. Raises `ForbiddenError` where this caller may not do that to it."""
    found = await parts.store.people.user_by_id(user_id)
    allow(caller, found, check)
    return found


def allow(caller: Caller, whose: User, check: Check = acts_for) -> None:
    """Raises `ForbiddenError` unless the check holds."""
    if not check(caller.user, whose):
        said = "That is private to them." if check is reads_private else "That is somebody else's."
        raise ForbiddenError(said, says="private" if check is reads_private else "others")
