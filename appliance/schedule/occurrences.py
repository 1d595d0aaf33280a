"""When a check-in is due: one instant per local date, by the zone's own rules.

Cron-like triggers skip or double the hours around a change of the clocks; here every occurrence is computed from its
local date and time on its own, so a date has exactly one instant or, where the date does not exist, none.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from appliance.errors import InvalidInputError

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One local date of a check-in, and the instant it is due."""

    day: date
    due_at: datetime
    """Aware, UTC."""


def parse_local_time(text: str) -> time:
    """`HH:MM` as a wall time. Raises `InvalidInputError`."""
    try:
        hours, minutes = text.strip().split(":")
        return time(int(hours), int(minutes))
    except ValueError:
        raise InvalidInputError(
            f"{text!r} is not a time of day", remedy="Write it as HH:MM, 21:30 for example."
        ) from None


def zone_named(name: str) -> ZoneInfo:
    """The IANA zone of this name. Raises `InvalidInputError`."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise InvalidInputError(
            f"{name!r} is not a time zone", remedy="Use an IANA name, Europe/Berlin for example."
        ) from None


def due_at(day: date, at: time, zone: ZoneInfo) -> datetime | None:
    """The instant of a wall time on a local date, or None where the zone has no such date (Apia, 2011-12-30).

    A time skipped by a spring change is due as many minutes after the change as it was meant to be after the gap
    began (PEP 495: fold 0 reads it by the offset before the change). A repeated time is due the first time.
    """
    instant = datetime.combine(day, at, tzinfo=zone).astimezone(UTC)
    if instant.astimezone(zone).date() != day and not _gap_ends_past_midnight(instant, day, zone):
        return None
    return instant


def _gap_ends_past_midnight(instant: datetime, day: date, zone: ZoneInfo) -> bool:
    """Whether the local date exists although this wall time on it falls into a gap that reaches past midnight."""
    noon = datetime.combine(day, time(12), tzinfo=zone)
    return noon.astimezone(UTC).astimezone(zone).date() == day and instant.astimezone(zone).date() == day + ONE_DAY


def occurrences(
    at: time, weekdays: Collection[int], zone: ZoneInfo, after: datetime, until: datetime
) -> Iterator[Occurrence]:
    """Every occurrence with `after < due_at <= until`, in order. `weekdays` are 0 (Monday) … 6; times aware."""
    day = after.astimezone(zone).date() - ONE_DAY
    last = until.astimezone(zone).date() + ONE_DAY
    while day <= last:
        if day.weekday() in weekdays:
            instant = due_at(day, at, zone)
            if instant is not None and after < instant <= until:
                yield Occurrence(day, instant)
        day += ONE_DAY


def next_occurrence(at: time, weekdays: Collection[int], zone: ZoneInfo, after: datetime) -> Occurrence | None:
    """The first occurrence later than `after`, looking two weeks ahead; None when `weekdays` is empty."""
    return next(occurrences(at, weekdays, zone, after, after + timedelta(days=15)), None)
