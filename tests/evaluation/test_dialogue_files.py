"""A dialogue file that is wrong gets an error that names file, key and fault."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from appliance.cli import cli
from appliance.errors import InvalidInputError
from appliance.evaluation.dialogue import read_dialogue, read_dialogues

GOOD = """
title = "Gym"
items = [{ key = "gym", kind = "metric", answer = "yes_no", label = "gym" }]
[answers]
presence = ["yes"]
gym = [{ words = "yes i did", confidence = 0.9 }]
[expected]
values = { gym = 1 }
"""


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("title =", "title", "cannot be read"),
        ('title = "Gym"', "", "title: Field required"),
        ('title = "Gym"', 'title = "Gym"\nlanguage = "xx"', "'xx' is no language that the appliance speaks: de, en"),
        ('title = "Gym"', 'title = "Gym"\nmust_say = ["("]', "is no regular expression"),
        ('title = "Gym"', 'title = "Gym"\ncolour = "red"', "colour: Extra inputs"),
        ('answer = "yes_no"', 'answer = "maybe"', "items.0.answer"),
        ("confidence = 0.9", "confidence = 9", "answers.gym.0.Utterance.confidence"),
        ("values = { gym = 1 }", "values = { gmy = 1 }", "no item has the key 'gmy'"),
        ("values = { gym = 1 }", 'ending = "bored"', "expected.ending"),
    ],
)
def test_a_fault_is_named(tmp_path: Path, old: str, new: str, fault: str) -> None:
    assert old in GOOD
    file = tmp_path / "gym.toml"
    file.write_text(GOOD.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(InvalidInputError, match=r"gym\.toml: ") as caught:
        read_dialogue(file)
    assert fault in str(caught.value)


def test_a_folder_without_dialogues_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InvalidInputError, match="no dialogue"):
        read_dialogues(tmp_path)


def test_the_command_tells_what_went_wrong_and_exits_with_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "good.toml").write_text(GOOD, encoding="utf-8")
    command = ["eval", "--engine", "scripted", "--dialogues", str(tmp_path / "own")]
    well = CliRunner().invoke(cli, command)
    assert well.exit_code == 0, well.output
    assert "1 of 1 dialogues are as they must be." in well.output
    (tmp_path / "own" / "bad.toml").write_text(GOOD.replace("gym = 1 }", "gym = 0 }"), encoding="utf-8")
    told = CliRunner().invoke(cli, [*command, "--json"])
    assert told.exit_code == 1
    answer = json.loads(told.stdout)
    assert (answer["held"], answer["passed"]) == (2, 1)
    assert answer["dialogues"][0]["faults"] == ["gym: 1 instead of 0"]


def test_only_some_are_held(tmp_path: Path) -> None:
    missing = CliRunner().invoke(cli, ["eval", "--only", "no such dialogue"])
    assert missing.exit_code != 0


def test_on_a_terminal_it_shows_how_far_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    (tmp_path / "good.toml").write_text(GOOD, encoding="utf-8")
    shown = CliRunner().invoke(cli, ["eval", "--engine", "scripted", "--dialogues", str(tmp_path)])
    assert shown.exit_code == 0, shown.output
    assert "1/1" in shown.stderr
