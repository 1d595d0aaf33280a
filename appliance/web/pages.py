"""The pages: the health check and one plain status page."""

from __future__ import annotations

import ipaddress
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse, PlainTextResponse
from fastapi.staticfiles import StaticFiles
from fastapi.templating import Jinja2Templates

from appliance import __version__
from appliance.web.status import Observatory

HERE = Path(__file__).parent

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}

FORM_HEADERS = {
    **HEADERS,
    "Content-Security-Policy": HEADERS["Content-Security-Policy"].replace("form-action 'none'", "form-action 'self'"),
    "Referrer-Policy": "same-origin",
}
"""For pages with a form. Under `no-referrer` a browser sends it with `Origin: null` (fetch.spec.whatwg.org, "append a
request `Origin` header")."""


def build(observatory: Observatory, host: str) -> FastAPI:
    """The web application. `host` is where it listens, which decides the names it answers to."""
    web = FastAPI(title="DisciplineCall", version=__version__, docs_url=None, redoc_url=None, openapi_url=None)
    templates = Jinja2Templates(directory=HERE / "templates")

    guard(web, host, HEADERS)

    @web.get("/healthz")
    async def healthz() -> JSONResponse:
        health = await observatory.health()
        return JSONResponse(health, status_code=503 if health["status"] == "failing" else 200)

    @web.get("/", response_class=HTMLResponse)
    async def home(request: Request) -> HTMLResponse:
        status: Any = await observatory.look()
        return templates.TemplateResponse(request, "status.html", {"status": status, "version": __version__})

    web.mount("/static", StaticFiles(directory=HERE / "static"), name="static")
    return web


def guard(web: FastAPI, host: str, headers: Mapping[str, str]) -> None:
    """Answer only to our own names, and send these headers with every answer."""

    @web.middleware("http")
    async def guarded(request: Request, answer: Callable[[Request], Awaitable[Response]]) -> Response:
        """A page of another site must not reach us under a name it controls (DNS rebinding)."""
        if not host_allowed(request.headers.get("host", ""), host):
            return PlainTextResponse("This appliance does not answer to that host name.", status_code=421)
        response = await answer(request)
        response.headers.update(headers)
        return response


def same_origin(headers: Mapping[str, str]) -> bool:
    """Whether a change is asked for by a page of ours, or by no page at all (a command line).

    Browsers name the asking page in `Origin`; `Sec-Fetch-Site` says it as well, but only to https and localhost.
    """
    if headers.get("sec-fetch-site", "same-origin") != "same-origin":
        return False
    origin = headers.get("origin")
    return origin is None or origin.partition("://")[2].lower() == headers.get("host", "").lower()


def host_allowed(header: str, listening_on: str) -> bool:
    """Whether a Host header names this machine: a numeric address, `localhost`, `*.local`, or what we listen on."""
    name = header.rsplit(":", 1)[0] if header.count(":") == 1 or "]" in header else header
    name = name.strip("[]").lower().rstrip(".")
    if name in ("localhost", listening_on.lower()) or name.endswith((".localhost", ".local")):
        return True
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
