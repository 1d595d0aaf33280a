"""Days as they are said: `tomorrow`, `in three days`, `Friday next week`, `on the fifth`, `May 3rd`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from appliance.language.forms import Forms
from appliance.language.reading.tokens import past
from appliance.language.values import DaySaid

Place = tuple[int, int]
"""A number, and the word where it ends."""

DOUBTED = 0.6
_MOST_DAYS = 3660


@dataclass(frozen=True, slots=True)
class DayWords:
    """What a language's days are made of. Words are as its tokens are: lower case, without punctuation."""

    named: Mapping[str, DaySaid]
    """Whole phrases: `tomorrow`, `the day after tomorrow`, `the weekend`."""
    weekdays: Mapping[str, int]
    """Every form of a weekday's name, 0 (Monday) … 6."""
    number_at: Callable[[list[str], int], Place | None]
    """A whole number below a hundred at this word."""
    units: Mapping[str, int]
    """Days in `day`, `days`, `week` …; also of `a week` said without a number where the language says so."""
    before_weekday: frozenset[str] = frozenset()
    """`on`, `this`, `next`: may stand before a weekday and change nothing of it."""
    next_week: Forms = field(default_factory=lambda: Forms(()))
    """Before or after a weekday: the one of the week after. Read back, since people differ."""
    ahead: Forms = field(default_factory=lambda: Forms(()))
    """Before a number of days: `in`."""
    ahead_after: Forms = field(default_factory=lambda: Forms(()))
    """After a number of days: `from now`, `later`."""
    ago: Forms = field(default_factory=lambda: Forms(()))
    """After a number of days: `ago`."""
    ago_before: Forms = field(default_factory=lambda: Forms(()))
    """Before a number of days: `vor`, `hace`, `il y a`."""
    loose: Mapping[str, int] = field(default_factory=dict)
    """Numbers that only stand before days: `a`, `a couple of`."""
    months: Mapping[str, int] = field(default_factory=dict)
    """Every form of a month's name, 1 … 12."""
    ordinal_at: Callable[[list[str], int], Place | None] = lambda spoken, place: None
    """A day of the month as an ordinal (`third`, `3rd`) at this word."""
    before_ordinal: Forms = field(default_factory=lambda: Forms(()))
    """What must stand before an ordinal without a month: `on the`, `by the`."""
    before_month: frozenset[str] = frozenset()
    """`of`, `the`: may stand between day and month."""
    after_ordinal: frozenset[str] = frozenset()
    """What may follow an ordinal without a month; after other words it counts something (`on the first floor`)."""
    corrections: Forms = field(default_factory=lambda: Forms(()))
    """Between two days: the second one is meant."""


@dataclass(frozen=True, slots=True)
class DayFound:
    day: DaySaid
    start: int
    end: int


def day_at(words: DayWords, spoken: list[str], place: int) -> DayFound | None:
    """The longest day that begins at this word, or None."""
    found = [
        DayFound(day, place, end)
        for reader in (_named, _weekday, _counted, _dated, _ordinal_alone)
        for day, end in reader(words, spoken, place)
    ]
    return max(found, key=lambda day: day.end, default=None)


def days_in(words: DayWords, spoken: list[str]) -> list[DayFound]:
    """Every day among the words, from left to right, none inside another."""
    found: list[DayFound] = []
    place = 0
    while place < len(spoken):
        day = day_at(words, spoken, place)
        if day is not None:
            found.append(day)
        place = day.end if day else place + 1
    return found


def chosen_day(words: DayWords, spoken: list[str], found: list[DayFound]) -> DaySaid | None:
    """The day meant: the one after a correction (`Monday, no, Tuesday`), else the first, doubted beside others."""
    if not found:
        return None
    for before, after in zip(reversed(found[:-1]), reversed(found), strict=False):
        if words.corrections.inside(spoken[before.end : after.start]):
            return after.day
    first = found[0].day
    others = any(replace(other.day, certainty=first.certainty) != first for other in found[1:])
    return replace(first, certainty=min(first.certainty, DOUBTED)) if others else first


Reader = Iterator[tuple[DaySaid, int]]


def _named(words: DayWords, spoken: list[str], place: int) -> Reader:
    for phrase, day in words.named.items():
        parts = phrase.split()
        if spoken[place : place + len(parts)] == parts:
            yield day, place + len(parts)


def _weekday(words: DayWords, spoken: list[str], place: int) -> Reader:
    """`friday`, `on friday`, `friday next week`, `next week on friday`."""
    after_lead = words.next_week.end_at(spoken, place)
    leads = [(place, False)] if after_lead is None else [(place, False), (after_lead, True)]
    for start, next_week in leads:
        start = past(spoken, start, words.before_weekday)
        weekday = words.weekdays.get(spoken[start]) if start < len(spoken) else None
        if weekday is None:
            continue
        end = words.next_week.end_at(spoken, start + 1)
        if next_week or end is not None:
            yield DaySaid(weekday=weekday, weeks_ahead=1, certainty=DOUBTED), end or start + 1
        yield DaySaid(weekday=weekday), start + 1


def _counted(words: DayWords, spoken: list[str], place: int) -> Reader:
    """`in three days`, `three days from now`, `two weeks ago`."""
    ahead, ago = words.ahead.end_at(spoken, place), words.ago_before.end_at(spoken, place)
    for start, sign in ((ahead, 1), (ago, -1), (place, 0)):
        if start is None:
            continue
        for count, after in _counts(words, spoken, start):
            days = count * words.units.get(spoken[after], 0) if after < len(spoken) else 0
            if not 0 < days <= _MOST_DAYS:
                continue
            if sign:
                yield DaySaid(days_ahead=sign * days), after + 1
            for known, direction in ((words.ahead_after, 1), (words.ago, -1)):
                end = known.end_at(spoken, after + 1)
                if end is not None and not sign:
                    yield DaySaid(days_ahead=direction * days), end


def _counts(words: DayWords, spoken: list[str], start: int) -> Iterator[Place]:
    number = words.number_at(spoken, start)
    if number is not None:
        yield number
    for phrase, count in words.loose.items():
        parts = phrase.split()
        if spoken[start : start + len(parts)] == parts:
            yield count, start + len(parts)


def _dated(words: DayWords, spoken: list[str], place: int) -> Reader:
    """`may third`, `the third of may`, `24 december`."""
    start = place
    month = words.months.get(spoken[start])
    if month is not None:
        day = _day_of_month(words, spoken, past(spoken, start + 1, words.before_month))
        if day is not None:
            yield DaySaid(month_day=(month, day[0])), day[1]
        return
    day = _day_of_month(words, spoken, past(spoken, start, words.before_month))
    if day is not None:
        after = past(spoken, day[1], words.before_month)
        month = words.months.get(spoken[after]) if after < len(spoken) else None
        if month is not None:
            yield DaySaid(month_day=(month, day[0])), after + 1


def _ordinal_alone(words: DayWords, spoken: list[str], place: int) -> Reader:
    start = words.before_ordinal.end_at(spoken, place)
    day = words.ordinal_at(spoken, start) if start is not None and start < len(spoken) else None
    if day is not None and 1 <= day[0] <= 31 and (day[1] >= len(spoken) or spoken[day[1]] in words.after_ordinal):
        yield DaySaid(month_day=(None, day[0])), day[1]


def _day_of_month(words: DayWords, spoken: list[str], place: int) -> Place | None:
    if place >= len(spoken):
        return None
    day = words.ordinal_at(spoken, place) or words.number_at(spoken, place)
    return day if day is not None and 1 <= day[0] <= 31 else None
