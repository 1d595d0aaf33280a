"""Models: what this machine can run, what is here, and downloads. Owners change it, the others look."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Request, Response

from appliance.accounts.roles import administers
from appliance.errors import ForbiddenError, InvalidInputError
from appliance.upkeep.weights.faults import megabytes
from appliance.upkeep.weights.licence import licence_text
from appliance.upkeep.weights.shelf import accept_named, discard_named, look_over, remove_named
from appliance.web.api.callers import Caller
from appliance.web.api.resources.models import intake_of
from appliance.web.forms import fields_of
from appliance.web.site.frame import Given, Me, page, to

router = APIRouter(include_in_schema=False)

PATH = "/models"

LICENCE_SHOWN = 20_000
"""Characters of a licence on the page; its address is beside it."""


@router.get(PATH)
async def models(request: Request, me: Me, parts: Given) -> Response:
    """All of it, with the downloads since the start."""
    shelf = await look_over(parts.settings)
    licences = {each.model.engine: licence_text(each.model.place.path)[:LICENCE_SHOWN]
                for each in shelf.models if each.terms}  # fmt: skip
    return page(request, "models.html", me.user.language, {
        "me": me.user, "shelf": shelf, "pulls": parts.pulls.all, "running": parts.pulls.running,
        "owner": administers(me.user), "megabytes": megabytes, "licences": licences,
    })  # fmt: skip


@router.post(f"{PATH}/pull")
async def pull(request: Request, me: Me, parts: Given) -> Response:
    """Fetch a model that somebody agreed to, by the source that stood beside the tick."""
    fields = await _of_owner(request, me)
    parts.pulls.start(fields.get("engine", ""), fields.get("agreed", ""), me.actor)
    return to(f"{PATH}#downloads")


@router.post(f"{PATH}/pulls/{{pull_id}}/cancel")
async def cancel(pull_id: UUID, request: Request, me: Me, parts: Given) -> Response:
    """Break a download off."""
    await _of_owner(request, me)
    await parts.pulls.cancel(pull_id, me.actor)
    return to(f"{PATH}#downloads")


@router.post(f"{PATH}/remove")
async def remove(request: Request, me: Me, parts: Given) -> Response:
    """Delete a model, or what was fetched of one."""
    fields = await _of_owner(request, me)
    if not fields.get("sure"):
        raise InvalidInputError("Nothing was removed: the tick beside it was not set.", says="tick")
    intake = intake_of(parts, me)
    if half := fields.get("half"):
        await discard_named(parts.settings, intake, half)
    else:
        await remove_named(parts.settings, intake, fields.get("engine", ""))
    return to(PATH)


@router.post(f"{PATH}/accept")
async def accept(request: Request, me: Me, parts: Given) -> Response:
    """Accept a licence for the household."""
    fields = await _of_owner(request, me)
    await accept_named(parts.settings, intake_of(parts, me), fields.get("engine", ""), fields.get("licence", ""))
    return to(PATH)


async def _of_owner(request: Request, me: Caller) -> dict[str, str]:
    """The form. Raises `ForbiddenError` for whoever does not administer the household."""
    fields = await fields_of(request)
    if not administers(me.user):
        raise ForbiddenError("Only an owner of the household may do that.", says="owner_only")
    return fields
