"""What is tracked, and its values by day."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from appliance.accounts.roles import Scope, sees_metric
from appliance.calls.written import by_hand, left_out
from appliance.errors import ForbiddenError, NotFoundError
from appliance.records.people import CallType, User
from appliance.records.progress import Direction, MetricKind, MetricType
from appliance.schedule.habits import parse_rhythm, stored_rhythm, write_rhythm
from appliance.web.api.callers import Caller, Given, may, person
from appliance.web.api.views import MetricTypeView, ValueView

router = APIRouter(tags=["metrics"])


def _plain_day(text: object) -> object:
    if isinstance(text, str) and not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        raise ValueError("a day is written as 2026-03-02")
    return text


Reader = Annotated[Caller, Depends(may(Scope.READ))]
Recorder = Annotated[Caller, Depends(may(Scope.RECORD))]

Day = Annotated[date, BeforeValidator(_plain_day)]
"""`2026-03-02`, and nothing else that could be meant as a day."""

Finite = Annotated[float, Field(allow_inf_nan=False)]
Name = Annotated[str, Field(min_length=1, max_length=80)]


class MetricChange(BaseModel):
    model_config = ConfigDict(extra="forbid")

    question: str | None = Field(default=None, max_length=300)
    schedule: str | None = Field(default=None, max_length=80, examples=["3/week"])
    target: Finite | None = None
    direction: Direction | None = None
    skips_a_month: int | None = Field(default=None, ge=0, le=31)
    ask_in: list[CallType] | None = None
    shared: bool | None = None


class NewMetric(MetricChange):
    model_config = ConfigDict(json_schema_extra={"examples": [{"name": "gym", "kind": "habit", "schedule": "3/week"}]})

    name: Name
    kind: MetricKind
    unit: str = Field(default="", max_length=40)
    low: Finite | None = None
    high: Finite | None = None


class NewValue(BaseModel):
    model_config = ConfigDict(json_schema_extra={"examples": [{"value": 1.0}]})

    value: Finite


class Reason(BaseModel):
    reason: str = Field(default="", max_length=300)


class Undone(BaseModel):
    """What a day's value was changed to, and what it is now."""

    was: float
    now: float | None


def shown(kind: MetricType) -> MetricTypeView:
    """With its schedule as people write it."""
    return MetricTypeView.of(kind, schedule=write_rhythm(stored_rhythm(kind.schedule)))


async def _metric(parts: Given, caller: Caller, who: str, name: str) -> tuple[User, MetricType]:
    """One of a person's own. What is not shared does not exist for others."""
    found = await person(parts, caller, who, lambda actor, whose: True)
    kinds = await parts.store.progress.metric_types(found.id, archived=True)
    kind = next((each for each in kinds if str(each.id) == name), None)  # for names that do not fit into a path
    kind = kind or await parts.store.progress.metric_type(found.id, name)
    if not sees_metric(caller.user, found, kind):
        raise NotFoundError(f"Nothing called {name!r} is shared with you.")
    return found, kind


async def _own(parts: Given, caller: Caller, who: str, name: str) -> tuple[User, MetricType]:
    found, kind = await _metric(parts, caller, who, name)
    if found.id != caller.user.id:
        raise ForbiddenError("Values are changed by the person themselves.")
    return found, kind


@router.get("/people/{who}/metrics")
async def list_metrics(who: str, caller: Reader, parts: Given, archived: bool = False) -> list[MetricTypeView]:
    """One's own; of others what they share."""
    found = await person(parts, caller, who, lambda actor, whose: True)
    kinds = await parts.store.progress.metric_types(found.id, archived=archived)
    return [shown(kind) for kind in kinds if sees_metric(caller.user, found, kind)]


@router.post("/people/me/metrics", status_code=201)
async def add_metric(body: NewMetric, caller: Recorder, parts: Given) -> MetricTypeView:
    """Begin to track something."""
    fields = body.model_dump(exclude_none=True, exclude={"schedule"})
    wanted = {
        "ask_in": ["evening"], **fields, "schedule": _schedule(body.schedule or "daily"),
        "user_id": caller.user.id, "created_at": parts.now(),
    }  # fmt: skip
    return shown(await parts.store.progress.add_metric_type(MetricType.model_validate(wanted)))


@router.patch("/people/me/metrics/{name}")
async def change_metric(name: Name, body: MetricChange, caller: Recorder, parts: Given) -> MetricTypeView:
    """What is named is changed; values stay."""
    _, kind = await _own(parts, caller, "me", name)
    changes = body.model_dump(exclude_none=True, mode="json")
    if body.schedule is not None:
        changes["schedule"] = _schedule(body.schedule)
    return shown(await parts.store.progress.change_metric_type(kind.id, **changes))


@router.get("/people/{who}/metrics/{name}/values")
async def list_values(
    who: str,
    name: Name,
    caller: Reader,
    parts: Given,
    from_day: Annotated[Day | None, Query()] = None,
    until_day: Annotated[Day | None, Query()] = None,
) -> list[ValueView]:
    """By day."""
    found, kind = await _metric(parts, caller, who, name)
    rows = await parts.store.progress.metrics(found.id, name=kind.name, from_day=from_day, until_day=until_day)
    return [ValueView.of(row) for row in rows]


@router.put("/people/me/metrics/{name}/values/{day}")
async def put_value(name: Name, day: Day, body: NewValue, caller: Recorder, parts: Given) -> ValueView:
    """Write a value down by hand: the last word on its day. What was there is kept, and `undo` brings it back."""
    _, kind = await _own(parts, caller, "me", name)
    row = by_hand(kind, day, body.value, parts.now())
    return ValueView.of(await parts.store.progress.record(row))


@router.post("/people/me/metrics/{name}/values/{day}/undo")
async def undo_value(name: Name, day: Day, caller: Recorder, parts: Given) -> Undone:
    """Take back the last change by hand."""
    _, kind = await _own(parts, caller, "me", name)
    was, now = await parts.store.progress.undo(kind.id, day)
    return Undone(was=was, now=now)


@router.put("/people/me/metrics/{name}/skips/{day}", status_code=204)
async def skip(name: Name, day: Day, body: Reason, caller: Recorder, parts: Given) -> None:
    """Leave it out on a day."""
    _, kind = await _own(parts, caller, "me", name)
    await parts.store.progress.skip(left_out(kind, day, parts.now(), body.reason))


@router.delete("/people/me/metrics/{name}/skips/{day}", status_code=204)
async def unskip(name: Name, day: Day, caller: Recorder, parts: Given) -> None:
    """It is due after all."""
    _, kind = await _own(parts, caller, "me", name)
    if not await parts.store.progress.unskip(kind.id, day):
        raise NotFoundError(f"{kind.name!r} was not skipped on {day}.")


def _schedule(text: str) -> dict[str, object]:
    return parse_rhythm(text).model_dump(mode="json")
