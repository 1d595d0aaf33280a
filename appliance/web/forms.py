"""Forms of our own pages, read within bounds."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from email.parser import BytesHeaderParser
from urllib.parse import parse_qs

from fastapi import Request

from appliance.errors import ForbiddenError, InvalidInputError
from appliance.store.doors import check_day
from appliance.web.origin import same_origin

MOST_BYTES = 32 * 1024
MOST_FIELDS = 32
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
FORM = "application/x-www-form-urlencoded"
FORM_WITH_FILE = "multipart/form-data"

LARGEST_FILE = 64 * 1024 * 1024
"""Bytes of a form with a file, which is held in memory."""


async def fields_of(request: Request, most_bytes: int = MOST_BYTES) -> dict[str, str]:
    """The fields of a form, each once. Raises `ForbiddenError` for a form of another site's page,
    `InvalidInputError` for one that cannot be read."""
    if not same_origin(request.headers):
        raise ForbiddenError("A page of another site sent this.", says="other_site")
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != FORM:
        raise InvalidInputError("Send the form of this page.", says="form")
    told = request.headers.get("content-length", "")
    if not told.isdigit() or int(told) > most_bytes:
        raise InvalidInputError("That form is too large.", says="form_large")
    try:
        body = (await request.body()).decode()
        found = parse_qs(body, keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS)
    except ValueError:
        raise InvalidInputError("That form cannot be read.", says="form") from None
    return {name: values[-1] for name, values in found.items()}


def day_of(text: str) -> date:
    """What a field for a day holds. Raises `InvalidInputError`, also for days that nobody means."""
    try:
        found = date.fromisoformat(text.strip()) if _DAY.fullmatch(text.strip()) else None
    except ValueError:
        found = None
    if found is None:
        raise InvalidInputError(
            f"{text[:40]!r} is no day.", remedy="Write it as 2026-03-02.", says="day", text=text[:40]
        )
    check_day(found)
    return found


@dataclass(frozen=True, slots=True)
class Upload:
    """A form with a file."""

    fields: dict[str, str]
    file: str
    """What its name ends in, without folders."""
    content: bytes


async def upload_of(request: Request) -> Upload:
    """A form of one file and fields beside it; raises as `fields_of` does.

    Taken apart here: the usual parser writes large files to the disk, in the clear.
    """
    if not same_origin(request.headers):
        raise ForbiddenError("A page of another site sent this.", says="other_site")
    head = BytesHeaderParser().parsebytes(f"Content-Type: {request.headers.get('content-type', '')}".encode())
    boundary = head.get_boundary()
    if head.get_content_type() != FORM_WITH_FILE or not boundary:
        raise InvalidInputError("Send the form of this page.", says="form")
    told = request.headers.get("content-length", "")
    if not told.isdigit() or int(told) > LARGEST_FILE:
        raise InvalidInputError(
            f"That file is too large for the page: at most {LARGEST_FILE // 2**20} MiB.",
            remedy="In a terminal: appliance import FILE",
            says="file_large",
            most=LARGEST_FILE // 2**20,
        )
    fields: dict[str, str] = {}
    file, content = "", b""
    parts = (b"\r\n" + await request.body()).split(b"\r\n--" + boundary.encode())
    for part in parts[1 : MOST_FIELDS + 1]:
        if part.startswith(b"--"):
            break
        written, _, value = part.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        about = BytesHeaderParser().parsebytes(written)
        name, named = str(about.get_param("name", "", "content-disposition")), about.get_filename()
        if named is not None:
            file, content = str(named).replace("\\", "/").rpartition("/")[2][-80:], value
        else:
            fields[name] = value[:MOST_BYTES].decode(errors="replace")
    if not content:
        raise InvalidInputError("There is no file in that form.", remedy="Choose one first.", says="no_file")
    return Upload(fields, file if file.isprintable() else "", content)
