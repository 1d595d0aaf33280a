"""The time that a promise names for itself."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.language.english.clock import say_clock
from appliance.language.english.deadlines import read_deadline


@pytest.mark.parametrize(
    ("promise", "minutes", "before"),
    [
        ("call the dentist before ten", 600, True), ("run at seven", 420, False),
        ("go to bed by half past ten", 1350, True), ("take the pills at nine in the evening", 1260, False),
        ("write two pages by noon", 720, True), ("get up at 6:30", 390, False), ("finish it by 17:00", 1020, True),
        ("be there by ten to nine", 530, True), ("work from nine to five", 540, False), ("be home by six", 1080, True),
        ("pick up the kids at five", 1020, False), ("leave home at eight", 480, False), ("wake up at six", 360, False),
        ("call mum at about nine", 540, False), ("walk 10 km by 9 pm", 1260, True), ("work until six", 1080, True),
        ("meet Anna around noon", 720, False), ("read until midnight", 0, True), ("sleep by eleven", 1380, True),
        ("call the bank at nine thirty tomorrow", 570, False), ("two pages by ten", 600, True),
        ("tomorrow morning at seven go for a run", 420, False), ("I'll be at the gym by seven with Anna", 420, True),
    ],
)  # fmt: skip
def test_a_time_of_its_own(promise: str, minutes: float, before: bool) -> None:
    deadline = read_deadline(promise)
    assert deadline is not None
    assert (deadline.minutes, deadline.before) == (minutes, before)


@pytest.mark.parametrize(
    "promise",
    [
        "run five kilometres before dinner", "read for ten minutes", "do twenty by two", "run around five kilometres",
        "read pages from ten to twenty", "read at least ten pages", "lift at twenty kilos", "before ten people arrive",
        "one by one", "reduce it by ten percent", "reduce it by ten minutes", "call her at home", "stop at once",
        "read two pages before bed", "eat at two restaurants", "", "write to my brother", "drink eight glasses",
    ],
)  # fmt: skip
def test_no_time_of_its_own(promise: str) -> None:
    assert read_deadline(promise) is None


def test_what_tells_morning_from_evening_is_surer() -> None:
    told, implied, open_ = (
        read_deadline(f"{said}") for said in ("read at nine in the evening", "go to bed at nine", "read at nine")
    )
    assert told is not None
    assert implied is not None
    assert open_ is not None
    assert told.certainty > implied.certainty > open_.certainty


def test_two_times_are_doubted() -> None:
    deadline = read_deadline("leave at eight am and be back by ten pm")
    assert deadline is not None
    assert (deadline.minutes, deadline.certainty) == (480, 0.6)


@given(st.integers(0, 1439), st.sampled_from(["before", "by", "until", "at"]))
def test_every_time_of_day_is_found(minutes: int, link: str) -> None:
    deadline = read_deadline(f"call the dentist {link} {say_clock(minutes)}")
    assert deadline is not None
    assert (deadline.minutes, deadline.before) == (minutes, link != "at")


@given(st.text(max_size=80))
def test_any_text_is_survived(text: str) -> None:
    deadline = read_deadline(text)
    assert deadline is None or 0 <= deadline.certainty <= 1
