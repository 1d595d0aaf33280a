"""What the appliance stands on, looked at without changing anything: folders, key, disk, clock, zones, certificate."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

from appliance.errors import ApplianceError, DatabaseGoneError
from appliance.schedule.walltime import zone_named
from appliance.settings import Settings
from appliance.store import read_key
from appliance.store.folder import MOUNTS, UNSAFE_FILE_SYSTEMS, file_system
from appliance.store.whereabouts import check_not_gone
from appliance.upkeep.certificates import RENEWED_BEFORE, ends_of, folder_of
from appliance.upkeep.clock import judge, kernel_synchronised, uptime_seconds
from appliance.upkeep.findings import Finding

LOW_DISK_MB = 500

SET_CLOCK = "Have it set over the network (timedatectl set-ntp true), or by a battery clock: calls ring by it."


def foundations(settings: Settings, now: datetime) -> Iterator[Finding]:
    """All of them."""
    folder = settings.local_data_path
    yield data_folder(settings)
    yield file_system_of(folder, MOUNTS.read_text(encoding="utf-8", errors="replace") if MOUNTS.exists() else "")
    yield key(settings)
    yield disk(folder)
    yield clock(now, kernel_synchronised(), uptime_seconds())
    yield from certificate(settings, now)


def zones(names: Iterable[str]) -> Iterator[Finding]:
    """Of the people: those that this machine does not know. Calls of whoever lives there cannot be reckoned."""
    for name in sorted(set(names)):
        try:
            zone_named(name)
        except ApplianceError as error:
            remedy = "Install the time zones (the package tzdata), or choose another zone for whoever has it."
            yield Finding("zone", False, error.message, remedy)


def data_folder(settings: Settings) -> Finding:
    """Whether it can be written, and holds what was there."""
    folder = settings.local_data_path
    if (gone := _is_gone(settings)) is not None:
        return Finding("data folder", False, gone.message, gone.remedy)
    parent = nearest(folder)
    writable = parent.is_dir() and os.access(parent, os.W_OK)
    detail = f"{folder}{'' if folder.exists() else ' (made on first use)'}"
    return Finding("data folder", writable, detail, f"Make {parent} writable, or set LOCAL_DATA_PATH.")


def _is_gone(settings: Settings) -> DatabaseGoneError | None:
    try:
        check_not_gone(settings.key_file, settings.database_file)
    except DatabaseGoneError as error:
        return error
    return None


def file_system_of(folder: Path, mountinfo: str) -> Finding:
    """Whether a database is safe there. `mountinfo`: the text of /proc/self/mountinfo."""
    kind = file_system(nearest(folder), mountinfo)
    remedy = "Set LOCAL_DATA_PATH to a folder on a disk of this machine; in a container, use a named volume."
    return Finding("file system", kind not in UNSAFE_FILE_SYSTEMS, kind or "unknown", remedy)


def key(settings: Settings) -> Finding:
    """Whether it is there, whole, readable by nobody else, and opened by what is known."""
    file = settings.key_file
    try:
        if not file.exists():
            lost = settings.database_file.exists() or _is_gone(settings) is not None
            remedy = f"Restore the key to {file}, set KEY_FILE, or: appliance key from-words"
            return Finding("key", not lost, f"{file} {'is missing' if lost else '(made on first use)'}", remedy)
        mode = file.stat().st_mode & 0o777
        read_key(file, settings.appliance_passphrase)
    except ApplianceError as error:
        return Finding("key", False, error.message, error.remedy)
    except OSError as error:
        return Finding("key", False, f"{file}: {error.strerror}", "Look at the permissions of its folder.")
    if mode & 0o077:
        told = f"others could read {file} (mode {mode:04o}); it is 0600 now"
        return Finding("key", False, told, "Who may have copied it? A backup restored under a new key is safe again.")
    return Finding("key", True, str(file))


def disk(folder: Path) -> Finding:
    """How much is free."""
    free_mb = shutil.disk_usage(nearest(folder)).free // 1_000_000
    remedy = f"Free at least {LOW_DISK_MB} MB: delete old backups or models, or move them to another disk."
    return Finding("disk", free_mb >= LOW_DISK_MB, f"{free_mb} MB free", remedy, figures={"free_mb": free_mb})


def clock(now: datetime, synchronised: bool | None, uptime: float) -> Finding:
    """Whether the wall clock can be right, and what sets it. `uptime`: seconds since the machine's start."""
    verdict = judge(now, None, synchronised=synchronised, uptime_seconds=uptime)
    if not verdict.ok:
        return Finding("time source", False, verdict.reason, verdict.remedy)
    if synchronised is False:
        return Finding("time source", False, "no time source sets it", SET_CLOCK, needed=False)
    return Finding("time source", True, "set by a time source" if synchronised else "cannot be asked here what sets it")


def certificate(settings: Settings, now: datetime) -> Iterator[Finding]:
    """For how long the page's certificate and its root last; nothing without TLS."""
    if not settings.appliance_tls:
        return
    ends = ends_of(folder_of(settings.key_file))
    if ends is None:
        yield Finding("certificate", True, "made at the next start", needed=False)
        return
    root, page = ends
    told = f"lasts until {page:%Y-%m-%d}, its root until {root:%Y-%m-%d}"
    if root - now <= RENEWED_BEFORE + timedelta(days=45):
        remedy = "At a start after that there is another root, to be trusted again on each device: docs/network.md"
        yield Finding("certificate", False, told, remedy, needed=False)
        return
    fine = page - now > RENEWED_BEFORE - timedelta(days=15)
    yield Finding("certificate", fine, told, "Restart the appliance: it is renewed at a start.", needed=False)


def nearest(folder: Path) -> Path:
    """What there is of it."""
    return next(each for each in (folder, *folder.parents) if each.exists())
