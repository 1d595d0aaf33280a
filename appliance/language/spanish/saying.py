"""A value as words, the way a read-back says it."""

from __future__ import annotations

from appliance.language.reading.sayvalues import DoneWords, ValueWords, say_value_with
from appliance.language.spanish.clock import say_clock
from appliance.language.spanish.durations import say_duration
from appliance.language.spanish.numbers import say_number, say_quantity
from appliance.language.spanish.units import UNITS


def say_unit(unit: str) -> str:
    """A unit as a question names it: `kilómetros` for `km`; `minutos` for a duration without one."""
    measure = UNITS.of(unit)
    return measure.plural if measure else "minutos"


say_value = say_value_with(
    ValueWords(
        share=DoneWords(
            yes="sí", no="no", parts=("casi todo", "la mayor parte", "más o menos la mitad", "solo un poco")
        ),
        say_clock=say_clock,
        say_duration=say_duration,
        say_number=say_number,
        say_quantity=say_quantity,
        is_of_time=lambda unit: bool(UNITS.minutes_per(unit)),
    )
)
