"""Words about the call that every language must know."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from appliance.language.catalogue import language
from appliance.language.folders import known_languages
from appliance.records.agenda import Answer
from appliance.records.calls import Meaning

TABLE: dict[str, dict[str, Any]] = tomllib.loads(Path(__file__).with_name("commands.toml").read_text(encoding="utf-8"))
PLAIN = ("repeat", "slower", "skip", "stop", "unknown", "later", "think", "forget", "talk")
CODES = sorted(known_languages())


PLAIN_ONES = [(code, name, said) for code in CODES for name in PLAIN for said in TABLE[code][name]]


@pytest.mark.parametrize(("code", "meaning", "said"), PLAIN_ONES)
def test_a_command(code: str, meaning: str, said: str) -> None:
    for answer in (Answer.NUMBER, Answer.OPEN):
        command = language(code).read_command(said, answer)
        assert command is not None
        assert command.meaning is Meaning(meaning)
        assert command.certainty >= 0.75


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("name", ["switch", "remember"])
def test_a_command_with_words_of_its_own(code: str, name: str) -> None:
    for subject, said in TABLE[code][name].items():
        command = language(code).read_command(said, Answer.NUMBER)
        assert command is not None, said
        assert (command.meaning, command.subject) == (Meaning(name), subject)


@pytest.mark.parametrize("code", CODES)
def test_when_to_call_again(code: str) -> None:
    command = language(code).read_command(TABLE[code]["call_back_in_ten_minutes"], Answer.NUMBER)
    assert command is not None
    assert (command.meaning, command.minutes) == (Meaning.LATER, 10)


@pytest.mark.parametrize("code", CODES)
def test_a_value_is_no_command(code: str) -> None:
    rules = language(code)
    assert rules.read_command("7", Answer.NUMBER) is None
    assert rules.read_command("9:30", Answer.TIME) is None
