"""One time of day at one place: `halb acht` is half past seven, `dreiviertel acht` a quarter to eight."""

from __future__ import annotations

import re
from dataclasses import replace

from appliance.language.forms import listed
from appliance.language.german.numberwords import below_hundred
from appliance.language.german.units import UNITS
from appliance.language.reading.clock import DAY_MINUTES as DAY
from appliance.language.reading.clock import HALF_DAY_MINUTES as HALF_DAY
from appliance.language.reading.clock import Clock
from appliance.language.reading.tokens import word_at

_DIGITAL = re.compile(r"(\d{1,2})[:.](\d\d)(?::\d\d)?")
_TOGETHER = re.compile(r"([01]\d|2[0-3])([0-5]\d)")
_NAMED = {"mitternacht": 0, "mittag": HALF_DAY}

_EARLY = listed("morgens früh vormittags vormittag frühmorgens")
_LATE = listed("abends nachmittags nachmittag abend")
_NOON = listed("mittags mittag")
_NIGHT = listed("nachts nacht")
PARTS_OF_DAY = _EARLY | _LATE | _NOON | _NIGHT
_TO_PARTS = listed("am in der heute gestern vor nach dem , uhr so ungefähr punkt")
"""What may stand between a time and the part of the day."""


def clock_at(spoken: list[str], place: int) -> Clock | None:
    """The time that begins at this word, or None: its words, then what says which half of the day."""
    found = (
        _roughly(spoken, place)
        or _relative(spoken, place)
        or _digital(spoken, place)
        or _named(spoken, place)
        or _hour_first(spoken, place)
    )
    return found and with_part_of_day(spoken, found)


def plain_clock_at(spoken: list[str], place: int) -> Clock | None:
    """Like `clock_at` without the forms that count from an hour, so that `zehn vor acht` begins with ten."""
    found = _digital(spoken, place) or _named(spoken, place) or _hour_first(spoken, place)
    return found and with_part_of_day(spoken, found)


def _hour(spoken: list[str], place: int) -> tuple[int, int, bool] | None:
    """(minutes of the full hour, end, fixed)."""
    named = _NAMED.get(word_at(spoken, place))
    if named is not None:
        return named, place + 1, True
    if word_at(spoken, place) in ("ein", "eins"):
        hour: tuple[int, int] | None = (1, place + 1)
    else:
        hour = below_hundred(spoken, place)
    if hour is None or hour[0] > 24:
        return None
    end = hour[1] + 1 if word_at(spoken, hour[1]) == "uhr" else hour[1]
    return hour[0] % 24 * 60, end, hour[0] > 12 or hour[0] == 0


def _roughly(spoken: list[str], place: int) -> Clock | None:
    """`kurz vor acht`, `kurz nach halb acht`: the time itself, to be read back."""
    if word_at(spoken, place) not in ("kurz", "knapp", "bisschen") or word_at(spoken, place + 1) not in ("vor", "nach"):
        return None
    found = _half(spoken, place + 2) or _named(spoken, place + 2) or _hour_first(spoken, place + 2)
    return found and replace(found, start=place, certainty=0.7)


def _half(spoken: list[str], place: int) -> Clock | None:
    """`halb acht`, `dreiviertel acht`, `viertel acht`: counted towards the hour that is named."""
    word = word_at(spoken, place)
    offset = {"halb": 30, "dreiviertel": 15, "viertel": 45}.get(word)
    start = place
    if word == "drei" and word_at(spoken, place + 1) == "viertel":
        offset, place = 15, place + 1
    hour = _hour(spoken, place + 1)
    if offset is None or hour is None or (hour[0] % HALF_DAY == 0 and hour[2]):
        return None
    fixed = hour[2] and hour[0] > HALF_DAY
    return Clock((hour[0] - offset) % DAY, start, hour[1], fixed, 0.65 if word == "viertel" else 1.0)


def _relative(spoken: list[str], place: int) -> Clock | None:
    """`viertel nach sieben`, `zehn vor acht`, `fünf nach halb acht`, and what `_half` reads."""
    offset = _offset(spoken, place)
    if offset is not None:
        minutes, after = offset
        sign = {"nach": 1, "vor": -1, "über": 1}.get(word_at(spoken, after), 0)
        base = _half(spoken, after + 1) if word_at(spoken, after + 1) == "halb" else None
        hour = (base.minutes, base.end, base.fixed) if base else _hour(spoken, after + 1)
        if sign and hour:
            return Clock((hour[0] + sign * minutes) % DAY, place, hour[1], hour[2])
    return _half(spoken, place)


def _offset(spoken: list[str], place: int) -> tuple[int, int] | None:
    """Minutes away from an hour, and where they end."""
    if word_at(spoken, place) == "viertel":
        return 15, place + 1
    minutes = below_hundred(spoken, place)
    if minutes is None or not 1 <= minutes[0] <= 29:
        return None
    return minutes[0], minutes[1] + (word_at(spoken, minutes[1]) in ("minuten", "minute"))


def _digital(spoken: list[str], place: int) -> Clock | None:
    """`21:30`, `9.30 Uhr`, `2130`."""
    word = word_at(spoken, place)
    match = _DIGITAL.fullmatch(word) or _TOGETHER.fullmatch(word)
    if match is None or int(match[1]) > 24 or int(match[2]) > 59:
        return None
    hour = int(match[1])
    fixed = hour > 12 or hour == 0 or match[1].startswith("0")
    end = place + 2 if word_at(spoken, place + 1) == "uhr" else place + 1
    return Clock(hour % 24 * 60 + int(match[2]), place, end, fixed)


def _named(spoken: list[str], place: int) -> Clock | None:
    word = word_at(spoken, place)
    if word == "mittag" and word_at(spoken, place - 1) in ("vor", "nach", "am", "heute", "gestern"):
        return None
    return Clock(_NAMED[word], place, place + 1, True) if word in _NAMED else None


def _hour_first(spoken: list[str], place: int) -> Clock | None:
    """`neun`, `neun Uhr`, `neun Uhr dreissig`, `neun dreissig`, `neun Uhr fünf`."""
    hour = _hour(spoken, place)
    if hour is None or word_at(spoken, place) in _NAMED:
        return None
    if word_at(spoken, place) == "ein" and word_at(spoken, place + 1) != "uhr":
        return None
    minutes, end, fixed = hour
    told = word_at(spoken, end - 1) == "uhr"
    following = end + 1 if word_at(spoken, end) == "und" and told else end
    minute = below_hundred(spoken, following)
    if minute and (1 if told else 10) <= minute[0] <= 59 and not _goes_on(spoken, minute[1]):
        end = minute[1] + (word_at(spoken, minute[1]) in ("minuten", "minute") and told)
        return Clock(minutes + minute[0], place, end, fixed)
    return Clock(minutes, place, end, fixed, 1.0 if told else 0.9)


def _goes_on(spoken: list[str], place: int) -> bool:
    """Whether the number before belongs to what follows: `um acht, zehn Seiten`, `acht zehn vor neun`."""
    unit = UNITS.known(word_at(spoken, place))
    return word_at(spoken, place) in ("vor", "nach", "uhr") or (unit is not None and unit.dimension != "time")


def with_part_of_day(spoken: list[str], clock: Clock) -> Clock:
    """Settle `abends`, `in der Früh`, `heute Nacht` where they follow within a few words, or stand right before."""
    place = clock.end
    while word_at(spoken, place) in _TO_PARTS and place < clock.end + 3:
        place += 1
    word = word_at(spoken, place)
    if word == "morgen" and word_at(spoken, place - 1) in ("am", "heute"):
        word = "morgens"
    if word in PARTS_OF_DAY and not (word in _NOON and word_at(spoken, place - 1) in ("vor", "nach")):
        return settled(clock, word, place + 1)
    before = [word for word in spoken[max(0, clock.start - 3) : clock.start] if word not in ("um", "gegen", "so", "ab")]
    if clock.fixed or not before:
        return clock
    last = "morgens" if before[-1] == "morgen" and before[-2:-1] in (["am"], ["heute"]) else before[-1]
    return settled(clock, last, clock.end) if last in PARTS_OF_DAY else clock


def settled(clock: Clock, part: str, end: int) -> Clock:
    """The clock in its part of the day, which ends at the word `end`."""
    minutes = clock.minutes
    if not clock.fixed:
        face = minutes % HALF_DAY
        if part in _EARLY:
            minutes = face
        elif part in _LATE:
            minutes = face if face < 60 and part in ("abends", "abend") else face + HALF_DAY
        elif part in _NOON:
            minutes = face + HALF_DAY if face < 5 * 60 else face
        else:
            minutes = face if face < 7 * 60 else face + HALF_DAY
    return Clock(
        minutes, clock.start, end, True, max(clock.certainty, 0.95) if clock.certainty > 0.8 else clock.certainty
    )
