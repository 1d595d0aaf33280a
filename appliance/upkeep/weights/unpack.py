"""Archives of models, taken apart as if whoever made them were hostile.

Only plain files and folders come out, below the folder given, of bounded number and size; nothing is overwritten, no
link is made, no mode or owner is taken over. A single folder that holds everything is left out.
"""

from __future__ import annotations

import lzma
import shutil
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO

from appliance.errors import InvalidInputError
from appliance.upkeep.weights.faults import megabytes
from appliance.upkeep.weights.job import Progress, Tell

ENDINGS = (".zip", ".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tar.xz")

MOST_FILES = 5000
"""espeak-ng's data, which comes with some voices, is about 400 files."""

MOST_DEPTH = 12
LONGEST_STEP = 200
"""Bytes of one step of a path; file systems take 255."""

PIECE_BYTES = 256 * 1024

BROKEN = (
    *(zipfile.BadZipFile, tarfile.TarError, zlib.error, lzma.LZMAError),
    *(EOFError, NotImplementedError, RuntimeError, ValueError, LookupError),
)
"""What the readers raise over archives that are cut short, damaged, encrypted or made to confuse."""


@dataclass(frozen=True, slots=True)
class _Member:
    name: str
    size: int
    is_folder: bool
    is_file: bool
    open: Callable[[], IO[bytes] | None]


def is_archive(name: str) -> bool:
    """Whether a file of this name is an archive that `unpack` reads."""
    return name.lower().endswith(ENDINGS)


def unpack(archive: Path, into: Path, most_bytes: int, tell: Tell = lambda _: None) -> int:
    """Unpack into a folder that does not exist yet; returns the bytes that came out.

    Raises `InvalidInputError` for what is damaged, too large or not harmless, and `OSError`; what came out until then
    is for the caller to delete.
    """
    try:
        with _opened(archive) as members:
            return _Unpacking(archive.name, into, most_bytes, tell).run(members)
    except BROKEN as error:
        raise InvalidInputError(f"{archive.name} is damaged or no archive ({error}).") from error
    except OSError as error:
        if error.errno is None:  # bz2 and gzip report damage so; a disk's error has a number
            raise InvalidInputError(f"{archive.name} is damaged ({error}).") from error
        raise


class _Unpacking:
    """One archive on its way into one folder."""

    def __init__(self, name: str, into: Path, most_bytes: int, tell: Tell) -> None:
        self._name = name
        self._into = into
        self._most_bytes = most_bytes
        self._tell = tell
        self._written = 0

    def run(self, members: Iterator[_Member]) -> int:
        self._into.mkdir()
        for number, member in enumerate(members, 1):
            if number > MOST_FILES:
                raise self._refused(f"more than {MOST_FILES} files")
            try:
                self._take_out(member, self._place(member))
            except (FileExistsError, NotADirectoryError, IsADirectoryError) as error:
                raise self._refused(f"{member.name!r} twice") from error
        _leave_out_single_folder(self._into)
        return self._written

    def _take_out(self, member: _Member, place: Path) -> None:
        if member.is_folder:
            place.mkdir(parents=True, exist_ok=True)
            return
        place.parent.mkdir(parents=True, exist_ok=True)
        opened = member.open()
        if opened is None:
            raise self._refused(f"{member.name!r}, which has no content")
        with opened, place.open("xb") as target:
            self._copy(opened, target)

    def _place(self, member: _Member) -> Path:
        """Where it may go. Raises `InvalidInputError` for anything but a plain file or folder below."""
        if not (member.is_folder or member.is_file):
            raise self._refused(f"{member.name!r}, which is no plain file")
        steps = [step for step in member.name.split("/") if step not in ("", ".")]
        harmless = (
            member.name.isprintable()
            and not member.name.startswith("/")
            and "\\" not in member.name
            and ":" not in member.name
            and ".." not in steps
            and (member.is_folder or bool(steps))
            and len(steps) <= MOST_DEPTH
            and all(len(step.encode(errors="replace")) <= LONGEST_STEP for step in steps)
        )
        if not harmless:
            raise self._refused(f"the path {member.name!r}")
        if member.size > self._most_bytes - self._written:
            raise self._too_large()
        return self._into.joinpath(*steps)

    def _copy(self, source: IO[bytes], target: IO[bytes]) -> None:
        """Piece by piece: what a header says of the size is not believed."""
        while piece := source.read(PIECE_BYTES):
            self._written += len(piece)
            if self._written > self._most_bytes:
                raise self._too_large()
            target.write(piece)
            self._tell(Progress(f"unpacking {self._name}", self._written))

    def _too_large(self) -> InvalidInputError:
        return self._refused(f"more than {megabytes(self._most_bytes)}, the most expected")

    def _refused(self, what: str) -> InvalidInputError:
        return InvalidInputError(f"{self._name} was not unpacked: it holds {what}.")


@contextmanager
def _opened(archive: Path) -> Iterator[Iterator[_Member]]:
    if zipfile.is_zipfile(archive):
        with zipfile.ZipFile(archive) as as_zip:
            yield (_of_zip(as_zip, each) for each in as_zip.infolist())
    else:
        with tarfile.open(archive, "r:*") as as_tar:
            yield (
                _Member(each.name, each.size, each.isdir(), each.isreg(), partial(as_tar.extractfile, each))
                for each in as_tar
            )


def _of_zip(archive: zipfile.ZipFile, each: zipfile.ZipInfo) -> _Member:
    """Unix's kind of file, where it is given, is in the upper half of `external_attr`; 0 is none given."""
    is_plain = stat.S_IFMT(each.external_attr >> 16) in (0, stat.S_IFREG)
    is_file = is_plain and not each.is_dir()
    return _Member(each.filename, each.file_size, each.is_dir(), is_file, partial(archive.open, each))


def _leave_out_single_folder(folder: Path) -> None:
    """Where a folder holds one folder and nothing else, what is in that comes up."""
    inside = list(folder.iterdir())
    while len(inside) == 1 and inside[0].is_dir():
        aside = folder.with_name(f"{folder.name}.inner")
        inside[0].rename(aside)
        folder.rmdir()
        aside.rename(folder)
        inside = list(folder.iterdir())
    if not inside:
        shutil.rmtree(folder)
        raise InvalidInputError("The archive is empty.")
