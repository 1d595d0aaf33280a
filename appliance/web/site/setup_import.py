"""An export brought in on the page: of an appliance, or of another tracker."""

from __future__ import annotations

import asyncio
from typing import Any

from fastapi import APIRouter, Request, Response

from appliance.accounts.roles import administers
from appliance.errors import ApplianceError, ForbiddenError
from appliance.language.messages import messages
from appliance.transfer.arrival import bring_in, read_own
from appliance.transfer.files_in import OwnDocument, OwnSheets, recognise_content
from appliance.transfer.habits_in import bring_habits, read_foreign
from appliance.web.api.callers import Caller
from appliance.web.api.problems import status_of
from appliance.web.forms import Upload, upload_of
from appliance.web.parts import Parts
from appliance.web.site.frame import Given, Me, page

router = APIRouter(include_in_schema=False)


@router.get("/setup/import")
async def show(request: Request, me: Me) -> Response:
    """The form."""
    _owner(me)
    return page(request, "setup_import.html", me.user.language, {"me": me.user})


@router.post("/setup/import")
async def save(request: Request, me: Me, parts: Given) -> Response:
    """All of the file, or nothing of it and what is wrong with it."""
    _owner(me)
    content: dict[str, Any] = {"me": me.user}
    try:
        content |= await _bring(await upload_of(request), me, parts)
    except ForbiddenError:
        raise
    except ApplianceError as error:
        return page(request, "setup_import.html", me.user.language, {**content, "error": error}, status_of(error))
    return page(request, "setup_import.html", me.user.language, content)


async def _bring(upload: Upload, me: Caller, parts: Parts) -> dict[str, Any]:
    """What is told of it, in sentences."""
    words = messages(me.user.language).page
    found = await asyncio.to_thread(recognise_content, upload.file or "export", upload.content)
    if not isinstance(found, OwnDocument | OwnSheets):
        habits, said = await asyncio.to_thread(read_foreign, found)
        brought = await bring_habits(parts.store, me.user, habits, parts.now())
        notes = [f"{habit.name}: {note}." for habit in brought.habits for note in habit.notes]
        told = words["setup_imported_habits"][0].format(count=len(brought.habits))
        return {"told": [told, *notes, *(f"{each[:1].upper()}{each[1:]}." for each in said)]}
    dossier = await asyncio.to_thread(read_own, found)
    done = await bring_in(parts.store, dossier, name=upload.fields.get("name", "").strip() or None)
    await parts.store.audit.append(parts.now(), me.actor, "import", f"user {dossier.person['id']}")
    told = words["setup_imported"][0].format(name=done.person, rows=sum(done.rows.values()))
    return {"told": [told, words["setup_imported_account"][0].format(name=done.person), *done.notes]}


def _owner(me: Caller) -> None:
    if not administers(me.user):
        raise ForbiddenError("Only an owner of the household may do that.", says="owner_only")
