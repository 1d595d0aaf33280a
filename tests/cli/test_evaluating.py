"""`appliance eval` from the command line."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Run


def test_an_engine_that_never_served_has_passed_nothing(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OLLAMA_HOST", "http://127.0.0.1:9")
    failed = run("eval", "--engine", "ollama:nobody", "--only", "en/evening")
    assert failed.code == 1
    assert "ollama:nobody served in no dialogue" in failed.err
    assert "appliance doctor" in failed.err


def test_without_an_engine_the_scripted_coach_is_held_to_it(run: Run) -> None:
    passed = run("eval", "--engine", "scripted", "--only", "en/evening")
    assert passed.code == 0
    assert "are as they must be" in passed.out
