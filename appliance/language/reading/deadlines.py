"""The time that a promise names for itself: `call the dentist before ten`, `run at seven`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from appliance.language.forms import Forms
from appliance.language.reading.clock import DAY_MINUTES, HALF_DAY_MINUTES, Clock, ClockAt
from appliance.language.reading.pieces import NumberAt
from appliance.language.reading.tokens import BREAK, Tokens, past, word_at
from appliance.language.reading.units import Units
from appliance.language.rules import ReadClock
from appliance.language.values import Deadline, Found

_EARLIEST = 6 * 60
_EARLIEST_LIMIT = 7 * 60
"""Without morning or evening, and nothing that suggests either, no promise is for earlier, or due by earlier, than
this: `work until six` is the evening, `run at six` may be the morning."""

DOUBTED = 0.6
"""Of a time whose half of the day is open, and where two times are named."""


@dataclass(frozen=True, slots=True)
class DeadlineFound:
    """A time of day among the words `start` … `end`, with what leads to it (`before ten`)."""

    deadline: Deadline
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class DeadlineWords:
    tokens: Tokens
    limits: Forms
    """`before`, `by`, `until`: it is to be done by then."""
    times: Forms
    """`at`, `around`: it is to be done then."""
    fillers: frozenset[str]
    """Between those and the time: `about`, `the`."""
    clock_at: ClockAt
    read_clock: ReadClock
    number_at: NumberAt
    units: Units
    clock_words: frozenset[str]
    """Words that make a number a time: `o'clock`, `noon`, `pm`, and those that count from an hour (`past`)."""
    after_a_time: frozenset[str]
    """What may follow a time told by numbers only: after anything else they count something (`by two pages`)."""
    day_words: frozenset[str]
    """`tomorrow`, `monday`: right before `times` they make a time of a number, whatever follows."""
    starts: frozenset[str] = frozenset()
    """Those of `times` that begin a stretch: `from` (ten to six); not right after a unit (`ten pages from …`)."""
    plain_clock_at: ClockAt | None = None
    """After `starts`, without the forms that count from an hour."""
    not_after_number: frozenset[str] = frozenset()
    """Of `limits`, after a number no limit: `two by two`."""
    relative: frozenset[str] = frozenset()
    """Inside a time these make it one by themselves: `ten to nine`."""
    may_follow: Callable[[str], bool] = lambda word: False
    """The same for a whole kind of words, told by their form: verbs, in a language that has them right after a time."""
    corrections: Forms = field(default_factory=lambda: Forms(()))
    """Between two times: the second one is meant."""
    telling: Callable[[list[str]], str] = field(default=" ".join)
    """From a promise's words to those that may tell morning from evening: without the `up` of `pick up`."""


def read_deadline_with(words: DeadlineWords) -> Callable[[str], Deadline | None]:
    """A function that gives the time of day a promise is to be done by (`before`) or at; None where it names none.

    Without morning or evening the promise's other words decide, as a question's do for reading times.
    """

    def read_deadline(text: str) -> Deadline | None:
        return first_of(deadlines_in(words, words.tokens(text)))

    return read_deadline


def first_of(found: list[DeadlineFound]) -> Deadline | None:
    """The first of the times that an utterance names, doubted where it names another one too."""
    if not found:
        return None
    first = found[0].deadline
    if any(other.deadline.minutes != first.minutes for other in found[1:]):
        return Deadline(first.minutes, first.before, min(first.certainty, DOUBTED))
    return first


def in_waking_hours(found: Found, *, before: bool) -> float:
    """The minute of the day; where its half is open, the one that a promise may be for, or due by (`before`)."""
    if found.certainty <= DOUBTED and found.value < (_EARLIEST_LIMIT if before else _EARLIEST):
        return (found.value + HALF_DAY_MINUTES) % DAY_MINUTES
    return found.value


def deadlines_in(words: DeadlineWords, spoken: list[str]) -> list[DeadlineFound]:
    """Every such time among the words, from left to right, none inside another."""
    about = words.telling(spoken)
    found: list[DeadlineFound] = []
    place = 0
    while place < len(spoken):
        limit, time = words.limits.end_at(spoken, place), words.times.end_at(spoken, place)
        end = limit or time
        clock = None if end is None else _clock_after(words, spoken, place, end)
        deadline = clock and _deadline(words, spoken, clock, about, before=limit is not None)
        if clock and deadline:
            corrected = bool(found) and words.corrections.inside(spoken[found[-1].end : place])
            start = found.pop().start if corrected else place
            found.append(DeadlineFound(deadline, start, clock.end))
        place = clock.end if clock and deadline else place + 1
    return found


def _clock_after(words: DeadlineWords, spoken: list[str], place: int, following: int) -> Clock | None:
    """The time that `before`, `at` … leads to, where it is one and not a number of things."""
    starts = spoken[place] in words.starts
    following = past(spoken, following, words.fillers)
    clock = ((words.plain_clock_at if starts else None) or words.clock_at)(spoken, following)
    if clock is None or (starts and _is_thing(words, spoken, place - 1)):
        return None
    if spoken[place] in words.not_after_number and place and words.number_at(spoken, place - 1) is not None:
        return None
    return clock if _is_time(words, spoken, place, clock) else None


def _is_time(words: DeadlineWords, spoken: list[str], place: int, clock: Clock) -> bool:
    said = spoken[clock.start : clock.end]
    relative = len(said) > 2 and not words.relative.isdisjoint(said)
    if relative or not words.clock_words.isdisjoint(said) or any(":" in word for word in said):
        return True
    number = words.number_at(spoken, clock.start)
    if number is not None and number[1] == clock.end and number[0] > 12:
        return False
    after = word_at(spoken, clock.end)
    dated = words.times.end_at(spoken, place) is not None and word_at(spoken, place - 1) in words.day_words
    return dated or after in ("", BREAK) or after in words.after_a_time or words.may_follow(after)


def _is_thing(words: DeadlineWords, spoken: list[str], place: int) -> bool:
    unit = words.units.known(word_at(spoken, place))
    return unit is not None and unit.dimension != "time"


def _deadline(words: DeadlineWords, spoken: list[str], clock: Clock, about: str, *, before: bool) -> Deadline | None:
    found = words.read_clock(" ".join(spoken[clock.start : clock.end]), about)
    if found is None:
        return None
    return Deadline(in_waking_hours(found, before=before), before, found.certainty)
