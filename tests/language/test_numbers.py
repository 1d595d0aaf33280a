"""Numbers among words, and numbers as words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.language.english.numbers import read_number, say_number, say_quantity


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("six and a half", 6.5), ("three quarters", 0.75), ("a couple", 2), ("half", 0.5), ("twenty-one", 21),
        ("a hundred and five", 105), ("two point five", 2.5), ("six point oh", 6), ("zero", 0), ("none", 0),
        ("nothing", 0), ("a dozen", 12), ("two dozen", 24), ("half a dozen", 6), ("1,500", 1500), ("3.5", 3.5),
        ("6½", 6.5), ("six 1/2", 6.5), ("a quarter", 0.25), ("one and three quarters", 1.75), ("two thirds", 2 / 3),
        ("minus five", -5), ("-3", -3), ("point five", 0.5), ("two point oh five", 2.05), ("twice", 2),
        ("one thousand two hundred and thirty four", 1234), ("two and a half thousand", 2500),
        ("one hundred and twenty three thousand four hundred and fifty six", 123456),
        ("one hundred and three quarters", 100.75), ("fifteen hundred", 1500),
        ("a couple of hundred", 200), ("ten k", 10_000), ("1.5k", 1500), ("a million", 1_000_000),
        ("uh about like maybe seven I think", 7), ("just the one", 1), ("not a single one", 0), ("not any", 0),
        ("a seven", 7), ("seven out of ten", 7), ("7/10", 7), ("three of the five", 3), ("[noise] six <sil>", 6),
        ("Four.", 4), ("I had 2, thanks", 2), ("to", 2), ("oh", 0), ("five-ish", 5),
    ],
)  # fmt: skip
def test_a_number_in_words_or_digits(said: str, value: float) -> None:
    found = read_number(said)
    assert found is not None
    assert found.value == pytest.approx(value)


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("fifteen, no, sixteen", 16), ("no, fifteen, not fifty", 15), ("fifteen not fifty", 15),
        ("not fifty, fifteen", 15), ("five, actually six", 6), ("twelve no wait thirteen", 13),
        ("five I mean nine", 9), ("three... sorry, four cups", 4), ("no fifteen", 15), ("eight, make that nine", 9),
    ],
)  # fmt: skip
def test_a_correction_wins_and_is_sure(said: str, value: float) -> None:
    found = read_number(said)
    assert found is not None
    assert found.value == value
    assert found.certainty >= 0.9


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("six or seven", 6.5), ("six to eight", 7), ("between six and seven", 6.5), ("two, maybe three", 2.5),
        ("one five", 15), ("five oh", 50), ("one oh five", 105), ("one eighty five", 185), ("six seven", 6.5),
        ("a few", 3), ("at least five", 5), ("one in the morning and two at lunch", 3), ("two plus one", 3),
    ],
)  # fmt: skip
def test_a_guess_is_read_back(said: str, value: float) -> None:
    found = read_number(said)
    assert found is not None
    assert found.value == value
    assert found.certainty <= 0.75


@pytest.mark.parametrize("said", ["", "hello there", "a lot", "too many", "not a lot", "no idea"])
def test_no_number(said: str) -> None:
    assert read_number(said) is None


@pytest.mark.parametrize(
    ("said", "unit", "value"),
    [
        ("I ran five kilometres in thirty minutes", "km", 5), ("five hundred metres", "km", 0.5),
        ("three miles", "km", 4.828032), ("half a litre", "litres", 0.5), ("a cup and a half", "cups", 1.5),
        ("ten k", "km", 10), ("a coffee", "coffees", 1), ("two coffees and one tea", "coffees", 2),
        ("a hundred and sixty five pounds", "kg", 74.842741), ("eighty five percent", "%", 85),
        ("no cigarettes today", "cigarettes", 0), ("twenty push-ups", "push ups", 20),
    ],
)  # fmt: skip
def test_units_choose_and_convert(said: str, unit: str, value: float) -> None:
    found = read_number(said, unit)
    assert found is not None
    assert found.value == pytest.approx(value)


def test_a_unit_of_another_kind_is_doubted() -> None:
    found = read_number("five hours", "km")
    assert found is not None
    assert found.certainty < 0.4


@given(st.integers(0, 999_999))
def test_whole_numbers_said_are_read_again(value: int) -> None:
    found = read_number(say_number(value))
    assert found is not None
    assert (found.value, found.certainty) == (value, 0.95)


@given(st.integers(-20_000, 20_000).map(lambda hundredths: hundredths / 100))
def test_decimals_and_fractions_said_are_read_again(value: float) -> None:
    found = read_number(say_number(value))
    assert found is not None
    assert found.value == pytest.approx(value)


@given(st.integers(0, 800).map(lambda quarters: quarters / 4), st.sampled_from(["km", "cups", "kg", "pages", "zorks"]))
def test_quantities_said_are_read_again(value: float, unit: str) -> None:
    found = read_number(f"I think {say_quantity(value, unit)}", unit)
    assert found is not None
    assert found.value == pytest.approx(value)


@given(st.integers(0, 200), st.integers(0, 200))
def test_the_later_of_two_numbers_wins_after_no(first: int, second: int) -> None:
    found = read_number(f"{say_number(first)}, no, {say_number(second)}")
    assert found is not None
    assert found.value == second


@given(st.text(max_size=60))
def test_any_text_is_survived(text: str) -> None:
    read_number(text)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (0.5, "half a kilometre"), (1, "one kilometre"), (1.5, "one and a half kilometres"),
        (0.25, "a quarter of a kilometre"), (3.14, "three point one four kilometres"), (0, "zero kilometres"),
    ],
)  # fmt: skip
def test_quantities_are_said_plainly(value: float, said: str) -> None:
    assert say_quantity(value, "km") == said
