"""What personas and the appliance itself say passes the screen that a language model's sentences pass."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pydantic import BaseModel

from appliance.coach.persona import load_personas
from appliance.coach.safety import screen_output
from appliance.language.folders import folders
from appliance.language.vetted import Vetted, vetted

PERSONAS = load_personas()


def texts(value: object) -> Iterator[str]:
    """All wordings of a value, whatever it is made of."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from texts(getattr(value, name))
    elif isinstance(value, dict):
        for each in value.values():
            yield from texts(each)
    elif isinstance(value, tuple | list):
        for each in value:
            yield from texts(each)


@pytest.mark.parametrize("language", list(folders()))
@pytest.mark.parametrize("name", list(PERSONAS))
def test_no_persona_says_what_is_never_said(name: str, language: str) -> None:
    persona = PERSONAS[name]
    said = {text.replace("{", "").replace("}", "") for text in texts(persona.messages(language).words)}
    assert len(said) > 50
    refused = [text for text in sorted(said) if not screen_output(text, language, persona.harsh)]
    assert not refused


@pytest.mark.parametrize("language", list(folders()))
def test_every_language_has_its_fixed_texts(language: str) -> None:
    assert set(type(vetted(language)).model_fields) == set(Vetted.model_fields)
    assert len(set(vetted(language).digits)) == 10
