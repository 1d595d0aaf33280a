"""A value as words, the way a read-back says it."""

from __future__ import annotations

from appliance.language.russian.sayclock import say_clock
from appliance.language.russian.saynumbers import minutes_per, say_duration, say_number, say_quantity
from appliance.language.russian.units import noun_of
from appliance.records.agenda import AgendaItem, Answer


def say_value(item: AgendaItem, value: float) -> str:
    """An observation's value in words with its unit: `шесть с половиной часов`, `да`, `большая часть`."""
    if item.answer in (Answer.YES_NO, Answer.PRESENCE):
        return _say_share(value)
    if item.answer is Answer.TIME:
        return say_clock(value)
    if item.answer is Answer.DURATION or minutes_per(item.unit) is not None:
        return say_duration(value, item.unit)
    if item.answer is Answer.SCALE:
        return say_number(value)
    return say_quantity(value, item.unit)


def say_unit(unit: str) -> str:
    """A unit as a question names it, in the genitive plural, after `сколько`: `километров` for `km`; `минут` for a
    duration without one."""
    measure = noun_of(unit)
    return measure.many if measure else "минут"


def _say_share(value: float) -> str:
    if value >= 1:
        return "да"
    if value <= 0:
        return "нет"
    for least, words in ((0.85, "почти всё"), (0.65, "большая часть"), (0.35, "примерно половина")):
        if value >= least:
            return words
    return "совсем немного"
