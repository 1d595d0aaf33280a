"""Backups: what there is, one more now, one to take away, and one to take the place of what is here. For owners."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse
from starlette.background import BackgroundTask

from appliance.accounts.roles import administers
from appliance.errors import (
    ApplianceError,
    ForbiddenError,
    InvalidInputError,
    LockedError,
    RefusedError,
    TooManyTriesError,
)
from appliance.schedule.walltime import zone_named
from appliance.upkeep.backups.restoring import laid_ready
from appliance.upkeep.backups.shelf import Kept, delete, named
from appliance.upkeep.weights.faults import megabytes
from appliance.web.api.callers import Caller, address_of
from appliance.web.api.problems import status_of
from appliance.web.forms import fields_of
from appliance.web.parts import Parts
from appliance.web.site.frame import Given, Me, page, to
from appliance.web.uploads import uploaded

router = APIRouter(include_in_schema=False)

PATH = "/backups"
MEDIA_TYPE = "application/octet-stream"


@router.get(PATH)
async def backups(request: Request, me: Me, parts: Given) -> Response:
    """All of them for an owner, the latest for the others."""
    return await _shown(request, me, parts)


@router.post(f"{PATH}/make")
async def make(request: Request, me: Me, parts: Given) -> Response:
    """Begin one, which goes on while nobody looks."""
    await fields_of(request)
    _owner(me)
    parts.backups.start(me.actor)
    return to(PATH)


@router.get(f"{PATH}/{{name}}")
async def take_away(name: str, me: Me, parts: Given) -> Response:
    """The file, as it is: sealed."""
    _owner(me)
    found = named(parts.backups.folder, name)
    await parts.store.audit.append(parts.now(), me.actor, "download backup", found.name)
    return FileResponse(found.file, media_type=MEDIA_TYPE, filename=found.name)


@router.post(f"{PATH}/delete")
async def delete_one(request: Request, me: Me, parts: Given) -> Response:
    """One of them goes for good."""
    fields = await fields_of(request)
    _owner(me)
    gone = await asyncio.to_thread(delete, parts.backups.folder, fields.get("name", ""))
    await parts.store.audit.append(parts.now(), me.actor, "delete backup", gone.name)
    return to(PATH)


@router.post(f"{PATH}/restore")
async def restore(request: Request, me: Me, parts: Given) -> Response:
    """One that is here takes the place of everything."""
    fields = await fields_of(request)
    _owner(me)
    try:
        await _confirmed(request, me, parts, fields)
        found = named(parts.backups.folder, fields.get("name", ""))
        return await _restored(request, me, parts, found.file, fields)
    except ForbiddenError:
        raise
    except ApplianceError as error:
        return await _shown(request, me, parts, error)


@router.post(f"{PATH}/upload")
async def upload(request: Request, me: Me, parts: Given) -> Response:
    """One that is sent takes the place of everything."""
    _owner(me)
    folder = parts.settings.local_data_path

    async def check(fields: dict[str, str]) -> None:
        await _confirmed(request, me, parts, fields)

    try:
        async with uploaded(request, folder, check) as (file, fields):
            return await _restored(request, me, parts, file, fields)
    except ForbiddenError:
        raise
    except ApplianceError as error:
        return await _shown(request, me, parts, error)


def refusal_status(error: ApplianceError) -> int:
    """Words that do not fit are a fault of the form, not of the appliance."""
    return 422 if isinstance(error, LockedError) else status_of(error)


def restarting(request: Request, parts: Parts, code: str) -> Response:
    """What lies ready takes its place when the appliance begins anew, which it does once this is sent."""
    shown = page(request, "restored.html", code, {})
    shown.background = BackgroundTask(parts.restart.set)
    return shown


async def _confirmed(request: Request, me: Caller, parts: Parts, fields: Mapping[str, str]) -> None:
    """Raises `InvalidInputError` without the tick, `RefusedError` for a wrong password."""
    if fields.get("sure") != "on":
        raise InvalidInputError("Nothing was restored: the tick was not set.", says="restore_tick")
    try:
        await parts.door.confirm(me.user, fields.get("password", ""), address=address_of(request))
    except TooManyTriesError:
        raise
    except RefusedError as error:
        raise InvalidInputError(
            f"Nothing was restored. {error.message}", remedy=error.remedy, says="restore_password"
        ) from error


async def _restored(
    request: Request, me: Caller, parts: Parts, file: Path, fields: Mapping[str, str]
) -> Response:  # fmt: skip
    ready = await laid_ready(file, parts.settings, fields.get("words", ""))
    await parts.store.audit.append(
        parts.now(), me.actor, "restore", f"the backup of {ready.head.made_at:%Y-%m-%d %H:%M}"
    )
    return restarting(request, parts, me.user.language)


def _owner(me: Caller) -> None:
    if not administers(me.user):
        raise ForbiddenError("Only an owner of the household may do that.")


async def _shown(request: Request, me: Caller, parts: Parts, error: ApplianceError | None = None) -> Response:
    zone = zone_named(me.user.timezone)
    kept = await parts.backups.all()

    def row(each: Kept) -> dict[str, Any]:
        made = each.made_at
        return {
            "name": each.name, "size": megabytes(each.size), "head": each.head,
            "made": f"{made.astimezone(zone):%Y-%m-%d %H:%M}" if made else "",
        }  # fmt: skip

    shown = {
        "me": me.user, "owner": administers(me.user), "rows": [row(each) for each in kept], "job": parts.backups.job,
        "running": parts.backups.running, "keep": parts.settings.backup_keep, "folder": parts.backups.folder,
        "error": error,
    }  # fmt: skip
    return page(request, "backups.html", me.user.language, shown, refusal_status(error) if error else 200)
