"""Passwords and tokens from the command line."""

from __future__ import annotations

import io
import sys

import pytest

from tests.cli.conftest import Run


def test_a_password_is_read_from_a_pipe_and_too_short_ones_are_refused(
    sam: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("short\n"))
    refused = sam("users", "reset-password", "Sam")
    assert refused.code != 0
    assert "10 to 256" in refused.err
    monkeypatch.setattr(sys, "stdin", io.StringIO("teapot lantern gravel\n"))
    assert "can sign in" in sam("users", "reset-password", "sam").out


def test_a_token_is_shown_once_listed_and_revoked(sam: Run) -> None:
    made = sam("users", "token", "Sam", "watch", "--scopes", "read,record", "--days", "30")
    assert made.out.startswith("dc_")
    (row,) = sam("users", "tokens", "Sam", "--json").json
    assert (row["name"], row["scopes"]) == ("watch", ["read", "record"])
    assert "token_digest" not in row
    assert made.out.strip() not in sam("users", "tokens", "Sam").out
    assert "no more" in sam("users", "revoke-token", "Sam", row["id"][:8]).out
    assert sam("users", "tokens", "Sam", "--json").json == []
    assert sam("users", "revoke-token", "Sam", row["id"]).code != 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--scopes", "everything"], "administer"),
        (["--scopes", "administer"], "Only an owner"),
        (["--days", "0"], "1 to 3650"),
    ],
)
def test_tokens_that_cannot_be(sam: Run, words: list[str], said: str) -> None:
    refused = sam("users", "token", "Sam", "watch", *words)
    assert refused.code != 0
    assert said in refused.err
