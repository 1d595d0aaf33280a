"""One number at one place among the words of a French utterance; `numbers` finds and weighs them.

`quatre-vingt-dix-sept`, `septante-cinq`, `trois virgule vingt-cinq`, `six et demi`, `deux tiers`.
"""

from __future__ import annotations

import re

from appliance.language.french.units import UNITS
from appliance.language.reading.pieces import Piece
from appliance.language.reading.tokens import word_at

ONES = {word: value for value, word in enumerate(
    ("zero", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf"))}  # fmt: skip
TEENS = {word: value for value, word in enumerate(
    ("dix", "onze", "douze", "treize", "quatorze", "quinze", "seize"), start=10)}  # fmt: skip
TENS = {
    "vingt": 20, "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60, "septante": 70, "huitante": 80,
    "octante": 80, "nonante": 90,
}  # fmt: skip
_SPELT = {"une": 1, "vingts": 20, "quatres": 4, "zeros": 0, "cinqs": 5}
_SCALES = {
    "cent": 100, "cents": 100, "mille": 1_000, "milles": 1_000, "k": 1_000, "million": 1_000_000,
    "millions": 1_000_000,
}  # fmt: skip
_ROUND = {
    "dizaine": 10, "douzaine": 12, "quinzaine": 15, "vingtaine": 20, "trentaine": 30, "quarantaine": 40,
    "cinquantaine": 50, "soixantaine": 60, "centaine": 100, "millier": 1000,
}  # fmt: skip
"""`une dizaine` may be nine or twelve."""

_PARTS = {"demi": 1 / 2, "demie": 1 / 2, "demis": 1 / 2, "moitie": 1 / 2, "tiers": 1 / 3, "quart": 1 / 4,
          "quarts": 1 / 4}  # fmt: skip
_COUNTED_PARTS = {"cinquieme": 1 / 5, "cinquiemes": 1 / 5, "dixieme": 1 / 10, "dixiemes": 1 / 10}
_POINT = frozenset({"virgule", "point"})
_DIGITS = re.compile(r"\d*\.\d+|\d+")
_RATIO = re.compile(r"(\d+)/(\d+)")
_DOUBTFUL = re.compile(r"\d{1,3},\d{3}")

_NO_MINUS = frozenset({"au", "de", "ou", "du", "le", "pas", "heure", "heures"})
"""`au moins trois`, `plus ou moins trois`: no negative number."""

_ROUNDED = 0.7
_SHORT = 0.6
_ARTICLE = 0.6
"""`un` and `une` that may as well be an article."""


def _ones(word: str) -> int | None:
    if len(word) == 1 and word.isdecimal():
        return int(word)
    return ONES.get(word, _SPELT.get(word))


def below_hundred(spoken: list[str], place: int) -> tuple[int, int] | None:
    """A whole number 0 … 99 in words or digits, and where it ends."""
    word = word_at(spoken, place)
    if word == "quatre" and word_at(spoken, place + 1) in ("vingt", "vingts"):
        return _added(spoken, place + 2, 80, teens=True)
    if word in TENS or word == "vingts":
        return _added(spoken, place + 1, TENS.get(word, 20), teens=word == "soixante")
    if word == "dix" and word_at(spoken, place + 1) in ("sept", "huit", "neuf"):
        return 10 + ONES[word_at(spoken, place + 1)], place + 2
    if word in TEENS:
        return TEENS[word], place + 1
    if word.isdecimal() and len(word) <= 2:
        return int(word), place + 1
    ones = _ones(word)
    return None if ones is None else (ones, place + 1)


def _added(spoken: list[str], place: int, tens: int, *, teens: bool) -> tuple[int, int]:
    """What follows the tens: `et un`, `deux`, and after sixty and eighty `dix`, `onze` …"""
    linked = word_at(spoken, place) == "et"
    after = place + 1 if linked else place
    word = word_at(spoken, after)
    if word in TEENS and teens:
        found = below_hundred(spoken, after)
        return (tens + found[0], found[1]) if found else (tens, place)
    ones = None if word.isdecimal() else _ones(word)
    if not ones or (linked and ones != 1) or word_at(spoken, after + 1) in ("cent", "cents"):
        return tens, place
    if ones == 4 and word_at(spoken, after + 1) in ("vingt", "vingts"):
        return tens, place
    return tens + ones, after + 1


def whole_at(spoken: list[str], place: int) -> tuple[float, int] | None:
    """A whole number of any size, and where it ends."""
    total, found = 0.0, False
    limit = float("inf")
    while (group := _group(spoken, place)) is not None and (not found or 0 < group[0] < limit):
        value, end, size = group
        if found and size == 1 and value >= limit:
            break
        total, place, found = total + value, end, True
        if size == 1:
            break
        limit = size
    return (total, place) if found else None


def _group(spoken: list[str], place: int) -> tuple[float, int, float] | None:
    """(value, end, size) of one part of a number: `trois cent vingt` with `mille`, or the part below a thousand."""
    hundreds = _below_thousand(spoken, place)
    after = hundreds[1] if hundreds else place
    word = word_at(spoken, after)
    if word in _SCALES and _SCALES[word] > 100 and (hundreds or word in ("mille", "milles")):
        return (hundreds[0] if hundreds else 1) * _SCALES[word], after + 1, _SCALES[word]
    return None if hundreds is None else (*hundreds, 1)


def _below_thousand(spoken: list[str], place: int) -> tuple[float, int] | None:
    word = word_at(spoken, place)
    if word.isdecimal() and len(word) > 2:
        return float(word), place + 1
    small = (1, place) if word in ("cent", "cents") else below_hundred(spoken, place)
    if small is None or word_at(spoken, small[1]) not in ("cent", "cents") or not 1 <= small[0] < 100:
        return small
    lower = below_hundred(spoken, small[1] + 1)
    following = word_at(spoken, lower[1]) if lower else ""
    if lower is None or not lower[0] or following in ("cent", "cents"):
        return small[0] * 100, small[1] + 1
    return small[0] * 100 + lower[0], lower[1]


def _decimals(spoken: list[str], place: int) -> tuple[float, int] | None:
    """The digits after `virgule`: `cinq`, `zéro cinq`, `vingt-cinq`, `deux cinq`."""
    digits = ""
    while word_at(spoken, place) in ("zero", "0"):
        digits, place = digits + "0", place + 1
    number = below_hundred(spoken, place)
    while number is not None and len(digits) < 3:
        digits, place = digits + str(number[0]), number[1]
        number = below_hundred(spoken, place) if number[0] < 10 else None
    return (float(f"0.{digits}"), place) if digits else None


def part_at(spoken: list[str], place: int) -> tuple[float, int] | None:
    """A fraction below one: `demi`, `la moitié`, `un quart`, `trois quarts`, `les deux tiers`, `1/2`; its end."""
    word = word_at(spoken, place)
    ratio = _RATIO.fullmatch(word)
    if ratio and int(ratio[2]) in (2, 3, 4) and int(ratio[1]) < int(ratio[2]):
        return int(ratio[1]) / int(ratio[2]), place + 1
    if word in ("la", "le", "les", "un", "une") and word_at(spoken, place + 1) in _PARTS:
        return _PARTS[word_at(spoken, place + 1)], place + 2
    if word in ("demi", "demie", "moitie", "quart"):
        return _PARTS[word], place + 1
    after = place + 1 if word == "les" else place
    count = _ones(word_at(spoken, after))
    following = word_at(spoken, after + 1)
    size = _PARTS.get(following) or _COUNTED_PARTS.get(following)
    if count and size and following not in ("demi", "demie") and count * size < 1:
        return count * size, after + 2
    return None


def _with_fraction(spoken: list[str], place: int, whole: float) -> tuple[float, int]:
    """Add `et demi`, `trois quarts`, `virgule cinq` or `1/2`, and multiply again (`deux millions et demi`)."""
    word = word_at(spoken, place)
    found: tuple[float, int] | None = None
    if word in _POINT:
        found = _decimals(spoken, place + 1)
    elif word == "et":
        found = part_at(spoken, place + 1)
    elif "/" in word or word_at(spoken, place + 1) in ("quarts", "tiers"):
        found = part_at(spoken, place)
    if found is None:
        return whole, place
    size = 1_000_000 if spoken[place - 1] in ("million", "millions") else 1
    value, place = whole + found[0] * size, found[1]
    scale = _SCALES.get(word_at(spoken, place), 0)
    return (value * scale, place + 1) if scale > 100 else (value, place)


def _loose_at(spoken: list[str], place: int) -> Piece | None:
    """`une dizaine`, `deux douzaines`, `une demi-douzaine`, `quelques`, `un ou deux` is left to the choosing."""
    word = word_at(spoken, place)
    if word == "quelques":
        return None if word_at(spoken, place - 1) == "et" else Piece(3, place, place + 1, 0.5)
    count, after = (1.0, place + 1) if word in ("la", "une", "l") else (float(_ones(word) or 0), place + 1)
    while count and word_at(spoken, after) in _SIZES:
        after += 1
    if word_at(spoken, after) == "demi":
        count, after = count / 2, after + 1
    named = _ROUND.get(word_at(spoken, after).rstrip("s"))
    if not count or named is None:
        return None
    end = after + 2 if word_at(spoken, after + 1) in ("de", "d") else after + 1
    if word_at(spoken, end) in ("mille", "milliers", "millions"):
        return Piece(
            count * named * (1_000_000 if word_at(spoken, end) == "millions" else 1000), place, end + 1, _ROUNDED
        )
    return Piece(count * named, place, after + 1, _ROUNDED)


def _digits_told(spoken: list[str], place: int) -> Piece | None:
    """Small numbers one after another: `six sept` is taken for a range, `cinq cinq` for one told twice."""
    first = _ones(word_at(spoken, place))
    second = _ones(word_at(spoken, place + 1))
    following = word_at(spoken, place + 2)
    if not first or not second or following in _SCALES or following in ("vingt", "vingts", *_POINT):
        return None
    if _ones(following) is not None or part_at(spoken, place + 1) or following in _PARTS:
        return None
    if second - first == 1:
        return Piece((first + second) / 2, place, place + 2, 0.5)
    return Piece(first, place, place + 2, 0.7) if first == second else None


def piece_at(spoken: list[str], place: int) -> Piece | None:
    """The longest number that begins at this word, or None."""
    word = word_at(spoken, place)
    if word == "moins" and word_at(spoken, place - 1) not in _NO_MINUS:
        piece = piece_at(spoken, place + 1)
        return piece and Piece(-piece.value, place, piece.end, piece.certainty)
    loose = _loose_at(spoken, place) or _digits_told(spoken, place)
    if loose:
        return loose
    if _DOUBTFUL.fullmatch(word):
        return Piece(float(word.replace(",", "")), place, place + 1, 0.5)
    ratio = _RATIO.fullmatch(word)
    if ratio and part_at(spoken, place) is None:
        return Piece(int(ratio[1]), place, place + 1, 1.0, float(ratio[2]))
    if "." in word and _DIGITS.fullmatch(word):
        scale = _SCALES.get(word_at(spoken, place + 1), 1)
        return Piece(float(word) * scale, place, place + 1 + (scale > 1))
    part = part_at(spoken, place)
    if part:
        return Piece(part[0], place, part[1])
    whole = whole_at(spoken, place)
    if whole is None:
        return None
    value, end = _with_fraction(spoken, whole[1], whole[0])
    lone = end == place + 1 and word in ("un", "une")
    return _one_at(spoken, place) if lone else Piece(value, place, end, _told_short(spoken, place, end))


def _told_short(spoken: list[str], start: int, end: int) -> float:
    """Certainty of a number: `neuf mille huit`, with nothing counted after it, is said for nine thousand eight
    hundred as well."""
    short = end - start > 1 and spoken[end - 2] in ("mille", "milles") and _ones(spoken[end - 1]) is not None
    return _SHORT if short and word_at(spoken, end) in ("", ",") else 1.0


_AFTER_ONE = frozenset({
    "", ",", "seul", "seule", "ou", "a", "sur", "et", "par", "ce", "le", "la", "aujourdhui", "hier", "de", "fois",
    "non", "oui", "peut", "je", "j", "pas", "autre", "virgule", "demi", "demie", "plus",
})  # fmt: skip
_SIZES = frozenset({"bon", "bonne", "petit", "petite", "gros", "grosse", "grand", "grande", "beau", "belle", "solide"})


def _one_at(spoken: list[str], place: int) -> Piece | None:
    """`un` or `une` where nothing else is counted with it: a number before its thing, else maybe an article; none
    before another number (`un bon huit`)."""
    after = place + 1
    while word_at(spoken, after) in _SIZES:
        after += 1
    word = word_at(spoken, after)
    if whole_at(spoken, after) is not None or word == "peu":
        return None
    sure = word in _AFTER_ONE or UNITS.known(word) is not None
    return Piece(1, place, place + 1, 1.0 if sure else _ARTICLE)
