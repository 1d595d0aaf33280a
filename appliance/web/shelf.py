"""Styles, scripts and pictures of the pages, held in memory and served under an address that names their content.

What a page links to lies in `/static/DIGEST/`, where a browser may keep it for good: another content is another digest,
of all files together, so that scripts find each other by relative names. The plain names below `/static/` stay, for
what is looked up by name (the icons of an installed page); those are asked for anew and answered by their ETag.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from mimetypes import types_map
from pathlib import Path

from fastapi import FastAPI, Request, Response

from appliance.errors import NotFoundError
from appliance.review.page import STYLES
from appliance.web.front import root_of

FOLDER = Path(__file__).parent / "static"

FOR_GOOD = "public, max-age=31536000, immutable"
ASK_AGAIN = "no-cache"

WORTH_PACKING = 600
"""Bytes of a file."""

TYPES = {**types_map, ".js": "text/javascript"}
TEXTS = frozenset({".css", ".js", ".svg"})


@dataclass(frozen=True, slots=True)
class Kept:
    """One file."""

    content: bytes
    packed: bytes
    """By gzip; empty where that is not worth it."""
    media_type: str
    tag: str
    """Its digest."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """All of them, by name."""

    files: Mapping[str, Kept]
    digest: str
    """Of all together."""


@cache
def shelf() -> Shelf:
    """Read once: they belong to the program."""
    return shelf_of([*FOLDER.iterdir(), STYLES])


def shelf_of(paths: Iterable[Path]) -> Shelf:
    """Of these files."""
    files = {path.name: _kept(path) for path in sorted(paths, key=lambda path: path.name)}
    whole = sha256("".join(f"{name} {file.tag}\n" for name, file in files.items()).encode())
    return Shelf(files, whole.hexdigest()[:16])


def static_of(request: Request) -> str:
    """What the path of a file begins with, for links of a page."""
    return f"{root_of(request)}/static/{shelf().digest}"


def add_static(web: FastAPI) -> None:
    """Serve them."""

    @web.api_route("/static/{name}", methods=["GET", "HEAD"], include_in_schema=False)
    async def by_name(name: str, request: Request) -> Response:
        return _answer(name, request, ASK_AGAIN)

    @web.api_route("/static/{digest}/{name}", methods=["GET", "HEAD"], include_in_schema=False)
    async def by_content(digest: str, name: str, request: Request) -> Response:
        """To a page that was opened before an update: what there is now, but not for good."""
        return _answer(name, request, FOR_GOOD if digest == shelf().digest else ASK_AGAIN)


def _answer(name: str, request: Request, keep: str) -> Response:
    file = shelf().files.get(name)
    if file is None:
        raise NotFoundError("There is no such file.")
    packed = bool(file.packed) and "gzip" in request.headers.get("accept-encoding", "")
    tag = f'"{file.tag}{"-gzip" if packed else ""}"'
    headers = {"Cache-Control": keep, "ETag": tag}
    if file.packed:
        headers["Vary"] = "Accept-Encoding"
    if tag in {each.strip().removeprefix("W/") for each in request.headers.get("if-none-match", "").split(",")}:
        return Response(status_code=304, headers=headers)
    if packed:
        headers["Content-Encoding"] = "gzip"
    return Response(file.packed if packed else file.content, media_type=file.media_type, headers=headers)


def _kept(path: Path) -> Kept:
    content = path.read_bytes()
    packed = gzip.compress(content, mtime=0) if path.suffix in TEXTS and len(content) >= WORTH_PACKING else b""
    return Kept(content, packed, TYPES[path.suffix], sha256(content).hexdigest()[:32])
