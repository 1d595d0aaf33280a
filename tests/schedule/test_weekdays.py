"""Weekdays, written and read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.errors import InvalidInputError
from appliance.schedule.weekdays import parse_weekdays, write_weekdays


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("mon-fri", (0, 1, 2, 3, 4)),
        ("sat,sun", (5, 6)),
        ("Fri-Mon", (0, 4, 5, 6)),
        ("daily", (0, 1, 2, 3, 4, 5, 6)),
        ("weekends, wednesday", (2, 5, 6)),
    ],
)
def test_ways_to_write_them(text: str, days: tuple[int, ...]) -> None:
    assert parse_weekdays(text) == days


@given(st.sets(st.integers(0, 6), min_size=1))
def test_what_is_written_is_read_back(days: set[int]) -> None:
    assert set(parse_weekdays(write_weekdays(days))) == days


@pytest.mark.parametrize("text", ["", "someday", "mo", "mon-x"])
def test_garbage_is_named(text: str) -> None:
    with pytest.raises(InvalidInputError, match="are not weekdays"):
        parse_weekdays(text)
