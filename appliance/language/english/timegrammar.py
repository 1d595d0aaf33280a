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
    _minutes(rules, amounts, least, most)
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
    rules["hours"] = whole_numbers(low, high)
    amounts.append("<hours> (hour | hours)")
    if low == 1:
        amounts.append("an hour")
    if low <= high - 1:
        rules["fewer"] = whole_numbers(low, high - 1)
        rules["minute"] = whole_numbers(5, 59)
        rules["part"] = "half | quarter"
        hours = "[hours]" if bare else "hours"
        amounts.append(f"<fewer> and (a <part> | three quarters) {hours}")
        amounts += ["<fewer> (hour | hours) [and] <minute> [minutes]", "<fewer> (hour | hours) and a <part>"]
        if bare:
            rules["past"] = "fifteen | twenty | thirty | forty | forty five | fifty"
            amounts.append("<fewer> <past>")
        if low == 1:
            amounts.append("an hour and a <part>")


def _minutes(rules: Rules, amounts: list[str], least: float, most: float) -> None:
    low, high = max(1, math.ceil(least)), min(math.floor(most), 120)
    if low <= high:
        rules["minutes"] = whole_numbers(low, high)
        amounts.append("<minutes> (minute | minutes)")
    for words, minutes in (("half an hour", 30), ("a quarter of an hour", 15), ("three quarters of an hour", 45)):
        if least <= minutes <= most:
            amounts.append(words)


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
