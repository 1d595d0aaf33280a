"""French: whatever is said in it is read back to the same value, in all its countries."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from num2words import num2words

from appliance.coach.interpret import interpret
from appliance.coach.reading import STORE_FROM
from appliance.language.french import LANGUAGE
from appliance.language.french.numberwords import piece_at
from appliance.language.french.saying import say_clock, say_duration, say_number, say_quantity
from appliance.language.french.tokens import tokens
from appliance.ports import Transcript
from appliance.records.agenda import AgendaItem, Answer, ItemKind

ITEMS = {
    "pages": AgendaItem(key="a", kind=ItemKind.METRIC, answer=Answer.NUMBER, label="lecture", unit="pages"),
    "km": AgendaItem(key="b", kind=ItemKind.METRIC, answer=Answer.NUMBER, label="course", unit="km"),
    "scale": AgendaItem(key="c", kind=ItemKind.METRIC, answer=Answer.SCALE, label="humeur", low=1, high=10),
    "sleep": AgendaItem(key="d", kind=ItemKind.METRIC, answer=Answer.DURATION, label="sommeil", unit="heures"),
    "work": AgendaItem(key="e", kind=ItemKind.METRIC, answer=Answer.DURATION, label="travail", unit="minutes"),
    "bed": AgendaItem(key="f", kind=ItemKind.METRIC, answer=Answer.TIME, label="coucher"),
    "habit": AgendaItem(key="g", kind=ItemKind.METRIC, answer=Answer.YES_NO, label="méditation"),
}
VALUES = {
    "pages": st.integers(0, 5000), "km": st.integers(0, 20_000).map(lambda value: value / 100),
    "scale": st.integers(2, 20).map(lambda value: value / 2),
    "sleep": st.integers(0, 1439).map(lambda value: value / 60),
    "work": st.integers(0, 600), "bed": st.integers(0, 1439), "habit": st.integers(0, 1),
}  # fmt: skip


@given(value=st.integers(0, 999_999), country=st.sampled_from(["fr", "fr_BE", "fr_CH"]))
def test_whole_numbers_of_every_country_are_read(value: int, country: str) -> None:
    said = tokens(num2words(value, lang=country))
    piece = piece_at(said, 0)
    assert piece is not None
    assert (piece.value, piece.end) == (value, len(said))


@given(value=st.integers(0, 9_999_99).map(lambda value: value / 100))
def test_a_number_said_is_read(value: float) -> None:
    found = LANGUAGE.read_number(say_number(value), "")
    assert found is not None
    assert found.value == pytest.approx(value)


@given(value=st.integers(0, 10_000).map(lambda value: value / 4), unit=st.sampled_from(["km", "tasses", "pages", "kg"]))
def test_a_quantity_said_is_read_and_stored(value: float, unit: str) -> None:
    found = LANGUAGE.read_number(say_quantity(value, unit), unit)
    assert found is not None
    assert found.value == pytest.approx(value, abs=0.005)
    assert found.certainty >= STORE_FROM


@given(minutes=st.integers(0, 1439))
def test_times_and_durations_said_are_read_and_stored(minutes: int) -> None:
    clock = LANGUAGE.read_clock(say_clock(minutes))
    length = LANGUAGE.read_duration(say_duration(minutes / 60, "heures"), "heures")
    assert clock is not None
    assert length is not None
    assert clock.value == minutes
    assert length.value * 60 == pytest.approx(minutes, abs=0.01)
    assert min(clock.certainty, length.certainty) >= STORE_FROM


@pytest.mark.parametrize("name", ITEMS)
@given(data=st.data(), seed=st.integers(0, 1000))
def test_natural_answers_mean_what_they_were_made_for(name: str, data: st.DataObject, seed: int) -> None:
    value = data.draw(VALUES[name])
    said = LANGUAGE.spoken_answer(ITEMS[name], value, Random(seed))
    reading = interpret(ITEMS[name], Transcript(said, language="fr"), user_name="Sam")
    assert reading.value == pytest.approx(value, abs=0.006), said
    assert reading.sure, said


@given(said=st.text(alphabet="0123456789 ,.hkmg%€/-:aeéèL'«»?", max_size=40))
def test_speakable_text_has_no_digits_and_stays(said: str) -> None:
    spoken = LANGUAGE.speakable(said)
    assert not any(char.isdigit() for char in spoken)
    assert LANGUAGE.speakable(spoken) == spoken


@pytest.mark.parametrize(("written", "spoken"), [
    ("Il est 21h30, 5 km en 30 min.", "Il est neuf heures et demie du soir, cinq kilomètres en trente minutes."),
    ("12 500 pas, 3,5 %", "douze mille cinq cents pas, trois et demi pour cent"),
    ("Le 14/07/2025", "Le quatorze juillet deux mille vingt-cinq"),
    ("M. Roy & Mme Roy", "Monsieur Roy et Madame Roy"),
    ("3/5, 10-12 pages", "trois sur cinq, dix à douze pages"),
])  # fmt: skip
def test_what_is_written_is_said_in_words(written: str, spoken: str) -> None:
    assert LANGUAGE.speakable(written) == spoken


@pytest.mark.parametrize(("text", "sentences"), [
    ("M. Dupont est là. J'y vais.", ["M. Dupont est là.", "J'y vais."]),
    ("Il dort… encore ! Oui.", ["Il dort… encore !", "Oui."]),
    ("« Vraiment ? » Oui, 3,5 km.", ["« Vraiment ? »", "Oui, 3,5 km."]),
])  # fmt: skip
def test_sentences_end_where_french_ends_them(text: str, sentences: list[str]) -> None:
    assert LANGUAGE.split_sentences(text) == sentences
