"""`appliance metrics log`, `list`, `skip` and `undo`: values by hand."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer

from appliance.app import Appliance
from appliance.calls.occasions import today_of
from appliance.calls.written import by_hand, left_out, value_of
from appliance.cli.metrics import Measured, Person
from appliance.cli.session import AsJson, on_appliance, record, show_json, show_table
from appliance.errors import InvalidInputError
from appliance.records.progress import Metric, MetricType

OnDay = Annotated[str | None, typer.Option(help="ISO date; default: today, in the person's zone.")]


def register(metrics: typer.Typer) -> None:
    """Add the commands to `appliance metrics`."""
    metrics.command("log")(log_value)
    metrics.command("list")(list_metrics)
    metrics.command("skip")(skip_metric)
    metrics.command("undo")(undo_value)


def log_value(
    user: Person,
    name: Measured,
    value: Annotated[str, typer.Argument(help="As you would say it: yes, 6.5, six and a half hours.")],
    day: OnDay = None,
    as_json: AsJson = False,
) -> None:
    """Write down a value by hand; a call will then not ask for it."""

    async def work(appliance: Appliance) -> Metric:
        kind, on = await _measured(appliance, user, name, day)
        return await appliance.store.progress.record(by_hand(kind, on, value_of(kind, value), appliance.now()))

    logged = on_appliance(work)
    if as_json:
        show_json(record(logged))
    else:
        print(f"{logged.metric_type} on {logged.date}: {logged.value:g}")


def list_metrics(
    user: Person,
    name: Annotated[str | None, typer.Option(help="Only this metric.")] = None,
    as_json: AsJson = False,
) -> None:
    """Values so far, and what is tracked."""

    async def work(appliance: Appliance) -> tuple[list[Metric], list[MetricType]]:
        person = await appliance.store.people.user(user)
        progress = appliance.store.progress
        return await progress.metrics(person.id, name=name), await progress.metric_types(person.id)

    values, types = on_appliance(work)
    if as_json:
        show_json({"types": [record(each) for each in types], "values": [record(each) for each in values]})
        return
    units = {each.id: each.unit for each in types}
    print(f"Tracked: {', '.join(each.name for each in types) or 'nothing yet'}")
    show_table(
        ("day", "metric", "value", "from"),
        [
            (each.date, each.metric_type, f"{each.value:g} {units.get(each.metric_type_id, '')}".strip(), each.source)
            for each in values
        ],
        f"No values yet. Track something: appliance metrics add {user} sleep --kind duration",
    )


def skip_metric(
    user: Person,
    name: Measured,
    day: OnDay = None,
    reason: Annotated[str, typer.Option(help="For yourself.")] = "",
    undo: Annotated[bool, typer.Option("--undo", help="Do not skip it after all.")] = False,
) -> None:
    """Leave something out for a day, without its score noticing."""

    async def work(appliance: Appliance) -> tuple[MetricType, date, bool]:
        kind, on = await _measured(appliance, user, name, day)
        if undo:
            return kind, on, await appliance.store.progress.unskip(kind.id, on)
        return kind, on, await appliance.store.progress.skip(left_out(kind, on, appliance.now(), reason))

    kind, on, changed = on_appliance(work)
    if undo:
        print(f"{kind.name} on {on} is {'due again' if changed else 'not skipped'}.")
    else:
        print(f"{kind.name} on {on} is skipped{'' if changed else ' already'}.")


def undo_value(user: Person, name: Measured, day: OnDay = None) -> None:
    """Take back the last value written by hand for a day; may be repeated."""

    async def work(appliance: Appliance) -> tuple[MetricType, date, float, float | None]:
        kind, on = await _measured(appliance, user, name, day)
        return kind, on, *await appliance.store.progress.undo(kind.id, on)

    kind, on, was, now = on_appliance(work)
    print(
        f"{kind.name} on {on}: {was:g} is taken back, {'nothing by hand is left' if now is None else f'{now:g} again'}."
    )


async def _measured(appliance: Appliance, user: str, name: str, day: str | None) -> tuple[MetricType, date]:
    """The metric, and the day that is meant: the one the person is in, where none is given."""
    person = await appliance.store.people.user(user)
    kind = await appliance.store.progress.metric_type(person.id, name)
    return kind, _day(day) if day else today_of(person, appliance.now())


def _day(text: str) -> date:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or found.isoformat() != text:  # `2026-W40` would be one as well
        raise InvalidInputError(f"{text!r} is not a date", remedy="Write it as 2026-03-02.")
    return found
