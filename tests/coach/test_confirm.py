"""What words mean after a read-back."""

from __future__ import annotations

import pytest

from appliance.coach.confirm import interpret_confirmation
from appliance.coach.reading import Reading
from appliance.ports import Transcript
from appliance.records.agenda import AgendaItem
from appliance.records.calls import Meaning
from appliance.records.requests import RequestKind
from tests.language import items


def confirm(item: AgendaItem, value: float | None, said: str, confidence: float | None = None) -> Reading:
    pending = Reading(Meaning.VALUE, value, 0.6, "what was said first")
    return interpret_confirmation(item, pending, Transcript(said, confidence=confidence))


@pytest.mark.parametrize(
    "said",
    ["yes", "right", "correct", "yeah", "that's right", "exactly", "mm-hmm", "yes that is correct", "I think so"],
)
@pytest.mark.parametrize(
    ("item", "value"),
    [(items.SLEEP, 6.5), (items.COFFEES, 15), (items.HABIT, 0.5), (items.HABIT, 0), (items.clock(), 570)],
)
def test_yes_settles_it(item: AgendaItem, value: float, said: str) -> None:
    reading = confirm(item, value, said)
    assert (reading.meaning, reading.value, reading.confidence) == (Meaning.VALUE, value, 1.0)
    assert reading.words == "what was said first"


@pytest.mark.parametrize(
    ("item", "said", "value"),
    [
        (items.COFFEES, "no, fifteen", 15), (items.COFFEES, "fifteen", 15),
        (items.COFFEES, "no fifteen not fourteen", 15),
        (items.COFFEES, "it's five", 5), (items.SLEEP, "no, seven and a half hours", 7.5), (items.SLEEP, "seven", 7),
        (items.COFFEES, "none", 0), (items.COFFEES, "no, zero", 0), (items.clock(), "no, half past ten", 1350),
        (items.scale(), "eight, not seven", 8), (items.HABIT, "I did it all", 1),
        (items.RUN_PROMISE, "I did four", 0.8), (items.RUN_PROMISE, "half of it", 0.5),
    ],
)  # fmt: skip
def test_a_new_value_replaces_it(item: AgendaItem, said: str, value: float) -> None:
    reading = confirm(item, 6.0 if item is not items.HABIT else 0.5, said)
    assert reading.meaning is Meaning.VALUE
    assert reading.value == pytest.approx(value)
    assert reading.sure


@pytest.mark.parametrize("said", ["no", "nope", "that's wrong", "no, not right", "hm", "what a day", "", "not at all"])
def test_a_plain_no_is_unclear(said: str) -> None:
    assert confirm(items.SLEEP, 6.5, said).unclear


@pytest.mark.parametrize(
    ("pending", "said", "value"),
    [
        (1, "no", 0),
        (1, "no I didn't", 0),
        (0, "yes I did", 1),
        (0, "I didn't", 0),
        (0.5, "I did", 1),
        (1, "mostly", 0.8),
    ],
)
def test_yes_and_no_about_yes_and_no(pending: float, said: str, value: float) -> None:
    reading = confirm(items.HABIT, pending, said)
    assert (reading.meaning, reading.value) == (Meaning.VALUE, value)
    assert reading.sure


@pytest.mark.parametrize(("said", "code"), [("no, I did it", "en"), ("non, je l'ai fait", "fr")])
def test_words_that_contradict_each_other_settle_nothing(said: str, code: str) -> None:
    reading = interpret_confirmation(items.HABIT, Reading(Meaning.VALUE, 0.5, 0.6), Transcript(said, language=code))
    assert reading.unclear


@pytest.mark.parametrize("pending", [0, 0.5])
def test_no_after_a_no_leaves_it_open(pending: float) -> None:
    assert confirm(items.HABIT, pending, "no").unclear


@pytest.mark.parametrize(("said", "value"), [("no, in the evening", 1290), ("p m", 1290), ("in the morning", 570)])
def test_the_half_of_the_day_is_put_right(said: str, value: float) -> None:
    reading = confirm(items.clock("snack"), 570, said)
    assert (reading.meaning, reading.value) == (Meaning.VALUE, value)
    assert reading.sure


@pytest.mark.parametrize(
    ("said", "meaning"), [("stop", Meaning.STOP), ("skip it", Meaning.SKIP), ("say again", Meaning.REPEAT)]
)
def test_words_about_the_call_pass_through(said: str, meaning: Meaning) -> None:
    assert confirm(items.SLEEP, 6.5, said).meaning is meaning


def test_noise_settles_nothing() -> None:
    assert confirm(items.SLEEP, 6.5, "yes", 0.1).unclear


def test_a_value_out_of_bounds_does_not_replace() -> None:
    assert confirm(items.SLEEP, 6.5, "thirty hours").unclear


def test_words_of_a_promise_are_agreed_to_or_said_again() -> None:
    assert confirm(items.PROMISE, None, "yes").confidence == 1.0
    assert confirm(items.PROMISE, None, "no").unclear
    assert confirm(items.PROMISE, None, "I said call the dentist tomorrow").words == "I said call the dentist tomorrow"


@pytest.mark.parametrize("item", [items.SLEEP, items.COFFEES, items.HABIT, items.scale(), items.clock(), items.PROMISE])
@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("move it to nine", RequestKind.MOVE),
        ("pause for three days", RequestKind.PAUSE),
        ("skip tonight", RequestKind.SKIP),
    ],
)
def test_a_wish_is_no_value(item: AgendaItem, said: str, kind: RequestKind) -> None:
    reading = confirm(item, 6.5, said, 0.8)
    assert (reading.meaning, reading.value, reading.confidence) == (Meaning.REQUEST, None, 0.8)
    assert reading.wish is not None
    assert reading.wish.kind is kind


def test_what_is_hardly_a_wish_is_taken_as_an_answer_where_it_may_be_one() -> None:
    assert confirm(items.clock(), 570, "not before ten").meaning is not Meaning.REQUEST
    assert confirm(items.SLEEP, 6.5, "not before ten").meaning is Meaning.REQUEST


@pytest.mark.parametrize(
    ("said", "meaning", "subject"),
    [
        ("switch to mentor", Meaning.SWITCH, "mentor"),
        ("remember that my sister is called Ana", Meaning.REMEMBER, "my sister is called Ana"),
    ],
)
def test_commands_keep_what_they_are_about(said: str, meaning: Meaning, subject: str) -> None:
    reading = confirm(items.SLEEP, 6.5, said)
    assert (reading.meaning, reading.subject) == (meaning, subject)
