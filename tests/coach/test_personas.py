"""The registry of personas: the owner's own, changes while it runs, and files that break."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from appliance.coach.persona import FOLDER
from appliance.coach.personas import OWN, Personas, open_personas

FRIEND = (FOLDER / "friend.toml").read_text(encoding="utf-8")
BARE = 'name = "{name}"\ntitle = "{title}"\nprompt = "You are {title}."\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    own = tmp_path / OWN
    own.mkdir()
    return own


def write(folder: Path, name: str, title: str, more: str = "") -> Path:
    """The file of a persona, later than what it replaces."""
    path = folder / f"{name}.toml"
    later = path.stat().st_mtime_ns + 1_000_000_000 if path.exists() else None
    path.write_text(BARE.format(name=name, title=title) + more, encoding="utf-8")
    if later is not None:
        os.utime(path, ns=(later, later))
    return path


def test_without_files_of_the_owner_the_five_are_there(tmp_path: Path) -> None:
    personas = open_personas(tmp_path)
    assert list(personas) == ["abuser", "drill_sergeant", "friend", "mentor", "motivator"]
    assert len(personas) == 5
    assert personas.faults == ()
    assert personas.path_of("friend") == FOLDER / "friend.toml"
    assert personas.get("nobody") is None
    assert "friend" in personas


def test_the_owners_own_join_and_take_precedence(tmp_path: Path, folder: Path) -> None:
    write(folder, "neighbour", "The neighbour")
    write(folder, "friend", "Another friend")
    personas = open_personas(tmp_path)
    assert personas["neighbour"].title == "The neighbour"
    assert personas["friend"].title == "Another friend"
    assert personas.path_of("friend").parent == folder
    assert len(personas) == 6


def test_a_change_is_seen_the_next_time_it_is_asked_for(tmp_path: Path, folder: Path) -> None:
    personas = open_personas(tmp_path)
    write(folder, "neighbour", "The neighbour")
    before = personas["neighbour"]
    assert personas["neighbour"] is before, "what did not change is not read again"
    write(folder, "neighbour", "The man next door")
    assert personas["neighbour"].title == "The man next door"
    (folder / "neighbour.toml").unlink()
    assert "neighbour" not in personas


def test_a_file_that_breaks_serves_as_it_was_and_says_so(tmp_path: Path, folder: Path) -> None:
    personas = open_personas(tmp_path)
    path = write(folder, "neighbour", "The neighbour")
    assert personas["neighbour"].title == "The neighbour"
    write(folder, "neighbour", "Broken", '[words.en]\nfillers = ["Hm."]\ngood = [\n  "Well.",\n  "Well, {nmae}.",\n]\n')
    assert personas["neighbour"].title == "The neighbour"
    (fault,) = personas.faults
    assert (fault.path, fault.line, fault.serves) == (path, 8, True)
    assert fault.fault == (
        "neighbour.toml: words.en.good: unknown field {nmae} in 'Well, {nmae}.'; it may use: {label}, {name}"
    )
    write(folder, "neighbour", "Mended")
    assert (personas["neighbour"].title, personas.faults) == ("Mended", ())


def test_a_file_that_was_never_right_leaves_the_one_that_came_with_the_appliance(tmp_path: Path, folder: Path) -> None:
    write(folder, "friend", "Broken", "[voice]\nrate = 9\n")
    (folder / "odd.toml").write_text("name = [", encoding="utf-8")
    personas = open_personas(tmp_path)
    assert personas["friend"].title == "The friend"
    assert "odd" not in personas
    assert [(fault.path.name, fault.line, fault.serves) for fault in personas.faults] == [
        ("friend.toml", 5, False),
        ("odd.toml", None, False),
    ]


def test_a_folder_that_is_not_there_is_no_fault(tmp_path: Path) -> None:
    assert len(Personas((tmp_path / "absent",))) == 0
