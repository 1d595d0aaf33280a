"""Russian durations: the words around them, and the stretch between two times of day."""

from __future__ import annotations

from appliance.language.forms import Forms
from appliance.language.reading.clock import Clock, clocks_in
from appliance.language.reading.durations import DurationWords, duration_in
from appliance.language.reading.tokens import word_at
from appliance.language.reading.zero import means_zero
from appliance.language.russian.clockwords import OF_HOUR, PARTS_OF_DAY, clock_at
from appliance.language.russian.numbers import NUMBERS, VAGUE, repeated
from appliance.language.russian.numberwords import below_hundred, part_at
from appliance.language.russian.saynumbers import unit_minutes
from appliance.language.russian.spelling import words_of
from appliance.language.russian.tokens import tokens
from appliance.language.russian.turning import turned_tokens
from appliance.language.russian.zero import ZERO
from appliance.language.values import Found

_HOUR = 60.0
_LAY_DOWN = ("лег", "засн", "засы", "усну", "отруб", "лож")
_GOT_UP = ("вста", "просн", "просып", "подъ", "разбуд")
_AT = words_of("в к до после около с")

_ODD = words_of("небольшим лишним хвостиком копейками гаком")

DURATIONS = DurationWords(
    numbers=NUMBERS,
    number_at=below_hundred,
    part_at=part_at,
    one=frozenset(),
    alone=words_of("час часик часок часочек минутка минутку минуту сутки"),
    before_unit=words_of("еще целых полных хороших примерно"),
    vague=VAGUE,
    no_time=Forms(("ни минуты", "ни часа", "совсем не спал", "совсем не спала", "вообще не спал", "вообще не спала")),
    oh=words_of("ноль нуль"),
    not_after_pair=words_of("тысяч тысячи сотен запятая"),
)


def read_duration(text: str, unit: str) -> Found | None:
    """The duration of an utterance, in a unit (hours, minutes …); None where there is none.

    A bare number takes the unit asked for; `семь тридцать` is seven and a half hours.
    """
    spoken = tokens(text)
    own = unit_minutes(unit)
    span = _from_until(spoken) if own in (_HOUR, 1.0) else None
    if span is not None:
        return Found(round(span / own, 6), 0.6)
    if _is_time_of_day(spoken) or "минус" in spoken:
        return None
    nothing = means_zero(ZERO, spoken)
    if nothing is not None and "ни" in spoken:
        return nothing
    turned = turned_tokens(text)
    found = duration_in(DURATIONS, turned, own)
    doubted = (
        repeated(spoken)
        or not _ODD.isdisjoint(spoken)
        or not VAGUE.isdisjoint(turned)
        or ("пол" in turned and "дня" in turned)
    )
    return Found(found.value, min(found.certainty, 0.6)) if found and doubted else found


def _is_time_of_day(spoken: list[str]) -> bool:
    """`половина седьмого`, `без четверти семь`, `в семь утра`: an answer to another question."""
    for place, word in enumerate(spoken):
        if word in OF_HOUR and clocks_in(spoken[max(0, place - 3) : place + 1], clock_at):
            return True
        if word == "без" and clock_at(spoken, place):
            return True
        if word in PARTS_OF_DAY and word[-1] in "аяи" and _hour_before(spoken, place):
            return True
    return False


def _hour_before(spoken: list[str], place: int) -> bool:
    """Whether an hour stands before `утра`; before `дня` only where something leads to a time: `три дня` are days."""
    start = place - 1 - (word_at(spoken, place - 1) in ("часов", "часа", "час"))
    if start < 0 or below_hundred(spoken, start) is None:
        return word_at(spoken, place - 1) == "час"
    return spoken[place] != "дня" or word_at(spoken, start - 1) in _AT


def _from_until(spoken: list[str]) -> float | None:
    """Minutes of `с одиннадцати до половины седьмого`: the shortest stretch of those two clock times."""
    for place, word in enumerate(spoken):
        start = clock_at(spoken, place + 1) if word in ("с", "со") else None
        if start is not None and word_at(spoken, start.end) == "до":
            until = clock_at(spoken, start.end + 1)
            if until is not None and word_at(spoken, until.end) not in ("минут", "мин"):
                return _shortest(start, until)
    lay, rose = (any(word.startswith(signs) for word in spoken) for signs in (_LAY_DOWN, _GOT_UP))
    clocks = clocks_in(spoken, clock_at) if lay and rose else []
    return _shortest(clocks[0], clocks[1]) if len(clocks) == 2 else None


def _shortest(start: Clock, until: Clock) -> float:
    day, half = 24 * 60, 12 * 60
    return (until.minutes - start.minutes) % (day if start.fixed and until.fixed else half) or half
