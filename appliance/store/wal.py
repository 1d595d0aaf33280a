"""Whether the write-ahead log beside a database is damaged, which SQLite does not tell.

SQLite takes a frame that does not fit for the end of the log, as a power cut leaves it, and drops what follows: what
was acknowledged would be gone without a word. With every commit synced before the next begins, a transaction of which
a frame does not fit can only be the last that was begun. Where two were ended after the place that does not fit, the
file has changed since it was written. Format: sqlite.org/fileformat2.html, section 4.
"""

from __future__ import annotations

import struct
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from appliance.errors import CorruptDatabaseError

HEADER = struct.Struct(">8I")
"""Magic number, version, page size, checkpoint number, two salts, two checksums."""

FRAME = struct.Struct(">6I")
"""Page number, pages of the database after a commit (else 0), two salts, two checksums."""

MAGIC = {0x377F0682: "<", 0x377F0683: ">"}
"""The last bit says in which byte order words are summed."""

ENDED_SINCE = 2
"""Commits after a frame that does not fit which show that it did once: one may be its own."""

READS = 5
PAUSE_SECONDS = 0.05
"""What does not fit twice alike is damage. What changes in between is being written by another process, and what was
read of it may be of two moments."""

WORD_MASK = 0xFFFFFFFF


@dataclass(frozen=True, slots=True)
class _Frame:
    salts: tuple[int, int]
    is_commit: bool
    fits: bool
    """Whether it continues the log, by its salts and checksums."""


def check_log(database_file: Path) -> None:
    """Raises `CorruptDatabaseError` where the log was damaged after it was written. Reads the log only, in 0.03 s
    for a megabyte; there is none after an orderly end."""
    log = database_file.with_name(f"{database_file.name}-wal")
    before = b""
    for _ in range(READS):
        try:
            content = log.read_bytes()
        except OSError:
            return
        if not (what := _damage(content)):
            return
        if content == before:
            raise CorruptDatabaseError(
                f"The database's log {log} is damaged ({what}): what was written last is in it.",
                remedy="Restore a backup. To go on without what the log holds, move it away, and keep it.",
            )
        before = content
        time.sleep(PAUSE_SECONDS)


def _damage(content: bytes) -> str:
    """What does not fit in a log; empty where all does, or what does not is the end of it."""
    if len(content) <= HEADER.size or not any(content[: HEADER.size]):
        return ""
    if not _header_fits(content):
        return "its head does not fit"
    salts = HEADER.unpack_from(content)[4:6]
    frames = list(_frames(content))
    broken = next((number for number, frame in enumerate(frames) if not frame.fits), len(frames))
    ended = sum(frame.is_commit and frame.salts == salts for frame in frames[broken:])
    return f"frame {broken + 1} of {len(frames)} does not fit" if ended >= ENDED_SINCE else ""


def _header_fits(content: bytes) -> bool:
    magic, *_, first, second = HEADER.unpack_from(content)
    order = MAGIC.get(magic)
    return order is not None and _summed(content[:24], order, (0, 0)) == (first, second)


def _frames(content: bytes) -> Iterator[_Frame]:
    """Of a log whose head fits."""
    magic, _, page, _, *salts, first, second = HEADER.unpack_from(content)
    order, sums, whole = MAGIC[magic], (first, second), True
    size = FRAME.size + (page or 1)
    for start in range(HEADER.size, len(content) - size + 1, size):
        _, pages, salt, other, *ends = FRAME.unpack_from(content, start)
        whole = whole and [salt, other] == salts
        if whole:
            sums = _summed(content[start : start + 8], order, sums)
            sums = _summed(content[start + FRAME.size : start + size], order, sums)
            whole = list(sums) == ends
        yield _Frame((salt, other), bool(pages), whole)


def _summed(data: bytes, order: str, sums: tuple[int, int]) -> tuple[int, int]:
    first, second = sums
    for low, high in struct.iter_unpack(f"{order}II", data):
        first = (first + low + second) & WORD_MASK
        second = (second + high + first) & WORD_MASK
    return first, second
