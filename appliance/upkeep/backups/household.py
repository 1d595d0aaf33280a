"""Which files of the data folder are the household's, and which belong to this machine and this moment."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

from appliance.settings import SETTINGS_FILE, Settings
from appliance.store.deletions import FILE as DELETIONS
from appliance.upkeep.certificates import folder_of

DATABASE = "appliance.db"

ASIDE = "before-restore-"
READY = "restore-ready"
BACKUPS = "backups"

LEFT = (
    ".*", "*.lock", "*.sock", "*.part", f"{DATABASE}-wal", f"{DATABASE}-shm", "README.md", "turned-down.json",
    f"{ASIDE}*", READY, BACKUPS, "logs", "crashes", DELETIONS,
)  # fmt: skip
"""Names in the data folder that stay where they are: locks, sockets, drafts, what is turned down at present, what a
restore is about, backups themselves, what this machine went through, and what was deleted. Whatever else is there goes
along, so that nothing new is forgotten."""

ITS_LOG = (f"{DATABASE}-wal", f"{DATABASE}-shm")
"""Go with the database where it is moved, and are in no copy of it."""

SETTINGS = SETTINGS_FILE


def belonging(settings: Settings) -> list[str]:
    """Names in the data folder, of files and folders, that are the household's; the database among them."""
    folder = settings.local_data_path
    apart = _apart(settings)
    found = []
    for entry in sorted(os.listdir(folder)) if folder.is_dir() else []:
        if not any(fnmatch(entry, pattern) for pattern in LEFT) and (folder / entry).resolve() not in apart:
            found.append(entry)
    return found


def files_of(settings: Settings) -> Iterator[str]:
    """Paths in the data folder of the household's files but the database, with `/`. Links are not followed."""
    folder, apart = settings.local_data_path, _apart(settings)
    for name in belonging(settings):
        if name == DATABASE:
            continue
        path = folder / name
        if _is_file(path):
            yield name
        elif path.is_dir() and not path.is_symlink():
            yield from _below(folder, path, apart)


def _below(folder: Path, path: Path, apart: frozenset[Path]) -> Iterator[str]:
    for place, folders, files in os.walk(path):
        here = Path(place)
        folders[:] = sorted(each for each in folders if each[0] != "." and (here / each).resolve() not in apart)
        for each in sorted(files):
            unwanted = each[0] == "." or each.endswith(".part") or (here / each).resolve() in apart
            if not unwanted and _is_file(here / each):
                yield (here / each).relative_to(folder).as_posix()


def _apart(settings: Settings) -> frozenset[Path]:
    """The key, certificates beside it, models and backups, where somebody keeps them in the data folder."""
    keys = settings.key_file.parent.glob(f"{settings.key_file.name}*") if settings.key_file.parent.is_dir() else ()
    each = (
        settings.key_file, folder_of(settings.key_file), settings.local_models_path, settings.backups_path, *keys,
    )  # fmt: skip
    return frozenset(path.resolve() for path in each)


def _is_file(path: Path) -> bool:
    try:
        return stat.S_ISREG(path.lstat().st_mode)
    except OSError:
        return False
