"""Word stems, for finding the label an answer speaks of: `slept` belongs to `sleep`, `pages` to `page`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache

import snowballstemmer

KEPT_STEMS = 4096
"""Words of one language; a stem costs a tenth of a millisecond, and people use few words."""


def pairs(text: str) -> dict[str, str]:
    """A table written as `slept=sleep ran=run`."""
    table: dict[str, str] = {}
    for pair in text.split():
        heard, _, meant = pair.partition("=")
        table[heard] = meant
    return table


def stems_with(
    algorithm: str, words: Callable[[str], list[str]], irregular: Mapping[str, str], unsaid: frozenset[str]
) -> Callable[[str], frozenset[str]]:
    """A function from text to the stems of its words, by one of Snowball's algorithms (`english`, `german` …).

    `irregular` leads to the word whose stem is meant (`slept` to `sleep`); `unsaid` are words that tell nothing of
    what is spoken of (`the`, `my`) and digits are left out like them.
    """

    @lru_cache(KEPT_STEMS)
    def stem(word: str) -> str:
        stemmed: str = snowballstemmer.stemmer(algorithm).stemWord(word)  # made anew: it keeps state while it works
        return stemmed

    def stems(text: str) -> frozenset[str]:
        kept = [irregular.get(word, word) for word in words(text) if word not in unsaid and word[0].isalpha()]
        return frozenset(map(stem, kept))

    return stems
