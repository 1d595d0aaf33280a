"""Who answered."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.language.english.presence import read_presence
from appliance.records.calls import Meaning

SAID = {
    Meaning.PRESENT: "yeah|I'm here|hello|speaking|yes this is Sam|go ahead|hi|Sam here|yes hello|"
    "Yeah, I'm here.|it's me|"
    "it's Sam|what's up|good evening|yes I'm listening|I'm not busy|Sam speaking|this is Sam|okay|hey there|uh yeah|"
    "yes go on|here|ready when you are|yes it's a good time|I am|hi it's Sam|yes I am here|Sam|that's me",
    Meaning.NOT_ME: "that's not me|wrong person|I'm not Sam|this is Anna|no, it's his wife|"
    "no this is his brother|not Sam|"
    "you've got the wrong person|this isn't Sam|no Sam here|Anna speaking|there's no Sam here|no it's Anna|"
    "I'm his wife|someone else|it's not Sam|yes this is Anna|wrong number",
    Meaning.OUT: "he's out|she's not here|not home|he's asleep|Sam's out|Sam is not here|Sam isn't home|he just left|"
    "she isn't here right now|he's at work|sorry he's in the shower|no he's not here|Sam went out|he's gone out|"
    "yes but he's not home|hello, Sam's asleep",
    Meaning.LATER: "later|not now|I'm busy|call me back|call back in ten minutes|bad time|in a meeting|"
    "yes but I'm busy|"
    "can you call later|I'm driving|ten minutes|not right now please|give me ten minutes|in half an hour|"
    "I can't talk right now|yes can you call me back in an hour|I'm at work|not a good time|I'm out right now|"
    "yeah I'm here but I'm in a meeting|I have to go|maybe later",
    Meaning.STOP: "stop|leave me alone|stop calling me|go away|goodbye",
    Meaning.REPEAT: "what|who is this|sorry|say again|pardon",
    Meaning.SLOWER: "slower please",
}


@pytest.mark.parametrize(
    ("meaning", "said"), [(meaning, said) for meaning in SAID for said in SAID[meaning].split("|")]
)
def test_who_answered(meaning: Meaning, said: str) -> None:
    command = read_presence(said, "Sam")
    assert command is not None
    assert command.meaning is meaning
    assert command.certainty >= 0.7


def test_a_bare_no_is_not_enough_to_be_sure() -> None:
    command = read_presence("no", "Sam")
    assert command is not None
    assert command.meaning is Meaning.NOT_ME
    assert command.certainty < 0.75


def test_a_name_is_doubted_where_the_persons_own_is_unknown() -> None:
    command = read_presence("this is Anna")
    assert command is not None
    assert command.meaning is Meaning.PRESENT
    assert command.certainty < 0.75


@pytest.mark.parametrize(
    ("said", "minutes"),
    [("call back in ten minutes", 10), ("give me half an hour", 30), ("later", None)],
)
def test_minutes_to_wait(said: str, minutes: float | None) -> None:
    command = read_presence(said, "Sam")
    assert command is not None
    assert command.minutes == minutes


@pytest.mark.parametrize("said", ["", "blah", "six", "the cat sat"])
def test_words_that_tell_nothing(said: str) -> None:
    assert read_presence(said, "Sam") is None


REFUSALS = (
    "that's not me", "I'm not Sam", "he's out", "Sam is not here", "she's asleep", "wrong person", "it's his wife",
)  # fmt: skip


@given(st.sampled_from(["yes", "yeah", "hello", "hi", "speaking"]), st.sampled_from(REFUSALS))
def test_a_yes_beside_a_refusal_never_lets_anything_private_out(yes: str, refusal: str) -> None:
    for said in (f"{yes} {refusal}", f"{refusal} {yes}", f"{yes}, {refusal}"):
        command = read_presence(said, "Sam")
        assert command is not None
        assert command.meaning in (Meaning.NOT_ME, Meaning.OUT)


@given(st.text(max_size=60))
def test_any_text_is_survived(text: str) -> None:
    read_presence(text, "Sam")
