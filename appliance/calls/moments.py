"""When a promise is to be reminded of: from the time its own words name. Pure."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from appliance.language.catalogue import language
from appliance.schedule.walltime import ONE_DAY, due_at, zone_named

BEFORE = timedelta(minutes=15)
"""`dentist before ten` is reminded of at 9:45; `run at seven` at seven."""

SURE_ENOUGH = 0.5
"""Below this certainty a time is a guess that would remind at the wrong hour."""

DAY_MINUTES = 24 * 60


def nudge_time(words: str, due_day: date, zone_name: str, language_code: str, now: datetime) -> datetime | None:
    """The instant of the reminder; None where the words name no time, or one that is past."""
    deadline = language(language_code).read_deadline(words)
    if deadline is None or deadline.certainty < SURE_ENOUGH:
        return None
    minutes = round(deadline.minutes) % DAY_MINUTES
    day = due_day if minutes else due_day + ONE_DAY  # midnight ends the day
    instant = due_at(day, time(minutes // 60, minutes % 60), zone_named(zone_name))
    if instant is None:
        return None
    moment = instant - BEFORE if deadline.before else instant
    return moment if moment > now else None
