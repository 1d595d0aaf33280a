"""Where a model belongs, and how it gets there: whole, or not at all.

What is fetched or copied gathers in `.incoming/KIND-NAME/` of the folder of models, on the same file system, and moves
to its place by one rename. Engines never look into `.incoming`.
"""

from __future__ import annotations

import ctypes
import errno
import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from appliance.errors import ConflictError, NotFoundError, SetupError
from appliance.upkeep.weights.job import MODEL
from appliance.upkeep.weights.names import check_model_name
from appliance.upkeep.weights.parts import sync
from appliance.upkeep.weights.record import RECORD, Record, write_record

INCOMING = ".incoming"
KINDS = ("llm", "stt", "tts")

AT_FDCWD = -100
RENAME_EXCHANGE = 2
"""linux/fs.h: swap the two, in one step."""


@dataclass(frozen=True, slots=True)
class Place:
    """One model's place in the folder of models: a GGUF file of `llm/`, a folder of `stt/` or `tts/`."""

    models: Path
    kind: str
    name: str

    @property
    def is_file(self) -> bool:
        return self.kind == "llm"

    @property
    def path(self) -> Path:
        return self.models / self.kind / (f"{self.name}.gguf" if self.is_file else self.name)

    @property
    def record_file(self) -> Path:
        return self.path.with_name(f"{self.path.name}.json") if self.is_file else self.path / RECORD

    @property
    def incoming(self) -> Path:
        return self.models / INCOMING / f"{self.kind}-{self.name}"

    @property
    def staged(self) -> Path:
        """What is about to become the model: the file, or the folder."""
        return self.incoming / MODEL / self.path.name if self.is_file else self.incoming / MODEL


def place_of(models: Path, kind: str, name: str) -> Place:
    """Raises `InvalidInputError` for a name that cannot be one."""
    return Place(models, kind, check_model_name(name))


@contextmanager
def claimed(place: Place) -> Iterator[int]:
    """Hold what is incoming for a model; gives the descriptor of the lock, which a child process may hold too.

    Raises `ConflictError` while another process does, `SetupError` where the folder of models cannot be written.
    """
    try:
        place.incoming.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(place.incoming, os.O_RDONLY | os.O_DIRECTORY)
    except OSError as error:
        raise SetupError(
            f"{place.models} cannot be written: {error.strerror}.",
            remedy="Make it writable, or set LOCAL_MODELS_PATH to a folder that is.",
        ) from error
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if not _is_still(place.incoming, descriptor):
            raise BlockingIOError(errno.EWOULDBLOCK, "it has just been finished")
        yield descriptor
    except BlockingIOError as error:
        raise ConflictError(
            f"{place.name} is being fetched or imported by another process.", remedy="Wait until that has ended."
        ) from error
    finally:
        os.close(descriptor)


def _is_still(path: Path, descriptor: int) -> bool:
    try:
        return os.path.samestat(os.stat(path), os.fstat(descriptor))
    except FileNotFoundError:
        return False


def check_free(place: Place, *, replace: bool) -> None:
    """Raises `ConflictError` where a model of this name is there and is not to be replaced."""
    if os.path.lexists(place.path) and not replace:
        raise ConflictError(
            f"There is a model {place.name} already: {place.path}.",
            remedy="Give --replace to put the new one in its place, or --name to call the new one otherwise.",
        )


def install(place: Place, record: Record, *, replace: bool) -> None:
    """Move what is staged to its place, in one step; what was there before goes. Raises `ConflictError`, `OSError`."""
    check_free(place, replace=replace)
    place.path.parent.mkdir(parents=True, exist_ok=True)
    if place.is_file:
        if os.path.lexists(place.path):
            place.record_file.unlink(missing_ok=True)  # it is of the old file: rather none than a wrong one
        else:
            write_record(place.record_file, record)  # alone it means nothing; the next pull goes on
        os.replace(place.staged, place.path)
        sync(place.path.parent)
        write_record(place.record_file, record)
    else:
        write_record(place.staged / RECORD, record)
        if place.path.is_dir():
            _exchange(place.staged, place.path)
        else:
            os.rename(place.staged, place.path)
        sync(place.path.parent)
    shutil.rmtree(place.incoming, ignore_errors=True)


def remove(place: Place) -> None:
    """Take a model away: first out of its place, whole, then from the disk. Raises `NotFoundError`, `OSError`."""
    if not os.path.lexists(place.path):
        raise NotFoundError(f"There is no model {place.path}.")
    with claimed(place):
        gone = place.incoming / "removed"
        shutil.rmtree(gone, ignore_errors=True)
        if place.is_file:
            place.path.unlink()
            place.record_file.unlink(missing_ok=True)
        elif place.path.is_symlink():
            place.path.unlink()
        else:
            os.rename(place.path, gone)
        sync(place.path.parent)
        shutil.rmtree(place.incoming)


def discard(place: Place) -> None:
    """Throw away what was fetched of a model that is not whole. Raises `ConflictError` while somebody fetches it."""
    with claimed(place):
        shutil.rmtree(place.incoming)


def _exchange(one: Path, other: Path) -> None:
    """Swap two folders in one step where the file system can; else the place is empty for a moment."""
    libc = ctypes.CDLL(None, use_errno=True)
    swap = getattr(libc, "renameat2", None)
    if swap is not None:
        if swap(AT_FDCWD, os.fsencode(one), AT_FDCWD, os.fsencode(other), RENAME_EXCHANGE) == 0:
            return
        failed = ctypes.get_errno()
        if failed not in (errno.EINVAL, errno.ENOSYS):
            raise OSError(failed, os.strerror(failed), str(one))
    aside = one.with_name(f"{one.name}.replaced")
    os.rename(other, aside)
    os.rename(one, other)
