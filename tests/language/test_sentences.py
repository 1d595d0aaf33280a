"""A reply cut into sentences."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.language.english.sentences import split_sentences


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Hello Sam. How are you? Good!", ["Hello Sam.", "How are you?", "Good!"]),
        ("Dr. Smith said 3.5 is ok. Really.", ["Dr. Smith said 3.5 is ok.", "Really."]),
        ('I said "Stop." Then left.', ['I said "Stop."', "Then left."]),
        ("Fruit, e.g. this one. At 9 p.m. Then sleep.", ["Fruit, e.g. this one.", "At 9 p.m.", "Then sleep."]),
        ("It rings at 9 p.m. on Monday.", ["It rings at 9 p.m. on Monday."]),
        ("Wait... what? Well… fine.", ["Wait... what?", "Well… fine."]),
        ("No stop\nhere", ["No stop", "here"]),
        ("A. B. Carter came. He sat.", ["A. B. Carter came.", "He sat."]),
        ("So did I. You know.", ["So did I.", "You know."]),
        ("Really?! Yes.", ["Really?!", "Yes."]),
        ("No. Yes.", ["No.", "Yes."]),
        ("Nothing at the end", ["Nothing at the end"]),
        ("", []),
        (" ... ", []),
    ],
)
def test_sentences(text: str, sentences: list[str]) -> None:
    assert split_sentences(text) == sentences


@given(st.text(max_size=100))
def test_no_letter_is_lost(text: str) -> None:
    sentences = split_sentences(text)
    assert all(sentence == sentence.strip() and sentence for sentence in sentences)
    told = "".join(char for char in "".join(sentences) if char.isalnum())
    assert told == "".join(char for char in text if char.isalnum())


@given(st.lists(st.sampled_from(["I ran today.", "Did you sleep?", "Good!", "It was 3.5 km."]), max_size=6))
def test_joined_sentences_come_apart_again(sentences: list[str]) -> None:
    assert split_sentences(" ".join(sentences)) == sentences
