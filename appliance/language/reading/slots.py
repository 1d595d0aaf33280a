"""What a request says of time, at one place among the words: `nine tomorrow`, `next week`, `half an hour`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from appliance.language.reading.clock import DAY_MINUTES, HALF_DAY_MINUTES, Clock, ClockAt
from appliance.language.reading.pieces import NumberAt
from appliance.language.reading.tokens import past, word_at
from appliance.language.values import Found

_LONGEST_SLOT = 12
"""Words."""

_MOST_DAYS = 366

_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True)
class NamedDay:
    """Exactly one of the first two is given."""

    days_ahead: int | None = None
    weekday: int | None = None
    """0 (Monday) … 6: the next one after today."""
    half: str = ""
    """The half of the day told with it, in words that settle a time when they follow it: `in the morning`."""


@dataclass(frozen=True, slots=True)
class SlotWords:
    """How a language tells when. Phrases are words with spaces between, as its tokens are."""

    number_at: NumberAt
    clock_at: ClockAt
    read_duration: Callable[[str, str], Found | None]
    minutes: str
    """How the unit is called that `read_duration` is asked for."""
    weekdays: Mapping[str, int]
    before_weekday: frozenset[str]
    """`on`, `next`: may stand before a weekday."""
    named: Mapping[str, NamedDay]
    """Days: `today`, `tomorrow`, `next week` (its Monday), `the weekend`."""
    stretches: Mapping[str, NamedDay]
    """Stretches of days, by the day after which it begins again: `the rest of the week`, `today`."""
    days_per: Mapping[str, int]
    """Days in `day`, `days`, `week`, `weeks` …"""
    loose: Mapping[str, tuple[int, float]]
    """Numbers that only stand before units, with their certainty: `a`, `a few`."""
    halves: Mapping[str, str]
    """Halves of the day, and the words that settle a time when they follow it: `tonight` is `at night`."""
    after_day: Mapping[str, str]
    """The same right after a day: `morning` in `tomorrow morning` is `in the morning`."""
    links: frozenset[str]
    """Between a day and a time: `at`, `around`."""
    length_words: frozenset[str]
    """The words of a length of time beside its numbers."""
    length_units: frozenset[str]
    """Those of them that make it sure: `hour`, `minutes`."""
    not_last: frozenset[str]
    """Those that end no length: `and`, `half an`."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A stretch of words that says when, and the form's word that it stands for."""

    name: str
    start: int
    end: int
    certainty: float = 1.0
    minutes: float | None = None
    at_minutes: float | None = None
    either_half: bool = False
    bare: bool = False
    """A time told by one number and nothing else."""
    days_ahead: int | None = None
    weekday: int | None = None

    @property
    def has_day(self) -> bool:
        return self.days_ahead is not None or self.weekday is not None


def slots_in(words: SlotWords, spoken: list[str]) -> list[Slot]:
    """Every slot that begins at any of the words, with each of its possible ends."""
    found: list[Slot] = []
    for place in range(len(spoken)):
        found += [*_moments(words, spoken, place), *_days(words, spoken, place), *_lengths(words, spoken, place)]
    return found


def _moments(words: SlotWords, spoken: list[str], start: int) -> Iterator[Slot]:
    """A time of day and a day, either first: `nine in the evening on friday`, `tomorrow morning at nine`."""
    slot = Slot("<day>", start, start)
    place = start
    half = ""
    told: Clock | None = None
    while place - start < _LONGEST_SLOT:
        day = None if slot.has_day else _day_at(words, spoken, place)
        part = None if half else _longest(spoken, place, words.halves)
        clock = None if told else words.clock_at(spoken, place)
        if day is not None:
            named, place = day
            slot = replace(slot, days_ahead=named.days_ahead, weekday=named.weekday)
            half = half or named.half
        elif clock is not None:
            told, place = clock, clock.end
        elif part is not None:
            half, place = part
        elif word_at(spoken, place) in words.links:
            place += 1
            continue
        else:
            return
        if told is not None:
            name = "<when>" if told.start == start else "<then>"
            yield _at(words, replace(slot, name=name, end=place), spoken, told, half)
        elif slot.has_day and slot.days_ahead != 0:
            yield replace(slot, end=place)


def _at(words: SlotWords, slot: Slot, spoken: list[str], told: Clock, half: str) -> Slot:
    """The slot with its time of day. A half of the day that is told elsewhere counts as if it followed the time."""
    number = words.number_at(spoken, told.start)
    bare = not half and number is not None and number[1] == told.end and not slot.has_day
    settled = None if told.fixed or not half else words.clock_at([*spoken[told.start : told.end], *half.split()], 0)
    clock = settled or told
    minutes = clock.minutes
    if not clock.fixed:
        minutes = minutes % HALF_DAY_MINUTES + (HALF_DAY_MINUTES if minutes % HALF_DAY_MINUTES < 60 else 0)
    return replace(slot, at_minutes=float(minutes), either_half=not clock.fixed, bare=bare)


def _day_at(words: SlotWords, spoken: list[str], place: int) -> tuple[NamedDay, int] | None:
    """The day, and where it ends; with the half of the day that follows it."""
    start = past(spoken, place, words.before_weekday)
    weekday = words.weekdays.get(word_at(spoken, start))
    found = _longest(spoken, place, words.named)
    if found is None and weekday is not None:
        found = NamedDay(weekday=weekday), start + 1
    if found is None:
        return None
    named, end = found
    half = _longest(spoken, end, words.after_day)
    return (named, end) if half is None or named.half or named.days_ahead == 0 else (
        replace(named, half=half[0]), half[1]
    )  # fmt: skip


def _longest(spoken: list[str], place: int, known: Mapping[str, _Value]) -> tuple[_Value, int] | None:
    """What the longest of the phrases that begins here stands for, and where it ends."""
    best: tuple[_Value, int] | None = None
    for phrase, value in known.items():
        parts = phrase.split()
        end = place + len(parts)
        if spoken[place:end] == parts and (best is None or end > best[1]):
            best = value, end
    return best


def _days(words: SlotWords, spoken: list[str], start: int) -> Iterator[Slot]:
    """`three days`, `a week`, `the rest of the week`: the day after which it begins again."""
    named = _longest(spoken, start, words.stretches)
    if named is not None:
        yield Slot("<days>", start, named[1], days_ahead=named[0].days_ahead, weekday=named[0].weekday)
    counted = words.number_at(spoken, start)
    count, place, certainty = (counted[0], counted[1], 1.0) if counted else (0, start, 1.0)
    loose = _longest(spoken, start, words.loose)
    if loose is not None:
        (count, certainty), place = loose
    days = count * words.days_per.get(word_at(spoken, place), 0)
    if 0 < days <= _MOST_DAYS:
        yield Slot("<days>", start, place + 1, certainty, days_ahead=days)


def _lengths(words: SlotWords, spoken: list[str], start: int) -> Iterator[Slot]:
    """`twenty five minutes`, `about half an hour`, `an hour and a half`; a bare number is minutes."""
    for end in range(start + 1, min(start + _LONGEST_SLOT, len(spoken)) + 1):
        word = spoken[end - 1]
        numeral = words.number_at([word], 0) is not None or word.replace(".", "").isdecimal()
        if word not in words.length_words and not numeral:
            return
        if word in words.not_last:
            continue
        said = spoken[start:end]
        found = words.read_duration(" ".join(said), words.minutes)
        if found is None or not 0 < found.value <= DAY_MINUTES or found.certainty < 0.7:
            continue
        sure = not words.length_units.isdisjoint(said)
        yield Slot("<length>", start, end, 1.0 if sure else 0.85, minutes=found.value)
