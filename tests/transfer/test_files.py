"""What is no export, what cannot be read, and a machine that dies in the middle."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from appliance.errors import DataFolderError, InvalidInputError
from appliance.store import Store
from appliance.transfer import files_in
from appliance.transfer.files_in import recognise
from appliance.transfer.out import Shape
from tests.transfer.conftest import House
from tests.transfer.test_round_trip import lonely


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "ends in the middle"),
        (b"hello", "cannot be read"),
        (b"[]", "line 1, column 1: it is no export that is known"),
        (b'{"format": "something"}', "no export that is known"),
        (b'{"habits": {}}', "no export that is known"),
        (b'{\n "caf\xe9": 1}', "line 2, column 6: byte 0xe9 is not UTF-8"),
        (b"\xff\xfe{\x00}\x00", "line 1, column 1: byte 0xff is not UTF-8"),
        (b"SQLite format 3\0 and more", "Export as CSV"),
        (b"PK\x03\x04", "no whole zip"),
        (b"name,day\nrun,2024-01-01\n", "cannot be read"),
    ],
)  # fmt: skip
def test_what_is_no_export(tmp_path: Path, content: bytes, said: str) -> None:
    file = tmp_path / "odd.bin"
    file.write_bytes(content)
    with pytest.raises(InvalidInputError) as raised:
        recognise(file)
    assert said in str(raised.value)
    assert str(raised.value).startswith("odd.bin")
    assert raised.value.remedy


def test_what_is_no_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path, said in (
        (tmp_path, "no file"),
        (tmp_path / "absent.json", "No such file"),
        (tmp_path / "pipe", "no file"),
    ):
        with pytest.raises(InvalidInputError, match=said):
            recognise(path)


def test_a_file_that_is_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files_in, "LARGEST_TEXT", 2**20)
    (tmp_path / "big.json").write_bytes(b" " * (3 * 2**20))
    with pytest.raises(InvalidInputError, match="has 3 MiB; at most 1 MiB are read"):
        recognise(tmp_path / "big.json")


def test_a_document_too_large_to_come_back_is_not_written(
    old: House, memory_disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("appliance.transfer.out.LARGEST_TEXT", 1000)
    old.settle(lonely(each=1))
    with pytest.raises(InvalidInputError, match=r"\.zip"):
        old.export(memory_disk / "sam.json")
    old.export(memory_disk / "sam.zip")
    assert [each.name for each in memory_disk.iterdir() if each.is_file()] == ["sam.zip"]


def test_a_folder_that_cannot_be_written_is_named(old: House, memory_disk: Path) -> None:
    old.settle(lonely(each=1))
    with pytest.raises(DataFolderError, match="cannot be written"):
        old.export(memory_disk / "nowhere" / "sam.json")
    (memory_disk / "folder.json").mkdir()
    with pytest.raises(DataFolderError):
        old.export(memory_disk / "folder.json", shape=Shape.JSON, force=True)
    assert [each.name for each in memory_disk.iterdir() if each.is_file()] == []


def test_recordings_that_cannot_be_kept_take_the_rows_back(old: House, new: House, memory_disk: Path) -> None:
    old.settle(lonely(each=2))
    old.export(memory_disk / "sam.json")
    (new.folder / "user_data" / "clips").write_text("in the way")
    with pytest.raises(DataFolderError):
        new.bring(memory_disk / "sam.json")
    assert not any(new.everything().values())


def test_killed_in_the_middle(old: House, new: House, memory_disk: Path) -> None:
    """With all rows written and a recording on the disk, before the commit."""
    old.settle(lonely(each=3))
    old.export(memory_disk / "sam.zip")
    victim = [
        sys.executable,
        "-m",
        "tests.transfer.victim",
        str(new.folder),
        new.key.hex(),
        str(memory_disk / "sam.zip"),
    ]
    root = Path(__file__).parents[2]
    killed = subprocess.run(victim, cwd=root, capture_output=True, check=False, timeout=60)
    assert killed.returncode == -signal.SIGKILL, killed.stderr.decode()
    assert len(new.clips()) == 1
    assert not any(new.everything().values())

    async def swept(store: Store) -> int:
        assert await store.check() == []
        return await store.clips.sweep(await store.calls.clip_names())

    assert new.do(swept) == 1
    new.bring(memory_disk / "sam.zip")
    assert new.everything() == old.everything()
