"""What the downloading process is asked to do, and what it says meanwhile: JSON on its standard input and output."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import urlsplit

MODEL = "model"
"""The folder, within that of a job, in which the finished files lie."""

PARTS = "parts"
"""The folder in which files lie until they are whole and checked."""


@dataclass(frozen=True, slots=True)
class Source:
    """One file to fetch."""

    url: str
    path: str
    """Where it goes, relative to the model's folder."""
    sha256: str = ""
    """As a page states it; empty where none was read."""
    hub: bool = False
    """Whether the server states hashes as Hugging Face does."""
    archive: bool = False

    @property
    def host(self) -> str:
        return urlsplit(self.url).hostname or ""


@dataclass(frozen=True, slots=True)
class Job:
    """One model: files into one folder, all or nothing."""

    folder: Path
    sources: tuple[Source, ...]
    most_bytes: int
    """Of one file; more is refused."""
    unpacked_bytes: int = 0
    """That may come out of an archive; more is refused."""
    stall_seconds: float = 60.0
    """A server that sends nothing for so long is asked anew."""
    pause_seconds: float = 2.0
    """Before it is asked anew; longer each time in a row."""

    def as_line(self) -> bytes:
        """The job as one line of JSON."""
        return json.dumps({**asdict(self), "folder": str(self.folder)}).encode() + b"\n"


def read_job(line: bytes) -> Job:
    """The job of a line. Raises `ValueError`, `TypeError`, `KeyError` for a line that is none."""
    content = json.loads(line)
    content["sources"] = tuple(Source(**each) for each in content["sources"])
    return Job(**{**content, "folder": Path(content["folder"])})


@dataclass(frozen=True, slots=True)
class Progress:
    """How far it is."""

    words: str
    """What is done now: `fetching model.bin`."""
    done_bytes: int
    total_bytes: int | None = None
    """None while nobody knows."""


Tell = Callable[[Progress], None]


@dataclass(frozen=True, slots=True)
class Fetched:
    """One file that is whole."""

    path: str
    size: int
    sha256: str
    checked: str
    """Against what: `published` (a page's hash), `stated` (the server's), or `length` where neither gave a hash."""
