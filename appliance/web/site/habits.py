"""What is tracked: begun from a pack or made by hand, shared, archived."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response

from appliance.errors import InvalidInputError
from appliance.progress.packs import pack, packs
from appliance.records.progress import Direction, MetricKind, MetricType
from appliance.schedule.habits import parse_rhythm, stored_rhythm, write_rhythm
from appliance.web.forms import fields_of
from appliance.web.site.frame import Given, Me, page, to

router = APIRouter(include_in_schema=False)


@router.get("/habits")
async def habits(request: Request, me: Me, parts: Given) -> Response:
    """What is tracked, and the forms for more."""
    everything = await parts.store.progress.metric_types(me.user.id, archived=True)
    kinds = [kind for kind in everything if kind.archived_at is None]
    names = {kind.name.casefold() for kind in kinds}
    ready = [
        (name, templates[0].metric_type(me.user.id, me.user.language, parts.now()).name)
        for name, templates in packs().items()
    ]
    shown = {
        "me": me.user,
        "habits": [(kind, write_rhythm(stored_rhythm(kind.schedule))) for kind in kinds],
        "archived": [kind for kind in everything if kind.archived_at is not None],
        "ready": [(name, title) for name, title in ready if title.casefold() not in names],
        "kinds": list(MetricKind),
    }
    return page(request, "habits.html", me.user.language, shown)


@router.post("/habits")
async def add(request: Request, me: Me, parts: Given) -> Response:
    """Something of one's own."""
    fields = await fields_of(request)
    try:
        kind = MetricKind(fields.get("kind", ""))
    except ValueError:
        raise InvalidInputError("There is no such kind.", says="choose") from None
    wanted = MetricType(
        user_id=me.user.id,
        name=fields.get("name", ""),
        kind=kind,
        unit=fields.get("unit", "").strip() or ("hours" if kind is MetricKind.DURATION else ""),
        low=1.0 if kind is MetricKind.SCALE else None,
        high=10.0 if kind is MetricKind.SCALE else None,
        target=_number(fields.get("target", "")),
        direction=Direction.AT_MOST if "at_most" in fields else Direction.AT_LEAST,
        schedule=parse_rhythm(fields.get("schedule", "").strip() or "daily").model_dump(mode="json"),
        ask_in=["evening"],
        created_at=parts.now(),
    )
    await parts.store.progress.add_metric_type(wanted)
    return to("/habits")


@router.post("/habits/start")
async def start(request: Request, me: Me, parts: Given) -> Response:
    """One of the usual things, with its question and schedule."""
    fields = await fields_of(request)
    kinds = [each.metric_type(me.user.id, me.user.language, parts.now()) for each in pack(fields.get("pack", ""))]
    await parts.store.progress.add_missing(kinds)
    return to("/habits")


@router.post("/habits/change")
async def change(request: Request, me: Me, parts: Given) -> Response:
    """Share it, keep it private, track it no longer, or again."""
    fields = await fields_of(request)
    kind = await parts.store.progress.metric_type(me.user.id, fields.get("metric", ""))
    wanted: dict[str, dict[str, Any]] = {
        "archive": {"archived_at": parts.now()},
        "restore": {"archived_at": None},
        "share": {"shared": True},
        "unshare": {"shared": False},
    }
    changes = wanted.get(fields.get("do", ""))
    if changes is None:
        raise InvalidInputError("There is no such button.", says="button")
    await parts.store.progress.change_metric_type(kind.id, **changes)
    return to("/habits")


def _number(text: str) -> float | None:
    if not text.strip():
        return None
    try:
        return float(text.replace(",", "."))
    except ValueError:
        raise InvalidInputError(
            f"{text!r} is no target.", remedy="A plain number, or nothing.", says="number", text=text
        ) from None
