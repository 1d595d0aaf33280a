"""A value as words, the way a read-back says it."""

from __future__ import annotations

from appliance.language.german.clock import say_clock
from appliance.language.german.durations import say_duration
from appliance.language.german.numbers import say_number, say_quantity
from appliance.language.german.units import UNITS, plural
from appliance.language.reading.sayvalues import DoneWords, ValueWords, say_value_with


def say_unit(unit: str) -> str:
    """A unit as a question names it: `Kilometer` for `km`; `Minuten` for a duration without one."""
    known = UNITS.known(unit)
    return plural(known) if known else unit.strip() or "Minuten"


say_value = say_value_with(
    ValueWords(
        share=DoneWords(
            yes="ja", no="nein", parts=("fast alles", "das meiste davon", "ungefähr die Hälfte", "ein bisschen davon")
        ),
        say_clock=say_clock,
        say_duration=say_duration,
        say_number=say_number,
        say_quantity=say_quantity,
        is_of_time=lambda unit: UNITS.minutes_per(unit) is not None,
    )
)
