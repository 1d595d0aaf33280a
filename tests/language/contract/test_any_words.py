"""No function of a language raises, hangs or answers nonsense, whatever was heard."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.language.catalogue import language
from appliance.language.folders import known_languages
from appliance.language.rules import Language
from appliance.records.agenda import Answer
from tests.language import items

CODES = sorted(known_languages())
LONGEST = 5.0
"""Seconds of the processor for ten thousand words: a language that takes squares of them takes minutes."""

READERS: dict[str, Callable[[Language, str], object]] = {
    "words": lambda rules, text: rules.words(text),
    "number": lambda rules, text: rules.read_number(text, "km"),
    "duration": lambda rules, text: rules.read_duration(text, "hours"),
    "clock": lambda rules, text: rules.read_clock(text, text, 0, 700),
    "half of day": lambda rules, text: rules.read_half_of_day(text),
    "yes and no": lambda rules, text: rules.read_yes_no(text),
    "share": lambda rules, text: rules.read_share(text, text),
    "command": lambda rules, text: rules.read_command(text, Answer.OPEN),
    "presence": lambda rules, text: rules.read_presence(text, "Sam"),
    "request": lambda rules, text: rules.read_request(text),
    "deadline": lambda rules, text: rules.read_deadline(text),
    "day": lambda rules, text: rules.read_day(text),
    "promise": lambda rules, text: rules.read_promise(text),
    "clauses": lambda rules, text: rules.clauses(text),
    "stems": lambda rules, text: rules.stems(text),
    "littles": lambda rules, text: (
        rules.says_little(text), rules.speaks_of_deed(text), rules.hangs_on_a_syllable(text)
    ),
    "units": lambda rules, text: (rules.minutes_per(text), rules.say_unit(text)),
    "speakable": lambda rules, text: rules.speakable(text),
    "sentences": lambda rules, text: rules.split_sentences(text),
    "days as said": lambda rules, text: (rules.say_day(text, text), rules.say_due(text, text)),
    "hints": lambda rules, text: (
        rules.hint_for(items.RUN_PROMISE.model_copy(update={"label": text}), text),
        rules.hint_for_confirmation(items.COFFEES), rules.hint_for_request_confirmation(),
    ),
}  # fmt: skip

HOSTILE = (
    "", " ", "\x00", "\ud7ff", "½ ⅔ ❶ ² ٣ 四", "1/0", "99:99", "24:60", "0/0 von 0", "1e999", "-" * 50, "(" * 50, "[|]",
    "'" * 20, "9" * 400, "1." * 100, "1,1,1,1", "\u202e123", "á" * 50, "🙂", "<sil>", "a\nb\r\nc", "¿¡", "..." * 30,
)  # fmt: skip


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("code", CODES)
def test_hostile_words(code: str, reader: str) -> None:
    for text in HOSTILE:
        READERS[reader](language(code), text)


@pytest.mark.parametrize("code", CODES)
@given(text=st.text(max_size=60))
def test_any_text(code: str, text: str) -> None:
    for reader in READERS.values():
        reader(language(code), text)


def long_texts(rules: Language) -> list[str]:
    """Ten thousand words of the language's own answers in turn, and some over and over."""
    seven, no = rules.say_value(items.number(), 7), rules.say_value(items.HABIT, 0)
    said = [rules.say_value(items.number("km"), value) for value in (1, 21, 0.5, 115)]
    said += [rules.say_value(items.SLEEP, value) for value in (0.5, 1.25, 7)]
    said += [rules.say_value(items.clock(), minutes) for minutes in (0, 525, 1170)]
    own = [word for text in (*said, seven, no) for word in rules.words(text)]
    mixed = " ".join(own[place % len(own)] for place in range(10_000))
    return [mixed, *(f"{word} " * 2_000 for word in (seven, "7", no, "-"))]


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("code", CODES)
def test_ten_thousand_words(code: str, reader: str) -> None:
    for text in long_texts(language(code)):
        before = time.process_time()
        READERS[reader](language(code), text)
        assert time.process_time() - before < LONGEST, text[:40]


@pytest.mark.parametrize("code", CODES)
@given(text=st.text(max_size=80))
def test_certainties_and_values_are_within_their_bounds(code: str, text: str) -> None:
    rules = language(code)
    found = (
        rules.read_number(text, ""), rules.read_duration(text, "minutes"), rules.read_yes_no(text),
        rules.read_share(text, text), rules.read_clock(text),
    )  # fmt: skip
    assert all(0 <= value.certainty <= 1 for value in found if value is not None)
    clock, agreed, share = found[4], found[2], found[3]
    assert clock is None or 0 <= clock.value < 24 * 60
    assert agreed is None or 0 <= agreed.value <= 1
    assert share is None or 0 <= share.value <= 1
