"""A value as words, the way a read-back says it."""

from __future__ import annotations

from appliance.language.english.clock import say_clock
from appliance.language.english.durations import say_duration
from appliance.language.english.numbers import say_number, say_quantity
from appliance.language.english.units import UNITS
from appliance.language.reading.sayvalues import DoneWords, ValueWords, say_value_with


def say_unit(unit: str) -> str:
    """A unit as a question names it: `kilometres` for `km`; `minutes` for a duration without one."""
    measure = UNITS.of(unit)
    return measure.plural if measure else "minutes"


say_value = say_value_with(
    ValueWords(
        share=DoneWords(
            yes="yes", no="no", parts=("almost all of it", "most of it", "about half of it", "a little of it")
        ),
        say_clock=say_clock,
        say_duration=say_duration,
        say_number=say_number,
        say_quantity=say_quantity,
        is_of_time=lambda unit: unit.lower() in UNITS.minutes,
    )
)
