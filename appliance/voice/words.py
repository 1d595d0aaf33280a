"""The words a voice is given for a text, in the text's own language."""

from __future__ import annotations

from collections.abc import Callable

from appliance.errors import InvalidInputError
from appliance.language.catalogue import language

Speakable = Callable[[str, str], str]
"""(text, language code) → the same with numbers, times, units and markup as plain words."""


def spoken_words(text: str, language_code: str) -> str:
    """As that language's rules say; as it is written where there are none."""
    try:
        rules = language(language_code)
    except InvalidInputError:
        return text
    return rules.speakable(text)
