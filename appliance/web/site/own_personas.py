"""Personas of the household's own: written, changed and removed by an owner, checked before they are kept."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from fastapi import APIRouter, Request, Response

from appliance.accounts.roles import administers
from appliance.calls.choosing import persona_named
from appliance.coach import own_personas
from appliance.coach.own_personas import MOST_BYTES
from appliance.coach.safety.permission import FRIEND
from appliance.errors import ApplianceError
from appliance.records.people import User
from appliance.web.api.callers import Caller, allow
from appliance.web.api.problems import status_of
from appliance.web.forms import fields_of
from appliance.web.parts import Parts
from appliance.web.site.frame import Given, Me, page, to

router = APIRouter(include_in_schema=False)

MOST_FORM_BYTES = 6 * MOST_BYTES + 4096
"""Of a form a letter that is no ASCII takes six."""

NEW = "neighbour"
"""What a copy is called until somebody calls it otherwise."""


@router.get("/personas/write")
async def write_page(request: Request, me: Me, parts: Given, like: str = "", name: str = "") -> Response:
    """One's own file as it is, or a copy of another persona to begin with."""
    _check_owner(me)
    if name:
        text = own_personas.own_text(parts.settings.local_data_path, name)
        return _form(request, me, parts, {"name": name, "text": text, "replace": "on"})
    persona = persona_named(parts.personas, like or FRIEND)
    text = parts.personas.path_of(persona.name).read_text(encoding="utf-8")
    return _form(request, me, parts, {"name": NEW, "text": own_personas.copy_of(text, persona, NEW)})


@router.post("/personas/write")
async def write(request: Request, me: Me, parts: Given) -> Response:
    """Keep it, or the form again with what is wrong and what was typed."""
    _check_owner(me)
    fields = await fields_of(request, MOST_FORM_BYTES)
    name, replace = fields.get("name", "").strip(), "replace" in fields
    folder, known = parts.settings.local_data_path, tuple(parts.personas)
    try:
        await asyncio.to_thread(own_personas.save_own, folder, name, fields.get("text", ""), known, replace=replace)
    except ApplianceError as error:
        return _form(request, me, parts, fields, error)
    await _note(parts, me, f"write persona {name}")
    return to("/personas")


@router.get("/personas/{name}/remove")
async def ask_to_remove(name: str, request: Request, me: Me, parts: Given) -> Response:
    """Who is called by it, before it is gone."""
    _check_owner(me)
    own_personas.checked_name(name)
    called = [user.name for user in await parts.store.people.users() if user.personality_mode == name]
    return page(request, "persona_remove.html", me.user.language, {"me": me.user, "name": name, "called": called})


@router.post("/personas/{name}/remove")
async def remove(name: str, request: Request, me: Me, parts: Given) -> Response:
    """Delete the file."""
    _check_owner(me)
    await fields_of(request)
    own_personas.remove_own(parts.settings.local_data_path, name)
    await _note(parts, me, f"remove persona {name}")
    return to("/personas")


def _form(
    request: Request, me: Caller, parts: Parts, typed: Mapping[str, str], error: ApplianceError | None = None
) -> Response:
    shown = {"me": me.user, "typed": typed, "error": error, "personas": list(parts.personas), "most": MOST_BYTES}
    return page(request, "persona_write.html", me.user.language, shown, status_of(error) if error else 200)


def _check_owner(me: Caller) -> None:
    allow(me, me.user, _administers)


def _administers(actor: User, _: User) -> bool:
    return administers(actor)


async def _note(parts: Parts, me: Caller, action: str) -> None:
    await parts.store.audit.append(parts.now(), me.actor, action, "personas")
