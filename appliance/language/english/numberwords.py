"""One number at one place among the words. `numbers` finds and weighs them; this only reads."""

from __future__ import annotations

import re

from appliance.language.reading.pieces import Piece
from appliance.language.reading.tokens import word_at

ONES = {word: value for value, word in enumerate(
    ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"))}  # fmt: skip
TEENS = {word: value for value, word in enumerate(
    ("ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
    start=10)}  # fmt: skip
TENS = {word: 10 * value for value, word in enumerate(
    ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"), start=2)}  # fmt: skip

_ZEROS = {"nought": 0, "naught": 0, "nil": 0}
_MISSPELT = {"fourty": 40, "fourtheen": 14}
_SCALES = {"hundred": 100, "thousand": 1_000, "grand": 1_000, "k": 1_000, "million": 1_000_000, "dozen": 12}
_LOOSE = {"couple": (2, 0.85), "pair": (2, 0.85), "few": (3, 0.5)}
_PARTS = {"half": 1 / 2, "halves": 1 / 2, "third": 1 / 3, "thirds": 1 / 3, "quarter": 1 / 4, "quarters": 1 / 4}
_COUNTED_PARTS = {"fifth": 1 / 5, "fifths": 1 / 5, "tenth": 1 / 10, "tenths": 1 / 10}
_TIMES = {"once": 1, "twice": 2, "thrice": 3}

_LONGEST_RUN = 6
"""Digits told one by one."""

_DIGITS = re.compile(r"\d*\.\d+|\d+")
_RATIO = re.compile(r"(\d+)/(\d+)")


def _digit(word: str, *, oh: bool = False) -> int | None:
    if oh and word in ("oh", "o"):
        return 0
    if len(word) == 1 and word.isdecimal():
        return int(word)
    return ONES.get(word, _ZEROS.get(word))


def below_hundred(spoken: list[str], place: int) -> tuple[int, int] | None:
    """A whole number 0 … 99 in words or digits, and where it ends."""
    word = word_at(spoken, place)
    if word in TENS or (word in _MISSPELT and _MISSPELT[word] > 19):
        tens = TENS.get(word) or _MISSPELT[word]
        ones = _digit(word_at(spoken, place + 1))
        return (tens + ones, place + 2) if ones else (tens, place + 1)
    if word in TEENS or word in _MISSPELT:
        return TEENS.get(word) or _MISSPELT[word], place + 1
    if word.isdecimal() and len(word) <= 2:
        return int(word), place + 1
    ones = _digit(word)
    return None if ones is None else (ones, place + 1)


def _scale(spoken: list[str], place: int, value: float) -> tuple[float, int]:
    """Multiply by `hundred`, `thousand`, `dozen` … where they follow, and add what comes after them."""
    word = word_at(spoken, place)
    if word not in _SCALES or (word == "k" and value > 999):
        return value, place
    value *= _SCALES[word]
    place += 1
    if word in ("hundred", "dozen", "k", "grand"):
        value, place = _add_lower(spoken, place, value, 100 if word == "hundred" else 0)
        if word_at(spoken, place) in ("thousand", "million"):
            return _scale(spoken, place, value)
        return value, place
    return _add_lower(spoken, place, value, _SCALES[word])


def _add_lower(spoken: list[str], place: int, value: float, below: float) -> tuple[float, int]:
    """`… and five`, `… two hundred and six`, as long as what follows is smaller than the scale just used."""
    after = place + 1 if word_at(spoken, place) == "and" else place
    if part_at(spoken, after):
        return value, place
    lower = below_hundred(spoken, after) if below == 100 else whole_at(spoken, after, adding=True)
    if lower is None or not 0 < lower[0] < below or word_at(spoken, lower[1]) in ("hundred", "dozen"):
        return value, place
    return value + lower[0], lower[1]


def whole_at(spoken: list[str], place: int, *, adding: bool = False) -> tuple[float, int] | None:
    """A whole number of any size, and where it ends. `adding` when it continues a larger one."""
    word = word_at(spoken, place)
    if word in ("a", "an") and word_at(spoken, place + 1) in _SCALES and word_at(spoken, place + 1) != "k":
        return _scale(spoken, place + 1, 1)
    if word in ("hundred", "thousand", "million", "dozen") and not adding:
        return _scale(spoken, place, 1)
    if word.isdecimal() and len(word) > 2:
        return _scale(spoken, place + 1, int(word))
    small = below_hundred(spoken, place)
    if small is None:
        return None
    return _scale(spoken, small[1], small[0])


def _decimals(spoken: list[str], place: int) -> tuple[float, int] | None:
    """The digits after `point`: `five`, `oh five`, `two five`, `twenty five`."""
    digits = ""
    while (digit := _digit(word_at(spoken, place), oh=True)) is not None:
        digits += str(digit)
        place += 1
    if not digits:
        pair = below_hundred(spoken, place)
        if pair is None:
            return None
        digits, place = str(pair[0]), pair[1]
    return float(f"0.{digits}"), place


def part_at(spoken: list[str], place: int) -> tuple[float, int] | None:
    """A fraction below one: `a half`, `half`, `three quarters`, `two thirds`, `1/2`, and where it ends."""
    word = word_at(spoken, place)
    ratio = _RATIO.fullmatch(word)
    if ratio and int(ratio[2]) in (2, 3, 4) and int(ratio[1]) < int(ratio[2]):
        return int(ratio[1]) / int(ratio[2]), place + 1
    if word in ("half", "quarter"):
        return _PARTS[word], place + 1
    count = 1 if word in ("a", "an") else _digit(word)
    following = word_at(spoken, place + 1)
    size = _PARTS.get(following) or _COUNTED_PARTS.get(following)
    if count and size and count * size < 1:
        return count * size, place + 2
    return None


def _with_fraction(spoken: list[str], place: int, whole: float) -> tuple[float, int]:
    """Add `and a half`, `point five` or `1/2` to a whole number, and multiply again (`two and a half thousand`)."""
    word = word_at(spoken, place)
    found: tuple[float, int] | None = None
    if word in ("point", "dot"):
        found = _decimals(spoken, place + 1)
    elif word == "and":
        found = part_at(spoken, place + 1)
    elif "/" in word:
        found = part_at(spoken, place)
    if found is None:
        return whole, place
    value, place = whole + found[0], found[1]
    if word_at(spoken, place) in _SCALES:
        return value * _SCALES[word_at(spoken, place)], place + 1
    return value, place


def _digit_run(spoken: list[str], place: int) -> Piece | None:
    """Digits told one by one (`one five`, `one oh five`) and hundreds left out (`one eighty five`).

    Both are guesses: `six seven` may as well mean six or seven. Hence the low certainties.
    """
    digits: list[int] = []
    end = place
    while len(digits) <= _LONGEST_RUN and (digit := _digit(word_at(spoken, end), oh=bool(digits))) is not None:
        digits.append(digit)
        end += 1
    following = word_at(spoken, end)
    if following in _SCALES or following in ("point", "dot") or part_at(spoken, end) or len(digits) > _LONGEST_RUN:
        return None
    if len(digits) == 1 and digits[0] and (following in TENS or following in TEENS):
        rest, end = below_hundred(spoken, end) or (0, end)
        return Piece(digits[0] * 100 + rest, place, end, 0.7)
    if (following == "and" and part_at(spoken, end + 1)) or len(digits) < 2 or following in TENS or following in TEENS:
        return None
    if len(digits) == 2 and digits[1] - digits[0] == 1 and digits[0]:
        return Piece((digits[0] + digits[1]) / 2, place, end, 0.5)
    if len(digits) == 2 and digits[0] == digits[1]:
        return Piece(digits[0], place, end, 0.7)
    return Piece(int("".join(map(str, digits))), place, end, 0.6 if len(digits) == 2 else 0.75)


def _loose_at(spoken: list[str], place: int) -> Piece | None:
    """`a couple`, `a few`, `twice`."""
    after = place + 1 if word_at(spoken, place) == "a" else place
    word = word_at(spoken, after)
    if word in _TIMES and after == place:
        return Piece(_TIMES[word], place, place + 1)
    if word not in _LOOSE:
        return None
    value, certainty = _LOOSE[word]
    end = after + 1
    if word_at(spoken, end) == "of":
        end += 1
    scaled, scaled_end = _scale(spoken, end, value)
    return Piece(scaled, place, scaled_end if scaled_end > end else after + 1, certainty)


def piece_at(spoken: list[str], place: int) -> Piece | None:
    """The longest number that begins at this word, or None."""
    word = word_at(spoken, place)
    if word in ("minus", "negative"):
        piece = piece_at(spoken, place + 1)
        return piece and Piece(-piece.value, place, piece.end, piece.certainty)
    loose = _loose_at(spoken, place) or _digit_run(spoken, place)
    if loose:
        return loose
    ratio = _RATIO.fullmatch(word)
    if ratio and (part := part_at(spoken, place)) is None:
        return Piece(int(ratio[1]), place, place + 1, 1.0, float(ratio[2]))
    if word in ("point", "dot"):
        decimals = _decimals(spoken, place + 1)
        return Piece(decimals[0], place, decimals[1], 0.8) if decimals else None
    if "." in word and _DIGITS.fullmatch(word):
        value, end = _scale(spoken, place + 1, float(word))
        return Piece(value, place, end)
    part = part_at(spoken, place)
    if part:
        return _scaled_part(spoken, place, part)
    whole = whole_at(spoken, place)
    if whole is None:
        return None
    value, end = _with_fraction(spoken, whole[1], whole[0])
    return Piece(value, place, end)


def _scaled_part(spoken: list[str], place: int, part: tuple[float, int]) -> Piece:
    """`half a dozen`, `a quarter of a million`, or the fraction by itself."""
    value, end = part
    after = end + 1 if word_at(spoken, end) == "of" else end
    if word_at(spoken, after) in ("a", "an") and word_at(spoken, after + 1) in _SCALES:
        return Piece(value * _SCALES[word_at(spoken, after + 1)], place, after + 2)
    return Piece(value, place, end)
