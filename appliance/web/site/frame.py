"""What all pages share: who is signed in, the frame around the content, and how a fault is told."""

from __future__ import annotations

import gzip
import logging
from collections.abc import Mapping
from functools import cache
from http import HTTPStatus
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import Depends, FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse
from fastapi.templating import Jinja2Templates
from starlette.exceptions import HTTPException

from appliance import __version__
from appliance.errors import ApplianceError, InvalidInputError, NotFoundError, RefusedError
from appliance.language.folders import base_code
from appliance.language.messages import message_codes, messages
from appliance.web.api.callers import Caller, caller_of, parts_of
from appliance.web.api.problems import status_of
from appliance.web.front import path_of, root_of
from appliance.web.parts import Parts

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
    "account",
    "privacy",
    "models",
    "health",
    "phone",
    "telegram",
    "settings",
)
"""Reached over the page of that name."""

WORTH_PACKING = 4096
"""Bytes of a page."""

PACKING = 3
"""Of gzip's nine levels; more takes longer than it saves on a home network."""

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
    return Jinja2Templates(directory=[HERE / "templates", HERE.parent / "review" / "templates"])


def page(request: Request, template: str, code: str, content: Mapping[str, Any], status: int = 200) -> Response:
    """A page in a language; `content` is for its template."""
    words = {key: texts[0] for key, texts in messages(code).page.items()}
    frame = {
        "t": words, "language": code, "version": __version__, "pages": PAGES, "others": MORE,
        "here": path_of(request), "root": root_of(request), "me": None,
    }  # fmt: skip
    made = _templates().TemplateResponse(request, template, {**frame, **content}, status_code=status)
    made.headers.add_vary_header("accept-encoding")
    return _packed(made) if "gzip" in request.headers.get("accept-encoding", "") else made


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
    status = getattr(error, "status_code", 404)
    wrong = InvalidInputError("That cannot be done here.") if status == 405 else NotFoundError("There is no such page.")
    return await _told(request, wrong)


async def _ours(request: Request, error: Any) -> Response:
    """A fault of ours. Its text may quote what somebody said: only its kind is told."""
    LOG.error("a page failed: %s", type(error).__name__, exc_info=error)
    fault = ApplianceError("The appliance failed at this.", remedy="It is in its log. Nothing was changed.")
    return page(request, "fault.html", language_of(request), {"error": fault}, 500)


async def _told(request: Request, error: Any) -> Response:
    status = status_of(error)
    if "text/html" not in request.headers.get("accept", "*/*") and "*/*" not in request.headers.get("accept", "*/*"):
        return JSONResponse({"detail": error.message}, status_code=status)
    caller = None
    try:
        caller = await caller_of(request, parts_of(request))
    except RefusedError:
        status = 401
    code = caller.user.language if caller else language_of(request)
    return page(request, "fault.html", code, {"error": error, "me": caller.user if caller else None}, status)
