"""Backups of the household: what there is, one more now, and the file itself, which is sealed. For owners."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response
from fastapi.responses import FileResponse
from pydantic import BaseModel

from appliance.accounts.roles import Scope
from appliance.upkeep.backups.keeper import Job, JobState
from appliance.upkeep.backups.shelf import Kept, delete, named
from appliance.web.api.callers import Caller, Given, may

router = APIRouter(prefix="/backups", tags=["household"])

Owner = Annotated[Caller, Depends(may(Scope.ADMINISTER, owner=True))]

SEALED: dict[int | str, dict[str, Any]] = {
    200: {"content": {"application/octet-stream": {}}, "description": "The backup"}
}


class BackupView(BaseModel):
    name: str
    size_bytes: int
    made_at: datetime | None
    """Null where its head cannot be read: it is damaged."""
    version: str | None
    """Of the appliance that made it."""
    migration: str | None

    @classmethod
    def of(cls, each: Kept) -> BackupView:
        head = each.head
        return cls(
            name=each.name, size_bytes=each.size, made_at=each.made_at,
            version=head.appliance if head else None, migration=head.migration if head else None,
        )  # fmt: skip


class JobView(BaseModel):
    """The one that is made, or was made last since the start."""

    state: JobState
    started_at: datetime
    done_bytes: int
    total_bytes: int
    """Zero while nobody knows."""
    made: str | None
    fault: str
    remedy: str

    @classmethod
    def of(cls, job: Job) -> JobView:
        return cls(
            state=job.state, started_at=job.started_at, done_bytes=job.progress.done_bytes,
            total_bytes=job.progress.total_bytes, made=job.made.name if job.made else None,
            fault=job.error.message if job.error else "", remedy=job.error.remedy if job.error else "",
        )  # fmt: skip


class BackupsView(BaseModel):
    folder: str
    keep: int
    """How many are kept."""
    backups: list[BackupView]
    """The latest first."""
    job: JobView | None


@router.get("")
async def list_backups(caller: Owner, parts: Given) -> BackupsView:
    """What there is, and how far the one is that is made now."""
    return BackupsView(
        folder=str(parts.backups.folder),
        keep=parts.settings.backup_keep,
        backups=[BackupView.of(each) for each in await parts.backups.all()],
        job=JobView.of(parts.backups.job) if parts.backups.job else None,
    )


@router.post("", status_code=202)
async def make_backup(caller: Owner, parts: Given) -> JobView:
    """Begin to make one, which goes on meanwhile; `GET /backups` tells how far it is."""
    return JobView.of(parts.backups.start(caller.actor))


@router.get("/{name}", responses=SEALED, response_class=Response)
async def download_backup(name: str, caller: Owner, parts: Given) -> FileResponse:
    """The file. The key opens it, and nothing else does."""
    found = named(parts.backups.folder, name)
    await parts.store.audit.append(parts.now(), caller.actor, "download backup", found.name)
    return FileResponse(found.file, media_type="application/octet-stream", filename=found.name)


@router.delete("/{name}", status_code=204)
async def delete_backup(name: str, caller: Owner, parts: Given) -> None:
    """Delete one for good. What was deleted of somebody is in the backups before until they go."""
    gone = await asyncio.to_thread(delete, parts.backups.folder, name)
    await parts.store.audit.append(parts.now(), caller.actor, "delete backup", gone.name)
