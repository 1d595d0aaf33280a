"""Spoken forms written once, in the notation of JSGF expansions, and used twice.

`could you [please] (say | repeat) that [again]` is put into grammars for a recogniser as it stands, and is matched here
against what a recogniser heard. So nothing a grammar can hear goes unread.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_NOTATION = re.compile(r"[()\[\]|]|[^\s()\[\]|]+")
_CLOSING = {"(": ")", "[": "]"}


@dataclass(frozen=True, slots=True)
class Choice:
    """Alternatives, each a sequence of words and choices."""

    options: tuple[Row, ...]
    optional: bool = False


Row = tuple[str | Choice, ...]


def lines(text: str) -> tuple[str, ...]:
    """The forms of a block of text, one a line; a line that begins with a space continues the one before."""
    joined = text.replace("\n ", " ")
    return tuple(line.strip() for line in joined.splitlines() if line.strip())


def listed(text: str) -> frozenset[str]:
    """The words of a block of text."""
    return frozenset(text.split())


def parse(form: str) -> tuple[Row, ...]:
    """The alternatives of one form. Raises `ValueError` for brackets that do not match."""
    pieces = _NOTATION.findall(form)
    options, place = _alternatives(pieces, 0)
    if place != len(pieces):
        raise ValueError(f"unbalanced brackets in the form {form!r}")
    return options


def _alternatives(pieces: Sequence[str], place: int) -> tuple[tuple[Row, ...], int]:
    options: list[Row] = []
    while True:
        row, place = _row(pieces, place)
        options.append(row)
        if place >= len(pieces) or pieces[place] != "|":
            return tuple(options), place
        place += 1


def _row(pieces: Sequence[str], place: int) -> tuple[Row, int]:
    row: list[str | Choice] = []
    while place < len(pieces) and pieces[place] not in "|)]":
        piece = pieces[place]
        if piece in _CLOSING:
            options, place = _alternatives(pieces, place + 1)
            if place >= len(pieces) or pieces[place] != _CLOSING[piece]:
                raise ValueError(f"unbalanced brackets in the form {' '.join(pieces)!r}")
            row.append(Choice(options, optional=piece == "["))
        else:
            row.append(piece)
        place += 1
    return tuple(row), place


def _first_words(row: Row) -> set[str]:
    """The words a row may begin with."""
    found: set[str] = set()
    for part in row:
        if isinstance(part, str):
            return found | {part}
        for option in part.options:
            found |= _first_words(option)
        if not part.optional:
            return found
    return found


def _ends(row: Row, words: Sequence[str], starts: set[int]) -> set[int]:
    """Where a row may end among the words, for each place where it may begin."""
    for part in row:
        if isinstance(part, str):
            starts = {place + 1 for place in starts if place < len(words) and words[place] == part}
        else:
            ends = set().union(*(_ends(option, words, starts) for option in part.options))
            starts = ends | starts if part.optional else ends
        if not starts:
            break
    return starts


class Forms:
    """A set of forms, looked up by the words heard."""

    __slots__ = ("_by_first",)

    def __init__(self, forms: Iterable[str]) -> None:
        self._by_first: dict[str, list[Row]] = {}
        for form in forms:
            for row in parse(form):
                for word in _first_words(row):
                    self._by_first.setdefault(word, []).append(row)

    def _all_ends(self, words: Sequence[str], place: int) -> set[int]:
        rows = self._by_first.get(words[place], ()) if place < len(words) else ()
        return {end for row in rows for end in _ends(row, words, {place}) if end > place}

    def is_all(self, words: Sequence[str]) -> bool:
        """Whether the words, all of them, are one of the forms."""
        return len(words) in self._all_ends(words, 0)

    def is_row(self, words: Sequence[str]) -> bool:
        """Whether the words, all of them, are one form after another."""
        reached = {0}
        for place in range(len(words)):
            if place in reached:
                reached |= self._all_ends(words, place)
        return bool(words) and len(words) in reached

    def end_at(self, words: Sequence[str], place: int) -> int | None:
        """Where the longest form that begins at this word ends, or None where none begins."""
        return max(self._all_ends(words, place), default=None)

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
