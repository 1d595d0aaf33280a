"""Schemas that a decoder with random weights comes to the end of, and what is made of its answers."""

from __future__ import annotations

import json
from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Literal

import pytest
from pydantic import BaseModel, Field, field_validator

from appliance.coach.json_schema import MOST_CHARACTERS, MOST_ITEMS, bounded_schema, parse
from appliance.errors import EngineError
from tests.engines.contracts import Report

SECRET = "I drank again"


class Mood(StrEnum):
    LOW = "low"
    FAIR = "fair"


class Person(BaseModel):
    title: str
    mood: Mood | None = None


class Evening(BaseModel):
    people: list[Person]
    pair: tuple[int, Literal["a", "b"]]
    hours: Annotated[int, Field(gt=0, lt=24)]
    litres: float | None = Field(default=None, gt=0, le=5)
    day: date | None = None
    said: str = Field(default="", max_length=30)


class Branch(BaseModel):
    branches: list[Branch] = []


class Free(BaseModel):
    anything: dict[str, int]


class Sober(BaseModel):
    words: str

    @field_validator("words")
    @classmethod
    def judge(cls, words: str) -> str:
        raise ValueError(f"not {words}")


def parts(schema: Any) -> list[dict[str, Any]]:
    """Every schema inside a schema."""
    if isinstance(schema, list):
        return [part for inner in schema for part in parts(inner)]
    if not isinstance(schema, dict):
        return []
    return [schema, *(part for inner in schema.values() for part in parts(inner))]


@pytest.mark.parametrize("model", [Report, Evening])
def test_every_string_and_list_ends_and_every_field_is_asked_for(model: type[BaseModel]) -> None:
    schema = bounded_schema(model)
    for part in parts(schema):
        assert "$ref" not in part
        if part.get("type") == "string" and not part.keys() & {"enum", "const", "format"}:
            assert part["maxLength"] <= MOST_CHARACTERS
        if part.get("type") == "array" and "items" in part:
            assert part["maxItems"] <= MOST_ITEMS
        if part.get("type") == "object":
            assert part["required"] == list(part["properties"])
            assert part["additionalProperties"] is False
    assert list(schema["properties"]) == list(model.model_fields)


def test_own_bounds_stay_and_exclusive_ones_of_integers_become_inclusive() -> None:
    properties = bounded_schema(Evening)["properties"]
    assert properties["said"]["maxLength"] == 30
    assert {key: properties["hours"][key] for key in ("minimum", "maximum")} == {"minimum": 1, "maximum": 23}
    assert "exclusiveMinimum" not in properties["hours"]
    assert properties["litres"]["anyOf"][0]["exclusiveMinimum"] == 0
    assert properties["people"]["items"]["properties"]["title"] == {"type": "string", "maxLength": MOST_CHARACTERS}


@pytest.mark.parametrize("model", [Branch, Free])
def test_what_has_no_end_is_refused(model: type[BaseModel]) -> None:
    with pytest.raises(ValueError, match=f"{model.__name__} has no bound"):
        bounded_schema(model)


def test_an_answer_between_other_words_is_found() -> None:
    answer = '```json\n{"verdict": "done", "share": 80, "words": "three\nkilometres", "people": []}\n```\nDone!'
    report = parse(Report, answer, "ollama:tiny")
    assert (report.verdict, report.share, report.words) == ("done", 80, "three\nkilometres")


@pytest.mark.parametrize(
    "answer",
    [
        SECRET,
        "",
        "}{",
        '{"words": "' + SECRET,
        "[" * 100_000 + "{}",
        '{"x":' + "[" * 100_000 + "}",
        json.dumps({"verdict": SECRET, "share": 1, "words": "", SECRET: 1}),
        json.dumps({"verdict": "done", "share": 1, "words": SECRET * 9}),
        '{"verdict": "done", "share": NaN, "words": ""}',
    ],
)
def test_an_answer_that_does_not_fit_is_an_error_that_does_not_quote_it(answer: str) -> None:
    with pytest.raises(EngineError, match=r"ollama:tiny .* a Report") as caught:
        parse(Report, answer, "ollama:tiny")
    assert SECRET not in repr(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__ or caught.value.__context__ is None


def test_errors_name_the_fields_that_are_wrong() -> None:
    with pytest.raises(EngineError, match=r"people\.0\.mood \(enum\)"):
        parse(
            Evening, json.dumps({"people": [{"title": "x", "mood": SECRET}], "pair": [1, "a"], "hours": 3}), "ollama:x"
        )


def test_a_model_that_judges_for_itself_does_not_quote_either() -> None:
    with pytest.raises(EngineError, match=r"words \(value_error\)") as caught:
        parse(Sober, json.dumps({"words": SECRET}), "ollama:x")
    assert SECRET not in str(caught.value)
