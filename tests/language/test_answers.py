"""Natural answers to given values are read back to those values."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.coach.interpret import interpret
from appliance.language.english.answers import spoken_answer
from appliance.language.english.speakable import speakable
from appliance.ports import Transcript
from appliance.records.agenda import AgendaItem, Answer
from appliance.records.calls import Meaning
from tests.language import items

SEEDS = st.integers(0, 2**32)


def check(item: AgendaItem, value: float, seed: int, tolerance: float = 1e-4) -> None:
    said = spoken_answer(item, value, Random(seed))
    reading = interpret(item, Transcript(said))
    assert reading.meaning is Meaning.VALUE, said
    assert reading.value == pytest.approx(value, abs=tolerance), said
    assert not reading.unclear, said


@given(st.sampled_from([items.HABIT, items.RUN_PROMISE, items.CALL_PROMISE]), st.sampled_from([0.0, 1.0]), SEEDS)
def test_yes_and_no(item: AgendaItem, value: float, seed: int) -> None:
    check(item, value, seed)


@given(st.sampled_from([0.9, 0.75, 0.5, 0.25]), SEEDS)
def test_parts(value: float, seed: int) -> None:
    check(items.RUN_PROMISE, value, seed, tolerance=0.06)


@given(st.sampled_from([items.number(), items.DISTANCE, items.number("pages")]), st.integers(0, 400), SEEDS)
def test_numbers_with_halves(item: AgendaItem, halves: int, seed: int) -> None:
    check(item, halves / 2, seed)


@given(st.integers(4000, 15_000), SEEDS)
def test_numbers_to_two_decimals(hundredths: int, seed: int) -> None:
    check(items.WEIGHT, hundredths / 100, seed)


@given(st.integers(1, 10), SEEDS)
def test_scales(value: int, seed: int) -> None:
    check(items.scale(), value, seed)


@given(st.integers(0, 192), SEEDS)
def test_hours(steps: int, seed: int) -> None:
    check(items.SLEEP, steps * 5 / 60, seed)


@given(st.integers(0, 144), SEEDS)
def test_minutes(steps: int, seed: int) -> None:
    check(items.WORK, steps * 5, seed)


@given(st.integers(0, 1439), SEEDS)
def test_times(minutes: int, seed: int) -> None:
    check(items.clock(), minutes, seed)


@given(st.sampled_from([items.PRESENCE, items.PROMISE]), SEEDS)
def test_presence_and_promises(item: AgendaItem, seed: int) -> None:
    reading = interpret(item, Transcript(spoken_answer(item, 1, Random(seed))), user_name="Sam")
    assert reading.meaning is (Meaning.PRESENT if item.answer is Answer.PRESENCE else Meaning.VALUE)


@given(st.sampled_from([items.WEIGHT, items.SLEEP, items.clock(), items.scale()]), st.integers(0, 100), SEEDS)
def test_answers_can_be_spoken_as_they_are(item: AgendaItem, value: int, seed: int) -> None:
    said = spoken_answer(item, value, Random(seed))
    assert speakable(said) == said
