"""Joiners belong to words; what shows nothing does not."""

from __future__ import annotations

import pytest

from appliance.errors import InvalidInputError
from appliance.store.doors import one_line

FAMILY = "\N{MAN}\u200d\N{WOMAN}\u200d\N{GIRL}"


@pytest.mark.parametrize(
    "text",
    [
        f"walk with {FAMILY}",
        "\u0645\u06cc\u200c\u0631\u0648\u0645",
        "\u05de\u05d1\u05d7\u05df",
        "run \N{RUNNER}\u200d\u2642\ufe0f",
    ],
)
def test_joined_letters_and_pictures_are_taken(text: str) -> None:
    assert one_line(text, "A name") == text


@pytest.mark.parametrize("text", ["", "\u200d", "\u200c\u200d", "a\u202eb", "a\x00b", "\u200b"])
def test_what_shows_nothing_or_turns_the_line_is_refused(text: str) -> None:
    with pytest.raises(InvalidInputError):
        one_line(text, "A name")
