"""Words about the call: read when they are all that is said, left alone inside an answer."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.language.english.commands import read_command
from appliance.records.agenda import Answer
from appliance.records.calls import Meaning

SAID = {
    Meaning.REPEAT: "say again|pardon|what?|come again|what was the question|sorry?|could you repeat that please|huh|"
    "I didn't hear you|one more time|what did you say?|can you say that again|excuse me?|sorry, what was that|repeat",
    Meaning.SLOWER: "slower|slow down|could you speak more slowly please|too fast|you're talking too fast|"
    "a bit slower please|say that slower|please slow down",
    Meaning.SKIP: "next|pass|skip it|rather not say|I'd rather not say|skip|next question please|let's skip that one|"
    "move on|no comment|I prefer not to answer|none of your business",
    Meaning.STOP: "stop|enough|hang up|goodbye|leave me alone|end the call|please stop|bye bye|shut up|okay stop|"
    "that's enough for today|I have to go|stop calling me|Good night.",
    Meaning.UNKNOWN: "no idea|not sure|can't remember|dunno|I don't know|i have no idea|I really don't know|"
    "um I don't know|I'm not sure|I can't recall|I don't remember, sorry|hard to say|I lost count",
    Meaning.LATER: "call me back later|I'm busy|bad time|call back in ten minutes|not a good time|I'm in a meeting|"
    "can you call me back in half an hour please|call me tomorrow|try again later",
}


@pytest.mark.parametrize(
    ("meaning", "said"), [(meaning, said) for meaning in SAID for said in SAID[meaning].split("|")]
)
@pytest.mark.parametrize("answer", [Answer.YES_NO, Answer.NUMBER, Answer.OPEN])
def test_a_command_by_itself(meaning: Meaning, said: str, answer: Answer) -> None:
    command = read_command(said, answer)
    assert command is not None
    assert command.meaning is meaning
    assert command.certainty >= 0.75


@pytest.mark.parametrize(
    "said",
    [
        "I'll stop smoking tomorrow", "skip the gym", "never skip", "stop drinking coffee", "call the dentist",
        "go to bed later", "next week I run", "pass my exam", "repeat the exercise", "I'll call him back later",
        "I stop at nine", "call Anna back", "I didn't", "yes", "slow cook dinner", "finish the call with the bank",
        "say sorry to Anna", "twenty", "not sure about the number but six", "remember to pass by the shop",
        "end the day early", "run in ten minutes", "work for ten minutes", "call back the bank in ten minutes",
        "say no to sugar", "enough sleep", "hang up the laundry", "leave work at five", "I skipped it", "I was busy",
    ],
)  # fmt: skip
@pytest.mark.parametrize("answer", [Answer.OPEN, Answer.YES_NO])
def test_the_same_words_inside_an_answer(said: str, answer: Answer) -> None:
    assert read_command(said, answer) is None


@pytest.mark.parametrize(
    ("said", "minutes"),
    [
        ("call me back in ten minutes", 10), ("please call again in half an hour", 30), ("give me five minutes", 5),
        ("I'm busy, call me in an hour", 60), ("call me back in an hour and a half", 90), ("in ten minutes", None),
        ("can you call back in about twenty minutes please", 20), ("not now, in ten minutes", 10),
    ],
)  # fmt: skip
def test_when_to_call_again(said: str, minutes: float | None) -> None:
    command = read_command(said, Answer.NUMBER)
    assert (command.minutes if command else None) == minutes


def test_what_depends_on_the_question() -> None:
    later = read_command("later", Answer.NUMBER)
    assert later is not None
    assert later.meaning is Meaning.LATER
    assert read_command("later", Answer.YES_NO) is None
    forgot = read_command("I forgot", Answer.NUMBER)
    assert forgot is not None
    assert forgot.meaning is Meaning.UNKNOWN
    assert read_command("I forgot", Answer.YES_NO) is None
    nothing = read_command("nothing", Answer.OPEN)
    assert nothing is not None
    assert nothing.meaning is Meaning.SKIP
    assert read_command("nothing", Answer.NUMBER) is None


CONTENT = st.lists(
    st.sampled_from(["write", "the", "report", "gym", "stop", "skip", "next", "later", "smoking", "run", "repeat"]),
    min_size=4, max_size=9,
).filter(lambda words: {"write", "gym", "report"} & set(words))  # fmt: skip


@given(CONTENT)
def test_no_command_is_found_among_words_of_a_promise(words: list[str]) -> None:
    assert read_command(" ".join(words), Answer.OPEN) is None


@given(st.text(max_size=60), st.sampled_from(Answer))
def test_any_text_is_survived(text: str, answer: Answer) -> None:
    read_command(text, answer)
