"""Starter packs: usable in every language, and understood when they are answered."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from appliance.calls.agenda.items import metric
from appliance.coach.interpret import interpret
from appliance.errors import NotFoundError
from appliance.language.folders import known_languages
from appliance.ports import Transcript
from appliance.progress.packs import Template, pack, packs
from appliance.records.calls import Meaning
from appliance.records.progress import MetricKind

NOW = datetime(2026, 1, 5, tzinfo=UTC)
TEMPLATES = [template for each in packs().values() for template in each]
WANTED = {"sleep", "exercise", "reading", "mood", "medication", "sobriety", "study", "calories", "weight", "spending"}
YES = {"en": "yes", "de": "ja", "es": "sí", "fr": "oui", "ru": "да"}
SEVEN = {"en": "seven", "de": "sieben", "es": "siete", "fr": "sept", "ru": "семь"}


def test_all_that_people_track_is_there_in_every_language() -> None:
    assert set(packs()) == WANTED
    assert {code for template in TEMPLATES for code in template.words} == set(known_languages())
    assert all(set(template.words) == set(known_languages()) for template in TEMPLATES)
    with pytest.raises(NotFoundError) as caught:
        pack("gambling")
    assert "sobriety" in caught.value.remedy


@pytest.mark.parametrize("code", sorted(YES))
@pytest.mark.parametrize("template", TEMPLATES, ids=[each.words["en"].name for each in TEMPLATES])
def test_an_answer_to_its_question_is_understood_and_said_back(template: Template, code: str) -> None:
    kind = template.metric_type(uuid4(), code, NOW)
    item = metric(kind)
    habit = kind.kind is MetricKind.HABIT
    words, value = (YES[code], 1.0) if habit else ("70", 70.0) if kind.unit == "kg" else (SEVEN[code], 7.0)
    reading = interpret(item, Transcript(words, code))
    assert (reading.meaning, reading.value) == (Meaning.VALUE, value)


@pytest.mark.parametrize(
    ("name", "code", "words", "value"),
    [
        ("reading", "de", "zwanzig Seiten", 20),
        ("reading", "ru", "двадцать страниц", 20),
        ("reading", "fr", "vingt pages", 20),
        ("sleep", "es", "siete horas y media", 7.5),
        ("sleep", "fr", "six heures et demie", 6.5),
        ("study", "de", "eine Stunde", 60),
        ("study", "ru", "полчаса", 30),
        ("spending", "es", "doce euros", 12),
        ("weight", "de", "achtzig Kilo", 80),
        ("calories", "ru", "две тысячи калорий", 2000),
    ],
)
def test_its_unit_is_known_in_the_language(name: str, code: str, words: str, value: float) -> None:
    (template,) = pack(name)
    reading = interpret(metric(template.metric_type(uuid4(), code, NOW)), Transcript(words, code))
    assert (reading.meaning, reading.value) == (Meaning.VALUE, value)


def test_an_unknown_language_gets_english() -> None:
    (template,) = pack("exercise")
    assert template.metric_type(uuid4(), "pt-BR", NOW).name == "exercise"
    assert template.metric_type(uuid4(), "de-AT", NOW).name == "Sport"
