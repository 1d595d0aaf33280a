"""One number at one place among the words. `numbers` finds and weighs them; this only reads."""

from __future__ import annotations

import re

from appliance.language.reading.pieces import Piece
from appliance.language.reading.tokens import BREAK, word_at
from appliance.language.spanish.numbertables import HUNDREDS, ONES, TEENS, TENS
from appliance.language.spanish.tokens import spoken_words
from appliance.language.spanish.units import UNITS

_LONGEST_RUN = 6
"""Digits told one by one."""

_SCALES = {"mil": 1_000, "miles": 1_000, "millon": 1_000_000, "millones": 1_000_000, "k": 1_000}
_DOZENS = frozenset({"docena", "docenas"})
_HALVES = frozenset({"medio", "media"})
_PARTS = {
    "cuarto": 1 / 4, "cuartos": 1 / 4, "tercio": 1 / 3, "tercios": 1 / 3, "quinto": 1 / 5, "quintos": 1 / 5,
    "decimo": 1 / 10, "decimos": 1 / 10,
}  # fmt: skip
_NAMED_PARTS = {("tercera", "parte"): 1 / 3, ("cuarta", "parte"): 1 / 4, ("quinta", "parte"): 1 / 5}
_PLURAL_PARTS = {"terceras": 1 / 3, "cuartas": 1 / 4, "quintas": 1 / 5}
_POINTS = frozenset({"coma", "punto"})
ARTICLES = frozenset({"un", "una"})
_LOOSE = {
    ("un", "par"): (2, 0.85), ("par",): (2, 0.8), ("unos", "cuantos"): (3, 0.5), ("unas", "cuantas"): (3, 0.5),
    ("unos", "pocos"): (3, 0.5), ("unas", "pocas"): (3, 0.5), ("ambos",): (2, 0.85), ("ambas",): (2, 0.85),
    ("los", "dos"): (2, 0.95), ("las", "dos"): (2, 0.95),
}  # fmt: skip
_AND_SOME = frozenset({"pico", "piquito", "algo", "tantos", "tantas", "poco", "poquito"})
_NOT_COUNTED = spoken_words("""
poco poquito pelín rato ratito montón momento momentito segundito vistazo día buen mal gran desastre asco fracaso
éxito milagro lío favor instante minutín resto tanto puñado trozo pedazo problema placer gusto rollo detalle saludo
abrazo beso santo crack lado comienzo principio avance
""")
"""After `un` and `una` these are not counted: `un poco` is no one."""

_AFTER_ONE = frozenset({"", BREAK, "solo", "sola", "y", "por", "en", "a", "al", "antes", "despues", "con", "de",
"o", "nada",
                        "hoy", "creo", "buena", "menos", "coma", "punto"})  # fmt: skip

_NEARBY = 12
"""Words."""

_BEFORE_MINUS = frozenset({BREAK, "a", "es", "de", "hora", "horas", "horita", "horitas", "h"})
"""Elsewhere `menos` is no sign: `a las ocho menos cuarto`, `tres menos dos`."""

_DIGITS = re.compile(r"\d*\.\d+|\d+")
_RATIO = re.compile(r"(\d+)/(\d+)")


def below_hundred(spoken: list[str], place: int) -> tuple[int, int] | None:
    """A whole number 0 … 99 in words or digits, and where it ends: `treinta y cinco`, `treinta cinco`, `35`."""
    word = word_at(spoken, place)
    if word in TENS or word in ("diez", "veinte"):
        tens = TENS.get(word) or TEENS[word]
        after = place + 2 if word_at(spoken, place + 1) == "y" else place + 1
        ones = ONES.get(word_at(spoken, after))
        joined = ones and (after > place + 1 or word in TENS) and not _begins_more(spoken, after)
        if joined and (word not in ("diez", "veinte") or after > place + 1):
            return tens + (ones or 0), after + 1
        return tens, place + 1
    if word in TEENS:
        return TEENS[word], place + 1
    if word.isdecimal() and len(word) <= 2:
        return int(word), place + 1
    return (ONES[word], place + 1) if word in ONES else None


def _begins_more(spoken: list[str], place: int) -> bool:
    """Whether the word there counts what follows it: the `tres` of `y tres cuartos`."""
    return word_at(spoken, place + 1) in _PARTS


def _below_thousand(spoken: list[str], place: int) -> tuple[int, int] | None:
    hundred = HUNDREDS.get(word_at(spoken, place))
    if hundred is None:
        return below_hundred(spoken, place)
    rest = below_hundred(spoken, place + 1)
    if rest and rest[0] and word_at(spoken, place) != "cien" and not part_at(spoken, place + 1):
        return hundred + rest[0], rest[1]
    return hundred, place + 1


def whole_at(spoken: list[str], place: int) -> tuple[float, int] | None:
    """A whole number of any size, and where it ends: `mil doscientos`, `dos mil`, `un millón cien mil`, `12500`."""
    word = word_at(spoken, place)
    if word.isdecimal() and len(word) > 2:
        first: tuple[float, int] | None = (int(word), place + 1)
    elif word == "mil":
        first = (1, place)
    else:
        first = _below_thousand(spoken, place)
    return None if first is None else _scaled(spoken, *first)


def _scaled(spoken: list[str], value: float, place: int) -> tuple[float, int]:
    """Multiply by `mil`, `millones`, `docenas` where they follow, and add what comes after them."""
    word = word_at(spoken, place)
    if word in _DOZENS:
        return value * 12, place + 1
    if word not in _SCALES or (word == "k" and value > 999):
        return value, place
    scale = _SCALES[word]
    value, place = value * scale, place + 1
    rest = None if part_at(spoken, place) else whole_at(spoken, place)
    if rest and word != "k" and 0 < rest[0] < scale:
        return value + rest[0], rest[1]
    return value, place


def part_at(spoken: list[str], place: int) -> tuple[float, int] | None:
    """A fraction below one: `media`, `un cuarto`, `tres cuartos`, `la mitad`, `1/2`, and where it ends."""
    word = word_at(spoken, place)
    ratio = _RATIO.fullmatch(word)
    if ratio and int(ratio[2]) in (2, 3, 4) and 0 < int(ratio[1]) < int(ratio[2]):
        return int(ratio[1]) / int(ratio[2]), place + 1
    if word in _HALVES:
        return 0.5, place + 1
    if word == "cuarto":
        return 0.25, place + 1
    start = place + 1 if word in ("la", "una") else place
    if word_at(spoken, start) == "mitad":
        return 0.5, start + 1
    named = _NAMED_PARTS.get((word_at(spoken, start), word_at(spoken, start + 1)))
    if named:
        return named, start + 2
    count = ONES.get(word) if not word.isdecimal() else int(word)
    plural = _PLURAL_PARTS.get(word_at(spoken, place + 1)) if word_at(spoken, place + 2) == "partes" else None
    if count and plural and count * plural < 1:
        return count * plural, place + 3
    size = _PARTS.get(word_at(spoken, place + 1))
    return (count * size, place + 2) if count and size and count * size < 1 else None


def _decimals(spoken: list[str], place: int) -> tuple[float, int] | None:
    """The digits after `coma`: `cinco`, `cero cinco`, `veinticinco`, `dos cinco`."""
    digits = ""
    while word_at(spoken, place) in ("cero", "0"):
        digits, place = digits + "0", place + 1
    pair = below_hundred(spoken, place)
    if pair:
        digits, place = digits + str(pair[0]), pair[1]
        while pair[0] < 10 and (one := ONES.get(word_at(spoken, place))) is not None:
            digits, place = digits + str(one), place + 1
    return (float(f"0.{digits}"), place) if digits else None


def _with_fraction(spoken: list[str], whole: float, place: int) -> tuple[float, int, float]:
    """Add `y media`, `coma cinco`, `con cinco` to a whole number: value, end and certainty."""
    word = word_at(spoken, place)
    if word in _POINTS and (found := _decimals(spoken, place + 1)):
        end = found[1]
        if word_at(spoken, end) in _SCALES:
            return (whole + found[0]) * _SCALES[word_at(spoken, end)], end + 1, 1.0
        return whole + found[0], end, 1.0
    if word == "con" and whole < 1000 and (found := _decimals(spoken, place + 1)):
        return whole + found[0], found[1], 0.85 if word_at(spoken, place + 1) in ONES else 0.7
    part = part_at(spoken, place + 1) if word == "y" else part_at(spoken, place) if "/" in word else None
    if part and word_at(spoken, place + 1) != "una":
        if whole >= 1000:  # `dos mil y medio` is no number one says, `un millón y medio` is
            millions = whole % 1_000_000 == 0
            return whole + part[0] * (1_000_000 if millions else 1000), part[1], 1.0 if millions else 0.6
        if word_at(spoken, part[1]) in _SCALES and whole < 1000:
            return (whole + part[0]) * _SCALES[word_at(spoken, part[1])], part[1] + 1, 1.0
        return whole + part[0], part[1], 1.0
    return whole, place, 1.0


def _digit_run(spoken: list[str], place: int) -> Piece | None:
    """Digits told one by one (`uno cinco`) and hundreds left out (`uno ochenta`): guesses, hence the certainties."""
    if word_at(spoken, place) in ARTICLES:
        return None
    digits: list[int] = []
    end = place
    while len(digits) <= _LONGEST_RUN and (digit := _digit(word_at(spoken, end))) is not None:
        digits.append(digit)
        end += 1
    following = word_at(spoken, end)
    if following in _SCALES or following in _POINTS or part_at(spoken, end) or len(digits) > _LONGEST_RUN:
        return None
    if part_at(spoken, end - 1) or (following == "y" and part_at(spoken, end + 1)):
        return None
    if len(digits) == 1 and digits[0] and (following in TENS or following in TEENS):
        rest, end = below_hundred(spoken, end) or (0, end)
        near = rest - digits[0]
        return None if 0 < near <= max(1, digits[0]) else Piece(digits[0] * 100 + rest, place, end, 0.6)
    if len(digits) < 2 or following in TENS or following in TEENS:
        return None
    if len(digits) == 2 and digits[1] - digits[0] == 1 and digits[0]:
        return Piece((digits[0] + digits[1]) / 2, place, end, 0.5)
    if len(digits) == 2 and digits[0] == digits[1]:
        return Piece(digits[0], place, end, 0.7)
    return Piece(int("".join(map(str, digits))), place, end, 0.6)


def _digit(word: str) -> int | None:
    return int(word) if len(word) == 1 and word.isdecimal() else ONES.get(word)


def _loose_at(spoken: list[str], place: int) -> Piece | None:
    """`un par de`, `unas cuantas`."""
    for phrase, (value, certainty) in _LOOSE.items():
        end = place + len(phrase)
        if tuple(spoken[place:end]) == phrase:
            after = end + 1 if word_at(spoken, end) == "de" else end
            if phrase[0] in ("los", "las"):
                return None
            if word_at(spoken, after) in _SCALES or word_at(spoken, after) in _DOZENS:
                scale = _SCALES.get(word_at(spoken, after), 12)
                return Piece(value * scale, place, after + 1, certainty)
            return Piece(value, place, end, certainty)
    return None


def piece_at(spoken: list[str], place: int) -> Piece | None:
    """The longest number that begins at this word, or None."""
    word = word_at(spoken, place)
    if word == "menos" and place and word_at(spoken, place - 1) not in _BEFORE_MINUS:
        return None
    if word == "menos":
        piece = piece_at(spoken, place + 1)
        return piece and Piece(-piece.value, place, piece.end, piece.certainty)
    if word in ("otro", "otra") and word_at(spoken, place - 1) in ("y", "luego", "despues", BREAK):
        counts_more = place + 1 < len(spoken) and _is_numeral(spoken[place + 1])
        return None if counts_more or word_at(spoken, place + 1) == "vez" else Piece(1, place, place + 1, 0.6)
    special = _loose_at(spoken, place) or _digit_run(spoken, place) or _written_at(spoken, place)
    if special:
        return special
    part = part_at(spoken, place)
    if part:
        return _scaled_part(spoken, place, part)
    whole = whole_at(spoken, place)
    if whole is None or _names_no_number(spoken, place, whole[1]):
        return None
    value, end, certainty = _with_fraction(spoken, *whole)
    if word_at(spoken, end) == "y" and word_at(spoken, end + 1) in _AND_SOME:
        end, certainty = end + 2, min(certainty, 0.7 if value >= 10 else 0.85)
    if _is_compared(spoken, end):
        return None
    doubted = word in ARTICLES and end == place + 1 and not _counts_one(spoken, end)
    near = spoken[max(0, place - _NEARBY) : place + _NEARBY]
    if doubted and any(_is_numeral(other) for other in near):
        return None  # the `un` of `tres cafés y un bollo`
    return Piece(value, place, end, min(certainty, 0.6) if doubted else certainty)


def _written_at(spoken: list[str], place: int) -> Piece | None:
    """`7.5`, `8/10`, `coma cinco`."""
    word = word_at(spoken, place)
    ratio = _RATIO.fullmatch(word)
    if ratio and part_at(spoken, place) is None:
        return Piece(int(ratio[1]), place, place + 1, 1.0, float(ratio[2]))
    if word in _POINTS:
        decimals = _decimals(spoken, place + 1)
        return Piece(decimals[0], place, decimals[1], 0.7) if decimals else None
    if "." in word and _DIGITS.fullmatch(word):
        scale = _SCALES.get(word_at(spoken, place + 1))
        return Piece(float(word) * scale, place, place + 2) if scale else Piece(float(word), place, place + 1)
    return None


def _counts_one(spoken: list[str], place: int) -> bool:
    """Whether what follows `un` or `una` is something to be counted, or nothing: `una taza`, `solo una`."""
    following = word_at(spoken, place)
    return following in _AFTER_ONE or UNITS.known(following) is not None


def _is_compared(spoken: list[str], end: int) -> bool:
    """`dos más que ayer`, `tres páginas menos que el lunes`: how many in all is not told."""
    return any(spoken[place : place + 2] in (["mas", "que"], ["menos", "que"]) for place in (end, end + 1))


def _is_numeral(word: str) -> bool:
    return word.isdecimal() or word in TEENS or word in TENS or word in HUNDREDS or ONES.get(word, 0) > 1


def _names_no_number(spoken: list[str], place: int, end: int) -> bool:
    """`un poco` and the `un` of `un siete` count nothing."""
    if word_at(spoken, place) not in ARTICLES or end != place + 1:
        return False
    following = word_at(spoken, end)
    return following in _NOT_COUNTED or following[:1].isdigit() or _below_thousand(spoken, end) is not None


def _scaled_part(spoken: list[str], place: int, part: tuple[float, int]) -> Piece:
    """`media docena`, `medio millón`, or the fraction by itself."""
    value, end = part
    word = word_at(spoken, end)
    if word in _DOZENS:
        return Piece(value * 12, place, end + 1)
    if word in _SCALES:
        return Piece(value * _SCALES[word], place, end + 1)
    return Piece(value, place, end)
