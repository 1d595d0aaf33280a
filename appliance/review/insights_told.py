"""Every insight as a sentence that can be said, in the person's language. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from appliance.progress.insight import Forecast, HourPattern, Insights, Link, Trend, WeekdayPattern
from appliance.progress.insight.forecasting import BASE
from appliance.progress.insight.series import LEAST_PAIRS
from appliance.records.progress import MetricKind, MetricType
from appliance.review.wording import Wording, out_of_ten, plain_name


class About(StrEnum):
    """What a sentence is about."""

    TREND = "trend"
    WEEKDAYS = "weekdays"
    LINK = "link"
    HOURS = "hours"
    SLIP = "slip"


@dataclass(frozen=True, slots=True)
class Told:
    """One insight."""

    about: About
    text: str
    """One or more sentences in words that a voice can say."""
    exact: str
    """The figures behind it, for whoever reads: in no language."""


def insights_told(found: Insights, kinds: Sequence[MetricType], code: str) -> list[Told]:
    """What rises or falls first, then weekdays, what goes together, hours, what may slip; empty where nothing shows.

    `kinds` are the metrics that the insights name. Raises `InvalidInputError` for a language without messages.
    """
    return list(_all(found, {kind.name: kind for kind in kinds}, Wording(code)))


def nothing_told(found: Insights, code: str) -> list[str]:
    """What is said where no insight is, and of what too little is known."""
    wording = Wording(code)
    lines = [] if any((found.trends, found.weekdays, found.links, found.hours, found.slip)) else ["nothing"]
    said = [wording.say("insight", key) for key in lines]
    if found.too_little:
        fields = {"names": ", ".join(map(plain_name, found.too_little)), "days": LEAST_PAIRS}
        said.append(wording.say("insight", "too_little", fields))
    return said


def _all(found: Insights, kinds: Mapping[str, MetricType], wording: Wording) -> Iterator[Told]:
    for trend in found.trends:
        yield _trend(trend, kinds.get(trend.name), wording)
    for pattern in found.weekdays:
        yield _weekdays(pattern, kinds.get(pattern.name), wording)
    for link in found.links:
        yield _link(link, wording)
    if found.hours is not None:
        yield _hours(found.hours, wording)
    if found.slip is not None:
        yield _slip(found.slip, wording)


def _trend(trend: Trend, kind: MetricType | None, wording: Wording) -> Told:
    fields: dict[str, object] = {"label": plain_name(trend.name), "days": trend.days}
    up = trend.a_week > 0
    amount = wording.change(kind, trend.a_week)
    if kind is not None and kind.kind == MetricKind.HABIT:
        key = "more_often" if up else "less_often"
    else:
        key = ("rising" if up else "falling") + ("_by" if amount else "")
    text = wording.say("insight", key, {**fields, "amount": amount})
    return Told(About.TREND, text, f"{trend.a_week:+.3g}/7d, {trend.low:+.3g} … {trend.high:+.3g}, n={trend.days}")


def _weekdays(pattern: WeekdayPattern, kind: MetricType | None, wording: Wording) -> Told:
    habit = kind is not None and kind.kind == MetricKind.HABIT
    on = wording.list("insight", "on")
    most, least = (pattern.averages[day] or 0.0 for day in (pattern.best, pattern.worst))
    fields: dict[str, object] = {
        "label": plain_name(pattern.name),
        "best": on[pattern.best],
        "worst": on[pattern.worst],
        "most": out_of_ten(most) if habit else wording.amount(kind, most),
        "least": out_of_ten(least) if habit else wording.amount(kind, least),
        "days": pattern.days,
    }
    text = wording.say("insight", "weekday_habit" if habit else "weekday_value", fields)
    return Told(About.WEEKDAYS, text, f"{most:.3g} / {least:.3g}, n={pattern.days}")


def _link(link: Link, wording: Wording) -> Told:
    key = ("together" if link.lag == 0 else "after") + ("_more" if link.strength > 0 else "_less")
    fields = {"earlier": plain_name(link.earlier), "later": plain_name(link.later), "days": link.days}
    exact = f"ρ={link.strength:+.2f}, {link.low:+.2f} … {link.high:+.2f}, n={link.days}"
    return Told(About.LINK, wording.say("insight", key, fields), exact)


def _hours(pattern: HourPattern, wording: Wording) -> Told:
    rates = {each.hour: each for each in pattern.rates}
    best, worst = rates[pattern.best], rates[pattern.worst]
    fields = {
        "best": wording.clock(best.hour),
        "most": out_of_ten(best.rate),
        "worst": wording.clock(worst.hour),
        "least": out_of_ten(worst.rate),
        "calls": pattern.calls,
    }
    exact = "; ".join(f"{each.hour} h {each.rate:.2f} ({each.low:.2f} … {each.high:.2f}, n={each.calls})"
                      for each in (best, worst))  # fmt: skip
    return Told(About.HOURS, wording.say("insight", "hours", fields), exact)


def _slip(slip: Forecast, wording: Wording) -> Told:
    chance, usual = out_of_ten(slip.chance), out_of_ten(slip.base_rate)
    reason = BASE if chance == usual else slip.reason
    fields = {
        "label": plain_name(slip.name),
        "on": wording.list("insight", "on")[slip.day.weekday()],
        "chance": chance,
        "usual": usual,
    }
    exact = f"p={slip.chance:.2f}, {slip.base_rate:.2f}; Brier {slip.error:.3f} / {slip.base_error:.3f}, n={slip.days}"
    return Told(About.SLIP, wording.say("insight", f"slip_{reason}", fields), exact)
