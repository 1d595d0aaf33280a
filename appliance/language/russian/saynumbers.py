"""Numbers and amounts as words: `шесть с половиной`, `две страницы`, `два часа двадцать минут`."""

from __future__ import annotations

from decimal import Decimal

from num2words import num2words

from appliance.language.russian.tokens import plain
from appliance.language.russian.units import UNITS, Noun, noun_of

_HALF, _QUARTER, _THREE_QUARTERS = Decimal("0.5"), Decimal("0.25"), Decimal("0.75")
_PARTS = {_HALF: "половина", _QUARTER: "четверть", _THREE_QUARTERS: "три четверти"}
_WITH = {_HALF: "с половиной", _QUARTER: "с четвертью", _THREE_QUARTERS: "и три четверти"}
_HOUR = 60.0
_HOURS, _MINUTES = Noun("час", "часа", "часов"), Noun("минута", "минуты", "минут", "f")


def say_whole(value: int, gender: str = "m") -> str:
    """A whole number, agreeing with a noun: `два`, `две` (f), `одно` (n)."""
    return str(num2words(value, lang="ru", gender=gender))


def say_number(value: float, gender: str = "m") -> str:
    """A number as words: `шесть с половиной`, `полтора`, `две целых тридцать пять сотых`.

    Quarters and halves are said as such; anything else to two decimals.
    """
    rounded = round(Decimal(str(value)), 2)
    if rounded < 0:
        return f"минус {say_number(float(-rounded), gender)}"
    whole, fraction = divmod(rounded, 1)
    if not fraction:
        return say_whole(int(whole), gender)
    if rounded == Decimal("1.5"):
        return "полторы" if gender == "f" else "полтора"
    if fraction in _PARTS:
        return f"{say_whole(int(whole), gender)} {_WITH[fraction]}" if whole else _PARTS[fraction]
    return _decimal(int(whole), f"{fraction:.2f}"[2:].rstrip("0"))


def _decimal(whole: int, digits: str) -> str:
    """`шесть целых тридцать пять сотых`: parts are feminine, since they are parts of one whole."""
    parts = int(digits)
    size = "десят" if len(digits) == 1 else "сот"
    one = parts % 10 == 1 and parts % 100 != 11
    wholes = "целая" if whole % 10 == 1 and whole % 100 != 11 else "целых"
    return f"{say_whole(whole, 'f')} {wholes} {say_whole(parts, 'f')} {size}{'ая' if one else 'ых'}"


def say_quantity(value: float, unit: str) -> str:
    """A number with its unit: `пять километров`, `одна чашка`, `половина литра`; the number alone without one."""
    measure = noun_of(unit)
    return say_number(value) if measure is None else say_measured(value, measure)


def say_measured(value: float, measure: Noun) -> str:
    """A number agreeing with its unit. Whole numbers decide its form, also before `с половиной`; fractions take
    the genitive singular."""
    rounded = round(Decimal(str(value)), 2)
    said = say_number(float(rounded), measure.gender)
    whole, fraction = divmod(abs(rounded), 1)
    if not fraction:
        return f"{said} {measure.after(int(whole))}"
    if fraction in (_HALF, _QUARTER) and whole >= 2:
        return f"{said} {measure.after(int(whole))}"
    return f"{said} {measure.few}"


def minutes_per(unit: str) -> float | None:
    """Minutes in one of a unit, as settings or people write it; None for what is no unit of time."""
    return UNITS.minutes_per(plain(unit))


def unit_minutes(unit: str) -> float:
    """How many minutes one of the item's units has. Durations without a unit are minutes."""
    return minutes_per(unit) or 1.0


def say_duration(value: float, unit: str) -> str:
    """A duration as words: `шесть с половиной часов`, `шесть часов двадцать минут`, `полчаса`.

    `value` is in `unit`; said to the minute, in the nominative.
    """
    total = round(value * unit_minutes(unit))
    in_hours = unit_minutes(unit) >= _HOUR
    if total == 0:
        return "ноль часов" if in_hours else "ноль минут"
    short = {15: "четверть часа", 30: "полчаса", 60: "один час", 90: "полтора часа"}
    if total in short and (in_hours or total in (30, 60)):
        return short[total]
    hours, minutes = divmod(total, 60)
    if total < 60 or (not in_hours and total <= 120 and minutes):
        return say_measured(total, _MINUTES)
    if minutes in (0, 30):
        return say_measured(total / 60, _HOURS)
    return f"{say_measured(hours, _HOURS)} {say_measured(minutes, _MINUTES)}"


def accusative(said: str) -> str:
    """An amount after `через` or `на`: `двадцать одну минуту` for `двадцать одна минута`. Only what this file says."""
    for nominative, told in (("одна минута", "одну минуту"), ("одна секунда", "одну секунду"),
                             ("одна неделя", "одну неделю"), ("четверть", "четверть")):  # fmt: skip
        said = said.replace(nominative, told)
    return "час" if said == "один час" else said


def say_ordinal(value: int, case: str = "g", gender: str = "m") -> str:
    """An ordinal in one of the cases (`n`, `g`, `d` …): `четырнадцатого`, `две тысячи двадцать шестого`."""
    return str(num2words(value, lang="ru", to="ordinal", case=case, gender=gender)).removeprefix("одна ")


def say_whole_in(value: int, case: str) -> str:
    """A whole number in one of the cases: `пяти`, `двадцати одного` (g), `пяти`, `двум` (d)."""
    return str(num2words(value, lang="ru", case=case))
