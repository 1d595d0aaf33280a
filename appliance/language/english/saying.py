"""A value as words, the way a read-back says it."""

from __future__ import annotations

from appliance.language.english.clock import say_clock
from appliance.language.english.durations import say_duration
from appliance.language.english.numbers import say_number, say_quantity
from appliance.language.english.units import UNITS
from appliance.records.agenda import AgendaItem, Answer


def say_value(item: AgendaItem, value: float) -> str:
    """An observation's value in words with its unit: `six and a half hours`, `yes`, `most of it`."""
    if item.answer in (Answer.YES_NO, Answer.PRESENCE):
        return _say_share(value)
    if item.answer is Answer.TIME:
        return say_clock(value)
    if item.answer is Answer.DURATION or item.unit.lower() in UNITS.minutes:
        return say_duration(value, item.unit)
    if item.answer is Answer.SCALE:
        return say_number(value)
    return say_quantity(value, item.unit)


def say_unit(unit: str) -> str:
    """A unit as a question names it: `kilometres` for `km`; `minutes` for a duration without one."""
    measure = UNITS.of(unit)
    return measure.plural if measure else "minutes"


def _say_share(value: float) -> str:
    if value >= 1:
        return "yes"
    if value <= 0:
        return "no"
    for least, words in ((0.85, "almost all of it"), (0.65, "most of it"), (0.35, "about half of it")):
        if value >= least:
            return words
    return "a little of it"
