"""What a request says of time, at one place among the words: `nine tomorrow`, `next week`, `half an hour`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from appliance.language.english.clockwords import clock_at
from appliance.language.english.durations import read_duration
from appliance.language.english.numberwords import below_hundred
from appliance.language.english.tokens import tokens
from appliance.language.reading.clock import Clock
from appliance.language.reading.tokens import word_at

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_DAY_MINUTES = 24 * 60
_HALF_DAY = 12 * 60
_LONGEST_SLOT = 12
"""Words."""

_MOST_DAYS = 366
_DAYS_PER = {
    "day": 1, "days": 1, "week": 7, "weeks": 7, "fortnight": 14, "fortnights": 14, "month": 30, "months": 30,
}  # fmt: skip
_COUNTS = {("a",): (1, 1.0), ("an",): (1, 1.0), ("a", "couple", "of"): (2, 0.9), ("a", "few"): (3, 0.75)}
_NAMED_DAYS: dict[tuple[str, ...], tuple[int | None, int | None]] = {
    ("tomorrow",): (1, None), ("the", "day", "after", "tomorrow"): (2, None), ("day", "after", "tomorrow"): (2, None),
    ("next", "week"): (None, 0), ("the", "weekend"): (None, 5), ("after", "the", "weekend"): (None, 0),
    ("the", "end", "of", "the", "week"): (None, 0),
}  # fmt: skip
"""(days ahead, weekday)."""

_STRETCHES: dict[tuple[str, ...], tuple[int | None, int | None]] = {
    ("today",): (1, None), ("the", "day"): (1, None), ("the", "rest", "of", "the", "day"): (1, None),
    ("this", "week"): (None, 0), ("the", "week"): (None, 0), ("the", "rest", "of", "the", "week"): (None, 0),
    ("the", "weekend"): (None, 0), ("over", "the", "weekend"): (None, 0), ("this", "weekend"): (None, 0),
}  # fmt: skip
_HALVES = (
    ("in", "the", "morning"), ("in", "the", "afternoon"), ("in", "the", "evening"), ("at", "night"), ("tonight",),
    ("this", "evening"), ("this", "afternoon"), ("this", "morning"),
)  # fmt: skip
PARTS_OF_DAY = frozenset({"morning", "afternoon", "evening", "night"})
_LINKS = frozenset({"at", "around", "about", "say", "sharp", "like"})
_LENGTH_WORDS = frozenset({
    "a", "an", "the", "half", "quarter", "quarters", "and", "of", "hundred", "couple", "few", "about", "around", "or",
    "so", "full", "whole", "hour", "hours", "minute", "minutes", "min", "mins", "h",
})  # fmt: skip
_LENGTH_UNITS = frozenset({"hour", "hours", "minute", "minutes", "min", "mins", "h"})


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


def spoken_tokens(text: str) -> list[str]:
    """The tokens without digits that no number is written with (`❶`)."""
    return [token for token in tokens(text) if token.isdecimal() or not token.isdigit()]


def slots_in(spoken: list[str]) -> list[Slot]:
    """Every slot that begins at any of the words, with each of its possible ends."""
    found: list[Slot] = []
    for place in range(len(spoken)):
        found += [*_moments(spoken, place), *_days(spoken, place), *_lengths(spoken, place)]
    return found


def _moments(spoken: list[str], start: int) -> Iterator[Slot]:
    """A time of day and a day, either first: `nine in the evening on friday`, `tomorrow morning at nine`."""
    slot = Slot("<day>", start, start)
    place = start
    half: list[str] = []
    told: Clock | None = None
    while place - start < _LONGEST_SLOT:
        day = None if slot.has_day else _day_at(spoken, place)
        part = None if half else _half_at(spoken, place)
        clock = None if told else clock_at(spoken, place)
        if day is not None:
            place, days_ahead, weekday, part_of_day = day
            slot = replace(slot, days_ahead=days_ahead, weekday=weekday)
            half = half or part_of_day
        elif clock is not None:
            told, place = clock, clock.end
        elif part is not None:
            place, half = place + len(part), list(part)
        elif word_at(spoken, place) in _LINKS:
            place += 1
            continue
        else:
            return
        if told is not None:
            yield _at(replace(slot, name="<when>" if told.start == start else "<then>", end=place), spoken, told, half)
        elif slot.has_day and slot.days_ahead != 0:
            yield replace(slot, end=place)


def _at(slot: Slot, spoken: list[str], told: Clock, half: list[str]) -> Slot:
    """The slot with its time of day. A half of the day that is told elsewhere counts as if it followed the time."""
    number = below_hundred(spoken, told.start)
    bare = not half and number is not None and number[1] == told.end and not slot.has_day
    settled = None if told.fixed or not half else clock_at([*spoken[told.start : told.end], *half], 0)
    clock = settled or told
    minutes = clock.minutes
    if not clock.fixed:
        minutes = minutes % _HALF_DAY + (_HALF_DAY if minutes % _HALF_DAY < 60 else 0)
    return replace(slot, at_minutes=float(minutes), either_half=not clock.fixed, bare=bare)


def _day_at(spoken: list[str], place: int) -> tuple[int, int | None, int | None, list[str]] | None:
    """(end, days ahead, weekday, part of the day as words)."""
    if word_at(spoken, place) in ("on", "next", "this", "coming"):
        place += 1
        if word_at(spoken, place) not in WEEKDAYS:
            place -= 1
    word = word_at(spoken, place)
    if word == "today":
        return place + 1, 0, None, []
    named = _longest(spoken, place, _NAMED_DAYS)
    if named is not None:
        end, (days_ahead, weekday) = place + len(named), _NAMED_DAYS[named]
    elif word in WEEKDAYS:
        end, days_ahead, weekday = place + 1, None, WEEKDAYS.index(word)
    else:
        return None
    for part in (spoken[end : end + 1], spoken[end + 2 : end + 3] if spoken[end : end + 2] == ["in", "the"] else []):
        if part and part[0] in PARTS_OF_DAY:
            return spoken.index(part[0], end) + 1, days_ahead, weekday, ["in", "the", part[0]]
    return end, days_ahead, weekday, []


def _longest(
    spoken: list[str], place: int, known: dict[tuple[str, ...], tuple[int | None, int | None]]
) -> tuple[str, ...] | None:
    fitting = [phrase for phrase in known if tuple(spoken[place : place + len(phrase)]) == phrase]
    return max(fitting, key=len, default=None)


def _half_at(spoken: list[str], place: int) -> tuple[str, ...] | None:
    return next((half for half in _HALVES if tuple(spoken[place : place + len(half)]) == half), None)


def _days(spoken: list[str], start: int) -> Iterator[Slot]:
    """`three days`, `a week`, `the rest of the week`: the day after which it begins again."""
    named = _longest(spoken, start, _STRETCHES)
    if named is not None:
        days_ahead, weekday = _STRETCHES[named]
        yield Slot("<days>", start, start + len(named), days_ahead=days_ahead, weekday=weekday)
    counted = below_hundred(spoken, start)
    count, place, certainty = (counted[0], counted[1], 1.0) if counted else (0, start, 1.0)
    for phrase, (value, sure) in _COUNTS.items():
        if tuple(spoken[start : start + len(phrase)]) == phrase:
            count, place, certainty = value, start + len(phrase), sure
    days = count * _DAYS_PER.get(word_at(spoken, place), 0)
    if 0 < days <= _MOST_DAYS:
        yield Slot("<days>", start, place + 1, certainty, days_ahead=days)


def _lengths(spoken: list[str], start: int) -> Iterator[Slot]:
    """`twenty five minutes`, `about half an hour`, `an hour and a half`; a bare number is minutes."""
    for end in range(start + 1, min(start + _LONGEST_SLOT, len(spoken)) + 1):
        word = spoken[end - 1]
        if word not in _LENGTH_WORDS and below_hundred([word], 0) is None and not word.replace(".", "").isdecimal():
            return
        said = spoken[start:end]
        if word in ("and", "of", "or", "a", "an", "the", "about", "around"):
            continue
        found = read_duration(" ".join(said), "minutes")
        if found is None or not 0 < found.value <= _DAY_MINUTES or found.certainty < 0.7:
            continue
        sure = not _LENGTH_UNITS.isdisjoint(said)
        yield Slot("<length>", start, end, 1.0 if sure else 0.85, minutes=found.value)
