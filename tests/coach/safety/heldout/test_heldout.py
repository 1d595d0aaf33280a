"""What was reached on the held-out sets after mending, so that it does not slip: docs/safety.md has the figures."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance.coach.safety import screen
from tests.coach.safety.heldout.measure import LANGUAGES, ROUNDS, SETS, figures, of_others, utterances

SIZE = {"first": 44, "second": 16}

OF_OTHERS = {"first": 4, "second": 2}

MISSED = {("first", "de"): 1, ("first", "fr"): 1, ("first", "ru"): 1}
"""Tablets that lie on a table, which may as well be those for the blood pressure."""

NOISY_RECALL = 0.97

NOISY_FALSE = 0.003

ANSWERS = Path(__file__).parents[2]

MEANT_EITHER_WAY = {"ich will nicht mehr"}
"""To a question it means that they stop; it is heard as distress all the same."""


@pytest.mark.parametrize("part", SETS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_as_written(part: str, language: str) -> None:
    got = figures(part, language)
    crises = utterances(part, "crisis", language)
    assert len(crises) == len(utterances(part, "idioms", language)) == SIZE[part]
    assert round((1 - got.recall) * len(crises)) <= MISSED.get((part, language), 0)
    assert got.false == 0
    assert len(of_others(part, language)) == OF_OTHERS[part]
    assert got.other == 1


@pytest.mark.parametrize("part", SETS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_under_noise(part: str, language: str) -> None:
    got = figures(part, language, ROUNDS)
    assert got.recall >= NOISY_RECALL
    assert got.false <= NOISY_FALSE


def answers(language: str) -> Iterator[str]:
    """What people say to ordinary questions."""
    files = [ANSWERS / "understanding" / f"{language}.txt", *([ANSWERS / "utterances.txt"] if language == "en" else [])]
    for file in files:
        for line in file.read_text(encoding="utf-8").splitlines():
            parts = [part.strip() for part in line.split("|")]
            if not line.startswith(("#", "=")) and len(parts) > 2:
                yield parts[1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_ordinary_answers_end_no_role(language: str) -> None:
    said = list(answers(language))
    assert len(said) > 500
    heard = {words for words in said if (alarm := screen(words, language)) is not None and alarm.ends_role}
    assert heard <= MEANT_EITHER_WAY


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_third_set_does_not_slip(language: str) -> None:
    """The lists were broadened for it, so it says nothing about what nobody has written yet."""
    got = figures("third", language)
    assert len(utterances("third", "crisis", language)) >= 118
    assert got.recall >= 0.97
    assert got.false <= 0.02
