"""The smaller unit that is not said: `два литра двести`, `километр восемьсот`, and a weight of `девяносто один
восемьсот`."""

from __future__ import annotations

from appliance.language.reading.pieces import Piece
from appliance.language.reading.tokens import word_at
from appliance.language.reading.units import Unit
from appliance.language.russian.numberwords import piece_at
from appliance.language.russian.units import UNITS

_SMALLER = {"километр": "метров", "килограмм": "граммов", "литр": "миллилитров"}
"""The thousandth of each."""
_WEIGHT = "килограмм"
_IN_THOUSANDS = frozenset({"шаг", "калория", "слово", "рубль"})


def with_smaller_units(spoken: list[str], wanted: Unit | None) -> tuple[list[str], bool]:
    """The words with the smaller unit behind its number, and whether that is doubtful.

    `Килограмм восемьдесят` is about eighty of them, so only hundreds are thousandths.
    """
    spoken = _with_one(spoken)
    for place in range(len(spoken)):
        piece = piece_at(spoken, place)
        if piece is None:
            continue
        unit = UNITS.known(word_at(spoken, piece.end))
        if unit is not None and unit.dimension in ("length", "mass", "volume"):
            return _after_unit(spoken, piece, unit)
        if wanted is not None and unit is None:
            return _after_number(spoken, piece, wanted)
        return spoken, False
    return spoken, False


def with_ones(spoken: list[str], single: frozenset[str]) -> list[str]:
    """Where something is counted beside it, the thing alone with its one: `чашку и ещё полчашки`."""
    if not any(piece_at(spoken, place) for place in range(len(spoken))):
        return spoken
    told: list[str] = []
    for place, word in enumerate(spoken):
        alone = word in single and not _ends_a_number(spoken, place) and not _number_at(spoken, place + 1)
        told += ["один", word] if alone else [word]
    return told


def _number_at(spoken: list[str], place: int) -> Piece | None:
    return piece_at(spoken, place) if place < len(spoken) else None


def _with_one(spoken: list[str]) -> list[str]:
    """`километр восемьсот` with its one."""
    for place, word in enumerate(spoken):
        if word not in _SMALLER or _ends_a_number(spoken, place):
            continue
        rest = _hundreds_at(spoken, place + 1)
        if rest is not None and (word != _WEIGHT or rest.value >= 200):
            return [*spoken[:place], "один", *spoken[place:]]
    return spoken


def _ends_a_number(spoken: list[str], place: int) -> bool:
    pieces = (piece_at(spoken, start) for start in range(max(0, place - 5), place))
    return any(piece is not None and piece.end == place for piece in pieces)


def _hundreds_at(spoken: list[str], place: int) -> Piece | None:
    piece = _number_at(spoken, place)
    return piece if piece and 100 <= piece.value < 1000 and piece.value % 1 == 0 else None


def _after_unit(spoken: list[str], piece: Piece, unit: Unit) -> tuple[list[str], bool]:
    """`два литра двести`; any other bare number right after a unit is doubtful: `восемьдесят килограмм пятьдесят`."""
    start = piece.end + 1
    bare = _number_at(spoken, start)
    if bare is None or UNITS.known(word_at(spoken, bare.end)) is not None:
        return spoken, False
    smaller = _SMALLER.get(unit.singular)
    if smaller is None or _hundreds_at(spoken, start) is None:
        return spoken, True
    return [*spoken[: bare.end], smaller, *spoken[bare.end :]], False


def _after_number(spoken: list[str], piece: Piece, wanted: Unit) -> tuple[list[str], bool]:
    """`девяносто один восемьсот` for a weight, a way or litres, `восемь двести` for steps."""
    rest = _hundreds_at(spoken, piece.end + (word_at(spoken, piece.end) == "и"))
    small = 1 <= piece.value < (200 if wanted.singular == _WEIGHT else 100) and piece.value % 1 == 0
    if rest is None or not small or UNITS.known(word_at(spoken, rest.end)) is not None:
        return spoken, False
    scale, smaller = _scales(wanted)
    if not scale:
        return spoken, False
    whole = [*spoken[: piece.end], *scale, *spoken[rest.start : rest.end], *smaller]
    return [*whole, *spoken[rest.end :]], True


def _scales(wanted: Unit) -> tuple[list[str], list[str]]:
    """What stands after the larger and after the smaller number."""
    if wanted.singular in _IN_THOUSANDS:
        return ["тысяч"], []
    smaller = _SMALLER.get(wanted.singular)
    return ([wanted.singular], [smaller]) if smaller else ([], [])
