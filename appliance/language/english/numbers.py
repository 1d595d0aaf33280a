"""Numbers, spoken and written: found anywhere in an utterance, and said.

What people do when they say a number out loud is repaired here: they correct themselves ("fifteen, no, sixteen"),
rule something out ("fifteen, not fifty"), give a range ("six or seven"), or say more than was asked
("five kilometres in thirty minutes").
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from num2words import num2words

from appliance.language.english.choosing import choose
from appliance.language.english.numberwords import Piece, piece_at, word_at
from appliance.language.english.tokens import BREAK, tokens
from appliance.language.english.units import Unit, converted, known_unit, unit_of
from appliance.language.english.zero import means_zero
from appliance.language.values import Found

SURE = 0.95
"""Certainty of a plain number."""

_SOUNDS_LIKE = {"to": 2, "too": 2, "for": 4, "fore": 4, "ate": 8, "won": 1, "tree": 3, "nein": 9, "oh": 0, "o": 0}
"""A recogniser without a grammar writes these for a number that stands alone."""

_VAGUE = frozenset(
    {"least", "over", "under", "than", "below", "above", "almost", "nearly", "odd", "plus", "minimum", "maximum"}
)
"""A bound rather than a value: kept, but read back."""

_AROUND = frozenset({"uh", "um", "er", "about", "like", "maybe", "i", "think", "just", "only", "well", BREAK})


def pieces_of(spoken: list[str]) -> list[Piece]:
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


def read_number(text: str, unit: str = "") -> Found | None:
    """The number an utterance gives, in `unit`; None where it gives none.

    A number in another unit of the same dimension is converted; in one that cannot be, its certainty is low.
    """
    wanted = unit_of(unit)
    spoken = tokens(text)
    if wanted and wanted.singular == "kilometre":
        spoken = ["km" if word == "k" else word for word in spoken]
    nothing = means_zero(spoken)
    if nothing and "one" in spoken:
        return nothing
    pieces = _one_of_them(spoken, wanted) or pieces_of(spoken)
    pieces = _with_halves_after_units(spoken, pieces)
    units = [_unit_after(spoken, piece) for piece in pieces]
    in_unit = [_in_unit(piece, said, wanted) for piece, said in zip(pieces, units, strict=True)]
    _add_smaller_units(spoken, in_unit, units)
    preferred = [bool(wanted and said and converted(1, said, wanted) is not None) for said in units]
    chosen = choose(spoken, in_unit, preferred)
    if chosen is None:
        return nothing or _lone_sound(spoken)
    vague = any(word in _VAGUE for word in spoken[max(0, chosen.start - 2) : chosen.start])
    return Found(chosen.value, min(chosen.certainty, SURE) * (0.75 if vague else 1))


def _unit_after(spoken: list[str], piece: Piece) -> Unit | None:
    """The unit said right after a number: `five`, `five more cups`, `half a cup`."""
    place = piece.end
    while word_at(spoken, place) in ("a", "an", "of", "more", "full", "whole", "the"):
        place += 1
    two_words = f"{word_at(spoken, place)} {word_at(spoken, place + 1)}"
    return known_unit(two_words) or known_unit(word_at(spoken, place))


def _with_halves_after_units(spoken: list[str], pieces: list[Piece]) -> list[Piece]:
    """`two cups and a half` is two and a half cups."""
    joined: list[Piece] = []
    for piece in pieces:
        before = joined[-1] if joined else None
        between = spoken[before.end : piece.start] if before else []
        half = piece.value < 1 and len(between) == 2 and between[1] == "and" and known_unit(between[0]) is not None
        if before and half and piece.value > 0 and before.value % 1 == 0:
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


def _add_smaller_units(spoken: list[str], pieces: list[Piece], units: list[Unit | None]) -> None:
    """`five kilometres and two hundred metres` is one distance: the smaller part goes into the larger, in place."""
    for index in range(len(pieces) - 1, 0, -1):
        larger, smaller = units[index - 1], units[index]
        between = spoken[pieces[index - 1].end : pieces[index].start]
        one = larger and smaller and larger.dimension == smaller.dimension != "" and larger.factor > smaller.factor
        if one and between[1:] in ([], ["and"]):
            before, part = pieces[index - 1], pieces.pop(index)
            units.pop(index)
            pieces[index - 1] = replace(before, value=before.value + part.value)


def _one_of_them(spoken: list[str], wanted: Unit | None) -> list[Piece]:
    """`a coffee` is one coffee, and `a cup and a half` one and a half, where coffees or cups are asked for."""
    if wanted is None:
        return []
    for place, word in enumerate(spoken):
        if word in ("a", "an", "one") and word_at(spoken, place + 1) == wanted.singular:
            if spoken[place + 2 : place + 5] == ["and", "a", "half"]:
                return [Piece(1.5, place, place + 5)]
            if word != "one" and not pieces_of(spoken):
                return [Piece(1, place, place + 1, 0.85)]
    return []


def _lone_sound(spoken: list[str]) -> Found | None:
    left = [word for word in spoken if word not in _AROUND]
    if len(left) == 1 and left[0] in _SOUNDS_LIKE:
        return Found(_SOUNDS_LIKE[left[0]], 0.6)
    return None


def say_number(value: float) -> str:
    """A number as words without commas: `six and a half`, `one hundred and five`, `two point three five`.

    Quarters and halves are said as such; anything else to two decimals.
    """
    rounded = round(Decimal(str(value)), 2)
    if rounded < 0:
        return f"minus {say_number(float(-rounded))}"
    whole, fraction = divmod(rounded, 1)
    parts = {Decimal("0.5"): "a half", Decimal("0.25"): "a quarter", Decimal("0.75"): "three quarters"}
    if not fraction:
        return _whole(int(whole))
    if fraction in parts:
        return f"{_whole(int(whole))} and {parts[fraction]}" if whole else parts[fraction].replace("a half", "half")
    digits = f"{fraction:.2f}"[2:].rstrip("0")
    return " ".join([_whole(int(whole)), "point", *(_whole(int(digit)) for digit in digits)])


def _whole(value: int) -> str:
    return str(num2words(value)).replace(",", "")


def say_quantity(value: float, unit: str) -> str:
    """A number with its unit: `five kilometres`, `one cup`, `half a litre`; the number alone without one."""
    measure = unit_of(unit)
    if measure is None:
        return say_number(value)
    rounded = round(value, 2)
    if rounded in (0.25, 0.5, 0.75):
        part = {0.25: "a quarter of", 0.5: "half", 0.75: "three quarters of"}[rounded]
        return f"{part} {measure.article} {measure.singular}"
    return f"{say_number(value)} {measure.singular if rounded == 1 else measure.plural}"
