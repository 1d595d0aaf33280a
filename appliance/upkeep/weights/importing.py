"""Models from a folder or a stick, for machines that never see the network: found, copied, and the copy checked.

Nothing on the stick is moved or changed, and no link is followed to elsewhere.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from appliance.coach.llamacpp.files import FIRST_PART, LATER_PART
from appliance.errors import InvalidInputError, NotFoundError
from appliance.upkeep.weights import faults
from appliance.upkeep.weights.faults import WrongContentError
from appliance.upkeep.weights.hashing import PIECE_BYTES, digest_of
from appliance.upkeep.weights.job import MODEL, Fetched, Progress, Tell
from appliance.upkeep.weights.place import Place, claimed
from appliance.upkeep.weights.recognise import MODELFILE, Recognised, recognise
from appliance.upkeep.weights.record import ACCEPTED, RECORD, Record, read_record
from appliance.upkeep.weights.unpack import is_archive, unpack

MOST_DEPTH = 6
MOST_SEEN = 50_000
"""Files and folders looked at; a whole disk is not searched."""

UNPACKED_FACTOR = 4
"""What comes out of an archive may be so many times its size: weights hardly compress."""

LINKS = "holds links, which are not followed: copy it with cp -rL and import the copy"
"""As a hub's cache does."""

KNOWN_PREFIX = re.compile(r"^(faster-whisper-|sherpa-onnx-|vits-(?=piper-)|tts_models--)")
"""What sources put before a name, and our manifest does not."""


@dataclass(frozen=True, slots=True)
class Found:
    """A model, or what may be one, outside the folder of models."""

    path: Path
    what: Recognised | None
    """None for an archive, which is not looked into yet, and for a Modelfile."""
    files: tuple[Path, ...]
    name: str
    """Proposed."""
    record: Record | None = None
    """Where it was in the models folder of an appliance."""
    origin: str = ""
    """Where a person sees it: the archive, of what was unpacked from one."""

    @property
    def is_archive(self) -> bool:
        return self.what is None and is_archive(self.path.name)

    @property
    def is_modelfile(self) -> bool:
        return self.what is None and not is_archive(self.path.name)

    @property
    def size(self) -> int:
        """Bytes."""
        return sum(file.stat().st_size for file in self.files)


def find_models(path: Path) -> list[Found]:
    """Every model in or below a path, whole or not. Raises `NotFoundError`, `InvalidInputError` for too many files."""
    if not path.exists():
        raise NotFoundError(f"There is no {path}.", remedy="Is the stick mounted?")
    return list(_search(path, MOST_DEPTH, [0]))


def _search(path: Path, depth: int, seen: list[int]) -> Iterator[Found]:
    seen[0] += 1
    if seen[0] > MOST_SEEN:
        raise InvalidInputError(
            f"There are more than {MOST_SEEN} files: not all were looked at.", remedy="Name the folder of the models."
        )
    if path.is_file():
        yield from _as_file(path)
        return
    try:
        what, inside = recognise(path), sorted(path.iterdir())
    except PermissionError:  # somebody else's corner of the stick
        return
    if what is not None:
        yield _as_folder(path, what)
    elif depth:
        for each in inside:
            if not (each.is_symlink() or each.name.startswith(".")) and (each.is_dir() or each.is_file()):
                yield from _search(each, depth - 1, seen)


def _as_file(path: Path) -> Iterator[Found]:
    if path.suffix == ".gguf":
        record = read_record(path.with_name(f"{path.name}.json"))
        yield Found(path, recognise(path), (path,), _proposed(path.stem), record, str(path))
    elif is_archive(path.name) or MODELFILE in (path.name.lower(), path.suffix.lower().removeprefix(".")):
        bare = re.sub(r"\.(zip|t\w+)(\.\w+)?$", "", path.name)
        yield Found(path, None, (path,), _proposed(bare), origin=str(path))


def _as_folder(path: Path, what: Recognised) -> Found:
    files = [each for each in sorted(path.rglob("*")) if each.is_file()]
    wanted = tuple(each for each in files if str(each.relative_to(path)) not in (RECORD, ACCEPTED))
    if not what.problem and any(each.is_symlink() for each in wanted):
        what = replace(what, problem=LINKS)
    return Found(path, what, wanted, _proposed(path.name), read_record(path / RECORD), str(path))


def _proposed(name: str) -> str:
    """A name that can be one, out of the name of a file or folder."""
    bare = KNOWN_PREFIX.sub("", name)
    return re.sub(r"[^A-Za-z0-9._+-]+", "-", bare).strip("-._+")[:100] or "model"


def is_split(found: Found) -> bool:
    """Whether it is one of several files of one model, which must keep their names."""
    return bool(FIRST_PART.search(found.path.stem) or LATER_PART.search(found.path.stem))


def check_room(models: Path, found: list[Found]) -> None:
    """Raises `FetchError` where all of them together do not fit."""
    needed = sum(each.size * (UNPACKED_FACTOR if is_archive(each.path.name) else 1) for each in found)
    models.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(models).free
    if free < needed:
        raise faults.no_room("What was found", needed, free, kept="")


@contextmanager
def opened_archive(found: Found, models: Path, tell: Tell) -> Iterator[Found]:
    """What is in an archive, unpacked for as long as the context lasts. Raises `InvalidInputError` for no model."""
    aside = Place(models, "unpacking", found.name)
    with claimed(aside):
        into = aside.incoming / "unpacked"
        try:
            shutil.rmtree(into, ignore_errors=True)
            unpack(found.path, into, found.size * UNPACKED_FACTOR, tell)
            inside = [each for each in find_models(into) if each.what is not None]
            if len(inside) != 1:
                raise InvalidInputError(
                    f"{found.path.name} holds {len(inside) or 'no'} models.",
                    remedy="Unpack it by hand and import what is in it." if inside else "Is it the right archive?",
                )
            yield replace(inside[0], name=found.name, origin=found.origin)
        finally:
            shutil.rmtree(aside.incoming, ignore_errors=True)


def copy(found: Found, place: Place, tell: Tell) -> tuple[Fetched, ...]:
    """Copy what was found to where `install` takes it from, reading the copy again from the disk.

    Raises `WrongContentError` where a copy differs, or the original from its own record; `FetchError` for a full disk.
    """
    shutil.rmtree(place.incoming / MODEL, ignore_errors=True)
    copying = _Copying(found, tell)
    try:
        if place.is_file:
            return (copying.one(found.path, place.staged, place.path.name),)
        root = found.path
        return tuple(copying.one(file, place.staged / file.relative_to(root)) for file in found.files)
    except BaseException as error:
        shutil.rmtree(place.incoming / MODEL, ignore_errors=True)  # a copy is not gone on with
        if not isinstance(error, OSError):
            raise
        raise faults.from_disk(error, f"the copy of {found.name}", kept="") from error


class _Copying:
    """The files of one model: each is read twice, once here and once there."""

    def __init__(self, found: Found, tell: Tell) -> None:
        self._found = found
        self._tell = tell
        self._total = 2 * found.size
        self._done = 0
        self._known = {file.path: file for file in found.record.files} if found.record else {}

    def one(self, original: Path, copy: Path, path: str = "") -> Fetched:
        """Copy one file. `path` is what the record calls it."""
        path = path or str(original.relative_to(self._found.path))
        copy.parent.mkdir(parents=True, exist_ok=True)
        was = self._write(original, copy)
        is_now = digest_of(copy, lambda piece: self._told(f"checking {original.name}", piece))
        if is_now.sha256 != was:
            raise _differs(f"The copy of {original.name} differs from it: a disk or the stick is failing.")
        known = self._known.get(path if self._found.path.is_dir() else original.name)
        if known is not None and known.sha256 != was:
            raise _differs(f"{original.name} is not what its own record says: it is damaged on the stick.")
        return Fetched(path, is_now.size, is_now.sha256, known.checked if known else "copy")

    def _write(self, original: Path, copy: Path) -> str:
        """Returns the hash of what was read; what was written is no longer in memory, but on the disk."""
        digest = hashlib.sha256()
        with original.open("rb") as source, copy.open("wb") as target:
            while piece := source.read(PIECE_BYTES):
                digest.update(piece)
                target.write(piece)
                self._told(f"copying {original.name}", len(piece))
            target.flush()
            os.fsync(target.fileno())
            os.posix_fadvise(target.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        return digest.hexdigest()

    def _told(self, words: str, piece: int) -> None:
        self._done += piece
        self._tell(Progress(words, self._done, self._total))


def _differs(what: str) -> WrongContentError:
    return WrongContentError(what, remedy="Copy it to the stick again, or use another one.")
