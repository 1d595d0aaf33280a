"""One number at one place among the words: `fünfundzwanzig`, `zweieinhalb`, `drei komma fünf`."""

from __future__ import annotations

import re
from functools import cache

from appliance.language.forms import listed
from appliance.language.german.units import UNITS
from appliance.language.reading.pieces import Piece
from appliance.language.reading.tokens import BREAK, word_at

ONES = {word: value for value, word in enumerate(
    ("null", "eins", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun"))}  # fmt: skip
TEENS = {word: value for value, word in enumerate(
    ("zehn", "elf", "zwölf", "dreizehn", "vierzehn", "fünfzehn", "sechzehn", "siebzehn", "achtzehn", "neunzehn"),
    start=10)}  # fmt: skip
TENS = {word: 10 * value for value, word in enumerate(
    ("zwanzig", "dreissig", "vierzig", "fünfzig", "sechzig", "siebzig", "achtzig", "neunzig"), start=2)}  # fmt: skip

ARTICLES = listed("ein eine einen einem einer eines")
"""`one` and `a` are one word in German: a number only where something counted follows, or where nothing else does."""

_PREFIXES = {"ein": 1, **{word: value for word, value in ONES.items() if value > 1}}
_PARTS = {
    "halb": 0.5, "halbe": 0.5, "halben": 0.5, "halber": 0.5, "halbes": 0.5, "hälfte": 0.5, "viertel": 0.25,
    "dreiviertel": 0.75, "drittel": 1 / 3, "fünftel": 0.2, "zehntel": 0.1,
}  # fmt: skip
_JOINED_PARTS = {"einhalb": 0.5, "einhalbe": 0.5, "einviertel": 0.25, "dreiviertel": 0.75, "eindrittel": 1 / 3}
_WHOLE_WORDS = {
    "anderthalb": 1.5, "anderthalbe": 1.5, "anderthalben": 1.5, "eineinhalb": 1.5, "eineinhalbe": 1.5,
    "einundeinhalb": 1.5, "einmal": 1, "zweimal": 2, "dreimal": 3,
}  # fmt: skip
_LOOSE = {"paar": (3, 0.5), "dutzend": (12, 0.9), "beide": (2, 0.85), "beides": (2, 0.6), "mehrere": (3, 0.45)}
_SCALES = {"hundert": 100, "tausend": 1_000, "million": 1_000_000, "millionen": 1_000_000}

BEFORE_UNIT = listed("""
weitere weiteren mehr volle vollen ganze ganzen gute guten gutes kleine kleinen grosse grossen knappe knappen
lange langen geschlagene
""")
"""Between a number and its unit: `drei volle Tassen`."""

_OCCASIONS = listed("am morgens mittags abends nachmittags vormittags nachts zum beim")
"""Behind an `ein` that is not the first word it counts: `zwei morgens und einen abends`."""

_NO_THINGS = listed("bisschen wenig paar mal weile menge haufen pause bissl gute schlechte") | {"", BREAK}
"""After `und ein` these are no further thing (`drei Espresso und ein Cappuccino`)."""

_LONE = listed("""
einziger einzige einziges einzigen äh ähm öh hm nur bloss lediglich gerade mal halt so also ja na nun es war
waren ich habe hatte etwa ungefähr genau heute den die morgen morgens vielleicht glaube
""") | {BREAK}
"""Says nothing beside an `ein` that stands alone."""

_DIGITS = re.compile(r"\d*\.\d+|\d+")
_RATIO = re.compile(r"(\d+)/(\d+)")


@cache
def whole_word(word: str) -> int | None:
    """The whole number that one word is (`fünfundzwanzig`, `zweihundertdrei`, `25`), or None."""
    if word.isdecimal():
        return int(word) if len(word) <= 12 else None
    small = ONES.get(word, TEENS.get(word, TENS.get(word)))
    if small is not None:
        return small
    for name, size in (("tausend", 1_000), ("hundert", 100)):
        before, found, after = word.partition(name)
        if found:
            return _scaled_word(before, after, size)
    ones, joined, tens = word.partition("und")
    if joined and tens in TENS and _PREFIXES.get(ones):
        return TENS[tens] + _PREFIXES[ones]
    return None


def _scaled_word(before: str, after: str, size: int) -> int | None:
    """`zwei` and `drei` around `hundert`."""
    times = 1 if before in ("", "ein") else whole_word(before)
    rest = 0 if not after else whole_word(after.removeprefix("und"))
    return None if times is None or rest is None or rest >= size or times >= 1_000 else times * size + rest


def number_word(word: str) -> float | None:
    """The number that one word is, parts included: `sechseinhalb`, `anderthalb`, `7.5`, `dreimal`."""
    if word in _WHOLE_WORDS:
        return _WHOLE_WORDS[word]
    whole = whole_word(word)
    if whole is not None:
        return whole
    if "." in word and _DIGITS.fullmatch(word):
        return float(word)
    for ending, part in _JOINED_PARTS.items():
        head = word.removesuffix(ending).removesuffix("und")
        if head != word and head and (base := _PREFIXES.get(head) or whole_word(head)):
            return base + part
    thousands = number_word(word.removesuffix("tausend")) if word.endswith("einhalbtausend") else None
    if thousands is not None:
        return thousands * 1_000
    times = whole_word(word.removesuffix("mal")) if word.endswith("mal") else None
    return times if times is not None and word != "mal" else None


def below_hundred(spoken: list[str], place: int) -> tuple[int, int] | None:
    """A whole number 0 … 99 in words or digits, and where it ends; `fünf und zwanzig` in three words too."""
    value = whole_word(word_at(spoken, place))
    if value is None or value > 99:
        return None
    if 1 <= value <= 9 and word_at(spoken, place + 1) == "und" and word_at(spoken, place + 2) in TENS:
        return TENS[spoken[place + 2]] + value, place + 3
    return value, place + 1


def whole_at(spoken: list[str], place: int) -> tuple[int, int] | None:
    """A whole number of any size in one word or several (`zwei tausend fünfhundert`), and where it ends."""
    word = word_at(spoken, place)
    if word in ("ein", "eine") and word_at(spoken, place + 1) in _SCALES:
        return _scaled(spoken, place + 1, 1)
    found = below_hundred(spoken, place)
    if found is None:
        value = whole_word(word)
        found = None if value is None else (value, place + 1)
    return None if found is None else _scaled(spoken, found[1], found[0])


def _scaled(spoken: list[str], place: int, value: int) -> tuple[int, int]:
    """Multiply by `hundert`, `tausend` … where they follow in a word of their own, and add what comes after them."""
    word = word_at(spoken, place)
    size = next((scale for name, scale in _SCALES.items() if word.startswith(name) and value < scale), None)
    name = next((name for name in _SCALES if word.startswith(name)), "")
    if size is None:
        return _added(spoken, place, value)
    rest = whole_word(word.removeprefix(name).removeprefix("und")) if word != name else 0
    if rest is None or rest >= size:
        return value, place
    total = value * size + rest
    return (total, place + 1) if rest else _added(spoken, place + 1, total)


def _added(spoken: list[str], place: int, value: int) -> tuple[int, int]:
    """`… hundert fünf`, `zweitausend dreihundert`: what is smaller than the last scale, in the next word."""
    if value < 100 or value % 100:
        return value, place
    after = place + 1 if word_at(spoken, place) == "und" else place
    scale = 1_000 if value % 1_000 == 0 else 100
    digits = word_at(spoken, after).isdecimal() or word_at(spoken, place - 1).isdecimal()
    lower = None if digits or word_at(spoken, after) in ARTICLES else whole_at(spoken, after)
    return (value, place) if lower is None or not 0 < lower[0] < scale else (value + lower[0], lower[1])


def number_said(spoken: list[str]) -> bool:
    """Whether one of the words is a number."""
    return any(number_word(word) is not None for word in spoken)


def part_at(spoken: list[str], place: int) -> tuple[float, int] | None:
    """A fraction below one: `halbe`, `eine halbe`, `die Hälfte`, `ein Viertel`, `zwei Drittel`, and where it ends."""
    word = word_at(spoken, place)
    ratio = _RATIO.fullmatch(word)
    if ratio and int(ratio[2]) in (2, 3, 4) and int(ratio[1]) < int(ratio[2]):
        return int(ratio[1]) / int(ratio[2]), place + 1
    if word in _PARTS:
        return _PARTS[word], place + 1
    if word == "einhalb":
        return 0.5, place + 1
    following = word_at(spoken, place + 1)
    count = 1 if word in ARTICLES or word in ("die", "der", "zur") else whole_word(word)
    size = _PARTS.get(following)
    if count and size and count * size < 2 and not (count > 1 and size == 0.5):
        return count * size, place + 2
    return None


def _decimals(spoken: list[str], place: int) -> tuple[float, int] | None:
    """The digits after `Komma`: `fünf`, `null fünf`, `fünfundzwanzig`."""
    digits = ""
    while len(digits) < 4:
        value = whole_word(word_at(spoken, place))
        if value is None or value > 99 or (digits and value > 9):
            break
        digits, place = digits + str(value), place + 1
        if value > 9:
            break
    return (float(f"0.{digits}"), place) if digits else None


def _with_fraction(spoken: list[str], place: int, whole: float) -> tuple[float, int]:
    """Add `komma fünf`, `einhalb`, `und eine halbe`, `1/2` to a whole number."""
    word = word_at(spoken, place)
    found: tuple[float, int] | None = None
    if word in ("komma", "punkt"):
        found = _decimals(spoken, place + 1)
    elif word in _JOINED_PARTS and word != "dreiviertel":
        found = _JOINED_PARTS[word], place + 1
    elif word == "und" and (word_at(spoken, place + 1) in ARTICLES or word_at(spoken, place + 1) in _JOINED_PARTS):
        found = part_at(spoken, place + 1)
    elif "/" in word or word in ("dreiviertel", "drei", "ein"):
        found = _part_said(spoken, place)
    return (whole, place) if found is None else (whole + found[0], found[1])


def _part_said(spoken: list[str], place: int) -> tuple[float, int] | None:
    """`1/2`, `drei viertel`, `ein halb` right behind a whole number; no time (`sechs, dreiviertel acht`)."""
    part = part_at(spoken, place)
    return None if part is None or part[0] >= 1 or below_hundred(spoken, part[1]) else part


def piece_at(spoken: list[str], place: int) -> Piece | None:
    """The longest number that begins at this word, or None."""
    word = word_at(spoken, place)
    if word == "minus":
        piece = piece_at(spoken, place + 1)
        return piece and Piece(-piece.value, place, piece.end, piece.certainty)
    ratio = _RATIO.fullmatch(word)
    if ratio and part_at(spoken, place) is None:
        return Piece(int(ratio[1]), place, place + 1, 1.0, float(ratio[2]))
    if word in ("halb", "dreiviertel") and below_hundred(spoken, place + 1):
        return None
    part = part_at(spoken, place)
    if part:
        return Piece(part[0], place, part[1])
    loose = _loose_at(spoken, place)
    if loose:
        return loose
    whole = whole_at(spoken, place)
    if whole is not None:
        value, end = _with_fraction(spoken, whole[1], whole[0])
        return Piece(value, place, end)
    single = number_word(word)
    if single is not None:
        return _thousands(spoken, Piece(single, place, place + 1))
    if word in ARTICLES:
        value, end = _with_fraction(spoken, place + 1, 1)
        return Piece(value, place, end) if end > place + 1 or _counts(spoken, place) else None
    return None


def _counts(spoken: list[str], place: int) -> bool:
    """Whether `ein` counts: a known unit follows (`eine Tasse`), or nothing else is said (`nur eine`)."""
    after = place + 1
    while word_at(spoken, after) in BEFORE_UNIT:
        after += 1
    if UNITS.known(word_at(spoken, after)) or (place and word_at(spoken, after) in _OCCASIONS):
        return True
    if word_at(spoken, after) in ("bis", "oder") and number_word(word_at(spoken, after + 1)) is not None:
        return True
    if place and word_at(spoken, place - 1) == "und" and number_said(spoken[:place]):
        return word_at(spoken, after) not in _NO_THINGS
    return all(word in _LONE for other, word in enumerate(spoken) if other != place)


def _thousands(spoken: list[str], piece: Piece) -> Piece:
    """`zweieinhalb tausend`, `1.5 millionen`."""
    size = _SCALES.get(word_at(spoken, piece.end))
    return Piece(piece.value * size, piece.start, piece.end + 1) if size else piece


def _loose_at(spoken: list[str], place: int) -> Piece | None:
    """`ein paar`, `ein Dutzend`, `ein paar hundert`."""
    after = place + 1 if word_at(spoken, place) in ("ein", "die", "das", "so") else place
    word = word_at(spoken, after)
    if word not in _LOOSE:
        return None
    before = after - 1 if word_at(spoken, after - 1) in ARTICLES else after
    if word == "paar" and word_at(spoken, before - 1) == "und" and number_said(spoken[: before - 1]):
        return None
    value, certainty = _LOOSE[word]
    size = _SCALES.get(word_at(spoken, after + 1)) if word == "paar" else None
    return Piece(value * size, place, after + 2, certainty) if size else Piece(value, place, after + 1, certainty)
