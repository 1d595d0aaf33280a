"""How a telephone comes here: the addresses, a square code of the easiest, and how to trust the certificate."""

from __future__ import annotations

import io

import segno
from fastapi import APIRouter, Request, Response

from appliance.engines.machine import in_container
from appliance.errors import NotFoundError
from appliance.language.messages import messages
from appliance.upkeep.certificates import folder_of, root_in
from appliance.web.front import entrance, reached_by_others
from appliance.web.site.frame import Given, Me, language_of, page

router = APIRouter(include_in_schema=False)

PLAIN = "APPLIANCE_HOST=0.0.0.0 appliance run --tls"
IN_BOX = "COMPOSE_PROFILES=tls PUBLISH_ADDRESS=0.0.0.0 HOUSE_NAMES=localhost,HOST.local make up"
"""What serves the page to other machines."""

SYSTEMS = (
    ("iPhone, iPad", "ios"),
    ("Android", "android"),
    ("Windows", "windows"),
    ("macOS", "macos"),
    ("Linux", "linux"),
)


@router.get("/trust")
async def trust(request: Request, parts: Given) -> Response:
    """How each kind of device is told to trust the root; before signing in, as nobody signs in without trust."""
    settings = parts.settings
    root = root_in(folder_of(settings.key_file)) if settings.appliance_tls else None
    code = language_of(request)
    steps = [(system, messages(code).page[f"trust_{key}"]) for system, key in SYSTEMS]
    encrypted = f"https://{request.url.netloc}{settings.base_path}/"
    return page(request, "trust.html", code, {"authority": root, "steps": steps, "encrypted": encrypted})


@router.get("/phone")
async def phone(request: Request, me: Me, parts: Given) -> Response:
    """The addresses, and what a telephone can do with them."""
    found = reached_by_others(parts.settings)
    shown = {
        "me": me.user, "addresses": found, "tls": parts.settings.appliance_tls, "code": found[0] if found else "",
        "encrypted": bool(found) and found[0].startswith("https:"), "command": IN_BOX if in_container() else PLAIN,
    }  # fmt: skip
    return page(request, "phone.html", me.user.language, shown)


@router.get("/phone/code.svg")
async def code(me: Me, parts: Given) -> Response:
    """The square code of the easiest address; of the page about trust where that comes first."""
    found = reached_by_others(parts.settings)
    if not found:
        raise NotFoundError("The page is served to this machine only.")
    drawn = io.BytesIO()
    segno.make(entrance(parts.settings), micro=False).save(
        drawn, kind="svg", scale=6, border=3, light="#fff", xmldecl=False
    )
    return Response(drawn.getvalue(), media_type="image/svg+xml")
