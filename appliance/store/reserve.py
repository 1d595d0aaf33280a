"""What happens when the disk runs full: room that was kept for it is given to the database, a slice at a time.

SQLite cannot commit a single page on a full disk, so calls would end in the middle. A file of the appliance's own holds
room that nothing else can take; before a transaction begins with hardly any room left, it is cut shorter by a slice.
What calls can do without (recordings, backups) stops earlier, at a mark of its own.
"""

from __future__ import annotations

import asyncio
import errno
import logging
import os
import threading
from contextlib import suppress
from pathlib import Path

LOG = logging.getLogger(__name__)

NAME = ".reserve"
"""In the data folder. A hidden file is in no backup."""

RESERVE_BYTES = 32 * 1024 * 1024
SLICE_BYTES = 4 * 1024 * 1024
"""As much as the log of the database grows before it is folded; smaller, so that what fills the disk gets little."""

LEAST_BYTES = 2 * 1024 * 1024
"""A transaction that begins with less gets a slice."""

SPARE_BYTES = 32 * 1024 * 1024
"""With less room than this nothing is kept that calls can do without."""

BLOCK_BYTES = 1024 * 1024
LOOK_SECONDS = 60.0

FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


def free_bytes(folder: Path) -> int:
    """Room on the disk of a folder, for whoever is not root; as if there were plenty where nobody can tell."""
    try:
        found = os.statvfs(folder)
    except OSError:
        return 1 << 62
    return found.f_bavail * found.f_frsize


def is_scarce(folder: Path) -> bool:
    """Whether recordings and the like are not to be kept on the disk of this folder."""
    return free_bytes(folder) < SPARE_BYTES


class Reserve:
    """The file of one data folder. Any process may cut it; the one on duty fills it again."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._file = folder / NAME
        self._given_up = threading.Event()

    @property
    def bytes_left(self) -> int:
        """How much it still holds."""
        try:
            return self._file.stat().st_size
        except OSError:
            return 0

    def make_room(self) -> bool:
        """Before a transaction: give up a slice where there is hardly any room; whether that was done. Microseconds."""
        if free_bytes(self._folder) >= LEAST_BYTES or not (left := self.bytes_left):
            return False
        with suppress(OSError):
            os.truncate(self._file, max(0, left - SLICE_BYTES))
            LOG.warning("the disk is full: %d MB of the room kept for that are left", (left - SLICE_BYTES) // 1_000_000)
            return True
        return False

    def fill(self) -> bool:
        """Make it whole again where there is room enough beside it; whether it is whole. Blocks for a second or so.

        Random bytes: what a file system compresses would hold no room.
        """
        missing = RESERVE_BYTES - self.bytes_left
        if missing <= 0:
            return True
        if free_bytes(self._folder) < missing + SPARE_BYTES:
            return False
        try:
            with os.fdopen(os.open(self._file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab") as file:
                while missing > 0 and not self._given_up.is_set():
                    missing -= file.write(os.urandom(min(BLOCK_BYTES, missing)))
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            LOG.warning("no room could be kept for a full disk: %s", error.strerror)
            return False
        return missing <= 0

    async def keep(self) -> None:
        """Have it whole for as long as the appliance is on duty. Cancelled, nothing of it goes on."""
        while True:
            filling = asyncio.create_task(asyncio.to_thread(self.fill), name="fill the reserve")
            try:
                await asyncio.shield(filling)
            except asyncio.CancelledError:
                self._given_up.set()
                await asyncio.wait([filling])
                raise
            await asyncio.sleep(LOOK_SECONDS)
