"""A value as words, the way a read-back says it."""

from __future__ import annotations

from appliance.language.reading.sayvalues import DoneWords, ValueWords, say_value_with
from appliance.language.russian.sayclock import say_clock
from appliance.language.russian.saynumbers import minutes_per, say_duration, say_number, say_quantity
from appliance.language.russian.units import noun_of


def say_unit(unit: str) -> str:
    """A unit as a question names it, in the genitive plural, after `сколько`: `километров` for `km`; `минут` for a
    duration without one."""
    measure = noun_of(unit)
    return measure.many if measure else "минут"


say_value = say_value_with(
    ValueWords(
        share=DoneWords(
            yes="да", no="нет", parts=("почти всё", "большая часть", "примерно половина", "совсем немного")
        ),
        say_clock=say_clock,
        say_duration=say_duration,
        say_number=say_number,
        say_quantity=say_quantity,
        is_of_time=lambda unit: minutes_per(unit) is not None,
    )
)
