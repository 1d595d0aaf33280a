"""Numbers, spoken and written: found anywhere in an utterance, and said."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from num2words import num2words

from appliance.language.forms import listed
from appliance.language.german.choosing import choose
from appliance.language.german.numberwords import ARTICLES, Piece, piece_at, word_at
from appliance.language.german.tokens import BREAK, tokens
from appliance.language.german.units import Unit, converted, known_unit, same_thing, unit_of
from appliance.language.german.zero import means_zero
from appliance.language.values import Found

SURE = 0.95
"""Certainty of a plain number."""

_VAGUE = listed("mindestens über unter fast knapp beinahe höchstens maximal minimum gut mehr weniger")
"""A bound rather than a value: kept, but read back."""

_LONE = listed("""
äh ähm öh hm nur so also ja na nun es war waren ich habe hatte etwa ungefähr genau heute vielleicht glaube
""") | {BREAK}
_LARGEST_WITH_HALF = 20
"""`zwölfeinhalb`, but `einhundert Komma fünf`."""

_UNIT_LINKS = listed("weitere weiteren mehr volle vollen ganze ganzen gute guten kleine kleinen grosse grossen")


def pieces_of(spoken: list[str]) -> list[Piece]:
    """Every number among the words, from left to right, none inside another; `ein` only where something is counted."""
    found: list[Piece] = []
    place = 0
    while place < len(spoken):
        piece = None if spoken[place] == BREAK else piece_at(spoken, place)
        if piece is None or (piece.article and not _counts(spoken, piece)):
            place += 1
        else:
            found.append(piece)
            place = piece.end
    return found


def _counts(spoken: list[str], article: Piece) -> bool:
    """Whether `ein` counts: a known unit follows (`eine Tasse`), or nothing else is said (`nur eine`)."""
    if unit_after(spoken, article)[0] is not None:
        return True
    others = spoken[: article.start] + spoken[article.end :]
    return all(word in _LONE for word in others)


def unit_after(spoken: list[str], piece: Piece) -> tuple[Unit | None, int]:
    """The unit said right after a number (`fünf`, `fünf volle Tassen`), and where it ends."""
    place = piece.end
    while word_at(spoken, place) in _UNIT_LINKS:
        place += 1
    two_words = f"{word_at(spoken, place)} {word_at(spoken, place + 1)}"
    unit = known_unit(two_words)
    if unit:
        return unit, place + 2
    unit = known_unit(word_at(spoken, place))
    return (unit, place + 1) if unit else (None, piece.end)


def read_number(text: str, unit: str = "") -> Found | None:
    """The number an utterance gives, in `unit`; None where it gives none.

    A number in another unit of the same dimension is converted; in one that cannot be, its certainty is low.
    """
    wanted = unit_of(unit)
    spoken = tokens(text)
    nothing = means_zero(spoken)
    pieces = _with_halves_after_units(spoken, pieces_of(spoken)) or _one_of_own(spoken, wanted)
    units = [unit_after(spoken, piece)[0] for piece in pieces]
    in_unit = [_in_unit(piece, said, wanted) for piece, said in zip(pieces, units, strict=True)]
    _add_smaller_units(spoken, in_unit, units)
    preferred = [bool(wanted and said and converted(1, said, wanted) is not None) for said in units]
    chosen = choose(spoken, in_unit, preferred)
    if chosen is None:
        return nothing
    if nothing and nothing.certainty > 0.8:
        return nothing
    vague = any(word in _VAGUE for word in spoken[max(0, chosen.start - 2) : chosen.start])
    return Found(chosen.value, min(chosen.certainty, SURE) * (0.75 if vague else 1))


def _one_of_own(spoken: list[str], wanted: Unit | None) -> list[Piece]:
    """`einen Espresso` where the unit asked for is the user's own word: one, said by its article."""
    if wanted is None or wanted.known:
        return []
    own = wanted.singular.lower()
    return [
        Piece(1, place, place + 1, 0.85)
        for place, word in enumerate(spoken)
        if word in ARTICLES and word_at(spoken, place + 1).startswith(own[:5])
    ][:1]


def _with_halves_after_units(spoken: list[str], pieces: list[Piece]) -> list[Piece]:
    """`zwei Tassen und eine halbe` is two and a half cups."""
    joined: list[Piece] = []
    for piece in pieces:
        before = joined[-1] if joined else None
        between = spoken[before.end : piece.start] if before else []
        half = 0 < piece.value < 1 and len(between) == 2 and between[1] == "und" and known_unit(between[0]) is not None
        if before and half and before.value % 1 == 0:
            joined[-1] = Piece(before.value + piece.value, before.start, before.end, before.certainty)
        else:
            joined.append(piece)
    return joined


def _in_unit(piece: Piece, said: Unit | None, wanted: Unit | None) -> Piece:
    if said is None or wanted is None or not (said.dimension or wanted.dimension):
        other = said is not None and wanted is not None and wanted.known and not same_thing(said, wanted)
        return replace(piece, certainty=min(piece.certainty, 0.7)) if other and not _drinkable(said, wanted) else piece
    value = converted(piece.value, said, wanted)
    if value is None:
        return replace(piece, certainty=0.3)
    return replace(piece, value=value)


_DRINKS = frozenset({"Tasse", "Glas", "Kaffee", "Bier", "Drink", "Stück", "Flasche", "Portion", "Mal"})


def _drinkable(said: Unit | None, wanted: Unit | None) -> bool:
    """`zwei Kaffee` are two cups, and `drei Mal` or `drei Stück` are three of anything."""
    return said is not None and wanted is not None and said.singular in _DRINKS


def _add_smaller_units(spoken: list[str], pieces: list[Piece], units: list[Unit | None]) -> None:
    """`fünf Kilometer und zweihundert Meter` is one distance: the smaller part goes into the larger, in place."""
    for index in range(len(pieces) - 1, 0, -1):
        larger, smaller = units[index - 1], units[index]
        between = spoken[pieces[index - 1].end : pieces[index].start]
        one = larger and smaller and larger.dimension == smaller.dimension != "" and larger.factor > smaller.factor
        if one and between[1:] in ([], ["und"]):
            before, part = pieces[index - 1], pieces.pop(index)
            units.pop(index)
            pieces[index - 1] = replace(before, value=before.value + part.value)


def say_number(value: float) -> str:
    """A number as words: `sechseinhalb`, `hundertfünf`, `zwei Komma drei fünf`, `ein Viertel`.

    Halves are said as such; anything else to two decimals.
    """
    rounded = round(Decimal(str(value)), 2)
    if rounded < 0:
        return f"minus {say_number(float(-rounded))}"
    whole, fraction = divmod(rounded, 1)
    if not fraction:
        return say_whole(int(whole))
    if fraction == Decimal("0.5") and whole <= _LARGEST_WITH_HALF:
        return {0: "ein halb", 1: "eineinhalb"}.get(int(whole)) or f"{say_whole(int(whole))}einhalb"
    digits = f"{fraction:.2f}"[2:].rstrip("0")
    return " ".join([say_whole(int(whole)), "Komma", *(say_whole(int(digit)) for digit in digits)])


def say_whole(value: int) -> str:
    """A whole number in one word, as long as it may be."""
    return str(num2words(value, lang="de"))


def say_quantity(value: float, unit: str) -> str:
    """A number with its unit: `fünf Kilometer`, `eine Tasse`, `ein halber Liter`; the number alone without one."""
    measure = unit_of(unit)
    if measure is None:
        return say_number(value)
    rounded = round(value, 2)
    if not measure.known:
        return f"{say_number(value)} {measure.plural}"
    if rounded == 0.5:
        return f"{measure.half} {measure.singular}"
    if rounded == 1:
        return f"{measure.article} {measure.singular}"
    return f"{say_number(value)} {measure.plural}"
