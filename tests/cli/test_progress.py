"""Tracking from the command line: packs, schedules, skips, undo, and what it adds up to."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Run


def test_nothing_tracked_yet_says_how_to_begin(sam: Run) -> None:
    shown = sam("progress", "Sam")
    assert shown.code == 0
    assert "--schedule 3/week" in shown.out
    assert "none in 30 days" in shown.out


def test_a_pack_a_value_and_what_it_adds_up_to(sam: Run) -> None:
    assert "3/week" in sam("metrics", "start", "Sam", "exercise").out
    assert "at least 7.5 hours" in sam("metrics", "start", "Sam", "sleep").out
    assert sam("metrics", "log", "Sam", "exercise", "yes").code == 0
    assert sam("metrics", "log", "Sam", "sleep", "6").code == 0
    board = sam("progress", "Sam", "--json").json
    exercise, sleep = board["habits"]
    assert (exercise["name"], exercise["streak"]["unit"], exercise["strength"] > 0) == ("exercise", "week", True)
    assert sleep["streak"]["current"] == 0, "six of seven and a half hours is not all"
    assert "exercise" in sam("progress", "Sam").out


def test_a_pack_adds_what_is_missing_of_it(sam: Run) -> None:
    sam("metrics", "add", "Sam", "Energy", "--kind", "scale")
    assert "energy:" not in sam("metrics", "start", "Sam", "mood").out
    again = sam("metrics", "start", "Sam", "mood")
    assert again.code != 0
    assert "exists already" in again.err


def test_what_was_written_wrongly_is_taken_back(sam: Run) -> None:
    sam("metrics", "start", "Sam", "sleep")
    assert sam("metrics", "log", "Sam", "sleep", "70").code == 2, "a day has 24 hours"
    sam("metrics", "log", "Sam", "sleep", "17")
    sam("metrics", "log", "Sam", "sleep", "7")
    assert "17 again" in sam("metrics", "undo", "Sam", "sleep").out
    assert "nothing by hand is left" in sam("metrics", "undo", "Sam", "sleep").out
    assert sam("metrics", "undo", "Sam", "sleep").code != 0


def test_a_day_may_be_skipped_and_due_again(sam: Run) -> None:
    sam("metrics", "start", "Sam", "medication")
    assert "is skipped." in sam("metrics", "skip", "Sam", "medication", "--reason", "pharmacy closed").out
    assert "skipped already" in sam("metrics", "skip", "Sam", "medication").out
    assert sam("progress", "Sam", "--json").json["habits"][0]["rates"]["7"]["skipped"] == 1
    assert "due again" in sam("metrics", "skip", "Sam", "medication", "--undo").out
    assert "not skipped" in sam("metrics", "skip", "Sam", "medication", "--undo").out


def test_what_is_tracked_is_changed_and_archived(sam: Run) -> None:
    sam("metrics", "start", "Sam", "study")
    changed = sam("metrics", "set", "Sam", "study", "--schedule", "every 2 days", "--target", "30").out
    assert "every 2 days, at least 30 minutes" in changed
    assert "at most 30" in sam("metrics", "set", "Sam", "study", "--direction", "at_most").out
    assert "30" not in sam("metrics", "set", "Sam", "study", "--no-target").out
    assert "no longer" in sam("metrics", "archive", "Sam", "study").out
    assert sam("progress", "Sam", "--json").json["habits"] == []
    assert "again" in sam("metrics", "archive", "Sam", "study", "--back").out


def test_insights_are_switched_on_and_say_what_is_too_little(sam: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    sam("metrics", "start", "Sam", "mood")
    refused = sam("insights", "Sam")
    assert refused.code != 0
    assert "ANALYTICS_ENABLED=true" in refused.err
    monkeypatch.setenv("ANALYTICS_ENABLED", "true")
    shown = sam("insights", "Sam")
    assert "Too little is known yet to say anything of energy, mood" in shown.out
    assert sam("insights", "Sam", "--json").json["links"] == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["metrics", "start", "Sam", "gambling"], "sobriety"),
        (["metrics", "add", "Sam", "gym", "--kind", "habit", "--schedule", "8/week"], "at most 7 times"),
        (["metrics", "add", "Sam", "gym", "--kind", "habit", "--schedule", "hourly"], "3/week"),
        (["metrics", "add", "Sam", "gym", "--kind", "habit", "--target", "3"], "no target"),
        (["metrics", "add", "Sam", "pages", "--kind", "number", "--target", "inf"], "no target"),
        (["metrics", "add", "Sam", "gym", "--kind", "habit", "--skips-a-month", "-1"], "0 to 31"),
        (["metrics", "set", "Sam", "gym"], "nothing to change"),
        (["metrics", "set", "Sam", "nothing", "--target", "1"], "nothing"),
        (["metrics", "skip", "Sam", "study", "--day", "today"], "2026-03-02"),
        (["progress", "Bob"], "Sam"),
    ],
)
def test_what_cannot_be_says_what_can(sam: Run, words: list[str], said: str) -> None:
    sam("metrics", "start", "Sam", "study")
    refused = sam(*words)
    assert refused.code != 0
    assert said in refused.err


def test_a_week_is_printed_and_written_as_a_page_for_its_owner(sam: Run, tmp_path: Path) -> None:
    assert "appliance metrics start Sam exercise" in sam("review", "Sam").out
    sam("metrics", "start", "Sam", "medication")
    sam("metrics", "log", "Sam", "medication", "yes")
    sam("promises", "add", "Sam", "call the dentist", "--day", "tomorrow")
    shown = sam("review", "Sam").out
    assert "Sam: the week" in shown
    assert "medication" in shown
    assert "call the dentist" in shown
    file = tmp_path / "week.html"
    assert "Whoever has the file can read it." in sam("review", "Sam", "--html", str(file)).out
    assert file.stat().st_mode & 0o777 == 0o600
    assert "medication" in file.read_text(encoding="utf-8")
    refused = sam("review", "Sam", "--html", str(file))
    assert (refused.code, "--force" in refused.err) == (2, True)
    assert sam("review", "Sam", "--html", str(file), "--force", "--week", "2026-W01").code == 0
    assert "medication" not in file.read_text(encoding="utf-8"), "it had not begun"
    assert sam("review", "Sam", "--week", "soon").code == 2


def test_a_week_is_told_in_the_persons_language(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MULTI_LANGUAGE_ENABLED", "true")
    monkeypatch.setenv("ANALYTICS_ENABLED", "true")
    assert run("users", "add", "Ana", "--timezone", "Europe/Madrid", "--language", "es").code == 0
    run("metrics", "start", "Ana", "medication")
    assert "Ana: la semana" in run("review", "Ana").out
    assert "casualidad" in run("insights", "Ana").out
