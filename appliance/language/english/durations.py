"""English durations: the words around them, and how they are said."""

from __future__ import annotations

from itertools import pairwise

from appliance.language.english.clockwords import clock_at, plain_clock_at
from appliance.language.english.comparing import doubted
from appliance.language.english.numbers import NUMBERS, say_number, say_quantity
from appliance.language.english.numberwords import below_hundred, part_at
from appliance.language.english.units import UNITS
from appliance.language.forms import Forms, listed
from appliance.language.reading.durations import DurationWords, read_duration_with

_HOUR = 60.0


def unit_minutes(unit: str) -> float:
    """How many minutes one of the item's units has. Durations without a unit are minutes."""
    return UNITS.minutes_per(unit) or 1.0


def _tells_clock(spoken: list[str]) -> bool:
    """`half past six`, `quarter to seven`."""
    return "past" in spoken or any(pair == ("quarter", "to") for pair in pairwise(spoken))


DURATIONS = DurationWords(
    numbers=NUMBERS,
    number_at=below_hundred,
    part_at=part_at,
    one=listed("a an one the"),
    alone=listed("hour minute"),
    before_unit=listed("of a an full whole solid good more"),
    vague=listed("least over under than almost nearly most"),
    no_time=Forms(
        (
            "no time",
            "no sleep",
            "no time at all",
            "didn't sleep",
            "did not sleep",
            "haven't slept",
            "not [even] a wink",
            "(didn't | did not | couldn't | haven't | never) (get | got | had | sleep | slept) a wink",
            "not (a | one) minute",
        )
    ),
    oh=listed("oh o"),
    not_after_pair=listed("hundred thousand k point"),
    tells_clock=_tells_clock,
    clock_at=clock_at,
    plain_clock_at=plain_clock_at,
    from_=listed("from"),
    until=listed("to till til until"),
    at=listed("at"),
    slept=listed("bed asleep sleep"),
    woke=listed("woke up awake waking"),
)

read_duration = doubted(read_duration_with(DURATIONS))


def say_duration(value: float, unit: str) -> str:
    """A duration as words: `six and a half hours`, `six hours and twenty minutes`, `half an hour`.

    `value` is in `unit`; said to the minute.
    """
    total = round(value * unit_minutes(unit))
    if total == 0:
        return f"zero {'hours' if unit_minutes(unit) == _HOUR else 'minutes'}"
    short = {15: "a quarter of an hour", 30: "half an hour", 45: "three quarters of an hour", 90: "an hour and a half"}
    in_hours = unit_minutes(unit) >= _HOUR
    if total in short and (in_hours or total == 30):
        return short[total]
    hours, minutes = divmod(total, 60)
    if total < 60 or (not in_hours and total <= 120 and minutes):
        return say_quantity(total, "minutes")
    if minutes in (0, 15, 30, 45):
        return say_quantity(total / 60, "hours")
    return f"{say_number(hours)} {'hour' if hours == 1 else 'hours'} and {say_quantity(minutes, 'minutes')}"
