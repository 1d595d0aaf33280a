"""What a promise consists of: what is to be done, how much of it, on which day, by what time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from appliance.language.forms import Forms
from appliance.language.reading.amounts import Amount
from appliance.language.reading.deadlines import DeadlineFound
from appliance.language.reading.originals import Written, written
from appliance.language.values import DaySaid, Promised


@dataclass(frozen=True, slots=True)
class DaySpan:
    """A day among the words; with what leads to it where that is part of telling when (`by Friday`)."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class PromiseWords:
    """How a language's promises are told. All functions take tokens."""

    tokens: Callable[[str], list[str]]
    openings: Forms
    """`I will`, `I promise to`: what leads to a promise and is no part of what is to be done."""
    never_after_opening: frozenset[str]
    """Articles: `I'm going to the gym` says where, and nothing leads to it."""
    fillers: frozenset[str]
    """Words without content before it: `well`, `um`."""
    closing: frozenset[str]
    """Words without content at its end: `then`, `please`, and links left over (`and`, `at`)."""
    before_day: frozenset[str]
    """`by`, `on`, `until`: told with the day."""
    parts_of_day: Forms
    """`in the morning`, `tonight`: tell when, not what."""
    deadlines: Callable[[list[str]], list[DeadlineFound]]
    days: Callable[[list[str]], tuple[DaySaid | None, list[DaySpan]]]
    amount: Callable[[list[str], frozenset[int]], Amount | None]
    """The amount among the words, none of those already told as day or time."""


def promises_with(words: PromiseWords) -> Callable[[str], Promised]:
    """A function from text to the parts of a promise. `action` is as the person wrote or said it."""

    def read_promise(text: str) -> Promised:
        said = written(text, words.tokens)
        deadlines = words.deadlines(said.tokens)
        day, day_spans = words.days(said.tokens)
        when = _when(words, said.tokens, deadlines, day_spans)
        amount = words.amount(said.tokens, frozenset(when))
        time = deadlines[0].deadline if deadlines else None
        certainty = min(
            1.0 if len({found.deadline.minutes for found in deadlines}) < 2 else 0.6,
            time.certainty if time else 1.0,
            day.certainty if day else 1.0,
        )
        return Promised(
            _action(words, said, when), amount.value if amount else None, amount.unit if amount else "", day, time,
            certainty,
        )  # fmt: skip

    return read_promise


def _when(
    words: PromiseWords, spoken: list[str], deadlines: Sequence[DeadlineFound], days: Sequence[DaySpan]
) -> set[int]:
    """The tokens that tell when, with the words that lead to them."""
    when = {place for found in deadlines for place in range(found.start, found.end)}
    for day in days:
        start = day.start
        while start and spoken[start - 1] in words.before_day:
            start -= 1
        when |= set(range(start, day.end))
    place = 0
    while place < len(spoken):
        end = words.parts_of_day.end_at(spoken, place) or place
        when |= set(range(place, end))
        place = max(end, place + 1)
    return when


def _action(words: PromiseWords, said: Written, when: set[int]) -> str:
    """What is left without when, without what leads to the promise and without politeness at its ends."""
    left = [place for place in range(len(said.tokens)) if place not in when]
    spoken = [said.tokens[place] for place in left]
    start = _opening(words, spoken)
    end = len(spoken)
    while end > start and (spoken[end - 1] in words.closing or not spoken[end - 1][0].isalnum()):
        end -= 1
    return said.kept(set(range(len(said.tokens))) - set(left[start:end]))


def _opening(words: PromiseWords, spoken: list[str]) -> int:
    place, before = 0, -1
    while place != before and place < len(spoken):
        before = place
        end = words.openings.end_at(spoken, place)
        if end is not None and end < len(spoken) and spoken[end] not in words.never_after_opening:
            place = end
        elif spoken[place] in words.fillers or not spoken[place][0].isalnum():
            place += 1
    return place
