"""English times of day: `half past nine`, `quarter to ten`, `21:30`, `ten pm`; and how they are said."""

from __future__ import annotations

from appliance.language.english.choosing import CHOICE
from appliance.language.english.clockwords import clock_at
from appliance.language.english.numbers import say_number
from appliance.language.english.tokens import tokens
from appliance.language.forms import listed
from appliance.language.reading.clock import (
    DAY_MINUTES,
    HALF_DAY_MINUTES,
    ClockWords,
    read_clock_with,
    read_half_of_day_with,
)

CLOCK = ClockWords(
    tokens=tokens,
    clock_at=clock_at,
    choice=CHOICE,
    windows=(
        (listed("bed bedtime sleep asleep lights night"), 18 * 60),
        (listed("wake woke up rise breakfast morning alarm"), 3 * 60),
        (listed("lunch noon midday"), 9 * 60),
        (listed("dinner supper evening tea tonight home"), 14 * 60),
    ),
    am=listed("am morning"),
    pm=listed("pm evening afternoon night"),
)

read_clock = read_clock_with(CLOCK)
read_half_of_day = read_half_of_day_with(CLOCK)


def say_clock(minutes: float) -> str:
    """A time of day as words: `half past nine in the evening`, `ten oh five in the morning`, `noon`, `midnight`."""
    total = round(minutes) % DAY_MINUTES
    if total in (0, HALF_DAY_MINUTES):
        return "noon" if total else "midnight"
    hour, minute = divmod(total, 60)
    return f"{_face(hour % 12 or 12, minute)} {_part_of_day(hour)}"


def _face(hour: int, minute: int) -> str:
    following = hour % 12 + 1
    if minute == 0:
        return f"{say_number(hour)} o'clock"
    if minute in (15, 30):
        return f"{'quarter' if minute == 15 else 'half'} past {say_number(hour)}"
    if minute == 45:
        return f"quarter to {say_number(following)}"
    return f"{say_number(hour)} {'oh ' if minute < 10 else ''}{say_number(minute)}"


def _part_of_day(hour: int) -> str:
    if hour < 4:
        return "at night"
    if hour < 12:
        return "in the morning"
    if hour < 18:
        return "in the afternoon"
    return "in the evening" if hour < 22 else "at night"
