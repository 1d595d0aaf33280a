"""Words that a recogniser or a keyboard got slightly wrong, mended to the words of the lists."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

SHORTEST = 4
"""Letters. Shorter words are too near to each other."""

SHORTEST_BEGINNING = 3

LONGEST_ENDING = 3
"""Letters after a beginning of the lists that make an ending of it, not another word."""

LONG = 9
"""Letters from which two slips are mended; below it one."""

_ALIKE = frozenset(
    frozenset(pair)
    for pair in [
        "mn",
        "bp",
        "dt",
        "gk",
        "ck",
        "sz",
        "cs",
        "vw",
        "fv",
        "iy",
        "ie",
        "ao",
        "ou",
        "ea",
        "lr",
        "мн",
        "бп",
        "дт",
        "гк",
        "сз",
        "вф",
        "ие",
        "ао",
        "оу",
        "шщ",
        "ыи",
        "эе",
        "чщ",
        "жш",
    ]
)
"""Letters that sound or look alike."""


class Mending:
    """Finds the one word of a list that an unknown word is a slip of."""

    def __init__(
        self, often: Mapping[str, int], words: Iterable[str], prefixes: Iterable[str], ordinary: Iterable[str]
    ) -> None:
        """Mends to the words, to those said more often before others, and to what begins with `prefixes`."""
        self._often = dict(often)
        mends = sorted({*often, *words})
        self._known = frozenset(mends).union(ordinary)
        self._prefixes = tuple(sorted(prefixes))
        self._shortened: dict[str, list[str]] = {}
        for word in (*mends, *self._prefixes):
            for short in _shortened(word):
                self._shortened.setdefault(short, []).append(word)
        self.mended = lru_cache(maxsize=4096)(self._mended)

    def _mended(self, word: str) -> str:
        """The word itself where it is known or near to nothing; otherwise the word it is a slip of."""
        if len(word) < SHORTEST or word in self._known:
            return word
        near = [other for other in self._near(word) if slips(word, other) <= _allowed(word, other)]
        other = min(near, key=lambda each: self._rank(word, each), default="")
        alike = other if _alike(word, other) else ""
        begins = max(
            (prefix for prefix in self._prefixes if len(prefix) >= SHORTEST_BEGINNING and word.startswith(prefix)),
            key=len,
            default="",
        )
        if begins and len(word) - len(begins) <= LONGEST_ENDING:
            return alike if alike.startswith(begins) else word
        return alike or self._begun(word, alike=True) or other or self._begun(word, alike=False) or word

    def _rank(self, word: str, other: str) -> tuple[int, bool, int, str]:
        return slips(word, other), not _alike(word, other), -self._often.get(other, 0), other

    def _near(self, word: str) -> set[str]:
        return {other for short in _shortened(word) for other in self._shortened.get(short, ())}

    def _begun(self, word: str, alike: bool) -> str:
        """The word with its beginning mended, where any ending of that beginning will do; empty where none is near."""
        for length in range(len(word) - 1, SHORTEST - 2, -1):
            start = word[:length]
            for prefix in sorted(self._near(start).intersection(self._prefixes)):
                if _alike(start, prefix) if alike else len(prefix) > SHORTEST and slips(start, prefix) <= 1:
                    return prefix + word[length:]
        return ""


def _allowed(word: str, other: str) -> int:
    shorter = min(len(word), len(other))
    if shorter < SHORTEST:
        return -1
    if shorter == SHORTEST:
        return 1 if _alike(word, other) else -1
    return 2 if shorter >= LONG else 1


def _alike(word: str, other: str) -> bool:
    """Whether two words differ by two letters swapped only, or by one that sounds or looks alike."""
    if len(word) != len(other):
        return False
    differing = [(one, two) for one, two in zip(word, other, strict=True) if one != two]
    if len(differing) == 2:
        return differing[0] == differing[1][::-1]
    return len(differing) == 1 and frozenset(differing[0]) in _ALIKE


def _shortened(word: str) -> Iterator[str]:
    """The word, and the word without any one letter; long words without any two."""
    seen = {word} | {word[:place] + word[place + 1 :] for place in range(len(word))}
    if len(word) >= LONG:
        seen |= {short[:place] + short[place + 1 :] for short in tuple(seen) for place in range(len(short))}
    return iter(seen)


def slips(one: str, two: str) -> int:
    """How many letters were changed, left out, put in or swapped with the next."""
    before: list[int] = []
    last = list(range(len(two) + 1))
    for i, left in enumerate(one, 1):
        row = [i]
        for j, right in enumerate(two, 1):
            cost = min(last[j] + 1, row[-1] + 1, last[j - 1] + (left != right))
            if i > 1 and j > 1 and left == two[j - 2] and one[i - 2] == right:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        before, last = last, row
    return last[-1]
