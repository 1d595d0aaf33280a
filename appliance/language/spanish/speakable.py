"""Text as a voice should read it: no signs, no digits, nothing a synthesiser would spell out."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from num2words import num2words

from appliance.language.forms import listed
from appliance.language.reading.speakable import say_sites_with, sounding_with, speakable_with, without_markup_with
from appliance.language.spanish.calendar import say_date
from appliance.language.spanish.clock import say_clock
from appliance.language.spanish.numbers import say_number, say_quantity
from appliance.language.spanish.units import UNITS, is_feminine

_NUMBER = r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+[.,]\d+|\d+"
_UNITS = "km|kms|cm|mm|m|kg|kgs|g|gr|lb|lbs|ml|l|hrs|hr|h|mins|min|seg|s|kcal|cal|%|°C|°F|°|págs?|pag"
_EXTRA_UNITS = {
    "cm": ("centímetro", "centímetros"), "mm": ("milímetro", "milímetros"), "%": ("por ciento", "por ciento"),
    "°c": ("grado", "grados"), "°f": ("grado", "grados"), "°": ("grado", "grados"), "pag": ("página", "páginas"),
    "kcal": ("kilocaloría", "kilocalorías"),
}  # fmt: skip
_SHORT = {
    "p. ej.": "por ejemplo", "p.ej.": "por ejemplo", "etc.": "etcétera", "aprox.": "aproximadamente",
    "Sr.": "señor", "Sra.": "señora",
    "Dra.": "doctora", "Dr.": "doctor", "Uds.": "ustedes", "Ud.": "usted", "núm.": "número", "n.º": "número",
    "EE. UU.": "Estados Unidos",
    "EE.UU.": "Estados Unidos", "vs.": "contra", "&": " y ", "+": " más ", "=": " igual a ", "@": " arroba ",
    "→": " a ", "×": " por ",
    "~": " unos ", "≈": " unos ", "≥": " al menos ", "≤": " como mucho ", ">": " más de ", "<": " menos de ",
    "#": " número ", "°": " grados ",
}  # fmt: skip

_without_markup = without_markup_with()
_KNOWN_ENDINGS = listed("com org net es mx ar cl co pe uy eu io dev info app gov edu cat lat")
_say_sites = say_sites_with(_KNOWN_ENDINGS, "punto")


def _plainer(text: str) -> str:
    text = _say_sites(_without_markup(text))
    for numbers, spell in _NUMBERS:
        text = numbers.sub(spell, text)
    for short, full in _SHORT.items():
        text = text.replace(short, full)
    return _sounding(text)


def _clock(match: re.Match[str]) -> str:
    hour, minute, half = int(match[2]), int(match[3] or 0), (match[4] or "").lower()[:1]
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    if hour > 23 or minute > 59:
        return match[0]
    told = say_clock(hour * 60 + minute)
    return f"{match[1]}{told.split(' ', 1)[1]}" if match[1] else told


def _iso_date(match: re.Match[str]) -> str:
    return _date(match[0], int(match[1]), int(match[2]), int(match[3]))


def _short_date(match: re.Match[str]) -> str:
    return _date(match[0], int(match[3]), int(match[2]), int(match[1]))


def _date(written: str, year: int, month: int, day: int) -> str:
    try:
        return say_date(date(year, month, day), year=True)
    except ValueError:
        return written


def _ordinal(match: re.Match[str]) -> str:
    told = str(num2words(int(match[1]), lang="es", to="ordinal"))
    return f"{told[:-1]}a" if match[2] == "ª" and told.endswith("o") else told


def _number(written: str) -> float | int:
    plain = re.sub(r"\.(?=\d{3}(?!\d))", "", written).replace(",", ".")
    return float(plain) if "." in plain else int(plain)


def _value(written: str, *, feminine: bool = False, before_noun: bool = False) -> str:
    whole, _, fraction = re.sub(r"\.(?=\d{3}(?!\d))", "", written).replace(",", ".").partition(".")
    head = " ".join(say_number(int(digit)) for digit in whole) if len(whole) > 15 else say_number(int(whole or 0))
    if len(whole) > 15 or len(fraction) > 2:
        return f"{head} coma {' '.join(say_number(int(digit)) for digit in fraction)}" if fraction else head
    value = float(f"{whole or 0}.{fraction}") if fraction else int(whole)
    return say_number(value, feminine=feminine, before_noun=before_noun)


def _measure(match: re.Match[str]) -> str:
    unit = match[2].lower()
    extra = _EXTRA_UNITS.get(unit)
    if extra:
        feminine = extra[0].endswith("a")
        return f"{_value(match[1], feminine=feminine, before_noun=True)} {extra[match[1] != '1']}"
    measure = UNITS.known(unit)
    if measure is None or len(match[1]) > 12:
        return match[0]
    if re.search(r"[.,]\d{4,}$", match[1]):
        return f"{_value(match[1])} {measure.plural}"
    return say_quantity(_number(match[1]), unit)


def _counted(match: re.Match[str]) -> str:
    """A number before a feminine noun: `200 páginas` is `doscientas páginas`."""
    measure = UNITS.known(match[2])
    feminine = measure is not None and is_feminine(measure)
    return f"{_value(match[1], feminine=feminine, before_noun=True)} {match[2]}"


def _half(match: re.Match[str]) -> str:
    """`½ hora` is `media hora`."""
    measure = UNITS.known(match[1])
    return f"{'media' if measure is not None and is_feminine(measure) else 'medio'} {match[1]}"


def _money(match: re.Match[str]) -> str:
    names = {"$": ("dólar", "dólares"), "€": ("euro", "euros"), "£": ("libra", "libras")}
    written, sign = (match[2], match[1]) if match[1] else (match[3], match[4])
    return f"{_value(written, before_noun=True, feminine=sign == '£')} {names[sign][written != '1']}"


_NUMBERS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
    (re.compile(r"\b(\d{4})-(\d\d)-(\d\d)\b"), _iso_date),
    (re.compile(r"\b(\d{1,2})[/.](\d{1,2})[/.](\d{4})\b"), _short_date),
    (
        re.compile(r"\b(las? )?([01]?\d|2[0-3]):([0-5]\d)(?::\d\d)?(?:\s?h\b\.?)?(?:\s?([ap])\.?\s?m\b\.?)?", re.I),
        _clock,
    ),
    (re.compile(r"\b(las? )?(1[0-2]|0?[1-9])()\s?([ap])\.?\s?m\b\.?", re.I), _clock),
    (re.compile(rf"(?<!\w)[-−](?={_NUMBER})"), lambda _: "menos "),
    (re.compile(rf"([$€£])\s?({_NUMBER})|({_NUMBER})\s?([$€£])"), _money),
    (re.compile(r"\b(\d+)\.?([ºª])"), _ordinal),
    (re.compile(rf"(?<=\d)\s?[-–—]\s?(?=(?:{_NUMBER}))"), lambda _: " a "),
    (re.compile(rf"(?<![\w.])({_NUMBER})\s?({_UNITS})(?![\w])", re.I), _measure),
    (re.compile(r"(?<!\d)½\s?([^\W\d_]+)"), _half),
    (re.compile(r"\b(\d+)/(\d+)\b"), lambda match: f"{_value(match[1])} de {_value(match[2])}"),
    (re.compile(rf"({_NUMBER})\s+([^\W\d_]+)"), _counted),
    (re.compile(rf"(?:{_NUMBER})"), lambda match: f" {_value(match[0])} "),
)


_sounding = sounding_with(say_number, "¡¿«»")
speakable = speakable_with(_plainer)
