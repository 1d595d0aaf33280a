"""What was reached on the held-out set after mending, so that it does not slip: docs/safety.md has the figures."""

from __future__ import annotations

import pytest

from tests.coach.safety.heldout.measure import LANGUAGES, ROUNDS, figures, of_others, utterances

MOST_MISSED = {"en": 0, "de": 1, "es": 0, "fr": 1, "ru": 1}
"""Of the distress as it is written: tablets lying on a table, which may as well be those for the blood pressure."""

NOISY_RECALL = {"en": 0.99, "de": 0.97, "es": 0.99, "fr": 0.97, "ru": 0.97}

NOISY_FALSE = {"en": 0.0, "de": 0.002, "es": 0.0, "fr": 0.003, "ru": 0.0}


@pytest.mark.parametrize("language", LANGUAGES)
def test_as_written(language: str) -> None:
    got = figures(language)
    crises = len(utterances("crisis", language))
    assert crises == len(utterances("idioms", language)) == 44
    assert round((1 - got.recall) * crises) <= MOST_MISSED[language]
    assert got.false == 0
    assert len(of_others(language)) == 4
    assert got.other == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_under_noise(language: str) -> None:
    got = figures(language, ROUNDS)
    assert got.recall >= NOISY_RECALL[language]
    assert got.false <= NOISY_FALSE[language]
