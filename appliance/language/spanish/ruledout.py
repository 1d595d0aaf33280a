"""`quince no dieciséis`: heard without pauses, it may as well correct as rule out."""

from __future__ import annotations

from itertools import pairwise

from appliance.language.reading.doubting import doubted_with
from appliance.language.reading.pieces import Piece, pieces_of
from appliance.language.reading.tokens import BREAK
from appliance.language.spanish.numberwords import piece_at
from appliance.language.spanish.tokens import tokens
from appliance.language.spanish.units import UNITS

_LINKS = frozenset({"a", "las", "la", "eran", "fueron", "son", "es", "era"})
_NEAR = 0.34
"""As a part of the larger number: people correct themselves by little, and rule out what sounds alike."""


def is_ambiguous(spoken: list[str]) -> bool:
    """Whether a `no` stands between two numbers so that either may be meant: without a pause before it, or, without one
    after it, between numbers that are near each other."""
    pieces = pieces_of(spoken, piece_at)
    return any(_either(spoken, before, after) for before, after in pairwise(pieces))


def _either(spoken: list[str], before: Piece, after: Piece) -> bool:
    said = spoken[before.end : after.start]
    between = [word for word in said if word not in _LINKS and UNITS.known(word) is None]
    if between == ["no"]:
        return True
    if spoken[:2] == ["no", BREAK]:
        return False  # `no, cuatro, no cinco` denies what was heard before, and says what it was
    near = abs(before.value - after.value) <= max(2.0, _NEAR * max(abs(before.value), abs(after.value)))
    return between == [BREAK, "no"] and near


doubted = doubted_with(lambda text: is_ambiguous(tokens(text)))
"""Where a `no` leaves open which number is meant."""
