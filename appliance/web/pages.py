"""The pages: the health check and one plain status page."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping

from fastapi import FastAPI, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse

from appliance import __version__
from appliance.web.api import PREFIX, build_api
from appliance.web.api.described import kinds, operations
from appliance.web.front import names_of, path_of, stand_before
from appliance.web.heads import Heads
from appliance.web.live import add_live
from appliance.web.origin import host_allowed
from appliance.web.parts import Parts
from appliance.web.scraped import add_metrics
from appliance.web.shelf import add_static, shelf
from appliance.web.site import add_pages
from appliance.web.site.frame import page, prepare, to
from appliance.web.trust import offer_root
from appliance.web.uploads import forget_uploads

OPEN = ("/healthz", "/ca.crt", "/trust")
"""What is served without TLS even where there is TLS, beside style and pictures: nothing of it is anybody's."""

PUSHED = re.compile(r"[0-9a-f-]{32,36}")
"""The id of a call."""

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
    forget_uploads(parts.settings.local_data_path)
    web.add_middleware(Heads, besides=PREFIX)
    guard(web, host, FORM_HEADERS, names_of(parts.settings), tls=parts.settings.appliance_tls)

    @web.get("/healthz")
    async def healthz() -> JSONResponse:
        health = await observatory.health()
        return JSONResponse(health, status_code=503 if health["status"] == "failing" else 200)

    @web.get("/", response_class=HTMLResponse)
    async def home(request: Request) -> Response:
        """Today; before anybody can sign in, how the appliance is."""
        if not await parts.store.accounts.any():
            return await state(request)
        call = request.query_params.get("call", "")  # of a push: what rings there rings on the page as well
        return to(f"/today?call={call}" if PUSHED.fullmatch(call) else "/today")

    async def state(request: Request) -> Response:
        return page(request, "status.html", "en", {"status": await observatory.look()})

    web.state.api = api = build_api(parts)

    @web.get(f"{PREFIX}/docs", include_in_schema=False)
    async def api_docs(request: Request) -> Response:
        """The API described for people, in English as it is; before signing in, as nothing in it is anybody's."""
        shown = {"operations": operations(api), "kinds": kinds(api), "prefix": PREFIX}
        return page(request, "api_docs.html", "en", shown)

    offer_root(web, parts.settings)
    add_static(web)
    add_pages(web)
    add_live(web)
    add_metrics(web)

    web.mount(PREFIX, api, name="api")
    stand_before(web, parts.settings)
    return web


def get_ready(web: FastAPI, codes: Iterable[str]) -> None:
    """Do what the first request would hold the loop up for: half a second, so in a thread. Routes are put together at
    their first look-up, templates compiled at their first page, catalogues read at their first word."""
    nowhere = {"type": "http", "method": "GET", "path": "/\0", "root_path": "", "headers": [], "path_params": {}}
    for application in (web, web.state.api):
        for route in application.router.routes:
            route.matches(dict(nowhere))
    shelf()
    prepare(codes)


def guard(
    web: FastAPI, host: str, headers: Mapping[str, str], names: Collection[str] = (), *, tls: bool = False
) -> None:
    """Answer only to our own names and to these, and send these headers with every answer. `tls`: lead whoever comes
    without it to HTTPS, but for what is in `OPEN`."""

    @web.middleware("http")
    async def guarded(request: Request, answer: Callable[[Request], Awaitable[Response]]) -> Response:
        """A page of another site must not reach us under a name it controls (DNS rebinding)."""
        if not host_allowed(request.headers.get("host", ""), host, names):
            return PlainTextResponse("This appliance does not answer to that host name.", status_code=421)
        response = _to_https(request) if tls and request.url.scheme == "http" else None
        response = response or await answer(request)
        for name, value in headers.items():
            response.headers.setdefault(name, value)
        return response


def _to_https(request: Request) -> Response | None:
    """The way to the same page, encrypted; None for what may be served without. No `Strict-Transport-Security`: it
    would bind every other program of this host name too, and lock out whoever has not trusted the root yet."""
    path = path_of(request)
    if path in OPEN or path.startswith("/static/"):
        return None
    if request.method not in ("GET", "HEAD"):
        return PlainTextResponse("This page speaks HTTPS: nothing that is sent without is taken.", status_code=403)
    return RedirectResponse(str(request.url.replace(scheme="https")), status_code=307)
