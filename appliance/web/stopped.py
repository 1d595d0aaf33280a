"""An appliance that cannot start: a page that says why and what mends it, until something about that changes.

A container or service that only ended would be started again and again, and nobody in the house would learn why nothing
rings. Nothing of the household is open meanwhile, and no lock is held, so every command works beside it.
"""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse

from appliance import __version__
from appliance.errors import ApplianceError, RefusedError
from appliance.settings import SETTINGS_FILE, Settings
from appliance.store.whereabouts import whereabouts_of
from appliance.upkeep.addresses import addresses_of
from appliance.upkeep.backups.exchange import ready_folder
from appliance.upkeep.backups.shelf import Kept, kept_in
from appliance.web.faults import told_in
from appliance.web.front import stand_before
from appliance.web.origin import same_origin
from appliance.web.secure import Secured
from appliance.web.server import listen
from appliance.web.shelf import add_static
from appliance.web.site.frame import language_of, page
from appliance.web.waiting import Waiting, bare

LOOK_SECONDS = 3.0

ROOM_BYTES, STEP_BYTES = 64 * 1024 * 1024, 8 * 1024 * 1024
"""Up to so much room on a disk, so much more of it is worth another start."""

MOST_BACKUPS = 5
RETRY_AFTER = {"Retry-After": "30"}


async def wait_until_mended(fault: ApplianceError, settings: Settings, secured: Secured | None = None) -> bool:
    """Serve the page; whether to try again, by somebody's wish or since something changed. False: told to stop.

    Raises `SetupError` where the address cannot be had.
    """
    host, port = settings.appliance_host, settings.appliance_port
    again = asyncio.Event()
    shown = addresses_of(settings)
    said = f"The appliance cannot start, and nothing rings. Why: {shown[0]}\n{fault}"
    server = Waiting(build(fault, settings, again), said, secured)

    async def look() -> None:
        before = await asyncio.to_thread(signature, settings)
        while not again.is_set() and before == await asyncio.to_thread(signature, settings):
            try:
                await asyncio.wait_for(again.wait(), LOOK_SECONDS)
            except TimeoutError:
                continue
        server.end()

    with listen(host, port) as listening:
        looking = asyncio.create_task(look(), name="look whether something changed")
        try:
            await server.serve(sockets=[listening])
        finally:
            looking.cancel()
    return not server.told_to_stop


def build(fault: ApplianceError, settings: Settings, again: asyncio.Event) -> FastAPI:
    """The web application of an appliance that cannot start. `again` is set by who wishes that it tries."""
    web = FastAPI(title="DisciplineCall", version=__version__, docs_url=None, redoc_url=None, openapi_url=None)
    bare(web, settings.appliance_host, settings)

    @web.get("/healthz")
    async def healthz() -> JSONResponse:
        health = {"status": "stopped", "version": __version__, "code": fault.code, **_said(fault, "en")}
        return JSONResponse(health, status_code=503, headers=RETRY_AFTER)

    @web.post("/again")
    async def try_again(request: Request) -> Response:
        if not same_origin(request.headers):
            elsewhere = RefusedError("That came from a page elsewhere.", remedy="Press the button of this page.")
            return await _shown(request, elsewhere, settings, 403)
        again.set()
        return page(request, "stopped.html", language_of(request), {"trying": True})

    add_static(web)

    @web.api_route("/{path:path}", methods=["GET", "POST", "PUT", "PATCH", "DELETE"])
    async def anything(request: Request, path: str) -> Response:
        if path.startswith("api/") or "text/html" not in request.headers.get("accept", "text/html"):
            problem = {"title": "The appliance cannot start.", "status": 503, "code": fault.code, **_said(fault, "en")}
            kind = "application/problem+json"
            return JSONResponse(problem, status_code=503, media_type=kind, headers=RETRY_AFTER)
        return await _shown(request, fault, settings, 503)

    stand_before(web, settings)
    return web


def signature(settings: Settings) -> tuple[object, ...]:
    """What a start depends on: while it is the same, another one would fail as the last did."""
    folder = settings.local_data_path
    watched = (
        folder, settings.database_file, folder / SETTINGS_FILE, ready_folder(folder), settings.key_file,
        settings.key_file.parent, whereabouts_of(settings.key_file), settings.backups_path,
    )  # fmt: skip
    return (*map(_look_at, watched), *_room(folder), *_room(settings.backups_path))


async def _shown(request: Request, fault: ApplianceError, settings: Settings, status: int) -> Response:
    kept = await asyncio.to_thread(_usable, settings)
    content = {"error": fault, "backups": kept, "trying": False}
    shown = page(request, "stopped.html", language_of(request), content, status)
    shown.headers.update(RETRY_AFTER)
    return shown


def _said(fault: ApplianceError, code: str) -> dict[str, str]:
    told = told_in(fault, code)
    return {"detail": told.message, "remedy": told.remedy}


def _usable(settings: Settings) -> list[Kept]:
    try:
        return [each for each in kept_in(settings.backups_path) if each.head is not None][:MOST_BACKUPS]
    except OSError:
        return []


def _look_at(path: Path) -> tuple[object, ...]:
    """The folder itself is looked at without its times: this very process may write there."""
    try:
        found = path.stat()
    except OSError as error:
        return (error.errno,)
    if path.is_dir():
        return found.st_dev, found.st_ino, found.st_mode, found.st_uid, found.st_gid, os.access(path, os.W_OK)
    return found.st_dev, found.st_ino, found.st_mode, found.st_uid, found.st_size, found.st_mtime_ns


def _room(folder: Path) -> Iterator[object]:
    try:
        yield min(shutil.disk_usage(folder).free, ROOM_BYTES) // STEP_BYTES
    except OSError as error:
        yield error.errno
