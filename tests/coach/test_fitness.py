"""A persona of the owner's own may be rude to nobody's body, worth or life, and the friend stays a friend."""

from __future__ import annotations

from pathlib import Path

import pytest

from appliance.coach.fitness import check_fit
from appliance.coach.persona import load_personas, read_persona
from appliance.coach.personas import Personas
from appliance.errors import InvalidInputError


def written(folder: Path, name: str, words: str, harsh: bool = False) -> Path:
    path = folder / f"{name}.toml"
    head = f'name = "{name}"\ntitle = "Next door"\nharsh = {str(harsh).lower()}\nprompt = "A neighbour."\n'
    path.write_text(f"{head}[words.en]\n{words}\n", encoding="utf-8")
    return path


@pytest.mark.parametrize(
    "words",
    ['neutral = ["Kill yourself, {name}."]', 'good = ["You fat worthless pig."]', 'neutral = ["You are ugly."]'],
)
@pytest.mark.parametrize("harsh", [False, True])
def test_what_is_never_said_is_not_said_by_a_persona_either(tmp_path: Path, words: str, harsh: bool) -> None:
    path = written(tmp_path, "neighbour", words, harsh)
    with pytest.raises(InvalidInputError, match=r"neighbour.toml: words.en.(neutral|good): this is never said"):
        check_fit(read_persona(path), path.name)
    personas = Personas((tmp_path,))
    assert list(personas) == []
    assert "never said" in personas.faults[0].fault


def test_the_friend_is_never_harsh(tmp_path: Path) -> None:
    path = written(tmp_path, "friend", 'neutral = ["Fine."]', harsh=True)
    with pytest.raises(InvalidInputError, match=r"friend.toml: harsh"):
        check_fit(read_persona(path), path.name)


def test_a_decent_neighbour_may_talk(tmp_path: Path) -> None:
    path = written(tmp_path, "neighbour", 'neutral = ["Fine, {name}.", "Noted, and thank you."]')
    check_fit(read_persona(path), path.name)
    assert list(Personas((tmp_path,))) == ["neighbour"]


@pytest.mark.parametrize("name", sorted(load_personas()))
def test_those_that_come_along_may_talk(name: str) -> None:
    check_fit(load_personas()[name], name)
