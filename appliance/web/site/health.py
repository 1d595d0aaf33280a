"""Health: each engine and device, what is wrong, the button that mends it, and how quick answers were."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from appliance.accounts.roles import administers
from appliance.calls.occasions import today_of
from appliance.errors import InvalidInputError
from appliance.records.people import Pause, Room, User
from appliance.schedule.days import pause_on
from appliance.web.forms import fields_of
from appliance.web.kiosks import Shown, shown_of
from appliance.web.mending import Mend, mend_it, shown
from appliance.web.parts import Parts
from appliance.web.site.frame import Given, Me, page, to

router = APIRouter(include_in_schema=False)

PATH = "/health"


@router.get("/status")
async def status(me: Me) -> Response:
    """What the page was called before."""
    return to(PATH)


@router.get(PATH)
async def health(request: Request, me: Me, parts: Given) -> Response:
    """All of it, looked at afresh."""
    looked = await parts.observatory.look()
    own, of_all = await _pauses(parts, me.user)
    return page(request, "health.html", me.user.language, {
        "me": me.user, "owner": administers(me.user), "ready": looked.ready, "store_fault": looked.store_fault,
        "findings": [shown(parts, each) for each in looked.findings], "latencies": looked.latencies,
        "held": parts.observatory.clock.held(), "remedy": parts.observatory.clock.verdict.remedy,
        "own": own, "of_all": of_all, "tablets": await _tablets(parts),
    })  # fmt: skip


@router.post(f"{PATH}/mend")
async def mend(request: Request, me: Me, parts: Given) -> Response:
    """Do what a button says."""
    fields = await fields_of(request)
    try:
        what = Mend(fields.get("what", ""))
    except ValueError:
        raise InvalidInputError("There is no such button.", says="button") from None
    await mend_it(parts, me.user, what, fields.get("kind", ""))
    return to(PATH)


async def _tablets(parts: Parts) -> list[tuple[Room, Shown | None]]:
    """Rooms that are tablets, and how these are."""
    kiosks = await shown_of(parts)
    return [(room, kiosks[str(room.id)]) for room in await parts.store.people.rooms() if str(room.id) in kiosks]


async def _pauses(parts: Parts, user: User) -> tuple[Pause | None, Pause | None]:
    """One's own that stands today, and the household's."""
    day = today_of(user, parts.now())
    found = await parts.store.silences.pauses(user.id, since=day)
    return (
        pause_on(day, [each for each in found if each.user_id == user.id]),
        pause_on(day, [each for each in found if each.user_id is None]),
    )
