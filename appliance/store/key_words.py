"""The data key as 24 words on paper, by BIP-39: 2,048 English words of which no two begin with the same four letters,
and a checksum of eight bits."""

from __future__ import annotations

from functools import cache

from mnemonic import Mnemonic

from appliance.errors import InvalidInputError
from appliance.store.keys import KEY_BYTES

WORDS = 24

DISTINCT_LETTERS = 4
"""So many letters of a word are enough to know it."""


def words_of(key: bytes) -> list[str]:
    """In order."""
    return _list().to_mnemonic(key).split()


def key_of(words: str) -> bytes:
    """The key that these words stand for: upper or lower case, with any spaces, line breaks, numbers and dots between
    them, each word whole or by its first four letters.

    Raises `InvalidInputError` naming the word that is none, or saying that one of them is another.
    """
    typed = "".join(letter if letter.isalpha() else " " for letter in words.casefold()).split()
    if len(typed) != WORDS:
        raise InvalidInputError(
            f"A key has {WORDS} words, and these are {len(typed)}.",
            remedy="Type all of them in order, as `appliance key words` printed them.",
        )
    found = [_known(word, place) for place, word in enumerate(typed, 1)]
    try:
        key = bytes(_list().to_entropy(found))
    except ValueError:
        raise InvalidInputError(
            "Each of these words exists, but together they are no key: one is another word, or two are exchanged.",
            remedy="Compare them with the paper, one by one.",
        ) from None
    if len(key) != KEY_BYTES:
        raise InvalidInputError("These words are no key of an appliance.")
    return key


def _known(word: str, place: int) -> str:
    fitting = [each for each in _list().wordlist if each == word]
    if not fitting and len(word) >= DISTINCT_LETTERS:
        fitting = [each for each in _list().wordlist if each.startswith(word[:DISTINCT_LETTERS])]
        fitting = fitting if all(each.startswith(word) for each in fitting) else []
    if not fitting:
        raise InvalidInputError(f"Word {place} is none of a key's.", remedy="Compare it with the paper.")
    return fitting[0]


@cache
def _list() -> Mnemonic:
    return Mnemonic("english")
