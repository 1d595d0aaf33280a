"""Whether a sentence is in the language it should be in: small language models slip into English, or into others."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import cache
from typing import Any

from appliance.language.folders import base_code

LEAST_LETTERS = 12
"""Shorter sentences are the same in several languages (`Super, Sam!`) and are let pass."""

SURELY = 0.9
"""From this probability of another language a sentence is foreign. Of 32 short praises in five languages none of at
least `LEAST_LETTERS` was taken for another with more than 0.55."""

TOLD_APART = ("de", "en", "es", "fr", "ru")

SCRIPTS = {"ru": "CYRILLIC"}
"""Of the languages known here; the others are Latin."""

MOST_FOREIGN_LETTERS = 0.3
"""Share of letters of another script, for names and brands within a sentence."""


def is_foreign(sentence: str, language_code: str) -> bool:
    """Whether the sentence is plainly not in this language; False where it is too short to tell."""
    code = base_code(language_code)
    letters = [character for character in sentence if character.isalpha()]
    if not letters:
        return False
    script = SCRIPTS.get(code, "LATIN")
    strange = sum(not unicodedata.name(letter, "").startswith(script) for letter in letters)
    if strange > MOST_FOREIGN_LETTERS * len(letters):
        return True
    if len(letters) < LEAST_LETTERS or code not in TOLD_APART:
        return False
    found, probability = _identifier(TOLD_APART).classify(sentence)
    return bool(found != code and probability >= SURELY)


def load() -> None:
    """Read the model that tells languages apart: about a second, so not in the middle of a call."""
    _identifier(TOLD_APART)


@cache
def _identifier(codes: Sequence[str]) -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(list(codes))
    return identifier
