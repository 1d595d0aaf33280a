from __future__ import annotations

import stat
from pathlib import Path

import pytest

from appliance.errors import DataFolderError
from appliance.store.folder import UNSAFE_FILE_SYSTEMS, file_system, prepare_folder

MOUNTS = """\
22 1 254:1 / / rw,relatime shared:1 - ext4 /dev/vda1 rw
30 22 0:30 / /home rw - btrfs /dev/vdb rw
41 22 0:41 / /mnt/my\\040share rw,relatime master:3 - nfs4 nas:/export rw
42 41 0:42 / /mnt/my\\040share/local rw - xfs /dev/vdc rw
43 22 0:43 / /home rw - virtiofs home rw
broken line
"""


@pytest.mark.parametrize(
    ("folder", "kind"),
    [
        ("/var/lib", "ext4"),
        ("/mnt/my share", "nfs4"),
        ("/mnt/my share/deep/er", "nfs4"),
        ("/mnt/my share/local/x", "xfs"),
        ("/mnt/my shared", "ext4"),
        ("/home/sam", "virtiofs"),
        ("/", "ext4"),
    ],
)
def test_the_deepest_and_latest_mount_counts(folder: str, kind: str) -> None:
    assert file_system(Path(folder), MOUNTS) == kind


def test_without_a_table_of_mounts_nothing_is_known() -> None:
    assert file_system(Path("/var"), "") == ""


def test_a_missing_folder_is_made_private(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "user_data"
    prepare_folder(folder)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("kind", ["nfs4", "cifs", "9p", "virtiofs", "fuse.sshfs"])
def test_a_shared_file_system_is_refused(tmp_path: Path, kind: str) -> None:
    assert kind in UNSAFE_FILE_SYSTEMS
    mounts = tmp_path / "mountinfo"
    mounts.write_text(f"22 1 0:1 / / rw - {kind} source rw\n")
    with pytest.raises(DataFolderError, match="corrupts") as caught:
        prepare_folder(tmp_path / "user_data", mounts)
    assert "LOCAL_DATA_PATH" in caught.value.remedy


def test_a_file_in_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "user_data").write_text("in the way")
    with pytest.raises(DataFolderError, match="cannot be written"):
        prepare_folder(tmp_path / "user_data")


def test_a_folder_nobody_can_write_is_refused() -> None:
    """Root may write anywhere but here."""
    with pytest.raises(DataFolderError, match="cannot be written"):
        prepare_folder(Path("/proc/self/user_data"))
