"""German numbers: the words around them, and how they are said."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

from num2words import num2words

from appliance.language.forms import listed
from appliance.language.german.choosing import CHOICE
from appliance.language.german.numberwords import ARTICLES, BEFORE_UNIT, piece_at
from appliance.language.german.tokens import tokens
from appliance.language.german.units import UNITS, article, half_of, plural, singular
from appliance.language.german.zero import ZERO
from appliance.language.reading.numbers import NumberWords, read_number_with, unit_after
from appliance.language.reading.pieces import pieces_of
from appliance.language.reading.tokens import BREAK
from appliance.language.values import Found

_LARGEST_WITH_HALF = 20
"""`zwölfeinhalb`, but `einhundert Komma fünf`."""

NUMBERS = NumberWords(
    tokens=tokens,
    piece_at=piece_at,
    units=UNITS,
    choice=CHOICE,
    zero=ZERO,
    before_unit=BEFORE_UNIT,
    and_=listed("und"),
    vague=listed("mindestens über unter fast knapp beinahe höchstens maximal minimum gut mehr weniger"),
    around=listed("äh ähm hm so etwa ungefähr vielleicht nur also"),
    one=ARTICLES,
    also_number=listed("ein eine einen einzige einziger einzigen"),
)

_read = read_number_with(NUMBERS)
_DOUBTED = 0.5
_LIKELY = 0.7
_NO_THING = listed("keine keinen keins keiner")
_THOUSANDTHS = ("mass", "length", "volume")


def read_number(text: str, unit: str = "") -> Found | None:
    """The number an utterance gives, in `unit`; None where it gives none.

    `81 Kilo 500` is eighty-one and a half, and read back.
    """
    found = _read(text, unit)
    if found is None and _none_at_first(tokens(text)):
        return Found(0, _LIKELY)
    more = _one_more(tokens(text)) if found and found.certainty < _DOUBTED else None
    if more is not None:
        return more
    wanted = UNITS.known(unit)
    if found is None or wanted is None or wanted.dimension not in _THOUSANDTHS:
        return found
    spoken = tokens(text)
    for large, small in pairwise(pieces_of(spoken, piece_at)):
        said = UNITS.known(" ".join(spoken[large.end : small.start]))
        if said == wanted and unit_after(NUMBERS, spoken, small) is None and found.value == large.value:
            part = small.value / (1_000 if small.value >= 100 else 10)
            return Found(large.value + part, 0.6) if 0 < part < 1 else Found(found.value, 0.6)
    return found


def _none_at_first(spoken: list[str]) -> bool:
    """`keine, die Schulter tut weh` and `keinen, sorry`; not `keine Ahnung`."""
    told = [word for word in spoken if word not in NUMBERS.around and word != "nein"]
    while told[:1] == [BREAK]:
        told = told[1:]
    return len(told) > 1 and told[0] in _NO_THING and told[1] in (BREAK, "weil", "sorry", "leider")


def _one_more(spoken: list[str]) -> Found | None:
    """`drei Espresso und ein Cappuccino` is four, and read back."""
    pieces = pieces_of(spoken, piece_at)
    if (
        len(pieces) != 2
        or pieces[1].value != 1
        or spoken[pieces[1].start] not in ARTICLES
        or spoken[pieces[1].start - 1] != "und"
    ):
        return None
    return Found(pieces[0].value + 1, 0.6)


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
    """A number with its unit: `fünf Kilometer`, `eine Tasse`, `ein halber Liter`; the number alone without one.

    The user's own word is said as it is written, whatever the number.
    """
    measure = UNITS.of(unit)
    if measure is None:
        return say_number(value)
    rounded = round(value, 2)
    if not measure.known:
        return f"{say_number(value)} {unit.strip()}"
    if rounded == 0.5:
        return half_of(measure)
    return f"{article(measure)} {singular(measure)}" if rounded == 1 else f"{say_number(value)} {plural(measure)}"
