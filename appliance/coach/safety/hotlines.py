"""Whom to call, by country: `hotlines.toml` of the package, each number with its public source, and the owner's own.

The owner's `user_data/hotlines.toml` has the same layout. What it says of a country stands in place of the package's.
"""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from appliance.coach.safety.alarms import Kind
from appliance.errors import InvalidInputError
from appliance.tomlfiles import checked, read_toml

log = logging.getLogger(__name__)

SHIPPED = Path(__file__).parent / "hotlines.toml"

OWN_FILE = "hotlines.toml"

LAYOUT = "docs/safety.md shows the layout."

HEAD = "# Edited by hand, or by: appliance safety hotlines set. Layout: docs/safety.md\n\n"

NUMBER = r"^\+?[0-9][0-9 ().*/-]*$"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Source(_Part):
    """Where a number is published, and when that page was read."""

    title: str = Field(min_length=1)
    url: str = Field(pattern=r"^https?://")
    read: date


class Hotline(_Part):
    """One service that can be called."""

    name: str = Field(min_length=1)
    number: str = Field(pattern=NUMBER)
    about: tuple[Kind, ...] = (Kind.SELF_HARM, Kind.FOR_ANOTHER, Kind.DANGER, Kind.CONCERN)
    """What it helps with."""
    languages: tuple[str, ...] = ()
    """ISO 639-1 codes, as far as known."""
    hours: str = ""
    """As published: `24/7`; empty where not known."""
    source: Source | None = None
    """None: the owner's own entry."""


class Country(_Part):
    """What there is in one country."""

    emergency: str = Field(default="", pattern=rf"^$|{NUMBER}")
    """The number of the emergency services, ambulance first."""
    emergency_source: Source | None = None
    lines: tuple[Hotline, ...] = ()


class Hotlines(_Part):
    """All countries, by ISO 3166 code."""

    countries: Mapping[str, Country]

    @field_validator("countries")
    @classmethod
    def _codes(cls, countries: Mapping[str, Country]) -> Mapping[str, Country]:
        for code in countries:
            if not (len(code) == 2 and code.isascii() and code.isalpha() and code.isupper()):
                raise ValueError(f"{code!r} is no country; write its ISO 3166 code, two capital letters: DE")
        return countries

    def of(self, code: str) -> Country:
        """What there is in a country; nothing where it is not known."""
        return self.countries.get(code.upper(), Country())

    def best(self, code: str, kind: Kind, language: str) -> Hotline | None:
        """The first service of a country for what was heard, one that speaks the language before others.

        One that names no language, as the owner's own may, speaks it.
        """
        fitting = [line for line in self.of(code).lines if kind in line.about]
        speaking = [line for line in fitting if language in line.languages or not line.languages]
        return next(iter(speaking or fitting), None)


def read_hotlines(file: Path) -> Hotlines:
    """The table of a file. Raises `InvalidInputError` naming the file, the country and the fault."""
    countries = read_toml(file, str(file), remedy=LAYOUT)
    return checked(
        Hotlines, {"countries": countries}, str(file), written=lambda place: place[1:] or place, remedy=LAYOUT
    )


@cache
def shipped() -> Hotlines:
    """The table of the package."""
    return read_hotlines(SHIPPED)


def usable_hotlines(data_folder: Path) -> Hotlines:
    """The table with the owner's entries; without them where their file is broken: calls go on, and the log tells."""
    try:
        return load_hotlines(data_folder)
    except InvalidInputError as error:
        log.warning("the owner's hotlines cannot be used: %s", error.message)
        return shipped()


def load_hotlines(data_folder: Path) -> Hotlines:
    """The package's table with the owner's entries in place of its own. Raises `InvalidInputError`."""
    own = data_folder / OWN_FILE
    if not own.exists():
        return shipped()
    countries = dict(shipped().countries)
    for code, country in read_hotlines(own).countries.items():
        given = {name: getattr(country, name) for name in country.model_fields_set}
        if "emergency" in given:
            given.setdefault("emergency_source", None)
        countries[code] = countries.get(code, Country()).model_copy(update=given)
    return Hotlines(countries=countries)


def country_code(written: str) -> str:
    """An ISO 3166 code in capitals. Raises `InvalidInputError`."""
    code = written.strip().upper()
    if not (len(code) == 2 and code.isascii() and code.isalpha()):
        raise InvalidInputError(f"{written!r} is no country.", remedy="Write its ISO 3166 code: AT for Austria.")
    return code


def checked_line(**fields: object) -> Hotline:
    """The owner's own service. Raises `InvalidInputError` for a name or number that cannot be."""
    try:
        return Hotline.model_validate(fields)
    except ValidationError as error:
        fault = error.errors()[0]
        raise InvalidInputError(
            f"The {fault['loc'][0]} {fault['input']!r} cannot be used.",
            remedy="A number is written in digits, with spaces where it is read in parts: 116 123.",
        ) from error


def set_own(data_folder: Path, code: str, line: Hotline) -> Path:
    """Put the owner's service first in a country, in place of one of the same name. Raises `InvalidInputError`."""
    file = data_folder / OWN_FILE
    countries = dict(read_hotlines(file).countries) if file.exists() else {}
    before = countries.get(code, Country())
    kept = before.lines if "lines" in before.model_fields_set else shipped().of(code).lines
    lines = (line, *(each for each in kept if each.name != line.name))
    countries[code] = before.model_copy(update={"lines": lines})
    checked = Hotlines(countries=countries)
    written = "\n".join(_written(each, country) for each, country in sorted(checked.countries.items()))
    data_folder.mkdir(parents=True, exist_ok=True)
    beside = file.with_suffix(".new")
    beside.write_text(HEAD + written, "utf-8")
    os.replace(beside, file)
    return file


def _written(code: str, country: Country) -> str:
    text = f"[{code}]\n"
    if country.emergency:
        text += f"emergency = {_quoted(country.emergency)}\n"
        text += _written_source("emergency_source", country.emergency_source)
    for line in country.lines:
        text += f"[[{code}.lines]]\nname = {_quoted(line.name)}\nnumber = {_quoted(line.number)}\n"
        text += f"about = [{', '.join(_quoted(kind.value) for kind in line.about)}]\n"
        text += f"languages = [{', '.join(map(_quoted, line.languages))}]\nhours = {_quoted(line.hours)}\n"
        text += _written_source("source", line.source)
    return text


def _written_source(key: str, source: Source | None) -> str:
    if source is None:
        return ""
    title, url = _quoted(source.title), _quoted(source.url)
    return f"{key} = {{ title = {title}, url = {url}, read = {source.read.isoformat()} }}\n"


def _quoted(text: str) -> str:
    """A TOML basic string: what JSON writes, except for one control character."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
