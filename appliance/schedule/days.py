"""Accounting days: the dates that values and promises credit. A person's day may end after midnight."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from appliance.records.people import Pause
from appliance.schedule.walltime import ONE_DAY, due_at

LATEST_END = time(11, 59)
"""A day ends at midnight or in the morning after."""


def credited_day(occurrence_day: date, at: time, day_ends_at: time) -> date:
    """The accounting day of a check-in at this wall time of a local date."""
    return occurrence_day - ONE_DAY if at < day_ends_at else occurrence_day


def day_end(day: date, day_ends_at: time, zone: ZoneInfo) -> datetime:
    """The instant at which an accounting day ends and the next one begins. Aware, UTC."""
    following = day + ONE_DAY
    while (instant := due_at(following, day_ends_at, zone)) is None:
        following += ONE_DAY
    return instant


def accounting_day(instant: datetime, day_ends_at: time, zone: ZoneInfo) -> date:
    """The accounting day an instant lies in: `day_end(day - 1) <= instant < day_end(day)`."""
    day = instant.astimezone(zone).date()
    while instant < day_end(day - ONE_DAY, day_ends_at, zone):
        day -= ONE_DAY
    while instant >= day_end(day, day_ends_at, zone):
        day += ONE_DAY
    return day


def pause_on(day: date, pauses: Iterable[Pause]) -> Pause | None:
    """The pause that covers an accounting day; None where none does.

    A pause that was ended early has its last day set back, so that it still covers the days it did cover.
    """
    for pause in pauses:
        if pause.from_day <= day and (pause.until_day is None or day <= pause.until_day):
            return pause
    return None
