"""Spanish: what is said in it is read back to the same value, and nothing unsure is taken for sure."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from num2words import num2words

from appliance.coach.interpret import interpret
from appliance.coach.reading import STORE_FROM
from appliance.language.spanish import LANGUAGE
from appliance.language.spanish.clauses import stems
from appliance.language.spanish.clock import say_clock
from appliance.language.spanish.durations import say_duration
from appliance.language.spanish.numbers import say_quantity
from appliance.language.spanish.numberwords import piece_at
from appliance.language.spanish.tokens import tokens
from appliance.ports import Transcript
from appliance.records.agenda import AgendaItem, Answer, ItemKind

ITEMS = {
    "pages": AgendaItem(key="a", kind=ItemKind.METRIC, answer=Answer.NUMBER, label="lectura", unit="páginas"),
    "own": AgendaItem(key="b", kind=ItemKind.METRIC, answer=Answer.NUMBER, label="fruta", unit="manzanas"),
    "mood": AgendaItem(key="c", kind=ItemKind.METRIC, answer=Answer.SCALE, label="ánimo", low=1, high=10),
    "sleep": AgendaItem(key="d", kind=ItemKind.METRIC, answer=Answer.DURATION, label="sueño", unit="horas"),
    "work": AgendaItem(key="e", kind=ItemKind.METRIC, answer=Answer.DURATION, label="trabajo", unit="minutos"),
    "visit": AgendaItem(key="f", kind=ItemKind.METRIC, answer=Answer.TIME, label="cita"),
    "habit": AgendaItem(key="g", kind=ItemKind.METRIC, answer=Answer.YES_NO, label="meditación"),
}
VALUES = {
    "pages": st.integers(0, 5000), "own": st.integers(0, 200).map(lambda value: value / 2),
    "mood": st.integers(2, 20).map(lambda value: value / 2),
    "sleep": st.integers(0, 1439).map(lambda value: value / 60),
    "work": st.integers(0, 600), "visit": st.integers(0, 1439), "habit": st.integers(0, 1),
}  # fmt: skip


@given(value=st.integers(0, 999_999))
def test_whole_numbers_are_read(value: int) -> None:
    said = tokens(num2words(value, lang="es"))
    piece = piece_at(said, 0)
    assert piece is not None
    assert (piece.value, piece.end) == (value, len(said))


@given(value=st.integers(0, 20_000).map(lambda value: value / 2), unit=st.sampled_from(["km", "tazas", "kg", "veces"]))
def test_a_quantity_said_is_read_and_stored(value: float, unit: str) -> None:
    found = LANGUAGE.read_number(say_quantity(value, unit), unit)
    assert found is not None
    assert found.value == pytest.approx(value)
    assert found.certainty >= STORE_FROM


@given(minutes=st.integers(0, 1439))
def test_times_and_durations_said_are_read_and_stored(minutes: int) -> None:
    clock = LANGUAGE.read_clock(say_clock(minutes))
    length = LANGUAGE.read_duration(say_duration(minutes / 60, "horas"), "horas")
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
    reading = interpret(ITEMS[name], Transcript(said, language="es"), user_name="Sam")
    assert reading.value == pytest.approx(value, abs=0.006), said
    assert reading.sure, said


@given(first=st.integers(1, 99), second=st.integers(1, 99))
def test_a_no_between_two_numbers_without_a_pause_is_never_taken_for_sure(first: int, second: int) -> None:
    """`quince no dieciséis` corrects or rules out: which of the two is not heard."""
    found = LANGUAGE.read_number(f"{num2words(first, lang='es')} no {num2words(second, lang='es')}", "")
    assert found is None or found.certainty < STORE_FROM


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("200 páginas y 21 km", "doscientas páginas y veintiún kilómetros"),
        ("a las 21:30", "a las nueve y media de la noche"),
        ("1,5 h", "una hora y media"),
        ("el 3/05/2027", "el tres de mayo de dos mil veintisiete"),
        ("El Sr. Gil bebe ½ litro", "El señor Gil bebe medio litro"),
        ("75 % de 12.500", "setenta y cinco por ciento de doce mil quinientos"),
    ],
)
def test_what_is_written_is_said_in_words(written: str, spoken: str) -> None:
    assert LANGUAGE.speakable(written) == spoken
    assert LANGUAGE.speakable(spoken) == spoken


def test_sentences_keep_their_opening_signs() -> None:
    assert LANGUAGE.split_sentences("¡Hola, Ana! ¿Estás ahí? El Sr. Gil llega a las 9 a.m. mañana.") == [
        "¡Hola, Ana!", "¿Estás ahí?", "El Sr. Gil llega a las 9 a.m. mañana.",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("said", "label"),
    [("dormí seis horas", "sueño"), ("medité", "meditación"), ("corrí tres", "carrera"),
     ("leí diez páginas", "lectura"),
     ("mi humor es un siete", "ánimo"), ("me acosté a las once", "hora de acostarse")],
)  # fmt: skip
def test_words_of_one_thing_share_a_stem(said: str, label: str) -> None:
    assert stems(said) & stems(label)


@pytest.mark.parametrize("said", ["una manzana", "eh, una manzana", "creo que una manzana"])
def test_one_of_what_is_counted_is_no_article(said: str) -> None:
    found = LANGUAGE.read_number(said, "manzanas")
    assert found is not None
    assert (found.value, found.certainty >= STORE_FROM) == (1, True)
