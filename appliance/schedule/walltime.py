"""Wall times and zones: text to value, and a local date's wall time to the instant it is."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from appliance.errors import InvalidInputError

ONE_DAY = timedelta(days=1)

WALL_TIME = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])")


def parse_local_time(text: str) -> time:
    """`HH:MM` as a wall time. Raises `InvalidInputError`."""
    found = WALL_TIME.fullmatch(text.strip())
    if found is None:
        raise InvalidInputError(
            f"{text!r} is not a time of day", remedy="Write it as HH:MM, 21:30 for example.", says="time", text=text
        )
    return time(int(found[1]), int(found[2]))


def zone_named(name: str) -> ZoneInfo:
    """The IANA zone of this name. Raises `InvalidInputError`."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise InvalidInputError(
            f"{name!r} is not a time zone",
            remedy="Use an IANA name, Europe/Berlin for example.",
            says="zone",
            text=name,
            near="Europe/Berlin",
        ) from None


@lru_cache(maxsize=4096)
def due_at(day: date, at: time, zone: ZoneInfo) -> datetime | None:
    """The instant of a wall time on a local date, or None where the zone has no such date (Apia, 2011-12-30).

    A time skipped by a spring change is due as many minutes after the change as it was meant to be after the gap
    began (PEP 495: fold 0 reads it by the offset before the change). A repeated time is due the first time.
    """
    instant = datetime.combine(day, at, tzinfo=zone).astimezone(UTC)
    if instant.astimezone(zone).date() != day and not _gap_ends_past_midnight(instant, day, zone):
        return None
    return instant


def again_at(day: date, at: time, zone: ZoneInfo) -> datetime | None:
    """The second instant of a wall time that an autumn change repeats; None where it comes once or not at all."""
    first, second = (datetime.combine(day, at, tzinfo=zone).replace(fold=fold).astimezone(UTC) for fold in (0, 1))
    repeated = first < second and second.astimezone(zone).time() == at
    return second if repeated else None


def _gap_ends_past_midnight(instant: datetime, day: date, zone: ZoneInfo) -> bool:
    """Whether the local date exists although this wall time on it falls into a gap that reaches past midnight."""
    noon = datetime.combine(day, time(12), tzinfo=zone)
    return noon.astimezone(UTC).astimezone(zone).date() == day and instant.astimezone(zone).date() == day + ONE_DAY
