"""A value as words, the way a read-back says it."""

from __future__ import annotations

from appliance.language.spanish.clock import say_clock
from appliance.language.spanish.durations import say_duration
from appliance.language.spanish.numbers import say_number, say_quantity
from appliance.language.spanish.units import UNITS
from appliance.records.agenda import AgendaItem, Answer


def say_value(item: AgendaItem, value: float) -> str:
    """An observation's value in words with its unit: `seis horas y media`, `sí`, `casi todo`."""
    if item.answer in (Answer.YES_NO, Answer.PRESENCE):
        return _say_share(value)
    if item.answer is Answer.TIME:
        return say_clock(value)
    if item.answer is Answer.DURATION or UNITS.minutes_per(item.unit):
        return say_duration(value, item.unit)
    if item.answer is Answer.SCALE:
        return say_number(value)
    return say_quantity(value, item.unit)


def say_unit(unit: str) -> str:
    """A unit as a question names it: `kilómetros` for `km`; `minutos` for a duration without one."""
    measure = UNITS.of(unit)
    return measure.plural if measure else "minutos"


def _say_share(value: float) -> str:
    if value >= 1:
        return "sí"
    if value <= 0:
        return "no"
    for least, words in ((0.85, "casi todo"), (0.65, "la mayor parte"), (0.35, "más o menos la mitad")):
        if value >= least:
            return words
    return "solo un poco"
