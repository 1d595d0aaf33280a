"""Recogniser grammars for durations and times of day."""

from __future__ import annotations

import math

from appliance.language.english.durations import unit_minutes
from appliance.language.english.numbergrammar import Rules, whole_numbers

_DAY = 24 * 60
_HOUR = 60.0
_LONGEST = {_HOUR: _DAY, 1.0: 600.0}
"""Minutes listened for without an upper bound, by the minutes in the item's unit."""


def duration_rules(low: float | None, high: float | None, unit: str) -> Rules:
    """Rules for a duration between the bounds, given in `unit`; the entry is `<value>`."""
    per = unit_minutes(unit)
    least = max(0.0, (low or 0.0) * per)
    most = min(float(_DAY), _LONGEST.get(per, 600.0) if high is None else high * per)
    rules: Rules = {"about": "about | around | maybe | i think | just | only | it was | i slept | i'd say"}
    amounts: list[str] = []
    _bare(rules, amounts, least, most, per)
    _hours(rules, amounts, least, most, bare=per == _HOUR)
    _minutes(rules, amounts, least, most, every=per != _HOUR)
    rules["amount"] = " | ".join(amounts)
    rules["value"] = "[<about>] <amount>" + (" | none | nothing" if least <= 0 else "")
    return rules


def _bare(rules: Rules, amounts: list[str], least: float, most: float, per: float) -> None:
    """A number that takes the item's unit."""
    low, high = math.ceil(least / per), math.floor(most / per)
    if low > high:
        return
    rules["bare"] = whole_numbers(low, high)
    amounts.append("<bare>")


def _hours(rules: Rules, amounts: list[str], least: float, most: float, *, bare: bool) -> None:
    """Hours with minutes or parts; `bare` where the word `hours` may be left out."""
    low, high = max(1, math.ceil(least / 60)), math.floor(most / 60)
    if low > high:
        return
    one = "(one | an) hour"
    amounts += [one] * (low == 1)
    if high > 1:
        rules["hours"] = whole_numbers(max(low, 2), high)
        amounts.append("<hours> hours")
    if low == high:
        return
    counted = [one] * (low == 1)
    if high > 2:
        rules["fewer"] = whole_numbers(max(low, 2), high - 1)
        counted.append("<fewer> hours")
    rules["counted"] = " | ".join(counted)
    rules["part"] = "a half | a quarter | three quarters"
    rules["minute"] = " | ".join(_fives(5, 55))
    rules["number"] = whole_numbers(low, high - 1)
    amounts += ["<counted> and <part>", "<counted> [and] <minute> [minutes]"]
    amounts.append("<number> and <part> [hours]" if bare else "<number> and <part> hours")
    if bare:
        amounts.append("<number> (fifteen | twenty | thirty | forty | forty five | fifty)")


def _minutes(rules: Rules, amounts: list[str], least: float, most: float, *, every: bool) -> None:
    """Minutes up to two hours: every one of them, or the multiples of five."""
    low, high = max(2, math.ceil(least)), min(math.floor(most), 120)
    minutes = [whole_numbers(low, high)] if every and low <= high else _fives(low, high)
    if minutes:
        rules["minutes"] = " | ".join(minutes)
        amounts.append("<minutes> minutes")
    amounts += ["one minute"] * (every and least <= 1 <= most)
    for words, length in (("half an hour", 30), ("a quarter of an hour", 15), ("three quarters of an hour", 45)):
        amounts += [words] * (least <= length <= most)


def _fives(low: int, high: int) -> list[str]:
    """The multiples of five between the bounds, as words."""
    return [whole_numbers(value, value) for value in range(math.ceil(low / 5) * 5, high + 1, 5)]


def clock_rules() -> Rules:
    """Rules for a time of day; the entry is `<value>`."""
    return {
        "about": "about | around | at | maybe | i think | it was",
        "hour": whole_numbers(1, 12),
        "low": whole_numbers(1, 9),
        "minute": whole_numbers(10, 59),
        "away": "five | ten | twenty | twenty five",
        "half": "a.m. | p.m. | in the (morning | afternoon | evening) | at night",
        "face": "<hour> [o'clock] | <hour> (oh <low> | <minute>) | half past <hour> | [a] quarter (past | to) <hour>"
        " | <away> [minutes] (past | to) <hour>",
        "value": "[<about>] (<face> [<half>] | noon | midnight)",
    }
