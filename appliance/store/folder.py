"""Whether a folder can hold the database: it exists, can be written, and lies on a file system SQLite is safe on."""

from __future__ import annotations

import os
from pathlib import Path
from uuid import uuid4

from appliance.errors import DataFolderError, NoRoomError
from appliance.store.reserve import FULL

MOUNTS = Path("/proc/self/mountinfo")

UNSAFE_FILE_SYSTEMS = frozenset(
    {
        "9p", "afs", "ceph", "cifs", "davfs", "drvfs", "fakeowner", "glusterfs", "lustre", "ncpfs", "nfs", "nfs4",
        "osxfs", "prl_fs", "smb2", "smb3", "smbfs", "vboxsf", "virtiofs", "vmhgfs",
        "fuse.davfs2", "fuse.glusterfs", "fuse.grpcfuse", "fuse.osxfs", "fuse.portal", "fuse.rclone", "fuse.s3fs",
        "fuse.sshfs", "fuse.vmhgfs-fuse",
    }
)  # fmt: skip
"""Network and virtual machine shares. Locks and shared memory of WAL are not kept between machines there:
"all processes using a database must be on the same host computer" (sqlite.org/wal.html)."""


def prepare_folder(folder: Path, mounts: Path = MOUNTS) -> None:
    """Make the folder (0700) where it is missing. Raises `DataFolderError` where it cannot hold the database."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        probe = folder / f".probe-{uuid4().hex}"
        os.close(os.open(probe, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        probe.unlink()
    except OSError as error:
        if error.errno in FULL:
            raise NoRoomError(f"No room is left in {folder}.", remedy="Free some space on its disk.") from error
        raise DataFolderError(
            f"{folder} cannot be written: {error.strerror}.",
            remedy="Make it a folder that the user running the appliance may write, or set LOCAL_DATA_PATH to one.",
        ) from error
    kind = file_system(folder, mounts.read_text(encoding="utf-8", errors="replace") if mounts.exists() else "")
    if kind in UNSAFE_FILE_SYSTEMS:
        raise DataFolderError(
            f"{folder} is on a network or shared file system ({kind}), which corrupts the database.",
            remedy="Set LOCAL_DATA_PATH to a folder on a disk of this machine; in a container, use a named volume.",
        )


def file_system(folder: Path, mountinfo: str) -> str:
    """The type of the file system under an absolute path, from the text of /proc/self/mountinfo; empty if unknown.

    A line is `id parent major:minor root mount-point options [fields…] - type source options` (proc(5)); later mounts
    cover earlier ones; space, tab, newline and backslash in a path are written as octal escapes.
    """
    best, kind = Path("/"), ""
    target = folder.resolve()
    for line in mountinfo.splitlines():
        left, dash, right = line.partition(" - ")
        fields, described = left.split(" "), right.split(" ")
        if not dash or len(fields) < 5:
            continue
        point = Path(_unescaped(fields[4]))
        if (point == target or point in target.parents) and len(point.parts) >= len(best.parts):
            best, kind = point, described[0]
    return kind


def _unescaped(path: str) -> str:
    for code, character in (("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")):
        path = path.replace(code, character)
    return path
