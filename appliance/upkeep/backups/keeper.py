"""Backups of the appliance that runs: one at a time, begun by a person or by the night."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from enum import StrEnum
from pathlib import Path
from zoneinfo import ZoneInfo

from appliance.calls.faults import logged
from appliance.errors import ApplianceError, ConflictError
from appliance.ports import Now
from appliance.records.people import Role
from appliance.schedule.walltime import ONE_DAY, due_at, zone_named
from appliance.settings import Settings
from appliance.store import Store
from appliance.upkeep.backups.making import Making, Progress, make, tidy
from appliance.upkeep.backups.shelf import Kept, kept_in, latest, prune
from appliance.upkeep.duty import somebody_in_a_call

LOG = logging.getLogger(__name__)

QUIET_HOUR = time(3, 30)
"""On the owner's clock."""

LOOK_SECONDS = 60.0
RETRY_AFTER = timedelta(hours=1)
"""A backup that failed by night is tried again, no oftener."""

FARTHEST = timedelta(days=2)
"""No backup is due later; a moment that is was reckoned by another clock."""

BY_ITSELF = "appliance"
"""Its name in the audit log, where no person asked."""


class JobState(StrEnum):
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(slots=True)
class Job:
    """One backup that is made, or was since the start."""

    by: str
    started_at: datetime
    state: JobState = JobState.RUNNING
    progress: Progress = field(default_factory=Progress)
    made: Kept | None = None
    error: ApplianceError | None = None


class Backups:
    """Makes them, and knows how the last one went."""

    def __init__(self, settings: Settings, store: Store, now: Now) -> None:
        self._settings, self._store, self._now = settings, store, now
        self._job: Job | None = None
        self._task: asyncio.Task[None] | None = None
        self._due_at: datetime | None = None
        """As far as is known without looking into the folder, whose disk may sleep."""

    @property
    def folder(self) -> Path:
        """Where they are put."""
        return self._settings.backups_path

    @property
    def job(self) -> Job | None:
        """The one under way, or the last since the start."""
        return self._job

    @property
    def running(self) -> bool:
        """Whether one is made now."""
        return self._job is not None and self._job.state is JobState.RUNNING

    async def all(self) -> list[Kept]:
        """Those in the folder, the latest first."""
        return await asyncio.to_thread(kept_in, self.folder)

    def start(self, by: str) -> Job:
        """Begin to make one, which goes on while nobody looks. Raises `ConflictError` while one is made."""
        return self._begin(by, self.folder)[0]

    async def make_now(self, by: str, folder: Path | None = None) -> Kept:
        """Make one and wait for it. In another folder than the usual nothing is deleted to make room for it.

        Raises as `make` does. Cancelled, so is the backup.
        """
        job, task = self._begin(by, folder or self.folder)
        try:
            await asyncio.shield(task)
        except asyncio.CancelledError:
            await self.aclose()
            raise
        if job.made is None:
            raise job.error or ConflictError("The backup was broken off.")
        return job.made

    async def run(self) -> None:
        """Make one each night, for ever; after a night that was missed, soon. What fails is logged and tried again."""
        with logged("what a broken-off backup left could not be taken away"):
            await asyncio.to_thread(tidy, self._settings.local_data_path)
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            with logged("backups could not be looked after"):
                await self.look()

    async def look(self) -> bool:
        """Make one where that is due, and nobody is in a call; whether it was begun."""
        now = self._now()
        if (
            self.running
            or self._failed_lately(now)
            or not await self._is_due(now)
            or await somebody_in_a_call(self._store)
        ):
            return False
        self.start(BY_ITSELF)
        return True

    async def over(self) -> None:
        """Until none is made any more."""
        if self._task is not None:
            await asyncio.wait([self._task])

    async def aclose(self) -> None:
        """Break off what is under way; it leaves nothing behind."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])
        if self._job is not None and self._job.state is JobState.RUNNING:  # it was cancelled before it began
            self._job.state = JobState.CANCELLED

    def _begin(self, by: str, folder: Path) -> tuple[Job, asyncio.Task[None]]:
        if self.running:
            raise ConflictError("A backup is being made already.", remedy="Wait until it has ended.")
        job = self._job = Job(by, self._now())
        self._task = asyncio.create_task(self._work(job, folder), name="make a backup")
        return job, self._task

    async def _work(self, job: Job, folder: Path) -> None:
        try:
            job.made = await make(self._store, self._settings, Making(job.started_at), folder, job.progress)
            await self._store.audit.append(self._now(), job.by, "backup", job.made.name)
            if folder == self.folder:
                await asyncio.to_thread(prune, folder, self._settings.backup_keep, self._store.vault)
            job.state = JobState.DONE
        except asyncio.CancelledError:
            job.state = JobState.CANCELLED
        except ApplianceError as error:
            LOG.error("no backup was made: %s", error.message)
            job.state, job.error = JobState.FAILED, error
        except Exception as error:
            LOG.error("no backup was made: %s", type(error).__name__, exc_info=error)
            job.state, job.error = JobState.FAILED, ApplianceError(f"Making a backup failed ({type(error).__name__}).")

    async def _is_due(self, now: datetime) -> bool:
        known = self._due_at
        if known is None or not now < known <= now + FARTHEST:
            self._due_at = await self._next_due(now)
        return self._due_at is not None and self._due_at <= now

    async def _next_due(self, now: datetime) -> datetime | None:
        """None while nobody lives here."""
        people = await self._store.people.users()
        if not people:
            return None
        owner = next((user for user in people if user.role is Role.OWNER), people[0])
        since = await asyncio.to_thread(latest, self.folder, now) or min(user.created_at for user in people)
        return due_after(min(since, now), zone_named(owner.timezone))

    def _failed_lately(self, now: datetime) -> bool:
        job = self._job
        return job is not None and job.state is JobState.FAILED and now - job.started_at < RETRY_AFTER


def due_after(last: datetime, zone: ZoneInfo) -> datetime:
    """The first quiet hour after the last backup. Pure."""
    day = last.astimezone(zone).date()
    while (due := due_at(day, QUIET_HOUR, zone)) is None or due <= last:
        day += ONE_DAY
    return due
