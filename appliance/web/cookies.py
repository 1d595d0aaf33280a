"""The cookie of a session."""

from __future__ import annotations

from fastapi import Request, Response
from starlette.requests import HTTPConnection

from appliance.accounts.signing_in import Ticket

PLAIN = "appliance_session"
SECURE = "__Host-appliance_session"
"""Over TLS: a browser takes it from this very host only."""


def cookie_of(request: HTTPConnection) -> str:
    """What the browser holds; empty where it holds none."""
    return request.cookies.get(SECURE) or request.cookies.get(PLAIN) or ""


def give_cookie(request: Request, response: Response, ticket: Ticket) -> None:
    """Have the browser hold the session's."""
    response.set_cookie(
        _name(request),
        ticket.cookie,
        httponly=True,
        samesite="strict",
        secure=request.url.scheme == "https",
        expires=ticket.session.expires_at,
        path="/",
    )


def take_cookie(request: Request, response: Response) -> None:
    """Have the browser forget it."""
    response.delete_cookie(_name(request), path="/")


def _name(request: Request) -> str:
    return SECURE if request.url.scheme == "https" else PLAIN
