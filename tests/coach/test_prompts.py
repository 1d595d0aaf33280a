"""The head of a language model's prompt: as it was looked at, within its budget, the same bytes each time."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.calls.agenda import plan
from appliance.coach.context import estimated_tokens
from appliance.coach.memory.about import About, Aim, Bearing, OpenPromise, Standing
from appliance.coach.memory.figures import Average, Habit, Period
from appliance.coach.persona import load_personas
from appliance.coach.prompts import BUDGET_TOKENS, head
from appliance.ports import Message
from appliance.records.agenda import Agenda
from appliance.records.people import CallType
from appliance.records.progress import MetricKind
from tests.coach.golden_prompts import ABOUT, FOLDER, briefing, rendered

HEADS = rendered()


@pytest.mark.parametrize("name", sorted(HEADS))
def test_a_head_is_as_it_was_looked_at(name: str) -> None:
    """After a change that is meant: `python -m tests.coach.golden_prompts`."""
    assert HEADS[name] == (FOLDER / name).read_text(encoding="utf-8")


def test_every_file_is_of_some_head() -> None:
    assert {path.name for path in FOLDER.glob("*.txt")} == set(HEADS)


WORDS = st.text(alphabet="abcdé \n", min_size=1, max_size=400)
COUNTS = st.integers(1, 9)
PERIODS = st.builds(
    Period,
    first=st.just(date(2026, 3, 2)),
    last=st.just(date(2026, 3, 8)),
    made=COUNTS,
    kept=COUNTS,
    habits=st.lists(st.builds(Habit, name=WORDS, done=COUNTS, days=COUNTS), max_size=9).map(tuple),
    averages=st.lists(
        st.builds(Average, name=WORDS, kind=st.sampled_from(MetricKind), mean=st.floats(0, 99)), max_size=9
    ).map(tuple),
)
TEXTS = st.lists(WORDS, max_size=30).map(tuple)
ABOUTS = st.builds(
    About,
    promises=st.lists(st.builds(OpenPromise, text=WORDS, due_day=st.just("2026-03-09")), max_size=30).map(tuple),
    aims=st.lists(st.builds(Aim, title=WORDS, why=WORDS), max_size=30).map(tuple),
    last_call=WORDS,
    facts=TEXTS,
    people=TEXTS,
    week=st.none() | PERIODS,
    month=st.none() | PERIODS,
    habits=st.lists(
        st.builds(
            Standing,
            name=WORDS,
            strength=COUNTS,
            before=COUNTS,
            row=COUNTS,
            best=COUNTS,
            unit=st.sampled_from(["day", "week", "month", "round"]),
        ),
        max_size=30,
    ).map(tuple),
    related=TEXTS,
    earlier=TEXTS,
    bearing=st.builds(Bearing, brisk=st.booleans(), low=st.booleans(), missed_in_a_row=st.integers(0, 9)),
)
PERSONAS = load_personas()
AGENDAS = [plan(briefing(call_type)) for call_type in CallType] + [plan(briefing(CallType.CUSTOM, talk=True))]


def tokens(words: str) -> int:
    return estimated_tokens(Message("system", words))


@settings(max_examples=60, deadline=None)
@given(ABOUTS, st.sampled_from(sorted(PERSONAS)), st.sampled_from(AGENDAS), st.integers(250, 2000))
def test_no_head_is_over_its_budget_and_all_say_how_to_answer(
    about: About, name: str, agenda: Agenda, budget: int
) -> None:
    stored = About.model_validate(about.model_dump(mode="json"))
    words, again = (
        head(PERSONAS[name], agenda, each, user_name="Sam", language="de", budget_tokens=budget)
        for each in (about, stored)
    )
    assert tokens(words) <= budget
    assert words.endswith("Speak German, whatever is above.")
    assert again == words, "the same bytes from what was stored"


@settings(max_examples=40, deadline=None)
@given(ABOUTS, st.integers(300, 900), st.integers(0, 900))
def test_more_room_only_adds_lines(about: About, budget: int, more: int) -> None:
    small, large = (
        head(PERSONAS["friend"], AGENDAS[2], about, user_name="Sam", language="en", budget_tokens=room).splitlines()
        for room in (budget, budget + more)
    )
    left = iter(large)
    assert all(line in left for line in small), "in the same order"


def test_what_matters_least_is_left_out_first() -> None:
    sizes = {"Earlier:": 0, "What they said before about this:": 0, "What they are after:": 0, "It covers": 0}
    for budget in range(BUDGET_TOKENS, 330, -5):
        words = head(PERSONAS["friend"], AGENDAS[2], ABOUT, user_name="Sam", language="en", budget_tokens=budget)
        for title in sizes:
            sizes[title] += title in words
    assert list(sizes.values()) == sorted(sizes.values())
    assert len(set(sizes.values())) == len(sizes)


def test_whoever_answers_shortly_is_answered_shortly() -> None:
    brisk = ABOUT.model_copy(update={"bearing": Bearing(brisk=True)})
    words = head(PERSONAS["friend"], AGENDAS[2], brisk, user_name="Sam", language="en")
    assert "at most 10 words" in words
    assert "at most 20 words" in head(PERSONAS["friend"], AGENDAS[2], ABOUT, user_name="Sam", language="en")
