"""What is remembered, goals, and lists of questions from the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Run


def test_a_memory_is_added_found_edited_and_forgotten(sam: Run) -> None:
    added = sam("memory", "add", "Sam", "my sister is called Ana", "--json").json
    assert added["kind"] == "person"
    assert [each["content"] for each in sam("memory", "search", "Sam", "sisters", "--json").json] == [added["content"]]
    assert "cousin" in sam("memory", "edit", added["id"][:8], "my cousin is called Ana").out
    assert "cousin" in sam("memory", "list", "Sam").out
    assert sam("memory", "forget", added["id"][:8]).code == 0
    assert "Nothing yet" in sam("memory", "list", "Sam").out
    assert "Nothing was said" in sam("memory", "search", "Sam", "cousin").out


def test_a_goal_with_its_why(sam: Run) -> None:
    added = sam("goals", "add", "Sam", "run a marathon", "--why", "my father did", "--json").json
    assert "my father did" in sam("goals", "list", "Sam").out
    assert sam("goals", "archive", added["id"][:8]).code == 0
    assert sam("goals", "list", "Sam", "--json").json == []
    assert sam("goals", "list", "Sam", "--archived", "--json").json[0]["title"] == "run a marathon"


def test_a_list_of_questions_is_asked_by_a_custom_check_in(sam: Run, tmp_path: Path) -> None:
    file = tmp_path / "mine.txt"
    file.write_text("How was it?\nHow far did you run? [number km] -> run\n", encoding="utf-8")
    assert sam("agendas", "add", "Sam", "mine", str(file)).code == 0
    assert "How far" in sam("agendas", "show", "Sam", "mine").out
    assert "run" in sam("metrics", "list", "Sam").out
    custom = ["check-ins", "add", "Sam", "--type", "custom", "--at", "20:00", "--agenda", "mine", "--json"]
    added = sam(*custom).json
    assert added["agenda_id"] == sam("agendas", "list", "Sam", "--json").json[0]["id"]
    used = sam("agendas", "archive", "Sam", "mine")
    assert (used.code != 0, "check-ins remove" in used.err) == (True, True)
    sam("check-ins", "remove", added["id"][:8])
    assert sam("agendas", "archive", "Sam", "mine").code == 0
    assert sam(*custom).code != 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["agendas", "add", "Sam", "mine"], "--question"),
        (["agendas", "add", "Sam", "mine", "/nowhere/at/all"], "/nowhere/at/all"),
        (["agendas", "add", "Sam", "mine", "--question", "How far? [miles]"], "Line 1"),
        (["agendas", "add", "Sam", "mine", "--question", "Slept well? [yes/no] -> sleep"], "duration"),
        (["agendas", "show", "Sam", "nothing"], "nothing"),
        (["check-ins", "add", "Sam", "--type", "evening", "--at", "20:00", "--agenda", "mine"], "custom"),
        (["memory", "add", "Sam", "x", "--kind", "week"], "fact"),
        (["memory", "forget", "ffffffff"], "ffffffff"),
        (["memory", "edit", "zz", "x"], "zz"),
        (["goals", "add", "Sam", ""], "goal"),
        (["metrics", "add", "Sam", "pages", "--kind", "number", "--role", "king"], "mood"),
    ],
)
def test_wrong_use_is_named_with_what_would_be_right(sam: Run, words: list[str], said: str) -> None:
    sam("metrics", "add", "Sam", "sleep", "--kind", "duration")
    ran = sam(*words)
    assert ran.code != 0
    assert said in ran.err
