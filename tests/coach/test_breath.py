"""Several answers in one breath."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.coach.breath import VOLUNTEERED, read_breath
from appliance.ports import Transcript
from appliance.records.agenda import AgendaItem, Answer, ItemKind


def metric(key: str, answer: Answer, label: str = "", **fields: object) -> AgendaItem:
    return AgendaItem.model_validate(
        {"key": key, "kind": ItemKind.METRIC, "answer": answer, "label": label or key, **fields}
    )


SLEEP = metric("sleep", Answer.DURATION, unit="hours")
MOOD = metric("mood", Answer.SCALE, low=1, high=10)
GYM = metric("gym", Answer.YES_NO)
WATER = metric("water", Answer.NUMBER, "glasses of water", unit="glasses")
RUN = AgendaItem(key="run", kind=ItemKind.FOLLOW_UP, answer=Answer.YES_NO, label="run five kilometres before dinner")
PROMISE = AgendaItem(key="promise", kind=ItemKind.PROMISE, answer=Answer.OPEN)
OTHERS = [MOOD, GYM, WATER, RUN, PROMISE]


def values(words: str) -> dict[str, float | None]:
    return {key: reading.value for key, reading in read_breath(SLEEP, OTHERS, Transcript(words)).items()}


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("slept six hours, mood seven, skipped the gym", {"sleep": 6, "mood": 7, "gym": 0}),
        ("slept six hours mood seven skipped the gym", {"sleep": 6, "mood": 7, "gym": 0}),
        ("six hours, mood is a seven and I skipped the gym", {"sleep": 6, "mood": 7, "gym": 0}),
        ("six hours of sleep, seven for mood, eight glasses of water, no gym",
         {"sleep": 6, "mood": 7, "water": 8, "gym": 0}),
        ("seven and a half, and yes I went to the gym", {"sleep": 7.5, "gym": 1}),
        ("six, no, seven hours, mood eight", {"sleep": 7, "mood": 8}),
        ("mood seven, and I slept six hours", {"sleep": 6, "mood": 7}),
        ("I had three glasses of water and slept eight hours", {"sleep": 8, "water": 3}),
    ],
)  # fmt: skip
def test_each_answer_finds_its_question(words: str, meant: dict[str, float]) -> None:
    assert values(words) == pytest.approx(meant)


@pytest.mark.parametrize(
    "words",
    [
        "about six and a half",
        "six hours, I was in a bad mood",
        "six",
        "",
        "five hours before dinner",
        "mood",
        "I slept well and the water was cold",
        "mood seven " * 40,
    ],
)
def test_what_answers_one_question_is_left_to_that_question(words: str) -> None:
    assert values(words) == {}


def test_a_yes_or_no_that_nobody_asked_for_is_read_back() -> None:
    found = read_breath(SLEEP, OTHERS, Transcript("six hours and I went to the gym"))
    assert found["gym"].confidence <= VOLUNTEERED
    assert found["gym"].unsure
    assert found["sleep"].sure


def test_what_the_recogniser_doubts_is_doubted_for_every_answer() -> None:
    found = read_breath(SLEEP, OTHERS, Transcript("slept six hours, mood seven", confidence=0.5))
    assert {key: reading.unsure for key, reading in found.items()} == {"sleep": True, "mood": True}


@given(
    hours=st.integers(1, 12),
    mood=st.integers(1, 10),
    glasses=st.integers(2, 15),
    order=st.sampled_from(list(permutations(range(3)))),
    joint=st.sampled_from([", ", " and ", ", and ", ". "]),
)
def test_any_order_and_any_joint_give_the_same(
    hours: int, mood: int, glasses: int, order: tuple[int, ...], joint: str
) -> None:
    said = (f"slept {hours} hours", f"mood {mood}", f"{glasses} glasses of water")
    assert values(joint.join(said[place] for place in order)) == {"sleep": hours, "mood": mood, "water": glasses}


@given(st.text(max_size=200))
def test_nothing_that_is_said_raises(words: str) -> None:
    assert set(values(words)) <= {"sleep", "mood", "gym", "water", "run"}


def test_the_unit_of_one_question_does_not_name_another() -> None:
    bed = metric("bed", Answer.TIME, "hour of going to bed")
    assert read_breath(SLEEP, [bed], Transcript("six no wait seven hours")) == {}
    both = read_breath(SLEEP, [bed], Transcript("seven hours and I went to bed at eleven pm"))
    assert {key: reading.value for key, reading in both.items()} == {"sleep": 7, "bed": 1380}
