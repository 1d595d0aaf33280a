"""The screen as its callers use it, in English; the sets are in test_sets.py."""

from __future__ import annotations

import time

import pytest

from appliance.coach.safety import Kind, Screen, hears_safe_word, screen, screen_output
from appliance.errors import InvalidInputError


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("I want to kill my self", Kind.SELF_HARM),
        ("uh nobody nobody would uh miss me", Kind.SELF_HARM),
        ("soo aside is on my mind", Kind.SELF_HARM),
        ("i wamt to dye", Kind.SELF_HARM),
        ("He hits me every night", Kind.VIOLENCE),
        ("I am going to stab my brother", Kind.DANGER),
        ("My chest hurts and I can't breathe", Kind.MEDICAL),
        ("My friend wants to kill herself", Kind.FOR_ANOTHER),
        ("I'm not suicidal, just tired", Kind.CONCERN),
    ],
)
def test_kinds(words: str, kind: Kind) -> None:
    alarm = screen(words, "en")
    assert alarm is not None
    assert alarm.kind is kind
    assert alarm.ends_role == (kind is not Kind.CONCERN)


@pytest.mark.parametrize(
    "words",
    ["", "...", "yes", "this deadline is killing me", "I want to dye my hair", "in the movie he hangs himself",
     "my grandmother died last year"],
)  # fmt: skip
def test_what_is_no_alarm(words: str) -> None:
    assert screen(words, "en") is None


def test_of_several_alarms_the_most_urgent_counts() -> None:
    alarm = screen("I want to die and I took too many pills", "en")
    assert alarm is not None
    assert alarm.kind is Kind.MEDICAL


def test_an_alarm_holds_none_of_the_words() -> None:
    alarm = screen("Barnaby, I want to die", "en")
    assert alarm is not None
    assert "Barnaby" not in repr(alarm)


def test_a_screen_is_of_one_language_and_ignores_the_region() -> None:
    assert Screen("en-GB").heard("I want to die") is not None
    with pytest.raises(InvalidInputError, match="'xx'"):
        Screen("xx")


def test_long_talk_is_screened_by_its_end_and_quickly() -> None:
    words = "and then we went to the shop and bought some bread " * 2000
    began = time.perf_counter()
    assert screen(words, "en") is None
    assert screen(words + "I want to die", "en") is not None
    assert time.perf_counter() - began < 2.0


@pytest.mark.parametrize(
    ("words", "own", "heard"),
    [
        ("red light", "", True),
        ("uh, red lite please", "", True),
        ("the light was red", "", False),
        ("banana", "bananas", True),
        ("pine apple now", "pineapple", True),
        ("I ate an apple", "pineapple", False),
        ("red light", "pineapple", True),
        ("", "", False),
    ],
)
def test_the_safe_word(words: str, own: str, heard: bool) -> None:
    assert hears_safe_word(words, "en", own) is heard


@pytest.mark.parametrize(
    ("sentence", "mild", "harsh"),
    [
        ("Half a promise, but you left the house.", True, True),
        ("Again? That is a lazy excuse.", False, True),
        ("You are worthless.", False, False),
        ("Nobody would miss you.", False, False),
        ("Stop taking your pills.", False, False),
        ("You fat pig.", False, False),
        ("I will hurt you.", False, False),
        ("Your mother would be ashamed.", False, False),
    ],
)
def test_what_a_language_model_may_not_say(sentence: str, mild: bool, harsh: bool) -> None:
    assert screen_output(sentence, "en", harsh=False) is mild
    assert screen_output(sentence, "en", harsh=True) is harsh
