"""Natural spoken answers to given values: what the synthetic person of `make demo` says, and what tests read back."""

from __future__ import annotations

from random import Random

from appliance.language.english.clock import say_clock
from appliance.language.english.durations import say_duration, unit_minutes
from appliance.language.english.numbers import say_number, say_quantity
from appliance.language.english.units import UNITS
from appliance.language.reading.clock import DAY_MINUTES
from appliance.records.agenda import AgendaItem, Answer, ItemKind

_YES = ("yes", "yeah, I did", "yes, I did", "yep", "I did", "of course", "yes, all done", "absolutely")
_NO = ("no", "no, I didn't", "nope", "not really", "I didn't get to it", "no, not today", "I'm afraid not", "not yet")
_PARTS = (
    (0.85, ("almost all of it", "nearly all of it")),
    (0.65, ("most of it", "mostly")),
    (0.35, ("about half of it", "half of it")),
    (0.0, ("a little of it", "a bit of it")),
)
_PRESENT = ("yeah, I'm here", "yes", "hello", "speaking", "yes, I'm here", "hi, go ahead")
_BEFORE = ("", "", "about ", "I think ", "uh, ", "maybe ")
_ZERO = ("none", "nothing", "zero")
_PROMISES = (
    "Call the dentist before ten", "Run five kilometres before dinner", "Read ten pages before bed",
    "Write to my brother", "Go to bed before eleven",
)  # fmt: skip


def spoken_answer(item: AgendaItem, value: float, random: Random) -> str:
    """One of the natural ways to answer `item` with `value` (as in `Observation.value`).

    Read by the rules it gives the value again, for numbers of at most two decimals, durations of whole minutes and
    times of whole minutes. For an open question the value is only a seed and the answer some promise.
    """
    if item.answer is Answer.PRESENCE:
        return random.choice(_PRESENT)
    if item.answer is Answer.OPEN:
        return random.choice(_PROMISES)
    if item.answer is Answer.YES_NO:
        return random.choice(_yes_no(item, value))
    if item.answer is Answer.TIME:
        return random.choice(("", "at ", "about ", "around ")) + random.choice(_times(value))
    if item.answer is Answer.DURATION or item.unit.strip().lower() in UNITS.minutes:
        return random.choice(_BEFORE) + random.choice(_durations(value, item.unit))
    if value == 0:
        return random.choice(_ZERO)
    return random.choice(_BEFORE) + random.choice(_numbers(item, value))


def _yes_no(item: AgendaItem, value: float) -> tuple[str, ...]:
    if value >= 1:
        return _YES
    if value <= 0:
        return _NO if item.kind is ItemKind.FOLLOW_UP else _NO[:6]
    return next(words for least, words in _PARTS if value >= least)


def _numbers(item: AgendaItem, value: float) -> tuple[str, ...]:
    plain = say_number(value)
    if item.answer is Answer.SCALE:
        return (plain, f"a {plain}", f"{plain} out of ten") if item.high == 10 and value >= 1 else (plain,)
    return (plain, say_quantity(value, item.unit))


def _durations(value: float, unit: str) -> tuple[str, ...]:
    per = unit_minutes(unit)
    minutes = round(value * per)
    forms = [say_duration(value, unit)]
    if 10 <= minutes < 100:
        forms.append(say_quantity(minutes, "minutes"))
    if per == 60 and minutes % 15 == 0 and minutes >= 60:
        forms.append(say_number(minutes / 60))
    if minutes >= 60 and minutes % 60 == 30:
        forms.append(f"{say_quantity(minutes // 60, 'hours')} and a half")
    return tuple(forms)


def _times(value: float) -> tuple[str, ...]:
    minutes = round(value) % DAY_MINUTES
    hour, minute = divmod(minutes, 60)
    half = "a m" if hour < 12 else "p m"
    past = "" if minute == 0 else f" oh {say_number(minute)}" if minute < 10 else f" {say_number(minute)}"
    return say_clock(minutes), f"{say_number(hour % 12 or 12)}{past} {half}"
