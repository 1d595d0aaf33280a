"""Refusals as problem+json (RFC 9457): what is wrong, in words for people, and what to do next."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict
from starlette.exceptions import HTTPException

from appliance.errors import (
    ApplianceError,
    CarrierError,
    ConflictError,
    DamagedBackupError,
    DeviceError,
    EngineError,
    ForbiddenError,
    InvalidInputError,
    LineDroppedError,
    LockedError,
    NewerBackupError,
    NobodyOnDutyError,
    NoRoomError,
    NotFoundError,
    ReachError,
    RefusedError,
    SecondFactorError,
    SetupError,
    TooManyTriesError,
    in_own_words,
)
from appliance.web.methods import allowed

LOG = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"

STATUSES: Mapping[type[ApplianceError], int] = {
    TooManyTriesError: 429,
    SecondFactorError: 401,
    RefusedError: 401,
    ForbiddenError: 403,
    NotFoundError: 404,
    ConflictError: 409,
    InvalidInputError: 422,
    DamagedBackupError: 422,
    NewerBackupError: 422,
    LockedError: 503,
    NobodyOnDutyError: 503,
    NoRoomError: 507,
    SetupError: 503,
    EngineError: 503,
    DeviceError: 503,
    LineDroppedError: 503,
    ReachError: 409,
    CarrierError: 503,
}
"""The first class that fits; anything else of ours is a 500 that says what it is."""

TITLES = {
    400: "Bad request", 401: "Not signed in", 403: "Not allowed", 404: "Not found", 405: "Not a thing to do here",
    409: "In conflict", 412: "Changed meanwhile", 413: "Too large", 415: "Not that kind", 422: "Not usable",
    416: "No such part", 428: "Needs a condition", 429: "Too often", 500: "Failed", 503: "Not available",
    507: "No room",
}  # fmt: skip


class Fault(BaseModel):
    """One field that is wrong."""

    where: str
    what: str


class Problem(BaseModel):
    """What was refused, and why."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"type": "about:blank", "title": "Not found", "status": 404, "code": "not_found",
                 "detail": "Nobody called 'Bob' lives here.", "remedy": "There is: Sam."}
            ]
        }
    )  # fmt: skip

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    code: str
    """Stable, for programs."""
    remedy: str = ""
    faults: list[Fault] = []


def problem(
    status: int,
    detail: str,
    code: str,
    remedy: str = "",
    *,
    faults: Sequence[Fault] = (),
    headers: Mapping[str, str] | None = None,
) -> JSONResponse:
    """The answer to a refused request."""
    title = TITLES.get(status, "Failed")
    body = Problem(title=title, status=status, detail=detail, code=code, remedy=remedy, faults=list(faults))
    return JSONResponse(body.model_dump(), status_code=status, media_type=MEDIA_TYPE, headers=headers)


def status_of(error: ApplianceError) -> int:
    """The HTTP status of a refusal; 500 for a fault that is nobody's but ours."""
    return next((number for kind, number in STATUSES.items() if isinstance(error, kind)), 500)


def answer_problems(api: FastAPI) -> None:
    """Have every refusal of this application answered so."""
    api.add_exception_handler(ApplianceError, _of_ours)
    api.add_exception_handler(RequestValidationError, _of_validation)
    api.add_exception_handler(HTTPException, _of_http)
    api.add_exception_handler(Exception, _unforeseen)


async def _of_ours(_: Request, error: Any) -> JSONResponse:
    status = status_of(error)
    headers = {}
    if isinstance(error, TooManyTriesError):
        headers["Retry-After"] = f"{error.wait_seconds:.0f}"
    if status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    if status == 500:
        LOG.error("the API failed: %s", error.code)
    return problem(status, error.message, error.code, error.remedy, headers=headers)


async def _of_validation(_: Request, error: Any) -> JSONResponse:
    faults = [
        Fault(where=".".join(str(part) for part in each["loc"]), what=in_own_words(each["msg"]))
        for each in error.errors()
    ]
    told = "; ".join(f"{fault.where}: {fault.what}" for fault in faults)
    return problem(422, f"That is not usable: {told}.", "invalid_input", faults=faults)


async def _of_http(request: Request, error: Any) -> JSONResponse:
    code = TITLES.get(error.status_code, "failed").lower().replace(" ", "_")
    headers = dict(error.headers or {}) | ({"Allow": allowed(request)} if error.status_code == 405 else {})
    return problem(error.status_code, str(error.detail), code, headers=headers)


async def _unforeseen(_: Request, error: Exception) -> JSONResponse:
    """A fault of ours. Its text may quote what somebody said: only its kind is told."""
    LOG.error("the API failed: %s", type(error).__name__, exc_info=error)
    return problem(500, "The appliance failed at this. It is in its log.", "error")
