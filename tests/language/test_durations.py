"""How long something was."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.language.english.durations import read_duration, say_duration


@pytest.mark.parametrize(
    ("said", "minutes"),
    [
        ("six and a half hours", 390), ("half an hour", 30), ("forty five minutes", 45), ("an hour and a quarter", 75),
        ("seven hours and thirty minutes", 450), ("seven thirty", 450), ("ninety minutes", 90), ("six", 360),
        ("7h30", 450), ("7:30", 450), ("6h 40m", 400), ("six hours forty", 400), ("six hours, forty minutes", 400),
        ("three quarters of an hour", 45), ("quarter of an hour", 15), ("half hour", 30), ("hour and a half", 90),
        ("six hours and a half", 390), ("eight and three quarter hours", 525), ("I slept like six and a half", 390),
        ("a good eight hours", 480), ("eight hours and a bit", 480), ("seven oh five", 425), ("an hour", 60),
        ("not eight, seven hours", 420), ("eight hours, no wait, seven", 420), ("didn't sleep", 0), ("none", 0),
        ("four hundred and twenty minutes", 420), ("just under eight hours", 480), ("a day", 1440),
    ],
)  # fmt: skip
def test_where_hours_are_asked_for(said: str, minutes: float) -> None:
    found = read_duration(said, "hours")
    assert found is not None
    assert found.value == pytest.approx(minutes / 60, abs=1e-5)
    assert found.certainty >= 0.75


@pytest.mark.parametrize(
    ("said", "minutes"),
    [
        ("forty five", 45), ("half an hour", 30), ("an hour and twenty minutes", 80), ("one hour twenty", 80),
        ("an hour and a half", 90), ("one and a half hours", 90), ("thirty seconds", 0.5), ("twenty minutes or so", 20),
        ("fifteen, no, fifty minutes", 50), ("two hours and ten minutes and thirty seconds", 130.5), ("zero", 0),
        ("half an hour in the morning and twenty minutes in the evening", 50),
    ],
)  # fmt: skip
def test_where_minutes_are_asked_for(said: str, minutes: float) -> None:
    found = read_duration(said, "minutes")
    assert found is not None
    assert found.value == pytest.approx(minutes)


@pytest.mark.parametrize(
    ("said", "hours"),
    [
        ("six or seven hours", 6.5), ("between six and seven", 6.5), ("an hour or two", 1.5),
        ("five to six hours", 5.5),
        ("from eleven to half past six", 7.5), ("eleven to seven", 8), ("from ten to six", 8), ("five six hours", 5.5),
        ("I went to bed at eleven and woke up at seven", 8), ("seven, seven and a half hours", 7.25),
    ],
)  # fmt: skip
def test_a_guess_is_read_back(said: str, hours: float) -> None:
    found = read_duration(said, "hours")
    assert found is not None
    assert found.value == pytest.approx(hours)
    assert found.certainty < 0.75


def test_a_fraction_where_minutes_are_asked_for_means_hours() -> None:
    found = read_duration("one and a half", "minutes")
    assert found is not None
    assert (found.value, found.certainty) == (90, 0.6)


@pytest.mark.parametrize("said", ["all night", "a lot", "hello", ""])
def test_no_duration(said: str) -> None:
    assert read_duration(said, "hours") is None


@given(st.integers(0, 288).map(lambda steps: steps * 5), st.sampled_from(["hours", "minutes"]))
def test_durations_said_are_read_again(minutes: int, unit: str) -> None:
    value = minutes / 60 if unit == "hours" else float(minutes)
    for before in ("", "about ", "uh, I think "):
        found = read_duration(before + say_duration(value, unit), unit)
        assert found is not None
        assert found.value == pytest.approx(value, abs=1e-5)


@given(st.integers(0, 1440), st.sampled_from(["hours", "minutes"]))
def test_so_is_every_minute(minutes: int, unit: str) -> None:
    value = minutes / 60 if unit == "hours" else float(minutes)
    found = read_duration(say_duration(value, unit), unit)
    assert found is not None
    assert found.value == pytest.approx(value, abs=1e-5)


@given(st.text(max_size=60))
def test_any_text_is_survived(text: str) -> None:
    read_duration(text, "hours")
