"""Text as a French voice should read it: no signs, no digits, nothing a synthesiser would spell out."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from num2words import num2words

from appliance.language.forms import listed
from appliance.language.french.saying import say_clock, say_number
from appliance.language.french.units import UNITS, is_feminine
from appliance.language.reading.speakable import say_sites_with, sounding_with, speakable_with, without_markup_with

_GROUP = "[ \u00a0\u202f.]"
_NUMBER = rf"\d{{1,3}}(?:{_GROUP}\d{{3}})+(?:,\d+)?(?!\d)|\d+[.,]\d+|[.,]\d+|\d+"
_UNITS = "km|kms|cm|mm|m|mi|kg|kgs|g|lbs|lb|ml|cl|l|min|mn|sec|s|h|kcal|cal|%|°C|°F|°"
_EXTRA_UNITS = {
    "cm": ("centimètre", "centimètres"), "mm": ("millimètre", "millimètres"), "%": ("pour cent", "pour cent"),
    "°c": ("degré", "degrés"), "°f": ("degré Fahrenheit", "degrés Fahrenheit"), "°": ("degré", "degrés"),
}  # fmt: skip
MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre",
    "décembre",
)  # fmt: skip
_SHORT = {
    "p. ex.": "par exemple", "p.ex.": "par exemple", "c.-à-d.": "c'est-à-dire", "etc.": "et cetera", "Mme ": "Madame ",
    "M. ": "Monsieur ", "Mlle ": "Mademoiselle ", "Dr ": "Docteur ", "env.": "environ", "n°": " numéro ",
    "N°": " numéro ", "&": " et ", "+": " plus ", "=": " égale ", "@": " arobase ", "→": " vers ", "×": " fois ",
    "~": " environ ", "≈": " environ ", "≥": " au moins ", "≤": " au plus ", ">": " plus de ", "<": " moins de ",
    "#": " numéro ", "°": " degrés ", "%": " pour cent ",
}  # fmt: skip

_without_markup = without_markup_with()
_KNOWN_ENDINGS = listed("com org net de uk eu io dev info app fr es ru gov edu ch at nl be ca lu")
_say_sites = say_sites_with(_KNOWN_ENDINGS, "point")


def _plainer(text: str) -> str:
    text = _say_sites(_without_markup(text))
    for pattern, spell in _NUMBERS:
        text = pattern.sub(spell, text)
    for short, full in _SHORT.items():
        text = text.replace(short, full)
    return _sounding(text)


def _clock(match: re.Match[str]) -> str:
    hour, minute = int(match[1]), int(match[2] or 0)
    return say_clock(hour * 60 + minute) if hour <= 24 and minute < 60 else match[0]


def _date(match: re.Match[str]) -> str:
    try:
        day = date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return match[0]
    return f"{say_date(day)} {say_number(day.year)}"


def say_date(day: date) -> str:
    """`le premier mai`, `le quatorze juillet`, without the article's own sentence: day and month."""
    return f"{'premier' if day.day == 1 else say_number(day.day)} {MONTHS[day.month - 1]}"


def _written_date(match: re.Match[str]) -> str:
    day, month, year = int(match[1]), int(match[2]), match[3]
    if not (1 <= day <= 31 and 1 <= month <= 12):
        return match[0]
    said = f"{'premier' if day == 1 else say_number(day)} {MONTHS[month - 1]}"
    return f"{said} {say_number(int(year))}" if year else said


def _ordinal(match: re.Match[str]) -> str:
    value, ending = int(match[1]), match[2].lower()
    if value == 1:
        return "première" if ending in ("re", "ère", "ere") else "premier"
    return str(num2words(value, lang="fr", to="ordinal"))


def _value(written: str, *, feminine: bool = False) -> str:
    plain = re.sub(rf"(?<=\d){_GROUP}(?=\d{{3}}(?!\d))", "", written).replace(",", ".")
    whole, _, fraction = plain.partition(".")
    if len(whole) > 15 or len(fraction) > 2:
        tail = f" virgule {' '.join(say_number(int(digit)) for digit in fraction)}" if fraction else ""
        head = " ".join(say_number(int(digit)) for digit in whole) if len(whole) > 15 else say_number(int(whole or 0))
        return head + tail
    return say_number(float(f"{whole or 0}.{fraction}") if fraction else int(whole), feminine=feminine)


def _measure(match: re.Match[str]) -> str:
    unit = match[2].lower()
    known = UNITS.of(unit)
    singular, plural = _EXTRA_UNITS.get(unit) or ((known.singular, known.plural) if known else (unit, unit))
    one = re.fullmatch(r"[01](?:[.,]\d+)?", match[1]) is not None
    feminine = known is not None and unit not in _EXTRA_UNITS and is_feminine(known)
    return f"{_value(match[1], feminine=feminine)} {singular if one else plural}"


def _money(match: re.Match[str]) -> str:
    names = {"$": "dollar", "€": "euro", "£": "livre"}
    amount, sign = (match[2], match[1]) if match[1] else (match[3], match[4])
    return f"{_value(amount, feminine=sign == '£')} {names[sign]}{'' if amount in ('0', '1') else 's'}"


_NUMBERS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
    (re.compile(r"\b(\d{4})-(\d\d)-(\d\d)\b"), _date),
    (re.compile(r"\b(\d{1,2})/(\d{1,2})/(\d{4})\b"), _written_date),
    (re.compile(r"\b([01]?\d|2[0-4])\s?[h:]\s?([0-5]\d)(?::\d\d)?\b(?!\s?(?:min|mn))", re.I), _clock),
    (re.compile(r"(?<=à )([01]?\d|2[0-4])\s?h\b()", re.I), _clock),
    (re.compile(rf"(?<!\w)[-−](?={_NUMBER})"), lambda _: "moins "),
    (re.compile(rf"([$€£])\s?({_NUMBER})|({_NUMBER})\s?([$€£])"), _money),
    (re.compile(r"\b(\d+)(ers?|ère|ere|re|èmes?|emes?|es?|nde?)\b", re.I), _ordinal),
    (re.compile(rf"(?<=\d)\s?[-–—]\s?(?=(?:{_NUMBER}))"), lambda _: " à "),
    (re.compile(rf"(?<![\w.])({_NUMBER})\s?({_UNITS})(?![\w])", re.I), _measure),
    (re.compile(r"\b(\d+)/(\d+)\b"), lambda match: f"{_value(match[1])} sur {_value(match[2])}"),
    (re.compile(rf"(?:{_NUMBER})"), lambda match: f" {_value(match[0])} "),
)


_sounding = sounding_with(say_number)
speakable = speakable_with(_plainer)
