"""Who can call: to be heard, chosen, and, where it is harsh, agreed to."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response

from appliance.accounts.roles import administers
from appliance.calls import choosing
from appliance.calls.choosing import persona_named
from appliance.coach.own_personas import own_files
from appliance.coach.persona import Persona
from appliance.coach.sample import text_of
from appliance.language.folders import base_code
from appliance.records.people import User
from appliance.web.forms import fields_of
from appliance.web.parts import Parts
from appliance.web.preview import preview, said_by
from appliance.web.site.frame import Given, Me, page, to

router = APIRouter(include_in_schema=False)


@router.get("/personas")
async def personas(request: Request, me: Me, parts: Given) -> Response:
    """All there are; for an owner also the files of their own, with what is wrong in them."""
    user = me.user
    in_order = sorted(parts.personas.items(), key=lambda each: (each[1].harsh, each[0]))
    rows = [await _row(parts, name, each, user) for name, each in in_order]
    shown = {
        "me": user, "personas": rows, "owner": administers(user), "gone": user.personality_mode not in parts.personas,
        "own": own_files(parts.settings.local_data_path),
        "faults": {each.path.stem: each for each in parts.personas.faults},
    }  # fmt: skip
    return page(request, "personas.html", user.language, shown)


async def _row(parts: Parts, name: str, persona: Persona, user: User) -> dict[str, Any]:
    code = base_code(user.language)
    said = said_by(persona, code, user)
    return {
        "name": name, "title": persona.title_in(code), "harsh": persona.harsh, "mine": name == user.personality_mode,
        "words": (text_of(said.greeting), text_of(said.missed)), "never": persona.harsh and user.prefers.minor,
        "allowed": not persona.harsh or await choosing.has_allowed(parts.store, persona, user, parts.now()),
    }  # fmt: skip


@router.get("/personas/{name}/preview.wav")
async def hear(name: str, me: Me, parts: Given, language: str = "") -> Response:
    """How it calls and greets, made by the voice that calls."""
    return Response(await preview(parts, name, language[:10], me.user), media_type="audio/wav")


@router.post("/personas/{name}/choose")
async def choose(name: str, request: Request, me: Me, parts: Given) -> Response:
    """From the next call on; a harsh one asks for a consent first."""
    await fields_of(request)
    persona = persona_named(parts.personas, name)
    if persona.harsh and not await choosing.has_allowed(parts.store, persona, me.user, parts.now()):
        choosing.wording(persona, me.user)  # refuses a minor
        return to(f"/personas/{persona.name}/consent")
    await choosing.choose(parts.store, parts.personas, name, me.user, parts.now())
    return to("/personas")


@router.get("/personas/{name}/consent")
async def ask_consent(name: str, request: Request, me: Me, parts: Given) -> Response:
    """What is agreed to, in full."""
    persona = persona_named(parts.personas, name)
    shown = {
        "me": me.user, "name": persona.name, "title": persona.title_in(base_code(me.user.language)),
        "wording": choosing.wording(persona, me.user),
    }  # fmt: skip
    return page(request, "persona_consent.html", me.user.language, shown)


@router.post("/personas/{name}/consent")
async def consent(name: str, request: Request, me: Me, parts: Given) -> Response:
    """Agree to it for ninety days, and be called by it."""
    fields = await fields_of(request)
    persona = persona_named(parts.personas, name)
    await choosing.agree(parts.store, persona, me.user, fields.get("wording", ""), parts.now())
    await choosing.choose(parts.store, parts.personas, name, me.user, parts.now())
    return to("/personas")


@router.post("/personas/{name}/withdraw")
async def withdraw(name: str, request: Request, me: Me, parts: Given) -> Response:
    """From the next call on it does not talk any more."""
    await fields_of(request)
    await choosing.withdraw(parts.store, name, me.user, parts.now())
    return to("/personas")
