"""The page as an app of a telephone: its manifest, its service worker, and what it shows out of reach."""

from __future__ import annotations

from pathlib import Path

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from appliance import __version__
from appliance.web.front import root_of
from appliance.web.shelf import shelf
from appliance.web.site.frame import language_of, page

router = APIRouter(include_in_schema=False)

WORKER = Path(__file__).parent.parent / "static" / "service-worker.js"

INK, PAPER = "#1d2430", "#fbfaf7"


@router.get("/manifest.webmanifest")
async def manifest(request: Request) -> Response:
    """What browsers want to know to install it (w3.org/TR/appmanifest). Icons go by their plain names: under another
    address a browser would ask whether an app that is installed may change its looks."""
    root = root_of(request)
    told = {
        "id": f"{root}/", "name": "DisciplineCall", "short_name": "DisciplineCall",
        "description": "Calls, promises and habits of one household, served by the household itself.",
        "start_url": f"{root}/today", "scope": f"{root}/", "display": "standalone",
        "background_color": PAPER, "theme_color": INK,
        "icons": icons(root),
    }  # fmt: skip
    return JSONResponse(told, media_type="application/manifest+json")


@router.get("/service-worker.js")
async def worker() -> Response:
    """It serves the whole page, so it lies above its other files."""
    digest = shelf().digest
    named = f'const VERSION = "{__version__} {digest}";\nconst STATIC = "static/{digest}/";\n'
    content = named + WORKER.read_text(encoding="utf-8")
    return Response(content, media_type="text/javascript", headers={"Cache-Control": "no-cache"})


@router.get("/offline")
async def offline(request: Request) -> Response:
    """Kept by the browser, and shown where the appliance is not reached: nobody's."""
    return page(request, "offline.html", language_of(request), {})


def icons(root: str) -> list[dict[str, str]]:
    """For a manifest."""
    pictures = [
        {"src": f"{root}/static/icon-{side}{name}.png", "sizes": f"{side}x{side}", "type": "image/png", "purpose": use}
        for side in (192, 512)
        for name, use in (("", "any"), ("-maskable", "maskable"))
    ]
    return [{"src": f"{root}/static/icon.svg", "sizes": "any", "type": "image/svg+xml"}, *pictures]
