"""`appliance metrics` and `appliance promises`."""

from __future__ import annotations

import math
from datetime import date
from typing import Annotated

import typer

from appliance.app import Appliance
from appliance.calls.agenda import ANSWERS
from appliance.calls.moments import nudge_time
from appliance.calls.occasions import today_of
from appliance.calls.promised import parts_of
from appliance.cli import when
from appliance.cli.session import AsJson, on_appliance, record, show_json, show_table
from appliance.coach.interpret import interpret
from appliance.errors import InvalidInputError
from appliance.language.catalogue import language
from appliance.ports import Transcript
from appliance.records.agenda import AgendaItem, ItemKind
from appliance.records.calls import Meaning
from appliance.records.people import CallType, User
from appliance.records.progress import (
    MOOD,
    SLEEP,
    Commitment,
    CommitmentStatus,
    Metric,
    MetricKind,
    MetricSource,
    MetricType,
)
from appliance.schedule.walltime import zone_named

metrics = typer.Typer(help="Dated values: habits, numbers, durations, scales.", no_args_is_help=True)
promises = typer.Typer(help="What was promised.", no_args_is_help=True)


@metrics.command("add")
def add_metric_type(
    user: Annotated[str, typer.Argument(help="Name or id.")],
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
                created_at=appliance.now(),
            )
        )

    added = on_appliance(work)
    if as_json:
        show_json(record(added))
    else:
        print(f"{added.name} is asked for in {', '.join(added.ask_in)} calls.")


@metrics.command("log")
def log_value(
    user: Annotated[str, typer.Argument(help="Name or id.")],
    name: Annotated[str, typer.Argument(help="The metric's name.")],
    value: Annotated[str, typer.Argument(help="As you would say it: yes, 6.5, six and a half hours.")],
    day: Annotated[str | None, typer.Option(help="ISO date; default: today, in the person's zone.")] = None,
    as_json: AsJson = False,
) -> None:
    """Write down a value by hand; a call will then not ask for it."""

    async def work(appliance: Appliance) -> Metric:
        person = await appliance.store.people.user(user)
        kind = await appliance.store.progress.metric_type(person.id, name)
        today = today_of(person, appliance.now())
        return await appliance.store.progress.record(
            Metric(
                user_id=person.id,
                metric_type_id=kind.id,
                metric_type=kind.name,
                date=_day(day) if day else today,
                value=_value(kind, value),
                source=MetricSource.MANUAL,
                recorded_at=appliance.now(),
            )
        )

    logged = on_appliance(work)
    if as_json:
        show_json(record(logged))
    else:
        print(f"{logged.metric_type} on {logged.date}: {logged.value:g}")


@metrics.command("list")
def list_metrics(
    user: Annotated[str, typer.Argument(help="Name or id.")],
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


@promises.command("list")
def list_promises(user: Annotated[str, typer.Argument(help="Name or id.")], as_json: AsJson = False) -> None:
    """What was promised, and what became of it."""

    async def work(appliance: Appliance) -> list[Commitment]:
        person = await appliance.store.people.user(user)
        return await appliance.store.progress.commitments(person.id)

    found = on_appliance(work)
    if as_json:
        show_json([record(each) for each in found])
        return
    show_table(
        ("id", "promise", "due", "status", "recording"),
        [(str(each.id)[:8], each.text, each.due_day, each.status, "kept" if each.audio_url else "") for each in found],
        "No promises yet: an evening call asks for one.",
    )


@promises.command("add")
def add_promise(
    user: Annotated[str, typer.Argument(help="Name or id.")],
    words: Annotated[str, typer.Argument(help="What is promised; a time in it is reminded of: dentist before ten.")],
    day: Annotated[
        str | None,
        typer.Option(help="When it is due: 2026-12-24, tomorrow, monday …; default: as the words say."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Promise something. A call asks about it on its day, and its own time rings a reminder."""

    async def work(appliance: Appliance) -> tuple[Commitment, User]:
        person = await appliance.store.people.user(user)
        now = appliance.now()
        today = today_of(person, now)
        parts = parts_of(words, person.language, today, today)
        due = when.day(day) if day else parts.due_day
        made = await appliance.store.progress.add_commitment(
            Commitment(
                user_id=person.id,
                text=words,
                action=parts.action,
                amount=parts.amount,
                unit=parts.unit,
                due_minutes=parts.due_minutes,
                made_on=today,
                due_day=due,
                nudge_at=nudge_time(words, due, person.timezone, person.language, now),
                created_at=now,
            )
        )
        return made, person

    made, person = on_appliance(work)
    if as_json:
        show_json(record(made))
        return
    timed = language(person.language).read_deadline(made.text) is not None
    unmet = ", without a reminder: the time it names is past" if timed else ""
    at = f", reminded at {made.nudge_at.astimezone(zone_named(person.timezone)):%H:%M}" if made.nudge_at else unmet
    print(f"{made.text}: due on {made.due_day}{at}.")


@promises.command("settle")
def settle_promise(
    promise: Annotated[str, typer.Argument(help="The id, or its beginning.")],
    status: Annotated[CommitmentStatus, typer.Argument(help="kept, broken, dropped or open.")],
) -> None:
    """Say by hand what became of a promise."""

    async def work(appliance: Appliance) -> Commitment:
        found = await appliance.store.progress.commitment(promise)
        await appliance.store.progress.settle(found.id, status, appliance.now())
        return found

    print(f"{on_appliance(work).text}: {status}")


def _value(kind: MetricType, text: str) -> float:
    item = AgendaItem(
        key=kind.name,
        kind=ItemKind.METRIC,
        answer=ANSWERS[kind.kind],
        label=kind.name,
        unit=kind.unit,
        low=kind.low,
        high=kind.high,
    )
    value = _number(text) if kind.kind is not MetricKind.HABIT else None
    if value is None:
        reading = interpret(item, Transcript(text))
        value = reading.value if reading.meaning is Meaning.VALUE else None
    unit = f" in {kind.unit}" if kind.unit else ""
    if value is None or not math.isfinite(value):
        wanted = "yes or no" if kind.kind is MetricKind.HABIT else f"a {kind.kind}{unit}"
        raise InvalidInputError(f"{text!r} is not a value for {kind.name}", remedy=f"It takes {wanted}.")
    low, high = (-math.inf if kind.low is None else kind.low), (math.inf if kind.high is None else kind.high)
    if not low <= value <= high:
        raise InvalidInputError(
            f"{value:g} is no value for {kind.name}", remedy=f"It lies between {low:g} and {high:g}."
        )
    return value


def _number(text: str) -> float | None:
    try:
        return float(text.replace(",", ".") if text.count(",") == 1 else text)
    except ValueError:
        return None


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InvalidInputError(f"{text!r} is not a date", remedy="Write it as 2026-03-02.") from None


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
