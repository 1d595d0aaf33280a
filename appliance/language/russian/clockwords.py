"""One time of day at one place among the words. `clock` finds and weighs them; this only reads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from appliance.language.reading.clock import DAY_MINUTES, HALF_DAY_MINUTES, Clock, digital_at
from appliance.language.reading.tokens import word_at
from appliance.language.russian.numberwords import VALUES, below_hundred
from appliance.language.russian.spelling import words_of
from appliance.language.russian.units import UNITS

OF_HOUR = {
    word: number for number, word in enumerate(
        ("первого", "второго", "третьего", "четвертого", "пятого", "шестого", "седьмого", "восьмого", "девятого",
         "десятого", "одиннадцатого", "двенадцатого"), 1)
}  # fmt: skip
"""`половина девятого`: half of the ninth hour, which is half past eight."""
_IN_HOUR = {
    word: number for number, word in enumerate(
        ("первом", "втором", "третьем", "четвертом", "пятом", "шестом", "седьмом", "восьмом", "девятом", "десятом",
         "одиннадцатом", "двенадцатом"), 1)
}  # fmt: skip
_NAMED = {"полдень": 720, "полудня": 720, "полудню": 720, "полночь": 0, "полуночи": 0, "полночи": 0}
_GENITIVE_ONES = words_of("одной двух трех четырех пяти шести семи восьми девяти")
_HALF = words_of("пол половина половину половине половины")
_QUARTER = words_of("четверть четверти")
_MINUTES = words_of("минут минуты минута минуту минуток мин")
_HOURS = words_of("часов часа час часам часу ч")
_ONE_O_CLOCK = frozenset({"час", "часу", "часа"})
_PARTS = {
    **dict.fromkeys(("утра", "утром", "утречком"), 60),
    **dict.fromkeys(("дня", "днем"), 9 * 60),
    **dict.fromkeys(("вечера", "вечером", "вечерком"), 14 * 60),
    **dict.fromkeys(("ночи", "ночью"), 20 * 60),
}
"""The minute at which the twelve hours begin that a part of the day lies in: `двенадцать ночи` is midnight."""
PARTS_OF_DAY = frozenset(_PARTS)
_AFTER_LINKS = words_of("где то примерно ровно в уже")
_BEFORE_LINKS = words_of("в к до после около на часов часа часам где то примерно ровно уже так этак сегодня завтра с")
_LEADS_TO_ONE = words_of("в к на около с со до после")
_VAGUE = words_of("после раньше позже почти")
_ODD = words_of("копейками небольшим лишним хвостиком чем")
"""After `с`: some minutes past."""
_SINGLE_MINUTES = frozenset({5, 10, 15, 25})


def clock_at(spoken: list[str], place: int) -> Clock | None:
    """The time that begins at this word, or None: its words, then what says which part of the day."""
    readers: tuple[Callable[[list[str], int], Clock | None], ...] = (
        _before_hour, _of_hour, _in_hour, digital_at, _named, _hour_first,
    )  # fmt: skip
    for reader in readers:
        found = reader(spoken, place)
        if found is not None:
            after = spoken[found.end : found.end + 2]
            vague = word_at(spoken, place - 1) in _VAGUE or (after[:1] == ["с"] and after[1:] and after[1] in _ODD)
            certainty = min(found.certainty, 0.7 if vague else 1.0)
            return _with_part_of_day(spoken, replace(found, certainty=certainty))
    return None


def _counts_things(spoken: list[str], place: int, end: int) -> bool:
    """`три раза`, `десять страниц`: one number before a unit is no hour."""
    unit = UNITS.known(word_at(spoken, end))
    return end == place + 1 and unit is not None and word_at(spoken, end) != "дня"


def _hour(spoken: list[str], place: int) -> tuple[int, int, bool] | None:
    """(minutes of the full hour, end, fixed)."""
    word = word_at(spoken, place)
    if word in _NAMED:
        return _NAMED[word], place + 1, True
    if word in _ONE_O_CLOCK:
        return 60, place + 1, False
    hour = below_hundred(spoken, place)
    if hour is None or hour[0] > 24:
        return None
    end = hour[1] + (word_at(spoken, hour[1]) in _HOURS)
    return hour[0] % 24 * 60, end, hour[0] > 12 or hour[0] == 0


def _before_hour(spoken: list[str], place: int) -> Clock | None:
    """`без пятнадцати восемь`, `без четверти час`, `без двадцати пяти минут девять`."""
    if word_at(spoken, place) != "без":
        return None
    for minutes, after in _genitive_minutes(spoken, place + 1):
        hour = _hour(spoken, after + (word_at(spoken, after) in _MINUTES))
        if hour is not None:
            return Clock((hour[0] - minutes) % DAY_MINUTES, place, hour[1], hour[2])
    return None


def _genitive_minutes(spoken: list[str], place: int) -> list[tuple[int, int]]:
    """The readings of the minutes after `без`, the longest first: `двадцати пяти восемь` is not `двадцати восемь`."""
    word = word_at(spoken, place)
    if word in _QUARTER:
        return [(15, place + 1)]
    value = int(word) if word.isdecimal() else VALUES.get(word)
    if value is None or not 1 <= value <= 30:
        return []
    found = [(value, place + 1)]
    ones = word_at(spoken, place + 1)
    if value == 20 and not word.isdecimal() and ones in _GENITIVE_ONES:
        found.insert(0, (value + VALUES[ones], place + 2))
    return found


def _of_hour(spoken: list[str], place: int) -> Clock | None:
    """`половина девятого`, `полдевятого`, `четверть восьмого`, `десять минут восьмого`, `начало девятого`."""
    word, after = word_at(spoken, place), place + 1
    if word in _HALF or word in _QUARTER or word in ("начале", "начало"):
        hour = OF_HOUR.get(word_at(spoken, after))
        minutes = 30 if word in _HALF else 15 if word in _QUARTER else 5
        certainty = 0.5 if minutes == 5 else 1.0
        return Clock(((hour - 1) * 60 + minutes) % DAY_MINUTES, place, after + 1, False, certainty) if hour else None
    told = below_hundred(spoken, place)
    if told is None or not 1 <= told[0] <= 59:
        return None
    unit = word_at(spoken, told[1]) in _MINUTES
    hour = OF_HOUR.get(word_at(spoken, told[1] + unit))
    if hour is None or not (unit or told[0] in _SINGLE_MINUTES):
        return None
    return Clock(((hour - 1) * 60 + told[0]) % DAY_MINUTES, place, told[1] + unit + 1, False, 1.0 if unit else 0.9)


def _in_hour(spoken: list[str], place: int) -> Clock | None:
    """`в девятом часу`: some time between eight and nine."""
    hour = _IN_HOUR.get(word_at(spoken, place))
    if hour is None or word_at(spoken, place + 1) != "часу":
        return None
    return Clock(((hour - 1) * 60 + 30) % DAY_MINUTES, place, place + 2, False, 0.5)


def _named(spoken: list[str], place: int) -> Clock | None:
    word = word_at(spoken, place)
    return Clock(_NAMED[word], place, place + 1, True) if word in _NAMED else None


def _hour_first(spoken: list[str], place: int) -> Clock | None:
    """`девять`, `девять часов`, `девять тридцать`, `девять ноль пять`, `двадцать один час пять минут`, `в час`."""
    word = word_at(spoken, place)
    if word in _ONE_O_CLOCK and not _is_one_o_clock(spoken, place):
        return None
    hour = _hour(spoken, place)
    if hour is None:
        return None
    minutes, end, fixed = hour
    counted = spoken[end - 1] in _HOURS
    if spoken[end : end + 2] == ["с", "половиной"]:
        return Clock(minutes + 30, place, end + 2, fixed, 0.9)
    after = end + (word_at(spoken, end) == "и" and counted)
    zeros = word_at(spoken, after) in ("ноль", "нуль", "00")
    if zeros and word_at(spoken, after + 1) in ("ноль", "нуль"):
        return Clock(minutes, place, after + 2, fixed)
    if word_at(spoken, after) == "00":
        return Clock(minutes, place, after + 1, fixed)
    minute = below_hundred(spoken, after + zeros)
    named = minute is not None and word_at(spoken, minute[1]) in _MINUTES
    if minute and (1 <= minute[0] <= 9 if zeros else 10 <= minute[0] <= 59 or (named and 1 <= minute[0] <= 59)):
        return Clock(minutes + minute[0], place, minute[1] + named, fixed)
    if not counted and _counts_things(spoken, place, end):
        return None
    return Clock(minutes, place, end, fixed, 1.0 if counted else 0.9)


def _is_one_o_clock(spoken: list[str], place: int) -> bool:
    if word_at(spoken, place + 1) in PARTS_OF_DAY:
        return below_hundred(spoken, place - 1) is None
    before = word_at(spoken, place - 1)
    return before in ("с", "со") if spoken[place] == "часа" else before in _LEADS_TO_ONE or len(spoken) == 1


def _with_part_of_day(spoken: list[str], clock: Clock) -> Clock:
    """Settle `утра`, `вечером` where they follow or lead within a few words."""
    place = clock.end
    while word_at(spoken, place) in _AFTER_LINKS:
        place += 1
    part = word_at(spoken, place)
    if part in _PARTS:
        return _settled(clock, part, place + 1)
    before = clock.start - 1
    while before >= 0 and spoken[before] in _BEFORE_LINKS:
        before -= 1
    part = word_at(spoken, before)
    return _settled(clock, part, clock.end) if part in _PARTS and before >= 0 else clock


def _settled(clock: Clock, part: str, end: int) -> Clock:
    if clock.fixed:
        return replace(clock, end=end)
    return replace(clock, minutes=in_window(clock.minutes, _PARTS[part]), end=end, fixed=True)


def in_window(minutes: int, start: int) -> int:
    """The one of the two times, twelve hours apart, that lies in the twelve hours from `start`."""
    candidates = (minutes % HALF_DAY_MINUTES, minutes % HALF_DAY_MINUTES + HALF_DAY_MINUTES)
    return min(candidates, key=lambda candidate: (candidate - start) % DAY_MINUTES)
