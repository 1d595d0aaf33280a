"""Fixed texts of safety: `safety.toml` in a language's folder. Never worded by a persona or a language model."""

from __future__ import annotations

import re
import string
from functools import cache
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from appliance.language.folders import base_code, file_of
from appliance.tomlfiles import checked, read_toml

FILE = "safety.toml"

_APART = re.compile(r"[\s/.-]+")
_PAUSE = re.compile(r"[^0-9+]")


def _may_use(*allowed: str) -> AfterValidator:
    def check(text: str) -> str:
        fields = {field for _, field, _, _ in string.Formatter().parse(text) if field is not None}
        if unknown := sorted(fields - set(allowed)):
            raise ValueError(f"unknown field {{{unknown[0]}}}; it may use: {', '.join(allowed) or 'none'}")
        return text

    return AfterValidator(check)


Text = Annotated[str, Field(min_length=1), _may_use()]
Texts = Annotated[tuple[Text, ...], Field(min_length=1)]
"""Sentences, said one after the other."""
Reached = Annotated[str, Field(min_length=1), _may_use("service", "number")]
Numbered = Annotated[str, Field(min_length=1), _may_use("number")]
Personal = Annotated[str, Field(min_length=1), _may_use("name", "persona")]


class Vetted(BaseModel):
    """One `safety.toml`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    digits: tuple[str, ...] = Field(min_length=10, max_length=10)
    """The words for 0 … 9."""
    plus: str
    """The sign before a country code, as it is read out."""
    medical: Texts
    self_harm: Texts
    violence: Texts
    danger: Texts
    for_another: Texts
    concern: Texts
    """Names help, asks for nothing; the call goes on."""
    hotline: Reached
    emergency: Numbered
    again: Numbered
    """The number once more, for those who write it down."""
    no_number: Text
    """Where no number is known."""
    comes_after: Text
    """The last words of a call that ended so."""
    consent_harsh: Personal
    """What is agreed to, spoken and kept, as a question."""
    consent_expired: Personal
    safe_word_heard: Text
    softened: Text
    """Before a harsh persona's words turn mild."""


def vetted(language: str) -> Vetted:
    """The fixed texts of an ISO 639-1 code, a region ignored. Raises `InvalidInputError`."""
    return _vetted(base_code(language))


@cache
def _vetted(code: str) -> Vetted:
    path = file_of(code, FILE, "fixed texts of safety")
    shown = f"{path.parent.name}/{FILE}"
    return checked(Vetted, read_toml(path, shown), shown)


def spoken_number(number: str, texts: Vetted) -> str:
    """A telephone number digit by digit, with a pause where it is written apart: `one one six, one two three`."""
    groups = (_PAUSE.sub("", group) for group in _APART.split(number))
    said = ([texts.plus if sign == "+" else texts.digits[int(sign)] for sign in group] for group in groups)
    return ", ".join(" ".join(words) for words in said if words)
