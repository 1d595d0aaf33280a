"""Times of day."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.language.english.clock import read_clock, read_half_of_day, say_clock


def at(hour: int, minute: int = 0) -> int:
    return hour * 60 + minute


@pytest.mark.parametrize(
    ("said", "minutes"),
    [
        ("21:30", at(21, 30)), ("ten pm", at(22)), ("ten p.m.", at(22)), ("ten p m", at(22)), ("10pm", at(22)),
        ("noon", at(12)), ("midnight", 0), ("nine o'clock in the evening", at(21)), ("at nine in the morning", at(9)),
        ("twelve thirty at night", at(0, 30)), ("five past midnight", at(0, 5)), ("ten to midnight", at(23, 50)),
        ("twenty one thirty", at(21, 30)), ("2130", at(21, 30)), ("oh seven hundred", at(7)), ("07:05", at(7, 5)),
        ("twenty five to eleven pm", at(22, 35)), ("half past nine in the evening", at(21, 30)), ("6 a.m.", at(6)),
        ("eleven at night", at(23)), ("one at night", at(1)), ("three in the afternoon", at(15)), ("12 am", 0),
        ("twelve pm", at(12)), ("ten past ten tonight", at(22, 10)),
    ],
)  # fmt: skip
def test_a_time_that_says_its_half_of_the_day(said: str, minutes: int) -> None:
    found = read_clock(said)
    assert found is not None
    assert (found.value, found.certainty) == (minutes, 0.95)


@pytest.mark.parametrize(
    ("said", "about", "minutes"),
    [
        ("half past nine", "bedtime", at(21, 30)), ("half nine", "went to bed", at(21, 30)), ("twelve", "bedtime", 0),
        ("quarter to ten", "bed", at(21, 45)), ("one thirty", "sleep", at(1, 30)), ("seven", "woke up", at(7)),
        ("6.45", "wake up", at(6, 45)), ("twelve", "lunch", at(12)), ("ten oh five", "bedtime", at(22, 5)),
        ("a quarter of ten", "bed", at(21, 45)), ("seven", "dinner", at(19)),
        ("ten minutes to nine", "bed", at(20, 50)),
        ("seven, no, half past seven", "woke up", at(7, 30)), ("six forty five", "get up", at(6, 45)),
    ],
)  # fmt: skip
def test_the_question_tells_the_half_of_the_day(said: str, about: str, minutes: int) -> None:
    found = read_clock(said, about)
    assert found is not None
    assert found.value == minutes
    assert found.certainty >= 0.75


def test_bounds_tell_it_too_even_over_midnight() -> None:
    found = read_clock("half past ten", "", at(20), at(2))
    assert found is not None
    assert (found.value, found.certainty) == (at(22, 30), 0.9)


def test_otherwise_it_is_read_back() -> None:
    found = read_clock("half past nine")
    assert found is not None
    assert (found.value, found.certainty) == (at(9, 30), 0.6)


def test_two_times_around_midnight_meet_there() -> None:
    found = read_clock("eleven thirty or twelve thirty", "bedtime")
    assert found is not None
    assert found.value % (24 * 60) == 0
    assert found.certainty < 0.75


@pytest.mark.parametrize("said", ["", "late", "half past", "I don't know", "forty"])
def test_no_time(said: str) -> None:
    assert read_clock(said) is None


@given(st.integers(0, 24 * 60 - 1))
def test_times_said_are_read_again(minutes: int) -> None:
    found = read_clock(f"around {say_clock(minutes)}")
    assert found is not None
    assert found.value == minutes


@given(st.integers(0, 24 * 60 - 1))
def test_times_in_digits_are_read(minutes: int) -> None:
    found = read_clock(f"{minutes // 60:02}:{minutes % 60:02}", "bedtime", None, None)
    assert found is not None
    assert found.value % 720 == minutes % 720


@pytest.mark.parametrize(("said", "half"), [("in the evening", "pm"), ("a m", "am"), ("yes", None)])
def test_half_of_day(said: str, half: str | None) -> None:
    assert read_half_of_day(said) == half


@given(st.text(max_size=60))
def test_any_text_is_survived(text: str) -> None:
    read_clock(text)
