"""Which languages there are."""

from __future__ import annotations

import pytest

from appliance.errors import InvalidInputError
from appliance.language.catalogue import hint_for, language
from appliance.language.english.littles import say_day, say_due, says_little
from tests.language.items import HABIT


def test_a_region_is_ignored() -> None:
    assert language("en-GB") is language("en")
    assert language("EN_us").code == "en"


@pytest.mark.parametrize("code", ["xx", "", "english"])
def test_an_unknown_language_is_refused(code: str) -> None:
    with pytest.raises(InvalidInputError, match="no rules for the language"):
        language(code)
    with pytest.raises(InvalidInputError):
        hint_for(HABIT, "Sam", code)


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("2025-03-10", "earlier today"), ("2025-03-09", "yesterday"), ("2025-03-07", "on Friday"),
        ("2025-03-01", "last week"), ("2025-01-01", "a while ago"), ("", "last time"),
    ],
)  # fmt: skip
def test_days_behind(day: str, said: str) -> None:
    assert say_day(day, "2025-03-10") == said


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("2025-03-10", "today"), ("2025-03-11", "tomorrow"), ("2025-03-14", "Friday"), ("2025-03-17", "the week ahead"),
        ("", "tomorrow"),
    ],
)  # fmt: skip
def test_days_ahead(day: str, said: str) -> None:
    assert say_due(day, "2025-03-10") == said


def test_hesitation_is_little() -> None:
    assert says_little("um, let me think")
    assert says_little("yeah")
    assert not says_little("yeah, run")
