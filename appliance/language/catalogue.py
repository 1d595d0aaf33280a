"""The languages the appliance can listen and answer in: one folder each, found by what its `language.toml` tells."""

from __future__ import annotations

from functools import cache
from importlib import import_module

from appliance.errors import InvalidInputError
from appliance.language.folders import base_code, known_languages
from appliance.language.rules import Language
from appliance.ports import Hint
from appliance.records.agenda import AgendaItem


def language_code(code: str) -> str:
    """`en` of `en-GB` or `EN_us`. Raises `InvalidInputError` for a language that there are no rules for."""
    plain = base_code(code)
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
