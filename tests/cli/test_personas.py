"""Who can call, from the command line."""

from __future__ import annotations

from pathlib import Path

from appliance.voice.audio import read_wav
from tests.cli.conftest import Run


def test_who_can_call_is_listed_and_shown(run: Run) -> None:
    assert "drill_sergeant" in run("personas").out
    listed = run("personas", "list", "--json").json
    assert [each["name"] for each in listed["personas"] if each["harsh"]] == ["abuser", "drill_sergeant"]
    assert listed["faults"] == []
    shown = run("personas", "show", "mentor").out
    assert "calm mentor" in shown
    assert "walk for half an hour" in shown
    refused = run("personas", "show", "clown")
    assert (refused.code, "friend" in refused.err) == (2, True)


def test_one_of_ones_own_is_copied_checked_and_broken(run: Run, tmp_path: Path) -> None:
    made = run("personas", "new", "old_neighbour", "--from", "mentor")
    assert made.code == 0
    (own,) = [each for each in run("personas", "--json").json["personas"] if each["name"] == "old_neighbour"]
    assert own["title"] == "Old neighbour"
    file = Path(own["file"])
    assert "openings" in run("personas", "check", str(file)).out
    assert run("personas", "new", "old_neighbour").code == 2
    assert run("personas", "new", "friend").code == 2
    assert run("personas", "new", "../outside").code == 2
    assert not (file.parent.parent / "outside.toml").exists()
    file.write_text(file.read_text(encoding="utf-8").replace("rate = 0.9", "rate = 9", 1), encoding="utf-8")
    refused = run("personas", "check", str(file))
    assert (refused.code, "voice.rate" in refused.err, "(line " in refused.err) == (2, True, True)
    assert "voice.rate" in run("personas", "list").out
    assert "voice.rate" in run("doctor").out


def test_a_preview_is_written_as_sound(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "friend.wav"
    said = run("personas", "preview", "friend", "--out", str(out), "--to", "Ana")
    assert said.code == 0, said.err
    assert "Ana" in said.out
    assert read_wav(out).seconds > 2
