"""Text as a voice should read it: no signs, no digits, nothing a synthesiser would spell out."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from num2words import num2words

from appliance.language.english.clock import say_clock
from appliance.language.english.numbers import say_number
from appliance.language.english.units import UNITS
from appliance.language.forms import listed
from appliance.language.reading.speakable import say_sites_with, sounding_with, speakable_with, without_markup_with

_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d*\.\d+|\d+"
_UNITS = "km|kms|cm|mm|m|mi|kg|kgs|g|lbs|lb|ml|l|hrs|hr|h|mins|min|secs|sec|s|kcal|cal|%|°C|°F|°"
_EXTRA_UNITS = {
    "cm": ("centimetre", "centimetres"), "mm": ("millimetre", "millimetres"), "s": ("second", "seconds"),
    "%": ("percent", "percent"), "°c": ("degree", "degrees"), "°f": ("degree", "degrees"),
}  # fmt: skip
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_SHORT = {
    "e.g.": "for example", "i.e.": "that is", "etc.": "and so on", "vs.": "versus", "approx.": "about", "w/": "with ",
    "&": " and ", "+": " plus ", "=": " equals ", "@": " at ", "→": " to ", "×": " times ", "~": " about ",
    "≈": " about ",
    "≥": " at least ", "≤": " at most ", ">": " more than ", "<": " less than ", "#": " number ", "°": " degrees ",
}  # fmt: skip

_without_markup = without_markup_with()
_KNOWN_ENDINGS = listed("""
com org net de uk eu io dev info app fr es ru gov edu ch at nl
""")
_say_sites = say_sites_with(_KNOWN_ENDINGS, "dot")


def _plainer(text: str) -> str:
    text = _say_sites(_without_markup(text))
    text = _spell_numbers(text)
    for short, full in _SHORT.items():
        text = text.replace(short, full)
    return _sounding(text)


def _spell_numbers(text: str) -> str:
    for pattern, spell in _NUMBERS:
        text = pattern.sub(spell, text)
    return text


def _clock(match: re.Match[str]) -> str:
    hour, minute, half = int(match[1]), int(match[2] or 0), (match[3] or "").lower()[:1]
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    return say_clock(hour * 60 + minute) if hour < 24 and minute < 60 else match[0]


def _date(match: re.Match[str]) -> str:
    try:
        day = date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return match[0]
    return f"{_MONTHS[day.month - 1]} {_ordinal(day.day)}, {num2words(day.year, to='year')}"


def _ordinal(value: int) -> str:
    return str(num2words(value, to="ordinal")).replace(",", "")


def _value(written: str) -> str:
    whole, _, fraction = written.replace(",", "").partition(".")
    if len(whole) > 15 or len(fraction) > 2:
        tail = f" point {' '.join(say_number(int(digit)) for digit in fraction)}" if fraction else ""
        head = " ".join(say_number(int(digit)) for digit in whole) if len(whole) > 15 else say_number(int(whole or 0))
        return head + tail
    return say_number(float(f"{whole or 0}.{fraction}") if fraction else int(whole))


def _measure(match: re.Match[str]) -> str:
    value, unit = match[1], match[2].lower()
    known = UNITS.known(unit)
    singular, plural = _EXTRA_UNITS.get(unit) or ((known.singular, known.plural) if known else (unit, unit))
    return f"{_value(value)} {singular if value == '1' else plural}"


def _money(match: re.Match[str]) -> str:
    names = {"$": "dollar", "€": "euro", "£": "pound"}
    return f"{_value(match[2])} {names[match[1]]}{'' if match[2] == '1' else 's'}"


_NUMBERS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
    (re.compile(r"\b(\d{4})-(\d\d)-(\d\d)\b"), _date),
    (re.compile(r"\b([01]?\d|2[0-4]):([0-5]\d)(?::\d\d)?(?:\s?([ap])\.?m\b\.?)?", re.I), _clock),
    (re.compile(r"\b(1[0-2]|0?[1-9])()\s?([ap])\.?m\b\.?", re.I), _clock),
    (re.compile(rf"(?<!\w)[-−](?={_NUMBER})"), lambda _: "minus "),
    (re.compile(rf"([$€£])\s?({_NUMBER})"), _money),
    (re.compile(r"\b(\d+)(?:st|nd|rd|th)\b", re.I), lambda match: _ordinal(int(match[1]))),
    (re.compile(rf"(?<=\d)\s?[-–—]\s?(?=(?:{_NUMBER}))"), lambda _: " to "),
    (re.compile(rf"(?<![\w.])({_NUMBER})\s?({_UNITS})(?![\w])", re.I), _measure),
    (re.compile(r"\b(\d+)/(\d+)\b"), lambda match: f"{_value(match[1])} of {_value(match[2])}"),
    (re.compile(rf"(?:{_NUMBER})"), lambda match: f" {_value(match[0])} "),
)


_sounding = sounding_with(say_number)
speakable = speakable_with(_plainer)
