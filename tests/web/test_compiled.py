"""Templates that were compiled at a build are read and not compiled again, unless they were changed since."""

from __future__ import annotations

from pathlib import Path

import pytest
from jinja2 import DictLoader, Environment

from appliance.web.site import compiled
from appliance.web.site.compiled import Compiled


class Counting(Environment):
    """Counts what it compiles."""

    compiled = 0

    def _generate(self, *given: object, **named: object) -> str:
        self.compiled += 1
        return super()._generate(*given, **named)  # type: ignore[arg-type]


def said(text: str) -> tuple[str, int]:
    """What a template says in an environment that starts anew, and how many it had to compile."""
    environment = Counting(loader=DictLoader({"page.html": text}), bytecode_cache=Compiled())
    return environment.get_template("page.html").render(), environment.compiled


def test_what_was_compiled_at_the_build_is_not_compiled_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiled, "FOLDER", tmp_path)
    assert said("hello {{ 1 + 1 }}") == ("hello 2", 1)
    assert said("hello {{ 1 + 1 }}") == ("hello 2", 0)
    assert said("good day {{ 1 + 1 }}") == ("good day 2", 1)


def test_a_checkout_keeps_nothing_and_a_damaged_file_is_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compiled, "FOLDER", tmp_path / "nowhere")
    assert [said("hello"), said("hello")] == [("hello", 1), ("hello", 1)]
    assert not (tmp_path / "nowhere").exists()
    monkeypatch.setattr(compiled, "FOLDER", tmp_path)
    said("hello")
    (kept,) = tmp_path.iterdir()
    kept.write_bytes(b"damaged")
    assert said("hello") == ("hello", 1)
