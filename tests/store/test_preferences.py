"""What a person may set."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from appliance.records.preferences import USUAL, Preferences


@pytest.mark.parametrize("word", ["", "pineapple", "rotes Licht", "ананас"])
def test_a_word_that_is_no_answer_may_be_the_safe_word(word: str) -> None:
    assert Preferences(safe_word=word).safe_word == word


@pytest.mark.parametrize("word", ["no", "yes", "a", "77777", "🍍🍍🍍🍍🍍", "nein"])
def test_an_answer_may_not(word: str) -> None:
    with pytest.raises(ValidationError, match="at least 5 letters"):
        Preferences(safe_word=word)


def test_nothing_set_is_the_usual() -> None:
    assert Preferences.model_validate({}) == USUAL
