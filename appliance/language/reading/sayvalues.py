"""A value as words, the way a read-back says it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from appliance.records.agenda import AgendaItem, Answer

_SHARES = (0.85, 0.65, 0.35)
"""From how much on the first three of `DoneWords.parts` are said."""


@dataclass(frozen=True, slots=True)
class DoneWords:
    """How much of something was done."""

    yes: str
    no: str
    parts: tuple[str, str, str, str]
    """Almost all of it, most of it, about half of it, a little of it."""


@dataclass(frozen=True, slots=True)
class ValueWords:
    share: DoneWords
    say_clock: Callable[[float], str]
    say_duration: Callable[[float, str], str]
    say_number: Callable[[float], str]
    say_quantity: Callable[[float, str], str]
    is_of_time: Callable[[str], bool]
    """Whether a unit measures time."""


def say_value_with(words: ValueWords) -> Callable[[AgendaItem, float], str]:
    """A function that says an observation's value with its unit: `six and a half hours`, `yes`, `most of it`."""

    def say_value(item: AgendaItem, value: float) -> str:
        if item.answer in (Answer.YES_NO, Answer.PRESENCE):
            return _say_share(words.share, value)
        if item.answer is Answer.TIME:
            return words.say_clock(value)
        if item.answer is Answer.DURATION or words.is_of_time(item.unit):
            return words.say_duration(value, item.unit)
        if item.answer is Answer.SCALE:
            return words.say_number(value)
        return words.say_quantity(value, item.unit)

    return say_value


def _say_share(words: DoneWords, value: float) -> str:
    if value >= 1:
        return words.yes
    if value <= 0:
        return words.no
    reached = (part for least, part in zip(_SHARES, words.parts, strict=False) if value >= least)
    return next(reached, words.parts[-1])
