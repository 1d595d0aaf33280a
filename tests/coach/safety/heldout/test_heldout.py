"""What is heard of the sets that others wrote, so that it does not slip: docs/safety.md has the figures."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance.coach.safety import screen
from appliance.coach.safety.classifier import EXAMPLES, words_of
from appliance.language.folders import file_of
from scripts.distress import read_examples
from tests.coach.safety.heldout.measure import (
    LANGUAGES,
    SETS,
    figures,
    of_others,
    ordinary,
    ordinary_heard,
    utterances,
)

ROUNDS = 8
"""Of noise over each utterance: fewer than the figures are measured by, since each costs some seconds a set."""

LEARNT, UNSEEN = SETS[:3], SETS[3:]
"""Lists were mended by the first three, and the classifier has learnt them; nothing has been fitted to the others."""

SIZE = {"first": 44, "second": 16, "third": 118, "fourth": 100, "fifth": 60}
"""Utterances of distress, and as many look-alikes, at least."""

OF_OTHERS = {"first": 4, "second": 2, "third": 3, "fourth": 8, "fifth": 5}

MISSED = 1
"""Of each learnt set: tablets that lie on a table, which may as well be those for the blood pressure."""

NOISY_RECALL, NOISY_FALSE = 0.97, 0.01

LEAST_UNSEEN, LEAST_NOTICED, MOST_FALSE = 0.88, 0.93, 0.1
LEAST_UNSEEN_NOISY, MOST_FALSE_NOISY = 0.86, 0.11

MOST_ORDINARY, MOST_ORDINARY_HEARD = 0.016, 0.036

ANSWERS = Path(__file__).parents[2]

MEANT_EITHER_WAY = {"ich will nicht mehr"}
"""To a question it means that they stop; it is heard as distress all the same."""


@pytest.mark.parametrize("part", SETS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sets_are_as_large_as_they_say(part: str, language: str) -> None:
    crises = utterances(part, "crisis", language)
    assert len(set(crises)) >= SIZE[part]
    assert len(set(utterances(part, "idioms", language))) >= SIZE[part]
    assert len(of_others(part, language)) >= OF_OTHERS[part]


@pytest.mark.parametrize("part", LEARNT)
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_was_learnt_does_not_slip(part: str, language: str) -> None:
    got = figures(part, language)
    assert round((1 - got.recall) * len(utterances(part, "crisis", language))) <= MISSED
    assert got.false == 0
    assert got.other == 1
    noisy = figures(part, language, ROUNDS)
    assert noisy.recall >= NOISY_RECALL
    assert noisy.false <= NOISY_FALSE


@pytest.mark.parametrize("part", UNSEEN)
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_nobody_has_learnt_is_heard_nearly_as_well(part: str, language: str) -> None:
    got = figures(part, language)
    assert got.recall >= LEAST_UNSEEN
    assert got.recall + got.half >= LEAST_NOTICED
    assert got.false <= MOST_FALSE
    noisy = figures(part, language, ROUNDS)
    assert noisy.recall >= LEAST_UNSEEN_NOISY
    assert noisy.false <= MOST_FALSE_NOISY


@pytest.mark.parametrize("language", LANGUAGES)
def test_ordinary_talk_that_nobody_has_learnt_is_left_alone(language: str) -> None:
    assert len(set(ordinary(language))) >= 190
    ends, concern = ordinary_heard(language)
    assert ends <= MOST_ORDINARY
    assert ends + concern <= MOST_ORDINARY_HEARD


@pytest.mark.parametrize("part", UNSEEN)
@pytest.mark.parametrize("language", LANGUAGES)
def test_an_unseen_set_is_unseen(part: str, language: str) -> None:
    """But for what everybody says: "I want to die"."""
    learnt = {" ".join(words_of(words)) for _, words in read_examples(file_of(language, EXAMPLES, "examples"))}
    said = [*utterances(part, "crisis", language), *utterances(part, "idioms", language)]
    assert sum(" ".join(words_of(words)) in learnt for words in said) <= 0.04 * len(said)


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
