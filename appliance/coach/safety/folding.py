"""Words as they are compared: without accents, apostrophes and fillers, by sound, and mended where one letter is off.

Forms and what was heard are folded alike, so a word list may be written as people write.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

_NOT_WORDS = re.compile(r"\[[^\]]*\]|<[^>]*>|\([^)]*\)|\*[^*]*\*|♪")
"""What recognisers write for noise: `[noise]`, `<sil>`, `(laughs)`."""

_APOSTROPHE = re.compile(r"[’‘ʼ`´']")
_WORD = re.compile(r"\w+")
_DOUBLE = re.compile(r"([^\W\daeiouаеиоу])\1+")
"""Consonants that are written twice: `kill` and `kil` sound alike, `noose` and `nose` do not."""

Mended = Callable[[str], str]

LONGEST_REPEAT = 3
"""Words of a stammer, "I want to I want to", that are told once."""


def plain(text: str) -> str:
    """Lower case, without accents and apostrophes: `Je n’en peux plus` is `je nen peux plus`."""
    text = unicodedata.normalize("NFKD", _APOSTROPHE.sub("", text.lower()))
    return "".join(letter for letter in text if not unicodedata.combining(letter))


LONGEST_WORD = 40
"""Letters; what is longer is no word of any list, and would be compared with all of them."""


def words_of(text: str) -> list[str]:
    """Its words, `plain`; what recognisers write for noise is none, unless there is nothing else."""
    words = _WORD.findall(plain(_NOT_WORDS.sub(" ", text))) or _WORD.findall(plain(text))
    return [word[:LONGEST_WORD] for word in words]


@dataclass(frozen=True, slots=True)
class Folding:
    """How one language's words are folded. Everything it holds is written `plain`."""

    fillers: frozenset[str]
    joins_next: frozenset[str]
    """What is written with an apostrophe before the next word, and may be heard as a word of its own: `j`, `qu`."""
    joins_previous: frozenset[str]
    """The same after a word: `t` of `don't`."""
    same: Mapping[tuple[str, ...], tuple[str, ...]]
    """Runs of words that are told as others: `my self` as `myself`."""
    sounds: tuple[tuple[re.Pattern[str], str], ...]
    _heads: Mapping[str, tuple[tuple[str, ...], ...]] = field(init=False, repr=False)
    """The runs by their first word, the longest first."""

    def __post_init__(self) -> None:
        heads: dict[str, list[tuple[str, ...]]] = {}
        for run in sorted(self.same, key=len, reverse=True):
            heads.setdefault(run[0], []).append(run)
        object.__setattr__(self, "_heads", {word: tuple(runs) for word, runs in heads.items()})

    def heard(self, text: str, mended: Mended = str) -> list[str]:
        """The words of what was heard, folded, a stammer told once; `mended` is asked for every word before."""
        words = [mended(word) for word in self._joined(words_of(text))]
        return without_repeats(self.folded(words))

    def folded(self, words: Iterable[str]) -> list[str]:
        """Words that are `plain` already, folded. Those that end in `*` keep it."""
        spoken = without_repeats([word for word in self._joined(words) if word not in self.fillers])
        return [self.sound(word) for word in without_repeats(self._told(spoken))]

    def sound(self, word: str) -> str:
        """One word by its sound, as this language spells it."""
        for pattern, sound in self.sounds:
            word = pattern.sub(sound, word)
        return _DOUBLE.sub(r"\1", word)

    def _joined(self, words: Iterable[str]) -> list[str]:
        joined: list[str] = []
        ahead = ""
        for word in words:
            if word in self.joins_previous and joined and not ahead:
                joined[-1] += word
            elif word in self.joins_next:
                ahead += word
            else:
                joined.append(ahead + word)
                ahead = ""
        return [*joined, ahead] if ahead else joined

    def _told(self, words: Sequence[str]) -> list[str]:
        told: list[str] = []
        place = 0
        while place < len(words):
            for run in self._heads.get(words[place], ()):
                if tuple(words[place : place + len(run)]) == run:
                    told.extend(self.same[run])
                    place += len(run)
                    break
            else:
                told.append(words[place])
                place += 1
        return told


def without_repeats(words: Sequence[str]) -> list[str]:
    """Words and short runs that are said twice in a row, told once: `i want i want to` is `i want to`."""
    told: list[str] = []
    for word in words:
        told.append(word)
        for length in range(1, LONGEST_REPEAT + 1):
            if len(told) >= 2 * length and told[-length:] == told[-2 * length : -length]:
                del told[-length:]
                break
    return told
