"""A model's words, cut into sentences as they come."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.coach.sentences import MOST_CHARACTERS, SentenceStream, fit_to_speak
from appliance.coach.tongue import is_foreign

ENDING = ["done.", "Good!", "Really?", "No.", "well…", "Smith.", "…"]
GOING_ON = ["I", "ran", "3.5", "km", "Dr.", "Smith", "e.g.", "*smiles*"]
WORDS = st.lists(st.sampled_from(ENDING + GOING_ON), max_size=30)


def _streamed(pieces: list[str]) -> list[str]:
    stream = SentenceStream("en")
    found = [sentence for piece in pieces for sentence in stream.feed(piece)]
    return found + stream.end()


@given(WORDS, st.data())
def test_how_it_is_cut_into_pieces_makes_no_difference(words: list[str], data: st.DataObject) -> None:
    text = " ".join(words)
    cuts = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=12)))
    pieces = [text[begin:end] for begin, end in zip([0, *cuts], [*cuts, len(text)], strict=True)]
    assert _streamed(pieces) == _streamed([text])


def test_a_sentence_is_given_as_soon_as_the_next_begins() -> None:
    stream = SentenceStream("en")
    assert stream.feed("Three of") == []
    assert stream.feed(" five.") == []
    assert stream.feed(" Half") == ["Three of five."]
    assert stream.feed(" a promise") == []
    assert stream.end() == [], "it broke off within a sentence"


@pytest.mark.parametrize(
    ("said", "fit"),
    [
        ('"Well done."', "Well done."),
        ("Friend: Well done.", "Well done."),
        ("*claps* Well done.", "Well done."),
        ("Well done (really).", "Well done."),
        ("Did you?", ""),
        ('"Did you?"', ""),
        ("***", ""),
        ("x" * (MOST_CHARACTERS + 1), ""),
        ("<think>", ""),
        ("Really?!", ""),
        ("Well\x07 done.", "Well done."),
        ("\ufffd\ufffd", ""),
    ],
)
def test_what_is_fit_to_be_spoken(said: str, fit: str) -> None:
    assert fit_to_speak(said) == fit


def test_what_a_model_thinks_is_not_spoken() -> None:
    stream = SentenceStream("en")
    said = [
        each
        for piece in ("<thi", "nk>They ran. I praise", ".</think>", " Well done. ", "Good")
        for each in stream.feed(piece)
    ]
    assert said + stream.end() == ["Well done."]


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("**Well done**, Sam.", "Well done, Sam."),
        ("# Great work", "Great work"),
        ("- You kept your word.", "You kept your word."),
        ("1. You kept your word.", "You kept your word."),
        ("That is `solid` work 💪🏽!", "That is solid work!"),
        ("Read [the plan](http://example.org/plan) again.", "Read the plan again."),
        ("*smiles warmly* You __did__ it 🎉👨‍👩‍👧.", "You did it."),
        ("2 of 3 is a start.", "2 of 3 is a start."),
        ("Three ~~or four~~ times.", "Three or four times."),
    ],
)
def test_markup_is_read_out_as_its_words(written: str, spoken: str) -> None:
    assert fit_to_speak(written) == spoken


@pytest.mark.parametrize(
    ("code", "sentence", "kept"),
    [
        ("de", "That is a really good start, Sam.", False),
        ("de", "Das ist ein richtig guter Anfang, Sam.", True),
        ("de", "Super, Sam!", True),
        ("en", "很好，继续努力，你做得到。", False),
        ("en", "Esto es un comienzo muy bueno.", False),
        ("ru", "You kept your promise today.", False),
        ("ru", "Ты сдержишь слово, Sam.", True),
        ("fr", "C'est un très bon début.", True),
        ("es", "C'est un très bon début.", False),
    ],
)
def test_a_sentence_in_another_language_is_told(code: str, sentence: str, kept: bool) -> None:
    assert is_foreign(sentence, code) is not kept
