"""Rooms and their devices: looked at by everybody, changed and tried by an owner."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request, Response

from appliance.accounts.roles import administers
from appliance.channels import furnishing
from appliance.channels.furnishing import Found
from appliance.channels.trial import try_chime, try_echo
from appliance.errors import ApplianceError, ForbiddenError, InvalidInputError
from appliance.records.people import Room
from appliance.schedule.volume import checked_hours, write_hours
from appliance.upkeep.first_run import BROWSER
from appliance.web.api.callers import Caller
from appliance.web.api.problems import status_of
from appliance.web.forms import fields_of
from appliance.web.kiosks import shown_of
from appliance.web.parts import Parts
from appliance.web.site.frame import Given, Me, page, to
from appliance.web.site.kiosks import titled_languages

router = APIRouter(include_in_schema=False)

TRIED = ("chimed", "heard", "silent", "overdriven")
"""What a trial came to; each has words on the page."""


@router.get("/rooms")
async def rooms(request: Request, me: Me, parts: Given) -> Response:
    """All of them, what they lack, and the form for another."""
    return await _list(request, me, parts)


@router.post("/rooms")
async def add(request: Request, me: Me, parts: Given) -> Response:
    """Another one; then it can be tried."""
    _owner(me)
    fields = await fields_of(request)
    try:
        added = await add_from(fields, me, parts)
    except ApplianceError as error:
        return await _list(request, me, parts, error=error, typed=fields)
    return to(f"/rooms/{added.id}")


@router.get("/rooms/{which}")
async def one(which: str, request: Request, me: Me, parts: Given, tried: str = "") -> Response:
    """One room: change, try, remove."""
    _owner(me)
    room = await parts.store.people.room(which)
    return await _one(request, me, parts, room, tried=tried if tried in TRIED else "")


@router.post("/rooms/{which}")
async def change(which: str, request: Request, me: Me, parts: Given) -> Response:
    """Other devices, another volume."""
    _owner(me)
    room = await parts.store.people.room(which)
    fields = await fields_of(request)
    try:
        await change_from(fields, room, me, parts)
    except ApplianceError as error:
        return await _one(request, me, parts, room, error=error, typed=fields)
    return to(f"/rooms/{room.id}")


@router.post("/rooms/{which}/try")
async def try_out(which: str, request: Request, me: Me, parts: Given) -> Response:
    """The chime, or oneself."""
    _owner(me)
    room = await parts.store.people.room(which)
    fields = await fields_of(request)
    try:
        tried = await tried_by(fields.get("do", ""), room, me, parts)
    except ApplianceError as error:
        return await _one(request, me, parts, room, error=error)
    return to(f"/rooms/{room.id}?tried={tried}")


@router.post("/rooms/{which}/remove")
async def remove(which: str, request: Request, me: Me, parts: Given) -> Response:
    """Forget it."""
    _owner(me)
    await fields_of(request)
    room = await parts.store.people.room(which)
    await parts.store.people.remove_room(str(room.id))
    await parts.store.audit.append(parts.now(), me.actor, "remove room", f"room {room.id}")
    return to("/rooms")


async def add_from(fields: Mapping[str, str], me: Caller, parts: Parts) -> Room:
    """A room of a form's fields. Raises as `furnishing.add_room` does."""
    wanted = Room(name=fields.get("name", ""), created_at=parts.now(), **_read(fields, Room(name="")))
    added = await furnishing.add_room(parts.store, parts.devices, wanted)
    await parts.store.audit.append(parts.now(), me.actor, "add room", f"room {added.id}")
    return added


async def change_from(fields: Mapping[str, str], room: Room, me: Caller, parts: Parts) -> Room:
    """The room as a form has it. Raises as `furnishing.change_room` does."""
    changed = await furnishing.change_room(parts.store, parts.devices, str(room.id), _read(fields, room))
    await parts.store.audit.append(parts.now(), me.actor, "change room", f"room {room.id}")
    return changed


async def tried_by(button: str, room: Room, me: Caller, parts: Parts) -> str:
    """What came of it, one of `TRIED`. Raises as `try_chime` does."""
    if button not in ("chime", "echo"):
        raise InvalidInputError("There is no such button.", says="button")
    await parts.store.audit.append(parts.now(), me.actor, "try room", f"room {room.id}")
    if button == "chime":
        await try_chime(parts.store, parts.devices, room)
        return "chimed"
    heard = await try_echo(parts.store, parts.devices, room)
    return "overdriven" if heard.overdriven else "heard" if heard.heard_something else "silent"


def form_of(room: Room, found: Found, typed: Mapping[str, str] | None = None) -> dict[str, Any]:
    """What the form of a room shows: as it is, or as it was typed."""
    night = room.volume_by_hour[0] if room.volume_by_hour else {}
    shown = {
        "name": room.name, "speaker_device": room.speaker_device, "microphone_device": room.microphone_device,
        "volume": f"{room.volume * 100:g}", "fade_in_seconds": f"{room.fade_in_seconds:g}",
        "quiet_from": night.get("begins", ""), "quiet_until": night.get("ends", ""),
        "quiet_volume": f"{night.get('volume', 0.3) * 100:g}", "private": "on" if room.private else "",
    }  # fmt: skip
    return {
        "room": room,
        "form": {**shown, **({"private": ""} if typed else {}), **(typed or {})},
        "speakers": found.speakers,
        "microphones": found.microphones,
    }


def browser_offered(parts: Parts) -> bool:
    """Whether a browser can be the room."""
    return BROWSER in parts.channels


def _read(fields: Mapping[str, str], room: Room) -> dict[str, Any]:
    """The fields as a room has them; what a form leaves out stays. Raises `InvalidInputError`."""
    begins, ends = fields.get("quiet_from", "")[:5], fields.get("quiet_until", "")[:5]
    night = []
    if begins or ends:
        volume = _number(fields, "quiet_volume", 30.0, 100.0) / 100
        night = checked_hours([{"begins": begins, "ends": ends, "volume": volume}])
    return {
        "speaker_device": fields.get("speaker_device", "") or room.speaker_device,
        "microphone_device": fields.get("microphone_device", "") or room.microphone_device,
        "volume": _number(fields, "volume", room.volume * 100, 100.0) / 100,
        "fade_in_seconds": _number(fields, "fade_in_seconds", room.fade_in_seconds, 30.0),
        "private": "private" in fields,
        "volume_by_hour": [*night, *room.volume_by_hour[1:]],
    }


def _number(fields: Mapping[str, str], name: str, usual: float, most: float) -> float:
    text = fields.get(name, "").strip().replace(",", ".")
    try:
        value = float(text) if text else usual
    except ValueError:
        value = -1.0
    if not 0 <= value <= most:
        raise InvalidInputError(
            f"{text[:40]!r} is no usable number.",
            remedy=f"A number from 0 to {most:g}.",
            says="number_range",
            text=text[:40],
            least=0,
            most=f"{most:g}",
        )
    return value


async def _list(
    request: Request, me: Caller, parts: Parts, *, error: ApplianceError | None = None,
    typed: Mapping[str, str] | None = None,
) -> Response:  # fmt: skip
    found = await furnishing.look_for_devices(parts.devices)
    known = await parts.store.people.rooms()
    listed = [(room, write_hours(room.volume_by_hour), furnishing.lacks_of(room, found)) for room in known]
    shown = {
        "me": me.user, "rooms": listed, "found": found, "owner": administers(me.user), "error": error,
        "browser": browser_offered(parts), "kiosks": await shown_of(parts), **form_of(Room(name=""), found, typed),
    }  # fmt: skip
    return page(request, "rooms.html", me.user.language, shown, status_of(error) if error else 200)


async def _one(
    request: Request, me: Caller, parts: Parts, room: Room, *, error: ApplianceError | None = None,
    typed: Mapping[str, str] | None = None, tried: str = "",
) -> Response:  # fmt: skip
    found = await furnishing.look_for_devices(parts.devices)
    shown = {
        "me": me.user, "found": found, "error": error, "tried": tried, "lacks": furnishing.lacks_of(room, found),
        "browser": browser_offered(parts), "action": f"/rooms/{room.id}/try", **form_of(room, found, typed),
        "kiosk": (await shown_of(parts)).get(str(room.id)), "languages": titled_languages(),
    }  # fmt: skip
    return page(request, "room.html", me.user.language, shown, status_of(error) if error else 200)


def _owner(me: Caller) -> None:
    if not administers(me.user):
        raise ForbiddenError("Only an owner of the household may do that.", says="owner_only")
