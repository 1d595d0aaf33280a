"""Everything that somebody's values show, as of today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from appliance.progress.insight.forecasting import Forecast, likeliest_to_slip
from appliance.progress.insight.hours import HourPattern, hours
from appliance.progress.insight.linking import Link, links
from appliance.progress.insight.patterns import Trend, WeekdayPattern, trends, weekdays
from appliance.progress.insight.series import LEAST_PAIRS, series_of
from appliance.progress.resolving import resolved
from appliance.progress.scoreboard import courses
from appliance.records.history import History
from appliance.schedule.habits import OnWeekdays, stored_rhythm
from appliance.schedule.walltime import ONE_DAY


@dataclass(frozen=True, slots=True)
class Insights:
    """Empty lists where nothing is sure."""

    today: date
    trends: tuple[Trend, ...]
    weekdays: tuple[WeekdayPattern, ...]
    links: tuple[Link, ...]
    hours: HourPattern | None
    """When calls are answered, where that depends on the hour."""
    slip: Forecast | None
    """The habit that is least likely to be done tomorrow, where that can be told."""
    too_little: tuple[str, ...]
    """Metrics with fewer than `LEAST_PAIRS` days, of which nothing is said."""


def insights(history: History, today: date) -> Insights:
    """Of the last year up to yesterday: today is not over. Archived metrics are left out."""
    values = resolved(history.entries)
    tracked = [kind for kind in history.types if kind.archived_at is None]
    all_series = [series_of(kind.name, values.get(kind.id, {}), today - ONE_DAY) for kind in tracked]
    known = [series for series in all_series if series.told.sum() >= LEAST_PAIRS]
    names = {series.name for series in known}
    # Who owes three a week on any days chooses their days: that Tuesdays are empty is no failing.
    anyday = {kind.name for kind in tracked if not isinstance(stored_rhythm(kind.schedule), OnWeekdays)}
    return Insights(
        today=today,
        trends=tuple(trends(known)),
        weekdays=tuple(weekdays([series for series in known if series.name not in anyday])),
        links=tuple(links(known)),
        hours=hours(history.calls, today),
        slip=likeliest_to_slip([(kind.name, course) for kind, course in courses(history, values, today)], today),
        too_little=tuple(kind.name for kind in tracked if kind.name not in names),
    )
