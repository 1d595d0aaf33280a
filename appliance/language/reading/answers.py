"""Natural spoken answers to given values: what the synthetic person of `make demo` says, and what tests read back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

from appliance.records.agenda import AgendaItem, Answer, ItemKind

Ways = Callable[[AgendaItem, float], Sequence[str]]
"""The ways to say a value of an item."""


@dataclass(frozen=True, slots=True)
class AnswerWords:
    present: tuple[str, ...]
    promises: tuple[str, ...]
    yes: tuple[str, ...]
    no: tuple[str, ...]
    """To any question …"""
    no_to_promise: tuple[str, ...]
    """… and those that only answer whether a promise was kept."""
    parts: tuple[tuple[float, tuple[str, ...]], ...]
    """From which share up each is said, largest first; the last from 0."""
    zero: tuple[str, ...]
    before: tuple[str, ...]
    """May stand before a number or duration, with the space after it: `about `, or nothing."""
    before_time: tuple[str, ...]
    numbers: Ways
    durations: Ways
    times: Ways
    minutes_per: Callable[[str], float | None]


def spoken_answer_with(words: AnswerWords) -> Callable[[AgendaItem, float, Random], str]:
    """A function that gives one of the natural ways to answer an item with a value (as in `Observation.value`).

    Read by the rules it gives the value again, for numbers of at most two decimals, durations of whole minutes and
    times of whole minutes. For an open question the value is only a seed and the answer some promise.
    """

    def spoken_answer(item: AgendaItem, value: float, random: Random) -> str:
        if item.answer is Answer.PRESENCE:
            return random.choice(words.present)
        if item.answer is Answer.OPEN:
            return random.choice(words.promises)
        if item.answer is Answer.YES_NO:
            return random.choice(_yes_no(words, item, value))
        if item.answer is Answer.TIME:
            return random.choice(words.before_time) + random.choice(words.times(item, value))
        if item.answer is Answer.DURATION or words.minutes_per(item.unit) is not None:
            return random.choice(words.before) + random.choice(words.durations(item, value))
        if value == 0:
            return random.choice(words.zero)
        return random.choice(words.before) + random.choice(words.numbers(item, value))

    return spoken_answer


def _yes_no(words: AnswerWords, item: AgendaItem, value: float) -> tuple[str, ...]:
    if value >= 1:
        return words.yes
    if value <= 0:
        return (*words.no, *words.no_to_promise) if item.kind is ItemKind.FOLLOW_UP else words.no
    return next(said for least, said in words.parts if value >= least)
