"""People of the household: who there is, and what each has set. An owner changes all, everybody their own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID
from zoneinfo import available_timezones

from fastapi import APIRouter, Request, Response

from appliance.accounts import household
from appliance.accounts.roles import acts_for, administers
from appliance.calls.choosing import persona_named
from appliance.errors import ApplianceError, InvalidInputError
from appliance.language.folders import base_code, known_languages
from appliance.records.people import Role, User
from appliance.review.dates import written
from appliance.review.wording import Wording
from appliance.schedule.walltime import zone_named
from appliance.upkeep.languages import ENGLISH, Lack, check_wanted, lacks
from appliance.upkeep.weights.manifest import load_manifest
from appliance.web.api.callers import Caller, allow, owner_of
from appliance.web.api.problems import status_of
from appliance.web.forms import fields_of
from appliance.web.parts import Parts
from appliance.web.site.frame import Given, Me, page, to

router = APIRouter(include_in_schema=False)

NUMBERS = ("nudges_a_day", "call_minutes", "pause_seconds")
MAY_BE_EMPTY = "pause_seconds"
"""Empty is: by the kind of question."""


@router.get("/people")
async def people(request: Request, me: Me, parts: Given) -> Response:
    """Everybody's name; for an owner also who can sign in, and the form for somebody new."""
    return await _list(request, me, parts)


async def _list(
    request: Request,
    me: Caller,
    parts: Parts,
    typed: Mapping[str, str] | None = None,
    error: ApplianceError | None = None,
) -> Response:
    invited = {each.user_id: each for each in await parts.store.invitations.standing(parts.now())}
    shown = {
        "me": me.user, "people": await parts.store.people.users(), "owner": administers(me.user),
        "signs_in": await parts.store.accounts.who(), "invited": set(invited), "roles": tuple(Role),
        "languages": languages(parts, me.user.language), "zones": zones(), "error": error,
        "only_english": not parts.settings.multi_language_enabled,
        "typed": typed or {"timezone": me.user.timezone, "language": me.user.language, "role": Role.MEMBER.value},
    }  # fmt: skip
    return page(request, "people.html", me.user.language, shown, status_of(error) if error else 200)


@router.post("/people")
async def add(request: Request, me: Me, parts: Given) -> Response:
    """Somebody new, who is called; then on to their page, where they can be invited."""
    fields = await fields_of(request)
    try:
        wanted = User(
            name=fields.get("name", ""),
            timezone=fields.get("timezone", ""),
            language=check_wanted(fields.get("language", ENGLISH), parts.settings),
            role=_role(fields.get("role", Role.MEMBER)),
            created_at=parts.now(),
        )
        wanted.preferences = household.preferred(wanted, {"country": _country(fields)})
        added = await household.add_person(parts.store, me.user, wanted, parts.now())
    except InvalidInputError as error:
        return await _list(request, me, parts, fields, error)
    return to(f"/people/{added.id}")


@router.get("/people/{user_id}")
async def person(user_id: UUID, request: Request, me: Me, parts: Given) -> Response:
    """What somebody has set; for an owner also whether they are let in."""
    return await person_page(request, me, parts, await owner_of(parts, me, user_id))


@router.post("/people/{user_id}")
async def change(user_id: UUID, request: Request, me: Me, parts: Given) -> Response:
    """Set what the form says; where something cannot be, the form again with what was typed."""
    fields = await fields_of(request)
    found = await owner_of(parts, me, user_id)
    try:
        await household.change_person(parts.store, me.user, found, _wanted(fields, me.user, found, parts), parts.now())
    except InvalidInputError as error:
        return await person_page(request, me, parts, found, fields, error)
    return to(f"/people/{found.id}")


@router.post("/people/{user_id}/role")
async def set_role(user_id: UUID, request: Request, me: Me, parts: Given) -> Response:
    """For an owner."""
    fields = await fields_of(request)
    found = await owner_of(parts, me, user_id)
    await household.set_role(parts.store, me.user, found, _role(fields.get("role", "")), parts.now())
    return to(f"/people/{found.id}" if acts_for(me.user, found) else "/people")


@router.post("/people/{user_id}/sign-out")
async def sign_out(user_id: UUID, request: Request, me: Me, parts: Given) -> Response:
    """All of somebody's browsers; one's own is among them."""
    await fields_of(request)
    found = await owner_of(parts, me, user_id)
    await household.sign_out_everywhere(parts.store, me.user, found, parts.now())
    return to(f"/people/{found.id}")


@router.get("/people/{user_id}/close")
async def ask_to_close(user_id: UUID, request: Request, me: Me, parts: Given) -> Response:
    """What would be gone, before it is."""
    found = await owner_of(parts, me, user_id)
    allow(me, found, lambda actor, _: administers(actor))
    return page(request, "person_close.html", me.user.language, {"me": me.user, "person": found})


@router.post("/people/{user_id}/close")
async def close(user_id: UUID, request: Request, me: Me, parts: Given) -> Response:
    """Take their sign-in."""
    await fields_of(request)
    found = await owner_of(parts, me, user_id)
    await household.close_account(parts.store, me.user, found, parts.now())
    return to(f"/people/{found.id}")


async def person_page(
    request: Request,
    me: Caller,
    parts: Parts,
    found: User,
    typed: Mapping[str, str] | None = None,
    error: ApplianceError | None = None,
) -> Response:
    """Somebody's settings, as they are or as they were typed."""
    invited = [each for each in await parts.store.invitations.standing(parts.now()) if each.user_id == found.id]
    persona = parts.personas.get(found.personality_mode) or persona_named(parts.personas, next(iter(parts.personas)))
    shown = {
        "me": me.user, "person": found, "owner": administers(me.user), "own": me.user.id == found.id, "error": error,
        "typed": typed or _as_typed(found), "languages": languages(parts, found.language), "zones": zones(),
        "only_english": not parts.settings.multi_language_enabled, "roles": tuple(Role),
        "lacks": _lacks(parts, found.language), "signs_in": found.id in await parts.store.accounts.who(),
        "invited": when_told(invited[0].expires_at, me.user) if invited else "",
        "persona": persona.title_in(base_code(me.user.language)),
    }  # fmt: skip
    return page(request, "person.html", me.user.language, shown, status_of(error) if error else 200)


def languages(parts: Parts, current: str) -> list[tuple[str, str]]:
    """Those that calls may be held in, and the one that is set, as code and the language's own name."""
    fine = parts.settings.multi_language_enabled
    known = known_languages().values()
    return [(each.code, each.own_name) for each in known if fine or each.code in (ENGLISH, base_code(current))]


@cache
def zones() -> list[str]:
    """Time zones by the places people know."""
    return sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith(("Etc/", "SystemV/")))


def when_told(at: datetime, user: User) -> str:
    """Day and time as this person reads them."""
    local = at.astimezone(zone_named(user.timezone))
    return f"{written(local.date(), Wording(user.language))}, {local:%H:%M}"


def _lacks(parts: Parts, code: str) -> list[Lack]:
    try:
        known = load_manifest(parts.settings.local_models_path)
    except InvalidInputError as error:  # the owner's list of models: the page of a person is not in its way
        return [Lack("models", error.message, error.remedy)]
    return lacks(base_code(code), parts.settings, known)


def _as_typed(found: User) -> dict[str, str]:
    """The settings as a form sends them."""
    prefers = found.prefers
    typed = {name: getattr(found, name) for name in ("timezone", "language", "day_ends_at", "nudges_a_day")}
    typed |= {name: getattr(prefers, name) for name in ("call_minutes", "pause_seconds", "safe_word", "country")}
    ticked = {name: "on" for name in ("push_to_talk", "minor") if getattr(prefers, name)}
    return {name: _plain(value) for name, value in typed.items()} | ticked


def _plain(value: Any) -> str:
    if value is None:
        return ""
    return f"{value:g}" if isinstance(value, float) else str(value)


def _wanted(fields: Mapping[str, str], actor: User, found: User, parts: Parts) -> dict[str, Any]:
    """What the form asks for; a box that is not ticked is not sent. Raises `InvalidInputError`."""
    wanted: dict[str, Any] = {name: fields[name].strip() for name in ("timezone", "day_ends_at") if name in fields}
    wanted |= {name: _number(name, fields[name]) for name in NUMBERS if name in fields}
    if base_code(fields.get("language", found.language)) != base_code(found.language):
        wanted["language"] = check_wanted(fields["language"], parts.settings)
    if "country" in fields:
        wanted["country"] = _country(fields)
    wanted["push_to_talk"] = "push_to_talk" in fields
    if actor.id == found.id and "safe_word" in fields:
        wanted["safe_word"] = fields["safe_word"].strip()
    if administers(actor):
        wanted["minor"] = "minor" in fields
    return wanted


def _number(name: str, text: str) -> float | int | None:
    plain = text.strip().replace(",", ".")[:20]
    if not plain and name == MAY_BE_EMPTY:
        return None
    try:
        return int(plain) if name == "nudges_a_day" else float(plain)
    except ValueError:
        raise InvalidInputError(f"{text[:40]!r} is no number.", says="number", text=text[:40]) from None


def _country(fields: Mapping[str, str]) -> str:
    return fields.get("country", "").strip().upper()


def _role(text: str) -> Role:
    try:
        return Role(text)
    except ValueError:
        raise InvalidInputError(
            "There is no such role.", remedy=f"There is: {', '.join(Role)}.", says="choose"
        ) from None
