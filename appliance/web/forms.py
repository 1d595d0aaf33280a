"""Forms of our own pages, read within bounds."""

from __future__ import annotations

import re
from datetime import date
from urllib.parse import parse_qs

from fastapi import Request

from appliance.errors import ForbiddenError, InvalidInputError
from appliance.store.doors import check_day
from appliance.web.origin import same_origin

MOST_BYTES = 32 * 1024
MOST_FIELDS = 32
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
FORM = "application/x-www-form-urlencoded"


async def fields_of(request: Request, most_bytes: int = MOST_BYTES) -> dict[str, str]:
    """The fields of a form, each once. Raises `ForbiddenError` for a form of another site's page,
    `InvalidInputError` for one that cannot be read."""
    if not same_origin(request.headers):
        raise ForbiddenError("A page of another site sent this.")
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != FORM:
        raise InvalidInputError("Send the form of this page.")
    told = request.headers.get("content-length", "")
    if not told.isdigit() or int(told) > most_bytes:
        raise InvalidInputError("That form is too large.")
    try:
        body = (await request.body()).decode()
        found = parse_qs(body, keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS)
    except ValueError:
        raise InvalidInputError("That form cannot be read.") from None
    return {name: values[-1] for name, values in found.items()}


def day_of(text: str) -> date:
    """What a field for a day holds. Raises `InvalidInputError`, also for days that nobody means."""
    try:
        found = date.fromisoformat(text.strip()) if _DAY.fullmatch(text.strip()) else None
    except ValueError:
        found = None
    if found is None:
        raise InvalidInputError(f"{text[:40]!r} is no day.", remedy="Write it as 2026-03-02.")
    check_day(found)
    return found
