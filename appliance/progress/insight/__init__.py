"""What the values of some months show, and how sure that is. Silent where it is not. Pure.

trends(series)       what rises or falls
weekdays(series)     what depends on the day of the week
hours(calls)         at which hours calls are answered
links(series)        what goes together, on the same day or on the next
forecast(...)        which habit is most likely to be missed next, where that can be told better than by its rate
insights(history)    all of it

Under pure noise all of them together are wrong in less than one life of twenty: each kind has its part of that, shared
among its tests (Holm 1979).
"""

from __future__ import annotations

from appliance.progress.insight.forecasting import Forecast, forecast, likeliest_to_slip
from appliance.progress.insight.gathering import Insights, insights
from appliance.progress.insight.hours import HourPattern, HourRate, hours
from appliance.progress.insight.linking import Link, links
from appliance.progress.insight.patterns import Trend, WeekdayPattern, trends, weekdays
from appliance.progress.insight.series import Series, series_of

__all__ = [
    "Forecast",
    "HourPattern",
    "HourRate",
    "Insights",
    "Link",
    "Series",
    "Trend",
    "WeekdayPattern",
    "forecast",
    "hours",
    "insights",
    "likeliest_to_slip",
    "links",
    "series_of",
    "trends",
    "weekdays",
]
