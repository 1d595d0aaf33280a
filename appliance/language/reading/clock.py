"""Times of day: found anywhere in an utterance, and settled to one half of the day."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from appliance.language.reading.choosing import ChoiceWords, choose
from appliance.language.reading.pieces import Piece
from appliance.language.reading.tokens import BREAK, Tokens, past, word_at
from appliance.language.rules import ReadClock
from appliance.language.values import Found

DAY_MINUTES = 24 * 60
HALF_DAY_MINUTES = 12 * 60

_USUAL_FROM = 5 * 60
"""Without any word that tells, a time is taken to be from five in the morning to five in the afternoon, and read
back."""

_DIGITAL = re.compile(r"(\d{1,2})[:.](\d\d)(?::\d\d)?")


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day read from words."""

    minutes: int
    """After midnight, 0 … 1439."""
    start: int
    end: int
    fixed: bool
    """False while it may as well be twelve hours later or earlier."""
    certainty: float = 1.0


ClockAt = Callable[[list[str], int], Clock | None]
"""The time that begins at this word, with what says which half of the day; or None. Each language brings its own."""


@dataclass(frozen=True, slots=True)
class HalfOfDay:
    """What may follow a time and tell its half of the day."""

    links: frozenset[str]
    """`in`, `the`, `o'clock`: may stand between."""
    morning: frozenset[str]
    late: frozenset[str]
    """Afternoon and evening."""
    night: frozenset[str]
    """Early or late, by the hour: until five it is the morning's."""


@dataclass(frozen=True, slots=True)
class ClockWords:
    tokens: Tokens
    clock_at: ClockAt
    choice: ChoiceWords
    windows: tuple[tuple[frozenset[str], int], ...]
    """Words of a question (`bed`, `wake`), and the minute at which the twelve hours begin that its times fall into."""
    am: frozenset[str]
    """Words that by themselves tell the first half of the day …"""
    pm: frozenset[str]
    """… and the second."""


def read_clock_with(words: ClockWords) -> ReadClock:
    """A function that gives the time of day of an utterance, in minutes after midnight; None where there is none.

    A time without morning or evening falls where `low` and `high` allow one only, else into the twelve hours that
    the words of the question (`about`) suggest, else between five and five o'clock with a certainty that asks for
    a read-back.
    """

    def read_clock(text: str, about: str = "", low: float | None = None, high: float | None = None) -> Found | None:
        spoken = words.tokens(text)
        clocks = clocks_in(spoken, words.clock_at)
        pieces = [Piece(clock.minutes, clock.start, clock.end, clock.certainty) for clock in clocks]
        chosen = choose(words.choice, spoken, pieces, [False] * len(pieces))
        if chosen is None:
            return None
        start = window_start(words, about)
        return _answer(clocks, [settle(clock, start, low, high) for clock in clocks], chosen)

    return read_clock


def read_half_of_day_with(words: ClockWords) -> Callable[[str], str | None]:
    """A function that gives `am` or `pm` where an utterance says only that: `in the evening`, `p m`."""

    def read_half_of_day(text: str) -> str | None:
        spoken = set(words.tokens(text))
        return "am" if spoken & words.am else "pm" if spoken & words.pm else None

    return read_half_of_day


def window_start(words: ClockWords, about: str) -> int | None:
    """When the twelve hours begin that times of this question fall into; None where the words do not say."""
    asked = set(words.tokens(about))
    return next((start for signs, start in words.windows if asked & signs), None)


def clocks_in(spoken: list[str], clock_at: ClockAt) -> list[Clock]:
    """Every time among the words, from left to right, none inside another."""
    found: list[Clock] = []
    place = 0
    while place < len(spoken):
        clock = None if spoken[place] == BREAK else clock_at(spoken, place)
        if clock is None:
            place += 1
        else:
            found.append(clock)
            place = clock.end
    return found


def settle(clock: Clock, window: int | None, low: float | None, high: float | None) -> Found:
    """The time in its half of the day, by the bounds or by the window's first minute."""
    if clock.fixed:
        return Found(clock.minutes, 0.95)
    candidates = [clock.minutes % HALF_DAY_MINUTES, clock.minutes % HALF_DAY_MINUTES + HALF_DAY_MINUTES]
    allowed = [minutes for minutes in candidates if _within(minutes, low, high)]
    if len(allowed) == 1:
        return Found(allowed[0], 0.9)
    first = _USUAL_FROM if window is None else window
    chosen = min(candidates, key=lambda minutes: (minutes - first) % DAY_MINUTES)
    return Found(chosen, 0.6 if window is None else 0.9)


def _answer(clocks: list[Clock], settled: list[Found], chosen: Piece) -> Found:
    """The settled time that was chosen, or the middle of the two that were taken for a range."""
    for clock, found in zip(clocks, settled, strict=True):
        if clock.end == chosen.end and clock.minutes == chosen.value:
            return Found(found.value, min(found.certainty, chosen.certainty))
    first, last = [found for clock, found in zip(clocks, settled, strict=True) if clock.start >= chosen.start][:2]
    apart = (last.value - first.value + HALF_DAY_MINUTES) % DAY_MINUTES - HALF_DAY_MINUTES
    return Found((first.value + apart / 2) % DAY_MINUTES, 0.5)


def _within(minutes: float, low: float | None, high: float | None) -> bool:
    """Bounds may go over midnight: 1320 … 120 is ten in the evening to two in the morning."""
    if low is not None and high is not None and low > high:
        return minutes >= low or minutes <= high
    return (low is None or minutes >= low) and (high is None or minutes <= high)


def digital_at(spoken: list[str], place: int) -> Clock | None:
    """`21:30`, `9.30`, `2130`."""
    word = word_at(spoken, place)
    match = _DIGITAL.fullmatch(word)
    if match is None and word.isdecimal() and len(word) in (3, 4):
        match = re.fullmatch(r"(\d\d?)(\d\d)", word)
    if match is None or int(match[1]) > 24 or int(match[2]) > 59:
        return None
    hour = int(match[1])
    fixed = hour > 12 or hour == 0 or (len(match[1]) == 2 and match[1].startswith("0"))
    return Clock(hour % 24 * 60 + int(match[2]), place, place + 1, fixed)


def with_half_of_day(spoken: list[str], clock: Clock, halves: HalfOfDay) -> Clock:
    """Settle `pm`, `in the morning`, `at night` where they follow within a few words."""
    place = past(spoken, clock.end, halves.links)
    word = word_at(spoken, place)
    morning, late = word in halves.morning, word in halves.late
    if word in halves.night:
        late, morning = 5 * 60 <= clock.minutes < HALF_DAY_MINUTES, clock.minutes < 5 * 60
        if HALF_DAY_MINUTES <= clock.minutes < HALF_DAY_MINUTES + 60 and not clock.fixed:
            return Clock(clock.minutes - HALF_DAY_MINUTES, clock.start, place + 1, True, clock.certainty)
    if not (morning or late):
        return clock
    minutes = clock.minutes
    if not clock.fixed:
        minutes = minutes % HALF_DAY_MINUTES + (HALF_DAY_MINUTES if late else 0)
    return Clock(minutes, clock.start, place + 1, True, 1.0)
