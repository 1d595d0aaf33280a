"""The downloading process: `python -m appliance.upkeep.weights.fetch_child`.

It gets one job as a line of JSON, says how far it is in lines of JSON, and ends. It ends too when its standard input
closes: with the process that started it. Names are looked up only of the job's hosts and of where those redirect to.
What it leaves behind when it is killed is gone on with or thrown away, never used.
"""

from __future__ import annotations

import json
import os
import shutil
import ssl
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import certifi
import httpx

from appliance.egress import LOOKING_UP
from appliance.errors import ApplianceError, InvalidInputError
from appliance.upkeep.weights import faults
from appliance.upkeep.weights.answers import Asker
from appliance.upkeep.weights.download import Download
from appliance.upkeep.weights.faults import FetchError
from appliance.upkeep.weights.hashing import digest_of
from appliance.upkeep.weights.job import MODEL, PARTS, Fetched, Job, Progress, Source, Tell, read_job
from appliance.upkeep.weights.parts import Part, sync
from appliance.upkeep.weights.unpack import unpack

CONNECT_SECONDS = 20.0
NICENESS = 10
"""Hashing and unpacking give way to a call that is under way."""
SAID_EVERY_SECONDS = 0.1


class Hosts:
    """Whose names may be looked up in this process."""

    def __init__(self) -> None:
        self._allowed: set[str] = set()

    def allow(self, host: str) -> None:
        self._allowed.add(host.lower())

    def install(self) -> None:
        """Refuse the others from here on. Audit hooks cannot be removed."""
        sys.addaudithook(self._on_event)

    def _on_event(self, event: str, args: tuple[object, ...]) -> None:
        if event in LOOKING_UP and args[0]:
            host = args[0].decode(errors="replace") if isinstance(args[0], bytes) else str(args[0])
            if host.lower() not in self._allowed:
                raise FetchError(f"A connection to {host}, which is no part of this download, was refused.")


class Mouth:
    """Says how far it is, but not too often."""

    def __init__(self) -> None:
        self._words = ""
        self._next_at = 0.0

    def tell(self, progress: Progress) -> None:
        now = time.monotonic()
        if progress.words == self._words and now < self._next_at and progress.done_bytes != progress.total_bytes:
            return
        self._words, self._next_at = progress.words, now + SAID_EVERY_SECONDS
        say({"words": progress.words, "done_bytes": progress.done_bytes, "total_bytes": progress.total_bytes})


def main() -> int:
    """Do the job; exit status 0 when the model is whole."""
    os.nice(NICENESS)
    try:
        job = read_job(_first_line())
    except (ValueError, TypeError, KeyError) as error:
        return _say_error(FetchError(f"That is no job: {error}."))
    threading.Thread(target=_end_with_parent, daemon=True).start()
    try:
        say({"files": [asdict(each) for each in _fetch(job)]})
    except ApplianceError as error:
        return _say_error(error)
    except OSError as error:
        return _say_error(faults.from_disk(error, "the model"))
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        return _say_error(FetchError(f"{type(error).__name__}: {error}.", remedy=faults.BY_HAND))
    return 0


def say(line: dict[str, Any]) -> None:
    """One line of JSON; the process ends where nobody reads it any more."""
    try:
        view = memoryview(json.dumps(line).encode() + b"\n")
        while view:
            view = view[os.write(1, view) :]
    except BrokenPipeError:
        os._exit(3)


def _say_error(error: ApplianceError) -> int:
    say({"error": error.message, "remedy": error.remedy, "code": error.code})
    return 1


def _fetch(job: Job) -> Iterator[Fetched]:
    hosts, mouth = Hosts(), Mouth()
    hosts.install()
    with _client(job) as client:
        asker = Asker(client, hosts.allow)
        for source in job.sources:
            part = Part(job.folder / PARTS, source.path)
            here = job.folder / MODEL if source.archive else job.folder / MODEL / source.path
            if not (here.exists() and part.note.url == source.url):
                _remove(here)
                digest, checked = Download(asker, job, source, part, mouth.tell).run()
                if source.archive:
                    _unpack(job, part, mouth.tell)
                else:
                    part.finish(here)
                    yield Fetched(source.path, digest.size, digest.sha256, checked)
                    continue
            yield from _whole(source, part, here, mouth.tell)


def _whole(source: Source, part: Part, here: Path, tell: Tell) -> Iterator[Fetched]:
    """What has its place already: hashed as it lies there."""
    stated = source.sha256 or part.note.stated
    checked = "published" if source.sha256 else "stated" if stated else "length"
    files = [here] if here.is_file() else sorted(path for path in here.rglob("*") if path.is_file())
    for file in files:
        tell(Progress(f"checking {file.name}", 0))
        digest = digest_of(file)
        if stated and not source.archive and not digest.matches(stated):
            _remove(here)
            part.forget()
            raise faults.wrong_content(source.url, stated, digest.sha256)
        path = str(file.relative_to(here)) if source.archive else source.path
        yield Fetched(path, digest.size, digest.sha256, checked)


def _unpack(job: Job, part: Part, tell: Tell) -> None:
    """The archive becomes the model's folder; it goes itself."""
    aside = job.folder / "unpacking"
    for left in (aside, aside.with_name(f"{aside.name}.inner")):
        _remove(left)
    try:
        unpack(part.file, aside, job.unpacked_bytes, tell)
    except InvalidInputError as error:
        part.forget()
        raise FetchError(error.message, remedy="It was thrown away. Try once more.") from error
    for path in (*aside.rglob("*"), aside):
        sync(path)
    aside.rename(job.folder / MODEL)
    sync(job.folder)
    part.file.unlink()


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    path.unlink(missing_ok=True)


def _client(job: Job) -> httpx.Client:
    """No proxy: it would be one more party to the download, which nobody agreed to."""
    trusted = ssl.create_default_context()
    trusted.load_verify_locations(certifi.where())  # a container may have no certificates of its own
    return httpx.Client(
        timeout=httpx.Timeout(job.stall_seconds, connect=min(CONNECT_SECONDS, job.stall_seconds)),
        trust_env=False,
        verify=trusted,
        headers={"Accept-Encoding": "identity", "User-Agent": "DisciplineCall"},
    )


def _first_line() -> bytes:
    """Read without buffering: the rest is for `_end_with_parent`."""
    line = b""
    while not line.endswith(b"\n") and (byte := os.read(0, 65536)):
        line += byte
    return line


def _end_with_parent() -> None:
    while os.read(0, 1024):
        pass
    os._exit(3)


if __name__ == "__main__":
    sys.exit(main())
