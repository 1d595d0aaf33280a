"""What personas and the appliance itself say passes the screen that a language model's sentences pass."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pydantic import BaseModel

from appliance.coach.persona import load_personas
from appliance.coach.safety import screen_output
from appliance.language.folders import known_languages
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


@pytest.mark.parametrize("language", list(known_languages()))
@pytest.mark.parametrize("name", list(PERSONAS))
def test_no_persona_says_what_is_never_said(name: str, language: str) -> None:
    persona = PERSONAS[name]
    said = {text.replace("{", "").replace("}", "") for text in texts(persona.messages(language).words)}
    assert len(said) > 50
    refused = [text for text in sorted(said) if not screen_output(text, language, persona.harsh)]
    assert not refused


@pytest.mark.parametrize("language", list(known_languages()))
def test_every_language_has_its_fixed_texts(language: str) -> None:
    assert set(type(vetted(language)).model_fields) == set(Vetted.model_fields)
    assert len(set(vetted(language).digits)) == 10


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "Good night, Sam. You slept seven hours a night."),
        ("de", "Gute Nacht, Sam. Du hast sieben Stunden pro Nacht geschlafen."),
        ("es", "Buenas noches, Sam. Dormiste siete horas por noche."),
        ("fr", "Bonne nuit, Sam. Tu as dormi sept heures par nuit."),
        ("ru", "Спокойной ночи, Сэм. Ты спал по семь часов за ночь."),
    ],
)
def test_everyday_words_that_sound_like_others_may_be_said(language: str, sentence: str) -> None:
    assert screen_output(sentence, language, harsh=False)
