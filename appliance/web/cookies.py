"""The cookies of a session and of a tablet that is a room."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum

from fastapi import Request, Response
from starlette.requests import HTTPConnection

from appliance.accounts.signing_in import Ticket

KIOSK_LASTS = timedelta(days=400)
"""As long as browsers keep a cookie; it is given anew whenever the tablet loads its page."""


class Cookie(StrEnum):
    """What a cookie is for, by its name without TLS.

    Over TLS it is `__Host-…`: a browser takes it from this very host only. Below a path that would be for cookies of
    the whole host, and it is `__Secure-…`.
    """

    SESSION = "appliance_session"
    KIOSK = "appliance_kiosk"


def cookie_of(request: HTTPConnection, kind: Cookie = Cookie.SESSION) -> str:
    """What the browser holds; empty where it holds none."""
    return request.cookies.get(_name(request, kind)) or ""


def give_cookie(request: Request, response: Response, ticket: Ticket) -> None:
    """Have the browser hold the session's."""
    response.set_cookie(
        _name(request, Cookie.SESSION),
        ticket.cookie,
        httponly=True,
        samesite="strict",
        secure=request.url.scheme == "https",
        expires=ticket.session.expires_at,
        path=_path(request),
    )


def give_kiosk_cookie(request: Request, response: Response, cookie: str) -> None:
    """Have the tablet hold its own."""
    response.set_cookie(
        _name(request, Cookie.KIOSK),
        cookie,
        httponly=True,
        samesite="strict",
        secure=request.url.scheme == "https",
        max_age=int(KIOSK_LASTS.total_seconds()),
        path=_path(request),
    )


def take_cookie(request: Request, response: Response, kind: Cookie = Cookie.SESSION) -> None:
    """Have the browser forget it."""
    secure = request.url.scheme == "https"
    response.delete_cookie(_name(request, kind), path=_path(request), secure=secure, httponly=True, samesite="strict")


def _name(request: HTTPConnection, kind: Cookie) -> str:
    if request.url.scheme not in ("https", "wss"):
        return kind.value
    return f"__Secure-{kind}" if _path(request) != "/" else f"__Host-{kind}"


def _path(request: HTTPConnection) -> str:
    """Where the whole page is, also when a part of it that is mounted below asks."""
    return str(request.scope.get("app_root_path", request.scope.get("root_path", ""))) or "/"
