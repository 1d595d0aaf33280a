"""`appliance calendars`, on a household of its own."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from appliance.cli.calendars import calendars
from appliance.errors import ApplianceError
from tests.reach.ics import event, ics

Run = Callable[..., tuple[int, str]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> Run:
    """Run `appliance calendars` with these words; the exit code and all that was printed."""
    monkeypatch.setenv("LOCAL_DATA_PATH", str(tmp_path / "user_data"))
    monkeypatch.setenv("KEY_FILE", str(tmp_path / "key" / "appliance.key"))
    monkeypatch.setenv("LOCAL_ONLY", "false")  # else an audit hook would stay in the process of the tests
    monkeypatch.delenv("APPLIANCE_PASSPHRASE", raising=False)

    def run(*words: str, typed: str = "") -> tuple[int, str]:
        monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
        try:
            code = calendars(list(words), standalone_mode=False) or 0
        except ApplianceError as error:
            return error.exit_code, str(error)
        except SystemExit as stop:
            code = int(stop.code or 0)
        return code, capfd.readouterr().out

    return run


def test_add_list_read_remove(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "public.ics"
    starts = {month: f"DTSTART;VALUE=DATE:2020{month:02d}01" for month in range(1, 13)}
    file.write_bytes(ics(*(event(at, "RRULE:FREQ=YEARLY", f"SUMMARY:Day {n}", uid=str(n)) for n, at in starts.items())))
    assert "No calendars yet" in run("list")[1]
    assert run("add", "public", str(file), "--kind", "holidays") == (0, "Next: appliance calendars read public\n")
    assert "not yet" in run("list")[1]
    code, said = run("read")
    assert (code, "not read yet" in said, "Day " in said) == (0, False, True)
    code, said = run("read", "PUBLIC", "--json")
    (read,) = json.loads(said)
    assert (code, read["name"], read["fault"], read["user"]) == (0, "public", "", None)
    assert read["events"] in (2, 3)
    assert 1 <= len(read["next"]) <= 3
    file.unlink()
    code, said = run("read", "public")
    assert (code, "No such file" in said, "Day " in said) == (1, True, True)
    assert run("remove", "public")[0] == 0
    assert json.loads(run("list", "--json")[1]) == []


def test_the_password_is_read_and_never_shown(run: Run) -> None:
    words = ("add", "work", "http://nas.local/dav/work/?token=hidden", "--kind", "busy", "--username", "sam")
    assert run(*words, typed="s3cret\n")[0] == 0
    for said in (run("list")[1], run("list", "--json")[1]):
        assert "http://nas.local/dav/work/?…" in said
        assert "hidden" not in said
        assert "s3cret" not in said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("add", "work", "work.ics", "--kind", "busy"), "whole path"),
        (("add", "work", "webcal://nas/x", "--kind", "busy"), "instead of webcal"),
        (("add", "work", "http://sam:pw@nas/x", "--kind", "busy"), "do not belong"),
        (("add", "work", "/srv/x.ics", "--kind", "busy", "--user", "Bob"), "Bob"),
        (("read", "nothing"), "nothing"),
        (("remove", "nothing"), "nothing"),
    ],
)
def test_wrong_use(run: Run, words: tuple[str, ...], said: str) -> None:
    code, printed = run(*words)
    assert code == 2
    assert said in printed
