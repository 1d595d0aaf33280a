"""Everything about one week that is worked out of a history: once, and kept by the store as long as nothing changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID

from appliance.coach.memory.figures import Due, Period, Value, period
from appliance.progress import Course, Score, Scoreboard, resolved, strengths
from appliance.progress.course import Days
from appliance.progress.insight import Insights, Series, insights, series_of
from appliance.progress.scoreboard import board_of, courses
from appliance.records.history import History
from appliance.records.progress import MetricType
from appliance.schedule.walltime import ONE_DAY

WEEK_DAYS = 7


@dataclass(frozen=True, slots=True)
class HabitLook:
    """One habit over time."""

    score: Score
    course: Course
    strength: Days
    """After each day of the course, 0 … 1."""


@dataclass(frozen=True, slots=True)
class Look:
    """A week, and what led up to it."""

    first: date
    last: date
    """Its seven days, both included; the last may be going on."""
    board: Scoreboard
    """As of the end of the last day."""
    habits: tuple[HabitLook, ...]
    figures: Period
    """Averages of the week beside those of the week before."""
    kinds: tuple[MetricType, ...]
    """What is measured, without what is archived."""
    series: Mapping[str, Series]
    """The last year of each, by name, up to the last day that is over."""
    insights: Insights | None
    """None where nobody wants them."""

    @property
    def empty(self) -> bool:
        """Whether nothing was told in the week."""
        done = any(habit.score.rates[WEEK_DAYS].done for habit in self.habits)
        return not (done or not self.figures.empty or self.board.answered[WEEK_DAYS].of)


def look(history: History, today: date) -> Look:
    """The seven days up to an accounting day that is not over."""
    return _look(history, today, today)


def look_deeper(history: History, today: date) -> Look:
    """The same with insights."""
    return replace(look(history, today), insights=insights(history, today))


def look_back(history: History, last: date) -> Look:
    """The seven days up to one that is over, as they looked at its end: what came later is left out."""
    return _look(_until(history, last), last, last + ONE_DAY)


def look_back_deeper(history: History, last: date) -> Look:
    """The same with insights."""
    return replace(look_back(history, last), insights=insights(_until(history, last), last + ONE_DAY))


def _until(history: History, last: date) -> History:
    """As of the end of a day, but that promises are as they became, and what is archived by now stays out."""
    told = {entry.metric_type_id for entry in history.entries if entry.day <= last}
    return replace(
        history,
        types=tuple(kind for kind in history.types if history.began[kind.id] <= last or kind.id in told),
        entries=tuple(entry for entry in history.entries if entry.day <= last),
        calls=tuple(call for call in history.calls if call.day <= last),
        promises=tuple(promise for promise in history.promises if promise[0] <= last),
    )


def _look(history: History, last: date, today: date) -> Look:
    values = resolved(history.entries)
    laid_out = courses(history, values, today)
    board = board_of(history, today, laid_out, over=today > last)
    kinds = tuple(kind for kind in history.types if kind.archived_at is None)
    habits = (
        HabitLook(score, course, strengths(course)) for score, (_, course) in zip(board.scores, laid_out, strict=True)
    )
    return Look(
        first=last - timedelta(days=WEEK_DAYS - 1),
        last=last,
        board=board,
        habits=tuple(habits),
        figures=_figures(history, values, kinds, last),
        kinds=kinds,
        series={kind.name: series_of(kind.name, values.get(kind.id, {}), today - ONE_DAY) for kind in kinds},
        insights=None,
    )


def _figures(
    history: History, values: Mapping[UUID, Mapping[date, float]], kinds: tuple[MetricType, ...], last: date
) -> Period:
    told = (Value(kind, day, value) for kind, days in values.items() for day, value in days.items())
    return period((Due(*promise) for promise in history.promises), told, kinds, last, WEEK_DAYS)
