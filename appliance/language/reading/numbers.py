"""Numbers found anywhere in an utterance, and weighed.

What people do when they say a number out loud is repaired here: they correct themselves ("fifteen, no, sixteen"),
rule something out ("fifteen, not fifty"), give a range ("six or seven"), or say more than was asked
("five kilometres in thirty minutes").
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol

from appliance.language.reading.choosing import ChoiceWords, choose
from appliance.language.reading.pieces import Piece, PieceAt, pieces_of
from appliance.language.reading.tokens import BREAK, Tokens, past, word_at
from appliance.language.reading.units import Unit, Units, converted
from appliance.language.reading.zero import ZeroWords, means_zero
from appliance.language.values import Found

SURE = 0.95
"""Certainty of a plain number."""


@dataclass(frozen=True, slots=True)
class NumberWords:
    """What reading numbers needs to know of a language."""

    tokens: Tokens
    piece_at: PieceAt
    units: Units
    choice: ChoiceWords
    zero: ZeroWords
    before_unit: frozenset[str]
    """Between a number and its unit: `of`, `a`, `more` in `five more cups`, `half a cup`."""
    and_: frozenset[str]
    """Between a whole and its half: `two cups and a half`; between a unit and a smaller one."""
    vague: frozenset[str]
    """Shortly before a number, a bound rather than a value (`at least`): kept, but read back."""
    around: frozenset[str]
    """Words that say nothing, around a number that stands alone."""
    sounds_like: Mapping[str, int] = field(default_factory=dict)
    """What a recogniser without a grammar writes for a number that stands alone: `for`, `ate`."""
    one: frozenset[str] = frozenset()
    """`a`, `an`, `one`: before the very thing asked for it is one of them. Empty where articles are read as numbers."""
    and_a_half: tuple[str, ...] = ()
    """Words after that thing: one and a half."""
    shorthand: Mapping[str, str] = field(default_factory=dict)
    """Units cut short, and what they stand for where that is asked for: `k` for `km`; a number word otherwise."""
    also_number: frozenset[str] = frozenset()
    """Words of a zero that are read as another number (`not one`)."""


class ReadNumber(Protocol):
    def __call__(self, text: str, unit: str = "") -> Found | None: ...


def read_number_with(words: NumberWords) -> ReadNumber:
    """A function that gives the number of an utterance, in a unit; None where there is none.

    A number in another unit of the same dimension is converted; in one that cannot be, its certainty is low.
    """

    def read_number(text: str, unit: str = "") -> Found | None:
        return number_in(words, words.tokens(text), words.units.of(unit))

    return read_number


def number_in(words: NumberWords, spoken: list[str], wanted: Unit | None) -> Found | None:
    """The number that the tokens give, in the unit wanted."""
    spoken = [_lengthened(words, word, wanted) for word in spoken]
    nothing = means_zero(words.zero, spoken)
    if nothing and not words.also_number.isdisjoint(spoken):
        return nothing
    pieces = _one_of_them(words, spoken, wanted) or pieces_of(spoken, words.piece_at)
    pieces = _with_halves_after_units(words, spoken, pieces)
    units = [unit_after(words, spoken, piece) for piece in pieces]
    in_unit = [_in_unit(piece, said, wanted) for piece, said in zip(pieces, units, strict=True)]
    _add_smaller_units(words, spoken, in_unit, units)
    preferred = [bool(wanted and said and converted(1, said, wanted) is not None) for said in units]
    chosen = choose(words.choice, spoken, in_unit, preferred)
    if chosen is None:
        return nothing or _lone_sound(words, spoken)
    vague = any(word in words.vague for word in spoken[max(0, chosen.start - 2) : chosen.start])
    return Found(chosen.value, min(chosen.certainty, SURE) * (0.75 if vague else 1))


def _lengthened(words: NumberWords, word: str, wanted: Unit | None) -> str:
    unit = words.shorthand.get(word)
    return unit if unit is not None and wanted is not None and words.units.known(unit) == wanted else word


def unit_after(words: NumberWords, spoken: list[str], piece: Piece) -> Unit | None:
    """The unit said right after a number: `five`, `five more cups`, `half a cup`."""
    place = past(spoken, piece.end, words.before_unit)
    two_words = f"{word_at(spoken, place)} {word_at(spoken, place + 1)}"
    return words.units.known(two_words) or words.units.known(word_at(spoken, place))


def _with_halves_after_units(words: NumberWords, spoken: list[str], pieces: list[Piece]) -> list[Piece]:
    """`two cups and a half` is two and a half cups."""
    joined: list[Piece] = []
    for piece in pieces:
        before = joined[-1] if joined else None
        between = spoken[before.end : piece.start] if before else []
        linked = len(between) == 2 and between[1] in words.and_ and words.units.known(between[0]) is not None
        if before and linked and 0 < piece.value < 1 and before.value % 1 == 0:
            joined[-1] = Piece(before.value + piece.value, before.start, before.end, before.certainty)
        else:
            joined.append(piece)
    return joined


def _in_unit(piece: Piece, said: Unit | None, wanted: Unit | None) -> Piece:
    if said is None or wanted is None or not (said.dimension or wanted.dimension):
        return piece
    value = converted(piece.value, said, wanted)
    if value is None:
        return Piece(piece.value, piece.start, piece.end, 0.3, piece.out_of)
    return Piece(value, piece.start, piece.end, piece.certainty, piece.out_of)


def _add_smaller_units(words: NumberWords, spoken: list[str], pieces: list[Piece], units: list[Unit | None]) -> None:
    """`five kilometres and two hundred metres` is one distance: the smaller part goes into the larger, in place."""
    for index in range(len(pieces) - 1, 0, -1):
        larger, smaller = units[index - 1], units[index]
        between = spoken[pieces[index - 1].end : pieces[index].start]
        one = larger and smaller and larger.dimension == smaller.dimension != "" and larger.factor > smaller.factor
        if one and (not between[1:] or (len(between) == 2 and between[1] in words.and_)):
            before, part = pieces[index - 1], pieces.pop(index)
            units.pop(index)
            pieces[index - 1] = replace(before, value=before.value + part.value)


def _one_of_them(words: NumberWords, spoken: list[str], wanted: Unit | None) -> list[Piece]:
    """`a coffee` is one coffee, and `a cup and a half` one and a half, where coffees or cups are asked for."""
    if wanted is None:
        return []
    half = list(words.and_a_half)
    told = bool(pieces_of(spoken, words.piece_at)) if not words.one.isdisjoint(spoken) else False
    for place, word in enumerate(spoken):
        if word in words.one and word_at(spoken, place + 1) == wanted.singular:
            if half and spoken[place + 2 : place + 2 + len(half)] == half:
                return [Piece(1.5, place, place + 2 + len(half))]
            if words.piece_at([word], 0) is None and not told:
                return [Piece(1, place, place + 1, 0.85)]
    return []


def _lone_sound(words: NumberWords, spoken: list[str]) -> Found | None:
    left = [word for word in spoken if word not in words.around and word != BREAK]
    if len(left) == 1 and left[0] in words.sounds_like:
        return Found(words.sounds_like[left[0]], 0.6)
    return None
