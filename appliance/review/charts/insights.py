"""What values show, as charts: a change over time, days of the week, hours, what goes together, what was foretold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

import numpy as np

from appliance.progress.insight import Forecast, HourPattern, Link, Series, Trend, WeekdayPattern
from appliance.progress.insight.patterns import TREND_DAYS
from appliance.records.progress import MetricKind
from appliance.review.charts.drawing import (
    BOTTOM,
    HEIGHT,
    LEFT,
    RIGHT,
    TOP,
    WIDTH,
    Bar,
    Dot,
    Drawing,
    Label,
    Line,
    Mark,
    Scale,
    across,
    ends,
    foot,
    percent,
    short,
    ticks,
    upwards,
    value_axis,
)
from appliance.review.dates import written
from appliance.review.look import Look
from appliance.review.wording import Wording, plain_name

BAR_SHARE = 0.66
"""Of the room that a bar has."""


def insight_charts(looked: Look, wording: Wording) -> Iterator[Drawing]:
    """One for each insight, in the order they are told."""
    found = looked.insights
    if found is None:
        return
    habits = {kind.name for kind in looked.kinds if kind.kind == MetricKind.HABIT}
    for trend in found.trends:
        yield trend_chart(trend, looked.series[trend.name], wording)
    for pattern in found.weekdays:
        yield weekday_chart(pattern, wording, rates=pattern.name in habits)
    for link in found.links:
        yield link_chart(link, looked.series[link.earlier], looked.series[link.later], wording)
    if found.hours is not None:
        yield hour_chart(found.hours, wording)
    if found.slip is not None:
        yield calibration_chart(found.slip, wording)


def trend_chart(trend: Trend, series: Series, wording: Wording) -> Drawing:
    """The values as dots, and a line of the median slope through their middle (Theil-Sen; Siegel 1982's intercept)."""
    values = series.values[-TREND_DAYS:]
    first = series.first + timedelta(days=len(series.values) - len(values))
    at = np.flatnonzero(~np.isnan(values))
    told = values[at]
    slope = trend.a_week / 7
    begin = float(np.median(told - slope * at))
    fit = (begin + slope * float(at[0]), begin + slope * float(at[-1]))
    steps = ticks(float(told.min()), float(told.max()))
    x, y = across(float(at[0]), float(at[-1])), upwards(steps[0], steps[-1])
    days = [first + timedelta(days=int(each)) for each in at]
    dots = [
        Dot(x(float(place)), y(float(value)), f"{written(day, wording)}: {short(value)}")
        for place, value, day in zip(at, told, days, strict=True)
    ]
    inside = [min(steps[-1], max(steps[0], value)) for value in fit]
    line = Line(((x(float(at[0])), y(inside[0])), (x(float(at[-1])), y(inside[1]))), "fit")
    return Drawing(
        title=wording.say("review", "trend_chart", {"label": plain_name(trend.name)}),
        description=wording.say("review", "dots_desc", {"days": len(dots)}),
        marks=(*value_axis(y, steps), *dots, line, *ends((written(days[0], wording), written(days[-1], wording)))),
        columns=(wording.say("review", "day"), wording.say("review", "value")),
        rows=tuple((written(day, wording), short(value)) for day, value in zip(days, told, strict=True)),
    )


def weekday_chart(pattern: WeekdayPattern, wording: Wording, *, rates: bool) -> Drawing:
    """A bar for each day of the week. `rates`: averages are shares of days done."""
    names = wording.list("review", "weekdays")
    known = [(day, average) for day, average in enumerate(pattern.averages) if average is not None]
    least = min(0.0, min(average for _, average in known))
    steps = [0.0, 0.5, 1.0] if rates else ticks(least, max(0.0, max(average for _, average in known)))
    y, say = upwards(steps[0], steps[-1]), percent if rates else short
    bars = [_bar(day, 7, average, y, f"{names[day]}: {say(average)}") for day, average in known]
    low, high = (say(function(average for _, average in known)) for function in (min, max))
    return Drawing(
        title=wording.say("review", "weekday_chart", {"label": plain_name(pattern.name)}),
        description=wording.say("review", "bars_desc", {"first": low, "last": high}),
        marks=(*value_axis(y, steps, [say(step) for step in steps]), *bars, *_below(range(7), names)),
        columns=(wording.say("review", "day"), wording.say("review", "average")),
        rows=tuple((names[day], say(average)) for day, average in known),
    )


def hour_chart(pattern: HourPattern, wording: Wording) -> Drawing:
    """A bar for each hour that has enough calls, with the interval in which its rate surely is."""
    y = upwards(0.0, 1.0)
    count = len(pattern.rates)
    marks: list[Mark] = []
    for place, each in enumerate(pattern.rates):
        marks.append(_bar(place, count, each.rate, y, f"{each.hour}: {percent(each.rate)} ({each.calls})"))
        middle = _middle(place, count)
        marks.append(Line(((middle, y(each.low)), (middle, y(each.high))), "whisker"))
    steps = [0.0, 0.5, 1.0]
    worst, best = (next(rate.rate for rate in pattern.rates if rate.hour == hour)
                   for hour in (pattern.worst, pattern.best))  # fmt: skip
    return Drawing(
        title=wording.say("review", "hour_chart"),
        description=wording.say("review", "bars_desc", {"first": percent(worst), "last": percent(best)}),
        marks=(
            *value_axis(y, steps, [percent(step) for step in steps]),
            *marks,
            *_below(range(count), [str(each.hour) for each in pattern.rates]),
        ),
        columns=tuple(wording.say("review", key) for key in ("hour", "answered", "between", "calls")),
        rows=tuple(
            (str(each.hour), percent(each.rate), f"{percent(each.low)} – {percent(each.high)}", str(each.calls))
            for each in pattern.rates
        ),
    )


def link_chart(link: Link, earlier: Series, later: Series, wording: Wording) -> Drawing:
    """A dot for each pair of days."""
    early = earlier.values[: len(earlier.values) - link.lag]
    late = later.values[link.lag :]
    both = np.flatnonzero(~np.isnan(early) & ~np.isnan(late))
    one, other = early[both], late[both]
    x_steps, y_steps = (ticks(float(each.min()), float(each.max())) for each in (one, other))
    x, y = across(x_steps[0], x_steps[-1]), upwards(y_steps[0], y_steps[-1])
    days = [earlier.first + timedelta(days=int(place)) for place in both]
    dots = [
        Dot(x(float(first)), y(float(second)), f"{written(day, wording)}: {short(first)}, {short(second)}")
        for first, second, day in zip(one, other, days, strict=True)
    ]
    names = {"earlier": plain_name(link.earlier), "later": plain_name(link.later)}
    return Drawing(
        title=wording.say("review", "after_chart" if link.lag else "link_chart", names),
        description=wording.say("review", "dots_desc", {"days": len(dots)}),
        marks=(
            *value_axis(y, y_steps),
            *dots,
            *_inside(foot(x, x_steps, [short(step) for step in x_steps])),
            Label(LEFT + 3, TOP + 9, f"↑ {names['later']}", "start"),
            Label(WIDTH - RIGHT - 2, HEIGHT - BOTTOM - 4, f"{names['earlier']} →", "end"),
        ),
        columns=(wording.say("review", "day"), names["earlier"], names["later"]),
        rows=tuple(
            (written(day, wording), short(first), short(second))
            for day, first, second in zip(days, one, other, strict=True)
        ),
    )


def calibration_chart(slip: Forecast, wording: Wording) -> Drawing:
    """A dot for each share that was foretold: what came of it; on the line both are the same."""
    steps = [0.0, 0.5, 1.0]
    x, y = across(0.0, 1.0), upwards(0.0, 1.0)
    most = max((each.days for each in slip.calibration), default=1)
    dots = [
        Dot(x(each.foretold), y(each.came), f"{percent(each.foretold)}: {percent(each.came)} ({each.days})",
            round(3 + 5 * (each.days / most) ** 0.5, 2))
        for each in slip.calibration
    ]  # fmt: skip
    shares = [percent(step) for step in steps]
    return Drawing(
        title=wording.say("review", "calibration_chart", {"label": plain_name(slip.name)}),
        description=wording.say("review", "calibration_desc", {"days": slip.days}),
        marks=(
            *value_axis(y, steps, shares),
            Line(((x(0.0), y(0.0)), (x(1.0), y(1.0))), "fit"),
            *dots,
            *_inside(foot(x, steps, shares)),
        ),
        columns=tuple(wording.say("review", key) for key in ("foretold", "came", "days")),
        rows=tuple((percent(each.foretold), percent(each.came), str(each.days)) for each in slip.calibration),
    )


def _middle(place: int, count: int) -> float:
    room = (WIDTH - LEFT - RIGHT) / count
    return round(LEFT + (place + 0.5) * room, 2)


def _bar(place: int, count: int, value: float, scale: Scale, note: str) -> Bar:
    wide = min(34.0, BAR_SHARE * (WIDTH - LEFT - RIGHT) / count)
    top, ground = sorted((scale(value), scale(max(0.0, scale.low))))
    return Bar(round(_middle(place, count) - wide / 2, 2), top, round(wide, 2), round(ground - top, 2), note)


def _below(places: Sequence[int], texts: Sequence[str]) -> list[Mark]:
    count = len(places)
    return [Label(_middle(place, count), HEIGHT - 5, text) for place, text in zip(places, texts, strict=True)]


def _inside(labels: list[Mark]) -> list[Mark]:
    """The last of some words ends where the plot does."""
    return [
        Label(WIDTH - RIGHT, each.y, each.text, "end") if isinstance(each, Label) and each.x > WIDTH - 20 else each
        for each in labels
    ]
