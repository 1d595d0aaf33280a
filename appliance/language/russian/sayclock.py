"""Times of day as words: `половина десятого вечера`, `без пятнадцати восемь утра`, `полдень`."""

from __future__ import annotations

from appliance.language.russian.saynumbers import say_whole

DAY_MINUTES = 24 * 60
HALF_DAY_MINUTES = 12 * 60

_OF_HOUR = (
    "первого", "второго", "третьего", "четвёртого", "пятого", "шестого", "седьмого", "восьмого", "девятого",
    "десятого", "одиннадцатого", "двенадцатого",
)  # fmt: skip
"""`половина девятого` is half past eight: the ninth hour is under way."""


def say_clock(minutes: float) -> str:
    """A time of day in the nominative: `девять часов вечера`, `десять ноль пять утра`, `полдень`, `полночь`."""
    return _said(minutes, at=False)


def say_at(minutes: float) -> str:
    """When: `в девять часов вечера`, `в половине десятого утра`, `без пятнадцати восемь утра`, `в полночь`."""
    return _said(minutes, at=True)


def say_face(minutes: float, *, at: bool) -> str:
    """The same without the part of the day, for a time of which it is not known."""
    hour, minute = divmod(round(minutes) % DAY_MINUTES, 60)
    return _face(hour, minute, at=at)


def _said(minutes: float, *, at: bool) -> str:
    total = round(minutes) % DAY_MINUTES
    if total in (0, HALF_DAY_MINUTES):
        return ("в " if at else "") + ("полдень" if total else "полночь")
    hour, minute = divmod(total, 60)
    return f"{_face(hour, minute, at=at)} {say_part_of_day(total)}"


def say_part_of_day(minutes: int) -> str:
    """`утра`, `вечера` … as it follows a time; for `без пятнадцати четыре` that of the hour named."""
    hour, minute = divmod(minutes, 60)
    return _part_of_day((hour + (minute == 45)) % 24)


def _face(hour: int, minute: int, *, at: bool) -> str:
    following = hour % 12 + 1
    if minute == 45:
        return f"без пятнадцати {_hour(following)}"
    lead = "в " if at else ""
    if minute == 30:
        return f"{lead}{'половине' if at else 'половина'} {_OF_HOUR[hour % 12]}"
    if minute == 0:
        return lead + _full_hour(hour % 12 or 12)
    told = say_whole(minute)
    return f"{lead}{say_whole(hour % 12 or 12)} {'ноль ' if minute < 10 else ''}{told}"


def _hour(hour: int) -> str:
    return "час" if hour == 1 else say_whole(hour)


def _full_hour(hour: int) -> str:
    if hour == 1:
        return "час"
    return f"{say_whole(hour)} {'часа' if hour < 5 else 'часов'}"


def _part_of_day(hour: int) -> str:
    if hour < 4:
        return "ночи"
    if hour < 12:
        return "утра"
    return "дня" if hour < 17 else "вечера"
