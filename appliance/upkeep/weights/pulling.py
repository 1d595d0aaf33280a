"""Downloads that go on while nobody looks: begun by one request, asked about by others, broken off by a third.

One at a time for the whole appliance: two would take each other's room on the disk and share one line anyway.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid4

from appliance.errors import ApplianceError, ConflictError, InvalidInputError, NotFoundError
from appliance.ports import Now
from appliance.settings import Settings
from appliance.store.audit import Audit
from appliance.upkeep.weights.faults import megabytes
from appliance.upkeep.weights.intake import Intake
from appliance.upkeep.weights.job import Progress, Tell
from appliance.upkeep.weights.manifest import Entry, find, load_manifest
from appliance.upkeep.weights.place import check_free, place_of
from appliance.upkeep.weights.served import served

LOG = logging.getLogger(__name__)

KEPT = 10
"""Downloads that have ended and are still told about."""

NOT_BEGUN = Progress("", 0)


class PullState(StrEnum):
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(slots=True)
class Pull:
    """One download, as it is now."""

    engine: str
    source: str
    by: str
    """Who agreed, as the audit log names them."""
    started_at: datetime
    id: UUID = field(default_factory=uuid4)
    state: PullState = PullState.RUNNING
    step: Progress = NOT_BEGUN
    fault: str = ""
    remedy: str = ""
    ended_at: datetime | None = None


def source_of(entry: Entry, settings: Settings) -> str:
    """The hosts that somebody agrees to: those that are asked for the files, or the server that fetches them itself."""
    return settings.ollama_host if entry.served else ", ".join(entry.hosts)


class Pulls:
    """The downloads of one appliance. They end with it; what has come by then is kept, and goes on another time."""

    def __init__(self, settings: Settings, audit: Audit, now: Now) -> None:
        self._settings = settings
        self._audit = audit
        self._now = now
        self._pulls: deque[Pull] = deque(maxlen=KEPT)
        self._task: asyncio.Task[None] | None = None

    @property
    def all(self) -> list[Pull]:
        """The latest first."""
        return list(reversed(self._pulls))

    @property
    def running(self) -> Pull | None:
        """The one under way; None where nothing is fetched."""
        return next((pull for pull in self._pulls if pull.state is PullState.RUNNING), None)

    def pull(self, pull_id: UUID) -> Pull:
        """Raises `NotFoundError`."""
        for pull in self._pulls:
            if pull.id == pull_id:
                return pull
        raise NotFoundError("There is no such download.", remedy="The appliance has been started again since.")

    def start(self, engine: str, agreed: str, by: str) -> Pull:
        """Begin to fetch a model of the manifest. `agreed` repeats the source, which is the consent to it.

        Raises `NotFoundError`, `InvalidInputError` without consent, `ConflictError` where it is there already or
        another one is fetched.
        """
        entry = find(load_manifest(self._settings.local_models_path), engine)
        source = source_of(entry, self._settings)
        if agreed != source:
            told = f"about {megabytes(entry.size_mb * 1_000_000)} from {source}, licence {entry.licence}"
            raise InvalidInputError(
                f"Nothing is fetched before you agree: {told}.", remedy=f"Agree by naming the source: {source}"
            )
        if not entry.served:
            _check_free(self._settings, entry)
        if (other := self.running) is not None:
            raise ConflictError(f"{other.engine} is being fetched.", remedy="Wait until that has ended, or cancel it.")
        pull = Pull(entry.engine, source, by, self._now())
        self._pulls.append(pull)
        self._task = asyncio.create_task(self._run(pull, entry), name=f"fetch {entry.engine}")
        return pull

    async def cancel(self, pull_id: UUID, by: str) -> Pull:
        """Break it off; what has come is kept. Nothing happens where it has ended. Raises `NotFoundError`."""
        pull = self.pull(pull_id)
        if pull.state is PullState.RUNNING:
            await self._audit.append(self._now(), by, "model.pull.cancel", pull.engine)
            await self.aclose()
        return pull

    async def aclose(self) -> None:
        """Break off what is under way."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])
        for pull in self._pulls:
            if pull.state is PullState.RUNNING:  # it was cancelled before it began
                pull.state, pull.ended_at = PullState.CANCELLED, self._now()

    async def _run(self, pull: Pull, entry: Entry) -> None:
        def tell(step: Progress) -> None:
            pull.step = step

        try:
            await self._fetch(Intake(self._settings.local_models_path, self._audit, pull.by, self._now), entry, tell)
            pull.state = PullState.DONE
        except asyncio.CancelledError:
            pull.state = PullState.CANCELLED
        except ApplianceError as error:
            pull.state, pull.fault, pull.remedy = PullState.FAILED, error.message, error.remedy
        except Exception as error:
            LOG.error("a download failed: %s", type(error).__name__, exc_info=error)
            pull.state, pull.fault = PullState.FAILED, f"Fetching {pull.engine} failed ({type(error).__name__})."
        finally:
            pull.ended_at = self._now()

    async def _fetch(self, intake: Intake, entry: Entry, tell: Tell) -> None:
        if entry.served:
            async with served(self._settings) as server:
                await intake.pull_served(server, entry.name, tell)
        else:
            await intake.pull(entry, tell)


def _check_free(settings: Settings, entry: Entry) -> None:
    place = place_of(settings.local_models_path, entry.kind, entry.name)
    try:
        check_free(place, replace=False)
    except ConflictError as error:
        raise ConflictError(error.message, remedy="Remove it first to fetch it anew.") from error
