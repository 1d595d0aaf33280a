"""The screen as its callers use it, in English; the sets are in test_sets.py."""

from __future__ import annotations

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


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "I can't do it"),
        ("en", "I don't want to say"),
        ("en", "I don't feel like it"),
        ("en", "I'm alone at home"),
        ("en", "nobody is here"),
        ("de", "ich hab mich geschnitten beim kochen"),
        ("es", "sí, soy yo"),
        ("es", "no soy yo"),
        ("es", "no puedo más por hoy"),
        ("ru", "я не могу"),
        ("ru", "я всё закончил"),
        ("ru", "прощай, до завтра"),
    ],
)
def test_the_plainest_answers_to_a_coach_are_no_alarm(language: str, words: str) -> None:
    assert screen(words, language) is None


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


def test_long_talk_is_screened_by_its_end() -> None:
    words = "and then we went to the shop and bought some bread " * 2000
    assert screen(words, "en") is None
    assert screen(words + "I want to die", "en") is not None


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


OPENERS = {
    "en": (
        "slept six hours mood seven skipped the gym",
        "yes I did my run five kilometres this morning",
        "hello hello",
    ),
    "de": ("der Zahnarzt um neun war gut", "sechs Stunden geschlafen Stimmung sieben Sport ausgelassen"),
    "es": ("sí corrí cinco kilómetros esta mañana", "leí diez páginas"),
    "fr": ("j'ai dormi six heures humeur sept pas de sport", "oui j'ai couru cinq kilomètres"),
    "ru": ("спал шесть часов настроение семь в зал не пошел", "да пробежал пять километров"),
}
BLUNT = {
    "en": ("I want to kill myself", "I am suicidal", "I took an overdose", "my chest hurts and I cannot breathe"),
    "de": ("ich bring mich um", "ich will sterben", "er schlägt mich jeden Abend", "ich hab eine Überdosis genommen"),
    "es": ("quiero suicidarme", "quiero morir", "me voy a matar"),
    "fr": ("je veux mourir", "je vais me tuer", "mon mari me frappe"),
    "ru": ("я хочу умереть", "я покончу с собой", "муж меня бьет", "не хочу жить"),
}


@pytest.mark.parametrize("language", OPENERS)
def test_what_is_said_beside_it_in_one_breath_takes_nothing_away(language: str) -> None:
    link = {"en": "and", "de": "und", "es": "y", "fr": "et", "ru": "и"}[language]
    said = [
        f"{opener} {and_}{blunt}"
        for opener in OPENERS[language]
        for and_ in ("", f"{link} ")
        for blunt in BLUNT[language]
    ]
    missed = [words for words in said if (alarm := screen(words, language)) is None or not alarm.ends_role]
    assert not missed


@pytest.mark.parametrize("words", ["(I want to die)", "*I want to die*", "[I want to die]"])
def test_words_in_brackets_are_no_noise_where_there_are_no_others(words: str) -> None:
    assert screen(words, "en") is not None
