"""Who is on duty: one process per data folder rings, by an advisory lock that the kernel drops when it dies."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from appliance.errors import ConflictError
from appliance.records.calls import CallStatus
from appliance.store import Store

LOCK_FILE = "on-duty.lock"
BY_HAND_FILE = "by-hand.lock"

IN_A_CALL = frozenset({CallStatus.RINGING, CallStatus.LIVE})


@contextmanager
def duty_lock(data_folder: Path) -> Iterator[None]:
    """Hold the lock. Raises `ConflictError` naming the process that has it."""
    with (data_folder / LOCK_FILE).open("a+", encoding="ascii") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            holder = lock.read().strip() or "another process"
            raise ConflictError(
                f"An appliance is already running on {data_folder} (process {holder}).",
                remedy="Use that one, or stop it first; two would ring twice.",
            ) from None
        with suppress(OSError):  # a full disk: the lock is held all the same, without a name
            lock.truncate(0)
            os.write(lock.fileno(), str(os.getpid()).encode())
        yield


@contextmanager
def calling_by_hand(data_folder: Path) -> Iterator[None]:
    """Held while this process carries out calls of its own, so that an appliance on duty leaves them to it."""
    with (data_folder / BY_HAND_FILE).open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_SH)
        yield


def somebody_on_duty(data_folder: Path) -> bool:
    """Whether a running appliance rings for this folder."""
    return _is_locked(data_folder / LOCK_FILE, fcntl.LOCK_SH)


def somebody_calls_by_hand(data_folder: Path) -> bool:
    """Whether some process carries out calls of its own on this folder."""
    return _is_locked(data_folder / BY_HAND_FILE, fcntl.LOCK_EX)


async def somebody_in_a_call(store: Store) -> bool:
    """Whether a call rings or goes on just now: heavy work waits until it has ended."""
    return any(call.status in IN_A_CALL for call in await store.calls.unfinished())


def _is_locked(file: Path, against: int) -> bool:
    try:
        with file.open("rb") as lock:
            fcntl.flock(lock, against | fcntl.LOCK_NB)
    except (FileNotFoundError, NotADirectoryError):
        return False
    except BlockingIOError:
        return True
    return False
