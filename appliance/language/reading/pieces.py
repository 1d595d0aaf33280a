"""A number at one place among the words, and all of them in a row."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from appliance.language.reading.tokens import BREAK


@dataclass(frozen=True, slots=True)
class Piece:
    """A number read from the words `start` … `end` (not included)."""

    value: float
    start: int
    end: int
    certainty: float = 1.0
    out_of: float | None = None
    """`seven out of ten`: the ten."""


PieceAt = Callable[[list[str], int], Piece | None]
"""The longest number that begins at this word, or None. Each language brings its own: here they differ
most."""

NumberAt = Callable[[list[str], int], tuple[int, int] | None]
"""A whole number 0 … 99 in words or digits, and where it ends."""

PartAt = Callable[[list[str], int], tuple[float, int] | None]
"""A fraction below one (`half`, `three quarters`, `1/2`), and where it ends."""


def pieces_of(spoken: list[str], piece_at: PieceAt) -> list[Piece]:
    """Every number among the words, from left to right, none inside another."""
    found: list[Piece] = []
    place = 0
    while place < len(spoken):
        piece = None if spoken[place] == BREAK else piece_at(spoken, place)
        if piece is None:
            place += 1
        else:
            found.append(piece)
            place = piece.end
    return found
