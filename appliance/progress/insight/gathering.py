"""Everything that somebody's values show, as of today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from appliance.progress.insight.forecasting import Forecast, likeliest_to_slip
from appliance.progress.insight.linking import Link, links
from appliance.progress.insight.patterns import Trend, WeekdayPattern, trends, weekdays
from appliance.progress.insight.series import LEAST_PAIRS, series_of
from appliance.progress.resolving import resolved
from appliance.progress.scoreboard import scoreboard
from appliance.records.history import History


@dataclass(frozen=True, slots=True)
class Insights:
    """Empty lists where nothing is sure."""

    today: date
    trends: tuple[Trend, ...]
    weekdays: tuple[WeekdayPattern, ...]
    links: tuple[Link, ...]
    slip: Forecast | None
    """The habit that is least likely to be done tomorrow, where that can be told."""
    too_little: tuple[str, ...]
    """Metrics with fewer than `LEAST_PAIRS` days, of which nothing is said."""


def insights(history: History, today: date) -> Insights:
    """Of the last year up to yesterday: today is not over. Archived metrics are left out."""
    values = resolved(history.entries)
    yesterday = today - timedelta(days=1)
    tracked = [kind for kind in history.types if kind.archived_at is None]
    all_series = [series_of(kind.name, values.get(kind.id, {}), yesterday) for kind in tracked]
    known = [series for series in all_series if series.told.sum() >= LEAST_PAIRS]
    silent = [series.name for series in all_series if series.told.sum() < LEAST_PAIRS]
    board = scoreboard(history, today)
    return Insights(
        today=today,
        trends=tuple(trends(known)),
        weekdays=tuple(weekdays(known)),
        links=tuple(links(known)),
        slip=likeliest_to_slip([(score.metric.name, score.course) for score in board.scores], today),
        too_little=tuple(silent),
    )
