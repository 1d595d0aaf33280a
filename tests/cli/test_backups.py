"""`appliance backup`, `appliance restore` and `appliance key words` from the command line."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run


@pytest.fixture
def sam(run: Run) -> Run:
    assert run("users", "add", "Sam", "--timezone", "Europe/Berlin").code == 0
    return run


def names(run: Run) -> list[str]:
    return sorted(each["name"] for each in run("users", "list", "--json").json)


def test_there_and_back(sam: Run, tmp_path: Path) -> None:
    assert "None yet" in sam("backup", "list").out
    made = sam("backup", "--json").json
    assert (made["readable"], made["files"]) == (True, 1)
    assert Path(made["file"]).parent == tmp_path / "user_data" / "backups"
    (listed,) = sam("backup", "list", "--json").json
    assert listed == made
    assert sam("users", "add", "Eve", "--timezone", "UTC").code == 0
    asked = sam("restore", made["file"])
    assert (asked.code, "--yes" in asked.err) == (2, True)
    done = sam("restore", Path(made["file"]).name, "--yes", "--json").json
    assert (done["state"], done["new_key"], done["files"]) == ("restored", False, 1)
    assert names(sam) == ["Sam"]
    assert sam("restore", "--undo").code == 0
    assert names(sam) == ["Eve", "Sam"]


def test_another_folder_is_filled_and_not_emptied(sam: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BACKUP_KEEP", "1")
    for _ in range(2):
        assert sam("backup", "--to", str(tmp_path / "stick")).code == 0
    assert len(list((tmp_path / "stick").iterdir())) == 2
    monkeypatch.setenv("BACKUP_FOLDER", str(tmp_path / "shelf"))
    for _ in range(2):
        assert sam("backup").code == 0
    assert len(sam("backup", "list", "--json").json) == 1


def test_a_new_machine_wants_the_words(sam: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = sam("backup", "--json").json["file"]
    words = sam("key", "words", "--json").json["words"]
    shown = sam("key", "words").out
    assert "".join(letter if letter.isalpha() else " " for letter in shown).split() == words
    monkeypatch.setenv("LOCAL_DATA_PATH", str(tmp_path / "new"))
    monkeypatch.setenv("KEY_FILE", str(tmp_path / "newkey"))
    without = sam("restore", file)
    assert (without.code, "24 words" in without.err) == (4, True)
    assert sam("restore", file, "--words", "one two").code == 2
    other = sam("restore", file, "--words", " ".join(["abandon"] * 23 + ["art"]))
    assert (other.code, "not the one" in other.err) == (4, True)
    assert not (tmp_path / "new").exists()
    done = sam("restore", file, "--words", " ".join(words))
    assert done.code == 0
    assert str(tmp_path / "newkey") in done.out
    assert names(sam) == ["Sam"]
    assert sam("key", "words", "--json").json["words"] == words


def test_what_is_wrong_has_its_exit_code_and_changes_nothing(
    sam: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = Path(sam("backup", "--json").json["file"])
    damaged = tmp_path / "damaged.dcbackup"
    damaged.write_bytes(file.read_bytes()[:-9])
    told = sam("restore", str(damaged), "--yes")
    assert (told.code, str(damaged) in told.err) == (1, True)
    assert sam("restore", str(tmp_path / "missing"), "--yes").code == 2
    assert sam("restore", str(tmp_path), "--yes").code == 2
    assert sam("restore").code == 2
    assert sam("restore", "--undo").code == 2
    assert names(sam) == ["Sam"]
    monkeypatch.setenv("BACKUP_KEEP", "0")
    assert sam("backup").code == 3
    monkeypatch.delenv("BACKUP_KEEP")
    monkeypatch.setenv("LOCAL_DATA_PATH", str(tmp_path / "nothing"))
    assert sam("backup").code == 2
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("LOCAL_DATA_PATH", str(tmp_path / "user_data"))
    assert sam("backup", "--to", str(tmp_path / "file")).code == 3


def test_a_key_that_was_lost_is_written_anew_from_its_words(sam: Run, tmp_path: Path) -> None:
    words = sam("key", "words", "--json").json["words"]
    key_file = tmp_path / "key" / "appliance.key"
    before = key_file.read_bytes()
    assert sam("key", "from-words", " ".join(words)).code == 3, "one that is there stays"
    key_file.unlink()
    assert sam("users", "list").code == 4
    assert sam("key", "from-words", " ".join(["abandon"] * 23 + ["art"])).code == 4
    assert sam("key", "from-words", "one two").code == 2
    assert not key_file.exists()
    assert sam("key", "from-words", " ".join(words)).code == 0
    assert key_file.read_bytes() == before
    assert names(sam) == ["Sam"]


def test_the_doctor_tells_how_old_the_last_is(sam: Run) -> None:
    def found() -> Any:
        told = sam("doctor", "--json").json
        return next(each for each in told if each["name"] == "backup")

    assert (found()["ok"], found()["needed"]) == (False, False)
    sam("backup")
    assert found()["ok"]


def test_beside_one_that_runs_it_is_asked_and_starts_again_with_the_backup(sam: Run, tmp_path: Path) -> None:
    first = sam("backup", "--json").json["file"]
    assert sam("users", "add", "Eve", "--timezone", "UTC").code == 0
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with subprocess.Popen(
        [sys.executable, "-m", "appliance", "run", "--port", str(port)], env={**os.environ, "PYTHONUNBUFFERED": "1"},
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    ) as process:  # fmt: skip
        said: list[str] = []
        twice = threading.Event()

        def listen() -> None:
            assert process.stdout is not None
            for line in process.stdout:
                said.append(line)
                if sum("on duty:" in each for each in said) == 2:
                    twice.set()

        listening = threading.Thread(target=listen)
        try:
            assert process.stdout is not None
            while "on duty" not in (line := process.stdout.readline()):
                assert line, "it ended"
            said.append("The appliance is on duty: at first")
            listening.start()
            asked = sam("backup", "--json")
            assert asked.code == 0, asked.err
            assert len(sam("backup", "list", "--json").json) == 2
            done = sam("restore", first, "--yes", "--json")
            assert (done.code, done.json["state"]) == (0, "restarting")
            assert twice.wait(60), said
            assert process.poll() is None, "the same process"
            assert names(sam) == ["Sam"]
        finally:
            process.send_signal(signal.SIGTERM)
            assert process.wait(30) == 0
            listening.join(10)
    assert not list((tmp_path / "user_data").glob("before-restore-*"))


def test_a_start_that_fails_after_a_restore_says_how_to_go_back(
    sam: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = sam("backup", "--json").json["file"]
    assert sam("users", "add", "Eve", "--timezone", "UTC").code == 0
    assert sam("restore", file, "--yes").code == 0
    (tmp_path / "user_data" / "appliance.db").write_bytes(b"damaged by somebody" * 900)
    failed = sam("run", "--strict", "--port", "1")
    assert failed.code != 0
    assert "appliance restore --undo" in failed.err
    assert sam("restore", "--undo").code == 0
    assert names(sam) == ["Eve", "Sam"]
