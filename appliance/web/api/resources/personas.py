"""Who can call: listed, looked at, heard. Chosen under the person."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response
from pydantic import BaseModel

from appliance.accounts.roles import Scope
from appliance.calls.choosing import persona_named
from appliance.coach.persona import Persona
from appliance.web.api.callers import Caller, Given, may
from appliance.web.preview import preview

router = APIRouter(tags=["personas"])

Reader = Annotated[Caller, Depends(may(Scope.READ))]


class PersonaView(BaseModel):
    name: str
    title: str
    harsh: bool
    """Needs a consent and a private room, and never talks to minors."""
    languages: list[str] = []
    """Those that it has words of its own in."""


@router.get("/personas")
async def list_personas(caller: Reader, parts: Given) -> list[PersonaView]:
    """Who can call."""
    return [_view(name, each) for name, each in sorted(parts.personas.items())]


@router.get("/personas/{name}")
async def show_persona(name: str, caller: Reader, parts: Given) -> PersonaView:
    """One of them."""
    return _view(name, persona_named(parts.personas, name))


@router.get(
    "/personas/{name}/preview",
    response_class=Response,
    responses={200: {"description": "How it calls and greets", "content": {"audio/wav": {}}}},
)
async def hear_persona(
    name: str, caller: Reader, parts: Given, language: Annotated[str, Query(max_length=10)] = ""
) -> Response:
    """A WAV file, made now by the voice that calls; without a language in the person's own."""
    return Response(await preview(parts, name, language, caller.user), media_type="audio/wav")


def _view(name: str, persona: Persona) -> PersonaView:
    return PersonaView(name=name, title=persona.title, harsh=persona.harsh, languages=list(persona.languages))
