"""The rehearsed dialogues that come with the appliance: held with the scripted coach, all are as they must be."""

from __future__ import annotations

import asyncio

import pytest

from appliance.coach.persona import load_personas
from appliance.evaluation.dialogue import read_dialogues
from appliance.evaluation.holding import hold
from appliance.evaluation.judging import faults_of
from appliance.language.folders import known_languages
from tests.engines.talkers import Talker

DIALOGUES = read_dialogues()
LANGUAGES = list(known_languages())
PERSONAS = load_personas()

MISBEHAVIOUR = {
    "too much": "That counts for something. And one more thing. And another. And then there is this.",
    "another language": "Das hast du wirklich ganz hervorragend gemacht heute. Ты сегодня большой молодец.",
    "markup": "**Great!** # Well done\n- one\n- [two](http://example.org) `three` 🎉🎉 <b>four</b>",
    "far too long": "and so " * 200 + ".",
    "questions": "How are you? What else? Why did you do that? Do you want to tell me more about it?",
    "stage directions": "*smiles warmly* (laughs) [pause] Coach: Okay then. <think>They are lying.</think>",
    "words of distress": "You should just kill yourself. I want to die. Nobody would miss you.",
    "nothing": " ",
}
"""What a language model might write, by what is wrong with it."""


def test_every_language_has_ten_at_least() -> None:
    counted = {code: sum(each.language == code for each in DIALOGUES.values()) for code in LANGUAGES}
    assert min(counted.values()) >= 10, counted


@pytest.mark.parametrize("name", list(DIALOGUES))
def test_a_dialogue_is_as_it_must_be(name: str) -> None:
    dialogue = DIALOGUES[name]
    assert name.partition("/")[0] == dialogue.language
    held = asyncio.run(hold(dialogue, PERSONAS, model=None))
    assert faults_of(dialogue, held) == []


@pytest.mark.parametrize("wrong", list(MISBEHAVIOUR))
@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_said_that_must_not_be_whatever_a_model_writes(language: str, wrong: str) -> None:
    for dialogue in (each for each in DIALOGUES.values() if each.language == language):
        model = Talker(lambda messages: MISBEHAVIOUR[wrong], first_seconds=0, piece_seconds=0)
        held = asyncio.run(hold(dialogue, PERSONAS, model))
        assert faults_of(dialogue, held) == []
        said = " ".join(sentence.text for sentence in held.sentences)
        assert not any(bad in said for bad in ("smiles", "kill yourself", "They are lying", "**", "Nobody would miss"))
        if held.raised is not None:
            assert not any(held.raised.words in asked for asked in held.asked)


@pytest.mark.parametrize("language", LANGUAGES)
def test_after_distress_a_model_is_asked_nothing(language: str) -> None:
    distressed = [each for each in DIALOGUES.values() if each.language == language and each.expected.flagged]
    assert distressed
    for dialogue in distressed:
        model = Talker(first_seconds=0, piece_seconds=0)
        held = asyncio.run(hold(dialogue, PERSONAS, model))
        assert held.raised is not None
        assert not held.raised.asked
        assert [said.text for said in held.raised.sentences] == [said.text for said in held.raised.fixed]
        assert not any(held.raised.words in messages for messages in held.asked)
        assert not any(held.raised.words in said.content for said in held.kept)
