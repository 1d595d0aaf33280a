"""Personas as data."""

from __future__ import annotations

from pathlib import Path

import pytest

from appliance.coach.persona import FOLDER, load_persona, load_personas, persona_names, read_persona
from appliance.errors import InvalidInputError, NotFoundError
from appliance.language.messages import messages

SOUND = """
name = "neighbour"
title = "The neighbour"
prompt = "You are the neighbour."
[voice]
rate = 1.0
[voice.engines.espeak]
voice = "en-us+m3"
de = "de+m3"
[words.en]
title = "the man next door"
openings = ["(Hey|Hi) {name}[, are you in]?"]
good = ["Well, {label}!"]
[words.en.greetings]
evening = ["Evening, {name}."]
[words.en.messages.questions]
follow_up_ask = ["Well, did you?"]
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "neighbour.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_shipped_personas_are_sound() -> None:
    personas = load_personas()
    assert set(personas) >= {"friend", "motivator"}
    assert persona_names() == tuple(sorted(personas))
    for persona in personas.values():
        assert persona.style.rate == persona.voice.rate


def test_its_own_words_lie_over_everybodys(tmp_path: Path) -> None:
    persona = read_persona(written(tmp_path, SOUND))
    said, everybodys = persona.messages("en-GB"), messages("en")
    assert said.words.openings == ("Hey {name}?", "Hey {name}, are you in?", "Hi {name}?", "Hi {name}, are you in?")
    assert said.words.greetings.evening == ("Evening, {name}.",)
    assert said.words.greetings.morning == everybodys.words.greetings.morning
    assert said.words.missed == everybodys.words.missed
    assert said.questions.follow_up_ask == ("Well, did you?",)
    assert said.questions.follow_up == everybodys.questions.follow_up
    assert (persona.languages, persona.title_in("en"), persona.title_in("de")) == (
        ("en",),
        "the man next door",
        "The neighbour",
    )
    assert persona.voice.engines == {"espeak": {"voice": "en-us+m3", "de": "de+m3"}}


def test_a_persona_without_words_speaks_everybodys(tmp_path: Path) -> None:
    bare = written(tmp_path, SOUND.partition("[words.en]")[0])
    assert read_persona(bare).messages("en") is messages("en")


def test_an_unknown_persona_is_named_with_those_there_are() -> None:
    with pytest.raises(NotFoundError, match="friend"):
        load_persona("nobody")


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("{name}[, are", "{nmae}[, are", r"words.en.openings: unknown field \{nmae\}"),
        ("{name}[, are", "{label}[, are", r"words.en.openings: unknown field \{label\}"),
        ("{name}[, are", "{name}[[, are", r"words.en.openings: .*\[.* is not closed"),
        ("{label}!", "{label:>9}!", r"words.en.good: .*takes no format"),
        ("{label}!", "{label!", r"words.en.good: .*"),
        ("{label}!", "{label.real}!", r"words.en.good: .*unknown field"),
        ('["Well, did you?"]', "[]", r"words.en.messages.questions.follow_up_ask: .*at least 1 item"),
        ("rate = 1.0", "rate = 9.0", r"voice.rate: .*less than or equal to 2"),
        ("rate = 1.0", "speed = 1.0", r"voice.speed: .*Extra inputs"),
        ('"Evening, {name}."', '" "', r"words.en.greetings.evening: a wording is empty"),
        ("good = [", "brilliant = [", r"words.en.brilliant: Extra inputs"),
        ("messages.questions", "messages.safety", r"words.en.messages.safety: a persona has no words of its own"),
        ("follow_up_ask", "follow_up_ax", r"words.en.messages.questions.follow_up_ax: Extra inputs"),
        ("words.en", "words.xx", r"words.xx: no such language here; there is: .*en"),
        ('name = "neighbour"', 'name = "stranger"', r"name: 'stranger' is not the name of its file"),
        ("[words.en.greetings]", "[words.en.greetings", r"not valid TOML: .*line 1\d"),
        ('title = "The neighbour"', "", r"title: Field required"),
        ('title = "The neighbour"', 'title = ""', r"title: "),
    ],
)
def test_a_broken_file_is_refused_by_file_key_and_fault(tmp_path: Path, old: str, new: str, fault: str) -> None:
    assert old in SOUND
    written(tmp_path, SOUND.replace(old, new))
    with pytest.raises(InvalidInputError, match=rf"(?s)neighbour\.toml: {fault}"):
        load_persona("neighbour", tmp_path)


def test_a_missing_or_unreadable_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInputError, match="cannot be read"):
        read_persona(tmp_path / "absent.toml")
    (tmp_path / "odd.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InvalidInputError, match=r"odd\.toml"):
        read_persona(tmp_path / "odd.toml")


def test_the_folder_of_the_shipped_ones_holds_nothing_else() -> None:
    assert {path.suffix for path in FOLDER.iterdir()} == {".toml"}
