"""The languages the appliance can listen and answer in: one folder each, found by what its `language.toml` tells."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path

from appliance.errors import InvalidInputError
from appliance.language.rules import Language
from appliance.ports import Hint
from appliance.records.agenda import AgendaItem


@dataclass(frozen=True, slots=True)
class Known:
    """What `language.toml` tells of a language without loading its rules."""

    code: str
    """ISO 639-1."""
    name: str
    """In English."""
    own_name: str
    folder: str


@cache
def known_languages() -> Mapping[str, Known]:
    """Every language there is a folder for, by code, in the order of the codes."""
    found = [_known(path) for path in Path(__file__).parent.glob("*/language.toml")]
    return {known.code: known for known in sorted(found, key=lambda known: known.code)}


def _known(path: Path) -> Known:
    told = tomllib.loads(path.read_text(encoding="utf-8"))
    return Known(told["code"], told["name"], told["own_name"], path.parent.name)


def language_code(code: str) -> str:
    """`en` of `en-GB` or `EN_us`. Raises `InvalidInputError` for a language that there are no rules for."""
    plain = code.lower().replace("_", "-").split("-")[0]
    if plain not in known_languages():
        known = ", ".join(known_languages())
        raise InvalidInputError(f"no rules for the language {code!r}", remedy=f"Known languages: {known}.")
    return plain


@cache
def language(code: str) -> Language:
    """The language of an ISO 639-1 code; a region (`en-GB`) is ignored. Raises `InvalidInputError`."""
    folder = known_languages()[language_code(code)].folder
    found: Language = import_module(f"appliance.language.{folder}").LANGUAGE
    return found


def hint_for(item: AgendaItem, user_name: str, language_code: str = "en") -> Hint:
    """What a recogniser may expect as the answer to this item."""
    return language(language_code).hint_for(item, user_name)


def hint_for_confirmation(item: AgendaItem, language_code: str = "en") -> Hint:
    """What a recogniser may expect after the item's value was read back."""
    return language(language_code).hint_for_confirmation(item)
