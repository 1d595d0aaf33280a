"""Numbers, quantities, durations and times of day as French words, the way a read-back says them."""

from __future__ import annotations

from decimal import Decimal

from num2words import num2words

from appliance.language.french.units import UNITS, is_feminine, of
from appliance.language.reading.sayvalues import DoneWords, ValueWords, say_value_with

DAY_MINUTES = 24 * 60
_HALF_DAY = 12 * 60
_MILLION = 1_000_000


def say_number(value: float, *, feminine: bool = False) -> str:
    """A number as words: `six et demi`, `cent cinq`, `deux virgule trente-cinq`; to two decimals."""
    rounded = round(Decimal(str(value)), 2)
    if rounded < 0:
        return f"moins {say_number(float(-rounded), feminine=feminine)}"
    whole, fraction = divmod(rounded, 1)
    said = _whole(int(whole), feminine=feminine)
    if not fraction:
        return said
    if fraction == Decimal("0.5") and whole:
        return f"{said} et {'demie' if feminine else 'demi'}"
    digits = f"{fraction:.2f}"[2:].rstrip("0")
    zero = "zéro " if digits.startswith("0") else ""
    return f"{_whole(int(whole))} virgule {zero}{_whole(int(digits))}"


def _whole(value: int, *, feminine: bool = False) -> str:
    said = str(num2words(value, lang="fr"))
    return f"{said}e" if feminine and value % 100 != 11 and said.endswith("un") else said


def say_quantity(value: float, unit: str) -> str:
    """A number with its unit: `cinq kilomètres`, `une tasse et demie`, `un demi-litre`; the number alone without."""
    measure = UNITS.of(unit)
    if measure is None:
        return say_number(value)
    feminine = is_feminine(measure)
    rounded = round(value, 2)
    if rounded == 0.5:
        return f"{'une' if feminine else 'un'} demi-{measure.singular}"
    if rounded in (0.25, 0.75):
        return f"{'un quart' if rounded == 0.25 else 'trois quarts'} {of(measure.singular)}"
    noun = measure.plural if abs(rounded) >= 2 else measure.singular
    if rounded % 1 == 0.5 and rounded < 100:
        return f"{_whole(int(rounded), feminine=feminine)} {noun} et {'demie' if feminine else 'demi'}"
    if rounded >= _MILLION and rounded % _MILLION == 0:
        return f"{say_number(value)} {of(noun)}"
    return f"{say_number(value, feminine=feminine)} {noun}"


def unit_minutes(unit: str) -> float:
    """How many minutes one of the item's units has. Durations without a unit are minutes."""
    return UNITS.minutes_per(unit) or 1.0


def say_duration(value: float, unit: str) -> str:
    """A duration as words: `six heures et demie`, `six heures vingt`, `une demi-heure`. `value` is in `unit`."""
    total = round(value * unit_minutes(unit))
    in_hours = unit_minutes(unit) >= 60
    if total == 0:
        return "zéro heure" if in_hours else "zéro minute"
    short = {15: "un quart d'heure", 30: "une demi-heure", 45: "trois quarts d'heure"}
    if total in short and (in_hours or total == 30):
        return short[total]
    hours, minutes = divmod(total, 60)
    if total < 60 or (not in_hours and total < 120 and minutes not in (0, 30)):
        return say_quantity(total, "minutes")
    return f"{say_quantity(hours, 'heures')}{_minutes_after(minutes)}"


def _minutes_after(minutes: int) -> str:
    if minutes in (15, 30):
        return " et quart" if minutes == 15 else " et demie"
    return f" {_whole(minutes, feminine=True)}" if minutes else ""


def _past(minutes: int) -> str:
    """As `_minutes_after`, for a time of day, where `dix heures une` would be strange."""
    return " et une minute" if minutes == 1 else _minutes_after(minutes)


def say_clock(minutes: float) -> str:
    """A time of day as words: `neuf heures et demie du soir`, `midi et quart`."""
    total = round(minutes) % DAY_MINUTES
    hour, minute = divmod(total, 60)
    named = hour + 1 if minute == 45 else hour
    after = " moins le quart" if minute == 45 else _past(minute)
    if named % 12 == 0:
        said = ("minuit" if named % 24 == 0 else "midi") + after
        return said.replace("demie", "demi")
    return f"{say_quantity(named % 12, 'heures')}{after} {part_of_day(hour)}"


def part_of_day(hour: int) -> str:
    """`du matin`, `de l'après-midi`, `du soir`."""
    if hour < 12:
        return "du matin"
    return "de l'après-midi" if hour < 18 else "du soir"


def say_unit(unit: str) -> str:
    """A unit as a question names it: `kilomètres` for `km`; `minutes` for a duration without one."""
    measure = UNITS.of(unit)
    return measure.plural if measure else "minutes"


say_value = say_value_with(
    ValueWords(
        share=DoneWords(
            yes="oui", no="non", parts=("presque tout", "la plus grande partie", "à peu près la moitié", "un petit peu")
        ),
        say_clock=say_clock,
        say_duration=say_duration,
        say_number=say_number,
        say_quantity=say_quantity,
        is_of_time=lambda unit: unit.strip().lower() in UNITS.minutes,
    )
)
