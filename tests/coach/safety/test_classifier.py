"""The classifier: fitted to the examples that are there, sound over any text, quick to refuse a broken file."""

from __future__ import annotations

from pathlib import Path
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.coach.safety import Kind, screen
from appliance.coach.safety.classifier import (
    BUCKETS,
    CLASSES,
    EXAMPLES,
    FITTED,
    LEAST_WORDS,
    Classifier,
    classifier,
    load,
    words_of,
)
from appliance.errors import InvalidInputError
from appliance.language.folders import file_of, known_languages
from scripts.distress import digest_of, fit, read_examples

LANGUAGES = list(known_languages())

CALM = "and then we went on to talk about the garden and the weather and what to cook on Sunday " * 4


def fitted(language: str) -> Classifier:
    found = classifier(language)
    assert found is not None
    return found


def examples(language: str) -> Path:
    return file_of(language, EXAMPLES, "examples of distress")


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_was_fitted_to_the_examples_that_are_there(language: str) -> None:
    remedy = "the examples were changed: python -m scripts.distress"
    assert fitted(language).digest == digest_of(examples(language)), remedy


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_example_is_told_twice(language: str) -> None:
    told = [" ".join(words_of(words)) for _, words in read_examples(examples(language))]
    assert len(told) == len(set(told))


@given(st.sampled_from(LANGUAGES), st.text(max_size=300))
def test_any_text_has_probabilities(language: str, text: str) -> None:
    words = words_of(text)
    chances = fitted(language).probabilities(words)
    assert np.all(chances >= 0)
    assert chances.sum() == pytest.approx(1)
    likeness = fitted(language).likeness(text)
    if len(words) < LEAST_WORDS:
        assert likeness is None
    else:
        assert likeness is not None
        assert 0 <= likeness.urgent <= likeness.any_kind <= 1 + 1e-9
        assert likeness.kind is not Kind.CONCERN


@given(st.sampled_from(LANGUAGES), st.text(max_size=120))
def test_case_accents_numbers_and_punctuation_are_no_difference(language: str, text: str) -> None:
    assert words_of(f"{text} 7").pop() == "0"
    assert words_of(f"{text}, 31 !") == words_of(f"{text} 7")
    assert words_of("N’EN PEUX… plus!") == ["nen", "peux", "plus"]


def test_what_no_list_knows_is_heard_anywhere_in_a_long_speech() -> None:
    said = "I have given the cat away and written to my sister, after Friday there will be nobody here to feed"
    alone = fitted("en").likeness(said)
    assert alone is not None
    for around in (f"{said} {CALM}", f"{CALM} {said} {CALM}", f"{CALM} {said}"):
        within = fitted("en").likeness(around)
        assert within is not None
        assert within.urgent > 0.5
    calm = fitted("en").likeness(CALM)
    assert calm is not None
    assert calm.urgent < 0.3


def test_a_word_or_two_are_left_to_the_lists() -> None:
    assert fitted("en").likeness("not today") is None
    assert screen("kill myself", "en") is not None


def refused(file: Path, words: str) -> None:
    with pytest.raises(InvalidInputError, match=words) as caught:
        load(file)
    assert str(file) in str(caught.value)
    assert "scripts.distress" in caught.value.remedy


def test_a_broken_file_is_refused_by_its_name(tmp_path: Path) -> None:
    whole = examples("en").with_name(FITTED).read_bytes()
    file = tmp_path / FITTED
    refused(file, "cannot be read")
    for part in (b"", b"no zip at all", whole[: len(whole) // 2]):
        file.write_bytes(part)
        refused(file, "cannot be read")
    flipped = bytearray(whole)
    for place in range(len(whole) // 4, len(whole) // 2):
        flipped[place] ^= 0xFF
    file.write_bytes(bytes(flipped))
    refused(file, "cannot be read")
    np.savez(file, weights=np.zeros(3))
    refused(file, "cannot be read")
    np.savez(
        file, weights=np.zeros((4, len(CLASSES)), np.int8), scale=np.ones(len(CLASSES)), bias=np.zeros(len(CLASSES)),
        rarity=np.ones(4), ends_role=0.5, concern=0.5, digest="x",
    )  # fmt: skip
    refused(file, "another version")
    with np.load(examples("en").with_name(FITTED)) as held:
        arrays = dict(held)
    np.savez(file, **{**arrays, "bias": np.full(len(CLASSES), np.nan)})
    refused(file, "no number")


def test_what_is_fitted_tells_the_examples_apart(tmp_path: Path) -> None:
    """A small set of one's own, as for a new language."""
    random = Random(5)
    wanting = ["I want to be dead", "let me be gone for good", "no more life for me please"]
    ordinary = ["I ran in the park", "ten pages of the book", "the soup was far too salty"]
    lines = [f"{kind.value}: {random.choice(wanting)} {kind.value} number {n}" for kind in Kind for n in range(8)]
    lines += [
        f"none: {random.choice(ordinary)} today with {word}"
        for word in ["Ann", "Ben", "Cid", "Dan", "Eva", "Fay", "Gus", "Hal"]
    ]
    file = tmp_path / EXAMPLES
    file.write_text("# a comment\n\n" + "\n".join(lines), encoding="utf-8")
    figures = fit(file, "en")
    assert figures["examples"] == dict.fromkeys(CLASSES, 8)
    made = load(tmp_path / FITTED)
    assert made.weights.shape == (2 * BUCKETS, len(CLASSES))
    heard = made.likeness("let me be gone for good self_harm")
    calm = made.likeness("ten pages of the book today with Ann")
    assert heard is not None
    assert calm is not None
    assert heard.urgent > 0.5 > calm.urgent


@pytest.mark.parametrize("line", ["selfharm: I want to die", "I want to die", "none:", "none: …"])
def test_a_faulty_example_is_named_by_its_line(tmp_path: Path, line: str) -> None:
    file = tmp_path / EXAMPLES
    file.write_text(f"none: all is well\n{line}\n", encoding="utf-8")
    with pytest.raises(InvalidInputError, match="line 2"):
        read_examples(file)


def test_a_kind_without_examples_is_named(tmp_path: Path) -> None:
    file = tmp_path / EXAMPLES
    file.write_text("none: all is well\nself_harm: I want to die\n", encoding="utf-8")
    with pytest.raises(InvalidInputError, match="violence"):
        read_examples(file)
