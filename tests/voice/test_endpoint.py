"""Endpointing: pure, so every shape of an utterance can be tried."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.records.agenda import Answer
from appliance.voice.echo import is_echo, shared_words
from appliance.voice.endpoint import (
    LONGEST_END_SILENCE_SECONDS,
    OPEN,
    SHORT,
    THINKING_END_SILENCE_SECONDS,
    Endpointer,
    Event,
    Profile,
    profile_for,
)

FRAME = 0.032
PROBABILITIES = st.lists(st.floats(0, 1), max_size=600)


def run(profile: Profile, probabilities: list[float]) -> list[tuple[int, Event]]:
    endpointer = Endpointer(profile)
    events = ((index, endpointer.process(FRAME, p)) for index, p in enumerate(probabilities))
    return [(index, event) for index, event in events if event is not None]


def frames(*stretches: tuple[float, float]) -> list[float]:
    """(probability, seconds) pairs as one probability a frame."""
    return [p for p, seconds in stretches for _ in range(round(seconds / FRAME))]


@given(st.lists(st.floats(0, 0.49), max_size=600))
def test_silence_makes_nothing_happen(probabilities: list[float]) -> None:
    assert run(SHORT, probabilities) == []


@given(PROBABILITIES, st.sampled_from([SHORT, OPEN]))
def test_events_come_in_a_legal_order(probabilities: list[float], profile: Profile) -> None:
    allowed = {
        None: {Event.SPEECH_BEGAN},
        Event.SPEECH_BEGAN: {Event.PAUSED, Event.ENDED},
        Event.PAUSED: {Event.RESUMED, Event.ENDED},
        Event.RESUMED: {Event.PAUSED, Event.ENDED},
        Event.ENDED: set(),
    }
    before: Event | None = None
    for _, event in run(profile, probabilities):
        assert event in allowed[before]
        before = event


@given(st.floats(0.2, 5), st.floats(0.5, 1.0), st.sampled_from([SHORT, OPEN]))
def test_an_utterance_ends_after_exactly_its_silence(speech: float, p: float, profile: Profile) -> None:
    shape = frames((0.0, 0.5), (p, speech), (0.0, 3.0))
    events = run(profile, shape)
    assert [event for _, event in events] == [Event.SPEECH_BEGAN, Event.PAUSED, Event.ENDED]
    speech_end = (len(frames((0.0, 0.5))) + len(frames((p, speech)))) * FRAME
    ended = (events[-1][0] + 1) * FRAME
    assert profile.end_silence_seconds - 1e-9 <= ended - speech_end <= profile.end_silence_seconds + FRAME + 1e-9


@given(st.floats(0, 0.1), st.floats(0.5, 1.0))
def test_what_is_shorter_than_the_shortest_word_is_no_speech(seconds: float, p: float) -> None:
    assert run(SHORT, frames((0.0, 0.3), (p, seconds), (0.0, 1.0)) * 5) == []


@given(PROBABILITIES.filter(lambda ps: len(ps) > 10), st.sampled_from([SHORT, OPEN]))
def test_once_begun_it_is_bounded(probabilities: list[float], profile: Profile) -> None:
    endpointer = Endpointer(profile)
    began = ended = None
    for index, p in enumerate(probabilities * 200):
        event = endpointer.process(FRAME, p)
        if event is Event.SPEECH_BEGAN:
            began = index * FRAME - endpointer.began_seconds_ago
        if event is Event.ENDED:
            ended = index * FRAME
            break
    if began is not None and len(probabilities) * 200 * FRAME > began + profile.max_utterance_seconds + 1:
        assert ended is not None
        assert ended - began <= profile.max_utterance_seconds + FRAME


@given(PROBABILITIES)
def test_its_measures_stay_within_what_was_heard(probabilities: list[float]) -> None:
    endpointer = Endpointer(SHORT)
    for index, p in enumerate(probabilities):
        endpointer.process(FRAME, p)
        elapsed = (index + 1) * FRAME + 1e-9
        assert 0 <= endpointer.silent_seconds <= elapsed
        assert 0 <= endpointer.began_seconds_ago <= elapsed
        assert not endpointer.undecided or endpointer.began_seconds_ago > 0


def test_soft_word_ends_are_kept_by_hysteresis() -> None:
    shape = frames((0.9, 0.4), (0.4, 1.5), (0.0, 2.0))
    ended = run(SHORT, shape)[-1]
    assert ended[1] is Event.ENDED
    assert ended[0] * FRAME == pytest.approx(0.4 + 1.5 + 0.7, abs=0.1)
    assert run(SHORT, frames((0.4, 3.0))) == [], "soft sound alone does not begin anything"


def test_a_pause_may_be_resumed() -> None:
    events = [event for _, event in run(SHORT, frames((0.9, 0.4), (0.1, 0.4), (0.9, 0.4), (0.1, 1.0)))]
    assert events == [Event.SPEECH_BEGAN, Event.PAUSED, Event.RESUMED, Event.PAUSED, Event.ENDED]


def test_after_the_end_it_stays_silent() -> None:
    shape = frames((0.9, 0.4), (0.0, 1.0), (0.9, 2.0), (0.0, 2.0))
    assert [event for _, event in run(SHORT, shape)].count(Event.ENDED) == 1


@pytest.mark.parametrize("answer", list(Answer))
def test_only_open_answers_are_patient(answer: Answer) -> None:
    assert profile_for(answer) is (OPEN if answer is Answer.OPEN else SHORT)


@given(st.floats(0.3, 5.0), st.sampled_from(Answer))
def test_a_person_is_waited_for_as_they_like_it(seconds: float, answer: Answer) -> None:
    usual, theirs = profile_for(answer), profile_for(answer, seconds)
    assert theirs.max_utterance_seconds == usual.max_utterance_seconds
    wanted = min(seconds * usual.end_silence_seconds / SHORT.end_silence_seconds, LONGEST_END_SILENCE_SECONDS)
    assert theirs.end_silence_seconds == pytest.approx(wanted)
    assert profile_for(answer, seconds, thinking=True).end_silence_seconds >= max(
        theirs.end_silence_seconds, THINKING_END_SILENCE_SECONDS
    )


@pytest.mark.parametrize(("thinking", "ends"), [(False, 1), (True, 0)])
def test_somebody_who_thinks_may_stop_in_the_middle(thinking: bool, ends: int) -> None:
    profile = profile_for(Answer.NUMBER, thinking=thinking)
    events = run(profile, frames((0.9, 0.6), (0.0, 1.5), (0.9, 0.5)))
    assert [event for _, event in events].count(Event.ENDED) == ends


SAID = "This morning you said you would run five kilometres before dinner. Did you?"


@pytest.mark.parametrize(
    ("heard", "after", "echo"),
    [
        ("five kilometres before dinner did you", 0.6, True),
        ("you said you would run a lot of cars", 0.9, True),
        ("five kilometres before dinner did you", 1.2, False),
        ("I did three", 0.6, False),
        ("five kilometres", 0.6, False),
        ("yes", 0.5, False),
        ("", 0.5, False),
    ],
)
def test_the_self_hearing_guard(heard: str, after: float, echo: bool) -> None:
    assert is_echo(heard, SAID, after) is echo


@given(st.text(), st.text())
def test_shared_words_is_symmetric_and_bounded(one: str, other: str) -> None:
    assert shared_words(one, other) == shared_words(other, one) <= max(len(one), len(other))


@given(st.text(max_size=12).filter(lambda text: len(text.split()) < 4), st.floats(0, 5))
def test_fewer_than_four_words_are_never_an_echo(text: str, after: float) -> None:
    assert shared_words(text, text) >= 4 or not is_echo(text, text, after)
