"""Names across scripts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.language.catalogue import language
from appliance.language.reading.samenames import same_name
from appliance.records.calls import Meaning


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Sam", "sam", True),
        ("Сэм", "Sam", True),
        ("Анна", "Anna", True),
        ("Мария", "Maria", True),
        ("Сергей", "Sergei", True),
        ("José", "jose", True),
        ("Пётр", "петр", True),
        ("Пэм", "Sam", False),
        ("Олег", "Sam", False),
        ("Anna", "Anne", False),
        ("Аня", "Таня", False),
    ],
)
def test_one_name_in_two_spellings(one: str, other: str, same: bool) -> None:
    assert same_name(one, other) is same
    assert same_name(other, one) is same


@given(st.text(max_size=20))
def test_a_name_is_itself(name: str) -> None:
    assert same_name(name, name)


@pytest.mark.parametrize(
    ("said", "meaning", "sure"),
    [
        ("да, это сэм", Meaning.PRESENT, True),
        ("это олег", Meaning.NOT_ME, False),
        ("сэм слушает", Meaning.PRESENT, True),
    ],
)
def test_a_latin_name_is_heard_in_russian(said: str, meaning: Meaning, sure: bool) -> None:
    found = language("ru").read_presence(said, "Sam")
    assert found is not None
    assert (found.meaning, found.certainty >= 0.75) == (meaning, sure)
