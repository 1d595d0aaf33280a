"""One time of day at one place among the words. `clock` finds and weighs them; this only reads."""

from __future__ import annotations

from appliance.language.english.numberwords import below_hundred
from appliance.language.reading.clock import DAY_MINUTES, Clock, HalfOfDay, digital_at, with_half_of_day
from appliance.language.reading.tokens import BREAK, word_at

_NAMED = {"noon": 12 * 60, "midday": 12 * 60, "midnight": 0}
_AFTER = frozenset({"past", "after"})
_BEFORE = frozenset({"to", "till", "til", "of", "before"})
_FAR = 16
"""Words."""

_LENGTHS = frozenset({"hours", "hour", "minutes", "minute", "mins"})
"""After a number they make it a length of time."""

HALVES = HalfOfDay(
    links=frozenset({"in", "the", "at", "this", "that", "ish", "sharp", "o'clock", BREAK, "on", "every"}),
    morning=frozenset({"am", "morning", "a.m", "sunrise", "dawn"}),
    late=frozenset({"pm", "evening", "afternoon", "p.m"}),
    night=frozenset({"night", "tonight"}),
)


def clock_at(spoken: list[str], place: int) -> Clock | None:
    """The time that begins at this word, or None: its words, then what says which half of the day."""
    found = _relative(spoken, place) or digital_at(spoken, place) or _named(spoken, place) or _hour_first(spoken, place)
    return found and with_half_of_day(spoken, found, HALVES)


def plain_clock_at(spoken: list[str], place: int) -> Clock | None:
    """Like `clock_at` without the forms that count from an hour, so that `ten to six` begins with ten."""
    found = digital_at(spoken, place) or _named(spoken, place) or _hour_first(spoken, place)
    return found and with_half_of_day(spoken, found, HALVES)


def _hour(spoken: list[str], place: int) -> tuple[int, int, bool] | None:
    """(minutes of the full hour, end, fixed)."""
    named = _NAMED.get(word_at(spoken, place))
    if named is not None:
        return named, place + 1, True
    hour = below_hundred(spoken, place)
    if hour is None or hour[0] > 24 or word_at(spoken, hour[1]) in _LENGTHS:
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
        return Clock((hour[0] + minutes) % DAY_MINUTES, place, hour[1], hour[2])
    if word == "past":
        return _past_the_same_hour(spoken, place, minutes, after + 1)
    measured = after > place + 1  # `ten minutes`, `half an hour`
    spans = word == "to" and word_at(spoken, place - 1) in ("from", "between")
    if hour and word in _BEFORE and (measured or minutes != 30) and not spans:
        may_span = word == "to" and minutes % 5 and not measured  # `six to seven`
        return Clock((hour[0] - minutes) % DAY_MINUTES, place, hour[1], hour[2], 0.6 if may_span else 1.0)
    straight = _hour(spoken, after)
    if word_at(spoken, place) == "half" and straight and not straight[2]:
        return Clock((straight[0] + 30) % DAY_MINUTES, place, straight[1], False, 0.9)
    return None


def _past_the_same_hour(spoken: list[str], place: int, minutes: int, end: int) -> Clock | None:
    """`eleven or half past`: the hour is the one told before."""
    for before in range(place - 1, max(0, place - _FAR) - 1, -1):
        hour = _hour(spoken, before)
        if hour is not None:
            return Clock((hour[0] + minutes) % DAY_MINUTES, place, end, hour[2], 0.9)
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
    if word in ("a", "an", "one") and word_at(spoken, place + 1) == "hour":
        return 60, place + 2
    minutes = below_hundred(spoken, place)
    if minutes is None or not 1 <= minutes[0] <= 59:
        return None
    if word_at(spoken, minutes[1]) in ("hour", "hours"):
        return (minutes[0] * 60, minutes[1] + 1) if minutes[0] < 12 else None
    spoken_unit = word_at(spoken, minutes[1]) in ("minutes", "minute", "min", "mins")
    return minutes[0], minutes[1] + spoken_unit


def _named(spoken: list[str], place: int) -> Clock | None:
    word = word_at(spoken, place)
    if word == "twelve" and word_at(spoken, place + 1) in ("noon", "midnight", "midday"):
        return Clock(_NAMED[word_at(spoken, place + 1)], place, place + 2, True)
    vague = word_at(spoken, place - 1) in _AFTER
    return Clock(_NAMED[word], place, place + 1, True, 0.6 if vague else 1.0) if word in _NAMED else None


def _hour_first(spoken: list[str], place: int) -> Clock | None:
    """`nine`, `nine thirty`, `nine oh five`, `twenty one thirty`, `twenty two hundred`, `oh seven hundred`."""
    leading_oh = word_at(spoken, place) in ("oh", "o")
    hour = below_hundred(spoken, place + leading_oh)
    if hour is None or hour[0] > 24:
        return None
    value, end = hour
    if word_at(spoken, end) in _LENGTHS or word_at(spoken, end) == "past":
        return None
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
