"""Which databases a key file has opened, kept beside it: a disk that is not mounted is no reason for a new household.

The list holds paths only. It lies with the key and not with the data, since what went missing cannot tell.
"""

from __future__ import annotations

import json
import logging
import os
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

from appliance.errors import DatabaseGoneError

LOG = logging.getLogger(__name__)

SUFFIX = ".databases"


def whereabouts_of(key_file: Path) -> Path:
    """The list of a key file."""
    return key_file.with_name(key_file.name + SUFFIX)


def check_not_gone(key_file: Path, database_file: Path) -> None:
    """Raises `DatabaseGoneError` where a database was opened at this place, and nothing is there now.

    Also where the key is gone with it, or the list is damaged: a new household needs somebody who means it.
    """
    if os.path.lexists(database_file):
        return
    known = _read(whereabouts_of(key_file))
    if known is not None and str(database_file.absolute()) not in known:
        return
    raise DatabaseGoneError(
        f"There was a household in {database_file}, and nothing is there now.",
        remedy="Is its disk mounted? Otherwise restore a backup: appliance restore. "
        f"To begin a new household there, delete {whereabouts_of(key_file)}.",
        says="database_gone",
        file=database_file,
        list=whereabouts_of(key_file),
    )


def remember_database(key_file: Path, database_file: Path) -> None:
    """Note that this key opens what is there. A folder that cannot be written costs this protection and no start."""
    file, path = whereabouts_of(key_file), str(database_file.absolute())
    known = _read(file) or []
    if path in known:
        return
    draft = file.with_name(f".{file.name}.{uuid4().hex}")
    try:
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as opened:
            json.dump([*known, path], opened, ensure_ascii=False, indent=1)
            opened.flush()
            os.fsync(opened.fileno())
        draft.replace(file)
    except OSError as error:
        with suppress(OSError):
            draft.unlink()
        LOG.warning("%s cannot be written (%s): a database that goes missing will not be noticed", file, error.strerror)


def _read(file: Path) -> list[str] | None:
    """None: it cannot be read, and may have named any database. It is written anew at the next start that works."""
    try:
        held = json.loads(file.read_bytes())
    except (FileNotFoundError, NotADirectoryError):
        return []
    except (OSError, ValueError, RecursionError):
        return None
    return [each for each in held if isinstance(each, str)] if isinstance(held, list) else None
