"""`appliance export` and `appliance import` from the command line."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.transfer.test_beaver import EXPORT
from tests.transfer.test_loop import NEW, packed


@pytest.fixture
def sam(furnished: Run) -> Run:
    assert furnished("users", "add", "Sam", "--timezone", "Europe/Berlin").code == 0
    assert furnished("metrics", "start", "Sam", "sleep").code == 0
    assert furnished("metrics", "log", "Sam", "sleep", "7.5", "--day", "2026-03-02").code == 0
    return furnished


@pytest.mark.parametrize("name", ["sam.json", "sam.zip"])
def test_there_and_back(sam: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    file = tmp_path / name
    told = sam("export", "Sam", str(file))
    assert told.code == 0
    assert f"NOT ENCRYPTED: whoever can open {file}" in told.out
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert "exists already" in sam("export", "Sam", str(file)).err
    again = sam("export", "Sam", str(file), "--force", "--json").json
    assert (again["rows"]["metrics"], again["encrypted"], again["file"]) == (1, False, str(file))

    assert "here already, with the same id" in sam("import", str(file)).err
    monkeypatch.setenv("LOCAL_DATA_PATH", str(tmp_path / "elsewhere"))
    shown = sam("import", str(file), "--dry-run")
    assert "Sam would come in" in shown.out
    assert sam("users", "list", "--json").json == []
    brought = sam("import", str(file), "--as", "Samuel", "--json").json
    assert (brought["person"], brought["rows"]["metrics"], brought["dry_run"]) == ("Samuel", 1, False)
    assert "7.5" in sam("metrics", "list", "Samuel").out


def test_habits_of_other_trackers(sam: Run, tmp_path: Path) -> None:
    loop, beaver = packed(tmp_path / "loop.zip", NEW), tmp_path / "beaver.json"
    beaver.write_text(json.dumps(EXPORT), encoding="utf-8")
    shown = sam("import", str(loop), "--for", "Sam", "--dry-run")
    assert "Sam would get 4 habits from it: 5 values, 2 skipped days." in shown.out
    assert "2 notes of days have no place here" in shown.out
    assert "Forgot to do it, really" in shown.out
    told = sam("import", str(beaver), "--for", "Sam", "--json").json
    assert [(each["name"], each["values"], each["skips"]) for each in told["habits"]] == [
        ("Reading", 1, 0),
        ("Order pizza", 3, 2),
        ("Running", 0, 0),
    ]
    assert told["habits"][1]["texts"]["2024-04-24"] == "Too late"
    assert "Sam has 3 habits from it: 0 values, 0 skipped days." in sam("import", str(beaver), "--for", "Sam").out


def test_what_cannot_be_says_what_can(sam: Run, tmp_path: Path) -> None:
    own, loop, odd = tmp_path / "sam.json", packed(tmp_path / "loop.zip", NEW), tmp_path / "odd.json"
    sam("export", "Sam", str(own))
    odd.write_bytes(own.read_bytes()[:-400])
    for words, said in (
        (["import", str(own), "--for", "Sam"], "--as NAME renames"),
        (["import", str(loop)], "--for NAME"),
        (["import", str(loop), "--for", "Sam", "--as", "Bob"], "--for NAME"),
        (["import", str(loop), "--for", "Bob"], "Sam"),
        (["import", str(odd)], "odd.json, line "),
        (["import", str(tmp_path)], "no file"),
        (["export", "Bob", str(tmp_path / "bob.json")], "Sam"),
        (["export", "Sam", str(tmp_path / "sam.txt")], "--format"),
    ):
        refused = sam(*words)
        assert refused.code == 2, words
        assert said in refused.err, words
