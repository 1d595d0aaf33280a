"""Everything that somebody's days amount to, metric by metric, as of today. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from appliance.progress.achievements import Achievement, achievements
from appliance.progress.completion import Completion, completions
from appliance.progress.course import Course, Habit, course_of
from appliance.progress.excuses import excused_days, paused_days
from appliance.progress.resolving import resolved
from appliance.progress.streaks import Streak, streaks
from appliance.progress.strength import strengths
from appliance.records.calls import CallStatus
from appliance.records.history import History
from appliance.records.progress import CommitmentStatus, MetricKind, MetricType
from appliance.schedule.habits import stored_rhythm

SPANS = (7, 30, 90)
"""Days over which rates are told."""

ANSWERED = frozenset({CallStatus.COMPLETED, CallStatus.PARTIAL})


@dataclass(frozen=True, slots=True)
class Score:
    """Of one habit, or of a number that has a target."""

    metric: MetricType
    strength: float
    """0 … 1."""
    before: float
    """A week ago."""
    streak: Streak
    rates: Mapping[int, Completion]
    """By days, of `SPANS`."""
    achieved: tuple[Achievement, ...] = ()
    """By day."""


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many."""

    of: int
    some: int

    @property
    def rate(self) -> float | None:
        """0 … 1; None of nothing."""
        return self.some / self.of if self.of else None


@dataclass(frozen=True, slots=True)
class Scoreboard:
    today: date
    scores: tuple[Score, ...]
    """In the order they are asked."""
    unscored: tuple[MetricType, ...]
    """Numbers without a target: they have averages, and nothing to reach."""
    answered: Mapping[int, Share]
    """Calls answered, of those answered or missed, by days. Skipped, paused and offline ones are not the person's."""
    kept: Mapping[int, Share]
    """Promises kept, of those kept or broken."""


def scoreboard(history: History, today: date) -> Scoreboard:
    """As of an accounting day that is not over. Archived metrics are left out."""
    return board_of(history, today, courses(history, resolved(history.entries), today))


def board_of(
    history: History, today: date, laid_out: Iterable[tuple[MetricType, Course]], *, over: bool = False
) -> Scoreboard:
    """The same, of courses that are there already. `over`: `today` has just begun; spans end with the day before."""
    tracked = [kind for kind in history.types if kind.archived_at is None]
    return Scoreboard(
        today=today,
        scores=tuple(_score(kind, course, over) for kind, course in laid_out),
        unscored=tuple(kind for kind in tracked if not is_scored(kind)),
        answered={days: _answered(history, today, days + over) for days in SPANS},
        kept={days: _kept(history, today, days + over) for days in SPANS},
    )


def courses(
    history: History, values: Mapping[UUID, Mapping[date, float]], today: date
) -> list[tuple[MetricType, Course]]:
    """Of all that is tracked and has something to reach; `values` are those of the history, one a day."""
    scored = [kind for kind in history.types if kind.archived_at is None and is_scored(kind)]
    told = (day for kind in scored for day in values.get(kind.id, {}))
    paused = paused_days(history, min((*history.began.values(), *told), default=today), today)
    excused = excused_days(scored, history, paused)
    found = []
    for kind in scored:
        habit = habit_of(kind, history.began.get(kind.id, today))
        found.append((kind, course_of(habit, values.get(kind.id, {}), excused[kind.id], today)))
    return found


def is_scored(kind: MetricType) -> bool:
    """Whether there is something to reach."""
    return kind.kind is MetricKind.HABIT or kind.target is not None


def habit_of(kind: MetricType, began: date) -> Habit:
    """How a metric is scored. Raises `InvalidInputError` for a schedule that is none."""
    return Habit(
        began=began,
        rhythm=stored_rhythm(kind.schedule),
        kind=kind.kind,
        target=kind.target,
        direction=kind.direction,
        low=kind.low if kind.kind is MetricKind.SCALE else None,
        skips_a_month=kind.skips_a_month,
    )


def _score(kind: MetricType, course: Course, over: bool = False) -> Score:
    firm, week = strengths(course), 7 + over
    found = completions(course, [days + over for days in SPANS])
    return Score(
        metric=kind,
        strength=float(firm[-1]),
        before=float(firm[-week - 1]) if len(firm) > week else 0.0,
        streak=streaks(course),
        rates={days: found[days + over] for days in SPANS},
        achieved=tuple(achievements(course)),
    )


def _answered(history: History, today: date, days: int) -> Share:
    since = today - timedelta(days=days - 1)
    ends = [call.status for call in history.calls if since <= call.day <= today]
    answered = sum(status in ANSWERED for status in ends)
    return Share(of=answered + sum(status is CallStatus.MISSED for status in ends), some=answered)


def _kept(history: History, today: date, days: int) -> Share:
    since = today - timedelta(days=days - 1)
    became = [status for due, status in history.promises if since <= due <= today]
    kept = sum(status is CommitmentStatus.KEPT for status in became)
    return Share(of=kept + sum(status is CommitmentStatus.BROKEN for status in became), some=kept)
