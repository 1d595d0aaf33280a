"""Hashes of files as they lie on the disk."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

PIECE_BYTES = 1024 * 1024

Told = Callable[[int], None]
"""Is told how many more bytes were read."""


@dataclass(frozen=True, slots=True)
class Digest:
    """What a file is, in each of the ways that a source may state it. Hexadecimal."""

    sha256: str
    git_sha1: str
    """The id that git gives the content (a `blob` object), which Hugging Face states for small files."""
    size: int
    """Bytes."""

    def matches(self, stated: str) -> bool:
        """Whether it is the file that a stated hash, of either length, is of."""
        return stated in (self.sha256, self.git_sha1)


def as_hash(stated: str) -> str:
    """A hash out of an ETag: 64 hexadecimal digits are a SHA-256, 40 a git id; empty for anything else."""
    bare = stated.removeprefix("W/").strip('"').lower()
    return bare if re.fullmatch(r"[0-9a-f]{64}|[0-9a-f]{40}", bare) else ""


def digest_of(file: Path, told: Told = lambda _: None) -> Digest:
    """Read the whole file. Raises `OSError`."""
    size = file.stat().st_size
    sha256 = hashlib.sha256()
    git = hashlib.sha1(b"blob %d\0" % size, usedforsecurity=False)
    with file.open("rb") as opened:
        while piece := opened.read(PIECE_BYTES):
            sha256.update(piece)
            git.update(piece)
            told(len(piece))
    return Digest(sha256.hexdigest(), git.hexdigest(), size)
