"""Personas as data."""

from __future__ import annotations

from pathlib import Path

import pytest

from appliance.coach.persona import FOLDER, load_persona, load_personas, persona_names, read_persona
from appliance.errors import InvalidInputError, NotFoundError


def test_the_shipped_personas_are_sound() -> None:
    personas = load_personas()
    assert set(personas) >= {"friend", "motivator"}
    assert persona_names() == tuple(sorted(personas))
    for persona in personas.values():
        assert len(persona.openings) > 1
        assert persona.style.rate == persona.voice.rate


def test_an_unknown_persona_is_named_with_those_there_are() -> None:
    with pytest.raises(NotFoundError, match="friend"):
        load_persona("nobody")


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("{name}? Are you there?", "{nmae}? Are you there?", r"openings: .*unknown field \{nmae\}"),
        ("{name}? Are you there?", "{label}? Are you there?", r"openings: .*unknown field \{label\}"),
        ("{value}. Is that right?", "{value:>9}. Right?", r"repairs.read_back: .*takes no format"),
        ("{value}. Is that right?", "{value", r"repairs.read_back: .*"),
        ("{value}. Is that right?", "{value.real}", r"repairs.read_back: .*unknown field"),
        ('"Did you do it?", "Did it happen?"', "", r"questions.follow_up_ask: .*at least 1 item"),
        ("rate = 1.0", "rate = 9.0", r"voice.rate: .*less than or equal to 2"),
        ("rate = 1.0", "speed = 1.0", r"voice.speed: .*Extra inputs"),
        ('"Thanks.", ', '" ", ', r"acknowledgements.neutral: .*empty"),
        ('name = "friend"', 'name = "stranger"', r"name: 'stranger' is not the name of its file"),
        ("[closings]", "[closings", r"not valid TOML"),
        ('title = "The friend"', "", r"title: Field required"),
        ('title = "The friend"', 'title = ""', r"title: "),
    ],
)
def test_a_broken_file_is_refused_by_file_key_and_fault(tmp_path: Path, old: str, new: str, fault: str) -> None:
    good = (FOLDER / "friend.toml").read_text(encoding="utf-8")
    assert old in good
    broken = tmp_path / "friend.toml"
    broken.write_text(good.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(InvalidInputError, match=rf"(?s)friend\.toml: {fault}"):
        load_persona("friend", tmp_path)


def test_a_missing_or_unreadable_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInputError, match="cannot be read"):
        read_persona(tmp_path / "absent.toml")
    (tmp_path / "odd.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InvalidInputError, match=r"odd\.toml"):
        read_persona(tmp_path / "odd.toml")
