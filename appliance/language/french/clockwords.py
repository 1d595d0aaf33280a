"""One French time of day at one place among the words: `six heures et demie`, `midi moins le quart`, `22h15`.

`clock` finds and weighs them; this only reads. Hours above twelve are common in French and leave no doubt.
"""

from __future__ import annotations

import re
from dataclasses import replace

from appliance.language.forms import Forms, lines
from appliance.language.french.numberwords import below_hundred
from appliance.language.reading.clock import Clock
from appliance.language.reading.tokens import word_at

_HALF_DAY = 12 * 60
_DAY = 24 * 60
_DIGITAL = re.compile(r"(\d{1,2})[:h.](\d\d)(?::\d\d)?")
_NAMED = {"midi": 12 * 60, "minuit": 0}
_HOURS = frozenset({"heure", "heures", "h"})
_MORNING = Forms(lines("du mat | du matin | ce matin | le matin | de bon matin | au matin | dans la matinee | matin"))
_LATE = Forms(
    lines("""
du soir | ce soir | le soir | de l apres midi | cet apres midi | cette apres midi | dans la soiree | l apres midi |
 de la soiree | de l aprem | soir | dans l apres midi
""")
)
_NIGHT = Forms(lines("de la nuit | dans la nuit | la nuit | cette nuit"))
_LINKS = frozenset({",", "pile", "petantes", "tapantes", "environ", "juste", "passees"})
_SURE_OF_ONE_NUMBER = 0.9


def clock_at(spoken: list[str], place: int) -> Clock | None:
    """The time that begins at this word, or None: its words, then what says which half of the day."""
    found = _digital(spoken, place) or _worded(spoken, place)
    return found and _with_half_of_day(spoken, found)


def _digital(spoken: list[str], place: int) -> Clock | None:
    """`21:30`, `21h30`, `2130`."""
    word = word_at(spoken, place)
    match = _DIGITAL.fullmatch(word)
    if match is None and len(word) == 4 and word.isdigit():
        match = re.fullmatch(r"(\d\d)(\d\d)", word)
    if match is None or int(match[1]) > 24 or int(match[2]) > 59:
        return None
    hour = int(match[1])
    fixed = hour > 12 or hour == 0 or match[1].startswith("0")
    return Clock(hour % 24 * 60 + int(match[2]), place, place + 1, fixed)


def _hour(spoken: list[str], place: int) -> Clock | None:
    """The full hour: `midi`, `onze heures`, `onze`."""
    word = word_at(spoken, place)
    if word in _NAMED:
        return Clock(_NAMED[word], place, place + 1, True)
    hour = below_hundred(spoken, place)
    if hour is None or hour[0] > 24:
        return None
    told = word_at(spoken, hour[1]) in _HOURS
    fixed = hour[0] > 12 or hour[0] == 0
    certainty = 1.0 if told else _SURE_OF_ONE_NUMBER
    return Clock(hour[0] % 24 * 60, place, hour[1] + told, fixed, certainty)


def _bare(hour: Clock) -> bool:
    """Told by a number alone, without `heures`."""
    return hour.certainty < 1


def _worded(spoken: list[str], place: int) -> Clock | None:
    """An hour and what is added to it or taken from it."""
    hour = _hour(spoken, place)
    if hour is None:
        return None
    away = _away(spoken, hour)
    if away is None:
        return None if _bare(hour) and word_at(spoken, place) in ("un", "une") else hour
    minutes, end = away
    return replace(hour, minutes=(hour.minutes + minutes) % _DAY, end=end, certainty=1.0)


def _away(spoken: list[str], hour: Clock) -> tuple[int, int] | None:
    """Minutes before or after the hour, and where they end."""
    word, after = word_at(spoken, hour.end), word_at(spoken, hour.end + 1)
    if word == "et" and after in ("demi", "demie", "quart"):
        return (15 if after == "quart" else 30), hour.end + 2
    if word == "et" and after in ("un", "le") and word_at(spoken, hour.end + 2) == "quart":
        return 15, hour.end + 3
    if word == "moins":
        return _before(spoken, hour.end + 1)
    if word == "trois" and after in ("quarts", "quart"):
        return 45, hour.end + 2
    if word == "quart" and not _bare(hour):
        return 15, hour.end + 1
    start = hour.end + 1 if word == "et" and not _bare(hour) else hour.end
    zero = word_at(spoken, start) == "zero"
    minute = below_hundred(spoken, start + zero)
    if minute is None or not 0 <= minute[0] <= 59 or (_bare(hour) and minute[0] < 10 and not zero):
        return None
    unit = word_at(spoken, minute[1])
    if unit in _HOURS:
        return None
    if (_bare(hour) or word == "et") and unit not in ("", ",", "du", "de", "ce", "minute", "minutes"):
        return None
    return minute[0], minute[1] + (unit in ("minute", "minutes", "min", "mn"))


def _before(spoken: list[str], place: int) -> tuple[int, int] | None:
    """`le quart`, `quart`, `un quart`, `dix`, `dix minutes`."""
    start = place + 1 if word_at(spoken, place) in ("le", "un") and word_at(spoken, place + 1) == "quart" else place
    if word_at(spoken, start) == "quart":
        return -15, start + 1
    minute = below_hundred(spoken, start)
    if minute is None or not 1 <= minute[0] <= 59:
        return None
    return -minute[0], minute[1] + (word_at(spoken, minute[1]) in ("minute", "minutes"))


def _with_half_of_day(spoken: list[str], clock: Clock) -> Clock:
    """Settle `du matin`, `ce soir`, `de l'après-midi` where they follow within a few words."""
    place = clock.end
    while word_at(spoken, place) in _LINKS:
        place += 1
    morning, late, night = (forms.end_at(spoken, place) for forms in (_MORNING, _LATE, _NIGHT))
    end = morning or late or night
    if end is None:
        return clock
    if clock.fixed:
        return replace(clock, end=end)
    past_noon = late is not None or (night is not None and clock.minutes >= 7 * 60)
    minutes = clock.minutes % _HALF_DAY
    if night is not None and clock.minutes >= _HALF_DAY:
        return replace(clock, minutes=minutes, end=end, fixed=True, certainty=1.0)
    return Clock(minutes + (_HALF_DAY if past_noon else 0), clock.start, end, True)
