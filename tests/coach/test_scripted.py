"""The coach without a language model."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.coach.confirm import interpret_confirmation
from appliance.coach.persona import load_personas
from appliance.coach.questions import MOST_TOLD, OWN_RECORDING
from appliance.coach.reading import Reading
from appliance.coach.scripted import FAREWELLS, OPENINGS_PREPARED, Ending, ScriptedCoach
from appliance.coach.variety import UNSAID_FOR
from appliance.language.catalogue import language
from appliance.language.messages import messages
from appliance.ports import Audio, Sentence, Transcript
from appliance.records.agenda import Agenda, AgendaItem, ItemKind
from appliance.records.calls import Meaning
from tests.language import items

PERSONAS = load_personas()
DAY = "2025-03-10"
CLIP = Audio(b"\0\0" * 1600, 16_000)
RUN = items.RUN_PROMISE.model_copy(update={"promised_on": "2025-03-09"})
PROMISE = items.PROMISE.model_copy(update={"due_day": "2025-03-11"})
ITEMS = (
    items.PRESENCE, RUN, items.HABIT, items.COFFEES, items.SLEEP, items.scale(), items.clock(),
    items.number().model_copy(update={"key": "own", "question": "How many push-ups? Count them all."}), PROMISE,
)  # fmt: skip
AGENDA = Agenda(call_type="evening", day=DAY, items=ITEMS)
NAMES = st.sampled_from(sorted(PERSONAS))
SEEDS = st.text(max_size=20)


def coach(persona: str = "friend", seed: str = "seed") -> ScriptedCoach:
    return ScriptedCoach(PERSONAS[persona], user_name="Sam", language="en", seed=seed)


def text(sentences: tuple[Sentence, ...]) -> str:
    return " ".join(sentence.text for sentence in sentences)


@given(NAMES, SEEDS)
def test_the_same_call_always_says_the_same(persona: str, seed: str) -> None:
    assert coach(persona, seed).prepared(AGENDA, {}) == coach(persona, seed).prepared(AGENDA, {})


@pytest.mark.parametrize("persona", sorted(PERSONAS))
def test_other_calls_say_other_things(persona: str) -> None:
    assert len({text(coach(persona, str(seed)).prepared(AGENDA, {})) for seed in range(20)}) > 10


@given(NAMES, SEEDS)
def test_nothing_private_is_said_before_somebody_answered(persona: str, seed: str) -> None:
    speaking = coach(persona, seed)
    before = (*speaking.opening(), *speaking.ask_again(items.PRESENCE), *speaking.still_there(items.PRESENCE))
    for ending in (Ending.NOT_ME, Ending.OUT, Ending.SILENT, Ending.LATER):
        before = (*before, *speaking.farewell(ending))
    said = text(before).lower()
    for private in ("evening", "check", "promise", "sleep", "five kilometres", "you said", "day", "habit"):
        assert private not in said.replace("today", "").replace("good day", "")
    assert "Sam" in text(speaking.opening())
    assert "?" in text(speaking.opening())


@given(NAMES, SEEDS)
def test_every_sentence_is_one_sentence_in_the_personas_voice_and_fit_to_be_spoken(persona: str, seed: str) -> None:
    for sentence in coach(persona, seed).prepared(AGENDA, {}):
        assert sentence.style == PERSONAS[persona].style
        assert sentence.language == "en"
        assert language("en").split_sentences(sentence.text) == [sentence.text]
        assert language("en").speakable(sentence.text) == sentence.text
        assert "{" not in sentence.text


@given(NAMES, SEEDS)
def test_all_that_is_known_before_the_call_is_prepared(persona: str, seed: str) -> None:
    speaking = coach(persona, seed)
    ready = set(speaking.prepared(AGENDA, {}))
    assert {*speaking.opening(), *speaking.greeting("evening")} <= ready
    for item in ITEMS:
        assert {*speaking.question(item, day=DAY), *speaking.ask_again(item), *speaking.still_there(item)} <= ready
    for item in ITEMS[1:]:
        assert {*speaking.acknowledge(item, Reading(Meaning.SKIP))} <= ready
        assert {*speaking.acknowledge(item, Reading(Meaning.UNKNOWN))} <= ready
    for value in (0.0, 0.3, 1.0):
        assert {*speaking.acknowledge(RUN, Reading(Meaning.VALUE, value))} <= ready
    assert {*speaking.acknowledge(items.SLEEP, Reading(Meaning.VALUE, 6.5))} <= ready
    assert {*speaking.kept_as_clip(PROMISE)} <= ready
    for ending in FAREWELLS:
        assert {*speaking.farewell(ending)} <= ready


@given(NAMES, SEEDS)
def test_a_promise_is_asked_about_in_its_own_words_and_day(persona: str, seed: str) -> None:
    said = text(coach(persona, seed).question(RUN, day=DAY))
    assert "run five kilometres before dinner" in said
    assert "yesterday" in said.lower()
    assert said.endswith("?")


def test_a_promise_without_words_is_played() -> None:
    blank = RUN.model_copy(update={"label": "", "clip": "clip-1"})
    question = coach().question(blank, CLIP, day=DAY)
    played = [sentence for sentence in question if sentence.recording]
    assert [(sentence.text, sentence.recording) for sentence in played] == [(OWN_RECORDING, CLIP)]
    assert question[0].recording is None
    assert question[-1].text.endswith("?")
    agenda = AGENDA.model_copy(update={"items": (items.PRESENCE, blank)})
    prepared = coach().prepared(agenda, {"clip-1": CLIP})
    assert all(sentence.recording is None for sentence in prepared)
    assert set(question) - set(played) <= set(prepared)


def test_the_persons_own_question_is_asked_as_written() -> None:
    own = ITEMS[-2]
    assert [sentence.text for sentence in coach().question(own, day=DAY)] == ["How many push-ups?", "Count them all."]
    assert text(coach().ask_again(own)).endswith("How many push-ups? Count them all.")


@given(NAMES, SEEDS)
def test_the_promise_asked_for_names_its_day(persona: str, seed: str) -> None:
    assert "tomorrow" in text(coach(persona, seed).question(PROMISE, day=DAY))


@given(NAMES, SEEDS)
def test_a_promise_heard_well_is_repeated_and_one_heard_badly_is_not(persona: str, seed: str) -> None:
    words = "call the dentist before ten."
    well = text(coach(persona, seed).acknowledge(PROMISE, Reading(Meaning.VALUE, words=words, confidence=0.9)))
    badly = text(coach(persona, seed).acknowledge(PROMISE, Reading(Meaning.VALUE, words=words, confidence=0.3)))
    assert well.startswith("Call the dentist before ten.")
    assert len(well) > len("Call the dentist before ten.")
    assert "dentist" not in badly
    assert "voice" in badly


@given(NAMES, SEEDS)
def test_of_very_long_words_only_the_first_are_said_back(persona: str, seed: str) -> None:
    words = "tidy the cellar, " * 300
    talker = coach(persona, seed)
    kept = text(talker.acknowledge(PROMISE, Reading(Meaning.VALUE, words=words, confidence=0.9)))
    asked = text(talker.question(RUN.model_copy(update={"label": words}), day=DAY))
    for said in (kept, asked):
        assert "idy the cellar, tidy the cellar" in said
        assert "cellar…" in said.replace("tidy the…", "tidy the cellar…")
        assert "…." not in said
        assert len(said) < MOST_TOLD + 160


@pytest.mark.parametrize(
    ("item", "value", "said"),
    [
        (items.SLEEP, 6.5, "six and a half hours"), (items.COFFEES, 15, "fifteen cups"), (items.HABIT, 1, "yes"),
        (RUN, 0.6, "about half of it"), (items.clock(), 1290, "half past nine in the evening"),
        (items.scale(), 7, "seven"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("persona", sorted(PERSONAS))
def test_a_read_back_says_the_value_in_words(persona: str, item: AgendaItem, value: float, said: str) -> None:
    sentences = text(coach(persona).read_back(item, Reading(Meaning.VALUE, value, 0.6)))
    assert said in sentences.lower()
    assert sentences.endswith("?")


@given(st.sampled_from([items.SLEEP, items.COFFEES, items.clock(), items.WEIGHT]), st.integers(1, 16))
def test_repeating_a_read_back_confirms_it(item: AgendaItem, value: int) -> None:
    wanted = value * 60.0 if item.key == "clock" else float(value) + (45 if item is items.WEIGHT else 0)
    said = language("en").say_value(item, wanted)
    reading = interpret_confirmation(item, Reading(Meaning.VALUE, wanted, 0.6), Transcript(f"yes, {said}"))
    assert (reading.value, reading.confidence) == (wanted, 1.0)


def test_nothing_is_said_to_what_needs_no_answer() -> None:
    assert coach().acknowledge(items.HABIT, Reading(Meaning.REPEAT)) == ()
    assert coach().read_back(items.HABIT, Reading(Meaning.UNCLEAR)) == ()


@pytest.mark.parametrize("call_type", ["morning", "midday", "evening", "weekly", "custom", "unheard of"])
def test_every_call_type_is_greeted_by_name(call_type: str) -> None:
    assert "Sam" in text(coach().greeting(call_type))


@given(NAMES, SEEDS)
def test_the_name_is_called_another_way_each_time(persona: str, seed: str) -> None:
    speaking = coach(persona, seed)
    called = [text(speaking.opening(again)) for again in range(10)]
    assert len(set(called)) == len(called)
    ready = set(speaking.prepared(AGENDA, {}))
    assert all(set(speaking.opening(again)) <= ready for again in range(OPENINGS_PREPARED))


@given(NAMES, SEEDS)
def test_to_short_answers_the_acknowledgements_are_short_and_ready_too(persona: str, seed: str) -> None:
    speaking = coach(persona, seed)
    ready = set(speaking.prepared(AGENDA, {}))
    at_length = text(speaking.acknowledge(RUN, Reading(Meaning.VALUE, 1.0)))
    speaking.brisk = True
    shortly = speaking.acknowledge(RUN, Reading(Meaning.VALUE, 1.0))
    assert set(shortly) <= ready
    lengths = sorted(len(line.replace("{name}", "Sam")) for line in PERSONAS[persona].messages("en").words.good)
    assert len(text(shortly)) <= lengths[len(lengths) // 2]
    speaking.brisk = False
    assert text(speaking.acknowledge(RUN, Reading(Meaning.VALUE, 1.0))) == at_length


@pytest.mark.parametrize("persona", sorted(PERSONAS))
def test_softened_a_harsh_persona_speaks_in_a_gentle_ones_words(persona: str) -> None:
    harsh = PERSONAS[persona].harsh
    speaking = coach(persona).recast(PERSONAS[persona], gentle=PERSONAS["friend"])
    assert speaking.softened is harsh
    friends = {line.format(name="Sam", label=RUN.label) for line in PERSONAS["friend"].messages("en").words.missed}
    assert (text(speaking.acknowledge(RUN, Reading(Meaning.VALUE, 0.0))) in friends) is (harsh or persona == "friend")
    assert (speaking.style == PERSONAS[persona].style) is not harsh


@pytest.mark.parametrize("persona", sorted(PERSONAS))
def test_nobody_is_sarcastic_about_how_somebody_feels(persona: str) -> None:
    """Nor about what they tell in their own words, which may be anything."""
    nobodys = {line.format(name="Sam", label="it") for line in messages("en").words.neutral}
    mood = items.scale().model_copy(update={"wording": "mood"})
    obstacle = PROMISE.model_copy(update={"key": "obstacle", "kind": ItemKind.OBSTACLE})
    for item, reading in ((mood, Reading(Meaning.VALUE, 2.0)), (obstacle, Reading(Meaning.VALUE, words="it hurts"))):
        plain = text(coach(persona).acknowledge(item, reading)) in nobodys
        assert plain is PERSONAS[persona].harsh


@pytest.mark.parametrize(("persona", "code"), [(name, code) for name in PERSONAS for code in PERSONAS[name].languages])
def test_in_two_weeks_of_three_calls_no_line_returns_within_three_days(persona: str, code: str) -> None:
    """Whatever is answered: what is said is chosen by chance, from all that a call may say."""
    chance, said = Random(7), dict[str, datetime]()
    for number in range(14 * 3):
        at = datetime(2025, 3, 1, 7, tzinfo=UTC) + timedelta(hours=8 * number)
        recent = {digest: when for digest, when in said.items() if at - when <= UNSAID_FOR}
        call_type = ("morning", "midday", "evening")[number % 3]
        speaking = ScriptedCoach(PERSONAS[persona], user_name="Sam", language=code, seed=str(number), recent=recent)
        speaking.allot(AGENDA.model_copy(update={"call_type": call_type}))
        lines = [speaking.opening(), speaking.greeting(call_type), speaking.farewell(Ending.COMPLETED)]
        for item in ITEMS[1:-1]:
            value = chance.choice([0.0, 0.5, 1.0])
            meaning = Meaning.SKIP if chance.random() < 0.1 else Meaning.VALUE
            lines.append(speaking.acknowledge(item, Reading(meaning, value)))
        lines.append(speaking.acknowledge(PROMISE, Reading(Meaning.VALUE, words=f"walk {number} miles")))
        for line in lines:
            assert line[0].wording
            assert line[0].wording not in recent, text(line)
            said[line[0].wording] = at


def test_every_kind_of_item_is_asked_in_its_own_words() -> None:
    said, asks = coach(), messages("en")
    progress = RUN.model_copy(update={"key": "progress:1", "kind": ItemKind.PROGRESS})
    assert "run five kilometres" in text(said.question(progress, day=DAY))
    assert text(said.question(progress, day=DAY)) != text(said.question(RUN, day=DAY))
    for kind, wordings in (
        (ItemKind.OBSTACLE, asks.questions.obstacle),
        (ItemKind.REVIEW, asks.questions.review_ask),
        (ItemKind.TALK, asks.talk.opening),
    ):
        item = PROMISE.model_copy(update={"key": kind.value, "kind": kind})
        assert text(said.question(item, day=DAY)) in wordings
    first = PROMISE.model_copy(update={"due_day": DAY, "wording": "intention"})
    more = first.model_copy(update={"key": "promise:2", "only_after": "promise", "wording": "intention_more"})
    assert text(said.question(first, day=DAY)) in asks.questions.intention
    assert text(said.question(more, day=DAY)) in asks.questions.intention_more


def test_what_is_told_first_is_not_told_again() -> None:
    review = PROMISE.model_copy(update={"key": "review", "kind": ItemKind.REVIEW, "statement": "You kept five of six."})
    assert text(coach().question(review, day=DAY)).startswith("You kept five of six. ")
    assert "five of six" not in text(coach().ask_again(review))


def test_labels_with_braces_are_only_words() -> None:
    odd = RUN.model_copy(update={"label": "write {name} and {0}"})
    assert "write {name} and {0}" in text(coach().question(odd, day=DAY))
