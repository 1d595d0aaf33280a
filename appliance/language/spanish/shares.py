"""How much of a promise was kept: the Spanish words around its numbers."""

from __future__ import annotations

from dataclasses import replace

from appliance.language.forms import listed
from appliance.language.reading.pieces import Piece
from appliance.language.reading.shares import ShareWords, read_share_with
from appliance.language.spanish.numbers import NUMBERS
from appliance.language.spanish.numberwords import piece_at
from appliance.language.spanish.tokens import spoken_words, words
from appliance.language.values import Found

_DOUBTED = 0.7


def _sure_piece_at(spoken: list[str], place: int) -> Piece | None:
    """A number, but not the `un` of `un amigo`."""
    piece = piece_at(spoken, place)
    return None if piece is None or (piece.certainty < _DOUBTED and spoken[place] in ("un", "una")) else piece


SHARES = ShareWords(
    numbers=replace(NUMBERS, piece_at=_sure_piece_at),
    before_time=listed("las la hasta"),
    after_time=listed("am pm"),
    percent=listed("porciento"),
)

_done = read_share_with(SHARES)
_LEFT = spoken_words("faltó faltaron falta faltan quedó quedaron quedan queda")


def read_share(text: str, promise: str) -> Found | None:
    """0 … 1 of what was promised; None where no number is said. `me faltaron dos` tells what is left of it."""
    found = _done(text, promise)
    if found is None or _LEFT.isdisjoint(words(text)):
        return found
    return replace(found, value=round(1 - found.value, 2), certainty=min(found.certainty, 0.6))
