"""What was deleted for good, beside the database: a backup of an earlier day that is restored is rid of it again.

A line of JSON each, in the data folder, with ids and days only. It is no part of a backup and stays where a restore
exchanges everything else, since it has to know more than the backup does.
"""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from uuid import UUID

from appliance.errors import DataFolderError
from appliance.store.clips import OffLoop

LOG = logging.getLogger(__name__)

FILE = "deletions.jsonl"


class Gone(StrEnum):
    """What of a person went."""

    WORDS = "words"
    RECORDINGS = "recordings"
    EVERYTHING = "everything"
    MEMORY = "memory"
    """One thing that was remembered, with the words it was said in: the subject."""


@dataclass(frozen=True, slots=True)
class Deletion:
    """One of them. The days are accounting days, both included; without them all days."""

    at: datetime
    user_id: UUID
    what: Gone
    first: date | None = None
    last: date | None = None
    subject: UUID | None = None

    def line(self) -> str:
        """As it stands in the file."""
        return json.dumps({
            "at": self.at.isoformat(), "user": self.user_id.hex, "what": self.what.value,
            "first": self.first and self.first.isoformat(), "last": self.last and self.last.isoformat(),
            **({"subject": self.subject.hex} if self.subject else {}),
        })  # fmt: skip


class Deletions:
    """Part of the store."""

    def __init__(self, folder: Path, off_loop: OffLoop) -> None:
        self._file, self._off_loop = folder / FILE, off_loop

    async def note(self, deletion: Deletion) -> None:
        """Write it down; it is on the disk when this returns. Raises `DataFolderError`."""
        await self._off_loop(self._append, deletion.line())

    async def since(self, moment: datetime) -> list[Deletion]:
        """What was deleted after this moment, in order. Lines that cannot be read are left out, and logged."""
        found: list[Deletion] = await self._off_loop(self._read)
        return [each for each in found if each.at > moment]

    def _append(self, line: str) -> None:
        try:
            descriptor = os.open(self._file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            with os.fdopen(descriptor, "w", encoding="utf-8") as opened:
                opened.write(f"{line}\n")
                opened.flush()
                os.fsync(opened.fileno())
        except OSError as error:
            raise DataFolderError(
                f"{self._file} cannot be written: {error.strerror}. Nothing was deleted.", remedy="Look at the disk."
            ) from error

    def _read(self) -> list[Deletion]:
        try:
            lines = self._file.read_text(encoding="utf-8", errors="replace").splitlines()
        except FileNotFoundError:
            return []
        return list(_told(lines))


def _told(lines: list[str]) -> Iterator[Deletion]:
    for line in lines:
        try:
            found = json.loads(line)
            first, last = (date.fromisoformat(found[name]) if found[name] else None for name in ("first", "last"))
            at, what = datetime.fromisoformat(found["at"]), Gone(found["what"])
            if at.tzinfo is None:
                raise ValueError("a time without zone")
            subject = UUID(hex=found["subject"]) if what is Gone.MEMORY else None
            yield Deletion(at, UUID(hex=found["user"]), what, first, last, subject)
        except (ValueError, TypeError, KeyError, AttributeError):
            LOG.warning("a line of the list of deletions cannot be read")
