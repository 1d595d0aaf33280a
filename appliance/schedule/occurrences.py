"""When a check-in is due: one instant per local date, by the zone's own rules.

Cron-like triggers skip or double the hours around a change of the clocks; here every occurrence is computed from its
local date and time on its own, so a date has exactly one instant or, where the date does not exist, none.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from zoneinfo import ZoneInfo

from appliance.records.people import CheckIn
from appliance.schedule.walltime import ONE_DAY, due_at, parse_local_time, zone_named

FIRST_MONDAY = date(1970, 1, 5)
"""Rotating weeks are counted from here, so that every check-in counts the same weeks."""

MOST_JITTER_MINUTES = 180
MOST_WEEKS = 8
"""Longest rotation. With it the next occurrence is at most so many weeks away, or twice as many past a date that its
zone left out."""

NEVER = datetime(9999, 1, 1, tzinfo=UTC)
"""Stands for the due time of a check-in that has no occurrence any more."""


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One local date of a check-in, and the instant it is due."""

    day: date
    due_at: datetime
    """Aware, UTC."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What decides the occurrences of a check-in."""

    at: time
    """Local wall time."""
    weekdays: frozenset[int]
    """0 (Monday) … 6."""
    zone: ZoneInfo
    starts_on: date | None = None
    ends_on: date | None = None
    """Included."""
    every_weeks: int = 1
    week_phase: int = 0
    jitter_minutes: int = 0
    seed: str = ""
    """Makes the jitter of this check-in differ from that of others; the same seed and day give the same minute."""

    def falls_on(self, day: date) -> bool:
        """Whether the local date is one of its days."""
        return (
            day.weekday() in self.weekdays
            and week_number(day) % self.every_weeks == self.week_phase
            and (self.starts_on is None or day >= self.starts_on)
            and (self.ends_on is None or day <= self.ends_on)
        )

    def on(self, day: date) -> Occurrence | None:
        """The occurrence of this date; None where it has none."""
        instant = due_at(day, self.at, self.zone) if self.falls_on(day) else None
        return None if instant is None else Occurrence(day, instant + self._jitter(day))

    def _jitter(self, day: date) -> timedelta:
        if not self.jitter_minutes:
            return timedelta()
        drawn = int.from_bytes(sha256(f"{self.seed}\0{day.isoformat()}".encode()).digest()[:8], "big")
        return timedelta(seconds=drawn % (self.jitter_minutes * 60 + 1))


def plan_of(check_in: CheckIn, timezone: str) -> Plan:
    """The plan of a stored check-in in its user's zone. Raises `InvalidInputError` for a zone that is gone."""
    return Plan(
        at=parse_local_time(check_in.at),
        weekdays=frozenset(check_in.weekdays),
        zone=zone_named(timezone),
        starts_on=check_in.starts_on,
        ends_on=check_in.ends_on,
        every_weeks=check_in.every_weeks,
        week_phase=check_in.week_phase,
        jitter_minutes=check_in.jitter_minutes,
        seed=check_in.id.hex,
    )


def week_number(day: date) -> int:
    """Weeks since the first Monday of 1970; they begin on Mondays."""
    return (day - FIRST_MONDAY).days // 7


def occurrences(plan: Plan, after: datetime, until: datetime) -> Iterator[Occurrence]:
    """Every occurrence with `after < due_at <= until`, in order. Times aware."""
    day = after.astimezone(plan.zone).date() - ONE_DAY
    if plan.starts_on is not None:
        day = max(day, plan.starts_on)
    last = until.astimezone(plan.zone).date() + ONE_DAY
    if plan.ends_on is not None:
        last = min(last, plan.ends_on)
    while day <= last:
        found = plan.on(day)
        if found is not None and after < found.due_at <= until:
            yield found
        day += ONE_DAY


def next_occurrence(plan: Plan, after: datetime) -> Occurrence | None:
    """The first occurrence later than `after`; None when there is none any more."""
    begins = after
    if plan.starts_on is not None:
        first = datetime.combine(plan.starts_on, time(), tzinfo=UTC) - 2 * ONE_DAY
        begins = max(after, first)
    horizon = begins + timedelta(weeks=2 * plan.every_weeks, days=15)  # its date may be one that a zone left out
    return next(occurrences(plan, after, horizon), None)
