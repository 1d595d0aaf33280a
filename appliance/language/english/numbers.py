"""English numbers: the words around them, and how they are said."""

from __future__ import annotations

from decimal import Decimal

from num2words import num2words

from appliance.language.english.choosing import CHOICE
from appliance.language.english.comparing import doubted
from appliance.language.english.measures import measure_tokens
from appliance.language.english.numberwords import piece_at
from appliance.language.english.units import UNITS, article
from appliance.language.english.zero import ZERO
from appliance.language.forms import listed
from appliance.language.reading.numbers import NumberWords, read_number_with

NUMBERS = NumberWords(
    tokens=measure_tokens,
    piece_at=piece_at,
    units=UNITS,
    choice=CHOICE,
    zero=ZERO,
    before_unit=listed("a an of more full whole the"),
    and_=listed("and"),
    vague=listed("least over under than below above almost nearly odd plus minimum maximum"),
    around=listed("uh um er about like maybe i think just only well"),
    sounds_like={"to": 2, "too": 2, "for": 4, "fore": 4, "ate": 8, "won": 1, "tree": 3, "nein": 9, "oh": 0, "o": 0},
    one=listed("a an one"),
    and_a_half=("and", "a", "half"),
    shorthand={"k": "km"},
    also_number=listed("one"),
)


read_number = doubted(read_number_with(NUMBERS))


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
    measure = UNITS.of(unit)
    if measure is None:
        return say_number(value)
    rounded = round(value, 2)
    if rounded in (0.25, 0.5, 0.75):
        part = {0.25: "a quarter of", 0.5: "half", 0.75: "three quarters of"}[rounded]
        return f"{part} {article(measure)} {measure.singular}"
    return f"{say_number(value)} {measure.singular if rounded == 1 else measure.plural}"
