"""One time of day at one place among the words. `clock` finds and weighs them; this only reads."""

from __future__ import annotations

import re
from dataclasses import dataclass

from appliance.language.english.numberwords import below_hundred, word_at

_HALF_DAY = 12 * 60
_DAY = 24 * 60
_DIGITAL = re.compile(r"(\d{1,2})[:.](\d\d)(?::\d\d)?")
_NAMED = {"noon": 12 * 60, "midday": 12 * 60, "midnight": 0}
_AFTER = frozenset({"past", "after"})
_BEFORE = frozenset({"to", "till", "til", "of", "before"})
_MORNING = frozenset({"am", "morning", "a.m", "sunrise", "dawn"})
_LATE = frozenset({"pm", "evening", "afternoon", "tonight", "p.m"})


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day read from words."""

    minutes: int
    """After midnight, 0 … 1439."""
    start: int
    end: int
    fixed: bool
    """False while it may as well be twelve hours later or earlier."""
    certainty: float = 1.0


def clock_at(spoken: list[str], place: int) -> Clock | None:
    """The time that begins at this word, or None: its words, then what says which half of the day."""
    found = _relative(spoken, place) or _digital(spoken, place) or _named(spoken, place) or _hour_first(spoken, place)
    return found and _with_half_of_day(spoken, found)


def plain_clock_at(spoken: list[str], place: int) -> Clock | None:
    """Like `clock_at` without the forms that count from an hour, so that `ten to six` begins with ten."""
    found = _digital(spoken, place) or _named(spoken, place) or _hour_first(spoken, place)
    return found and _with_half_of_day(spoken, found)


def _hour(spoken: list[str], place: int) -> tuple[int, int, bool] | None:
    """(minutes of the full hour, end, fixed)."""
    named = _NAMED.get(word_at(spoken, place))
    if named is not None:
        return named, place + 1, True
    hour = below_hundred(spoken, place)
    if hour is None or hour[0] > 24:
        return None
    end = hour[1] + 1 if word_at(spoken, hour[1]) == "o'clock" else hour[1]
    return hour[0] % 24 * 60, end, hour[0] > 12 or hour[0] == 0


def _relative(spoken: list[str], place: int) -> Clock | None:
    """`half past nine`, `half nine`, `quarter to ten`, `ten minutes to nine`, `five past midnight`."""
    offset = _offset(spoken, place)
    if offset is None:
        return None
    minutes, after = offset
    word = word_at(spoken, after)
    hour = _hour(spoken, after + 1)
    if hour and word in _AFTER:
        return Clock((hour[0] + minutes) % _DAY, place, hour[1], hour[2])
    if hour and word in _BEFORE and minutes != 30:
        return Clock((hour[0] - minutes) % _DAY, place, hour[1], hour[2])
    straight = _hour(spoken, after)
    if word_at(spoken, place) == "half" and straight and not straight[2]:
        return Clock((straight[0] + 30) % _DAY, place, straight[1], False, 0.9)
    return None


def _offset(spoken: list[str], place: int) -> tuple[int, int] | None:
    """Minutes away from an hour, and where they end."""
    word = word_at(spoken, place)
    if word == "a" and word_at(spoken, place + 1) in ("quarter", "half"):
        place, word = place + 1, word_at(spoken, place + 1)
    if word in ("quarter", "half"):
        end = place + 1
        if spoken[end : end + 2] == ["an", "hour"]:
            end += 2
        return (15 if word == "quarter" else 30), end
    minutes = below_hundred(spoken, place)
    if minutes is None or not 1 <= minutes[0] <= 59:
        return None
    spoken_unit = word_at(spoken, minutes[1]) in ("minutes", "minute", "min", "mins")
    return minutes[0], minutes[1] + spoken_unit


def _digital(spoken: list[str], place: int) -> Clock | None:
    """`21:30`, `9.30`, `2130`."""
    word = word_at(spoken, place)
    match = _DIGITAL.fullmatch(word)
    if match is None and len(word) == 4 and word.isdigit():
        match = re.fullmatch(r"(\d\d)(\d\d)", word)
    if match is None and len(word) == 3 and word.isdigit():
        match = re.fullmatch(r"(\d)(\d\d)", word)
    if match is None or int(match[1]) > 24 or int(match[2]) > 59:
        return None
    hour = int(match[1])
    fixed = hour > 12 or hour == 0 or (len(match[1]) == 2 and match[1].startswith("0"))
    return Clock(hour % 24 * 60 + int(match[2]), place, place + 1, fixed)


def _named(spoken: list[str], place: int) -> Clock | None:
    word = word_at(spoken, place)
    if word == "twelve" and word_at(spoken, place + 1) in ("noon", "midnight", "midday"):
        return Clock(_NAMED[word_at(spoken, place + 1)], place, place + 2, True)
    return Clock(_NAMED[word], place, place + 1, True) if word in _NAMED else None


def _hour_first(spoken: list[str], place: int) -> Clock | None:
    """`nine`, `nine thirty`, `nine oh five`, `twenty one thirty`, `twenty two hundred`, `oh seven hundred`."""
    leading_oh = word_at(spoken, place) in ("oh", "o")
    hour = below_hundred(spoken, place + leading_oh)
    if hour is None or hour[0] > 24:
        return None
    value, end = hour
    fixed = value > 12 or value == 0 or leading_oh
    if word_at(spoken, end) == "hundred":
        end += 2 if word_at(spoken, end + 1) in ("hours", "hour") else 1
        return Clock(value % 24 * 60, place, end, True)
    if word_at(spoken, end) in ("o'clock", "h"):
        fixed = fixed or (word_at(spoken, end) == "h" and value > 12)
        end += 1
    oh = word_at(spoken, end) in ("oh", "o", "zero")
    minute = below_hundred(spoken, end + oh)
    if minute and (1 <= minute[0] <= 9 if oh else 10 <= minute[0] <= 59):
        return Clock(value % 24 * 60 + minute[0], place, minute[1], fixed)
    return Clock(value % 24 * 60, place, end, fixed, 0.9)


def _with_half_of_day(spoken: list[str], clock: Clock) -> Clock:
    """Settle `pm`, `in the morning`, `at night` where they follow within a few words."""
    place = clock.end
    while word_at(spoken, place) in ("in", "the", "at", "this", "that", "ish", "sharp", "o'clock", ",", "on", "every"):
        place += 1
    word = word_at(spoken, place)
    morning = word in _MORNING
    late = word in _LATE
    if word in ("night", "tonight"):
        late, morning = clock.minutes >= 5 * 60 and clock.minutes < _HALF_DAY, clock.minutes < 5 * 60
        if clock.minutes >= _HALF_DAY and clock.minutes < _HALF_DAY + 60 and not clock.fixed:
            return Clock(clock.minutes - _HALF_DAY, clock.start, place + 1, True, clock.certainty)
    if not (morning or late):
        return clock
    minutes = clock.minutes
    if not clock.fixed:
        minutes = minutes % _HALF_DAY + (_HALF_DAY if late else 0)
    return Clock(minutes, clock.start, place + 1, True, 1.0)
