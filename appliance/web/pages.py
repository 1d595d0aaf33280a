"""The pages: the health check and one plain status page."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path

from fastapi import FastAPI, Request, Response
from fastapi.responses import FileResponse, HTMLResponse, JSONResponse, PlainTextResponse
from fastapi.staticfiles import StaticFiles

from appliance import __version__
from appliance.review.page import STYLES
from appliance.web.api import PREFIX, build_api
from appliance.web.live import add_live
from appliance.web.origin import host_allowed
from appliance.web.parts import Parts
from appliance.web.scraped import add_metrics
from appliance.web.site import add_pages
from appliance.web.site.frame import page, to

HERE = Path(__file__).parent

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "media-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; base-uri 'none'; "
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


def build(parts: Parts, host: str) -> FastAPI:
    """The web application. `host` is where it listens, which decides the names it answers to."""
    observatory = parts.observatory
    web = FastAPI(title="DisciplineCall", version=__version__, docs_url=None, redoc_url=None, openapi_url=None)
    web.state.parts, web.state.host = parts, host
    guard(web, host, FORM_HEADERS)

    @web.get("/healthz")
    async def healthz() -> JSONResponse:
        health = await observatory.health()
        return JSONResponse(health, status_code=503 if health["status"] == "failing" else 200)

    @web.get("/", response_class=HTMLResponse)
    async def home(request: Request) -> Response:
        """Today; before anybody can sign in, how the appliance is."""
        return to("/today") if await parts.store.accounts.any() else await state(request)

    async def state(request: Request) -> Response:
        return page(request, "status.html", "en", {"status": await observatory.look()})

    @web.get("/static/review.css")
    async def review_styles() -> FileResponse:
        return FileResponse(STYLES, media_type="text/css")

    add_pages(web)
    add_live(web)
    add_metrics(web)

    web.mount(PREFIX, build_api(parts), name="api")
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
        for name, value in headers.items():
            response.headers.setdefault(name, value)
        return response
