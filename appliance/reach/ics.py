"""What an ICS file says happens between two days. Pure, and free of records, so that a small child process can run it.

Recurrences (RRULE, RDATE, EXDATE, RECURRENCE-ID) and time zones are those of `icalendar` and `recurring-ical-events`.
The bounds here stop what would take too long with a message that says so; what still gets through is stopped by the
deadline of the child process (`ics_child.py`).
"""

from __future__ import annotations

import codecs
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from math import prod
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import recurring_ical_events

from appliance.errors import InvalidInputError

log = logging.getLogger(__name__)

MOST_BYTES = 16 * 1024 * 1024
MOST_EVENTS = 20_000
"""Events in a file, and their repetitions between the two days."""
MOST_STEPS = 3_000_000
"""Repetitions of all series up to the last day: the library counts them from the first on, a million a second."""
MOST_TITLE = 200
"""Characters of a title that are kept."""

PERIOD_SECONDS = {
    "SECONDLY": 1, "MINUTELY": 60, "HOURLY": 3600, "DAILY": 86_400,
    "WEEKLY": 7 * 86_400, "MONTHLY": 28 * 86_400, "YEARLY": 365 * 86_400,
}  # fmt: skip
EVERY_TIME = ("BYHOUR", "BYMINUTE", "BYSECOND")
FINER = {"SECONDLY": (), "MINUTELY": EVERY_TIME[2:], "HOURLY": EVERY_TIME[1:]}
"""Parts of a rule that give it several times within a period; coarser ones only leave some out."""

BEGINS, ENDS = (re.compile(rf"^{word}:VCALENDAR\s*$", re.MULTILINE | re.IGNORECASE) for word in ("BEGIN", "END"))

WHEN = frozenset({"DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID"})
"""Without one of these, as it was meant, an event would be at the wrong time."""


@dataclass(frozen=True, slots=True)
class Found:
    """One event or one of its repetitions: whole days, both ends included, or a span of aware UTC time."""

    title: str
    from_day: date | None = None
    until_day: date | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None


class _Patient(recurring_ical_events.CalendarQuery):  # type: ignore[misc]
    """Leaves out every series that cannot be built, not only those with the faults the library foresaw."""

    suppressed_errors = (Exception,)


def expand(
    content: bytes, name: str, from_day: date, until_day: date, zone: ZoneInfo, *, whole_days: bool
) -> list[Found]:
    """The events that touch a day from `from_day` to `until_day` of `zone`, in order.

    With `whole_days`, all-day events; otherwise timed ones that make somebody busy: neither cancelled nor transparent.
    Times without a zone are in `zone`. Single events that cannot be understood are left out. Raises
    `InvalidInputError`, naming the calendar, for what is no calendar or would take too long.
    """
    text = _decoded(content, name)
    try:
        calendars = icalendar.Calendar.from_ical(text, multiple=True)
    except Exception as error:  # a parser fed with anything raises anything
        raise _unreadable(name, "it is damaged") from error
    found: list[Found] = []
    left_out = events = 0
    for calendar in calendars:
        left_out += _drop_damaged(calendar)
        events += len(calendar.walk("VEVENT"))
        _measure(calendar, name, from_day, until_day)
    if left_out and not events:
        raise _unreadable(name, "none of its events can be understood")
    for calendar in calendars:
        for each in _occurring(calendar, from_day, until_day):
            found += _kept(each, from_day, until_day, zone, whole_days)
            if len(found) > MOST_EVENTS:
                raise _too_much(name, f"it has more than {MOST_EVENTS:,} events within a few weeks")
    if left_out:
        log.warning("%d events of a calendar could not be understood and were left out", left_out)
    return sorted(found, key=_order)


def _order(found: Found) -> tuple[str, str]:
    return str(found.starts_at or found.from_day), found.title


def _decoded(content: bytes, name: str) -> str:
    if len(content) > MOST_BYTES:
        raise _too_much(name, f"it is larger than {MOST_BYTES // 2**20} MiB")
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        text = content.decode("utf-16", errors="replace")
    else:
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = content.decode("cp1252", errors="replace")  # what old programs write instead
    upper = text.upper()
    if "BEGIN:VCALENDAR" not in upper:
        what = "it is a web page" if "<HTML" in upper or "<!DOCTYPE" in upper else "it holds no VCALENDAR"
        raise _unreadable(name, what)
    if len(BEGINS.findall(text)) != len(ENDS.findall(text)):
        raise _unreadable(name, "it breaks off")
    if upper.count("BEGIN:VEVENT") > MOST_EVENTS:
        raise _too_much(name, f"it has more than {MOST_EVENTS:,} events")
    return text


def _unreadable(name: str, why: str) -> InvalidInputError:
    return InvalidInputError(
        f"The calendar {name!r} cannot be understood: {why}.",
        remedy="Give the address of the calendar itself (such addresses often end in .ics), or export it again.",
    )


def _too_much(name: str, why: str) -> InvalidInputError:
    return InvalidInputError(
        f"The calendar {name!r} is too much to read: {why}.",
        remedy="Export a shorter stretch of time, or share a smaller calendar.",
    )


def _drop_damaged(calendar: icalendar.Calendar) -> int:
    """Take out events whose time or repetition did not parse; how many."""
    damaged = [event for event in calendar.walk("VEVENT") if _is_damaged(event)]
    gone = {id(event) for event in damaged}
    calendar.subcomponents = [each for each in calendar.subcomponents if id(each) not in gone]
    return len(damaged)


def _is_damaged(event: Any) -> bool:
    if not isinstance(_starts(event), date) or any(str(name).upper() in WHEN for name, _ in event.errors):
        return True
    return any(int(number) < 1 for rule in _rules(event) for number in rule.get("INTERVAL", ()))  # would never end


def _starts(event: Any) -> Any:
    """When it starts; None where that is missing, doubled or broken."""
    starts = event.get("DTSTART")
    return starts.dt if isinstance(starts, icalendar.vDDDTypes) else None


def _rules(event: Any) -> list[Any]:
    rules = event.get("RRULE", [])
    return rules if isinstance(rules, list) else [rules]


def _measure(calendar: icalendar.Calendar, name: str, from_day: date, until_day: date) -> None:
    """Raise `InvalidInputError` where counting out the series would take too long."""
    begin, end = _naive(from_day - timedelta(days=2)), _naive(until_day + timedelta(days=2))
    steps = 0.0
    for event in calendar.walk("VEVENT"):
        for rule in _rules(event):
            start = _naive(_starts(event))
            last = min([end, *(_naive(until) for until in rule.get("UNTIL", ()))])
            most = min([float("inf"), *(float(count) for count in rule.get("COUNT", ()))])
            steps += min(most, _repetitions(rule, start, last))
            within = min(most, _repetitions(rule, max(start, begin), last))
            if within > MOST_EVENTS or steps > MOST_STEPS:
                raise _too_much(name, f"{_title(event)!r} repeats too often (FREQ={_frequency(rule)})")


def _repetitions(rule: Any, start: datetime, end: datetime) -> float:
    """At most how often a rule falls between two times, in the order of magnitude that matters for its cost."""
    period = PERIOD_SECONDS.get(_frequency(rule), 1) * min(map(int, rule.get("INTERVAL", [1])), default=1)
    times = prod(len(rule.get(part, ())) or 1 for part in FINER.get(_frequency(rule), EVERY_TIME))
    return max(0.0, (end - start).total_seconds()) / period * times


def _frequency(rule: Any) -> str:
    return str(next(iter(rule.get("FREQ", ())), "")).upper()


def _naive(when: date) -> datetime:
    if isinstance(when, datetime):
        return when.replace(tzinfo=None)
    return datetime(when.year, when.month, when.day)  # noqa: DTZ001 - an estimate


def _occurring(calendar: icalendar.Calendar, from_day: date, until_day: date) -> Iterator[Any]:
    """Each repetition near the days. A series that cannot be worked out is left out."""
    begin, end = from_day - timedelta(days=1), until_day + timedelta(days=2)
    try:
        waiting = recurring_ical_events.of(calendar, skip_bad_series=True, calendar_query=_Patient).series
    except Exception:
        log.warning("a calendar could not be worked out")
        return
    begin_at, end_at = _naive(begin), _naive(end)
    while waiting:
        series = waiting.pop()  # each keeps all it counted: let it go when it is done
        try:
            occurrences = list(islice(series.between(begin_at, end_at), MOST_EVENTS + 1))
        except Exception:
            log.warning("a series of a calendar could not be worked out and was left out")
            continue
        for occurrence in occurrences:
            yield occurrence.as_component(False)


def _kept(event: Any, from_day: date, until_day: date, zone: ZoneInfo, whole_days: bool) -> list[Found]:
    """The event as it is stored, or nothing."""
    start, end = event["DTSTART"].dt, event["DTEND"].dt
    if _says(event, "STATUS") == "CANCELLED" or isinstance(start, datetime) == whole_days:
        return []
    if whole_days:
        last = end.date() if isinstance(end, datetime) else end - timedelta(days=1)
        last = max(start, last)  # an end on the same day is a common mistake for one day
        inside = start <= until_day and last >= from_day
        return [Found(_title(event), from_day=start, until_day=last)] if inside else []
    starts_at, ends_at = _utc(start, zone), _utc(end, zone)
    if ends_at <= starts_at:  # the clock was put forward in between, so what is left on it is no time at all
        ends_at = starts_at + (_naive(end) - _naive(start))
    last_moment = ends_at - timedelta(microseconds=1)
    inside = starts_at.astimezone(zone).date() <= until_day and last_moment.astimezone(zone).date() >= from_day
    if _says(event, "TRANSP") == "TRANSPARENT" or not inside or starts_at >= ends_at:
        return []
    return [Found(_title(event), starts_at=starts_at, ends_at=ends_at)]


def _utc(when: date, zone: ZoneInfo) -> datetime:
    at = when if isinstance(when, datetime) else datetime(when.year, when.month, when.day, tzinfo=zone)
    return (at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(UTC)


def _says(event: Any, name: str) -> str:
    return str(event.get(name, "")).strip().upper()


def _title(event: Any) -> str:
    title = event.get("SUMMARY", "")
    words = str(title[0] if isinstance(title, list) else title).split()
    return "".join(letter for letter in " ".join(words) if letter.isprintable())[:MOST_TITLE]
