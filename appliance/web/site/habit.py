"""One thing that is tracked: its last weeks, its values, and what is written down for an earlier day."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response

from appliance.accounts.roles import reads_private
from appliance.calls.occasions import today_of
from appliance.calls.written import by_hand, left_out, value_of
from appliance.errors import InvalidInputError, NotFoundError
from appliance.language.messages import messages
from appliance.progress import resolved
from appliance.records.history import Entry
from appliance.records.progress import Metric, MetricSource, MetricType
from appliance.review.charts.drawing import Drawing
from appliance.review.charts.habits import calendar_chart
from appliance.review.look import look
from appliance.review.wording import Wording
from appliance.schedule.habits import stored_rhythm, write_rhythm
from appliance.web.api.callers import Caller, owner_of
from appliance.web.forms import day_of, fields_of
from appliance.web.parts import Parts
from appliance.web.site.frame import Given, Me, page, to

router = APIRouter(include_in_schema=False)

WEEKS = 12
MOST_DAYS = 60


@router.get("/habits/{kind_id}")
async def habit(kind_id: UUID, request: Request, me: Me, parts: Given) -> Response:
    """With the last twelve weeks, and the last values to be changed."""
    kind = await _own(parts, me, kind_id)
    today = today_of(me.user, parts.now())
    shown = {
        "me": me.user, "kind": kind, "schedule": write_rhythm(stored_rhythm(kind.schedule)),
        "days": await _days(parts, kind), "day": today,
        "calendar": await _calendar(parts, me, kind, today),
        "words": {key: texts[0] for key, texts in messages(me.user.language).review.items()},
    }  # fmt: skip
    return page(request, "habit.html", me.user.language, shown)


@router.post("/habits/{kind_id}")
async def change(kind_id: UUID, request: Request, me: Me, parts: Given) -> Response:
    """Write a value of a day down, take the last one back, leave the day out, or not after all."""
    fields = await fields_of(request)
    kind, now, progress = await _own(parts, me, kind_id), parts.now(), parts.store.progress
    day = day_of(fields.get("day", ""))
    if day > today_of(me.user, now):
        raise InvalidInputError(f"{day} is still to come.", says="day_to_come", day=day)
    match fields.get("do"):
        case "put":
            value = value_of(kind, fields.get("value", "")[:80], me.user.language)
            await progress.record(by_hand(kind, day, value, now))
        case "undo":
            await progress.undo(kind.id, day)
        case "skip":
            await progress.skip(left_out(kind, day, now, fields.get("reason", "")))
        case "unskip":
            if not await progress.unskip(kind.id, day):
                raise NotFoundError(f"{kind.name!r} was not skipped on {day}.")
        case _:
            raise InvalidInputError("There is no such button.", says="button")
    return to(f"/habits/{kind.id}")


async def _days(parts: Parts, kind: MetricType) -> list[dict[str, Any]]:
    """The latest first: what counts on each, where it is from, and whether it was left out."""
    rows = await parts.store.progress.metrics(kind.user_id, name=kind.name)
    counts = resolved([Entry(r.metric_type_id, r.date, r.value, r.source, r.recorded_at, r.source_id) for r in rows])
    skips = await parts.store.progress.skips(kind.user_id)
    skipped = {each.day: each.reason for each in skips if each.metric_type_id == kind.id}
    of_day: dict[date, list[Metric]] = {day: [] for day in skipped}
    for row in rows:
        of_day.setdefault(row.date, []).append(row)
    return [
        {
            "day": day,
            "value": counts.get(kind.id, {}).get(day),
            "manual": any(row.source is MetricSource.MANUAL for row in of_day[day]),
            "call": next((row.source_id for row in of_day[day] if row.source is MetricSource.CALL), ""),
            "skipped": day in skipped,
            "reason": skipped.get(day, ""),
        }
        for day in sorted(of_day, reverse=True)[:MOST_DAYS]
    ]


async def _calendar(parts: Parts, me: Caller, kind: MetricType, today: date) -> Drawing | None:
    """None of what has no target, and of what is tracked no longer."""
    looked = await parts.store.scores.worked_out(me.user, today, look)
    found = next((each for each in looked.habits if each.score.metric.id == kind.id), None)
    return None if found is None else calendar_chart(found, looked.last, Wording(me.user.language), weeks=WEEKS)


async def _own(parts: Parts, me: Caller, kind_id: UUID) -> MetricType:
    found = await parts.store.progress.metric_type_by_id(kind_id)
    await owner_of(parts, me, found.user_id, reads_private)
    return found
