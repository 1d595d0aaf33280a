"""Models come in and go, each time with somebody's consent, each time noted in the audit log before it happens.

Whoever calls has asked the person; what is written down is that they agreed, when, and to what.
"""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TypeVar

from appliance.errors import ApplianceError, InvalidInputError
from appliance.ports import Now
from appliance.store.audit import Audit
from appliance.upkeep.weights import faults, importing, place
from appliance.upkeep.weights.faults import FetchError
from appliance.upkeep.weights.fetch import fetch
from appliance.upkeep.weights.folder import Half, Installed
from appliance.upkeep.weights.importing import Found
from appliance.upkeep.weights.job import Fetched, Job, Progress, Tell
from appliance.upkeep.weights.manifest import Entry
from appliance.upkeep.weights.parts import write_synced
from appliance.upkeep.weights.place import Place, place_of
from appliance.upkeep.weights.recognise import Recognised, recognise
from appliance.upkeep.weights.record import ACCEPTED, Record
from appliance.upkeep.weights.served import PREFIX, Served, recipe_of

T = TypeVar("T")

MORE_THAN_SAID = 1.5
SLACK_BYTES = 50_000_000
"""A file may be half as large again as the manifest says, and this more: its sizes are approximate."""

MB = 1_000_000


class _GivenUpError(Exception):
    """Nobody waits for it any more."""


class Intake:
    """Takes models into a folder of models, and out of it. `by` is who consents."""

    def __init__(self, models: Path, audit: Audit, by: str, now: Now) -> None:
        self._models = models
        self._audit = audit
        self._by = by
        self._now = now

    @asynccontextmanager
    async def noted(self, action: str, subject: str) -> AsyncIterator[None]:
        """Note that it was agreed to, do it, and note how it ended. Not noted, it is not done."""
        await self._audit.append(self._now(), self._by, f"model.{action}.agreed", subject)
        try:
            yield
        except BaseException as error:  # also where somebody broke it off
            ended = error.code if isinstance(error, ApplianceError) else type(error).__name__
            await self._audit.append(self._now(), self._by, f"model.{action}.failed", f"{subject}: {ended}")
            raise
        await self._audit.append(self._now(), self._by, f"model.{action}.done", subject)

    async def pull(self, entry: Entry, tell: Tell, *, replace: bool = False) -> Record:
        """Fetch a model in a process of its own and put it in its place. Raises `FetchError`, `ConflictError`."""
        where = place_of(self._models, entry.kind, entry.name)
        place.check_free(where, replace=replace)
        async with self.noted("pull", f"{entry.engine} ({entry.licence}) from {', '.join(entry.hosts)}"):
            with place.claimed(where) as lock:
                files = await fetch(_job(entry, where), tell, keep_open=(lock,))
                _check(where, f"What came from {', '.join(entry.hosts)}", entry.engine.partition(":")[0])
                sources = tuple(source.url for source in entry.sources)
                record = self._record(entry.engine, sources, (entry.licence, entry.licence_url), files)
                _put(where, record, replace=replace)
        return record

    async def take(self, found: Found, name: str, tell: Tell, *, replace: bool = False) -> tuple[str, Record]:
        """Copy a model that was found elsewhere, and put the copy in its place; returns its kind and record.

        Raises as `pull` does.
        """
        async with self.noted("import", f"{name} from {found.path}"):
            return await _beside(lambda watched: self._take_in(found, name, watched, replace), tell)

    def _take_in(self, found: Found, name: str, tell: Tell, replace: bool) -> tuple[str, Record]:
        if not found.is_archive:
            return self._take(found, name, tell, replace)
        with importing.opened_archive(found, self._models, tell) as inside:
            return self._take(inside, name, tell, replace)

    def _take(self, found: Found, name: str, tell: Tell, replace: bool) -> tuple[str, Record]:
        what = found.what
        if what is None or what.problem:
            raise InvalidInputError(f"{found.path} is no whole model: {what.problem if what else 'nobody knows it'}.")
        where = place_of(self._models, what.kind, name)
        place.check_free(where, replace=replace)
        with place.claimed(where):
            files = importing.copy(found, where, tell)
            _check(where, "The copy", what.engine)
            known = found.record
            licence = (known.licence, known.licence_url) if known else ("", "")
            sources = known.sources if known else (found.origin,)
            record = self._record(f"{what.engine}:{name}", sources, licence, files)
            _put(where, record, replace=replace)
        return what.kind, record

    async def pull_served(self, server: Served, name: str, tell: Tell) -> None:
        """Have the Ollama server fetch a model. Raises `EngineError`."""
        async with self.noted("pull", f"{PREFIX}{name} by the server {server.url}"):
            await server.pull(name, tell)

    async def make_served(self, server: Served, name: str, modelfile: Path, tell: Tell) -> None:
        """Have the Ollama server make a model as a Modelfile says. Raises `InvalidInputError`, `EngineError`."""
        recipe = recipe_of(modelfile)
        async with self.noted("import", f"{PREFIX}{name} from {modelfile}"):
            await server.make(name, recipe, tell)

    async def remove_served(self, server: Served, name: str) -> None:
        """Raises `EngineError`."""
        async with self.noted("remove", f"{PREFIX}{name} of the server {server.url}"):
            await server.delete(name)

    async def remove(self, model: Installed) -> None:
        """Raises `NotFoundError`, `ConflictError`."""
        async with self.noted("remove", model.engine):
            place.remove(model.place)

    async def discard(self, half: Half) -> None:
        """Throw away what was fetched of a model. Raises `ConflictError` while somebody fetches it."""
        async with self.noted("discard", f"{half.kind}/{half.name}"):
            place.discard(Place(self._models, half.kind, half.name))

    async def accept(self, model: Installed, licence: str) -> None:
        """Write beside the model that its licence was accepted, and by whom."""
        async with self.noted("accept", f"{model.engine}: {licence}"):
            said = {"licence": licence, "by": self._by, "at": self._now().isoformat()}
            write_synced(model.place.path / ACCEPTED, json.dumps(said, indent=2).encode())

    def _record(
        self,
        engine: str,
        sources: tuple[str, ...],
        licence: tuple[str, str],
        files: list[Fetched] | tuple[Fetched, ...],
    ) -> Record:
        at = self._now().isoformat()
        return Record(engine, sources, *licence, installed_at=at, by=self._by, files=tuple(files), verified_at=at)


async def _beside(work: Callable[[Tell], T], tell: Tell) -> T:
    """Do blocking work in a thread. Cancelled, it ends when it next tells how far it is."""
    given_up = threading.Event()

    def watched(step: Progress) -> None:
        if given_up.is_set():
            raise _GivenUpError
        tell(step)

    try:
        return await asyncio.to_thread(work, watched)
    finally:
        given_up.set()


def _job(entry: Entry, where: Place) -> Job:
    """The download. Raises `FetchError` where it cannot fit."""
    free, needed = shutil.disk_usage(where.incoming).free, entry.disk_mb * MB - _size(where.incoming)
    if free < needed:
        raise faults.no_room(entry.engine, needed, free)
    return Job(
        folder=where.incoming,
        sources=entry.sources,
        most_bytes=round(entry.size_mb * MB * MORE_THAN_SAID) + SLACK_BYTES,
        unpacked_bytes=round(entry.unpacked_mb * MB * MORE_THAN_SAID) + (SLACK_BYTES if entry.archive else 0),
    )


def _check(where: Place, which: str, engine: str) -> None:
    """Raises `FetchError`, and throws it away, where what has come whole is not a model for its engine."""
    what: Recognised | None = recognise(where.staged)
    if what is not None and not what.problem and (what.kind, what.engine) == (where.kind, engine):
        return
    problem = what.problem if what and what.problem else f"it is {what.engine} of {what.kind}/" if what else "unknown"
    shutil.rmtree(where.incoming, ignore_errors=True)
    raise FetchError(f"{which} is no model that {engine} can use: {problem}.", remedy="It was thrown away.")


def _put(where: Place, record: Record, *, replace: bool) -> None:
    try:
        place.install(where, record, replace=replace)
    except OSError as error:
        raise faults.from_disk(error, f"{where.path} cannot be put in its place") from error


def _size(folder: Path) -> int:
    """Bytes that lie in a folder already."""
    return sum(os.path.getsize(path) for path in folder.rglob("*") if path.is_file())
