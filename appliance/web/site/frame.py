"""What all pages share: who is signed in, the frame around the content, and how a fault is told."""

from __future__ import annotations

import gzip
import logging
from collections.abc import Iterable, Mapping
from contextlib import suppress
from functools import cache
from http import HTTPStatus
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import Depends, FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse
from fastapi.templating import Jinja2Templates
from jinja2 import Environment, FileSystemLoader
from starlette.exceptions import HTTPException

from appliance import __version__
from appliance.errors import ApplianceError, InvalidInputError, NotFoundError, RefusedError
from appliance.language.folders import base_code
from appliance.language.messages import message_codes, messages
from appliance.review.drawn import environment
from appliance.web.api.callers import Caller, caller_of, parts_of
from appliance.web.api.problems import status_of
from appliance.web.faults import told_in
from appliance.web.front import path_of, root_of
from appliance.web.methods import allowed
from appliance.web.parts import Parts
from appliance.web.shelf import static_of
from appliance.web.site.compiled import Compiled

LOG = logging.getLogger(__name__)

HERE = Path(__file__).parent.parent

PAGES = ("today", "progress", "habits", "check_ins")
"""At hand on every page: their word of the catalogue, which is also their path."""

MORE = (
    "calls",
    "promises",
    "memory",
    "people",
    "personas",
    "stakes",
    "rooms",
    "around",
    "account",
    "privacy",
    "models",
    "health",
    "backups",
    "phone",
    "telegram",
    "settings",
)
"""Reached over the page of that name."""

WORTH_PACKING = 4096
"""Bytes of a page."""

PACKING = 3
"""Of gzip's nine levels; more takes longer than it saves on a home network."""

SECRET = frozenset({
    "token.html", "recovery_codes.html", "invitation.html", "second_factor.html", "welcome.html", "telegram_code.html",
})  # fmt: skip
"""Show something that lets somebody in: never compressed, so that no length tells of it (decision 29)."""

Given = Annotated[Parts, Depends(parts_of)]


class SignInFirst(Exception):  # noqa: N818  # no fault: it leads to a page
    """Nobody is signed in; `back` is where they wanted to go."""

    def __init__(self, back: str) -> None:
        super().__init__(back)
        self.back = back


async def signed_in(request: Request, parts: Given) -> Caller:
    """Whoever is signed in with this browser. Raises `SignInFirst`. A token opens no page."""
    caller = None if "authorization" in request.headers else await caller_of(request, parts)
    if caller is None or caller.session is None:
        raise SignInFirst(path_of(request) if request.method == "GET" else "/")
    return caller


Me = Annotated[Caller, Depends(signed_in)]


@cache
def _templates() -> Jinja2Templates:
    folders = [HERE / "templates", HERE.parent / "review" / "templates"]
    env = Environment(loader=FileSystemLoader(folders), autoescape=True, auto_reload=False, bytecode_cache=Compiled())
    return Jinja2Templates(env=env)


@cache
def _words(code: str) -> Mapping[str, str]:
    return {key: texts[0] for key, texts in messages(code).page.items()}


def prepare(codes: Iterable[str]) -> None:
    """Compile the templates, and read the words of these languages: the first page does not wait for it."""
    for code in codes:
        with suppress(InvalidInputError):  # a language that is gone is told on the page
            _words(code)
    for file in sorted((HERE / "templates").glob("*.html")):
        _templates().get_template(file.name)
    for name in ("review.html", "charts.html"):
        environment().get_template(name)


def page(request: Request, template: str, code: str, content: Mapping[str, Any], status: int = 200) -> Response:
    """A page in a language; `content` is for its template."""
    frame: dict[str, Any] = {
        "t": _words(code), "language": code, "version": __version__, "pages": PAGES, "others": MORE,
        "here": path_of(request), "root": root_of(request), "static": static_of(request), "me": None,
    }  # fmt: skip
    faults = {
        name: each for name in ("error", "restore_error") if isinstance(each := content.get(name), ApplianceError)
    }
    if faults:
        told = {name: told_in(each, code) for name, each in faults.items()}
        content = {**content, **told, "exact": messages(code).fault["exact"][0]}
    made = _templates().TemplateResponse(request, template, {**frame, **content}, status_code=status)
    made.headers.add_vary_header("accept-encoding")
    packs = template not in SECRET and "gzip" in request.headers.get("accept-encoding", "")
    return _packed(made) if packs else made


def _packed(made: Response) -> Response:
    """The same, compressed where that is worth it: a year of charts is 250 kB, of which 15 are left."""
    if len(made.body) >= WORTH_PACKING:
        made.body = gzip.compress(made.body, PACKING, mtime=0)
        made.headers["content-length"] = str(len(made.body))
        made.headers["content-encoding"] = "gzip"
    return made


def language_of(request: Request) -> str:
    """Of somebody who has not signed in: the first that their browser asks for and that there is."""
    known = message_codes()
    for each in request.headers.get("accept-language", "").split(","):
        code = base_code(each.partition(";")[0].strip() or "en")
        if code in known:
            return code
    return "en"


def to(path: str) -> RedirectResponse:
    """After a form: look at this page, by its path without `BASE_PATH`. Reloading it does not send the form again."""
    return RedirectResponse(path, status_code=HTTPStatus.SEE_OTHER)


def local_path(wanted: str) -> str:
    """A path of ours to go back to; anything else is the first page."""
    fine = wanted.startswith("/") and not wanted.startswith(("//", "/\\", "/api/")) and wanted.isprintable()
    return wanted if fine else "/"


def answer_faults(web: FastAPI) -> None:
    """Have faults of pages told on a page, and lead whoever is not signed in to where they can."""
    web.add_exception_handler(SignInFirst, _to_sign_in)
    web.add_exception_handler(ApplianceError, _told)
    web.add_exception_handler(HTTPException, _not_here)
    web.add_exception_handler(RequestValidationError, _not_here)
    web.add_exception_handler(Exception, _ours)


async def _to_sign_in(request: Request, first: Any) -> Response:
    parts = parts_of(request)
    if not await parts.store.accounts.any():
        return to("/claim")
    return to("/sign-in" if first.back == "/" else f"/sign-in?back={quote(first.back)}")


async def _not_here(request: Request, error: Any) -> Response:
    if getattr(error, "status_code", 404) != 405:
        return await _told(request, NotFoundError("There is no such page.", says="no_page"))
    shown = await _told(request, InvalidInputError("That cannot be done here.", says="no_method"), 405)
    shown.headers["Allow"] = allowed(request)
    return shown


async def _ours(request: Request, error: Any) -> Response:
    """A fault of ours. Its text may quote what somebody said: only its kind is told."""
    LOG.error("a page failed: %s", type(error).__name__, exc_info=error)
    fault = ApplianceError("The appliance failed at this.", remedy="It is in its log.", says="code_error")
    return page(request, "fault.html", language_of(request), {"error": fault}, 500)


async def _told(request: Request, error: Any, status: int = 0) -> Response:
    status = status or status_of(error)
    if "text/html" not in request.headers.get("accept", "*/*") and "*/*" not in request.headers.get("accept", "*/*"):
        return JSONResponse({"detail": error.message}, status_code=status)
    caller = None
    try:
        caller = await caller_of(request, parts_of(request))
    except RefusedError:
        status = 401
    code = caller.user.language if caller else language_of(request)
    return page(request, "fault.html", code, {"error": error, "me": caller.user if caller else None}, status)
