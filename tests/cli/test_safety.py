"""What is heard as an alarm, whom to call, and who allowed a harsh persona: from the command line."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Run


def test_words_are_checked_in_any_language(run: Run) -> None:
    heard = run("safety", "check", "ich will nicht mehr leben", "--language", "de", "--json").json
    assert (heard["heard"], heard["ends_role"]) == ("self_harm", True)
    assert run("safety", "check", "this deadline is killing me").out == "No alarm: the call goes on.\n"
    assert "concern" in run("safety", "check", "I'm not suicidal, just tired").out
    refused = run("safety", "check", "hello", "--language", "xx")
    assert (refused.code, "'xx'" in refused.err) == (2, True)


def test_numbers_are_shown_with_their_sources_and_can_be_changed(run: Run) -> None:
    shown = run("safety", "hotlines", "--country", "gb")
    assert "116 123" in shown.out
    assert "samaritans.org" in shown.out
    assert run("safety", "hotlines", "set", "gb", "--name", "Dr Patel", "--number", "020 7946 0000").code == 0
    lines = run("safety", "hotlines", "--country", "GB", "--json").json["GB"]["lines"]
    assert [lines[0]["name"], lines[0]["source"], lines[1]["number"]] == ["Dr Patel", None, "116 123"]
    assert "No number is known for XK" in run("safety", "hotlines", "--country", "XK").out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("set", "England", "--name", "x", "--number", "1"), "'England'"),
        (("set", "GB", "--name", "x", "--number", "call me"), "116 123"),
    ],
)
def test_what_is_no_country_or_number(run: Run, words: tuple[str, ...], said: str) -> None:
    refused = run("safety", "hotlines", *words)
    assert refused.code == 2
    assert said in refused.err


def test_a_harsh_persona_is_allowed_chosen_and_disallowed(run: Run) -> None:
    run("users", "add", "Sam", "--timezone", "Europe/London")
    refused = run("users", "set", "Sam", "--persona", "drill_sergeant")
    assert refused.code == 2
    assert "appliance personas allow drill_sergeant --user Sam" in refused.err
    allowed = run("personas", "allow", "drill_sergeant", "--user", "Sam", "--yes")
    assert allowed.code == 0
    assert "safe word" in allowed.out
    assert run("users", "set", "Sam", "--persona", "drill_sergeant").code == 0
    assert run("personas", "disallow", "drill_sergeant", "--user", "Sam").code == 0
    again = run("users", "set", "Sam", "--persona", "drill_sergeant")
    assert "consent withdrawn" in again.err
    assert run("personas", "disallow", "drill_sergeant", "--user", "Sam").code == 2


def test_who_is_never_asked(run: Run) -> None:
    run("users", "add", "Kim", "--timezone", "Europe/London")
    run("users", "set", "Kim", "--minor")
    assert "minor" in run("personas", "allow", "abuser", "--user", "Kim", "--yes").err
    assert "minor" in run("users", "set", "Kim", "--persona", "abuser").err
    assert "not harsh" in run("personas", "allow", "friend", "--user", "Kim", "--yes").err
    assert "clown" in run("personas", "allow", "clown", "--user", "Kim", "--yes").err
    refused = run("users", "add", "Lee", "--timezone", "UTC", "--persona", "abuser")
    assert (refused.code, "not allowed" in refused.err) == (2, True)
