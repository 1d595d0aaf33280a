"""A file that is on its way: its bytes so far, and a note beside them of what they are a part of."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import BinaryIO


@dataclass(frozen=True, slots=True)
class Note:
    """What the server said of the file when the first of its bytes came."""

    url: str = ""
    etag: str = ""
    """A strong one, by which the server can tell that the file has not changed; else empty."""
    stated: str = ""
    """The hash that the source states, see `hashing.as_hash`; else empty."""
    total: int | None = None
    """Bytes of the whole file."""


class Part:
    """`parts/PATH.part` and `parts/PATH.json`. What it says survives the process being killed at any moment."""

    def __init__(self, folder: Path, path: str) -> None:
        self.file = folder / f"{path}.part"
        self._note_file = folder / f"{path}.json"
        self.file.parent.mkdir(parents=True, exist_ok=True)

    @property
    def size(self) -> int:
        """Bytes so far."""
        return self.file.stat().st_size if self.file.exists() else 0

    @property
    def note(self) -> Note:
        """An empty one where there is none that can be read."""
        try:
            return Note(**json.loads(self._note_file.read_bytes()))
        except (OSError, ValueError, TypeError):
            return Note()

    def begin(self, note: Note) -> None:
        """Empty it, then keep the note of what it is to become: bytes of one version never meet another's note."""
        self.open_at(0).close()
        sync(self.file)
        write_synced(self._note_file, json.dumps(asdict(note)).encode())

    def open_at(self, start: int) -> BinaryIO:
        """For writing from `start` on; what lay behind it is cut off."""
        opened = self.file.open("r+b" if self.file.exists() else "wb")
        opened.truncate(start)
        opened.seek(start)
        return opened

    def forget(self) -> None:
        """Throw it away, the bytes before the note."""
        self.file.unlink(missing_ok=True)
        self._note_file.unlink(missing_ok=True)

    def finish(self, place: Path) -> None:
        """Move the whole file to its place, on the disk for good. The note stays: it says what the file is."""
        sync(self.file)
        place.parent.mkdir(parents=True, exist_ok=True)
        os.replace(self.file, place)
        sync(place.parent)


def write_synced(file: Path, content: bytes) -> None:
    """Write a small file so that a reader finds the old content or the new one, whole."""
    draft = file.with_name(f".{file.name}.new")
    with draft.open("wb") as opened:
        opened.write(content)
        opened.flush()
        os.fsync(opened.fileno())
    os.replace(draft, file)
    sync(file.parent)


def sync(path: Path) -> None:
    """Wait until a file, or what a folder lists, is on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
