"""`appliance insights`: what somebody's values show."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Annotated

import typer

from appliance.app import Appliance
from appliance.cli.progress import history_of
from appliance.cli.session import AsJson, on_appliance, show_json
from appliance.errors import ConflictError
from appliance.progress.insight import Forecast, Insights, Link, Trend, WeekdayPattern, insights
from appliance.progress.insight.series import LEAST_PAIRS
from appliance.schedule.weekdays import NAMES

WEEKDAYS = ("Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays", "Sundays")


def register(cli: typer.Typer) -> None:
    """Add the command to the root."""
    cli.command("insights")(show_insights)


def show_insights(user: Annotated[str, typer.Argument(help="Name or id.")], as_json: AsJson = False) -> None:
    """Trends, weekdays, what goes together, and the habit most likely to slip tomorrow; silent where it is unsure."""

    async def work(appliance: Appliance) -> Insights:
        history, today = await history_of(appliance, user)
        if not appliance.settings.analytics_enabled:
            raise ConflictError("Insights are switched off.", remedy="Set ANALYTICS_ENABLED=true.")
        return insights(history, today)

    found = on_appliance(work)
    if as_json:
        show_json(asdict(found))
        return
    told = list(_told(found))
    print("\n".join(told) or "Nothing shows that is not as likely chance.")
    if found.too_little:
        print(f"Too little to say anything of: {', '.join(found.too_little)} ({LEAST_PAIRS} days at least).")


def _told(found: Insights) -> Iterator[str]:
    yield from map(_trend, found.trends)
    yield from map(_weekdays, found.weekdays)
    yield from map(_link, found.links)
    if found.slip is not None:
        yield _slip(found.slip)


def _trend(trend: Trend) -> str:
    way = "up" if trend.a_week > 0 else "down"
    low, high = sorted((abs(trend.low), abs(trend.high)))
    return f"{trend.name} goes {way} by {abs(trend.a_week):.2g} a week ({low:.2g} to {high:.2g}, {trend.days} days)."


def _weekdays(pattern: WeekdayPattern) -> str:
    best, worst = (f"{WEEKDAYS[day]} ({pattern.averages[day]:.2g})" for day in (pattern.best, pattern.worst))
    return f"{pattern.name} is highest on {best}, lowest on {worst} ({pattern.days} days)."


def _link(link: Link) -> str:
    when = "on the same day" if link.lag == 0 else "on the day after"
    way = "goes up" if link.strength > 0 else "goes down"
    sure = f"{link.strength:+.2f}, {link.low:+.2f} to {link.high:+.2f}, {link.days} days"
    return f"With more {link.earlier}, {link.later} {way} {when} ({sure})."


def _slip(slip: Forecast) -> str:
    reasons = {
        "weekday": f"going by {WEEKDAYS[slip.day.weekday()]}",
        "last": "going by how the last time went",
        "lately": "going by the last two weeks",
        "rate": "going by all of it",
    }
    day = f"{NAMES[slip.day.weekday()]} {slip.day}"
    worth = f"off by {slip.error:.3f} so far, the plain rate by {slip.base_error:.3f} (mean squared, {slip.days} days)"
    return (
        f"{slip.name} is the likeliest to slip on {day}: {100 * slip.chance:.0f} % to be done, {reasons[slip.reason]}, "
        f"{100 * slip.base_rate:.0f} % usually; {worth}."
    )
