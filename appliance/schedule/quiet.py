"""When nothing may begin to ring: quiet hours by wall time, and events of a calendar. Pure."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from appliance.records.people import QuietHours
from appliance.schedule.walltime import ONE_DAY, due_at, parse_local_time

EVERY_DAY = frozenset(range(7))

Span = tuple[datetime, datetime]
"""From, included, until, excluded. Aware."""


@dataclass(frozen=True, slots=True)
class Window:
    """Local hours that begin on some weekdays. Ending not after they begin, they end the next day."""

    begins: time
    ends: time
    weekdays: frozenset[int] = EVERY_DAY

    def span(self, day: date, zone: ZoneInfo) -> Span | None:
        """The window that begins on this local date; None where none does or the date does not exist."""
        if day.weekday() not in self.weekdays:
            return None
        begins = due_at(day, self.begins, zone)
        last = day if self.ends > self.begins else day + ONE_DAY
        while (ends := due_at(last, self.ends, zone)) is None:
            last += ONE_DAY
        return None if begins is None or ends <= begins else (begins, ends)

    def holds(self, wall_time: time) -> bool:
        """Whether a wall time lies in it, whatever the weekday."""
        if self.begins < self.ends:
            return self.begins <= wall_time < self.ends
        return wall_time >= self.begins or wall_time < self.ends


def windows_of(rows: Collection[QuietHours]) -> tuple[Window, ...]:
    """Stored quiet hours as windows."""
    return tuple(
        Window(parse_local_time(row.begins), parse_local_time(row.ends), frozenset(row.weekdays)) for row in rows
    )


def quiet_at(instant: datetime, windows: Sequence[Window], zone: ZoneInfo) -> Span | None:
    """The window the instant lies in, the one that ends last; None where it is not quiet."""
    today = instant.astimezone(zone).date()
    spans = [window.span(today - back * ONE_DAY, zone) for window in windows for back in (0, 1, 2)]
    holding = [span for span in spans if span is not None and span[0] <= instant < span[1]]
    return max(holding, key=lambda span: span[1], default=None)


class Hold(StrEnum):
    """What keeps a ring waiting."""

    QUIET = "quiet hours"
    BUSY = "an event in the calendar"


@dataclass(frozen=True, slots=True)
class Free:
    """When a ring may go out."""

    at: datetime | None
    """None: not before the latest time asked for."""
    held_by: Hold | None = None
    """What held it first; None where nothing did."""
    held_until: datetime | None = None
    """When the first thing that held it is over."""


def first_free(
    at: datetime, latest: datetime, *, windows: Sequence[Window] = (), busy: Sequence[Span] = (), zone: ZoneInfo
) -> Free:
    """The first instant from `at` to `latest` that lies neither in quiet hours nor in an event."""
    moment, held_by, held_until = at, None, None
    while moment <= latest:
        quiet = quiet_at(moment, windows, zone)
        event = max((span for span in busy if span[0] <= moment < span[1]), key=lambda span: span[1], default=None)
        if quiet is None and event is None:
            return Free(moment, held_by, held_until)
        ends = max(span[1] for span in (quiet, event) if span is not None)
        if held_by is None:
            held_by, held_until = (Hold.QUIET if quiet is not None else Hold.BUSY), ends
        moment = max(ends, moment + timedelta(microseconds=1))
    return Free(None, held_by, held_until)
