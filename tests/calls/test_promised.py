"""Promises become what, how much, which day and what time."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.calls.promised import FARTHEST, parts_of

WEDNESDAY = date(2026, 3, 4)
TOMORROW = WEDNESDAY + timedelta(days=1)


@pytest.mark.parametrize(
    ("words", "due"),
    [
        ("call the dentist", TOMORROW),
        ("call the dentist today", WEDNESDAY),
        ("run on Friday", date(2026, 3, 6)),
        ("stop smoking in three days", date(2026, 3, 7)),
        ("I should have called yesterday", TOMORROW),
    ],
)
def test_a_day_in_the_words_beats_the_usual_one_unless_it_is_past(words: str, due: date) -> None:
    assert parts_of(words, "en", WEDNESDAY, TOMORROW).due_day == due


@given(st.integers(1, 99))
def test_no_day_further_ahead_than_two_months_is_believed(days: int) -> None:
    found = parts_of(f"see the doctor in {days} days", "en", WEDNESDAY, TOMORROW).due_day
    said = WEDNESDAY + timedelta(days=days)
    assert found == (said if days <= FARTHEST.days else TOMORROW)


def test_the_parts_of_a_promise() -> None:
    found = parts_of("I'll run five kilometres tomorrow before eight in the morning", "en", WEDNESDAY, WEDNESDAY)
    assert (found.action, found.amount, found.unit) == ("run five kilometres", 5, "kilometres")
    assert (found.due_minutes, found.due_day) == (480, TOMORROW)
