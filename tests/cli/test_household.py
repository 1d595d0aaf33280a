"""Setting up a household from the command line, and what is said when a word is wrong."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from tests.cli.conftest import Run


@pytest.fixture
def sam(run: Run) -> Run:
    assert run("users", "add", "Sam", "--timezone", "Europe/Berlin").code == 0
    return run


def test_a_person_a_metric_a_check_in(sam: Run) -> None:
    assert "Sam" in sam("users", "list").out
    assert sam("metrics", "add", "sam", "sleep", "--kind", "duration").code == 0
    added = sam("check-ins", "add", "Sam", "--type", "evening", "--at", "21:30", "--days", "mon-fri", "--json").json
    assert added["weekdays"] == [0, 1, 2, 3, 4]
    assert added["retry_minutes"] == [10, 30]
    assert added["next_due_at"].endswith("+00:00")
    assert "21:30" in sam("check-ins", "list").out
    assert sam("check-ins", "remove", added["id"][:8]).code == 0
    assert "No check-ins yet" in sam("check-ins", "list").out


def test_values_are_logged_as_they_are_said(sam: Run) -> None:
    sam("metrics", "add", "Sam", "sleep", "--kind", "duration", "--unit", "hours")
    sam("metrics", "add", "Sam", "exercise", "--kind", "habit")
    assert sam("metrics", "log", "Sam", "sleep", "six and a half hours", "--json").json["value"] == 6.5
    assert sam("metrics", "log", "Sam", "exercise", "yep").code == 0
    refused = sam("metrics", "log", "Sam", "sleep", "purple")
    assert (refused.code, "duration" in refused.err) == (2, True)
    values = {each["metric_type"]: each["value"] for each in sam("metrics", "list", "Sam", "--json").json["values"]}
    assert values == {"sleep": 6.5, "exercise": 1.0}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["users", "add", "Kim", "--timezone", "Europe/Berln"], "Europe/Berlin"),
        (["users", "add", "SAM", "--timezone", "UTC"], "Sam"),
        (["users", "add", "Kim", "--timezone", "UTC", "--persona", "clown"], "friend, mentor, motivator"),
        (["check-ins", "add", "Bob", "--type", "evening", "--at", "21:30"], "Sam"),
        (["check-ins", "add", "Sam", "--type", "evening", "--at", "9pm"], "HH:MM"),
        (["check-ins", "add", "Sam", "--type", "evening", "--at", "21:30", "--days", "someday"], "mon-fri"),
        (["check-ins", "add", "Sam", "--type", "evening", "--at", "21:30", "--channel", "pigeon"], "speaker"),
        (["check-ins", "add", "Sam", "--type", "evening", "--at", "21:30", "--retry", "30,10"], "rise"),
        (["check-ins", "add", "Sam", "--type", "evening", "--at", "21:30", "--room", "attic"], "attic"),
        (["check-ins", "add", "Sam", "--type", "lunch", "--at", "21:30"], "midday"),
        (["metrics", "add", "Sam", "sleep", "--kind", "duration", "--ask-in", "dawn"], "morning"),
        (["metrics", "log", "Sam", "nothing", "5"], "nothing"),
        (["metrics", "add", "Sam", "pages", "--kind", "number", "--low", "nan"], "plain numbers"),
        (["metrics", "add", "Sam", "pages", "--kind", "number", "--question", "\udcff"], "udcff"),
        (["users", "add", "Kim", "--timezone", "UTC", "--language", "xx"], "'xx'"),
        (["call", "Sam", "--channel", "pigeon"], "speaker"),
        (["calls", "show", "ffffffff"], "ffffffff"),
        (["promises", "settle", "ffffffff", "kept"], "ffffffff"),
    ],
)
def test_wrong_use_is_named_with_what_would_be_right(sam: Run, words: list[str], said: str) -> None:
    ran = sam(*words)
    assert ran.code == 2
    assert said in ran.err
    assert "Traceback" not in ran.err


def test_a_lost_key_a_wrong_key_and_a_bad_setting(sam: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    key = tmp_path / "key" / "appliance.key"
    kept = key.read_bytes()
    key.unlink()
    lost = sam("users", "list")
    assert (lost.code, str(key) in lost.err) == (4, True)
    assert not key.exists()
    monkeypatch.setenv("LOCAL_DATA_PATH", str(tmp_path / "elsewhere"))
    sam("users", "list")
    monkeypatch.setenv("LOCAL_DATA_PATH", str(tmp_path / "user_data"))
    assert key.read_bytes() != kept
    assert sam("users", "list").code == 4
    key.write_bytes(kept)
    assert "Sam" in sam("users", "list").out
    monkeypatch.setenv("DEPLOYMENT_MODE", "cloud")
    assert sam("users", "list").code == 3


def test_empty_lists_say_what_to_do(sam: Run) -> None:
    assert "appliance talk" in sam("calls", "list").out
    assert "appliance metrics add" in sam("metrics", "list", "Sam").out
    assert "evening call" in sam("promises", "list", "Sam").out
    assert "appliance rooms add" in sam("rooms", "list").out


def test_every_command_has_help_that_says_something(run: Run) -> None:
    top = run("--help")
    assert top.code == 0
    for name in (
        "run",
        "demo",
        "call",
        "talk",
        "users",
        "check-ins",
        "calls",
        "metrics",
        "promises",
        "rooms",
        "doctor",
    ):
        assert name in top.out
        helped = run(name, "--help")
        assert helped.code == 0
        assert len(helped.out) > 150


def test_a_passphrase_around_the_key(sam: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("\nopen sesame\n"))
    assert sam("passphrase").code == 0
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    locked = sam("users", "list")
    assert (locked.code, "passphrase" in locked.err) == (4, True)
    monkeypatch.setenv("APPLIANCE_PASSPHRASE", "open barley")
    assert sam("users", "list").code == 4
    monkeypatch.setenv("APPLIANCE_PASSPHRASE", "open sesame")
    assert "Sam" in sam("users", "list").out
    monkeypatch.setattr("sys.stdin", io.StringIO("open barley\n\n"))
    assert sam("passphrase").code == 4
    monkeypatch.setattr("sys.stdin", io.StringIO("open sesame\n\n"))
    assert sam("passphrase").code == 0
    monkeypatch.delenv("APPLIANCE_PASSPHRASE")
    assert "Sam" in sam("users", "list").out


def test_another_database_is_refused_not_ignored(sam: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://localhost/x")
    refused = sam("users", "list")
    assert (refused.code, "DATABASE_URL" in refused.err) == (3, True)


def test_values_outside_the_bounds_are_refused(sam: Run) -> None:
    sam("metrics", "add", "Sam", "mood", "--kind", "scale")
    for value in ("50", "eleven", "nan", "1e400", "inf"):
        assert sam("metrics", "log", "Sam", "mood", value).code == 2
    assert sam("metrics", "log", "Sam", "mood", "seven").code == 0
    assert sam("check-ins", "remove", "").code == 2


def test_a_folder_is_no_key_file(sam: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "keys"
    folder.mkdir(mode=0o755)
    monkeypatch.setenv("KEY_FILE", str(folder))
    assert sam("users", "list").code == 3
    assert folder.stat().st_mode & 0o777 == 0o755
