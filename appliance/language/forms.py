"""Spoken forms written once, in the notation of JSGF expansions, and used twice.

`could you [please] (say | repeat) that [again]` is put into grammars for a recogniser as it stands, and is expanded
here for reading what a recogniser heard. So nothing a grammar can hear goes unread.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

Phrase = tuple[str, ...]

_NOTATION = re.compile(r"[()\[\]|]|[^\s()\[\]|]+")
_CLOSING = {"(": ")", "[": "]"}


def lines(text: str) -> tuple[str, ...]:
    """The forms of a block of text, one a line; a line that begins with a space continues the one before."""
    joined = text.replace("\n ", " ")
    return tuple(line.strip() for line in joined.splitlines() if line.strip())


def listed(text: str) -> frozenset[str]:
    """The words of a block of text."""
    return frozenset(text.split())


def expand(form: str) -> set[Phrase]:
    """Every word sequence a form stands for. Forms are small: nothing here repeats without end."""
    pieces = _NOTATION.findall(form)
    phrases, place = _alternatives(pieces, 0)
    if place != len(pieces):
        raise ValueError(f"unbalanced brackets in the form {form!r}")
    return phrases


def _alternatives(pieces: Sequence[str], place: int) -> tuple[set[Phrase], int]:
    found: set[Phrase] = set()
    while True:
        sequence, place = _sequence(pieces, place)
        found |= sequence
        if place >= len(pieces) or pieces[place] != "|":
            return found, place
        place += 1


def _sequence(pieces: Sequence[str], place: int) -> tuple[set[Phrase], int]:
    phrases: set[Phrase] = {()}
    while place < len(pieces) and pieces[place] not in "|)]":
        piece = pieces[place]
        if piece in _CLOSING:
            inner, end = _alternatives(pieces, place + 1)
            if end >= len(pieces) or pieces[end] != _CLOSING[piece]:
                raise ValueError(f"unbalanced brackets in the form {' '.join(pieces)!r}")
            inner = inner | {()} if piece == "[" else inner
            place = end + 1
        else:
            inner, place = {(piece,)}, place + 1
        phrases = {before + after for before in phrases for after in inner}
    return phrases, place


class Forms:
    """A set of forms, looked up by the words heard."""

    __slots__ = ("_longest", "_phrases")

    def __init__(self, forms: Iterable[str]) -> None:
        self._phrases = {phrase for form in forms for phrase in expand(form) if phrase}
        self._longest = max((len(phrase) for phrase in self._phrases), default=0)

    def is_all(self, words: Sequence[str]) -> bool:
        """Whether the words, all of them, are one of the forms."""
        return tuple(words) in self._phrases

    def end_at(self, words: Sequence[str], place: int) -> int | None:
        """Where the longest form that begins at this word ends, or None where none begins."""
        for end in range(min(len(words), place + self._longest), place, -1):
            if tuple(words[place:end]) in self._phrases:
                return end
        return None

    def find(self, words: Sequence[str]) -> tuple[int, int] | None:
        """Where the first form among the words begins and ends."""
        for place in range(len(words)):
            end = self.end_at(words, place)
            if end is not None:
                return place, end
        return None

    def inside(self, words: Sequence[str]) -> bool:
        """Whether one of the forms stands somewhere in the words."""
        return self.find(words) is not None
