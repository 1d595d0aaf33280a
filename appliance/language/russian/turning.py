"""Numbers told round about, put straight before they are read: `часов семь` says `about seven hours`."""

from __future__ import annotations

from appliance.language.reading.pieces import Piece
from appliance.language.reading.tokens import word_at
from appliance.language.russian.numberwords import piece_at
from appliance.language.russian.spelling import words_of
from appliance.language.russian.tokens import tokens
from appliance.language.russian.units import NOUNS, UNITS

_ABOUT = words_of("через на по эдак этак так где то примерно наверное с около под до может быть за")
"""What may stand between a unit and its number, where they are turned round: `километров где-то пять`."""

_RANGE = frozenset({"до", "или"})
_MORE = frozenset({("с", "лишним"), ("с", "хвостиком"), ("с", "копейками"), ("с", "небольшим"), ("с", "гаком")})
_COMPARED = words_of("больше меньше более менее около порядка")
_ONE_OF = {noun.few: noun.one for noun in NOUNS if noun.dimension == "time"}
_COUNTED = {form for noun in NOUNS for form in (noun.few, noun.many)}


def turned_tokens(text: str) -> list[str]:
    """The tokens with units after their numbers, `семь с хвостиком` as `больше семь`, and `больше часа` as
    `больше час`."""
    spoken = _with_bounds_first(tokens(text))
    place = 0
    while place < len(spoken):
        if spoken[place] in _ONE_OF and word_at(spoken, place - 1) in _COMPARED:
            spoken[place] = _ONE_OF[spoken[place]]
        place = _turn(spoken, place)
    return spoken


def _with_bounds_first(spoken: list[str]) -> list[str]:
    for place in range(len(spoken) - 2, 0, -1):
        if (spoken[place], spoken[place + 1]) in _MORE:
            start = _number_before(spoken, place)
            if start is not None:
                return [*spoken[:start], "больше", *spoken[start:place], *spoken[place + 2 :]]
    return spoken


def _number_before(spoken: list[str], place: int) -> int | None:
    """Where the number begins that ends right before this word, or before a unit before it."""
    ends = {place, place - 1} if UNITS.known(word_at(spoken, place - 1)) else {place}
    for start in range(max(0, place - 6), place):
        piece = piece_at(spoken, start)
        if piece and piece.end in ends:
            return start
    return None


def _turn(spoken: list[str], place: int) -> int:
    """Move the unit at this word behind the number that follows; the place to go on from."""
    unit = spoken[place]
    if unit not in _COUNTED or _counts(spoken, place):
        return place + 1
    start = place + 1
    while word_at(spoken, start) in _ABOUT:
        start += 1
    last = _last_of_range(spoken, start)
    if last is None or UNITS.known(word_at(spoken, last.end)) or word_at(spoken, last.end) == "из":
        return place + 1
    spoken[place : last.end] = [*spoken[place + 1 : last.end], unit]
    return last.end


def _counts(spoken: list[str], place: int) -> bool:
    """Whether a number stands before the unit already: `семь часов двадцать`."""
    pieces = [piece_at(spoken, start) for start in range(max(0, place - 5), place)]
    return any(piece is not None and piece.end == place for piece in pieces)


def _last_of_range(spoken: list[str], start: int) -> Piece | None:
    """The number there, or the second one of `шесть семь`, `шесть или семь`."""
    first = piece_at(spoken, start) if start < len(spoken) else None
    if first is None:
        return None
    after = first.end + (word_at(spoken, first.end) in _RANGE)
    second = piece_at(spoken, after) if after < len(spoken) else None
    return second if second is not None and first.value < second.value <= 2 * first.value else first
