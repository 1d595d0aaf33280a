"""What is known of an installed model: a record beside its files, by which they can be checked later."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from appliance.upkeep.weights.job import Fetched
from appliance.upkeep.weights.parts import write_synced
from appliance.voice.coqui import models as coqui_models

RECORD = "installed.json"
"""In a model's folder; beside a single file it is `FILE.json`."""

ACCEPTED = coqui_models.LICENCE
"""In the folder of a model whose licence wants to be accepted: who did, when."""


@dataclass(frozen=True, slots=True)
class Record:
    """Where a model came from, and what its files are."""

    engine: str
    """The string that names it in a ladder."""
    sources: tuple[str, ...]
    licence: str
    """Empty where nobody knows."""
    licence_url: str
    installed_at: str
    """ISO 8601, UTC."""
    by: str
    """Who consented."""
    files: tuple[Fetched, ...]
    verified_at: str
    """When the files were last seen to be what they were: ISO 8601, UTC."""

    @property
    def size(self) -> int:
        """Bytes."""
        return sum(file.size for file in self.files)

    @property
    def checked(self) -> str:
        """The weakest check that any of the files passed when they came."""
        kinds = [file.checked for file in self.files]
        return next((kind for kind in ("copy", "length", "stated", "published") if kind in kinds), "length")

    def verified(self, at: str) -> Record:
        return replace(self, verified_at=at)


def write_record(file: Path, record: Record) -> None:
    """Write it whole, on the disk for good."""
    write_synced(file, json.dumps(asdict(record), indent=2).encode())


def read_record(file: Path) -> Record | None:
    """None where there is none, or none that can be understood."""
    try:
        content = json.loads(file.read_bytes())
        files = tuple(Fetched(**each) for each in content["files"])
        return Record(**{**content, "sources": tuple(content["sources"]), "files": files})
    except (OSError, ValueError, TypeError, KeyError):
        return None
