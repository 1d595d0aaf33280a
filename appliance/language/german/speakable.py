"""Text as a voice should read it: no signs, no digits, nothing a synthesiser would spell out."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from num2words import num2words

from appliance.language.forms import listed
from appliance.language.german.days import MONTHS
from appliance.language.german.numbers import say_number, say_whole
from appliance.language.german.units import UNITS, article, half_of, plural, singular
from appliance.language.reading.speakable import say_sites_with, sounding_with, speakable_with, without_markup_with

_NUMBER = r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+,\d+|\d+"
_UNITS = "km|cm|mm|m|kg|g|ml|l|Std|Stdn|h|min|Min|sek|Sek|s|kcal|cal|%|°C|°F|°"
_SAID_UNITS = {
    "mm": "Millimeter", "°c": "Grad", "°f": "Grad Fahrenheit", "stdn": "Stunden",
}  # fmt: skip
_SHORT = (
    ("z. B.", "zum Beispiel"), ("z.B.", "zum Beispiel"), ("d. h.", "das heißt"), ("d.h.", "das heißt"),
    ("u. a.", "unter anderem"), ("u.a.", "unter anderem"), ("o. ä.", "oder Ähnliches"), ("o.ä.", "oder Ähnliches"),
    ("i. d. R.", "in der Regel"), ("i.d.R.", "in der Regel"), ("bzw.", "beziehungsweise"), ("usw.", "und so weiter"),
    ("etc.", "und so weiter"), ("ca.", "circa"), ("evtl.", "eventuell"), ("ggf.", "gegebenenfalls"),
    ("inkl.", "inklusive"), ("bspw.", "beispielsweise"), ("Dr.", "Doktor"), ("Prof.", "Professor"), ("Nr.", "Nummer"),
    ("Tel.", "Telefon"), ("vgl.", "vergleiche"), ("max.", "maximal"),
    ("vs.", "gegen"), ("&", " und "), ("+", " plus "), ("=", " gleich "), ("@", " at "),
    ("→", " zu "), ("×", " mal "), ("~", " etwa "), ("≈", " etwa "), ("≥", " mindestens "), ("≤", " höchstens "),
    (">", " mehr als "), ("<", " weniger als "), ("#", " Nummer "), ("§", " Paragraf "), ("°", " Grad "),
    ("%", " Prozent "), ("€", " Euro "), ("$", " Dollar "),
)  # fmt: skip

_MONTH = "|".join(MONTHS)
_without_markup = without_markup_with(rf"\d+\)|\d+\.(?!\s+(?:{_MONTH})\b)")
_VULGAR = {"½": "5", "¼": "25", "¾": "75"}
_FEMININE_ENDINGS = ("ung", "heit", "keit", "ion", "schaft", "tät", "e")
_KNOWN_ENDINGS = listed("com org net de uk eu io dev info app fr es ru gov edu ch at nl")
_say_sites = say_sites_with(_KNOWN_ENDINGS, "Punkt")
_ORDINAL_LEADS = "am|der|den|dem|die|das|zum|vom|beim|zur|im|jeden|bis|seit|Am|Der|Die|Das|Zum|Vom"


def _plainer(text: str) -> str:
    text = _say_sites(_without_markup(text))
    for sign, decimals in _VULGAR.items():
        text = re.sub(rf"(?<=\d){sign}", f",{decimals}", text).replace(sign, f"0,{decimals}")
    for short, full in _SHORT:
        if short[0].isalpha():
            text = re.sub(rf"(?<!\w){re.escape(short)}", full, text)
    for number, spell in _NUMBERS:
        text = number.sub(spell, text)
    for short, full in _SHORT:
        if not short[0].isalpha():
            text = text.replace(short, full)
    return _sounding(text)


def _clock(match: re.Match[str]) -> str:
    hour, minute = int(match[1]) % 24, int(match[2] or 0)
    said = "ein" if hour == 1 else say_whole(hour)
    return f"{said} Uhr {say_whole(minute)}" if minute else f"{said} Uhr"


def _iso_date(match: re.Match[str]) -> str:
    return _say_date(int(match[3]), int(match[2]), match[1], match[0])


def _short_date(match: re.Match[str]) -> str:
    said = _say_date(int(match[2]), int(match[3]), match[4] or "", match[0], _ending(match[1] or ""))
    return f"{match[1]} {said}" if match[1] and said != match[0] else said


def _ending(lead: str) -> str:
    """Of an ordinal after such a word: `am dritten`, `der dritte`, and alone `dritter`."""
    return "er" if not lead else "e" if lead.lower() in ("der", "die", "das") else "en"


def _say_date(day: int, month: int, year: str, written: str, ending: str = "er") -> str:
    """`dritter Mai zweitausendsechsundzwanzig`; as it was written where there is no such date."""
    full = int(year) if len(year) == 4 else 2000 + int(year) if year else 2024
    try:
        date(full, month, day)
    except ValueError:
        return written
    said = f"{ordinal(day, ending)} {MONTHS[month - 1]}"
    return f"{said} {num2words(full, lang='de', to='year')}" if year else said


def ordinal(value: int, ending: str = "e") -> str:
    """`dritte`, `einundzwanzigsten`: the ordinal with its ending."""
    return str(num2words(value, lang="de", to="ordinal")).removesuffix("e") + ending


def _ordinal_after(match: re.Match[str]) -> str:
    return f"{match[1]} {ordinal(int(match[2]), _ending(match[1]))}"


def _value(written: str) -> str:
    whole, _, fraction = written.replace(".", "").partition(",")
    if len(whole) > 15 or len(fraction) > 2:
        tail = f" Komma {' '.join(say_whole(int(digit)) for digit in fraction)}" if fraction else ""
        head = " ".join(say_whole(int(digit)) for digit in whole) if len(whole) > 15 else say_whole(int(whole))
        return head + tail
    return say_number(float(f"{whole}.{fraction}") if fraction else int(whole))


def _measure(match: re.Match[str]) -> str:
    value, unit = match[1], match[2].lower()
    said = _SAID_UNITS.get(unit)
    known = UNITS.known(unit)
    if said or known is None:
        return f"{'ein' if value == '1' else _value(value)} {said or unit}"
    if value in ("1", "0,5"):
        return half_of(known) if value == "0,5" else f"{article(known)} {singular(known)}"
    return f"{_value(value)} {plural(known)}"


def _one_of(match: re.Match[str]) -> str:
    """`1 Tasse` as `eine Tasse`."""
    known, word = UNITS.known(match[2]), match[2]
    if match[1] == "0,5":
        return half_of(known) if known else f"{say_number(0.5)} {word}"
    feminine = known is None and word.endswith(_FEMININE_ENDINGS)
    return f"{article(known) if known else 'eine' if feminine else 'ein'} {word}"


def _money(match: re.Match[str]) -> str:
    name = {"€": "Euro", "$": "Dollar", "£": "Pfund"}[match[1] or match[4]]
    whole, _, cents = (match[2] or match[3]).replace(".", "").partition(",")
    euros = "ein" if whole == "1" else say_whole(int(whole))
    return f"{euros} {name} {say_whole(int(cents))}" if len(cents) == 2 and int(cents) else f"{euros} {name}"


_NUMBERS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
    (re.compile(r"\b(\d{4})-(\d\d)-(\d\d)\b"), _iso_date),
    (re.compile(rf"(?:\b({_ORDINAL_LEADS})\s)?(?<![\d.])(\d{{1,2}})\.(\d{{1,2}})\.(\d{{4}}|\d\d)?(?!\d)"), _short_date),
    (re.compile(r"\b([01]?\d|2[0-4])[:.]([0-5]\d)(?::\d\d)?\s?(?:Uhr|h)\b"), _clock),
    (re.compile(r"\b([01]?\d|2[0-4]):([0-5]\d)(?::\d\d)?"), _clock),
    (re.compile(r"\b([01]?\d|2[0-4])()\s?Uhr\b"), _clock),
    (re.compile(rf"\b({_ORDINAL_LEADS})\s(\d{{1,3}})\.(?=\s|$)"), _ordinal_after),
    (re.compile(rf"\b(\d{{1,2}})\.(?=\s(?:{_MONTH})\b)"), lambda match: ordinal(int(match[1]), "er")),
    (re.compile(rf"(?<!\w)[-−](?=(?:{_NUMBER}))"), lambda _: "minus "),
    (re.compile(rf"([$€£])\s?({_NUMBER})|({_NUMBER})\s?([$€£])"), _money),
    (re.compile(rf"(?<=\d)\s?[-–—]\s?(?=(?:{_NUMBER}))"), lambda _: " bis "),
    (re.compile(rf"(?<![\w.,])({_NUMBER})\s?({_UNITS})(?![\w])(?:\.(?=\s+[a-zäöü]))?"), _measure),
    (re.compile(r"(?<![\w.,])(1|0,5)\s([A-ZÄÖÜ]\w+)"), _one_of),
    (re.compile(r"\b(\d+)/(\d+)\b"), lambda match: f"{_value(match[1])} von {_value(match[2])}"),
    (re.compile(rf"(?:{_NUMBER})"), lambda match: f" {_value(match[0])} "),
)  # fmt: skip


_sounding = sounding_with(say_number, "„»«")
speakable = speakable_with(_plainer)
