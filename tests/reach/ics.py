"""Building ICS files for tests."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from appliance.reach.calendars import parse
from appliance.records.people import Calendar, CalendarEvent, CalendarKind

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 3, 20, 12, 0, tzinfo=UTC)
FROM, UNTIL = date(2026, 3, 20), date(2026, 4, 10)


def calendar(kind: CalendarKind = CalendarKind.BUSY, source: str = "/srv/work.ics", name: str = "work") -> Calendar:
    return Calendar(name=name, kind=kind, source=source, created_at=NOW)


def event(*lines: str, uid: str = "one@home") -> str:
    return "\r\n".join(["BEGIN:VEVENT", f"UID:{uid}", "DTSTAMP:20260101T000000Z", *lines, "END:VEVENT", ""])


def ics(*parts: str) -> bytes:
    """One VCALENDAR of these components and header lines."""
    return ("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//home//\r\n" + "".join(parts) + "END:VCALENDAR\r\n").encode()


def busy(*parts: str, from_day: date = FROM, until_day: date = UNTIL, zone: ZoneInfo = BERLIN) -> list[CalendarEvent]:
    return parse(ics(*parts), calendar(), from_day, until_day, zone)


def holidays(*parts: str, from_day: date = FROM, until_day: date = UNTIL) -> list[CalendarEvent]:
    return parse(ics(*parts), calendar(CalendarKind.HOLIDAYS), from_day, until_day, BERLIN)


def spans(events: list[CalendarEvent]) -> list[tuple[str, str]]:
    """Beginnings and ends as local text in Berlin."""
    return [
        (f"{each.starts_at.astimezone(BERLIN):%m-%d %H:%M}", f"{each.ends_at.astimezone(BERLIN):%m-%d %H:%M}")
        for each in events
        if each.starts_at and each.ends_at
    ]


def days(events: list[CalendarEvent]) -> list[tuple[date | None, date | None]]:
    return [(each.from_day, each.until_day) for each in events]
