"""What SQLite and SQLCipher say when something goes wrong, as the appliance's own errors."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import StatementError
from sqlcipher3 import dbapi2 as sqlcipher

from appliance.errors import (
    ApplianceError,
    ConflictError,
    CorruptDatabaseError,
    DataFolderError,
    InvalidInputError,
    NoRoomError,
    NotFoundError,
)
from appliance.store.reserve import LEAST_BYTES, free_bytes

DAMAGED = ("malformed", "not a database", "vtable constructor failed")
"""What SQLite says of a damaged file; the last of a damaged index of words."""


@contextmanager
def translated(file: Path) -> Iterator[None]:
    """Turn what the database engine raises into the appliance's own errors, once, at this seam."""
    try:
        yield
    except StatementError as error:
        raise _translate(error, file) from error
    except sqlcipher.Error as error:
        raise _from_driver(str(error), file) from error


def _translate(error: StatementError, file: Path) -> ApplianceError:
    if isinstance(error.orig, sqlcipher.Error):
        return _from_driver(str(error.orig), file)
    return InvalidInputError(f"That cannot be stored: {error.orig}.")


def _from_driver(said: str, file: Path) -> ApplianceError:
    """SQLCipher's Python module gives no error codes, so the fixed texts of SQLite are matched."""
    if any(each in said for each in DAMAGED):
        return CorruptDatabaseError(
            f"The database {file} is damaged ({said}).", remedy="Restore it from a backup; keep the damaged file."
        )
    if "UNIQUE constraint" in said:
        return ConflictError(f"That exists already ({said}).")
    if "FOREIGN KEY constraint" in said:
        return NotFoundError("That refers to something which does not exist.")
    if "constraint failed" in said:
        return InvalidInputError(f"That cannot be stored ({said}).")
    broken = "disk I/O" in said or "unable to open" in said
    if "is full" in said or (broken and free_bytes(file.parent) < LEAST_BYTES):
        return NoRoomError(f"No room is left for {file}.", remedy="Free some space on its disk; nothing was lost.")
    if "readonly" in said or broken:
        return DataFolderError(
            f"{file} cannot be used ({said}).", remedy="Look at the disk and the folder's permissions."
        )
    if "locked" in said or "busy" in said:
        return ApplianceError(f"{file} is busy: another process has been writing for too long.", remedy="Try again.")
    return ApplianceError(f"The database {file} failed: {said}.")
