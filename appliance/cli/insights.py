"""`appliance insights`: what somebody's values show."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from appliance.app import Appliance
from appliance.calls.occasions import today_of
from appliance.cli.session import AsJson, on_appliance, show_json
from appliance.errors import ConflictError
from appliance.progress.insight import Insights, insights
from appliance.records.progress import MetricType
from appliance.review.insights_told import insights_told, nothing_told


def register(cli: typer.Typer) -> None:
    """Add the command to the root."""
    cli.command("insights")(show_insights)


def show_insights(user: Annotated[str, typer.Argument(help="Name or id.")], as_json: AsJson = False) -> None:
    """Trends, weekdays, hours, what goes together, and what may slip tomorrow; silent where it is unsure."""

    async def work(appliance: Appliance) -> tuple[Insights, list[MetricType], str]:
        person = await appliance.store.people.user(user)
        if not appliance.settings.analytics_enabled:
            raise ConflictError("Insights are switched off.", remedy="Set ANALYTICS_ENABLED=true.")
        found = await appliance.store.scores.worked_out(person, today_of(person, appliance.now()), insights)
        return found, await appliance.store.progress.metric_types(person.id), person.language

    found, kinds, language = on_appliance(work)
    if as_json:
        show_json(asdict(found))
        return
    for told in insights_told(found, kinds, language):
        print(f"{told.text} ({told.exact})")
    for line in nothing_told(found, language):
        print(line)
