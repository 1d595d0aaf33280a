"""What recognisers and hurried mouths do to words, by a seed: nothing that takes the key words away."""

from __future__ import annotations

import re
import unicodedata
from random import Random

FILLERS = {"en": "uh", "de": "äh", "es": "eh", "fr": "euh", "ru": "э"}

_PAIRS = ("ao", "ei", "mn", "dt", "bp", "ао", "еи", "мн", "дт", "бп")
SIMILAR = {pair[place]: pair[1 - place] for pair in _PAIRS for place in (0, 1)}

LONG_ENOUGH = 5
"""Letters. In a shorter word one letter makes another word."""


def noisy(text: str, language: str, random: Random) -> str:
    """The words without punctuation, some accents and apostrophes, with a stammer, a filler and a letter misheard."""
    words = re.sub(r"[^\w\s'’-]", " ", text).lower().split()
    if random.random() < 0.5:
        words = [word.replace("'", "").replace("’", "") for word in words]
    if random.random() < 0.5:
        words = [_without_accents(word) for word in words]
    if random.random() < 0.4:
        words = _misheard(words, random)
    if random.random() < 0.5:
        place = random.randrange(len(words))
        words.insert(place, words[place])
    if random.random() < 0.7:
        words.insert(random.randrange(len(words) + 1), FILLERS.get(language, FILLERS["en"]))
    return " ".join(words)


def _without_accents(word: str) -> str:
    return "".join(letter for letter in unicodedata.normalize("NFKD", word) if not unicodedata.combining(letter))


def _misheard(words: list[str], random: Random) -> list[str]:
    """One letter inside one longer word swapped for a similar one."""
    places = [
        (index, place)
        for index, word in enumerate(words)
        if len(word) >= LONG_ENOUGH
        for place in range(1, len(word) - 1)
        if word[place] in SIMILAR
    ]
    if not places:
        return words
    index, place = random.choice(places)
    word = words[index]
    return [*words[:index], word[:place] + SIMILAR[word[place]] + word[place + 1 :], *words[index + 1 :]]
