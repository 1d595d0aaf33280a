"""Whatever a language says of a value by its own generators, it reads back to the same value."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.coach.interpret import interpret
from appliance.language.catalogue import language
from appliance.language.folders import known_languages
from appliance.ports import Transcript
from appliance.records.agenda import AgendaItem
from appliance.records.calls import Meaning
from tests.language import items

SEEDS = st.integers(0, 2**32)
every_language = pytest.mark.parametrize("code", sorted(known_languages()))

NUMBERS = st.one_of(
    st.integers(0, 1000).map(float),
    st.integers(0, 2000).map(lambda halves: halves / 2),
    st.integers(0, 10_000).map(lambda tenths: tenths / 10),
)


def check(code: str, item: AgendaItem, value: float, said: str, tolerance: float) -> None:
    reading = interpret(item, Transcript(said, language=code))
    assert reading.meaning is Meaning.VALUE, said
    assert reading.value == pytest.approx(value, abs=tolerance), said
    assert not reading.unclear, said


def check_both(code: str, item: AgendaItem, value: float, seed: int, tolerance: float = 1e-4) -> None:
    """Said as an answer, and as a read-back says it."""
    check(code, item, value, language(code).spoken_answer(item, value, Random(seed)), tolerance)
    check(code, item, value, language(code).say_value(item, value), tolerance)


@every_language
@given(item=st.sampled_from([items.number(), items.number("km"), items.number("kg")]), value=NUMBERS, seed=SEEDS)
def test_numbers(code: str, item: AgendaItem, value: float, seed: int) -> None:
    check_both(code, item, value, seed)


@every_language
@given(minutes=st.integers(0, 960), seed=SEEDS)
def test_hours(code: str, minutes: int, seed: int) -> None:
    check_both(code, items.SLEEP, minutes / 60, seed)


@every_language
@given(minutes=st.integers(0, 720), seed=SEEDS)
def test_minutes(code: str, minutes: int, seed: int) -> None:
    check_both(code, items.WORK, minutes, seed)


@every_language
@given(minutes=st.integers(0, 1439), seed=SEEDS)
def test_times_of_day(code: str, minutes: int, seed: int) -> None:
    check_both(code, items.clock(label=""), minutes, seed)


@every_language
@given(item=st.sampled_from([items.scale(1, 10), items.scale(1, 5), items.scale(0, 100)]), seed=SEEDS, data=st.data())
def test_scales(code: str, item: AgendaItem, seed: int, data: st.DataObject) -> None:
    value = data.draw(st.integers(int(item.low or 0), int(item.high or 0)))
    check_both(code, item, value, seed)


@every_language
@given(value=st.sampled_from([0.0, 1.0]), seed=SEEDS)
def test_yes_and_no(code: str, value: float, seed: int) -> None:
    check_both(code, items.HABIT, value, seed)


@every_language
@given(value=st.sampled_from([0.9, 0.75, 0.5, 0.25]), seed=SEEDS)
def test_parts_of_a_promise(code: str, value: float, seed: int) -> None:
    promise = items.RUN_PROMISE.model_copy(update={"label": ""})
    check_both(code, promise, value, seed, tolerance=0.06)


@every_language
@given(seed=SEEDS)
def test_presence_and_promises(code: str, seed: int) -> None:
    for item, meaning in ((items.PRESENCE, Meaning.PRESENT), (items.PROMISE, Meaning.VALUE)):
        said = language(code).spoken_answer(item, 1, Random(seed))
        assert interpret(item, Transcript(said, language=code), user_name="Sam").meaning is meaning, said


@every_language
@given(today=st.dates(date(2024, 1, 1), date(2030, 12, 31)), ahead=st.integers(0, 6))
def test_days_ahead(code: str, today: date, ahead: int) -> None:
    day = today + timedelta(days=ahead)
    said = language(code).say_due(day.isoformat(), today.isoformat())
    read = language(code).read_day(said)
    assert read is not None, said
    assert read.on(today) == day, said


@every_language
@given(item=st.sampled_from([items.WEIGHT, items.SLEEP, items.clock(), items.scale()]), value=st.integers(0, 100))
def test_what_is_said_can_be_spoken_as_it_is(code: str, item: AgendaItem, value: int) -> None:
    said = language(code).say_value(item, value)
    assert language(code).speakable(said) == said


@every_language
def test_units_are_known_by_the_names_that_the_appliance_writes(code: str) -> None:
    for unit, minutes in (("hours", 60), ("minutes", 1), ("h", 60), ("min", 1)):
        assert language(code).minutes_per(unit) == minutes
    assert language(code).minutes_per("km") is None
