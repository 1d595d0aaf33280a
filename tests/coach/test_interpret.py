"""What an utterance means for an agenda item."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.coach.interpret import UNHEARD, interpret
from appliance.coach.reading import READ_BACK_FROM, STORE_FROM, Reading
from appliance.errors import InvalidInputError
from appliance.ports import Transcript
from appliance.records.agenda import AgendaItem, Answer, ItemKind
from appliance.records.calls import Meaning
from tests.language import items

SURE = [
    (items.HABIT, "Yes, I did.", 1), (items.HABIT, "I'm afraid I didn't", 0),
    (items.HABIT, "No, but I will tomorrow", 0),
    (items.HABIT, "I was busy", 0), (items.HABIT, "yes, for ten minutes", 1),
    (items.RUN_PROMISE, "yes", 1), (items.RUN_PROMISE, "no", 0), (items.RUN_PROMISE, "no, not today", 0),
    (items.CALL_PROMISE, "yes at nine thirty", 1),
    (items.COFFEES, "I had two cups of coffee", 2), (items.COFFEES, "three no four", 4), (items.COFFEES, "none", 0),
    (items.COFFEES, "fifteen, not fifty", 15), (items.COFFEES, "three in total", 3),
    (items.DISTANCE, "five k", 5), (items.DISTANCE, "five hundred meters", 0.5),
    (items.DISTANCE, "three point two", 3.2),
    (items.STEPS, "12,500", 12500), (items.STEPS, "8k", 8000), (items.STEPS, "seven and a half thousand", 7500),
    (items.WEIGHT, "seventy five point two", 75.2), (items.WEIGHT, "a hundred and sixty five pounds", 74.842741),
    (items.scale(), "7/10", 7), (items.scale(), "I'd give it a six", 6), (items.scale(), "solid eight", 8),
    (items.SLEEP, "About six and a half.", 6.5), (items.SLEEP, "seven thirty", 7.5),
    (items.SLEEP, "six hours, forty minutes", 6.666667), (items.SLEEP, "ninety minutes", 1.5),
    (items.WORK, "an hour and twenty minutes", 80), (items.clock(), "quarter to twelve", 1425),
    (items.number("minutes"), "half an hour", 30),
]  # fmt: skip

UNSURE = [
    (items.HABIT, "I guess so", 1), (items.HABIT, "I meditated for ten minutes", 1), (items.HABIT, "ten minutes", 1),
    (items.HABIT, "later", 0), (items.HABIT, "mostly", 0.8), (items.HABIT, "yes but I didn't finish", 0.5),
    (items.RUN_PROMISE, "Uh, I did three.", 0.6), (items.RUN_PROMISE, "three out of five", 0.6),
    (items.RUN_PROMISE, "no, only three", 0.6), (items.RUN_PROMISE, "sixty percent", 0.6),
    (items.RUN_PROMISE, "I ran five kilometres", 1), (items.RUN_PROMISE, "half of it", 0.5),
    (items.CALL_PROMISE, "I called at nine", 1), (items.COFFEES, "three or four", 3.5), (items.scale(), "to", 2),
    (items.SLEEP, "from eleven to six thirty", 7.5), (items.clock("snack"), "half past nine", 570),
    (items.COFFEES, "no", 0), (items.COFFEES, "one in the morning and two in the afternoon", 3),
]  # fmt: skip

ASKED_AGAIN = [
    (items.HABIT, "yes no"), (items.HABIT, "maybe"), (items.HABIT, "hello"), (items.COFFEES, "twenty five"),
    (items.scale(), "eleven"), (items.SLEEP, "twenty six hours"), (items.duration(), "thirty hours"),
    (items.COFFEES, "a lot"), (items.clock(), "late"), (items.PRESENCE, "blah"), (items.PROMISE, "um, well, yeah"),
    (items.PROMISE, "yeah"), (items.DISTANCE, "five hours"), (items.SLEEP, "[noise]"), (items.HABIT, ""),
    (items.WORK, "two thousand minutes"),
]  # fmt: skip

COMMANDS = [
    (items.COFFEES, "skip", Meaning.SKIP), (items.COFFEES, "no idea", Meaning.UNKNOWN),
    (items.COFFEES, "what was the question", Meaning.REPEAT), (items.SLEEP, "slower please", Meaning.SLOWER),
    (items.HABIT, "stop it", Meaning.STOP), (items.HABIT, "pass", Meaning.SKIP),
    (items.PROMISE, "nothing", Meaning.SKIP),
    (items.PROMISE, "stop", Meaning.STOP), (items.PROMISE, "I don't know yet", Meaning.UNKNOWN),
    (items.PRESENCE, "yes this is Sam", Meaning.PRESENT), (items.PRESENCE, "this is Anna", Meaning.NOT_ME),
    (items.PRESENCE, "he's out", Meaning.OUT), (items.PRESENCE, "not now", Meaning.LATER),
    (items.CALL_PROMISE, "I'm busy", Meaning.LATER),
]  # fmt: skip

PROMISES = [
    "Call the dentist before ten.", "I'll stop smoking tomorrow", "skip the gym", "never skip", "run",
    "go to bed at ten", "say no to sugar", "pass the exam", "not drink", "walk for half an hour",
    "call back the bank in ten minutes", "finish my report later", "don't forget to repeat the exercise",
]  # fmt: skip


def read(item: AgendaItem, said: str, confidence: float | None = None) -> Reading:
    return interpret(item, Transcript(said, confidence=confidence), user_name="Sam")


@pytest.mark.parametrize(("item", "said", "value"), SURE)
def test_a_plain_answer_is_stored(item: AgendaItem, said: str, value: float) -> None:
    reading = read(item, said)
    assert reading.meaning is Meaning.VALUE
    assert reading.value == pytest.approx(value)
    assert (reading.sure, reading.unsure, reading.unclear) == (True, False, False)
    assert reading.words == said


@pytest.mark.parametrize(("item", "said", "value"), UNSURE)
def test_a_guess_is_read_back(item: AgendaItem, said: str, value: float) -> None:
    reading = read(item, said)
    assert reading.meaning is Meaning.VALUE
    assert reading.value == pytest.approx(value)
    assert (reading.sure, reading.unsure, reading.unclear) == (False, True, False)


@pytest.mark.parametrize(("item", "said"), ASKED_AGAIN)
def test_what_is_not_understood_or_cannot_be_is_asked_again(item: AgendaItem, said: str) -> None:
    reading = read(item, said)
    assert (reading.sure, reading.unsure, reading.unclear) == (False, False, True)


@pytest.mark.parametrize(("item", "said", "meaning"), COMMANDS)
def test_words_about_the_call(item: AgendaItem, said: str, meaning: Meaning) -> None:
    reading = read(item, said)
    assert reading.meaning is meaning
    assert reading.value is None
    assert reading.sure


@pytest.mark.parametrize("said", PROMISES)
def test_a_promise_keeps_its_words(said: str) -> None:
    reading = read(items.PROMISE, said)
    assert (reading.meaning, reading.words, reading.confidence) == (Meaning.VALUE, said, 1.0)


def test_minutes_to_wait_are_passed_on() -> None:
    assert read(items.PRESENCE, "call me back in ten minutes").minutes == 10


def test_the_label_of_the_presence_item_is_the_name_where_none_is_given() -> None:
    assert interpret(items.PRESENCE, Transcript("this is Anna")).meaning is Meaning.NOT_ME


@given(st.floats(UNHEARD, 1))
def test_confidence_is_the_lower_of_rule_and_recogniser(heard: float) -> None:
    assert read(items.SLEEP, "six", heard).confidence == min(heard, 0.95)
    assert read(items.PROMISE, "call the dentist", heard).confidence == heard


@given(st.floats(0, UNHEARD, exclude_max=True), st.sampled_from(["stop", "yes", "six", "he's out"]))
def test_noise_is_no_answer_and_no_command(heard: float, said: str) -> None:
    for item in (items.HABIT, items.SLEEP, items.PRESENCE):
        assert read(item, said, heard).unclear


def test_a_promise_is_kept_however_badly_it_was_heard() -> None:
    reading = read(items.PROMISE, "call the dentist", 0.05)
    assert (reading.meaning, reading.confidence, reading.sure) == (Meaning.VALUE, 0.05, False)


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(InvalidInputError):
        interpret(items.HABIT, Transcript("oui", language="xx"))


@given(st.sampled_from([*items.HEARD, items.PROMISE]), st.text(max_size=50), st.none() | st.floats(0, 1))
def test_any_text_gives_a_reading_within_bounds(item: AgendaItem, said: str, heard: float | None) -> None:
    reading = read(item, said, heard)
    assert 0 <= reading.confidence <= 1
    if reading.meaning is Meaning.VALUE and not reading.unclear and reading.value is not None:
        assert item.low is None or reading.value >= item.low
        assert item.high is None or reading.value <= item.high


def test_the_thresholds_leave_room_for_a_read_back() -> None:
    assert 0 < UNHEARD < READ_BACK_FROM < STORE_FROM < 0.95


@pytest.mark.parametrize(
    ("words", "sure"), [("i did", False), ("i didn't", False), ("yes i did", True), ("nope", True)]
)
def test_a_spoken_yes_or_no_that_hangs_on_a_syllable_is_read_back(words: str, sure: bool) -> None:
    item = AgendaItem(key="x", kind=ItemKind.METRIC, answer=Answer.YES_NO, label="exercise")
    reading = interpret(item, Transcript(words, "en", 0.92, "sphinx"))
    assert (reading.sure, reading.unsure) == (sure, not sure)
    assert interpret(item, Transcript(words)).sure
