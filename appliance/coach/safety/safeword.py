"""The word that ends a role at once."""

from __future__ import annotations

from collections.abc import Sequence

from appliance.coach.safety.mending import slips
from appliance.coach.safety.wordlists import lists

LETTERS_A_SLIP = 4
"""A word of so many letters may be off by one, one of twice as many by two: a safe word should rather end too much."""


def hears_safe_word(text: str, language: str, own: str) -> bool:
    """Whether the safe word stands in the words: the person's `own`, or one of the language's."""
    language_lists = lists(language)
    heard = language_lists.folding.heard(text)
    safe = [*([own] if own.strip() else []), *language_lists.safe_words]
    return any(_inside(heard, language_lists.folding.heard(each) or each.split()) for each in safe)


def _inside(heard: Sequence[str], wanted: Sequence[str]) -> bool:
    """Whether the wanted words follow each other in what was heard; told as one word they are heard as well."""
    run = "".join(wanted)
    return any(
        _near("".join(heard[begin:end]), run)
        for begin in range(len(heard))
        for end in range(begin + 1, min(begin + len(wanted) + 1, len(heard)) + 1)
    )


def _near(one: str, two: str) -> bool:
    return bool(one) and slips(one, two) <= len(two) // LETTERS_A_SLIP
