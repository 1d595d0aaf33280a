"""Recogniser grammars for values: exactly the numbers that an item allows, composed so that they stay small."""

from __future__ import annotations

import math

from appliance.language.english.numberwords import ONES, TEENS, TENS
from appliance.language.english.units import UNITS
from appliance.language.reading.units import Unit

_ONE = list(ONES)
_TEEN = list(TEENS)
_TEN = list(TENS)
_PLACES = ((1_000_000, "million"), (1_000, "thousand"))

HIGHEST_UNBOUNDED = 999
"""A number without an upper bound is listened for up to here: a larger grammar hears the small numbers less well."""

HIGHEST = 999_999

_MOST_WITH_PARTS = 200
"""Halves and decimals are listened for below this: nobody says them of larger numbers."""

Rules = dict[str, str]
"""Rule name to JSGF expansion; a rule refers to others as `<name>`."""


def whole_numbers(low: int, high: int) -> str:
    """An expansion for every whole number low … high in words (`a hundred` and `one hundred`), and for no other."""
    if high < 100:
        return _below_hundred(low, high)
    if high < 1000:
        return _by_place(low, high, 100, "hundred")
    if high < 1_000_000:
        return _by_place(low, high, 1000, "thousand")
    raise ValueError(f"no grammar for numbers as large as {high}")


def _below_hundred(low: int, high: int) -> str:
    parts = [*_ONE[low : min(high, 9) + 1], *_TEEN[max(low, 10) - 10 : max(high, 9) - 9]]
    full: list[str] = []
    for tens in range(20, 100, 10):
        first, last = max(low, tens), min(high, tens + 9)
        if first == tens and last == tens + 9:
            full.append(_TEN[tens // 10 - 2])
        elif first <= last:
            parts.append(_partial_ten(tens, first, last))
    if full:
        parts.append(f"({' | '.join(full)}) [{' | '.join(_ONE[1:])}]")
    return " | ".join(parts)


def _partial_ten(tens: int, first: int, last: int) -> str:
    ones = " | ".join(_ONE[max(first - tens, 1) : last - tens + 1])
    if not ones:
        return _TEN[tens // 10 - 2]
    return f"{_TEN[tens // 10 - 2]} [{ones}]" if first == tens else f"{_TEN[tens // 10 - 2]} ({ones})"


def _by_place(low: int, high: int, place: int, name: str) -> str:
    """Numbers from 100 or 1000 on: the multiples that are whole as one part, those cut by a bound each by itself."""
    parts = [whole_numbers(low, place - 1)] if low < place else []
    first, last = max(low // place, 1), high // place
    whole_from = first if low <= first * place else first + 1
    whole_to = last if high == last * place + place - 1 else last - 1
    if whole_from > first or whole_to < whole_from:
        parts.append(_one_multiple(first, max(low - first * place, 0), min(high - first * place, place - 1), name))
        whole_from = max(whole_from, first + 1)
    if whole_from <= whole_to:
        lower = whole_numbers(1, place - 1)
        parts.append(f"({_multipliers(whole_from, whole_to)}) {name} [[and] ({lower})]")
    if (whole_to < last and last > first) or (whole_to < last and last == first and whole_from <= first):
        parts.append(_one_multiple(last, 0, high - last * place, name))
    return " | ".join(parts)


def _multipliers(first: int, last: int) -> str:
    return f"a | {whole_numbers(first, last)}" if first == 1 else whole_numbers(first, last)


def _one_multiple(count: int, low: int, high: int, name: str) -> str:
    head = f"({_multipliers(count, count)}) {name}"
    if high == 0:
        return head
    rest = f"[and] ({whole_numbers(max(low, 1), high)})"
    return f"{head} [{rest}]" if low == 0 else f"{head} {rest}"


def bounds(low: float | None, high: float | None) -> tuple[int, int]:
    """Whole bounds of a number's grammar."""
    lowest = max(0, math.ceil(low)) if low is not None else 0
    highest = min(HIGHEST, math.floor(high)) if high is not None else HIGHEST_UNBOUNDED
    return lowest, max(lowest, highest)


def number_rules(low: float | None, high: float | None, unit: str, *, scale: bool = False) -> Rules:
    """Rules for a number or a scale; the entry is `<value>`."""
    lowest, highest = bounds(low, high)
    one, many = _units(UNITS.of(unit))
    rules = {
        "about": "about | around | maybe | i think | just | only | it was | i did | i had | i'd say",
        "whole": whole_numbers(lowest, highest),
        "amount": "<whole>",
        "value": f"[<about>] <amount> [{many}]" if many else "[<about>] <amount>",
    }
    if one and lowest <= 1 <= highest:
        rules["value"] += f" | [<about>] (a | one) ({one})"
    if lowest < min(highest, _MOST_WITH_PARTS):
        rules["part"] = whole_numbers(lowest, min(highest, _MOST_WITH_PARTS) - 1)
        rules["amount"] = "<whole> | <part> and a half"
        if not scale:
            rules["digit"] = " | ".join(_ONE)
            rules["amount"] += " | <part> point <digit>"
    if scale:
        rules["value"] = "[<about>] [a | an] <amount>" + (" [out of ten]" if highest == 10 else "")
    elif lowest == 0:
        rules["value"] += " | none | nothing"
    return rules


def _units(unit: Unit | None) -> tuple[str, str]:
    """A unit's words for one and for many that are known to be in the recogniser's dictionary."""
    if unit is None or not unit.known:
        return "", ""
    heard = unit.heard or (unit.singular, unit.plural)
    many = [word for word in heard if word.endswith("s") or unit.singular == unit.plural]
    return " | ".join(word for word in heard if word not in many), " | ".join(dict.fromkeys(many))
