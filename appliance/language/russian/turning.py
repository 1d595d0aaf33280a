"""Numbers told round about, put straight before they are read: `часов семь` says `about seven hours`."""

from __future__ import annotations

from appliance.language.reading.pieces import Piece
from appliance.language.reading.tokens import word_at
from appliance.language.russian.numberwords import SCALES_OF_MANY, piece_at
from appliance.language.russian.spelling import words_of
from appliance.language.russian.tokens import tokens
from appliance.language.russian.units import NOUNS, UNITS

_ABOUT = words_of("через на по эдак этак так где то примерно наверное с около под до может быть за")
"""What may stand between a unit and its number, where they are turned round: `километров где-то пять`."""

_RANGE = frozenset({"до", "или"})
_MORE = frozenset(
    {("с", "лишним"), ("с", "хвостиком"), ("с", "копейками"), ("с", "небольшим"), ("с", "гаком"), ("с", "чем")}
)
BOUNDS = frozenset(word for _, word in _MORE)
"""After `с`: somewhat more than the number, or the one thing, before."""
_COMPARED = words_of("больше меньше более менее около порядка")
_ONE_OF = {noun.few: noun.one for noun in NOUNS if noun.dimension == "time"}
_COUNTED = {form for noun in NOUNS for form in (noun.few, noun.many)}


def turned_tokens(text: str) -> list[str]:
    """The tokens with units after their numbers, `семь с хвостиком` as `больше семь`, and `больше часа` as
    `больше час`."""
    spoken = _scaled_alike(_with_bounds_first(tokens(text)))
    place = 0
    while place < len(spoken):
        if spoken[place] in _ONE_OF and word_at(spoken, place - 1) in _COMPARED:
            spoken[place] = _ONE_OF[spoken[place]]
        place = _turn(spoken, place)
    return spoken


def _scaled_alike(spoken: list[str]) -> list[str]:
    """`тысяч семь-восемь` and `семь-восемь тысяч` with the thousands behind each number."""
    for place, scale in enumerate(spoken):
        if scale not in SCALES_OF_MANY:
            continue
        if not _inside_a_number(spoken, place):
            first, second = _range_at(spoken, place + 1)
            if first is not None:
                end = (second or first).end
                numbers = [*spoken[first.start : first.end], scale]
                numbers += [*spoken[first.end : end], scale] if second else []
                return [*spoken[:place], *spoken[place + 1 : first.start], *numbers, *spoken[end:]]
        for start in range(max(0, place - 5), place):
            first, second = _range_at(spoken, start)
            if first is not None and second is not None and second.end == place + 1:
                return [*spoken[: first.end], scale, *spoken[first.end :]]
    return spoken


def _inside_a_number(spoken: list[str], place: int) -> bool:
    pieces = [piece_at(spoken, start) for start in range(max(0, place - 5), place)]
    return any(piece is not None and piece.end > place for piece in pieces)


def _with_bounds_first(spoken: list[str]) -> list[str]:
    for place in range(len(spoken) - 2, 0, -1):
        if (spoken[place], spoken[place + 1]) in _MORE:
            start = _number_before(spoken, place)
            if start is not None:
                rest = spoken[place + 2 :]
                return [*spoken[:start], "больше", *spoken[start:place], *(rest[1:] if rest[:1] == ["то"] else rest)]
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
    first, second = _range_at(spoken, place + 1)
    last = second or first
    if last is None or UNITS.known(word_at(spoken, last.end)) or word_at(spoken, last.end) == "из":
        return place + 1
    spoken[place : last.end] = [*spoken[place + 1 : last.end], unit]
    return last.end


def _counts(spoken: list[str], place: int) -> bool:
    """Whether a number stands before the unit already: `семь часов двадцать`."""
    pieces = [piece_at(spoken, start) for start in range(max(0, place - 5), place)]
    return any(piece is not None and piece.end == place for piece in pieces)


def _range_at(spoken: list[str], start: int) -> tuple[Piece | None, Piece | None]:
    """The number there, and the second one of `шесть семь`, `шесть или семь`, `шесть до семь тысяч`."""
    while word_at(spoken, start) in _ABOUT:
        start += 1
    first = piece_at(spoken, start) if start < len(spoken) else None
    if first is None:
        return None, None
    after = first.end + (word_at(spoken, first.end) in _RANGE)
    second = piece_at(spoken, after) if after < len(spoken) else None
    if second is None:
        return first, None
    scaled = any(word in SCALES_OF_MANY for word in spoken[second.start : second.end])
    value = second.value / 1000 if scaled and second.value >= 1000 else second.value
    return first, second if first.value < value <= 2 * first.value else None
