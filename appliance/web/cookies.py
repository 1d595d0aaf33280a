"""The cookie of a session."""

from __future__ import annotations

from fastapi import Request, Response
from starlette.requests import HTTPConnection

from appliance.accounts.signing_in import Ticket

PLAIN = "appliance_session"
SECURE = "__Host-appliance_session"
"""Over TLS: a browser takes it from this very host only."""
BELOW = "__Secure-appliance_session"
"""Over TLS below a path: `__Host-` is for cookies of the whole host."""


def cookie_of(request: HTTPConnection) -> str:
    """What the browser holds; empty where it holds none."""
    return request.cookies.get(_name(request)) or ""


def give_cookie(request: Request, response: Response, ticket: Ticket) -> None:
    """Have the browser hold the session's."""
    response.set_cookie(
        _name(request),
        ticket.cookie,
        httponly=True,
        samesite="strict",
        secure=request.url.scheme == "https",
        expires=ticket.session.expires_at,
        path=_path(request),
    )


def take_cookie(request: Request, response: Response) -> None:
    """Have the browser forget it."""
    secure = request.url.scheme == "https"
    response.delete_cookie(_name(request), path=_path(request), secure=secure, httponly=True, samesite="strict")


def _name(request: HTTPConnection) -> str:
    if request.url.scheme != "https":
        return PLAIN
    return BELOW if _path(request) != "/" else SECURE


def _path(request: HTTPConnection) -> str:
    """Where the whole page is, also when a part of it that is mounted below asks."""
    return str(request.scope.get("app_root_path", request.scope.get("root_path", ""))) or "/"
