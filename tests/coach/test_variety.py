"""Which wording is said when."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from appliance.coach.variety import Variety, wording_digest

NOW = datetime(2025, 3, 10, 21, 30, tzinfo=UTC)
WORDINGS = tuple(f"Wording number {number}." for number in range(12))
SEEDS = st.text(max_size=8)
AGES = st.dictionaries(st.sampled_from(WORDINGS), st.integers(0, 200), max_size=len(WORDINGS))


def recently(ages: dict[str, int]) -> dict[str, datetime]:
    """Wordings with the hours since they were said."""
    return {wording_digest(wording): NOW - timedelta(hours=hours) for wording, hours in ages.items()}


@given(SEEDS, AGES)
def test_no_two_slots_share_a_wording_while_there_are_others(seed: str, ages: dict[str, int]) -> None:
    variety = Variety(seed, recently(ages))
    given_out = [variety.choose(str(slot), WORDINGS) for slot in range(len(WORDINGS))]
    assert sorted(given_out) == sorted(WORDINGS)


@given(SEEDS, AGES)
def test_what_was_said_comes_last_the_longest_unsaid_first(seed: str, ages: dict[str, int]) -> None:
    variety = Variety(seed, recently(ages))
    given_out = [variety.choose(str(slot), WORDINGS) for slot in range(len(WORDINGS))]
    fresh = len(WORDINGS) - len(ages)
    assert not set(given_out[:fresh]) & set(ages)
    hours = [ages[wording] for wording in given_out[fresh:]]
    assert hours == sorted(hours, reverse=True)


@given(SEEDS, AGES)
def test_a_slot_keeps_its_wording(seed: str, ages: dict[str, int]) -> None:
    variety = Variety(seed, recently(ages))
    first = variety.choose("opening", WORDINGS)
    variety.choose("greeting", WORDINGS)
    assert variety.choose("opening", WORDINGS) == first
    assert Variety(seed, recently(ages)).choose("opening", WORDINGS) == first


def test_other_calls_begin_otherwise() -> None:
    assert len({Variety(str(seed), {}).choose("opening", WORDINGS) for seed in range(40)}) > len(WORDINGS) // 2


def test_when_all_were_said_in_this_call_the_longest_unsaid_returns() -> None:
    two = ("One.", "Two.")
    variety = Variety("seed", recently({"One.": 5, "Two.": 50}))
    assert [variety.choose(str(slot), two) for slot in range(3)] == ["Two.", "One.", "Two."]


@given(SEEDS)
def test_short_ones_first_where_short_ones_are_wanted(seed: str) -> None:
    short, long = ("Yes.", "Good.", "Fine.", "Ok."), ("That is very good to hear.", "I am really glad about that.")
    assert Variety(seed, {}).choose("a", (*long, *short), short=True) in short
    said = recently(dict.fromkeys(short, 1))
    assert Variety(seed, said).choose("a", (*long, *short), short=True) in long


def test_what_sounds_the_same_is_the_same_line() -> None:
    assert wording_digest("Hi, {name}!") == wording_digest("hi {name}")
    assert wording_digest("Hi.") != wording_digest("Hey.")
