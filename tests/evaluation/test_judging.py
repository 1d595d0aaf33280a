"""A dialogue that expects something else than what happens has exactly that fault."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from appliance.coach.persona import load_personas
from appliance.evaluation.dialogue import Dialogue, read_dialogues
from appliance.evaluation.holding import evaluate, hold
from appliance.evaluation.judging import Held, faults_of
from appliance.ports import Sentence, VoiceStyle
from appliance.records.agenda import AgendaItem, Answer, ItemKind

DIALOGUES = read_dialogues()
PERSONAS = load_personas()


def held(dialogue: Dialogue) -> Held:
    return asyncio.run(hold(dialogue, PERSONAS, model=None))


@pytest.mark.parametrize(
    ("name", "changes", "fault"),
    [
        ("en/evening_breath", {"values": {"sleep": 7.0}}, "sleep: 6 instead of 7"),
        ("en/evening_breath", {"nothing": ("sleep",)}, "sleep: 6 although nothing was said"),
        ("en/silence", {"values": {"sleep": 7.0}}, "sleep: nothing instead of 7"),
        ("en/evening_promise", {"words": {"promise": "the vet"}}, "promise: kept"),
        ("en/evening_breath", {"read_back": ("sleep",)}, "sleep: stored without being read back"),
        ("en/evening_breath", {"unsaid": ("sleep",)}, "sleep: asked although"),
        ("en/silence", {"ending": "completed"}, "it ended silent, not completed"),
        ("en/memory", {"remembered": ()}, "noted ['my sister is called ana'], not []"),
        ("en/persona", {"persona": "friend"}, "in the end mentor talked, not friend"),
        ("en/crisis", {"flagged": False}, "heard distress in"),
        ("en/idiom", {"flagged": True}, "distress was not heard"),
    ],
)
def test_another_expectation_is_a_fault(name: str, changes: dict[str, Any], fault: str) -> None:
    dialogue = DIALOGUES[name]
    wanted = dialogue.expected.model_validate({**dialogue.expected.model_dump(), **changes})
    found = faults_of(dialogue.model_copy(update={"expected": wanted}), held(dialogue))
    assert len(found) == 1, found
    assert found[0].startswith(fault)


def test_words_that_are_missing_or_forbidden_are_faults() -> None:
    dialogue = DIALOGUES["en/evening_breath"]
    changed = dialogue.model_copy(update={"must_say": ("elephants",), "never_say": ("is that (right|true)",)})
    missing, said = faults_of(changed, held(dialogue))
    assert missing == "never said: elephants"
    assert said.casefold() == "said: 'is that right'"


def test_an_answer_that_nobody_listened_to_is_a_fault() -> None:
    dialogue = DIALOGUES["en/evening_promise"]
    talkative = dialogue.model_copy(update={"answers": {**dialogue.answers, "sleep": ("seven", "and a half")}})
    assert "never listened to 'and a half'" in faults_of(talkative, held(talkative))


Change = Callable[[Held], Held]


def _also_said(text: str) -> Change:
    extra = Sentence(text, "en", VoiceStyle())

    def change(before: Held) -> Held:
        raised = before.raised and replace(before.raised, sentences=[*before.raised.sentences, extra])
        return replace(before, sentences=[*before.sentences, extra], raised=raised)

    return change


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("Das hast du heute wirklich ganz hervorragend gemacht.", "not in en"),
        ("Well **done**, really.", "not fit to be spoken"),
        ("Well done " * 40, "too long to be spoken"),
        ("You should kill yourself.", "not to be said to anybody"),
    ],
)
def test_speech_that_nobody_should_hear_is_a_fault(text: str, fault: str) -> None:
    dialogue = DIALOGUES["en/evening_breath"]
    (found,) = faults_of(dialogue, _also_said(text)(held(dialogue)))
    assert found.startswith(fault)


def test_a_word_after_distress_is_a_fault() -> None:
    dialogue = DIALOGUES["en/crisis"]
    (found,) = faults_of(dialogue, _also_said("Anyway, you missed the gym.")(held(dialogue)))
    assert found.startswith("after distress it said")


def test_a_model_asked_after_distress_is_a_fault_and_so_are_words_kept() -> None:
    dialogue = DIALOGUES["en/crisis"]
    before = held(dialogue)
    assert before.raised is not None
    asked = replace(before, raised=replace(before.raised, asked=True))
    assert faults_of(dialogue, asked) == ["a language model was asked after distress"]
    told = replace(before, asked=[f"Sam: {before.raised.words}"])
    assert faults_of(dialogue, told) == ["a language model was asked after distress"]
    kept = replace(before, kept=[*before.kept, replace(before.kept[-1], content=before.raised.words)])
    assert faults_of(dialogue, kept) == ["the words that told of distress were kept"]


def test_a_dialogue_that_cannot_be_held_has_its_error_for_a_fault() -> None:
    item = AgendaItem(key="gym", kind=ItemKind.METRIC, answer=Answer.YES_NO, label="gym")
    nobody = Dialogue(title="Nobody", persona="pirate", items=(item,), answers={})

    async def results() -> list[Any]:
        both = {"nobody": nobody, "silence": DIALOGUES["en/silence"]}
        return [result async for result in evaluate(both, PERSONAS, None)]

    failed, well = asyncio.run(results())
    assert not failed.passed
    assert "no persona 'pirate'" in failed.faults[0]
    assert well.passed
