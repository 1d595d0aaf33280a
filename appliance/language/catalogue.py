"""The languages the appliance can listen and answer in, by code."""

from __future__ import annotations

from functools import cache

from appliance.errors import InvalidInputError
from appliance.language.rules import Language
from appliance.ports import Hint
from appliance.records.agenda import AgendaItem


@cache
def language(code: str) -> Language:
    """The language of an ISO 639-1 code; a region (`en-GB`) is ignored. Raises `InvalidInputError`."""
    name = code.lower().replace("_", "-").split("-")[0]
    if name == "en":
        from appliance.language.english import ENGLISH

        return ENGLISH
    raise InvalidInputError(f"no rules for the language {code!r}", remedy="Known languages: en.")


def hint_for(item: AgendaItem, user_name: str, language_code: str = "en") -> Hint:
    """What a recogniser may expect as the answer to this item."""
    return language(language_code).hint_for(item, user_name)


def hint_for_confirmation(item: AgendaItem, language_code: str = "en") -> Hint:
    """What a recogniser may expect after the item's value was read back."""
    return language(language_code).hint_for_confirmation(item)
