"""One number at one place among the words, in any case. `numbers` finds and weighs them; this only reads."""

from __future__ import annotations

import re

from appliance.language.forms import listed
from appliance.language.reading.pieces import Piece
from appliance.language.reading.tokens import word_at
from appliance.language.russian.units import UNITS

_SMALL = {
    0: "ноль нуль ноля нуля нолю нулю нолем нулем",
    1: "один одна одно одну одного одной одному одним одном одною единица единицу единичка единичку",
    2: "два две двух двум двумя двое двоих двойка двойку двоечка двоечку",
    3: "три трех трем тремя трое троих тройка тройку троечка троечку",
    4: "четыре четырех четырем четырьмя четверо четверых четверка четверку четверочка четверочку",
    5: "пять пяти пятью пятеро пятерых пятерка пятерку пятерочка пятерочку",
    6: "шесть шести шестью шестеро шестерка шестерку шестерочка шестерочку",
    7: "семь семи семеро семерка семерку семерочка семерочку",
    8: "восемь восьми восемью восьмью восьмерка восьмерку восьмерочка восьмерочку",
    9: "девять девяти девятью девятка девятку девяточка девяточку",
    10: "десять десяти десятью десятка десятку десяточка десяточку",
    40: "сорок сорока", 90: "девяносто девяноста",
    50: "пятьдесят пятидесяти пятьюдесятью полтинник", 60: "шестьдесят шестидесяти шестьюдесятью",
    70: "семьдесят семидесяти семьюдесятью", 80: "восемьдесят восьмидесяти восемьюдесятью",
    100: "сто ста сотка сотку сотня сотню сотни", 150: "полтораста",
    200: "двести двухсот двумстам двумястами двухстах", 300: "триста трехсот тремстам тремястами трехстах",
    400: "четыреста четырехсот четыремстам четырьмястами четырехстах",
    500: "пятьсот пятисот пятистам пятьюстами пятистах", 600: "шестьсот шестисот шестистам шестьюстами шестистах",
    700: "семьсот семисот семистам семьюстами семистах",
    800: "восемьсот восьмисот восьмистам восемьюстами восьмьюстами восьмистах",
    900: "девятьсот девятисот девятистам девятьюстами девятистах",
}  # fmt: skip
"""`семью` is left out: it is a family as well."""

_TEENS = (
    (11, "одиннадцат"), (12, "двенадцат"), (13, "тринадцат"), (14, "четырнадцат"), (15, "пятнадцат"),
    (16, "шестнадцат"), (17, "семнадцат"), (18, "восемнадцат"), (19, "девятнадцат"), (20, "двадцат"),
    (30, "тридцат"),
)  # fmt: skip
_SHORT = {"одинадцать": 11, "одинадцати": 11, "пятнацать": 15, "двацать": 20, "тридцатник": 30, "пиисят": 50,
          "шестьсят": 60}  # fmt: skip
"""As they are often written or slurred."""

VALUES = {
    **{word: value for value, words in _SMALL.items() for word in words.split()},
    **{f"{stem}{ending}": value for value, stem in _TEENS for ending in ("ь", "и", "ью")},
    **_SHORT,
}
_SCALES = {
    **dict.fromkeys(listed("тысяча тысячи тысяч тысячу тысяче тысячей тысячью тысячам тысячами тысячах"), 1_000),
    **dict.fromkeys(listed("тыща тыщи тыщ тыщу тыс"), 1_000),
    **dict.fromkeys(listed("миллион миллиона миллионов миллиону миллионом миллионах млн"), 1_000_000),
    **dict.fromkeys(listed("десяток десятка десятков десятки"), 10),
    **dict.fromkeys(listed("сотня сотню сотни сотен"), 100),
    **dict.fromkeys(listed("дюжина дюжину дюжины дюжин"), 12),
}  # fmt: skip
SCALES_OF_MANY = listed("тысяч тыщ десятков сотен миллионов")
"""Before a number without one in front they are turned round: `тысяч пять` is about five thousand."""
_HALF_MORE = {"полтора": 1.5, "полторы": 1.5, "полутора": 1.5, "полуторы": 1.5}
_LOOSE = {"пара": (2, 0.85), "пару": (2, 0.85), "пары": (2, 0.85), "парочка": (2, 0.85), "парочку": (2, 0.85),
          "несколько": (3, 0.5), "нескольких": (3, 0.5)}  # fmt: skip
_TIMES = {"однажды": 1, "дважды": 2, "трижды": 3, "четырежды": 4}
_PARTS = {
    **dict.fromkeys(listed("половина половину половины половинка половинку половинки пол половиной"), 1 / 2),
    **dict.fromkeys(listed("треть трети третью"), 1 / 3),
    **dict.fromkeys(listed("четверть четверти четвертью"), 1 / 4),
}
_PART_OF_TEN = {
    **dict.fromkeys(listed("десятая десятых десятую десятой"), 10),
    **dict.fromkeys(listed("сотая сотых сотую сотой"), 100),
    **dict.fromkeys(listed("тысячная тысячных"), 1000),
    **dict.fromkeys(listed("пятая пятых пятую"), 5),
}
_DECIMALS_TOLD = {
    word: number
    for number, word in enumerate(["один", "два", "три", "четыре", "пять", "шесть", "семь", "восемь", "девять"], 1)
}
"""After `и`, as in `тридцать шесть и шесть`; `две и одну` are three."""
_WHOLES = listed("целых целая целую целой целые")
_POINT = listed("запятая точка запятой")
_DIGITS = re.compile(r"\d*\.\d+|\d+")
_RATIO = re.compile(r"(\d+)/(\d+)")


def _value(word: str) -> int | None:
    return int(word) if word.isdecimal() else VALUES.get(word)


def is_number_word(word: str) -> bool:
    """Whether one word may be part of a number."""
    return bool(_DIGITS.fullmatch(word)) or word in VALUES or word in _SCALES or word in _HALF_MORE or word in _PARTS


def below_thousand(spoken: list[str], place: int) -> tuple[int, int] | None:
    """A whole number 0 … 999, and where it ends: hundreds, tens and ones follow each other without a word between.

    Digits stand for themselves: `20 5` are two numbers.
    """
    word = word_at(spoken, place)
    if word.isdecimal():
        return (int(word), place + 1) if len(word) <= 3 else None
    total, least, end = 0, 1000, place
    while (value := VALUES.get(word_at(spoken, end))) is not None:
        size = 100 if value >= 100 else 10 if value >= 20 else 1
        zero_inside = value == 0 and end > place
        if size >= least or zero_inside or (value >= 10 and least <= 10) or (value in range(10, 20) and least < 100):
            break
        total, least, end = total + value, 1 if value in range(10, 20) else size, end + 1
        if value == 0:
            break
    return (total, end) if end > place else None


def below_hundred(spoken: list[str], place: int) -> tuple[int, int] | None:
    """A whole number 0 … 99 in words or digits, and where it ends."""
    found = below_thousand(spoken, place)
    return found if found and found[0] < 100 else None


def whole_at(spoken: list[str], place: int) -> tuple[float, int] | None:
    """A whole number of any size (`две тысячи пятьсот`), and where it ends."""
    word = word_at(spoken, place)
    if word.isdecimal() and len(word) > 3:
        return _scaled(spoken, place + 1, int(word))
    first = below_thousand(spoken, place)
    if first is None:
        return _scaled(spoken, place, 1) if word in _SCALES else None
    return _scaled(spoken, first[1], first[0])


def _scaled(spoken: list[str], place: int, value: float) -> tuple[float, int]:
    """Multiply by `тысяч`, `десятков` … where they follow, and add the lower part after thousands and millions."""
    size = _SCALES.get(word_at(spoken, place))
    if size is None or value == 0:
        return value, place
    value, place = value * size, place + 1
    if size < 1000:
        return _scaled(spoken, place, value) if _SCALES.get(word_at(spoken, place), 0) >= 1000 else (value, place)
    lower = whole_at(spoken, place)
    if (
        lower is None
        or not 0 < lower[0] < size
        or (len(word_at(spoken, place)) > 3 and word_at(spoken, place).isdecimal())
    ):
        return value, place
    return value + lower[0], lower[1]


def part_at(spoken: list[str], place: int) -> tuple[float, int] | None:
    """A fraction below one: `половина`, `три четверти`, `две трети`, `1/2`, and where it ends."""
    word, following = word_at(spoken, place), word_at(spoken, place + 1)
    ratio = _RATIO.fullmatch(word)
    if ratio and int(ratio[2]) in (2, 3, 4) and int(ratio[1]) < int(ratio[2]):
        return int(ratio[1]) / int(ratio[2]), place + 1
    if word in _PARTS:
        return _PARTS[word], place + 1
    count = _value(word)
    if count is None or not 1 <= count < 1000:
        return None
    if following in _PARTS and following not in ("пол", "половиной") and count * _PARTS[following] < 1:
        return count * _PARTS[following], place + 2
    number = below_thousand(spoken, place)
    size = _PART_OF_TEN.get(word_at(spoken, number[1])) if number else None
    return (number[0] / size, number[1] + 1) if number and size and number[0] < size else None


def _decimals(spoken: list[str], place: int) -> tuple[float, int] | None:
    """The digits after `запятая`: `пять`, `ноль пять`, `двадцать пять`."""
    digits = ""
    while word_at(spoken, place) in ("ноль", "нуль", "0"):
        digits, place = f"{digits}0", place + 1
    pair = below_hundred(spoken, place)
    if pair is not None:
        digits, place = f"{digits}{pair[0]}", pair[1]
    return (float(f"0.{digits}"), place) if digits else None


def _with_fraction(spoken: list[str], place: int, whole: float) -> tuple[float, int, float]:
    """(value, end, certainty) with `с половиной`, `целых пять десятых`, `запятая пять`, `и три четверти` added."""
    word = word_at(spoken, place)
    found: tuple[float, int] | None = None
    certainty = 1.0
    if word in _WHOLES:
        after = place + 1 + (word_at(spoken, place + 1) == "и")
        found = part_at(spoken, after) or _decimals(spoken, after)
    elif word in _POINT:
        found = _decimals(spoken, place + 1)
    elif word == "с" and word_at(spoken, place + 1) in _PARTS:
        found = _PARTS[word_at(spoken, place + 1)], place + 2
    elif word == "и":
        found = part_at(spoken, place + 1)
    elif "/" in word:
        found = part_at(spoken, place)
    if found is None and word == "и" and whole >= 1 and "между" not in spoken[:place]:
        digit = _DECIMALS_TOLD.get(word_at(spoken, place + 1))
        unit = UNITS.known(word_at(spoken, place + 2))
        counts = unit is not None and not unit.dimension
        if digit and digit <= 9 and not counts and below_thousand(spoken, place + 1) == (digit, place + 2):
            found, certainty = (digit / 10, place + 2), 0.6
    return (whole + found[0], found[1], certainty) if found else (whole, place, 1.0)


def piece_at(spoken: list[str], place: int) -> Piece | None:
    """The longest number that begins at this word, or None."""
    word = word_at(spoken, place)
    if word == "минус":
        piece = piece_at(spoken, place + 1)
        return piece and Piece(-piece.value, place, piece.end, piece.certainty)
    if word in _TIMES:
        return Piece(_TIMES[word], place, place + 1)
    if word in _LOOSE:
        count, certainty = _LOOSE[word]
        scaled, end = _scaled(spoken, place + 1, count)
        return Piece(scaled, place, end, certainty)
    ratio = _RATIO.fullmatch(word)
    if ratio and part_at(spoken, place) is None:
        return Piece(int(ratio[1]), place, place + 1, 1.0, float(ratio[2]))
    if word in _HALF_MORE or ("." in word and _DIGITS.fullmatch(word)):
        value, end = _scaled(spoken, place + 1, _HALF_MORE.get(word) or float(word))
        return Piece(value, place, end)
    return _half_at(spoken, place) or _zero_point(spoken, place) or _whole_piece(spoken, place)


def _half_at(spoken: list[str], place: int) -> Piece | None:
    part = part_at(spoken, place)
    if part is None:
        return None
    value, end = _scaled(spoken, part[1], part[0])
    return Piece(value, place, end)


def _zero_point(spoken: list[str], place: int) -> Piece | None:
    """`ноль пять`, `ноль тридцать три`: a decimal with its comma left out."""
    if word_at(spoken, place) not in ("ноль", "нуль") or word_at(spoken, place + 1) in (*_WHOLES, *_POINT):
        return None
    decimals = _decimals(spoken, place + 1)
    return Piece(decimals[0], place, decimals[1], 0.8) if decimals and decimals[0] else None


def _whole_piece(spoken: list[str], place: int) -> Piece | None:
    whole = whole_at(spoken, place)
    if whole is None:
        return None
    value, end, certainty = _with_fraction(spoken, whole[1], whole[0])
    if value != whole[0]:
        value, end = _scaled(spoken, end, value)
    return Piece(value, place, end, certainty)
