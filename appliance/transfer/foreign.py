"""Habits of another tracker, read but not yet brought in: what the trackers have in common."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from appliance.records.progress import Direction, MetricKind
from appliance.schedule.habits import (
    DAILY,
    MONTH,
    MOST_DAYS,
    MOST_TIMES_A_MONTH,
    WEEK,
    EveryDays,
    Rhythm,
    TimesPer,
    write_rhythm,
)

MOST_NAME = 80
MOST_QUESTION = 300
"""Characters; as many as are kept of one."""

FORTNIGHT = 14
"""Days up to which an odd frequency is told by the week, beyond by the month."""


@dataclass(slots=True)
class Habit:
    """One habit with its days."""

    name: str
    place: str
    """Where it stands in the file."""
    kind: MetricKind = MetricKind.HABIT
    unit: str = ""
    question: str = ""
    rhythm: Rhythm = DAILY
    target: float | None = None
    direction: Direction = Direction.AT_LEAST
    position: int = 0
    archived: bool = False
    values: dict[date, float] = field(default_factory=dict)
    skips: dict[date, str] = field(default_factory=dict)
    """Days left out on purpose, with what was noted."""
    notes: list[str] = field(default_factory=list)
    """What cannot be kept, or is kept otherwise, in sentences."""
    texts: dict[date, str] = field(default_factory=dict)
    """What was noted on days that are not left out; there is no place to keep it."""


def rhythm_of(times: int, days: int) -> tuple[Rhythm, str]:
    """So many times in so many days as a schedule of ours, and what is said where it is only near it.

    Both are at least 1.
    """
    if times >= days:
        return DAILY, ""
    match times, days:
        case 1, _ if days <= MOST_DAYS and days not in (WEEK, MONTH, MONTH + 1):
            return EveryDays(days=days), ""
        case _, 7:
            return TimesPer(times=times, per="week"), ""
        case _, 30 | 31 if times <= MOST_TIMES_A_MONTH:
            return TimesPer(times=times, per="month"), ""
    near = _nearest(times / days, days)
    return near, f"{times} times in {days} days becomes {write_rhythm(near)}"


def _nearest(share: float, days: int) -> Rhythm:
    if days <= FORTNIGHT:
        return TimesPer(times=min(WEEK, max(1, round(share * WEEK))), per="week")
    times = round(share * MONTH)
    if times >= 1:
        return TimesPer(times=min(MOST_TIMES_A_MONTH, times), per="month")
    return EveryDays(days=min(MOST_DAYS, round(1 / share)))


def plain(text: str, most: int) -> str:
    """On one line, without characters that cannot be shown, and not too long."""
    visible = "".join(" " if each.isspace() else each for each in unicodedata.normalize("NFC", text))
    return " ".join("".join(each for each in visible if each.isprintable()).split())[:most].strip()


def named_apart(habits: list[Habit]) -> None:
    """Names that are the same in any case get a number; each change is noted."""
    taken: set[str] = set()
    for number, habit in enumerate(habits, 1):
        name, again = habit.name, 1
        while name.casefold() in taken:
            again += 1
            name = f"{habit.name[: MOST_NAME - 6]} ({again})"
        if name != habit.name:
            habit.notes.append(f"there is another {habit.name!r}, so it becomes {name!r}")
        habit.name = name or f"habit {number}"
        taken.add(habit.name.casefold())


SPAN_DAYS: Mapping[str, int] = {"D": 1, "W": WEEK, "M": MONTH, "Y": 365}
"""Days of a span, by its letter."""
