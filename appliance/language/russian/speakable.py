"""Text as a Russian voice should read it: no signs, no digits, nothing a synthesiser would spell out."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from appliance.language.forms import listed
from appliance.language.reading.speakable import say_sites_with, sounding_with, speakable_with, without_markup_with
from appliance.language.russian.sayclock import say_at, say_clock, say_part_of_day
from appliance.language.russian.saynumbers import say_measured, say_number, say_ordinal, say_whole_in
from appliance.language.russian.sayrequests import MONTHS
from appliance.language.russian.units import Noun, noun_of

_GROUP = "[ \u00a0\u202f]"
_NUMBER = rf"\d{{1,3}}(?:{_GROUP}\d{{3}})+(?:[.,]\d+)?(?!\d)|\d+[.,]\d+|[.,]\d+|\d+"
_UNITS = r"%|°C|°F|°|₽|[^\W\d_]+"
_EXTRA_UNITS = {
    "см": Noun("сантиметр", "сантиметра", "сантиметров"), "мм": Noun("миллиметр", "миллиметра", "миллиметров"),
    "cm": Noun("сантиметр", "сантиметра", "сантиметров"), "mm": Noun("миллиметр", "миллиметра", "миллиметров"),
    "°f": Noun("градус", "градуса", "градусов"),
}  # fmt: skip
_MONEY = {"$": "доллар", "€": "евро", "£": "фунт", "₽": "рубль"}
_GENITIVE = "от|до|из|около|после|с|без|более|менее|больше|меньше|свыше|для|у"
_DATIVE = "к|ко"
_SHORT = {
    "и т. д.": "и так далее", "и т.д.": "и так далее", "и т. п.": "и тому подобное", "и т.п.": "и тому подобное",
    "т. е.": "то есть", "т.е.": "то есть", "т. к.": "так как", "т.к.": "так как", "и др.": "и другие",
    "напр.": "например", "см.": "смотри", "ул.": "улица", "руб.": "рублей", "тыс.": "тысяч", "№": " номер ",
    "&": " и ", "+": " плюс ", "=": " равно ", "@": " собака ", "→": " к ", "×": " на ", "~": " около ", "≈": " около ",
    "≥": " не меньше ", "≤": " не больше ", ">": " больше ", "<": " меньше ", "#": " номер ", "°": " градусов ",
    "%": " процентов ",
}  # fmt: skip

_SHORT_PATTERNS = tuple(
    (re.compile(rf"(?<!\w){re.escape(short)}" if short[0].isalpha() else re.escape(short), re.I), full)
    for short, full in _SHORT.items()
)

_without_markup = without_markup_with()
_URL = re.compile(r"\b(?:https?://)?(?:www\.)?((?:[a-zа-я0-9-]+\.)+[a-zа-я]{2,})(?:/[^\s)]*)?(?<![.,!?])", re.I)
_KNOWN_ENDINGS = listed("com org net de uk eu io dev info app fr es ru рф su by kz ua gov edu ch at nl")
_say_sites = say_sites_with(_KNOWN_ENDINGS, "точка", _URL)


def _plainer(text: str) -> str:
    text = _say_sites(_without_markup(text))
    for pattern, spell in _NUMBERS:
        text = pattern.sub(spell, text)
    for pattern, full in _SHORT_PATTERNS:
        text = pattern.sub(full, text)
    return _sounding(text)


def _clock(match: re.Match[str]) -> str:
    """`в 21:30` is `в половине десятого вечера`; after other prepositions hour and minutes take their case."""
    lead, hour, minute = match[1] or "", int(match[2]), int(match[3])
    if hour > 23 or minute > 59:
        return match[0]
    total, word = hour * 60 + minute, lead.lower()
    if not word:
        return say_clock(total)
    if word in ("в", "во"):
        return say_at(total) if total % 60 != 45 else f"в {say_clock(total)}".replace("в без", "без")
    case = "d" if word in _DATIVE.split("|") else "g"
    ending = {"d": "часу" if hour % 12 == 1 else "часам", "g": "часа" if hour % 12 == 1 else "часов"}[case]
    minutes = say_whole_in(minute, case) if minute else ending
    return f"{lead} {say_whole_in(hour % 12 or 12, case)} {minutes} {say_part_of_day(total)}"


def _date(match: re.Match[str]) -> str:
    return _day(int(match[1]), int(match[2]), int(match[3])) or match[0]


def _dotted_date(match: re.Match[str]) -> str:
    return _day(int(match[3]), int(match[2]), int(match[1])) or match[0]


def _day(year: int, month: int, number: int) -> str:
    try:
        day = date(year, month, number)
    except ValueError:
        return ""
    return f"{say_ordinal(day.day)} {MONTHS[day.month - 1]} {say_ordinal(day.year)} года"


def _day_and_month(match: re.Match[str]) -> str:
    return f"{say_ordinal(int(match[1]))} {match[2]}" if 1 <= int(match[1]) <= 31 else match[0]


_ENDINGS = {"й": ("n", "m"), "го": ("g", "m"), "му": ("d", "m"), "м": ("p", "m"), "я": ("n", "f"), "ю": ("a", "f"),
            "е": ("n", "n")}  # fmt: skip


def _ordinal(match: re.Match[str]) -> str:
    case, gender = _ENDINGS[match[2].lower()]
    return say_ordinal(int(match[1]), case, gender)


def _split(written: str) -> tuple[str, str]:
    whole, _, fraction = re.sub(_GROUP, "", written).replace(",", ".").partition(".")
    return whole, fraction


def _value(written: str, gender: str = "m") -> str:
    whole, fraction = _split(written)
    if len(whole) > 12 or len(fraction) > 2:
        digits = [*whole, *(["запятая", *fraction] if fraction else ())]
        return " ".join(say_number(int(digit)) if digit.isdecimal() else digit for digit in digits)
    return say_number(float(f"{whole or 0}.{fraction}") if fraction else int(whole), gender)


def _measured(written: str, noun: Noun, lead: str = "") -> str:
    """A number with its noun, in the case that the preposition before it asks for."""
    whole, fraction = _split(written)
    if len(whole) > 12 or len(fraction) > 2:
        return f"{_value(written)} {noun.many}"
    if lead.lower() in _GENITIVE.split("|") and not fraction:
        count = int(whole)
        one = count % 10 == 1 and count % 100 != 11
        return f"{say_whole_in(count, 'g')} {noun.few if one else noun.many}"
    return say_measured(float(f"{whole or 0}.{fraction or 0}"), noun)


def _measure(match: re.Match[str]) -> str:
    lead, number, unit = match[1] or "", match[2], match[3].lower()
    noun = _EXTRA_UNITS.get(unit) or noun_of(unit)
    return f"{lead and f'{lead} '}{_measured(number, noun, lead)}" if noun and noun.declined else match[0]


def _money(match: re.Match[str]) -> str:
    noun = noun_of(_MONEY[match[1]])
    return _measured(match[2], noun) if noun else match[0]


def _money_after(match: re.Match[str]) -> str:
    noun = noun_of(_MONEY[match[2]])
    return _measured(match[1], noun) if noun else match[0]


def _in_case(match: re.Match[str]) -> str:
    """`из 5` is `из пяти`, `к 10` is `к десяти`."""
    case = "d" if match[1].lower() in _DATIVE.split("|") else "g"
    return f"{match[1]} {say_whole_in(int(match[2]), case)}" if len(match[2]) <= 12 else match[0]


def _share(match: re.Match[str]) -> str:
    if max(len(match[1]), len(match[2])) > 12:
        return f"{_value(match[1])} из {_value(match[2])}"
    return f"{_value(match[1])} из {say_whole_in(int(match[2]), 'g')}"


_CASES = rf"\b({_GENITIVE}|{_DATIVE})\s"
_NUMBERS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
    (re.compile(r"\b(\d{4})-(\d\d)-(\d\d)\b"), _date),
    (re.compile(r"\b(\d{1,2})\.(\d\d)\.(\d{4})\b"), _dotted_date),
    (re.compile(rf"(?:\b(в|во|{_GENITIVE}|{_DATIVE})\s)?\b([01]?\d|2[0-4]):([0-5]\d)(?::\d\d)?\b", re.I), _clock),
    (re.compile(rf"\b(\d{{1,2}})\s({'|'.join(MONTHS)})\b", re.I), _day_and_month),
    (re.compile(rf"(?<!\w)[-−](?={_NUMBER})"), lambda _: "минус "),
    (re.compile(rf"([$€£₽])\s?({_NUMBER})"), _money),
    (re.compile(rf"({_NUMBER})\s?([$€£])"), _money_after),
    (re.compile(r"\b(\d{1,12})-[а-я]?(го|му|й|я|ю|е|м)\b", re.I), _ordinal),
    (re.compile(r"\b(\d+)/(\d+)\b"), _share),
    (re.compile(rf"({_NUMBER})\s?[-–—]\s?(?=(?:{_NUMBER}))"), lambda match: f"{_value(match[1])}-"),
    (re.compile(rf"(?:\b({_GENITIVE})\s)?(?<![\w.,])({_NUMBER})\s?({_UNITS})(?![\w])", re.I), _measure),
    (re.compile(rf"{_CASES}(\d+)(?![\d.,]*\d)", re.I), _in_case),
    (re.compile(rf"(?:{_NUMBER})"), lambda match: f" {_value(match[0])} "),
)  # fmt: skip


_sounding = sounding_with(say_number, "«»")
speakable = speakable_with(_plainer)
