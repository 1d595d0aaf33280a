"""`appliance metrics add`, `start`, `set` and `archive`: what is tracked."""

from __future__ import annotations

import math
from typing import Annotated, Any

import typer

from appliance.app import Appliance
from appliance.cli.session import AsJson, on_appliance, record, show_json
from appliance.errors import InvalidInputError
from appliance.progress.packs import pack
from appliance.records.people import CallType
from appliance.records.progress import MOOD, SLEEP, Direction, MetricKind, MetricType
from appliance.schedule.habits import parse_rhythm, stored_rhythm, write_rhythm

Schedule = Annotated[str, typer.Option(help="How often: daily, mon-fri, 3/week, 2/month, every 3 days.")]
Target = Annotated[float | None, typer.Option(help="To reach each time, in the unit; gives a number a score.")]
AtMost = Annotated[bool, typer.Option("--at-most", help="The target is not to be exceeded.")]
SkipsAMonth = Annotated[int | None, typer.Option(help="Skipped days of a month that leave scores alone; default: all.")]
Person = Annotated[str, typer.Argument(help="Name or id.")]
Measured = Annotated[str, typer.Argument(help="The metric's name.")]

metrics = typer.Typer(help="Dated values: habits, numbers, durations, scales.", no_args_is_help=True)


@metrics.command("add")
def add_metric_type(
    user: Person,
    name: Annotated[str, typer.Argument(help="A short noun: sleep, mood, exercise.")],
    kind: Annotated[MetricKind, typer.Option(help="habit is yes or no.")],
    unit: Annotated[str, typer.Option(help="hours, minutes, km, pages …")] = "",
    question: Annotated[str, typer.Option(help="Asked word for word; default: the persona words it.")] = "",
    ask_in: Annotated[str, typer.Option(help="Call types that ask for it, comma-separated.")] = "evening",
    role: Annotated[
        str | None, typer.Option(help="mood (asked in private) or sleep (asked in the morning); default: by the name.")
    ] = None,
    low: Annotated[float | None, typer.Option(help="Least plausible value; a scale's lower end.")] = None,
    high: Annotated[float | None, typer.Option(help="Greatest plausible value; a scale's upper end.")] = None,
    schedule: Schedule = "daily",
    target: Target = None,
    at_most: AtMost = False,
    skips_a_month: SkipsAMonth = None,
    as_json: AsJson = False,
) -> None:
    """Begin to track something."""

    async def work(appliance: Appliance) -> MetricType:
        person = await appliance.store.people.user(user)
        if not all(math.isfinite(bound) for bound in (low, high) if bound is not None):
            raise InvalidInputError("The least and the greatest value are plain numbers.")
        scale = kind is MetricKind.SCALE
        return await appliance.store.progress.add_metric_type(
            MetricType(
                user_id=person.id,
                name=name,
                kind=kind,
                unit=unit or ("hours" if kind is MetricKind.DURATION else ""),
                question=question,
                low=1.0 if scale and low is None else low,
                high=10.0 if scale and high is None else high,
                ask_in=_call_types(ask_in),
                role=_role(role, name),
                schedule=parse_rhythm(schedule).model_dump(mode="json"),
                target=target,
                direction=Direction.AT_MOST if at_most else Direction.AT_LEAST,
                skips_a_month=skips_a_month,
                created_at=appliance.now(),
            )
        )

    added = on_appliance(work)
    if as_json:
        show_json(record(added))
    else:
        print(f"{added.name} is asked for in {', '.join(added.ask_in)} calls.")


@metrics.command("start")
def start_pack(
    user: Person,
    name: Annotated[
        str,
        typer.Argument(
            help="sleep, exercise, reading, mood, medication, sobriety, study, calories, weight or spending."
        ),
    ],
) -> None:
    """Begin to track what many people do, with its usual question and schedule, in the person's language.

    Of what has two parts (mood and energy), one that is there already stays as it is.
    """

    async def work(appliance: Appliance) -> list[MetricType]:
        person = await appliance.store.people.user(user)
        kinds = [each.metric_type(person.id, person.language, appliance.now()) for each in pack(name)]
        return await appliance.store.progress.add_missing(kinds)

    for added in on_appliance(work):
        print(f"{added.name}: {_in_words(added)}.")


@metrics.command("set")
def change_metric_type(
    user: Person,
    name: Measured,
    new_name: Annotated[str | None, typer.Option("--name", help="What it is called from now on.")] = None,
    question: Annotated[str | None, typer.Option(help='Asked word for word; "": the persona words it.')] = None,
    ask_in: Annotated[str | None, typer.Option(help="Call types that ask for it, comma-separated.")] = None,
    schedule: Annotated[str | None, typer.Option(help="daily, mon-fri, 3/week, 2/month, every 3 days.")] = None,
    target: Target = None,
    no_target: Annotated[bool, typer.Option("--no-target", help="Nothing to reach, so no score.")] = False,
    direction: Annotated[Direction | None, typer.Option(help="Which way the target is meant.")] = None,
    skips_a_month: SkipsAMonth = None,
    as_json: AsJson = False,
) -> None:
    """Change what is tracked; scores are worked out anew, over all of it."""
    wanted = {
        "name": new_name,
        "question": question,
        "ask_in": None if ask_in is None else _call_types(ask_in),
        "schedule": None if schedule is None else parse_rhythm(schedule).model_dump(mode="json"),
        "target": target,
        "direction": direction,
        "skips_a_month": skips_a_month,
    }
    changes: dict[str, Any] = {column: value for column, value in wanted.items() if value is not None}
    if no_target:
        changes["target"] = None
    if not changes:
        raise InvalidInputError("There is nothing to change.", remedy="See: appliance metrics set --help")

    async def work(appliance: Appliance) -> MetricType:
        person = await appliance.store.people.user(user)
        kind = await appliance.store.progress.metric_type(person.id, name)
        return await appliance.store.progress.change_metric_type(kind.id, **changes)

    changed = on_appliance(work)
    if as_json:
        show_json(record(changed))
    else:
        print(f"{changed.name}: {_in_words(changed)}.")


@metrics.command("archive")
def archive_metric_type(
    user: Person,
    name: Measured,
    back: Annotated[bool, typer.Option("--back", help="Track it again.")] = False,
) -> None:
    """Track something no longer; its values stay."""

    async def work(appliance: Appliance) -> MetricType:
        person = await appliance.store.people.user(user)
        kind = await appliance.store.progress.metric_type(person.id, name)
        archived_at = None if back else appliance.now()
        return await appliance.store.progress.change_metric_type(kind.id, archived_at=archived_at)

    kind = on_appliance(work)
    print(f"{kind.name} is tracked {'again' if back else 'no longer; its values stay'}.")


def _in_words(kind: MetricType) -> str:
    """How often, how much, and which calls ask."""
    unit = f" {kind.unit}" if kind.unit else ""
    goal = "" if kind.target is None else f", {kind.direction.replace('_', ' ')} {kind.target:g}{unit}"
    return f"{write_rhythm(stored_rhythm(kind.schedule))}{goal}, asked for in {', '.join(kind.ask_in)} calls"


def _role(role: str | None, name: str) -> str:
    """What was given, or what the name says; an empty text is none."""
    if role is None:
        return name.casefold() if name.casefold() in (MOOD, SLEEP) else ""
    if role not in (MOOD, SLEEP, ""):
        raise InvalidInputError(f"{role!r} is no role of a metric.", remedy=f"There is: {MOOD}, {SLEEP}.")
    return role


def _call_types(text: str) -> list[str]:
    names = [part.strip() for part in text.split(",") if part.strip()]
    known = [each.value for each in CallType]
    unknown = [name for name in names if name not in known]
    if unknown or not names:
        raise InvalidInputError(f"{text!r} names no call type", remedy=f"Known are {', '.join(known)}.")
    return names
