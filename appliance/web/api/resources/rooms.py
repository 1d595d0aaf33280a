"""Rooms, their devices, and trying them out."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict, Field

from appliance.accounts.roles import Scope
from appliance.channels import furnishing
from appliance.channels.room_check import Level
from appliance.channels.trial import MOST_METER_SECONDS, try_chime, try_echo, try_levels
from appliance.errors import ConflictError, EngineUnavailableError, ForbiddenError
from appliance.records.people import Room
from appliance.schedule.volume import checked_hours
from appliance.web.api.callers import Caller, Given, may
from appliance.web.api.views import View
from appliance.web.kiosks import shown_of
from appliance.web.origin import same_origin
from appliance.web.parts import Parts

router = APIRouter(tags=["rooms"])

Reader = Annotated[Caller, Depends(may(Scope.READ))]
Owner = Annotated[Caller, Depends(may(Scope.ADMINISTER, owner=True))]

Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
DeviceName = Annotated[str, Field(min_length=1, max_length=200)]

EVENTS = "text/event-stream"


class Hours(BaseModel):
    model_config = ConfigDict(extra="forbid")

    begins: str = Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$", examples=["22:00"])
    ends: str = Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$", examples=["07:00"])
    volume: Share


class RoomChange(BaseModel):
    model_config = ConfigDict(extra="forbid")

    speaker_device: DeviceName | None = None
    microphone_device: DeviceName | None = None
    private: bool | None = None
    volume: Share | None = None
    fade_in_seconds: float | None = Field(default=None, ge=0, le=30, allow_inf_nan=False)
    volume_by_hour: list[Hours] | None = Field(default=None, max_length=12)

    @property
    def fields(self) -> dict[str, Any]:
        """What is named, as a room has it."""
        named = self.model_dump(exclude_none=True)
        if "volume_by_hour" in named:
            named["volume_by_hour"] = checked_hours(named["volume_by_hour"])
        return named


class NewRoom(RoomChange):
    model_config = ConfigDict(json_schema_extra={"examples": [{"name": "kitchen", "private": True, "volume": 0.8}]})

    name: str = Field(min_length=1, max_length=80)


class RoomView(View):
    id: UUID
    name: str
    speaker_device: str
    microphone_device: str
    private: bool
    volume: float
    fade_in_seconds: float
    volume_by_hour: list[Hours]
    kind: Literal["devices", "kiosk"] = "devices"
    """A kiosk's speaker and microphone are those of a tablet: its device names say nothing."""
    paired: bool | None = None
    """Whether a tablet is paired with a kiosk."""
    connected: bool | None = None
    """Whether its page is open now."""
    seen_at: datetime | None = None


async def _views(parts: Parts, rooms: Sequence[Room]) -> list[RoomView]:
    kiosks, views = await shown_of(parts), []
    for room in rooms:
        view, tablet = RoomView.of(room), kiosks.get(str(room.id))
        if room.kiosk:
            view.kind, view.paired = "kiosk", tablet is not None
            view.connected, view.seen_at = bool(tablet and tablet.connected), tablet.seen_at if tablet else None
        views.append(view)
    return views


class DeviceView(View):
    name: str
    inputs: int
    outputs: int
    default_input: bool
    default_output: bool


class DevicesView(BaseModel):
    devices: list[DeviceView]
    fault: str
    remedy: str


class HeardView(View):
    level_dbfs: float
    peak: float
    heard_something: bool


@router.get("/rooms")
async def list_rooms(caller: Reader, parts: Given) -> list[RoomView]:
    """By name, tablets last; calls without a room ring in the first."""
    return await _views(parts, await parts.store.people.rooms())


@router.get("/devices")
async def list_devices(caller: Owner, parts: Given) -> DevicesView:
    """What this machine can play and record on, or why there is nothing."""
    found = await furnishing.look_for_devices(parts.devices)
    devices = [DeviceView.of(each) for each in found.devices]
    return DevicesView(devices=devices, fault=found.fault, remedy=found.remedy)


@router.post("/rooms", status_code=201)
async def add_room(body: NewRoom, caller: Owner, parts: Given) -> RoomView:
    """Name a speaker and a microphone."""
    wanted = Room(name=body.name, created_at=parts.now(), **{k: v for k, v in body.fields.items() if k != "name"})
    try:
        added = await furnishing.add_room(parts.store, parts.devices, wanted)
    except EngineUnavailableError as error:
        raise ConflictError(error.message, remedy=error.remedy) from error
    await parts.store.audit.append(parts.now(), caller.actor, "add room", f"room {added.id}")
    return RoomView.of(added)


@router.patch("/rooms/{which}")
async def change_room(which: str, body: RoomChange, caller: Owner, parts: Given) -> RoomView:
    """What is named is changed: a room by its name or id."""
    try:
        changed = await furnishing.change_room(parts.store, parts.devices, which, body.fields)
    except EngineUnavailableError as error:
        raise ConflictError(error.message, remedy=error.remedy) from error
    await parts.store.audit.append(parts.now(), caller.actor, "change room", f"room {changed.id}")
    return (await _views(parts, [changed]))[0]


@router.delete("/rooms/{which}", status_code=204)
async def remove_room(which: str, caller: Owner, parts: Given) -> None:
    """Forget it; check-ins that name it then find no device."""
    room = await parts.store.people.room(which)
    await parts.store.people.remove_room(str(room.id))
    await parts.store.audit.append(parts.now(), caller.actor, "remove room", f"room {room.id}")


@router.post("/rooms/{which}/chime", status_code=204)
async def chime(which: str, caller: Owner, parts: Given) -> None:
    """Play its chime; answered when it is over. Not while a call goes on there."""
    room = await _tried(which, caller, parts)
    await try_chime(parts.store, parts.devices, room)


@router.post("/rooms/{which}/echo")
async def echo(which: str, caller: Owner, parts: Given) -> HeardView:
    """Record four seconds and play them in the room; answered when that is over. The recording is kept nowhere."""
    room = await _tried(which, caller, parts)
    return HeardView.of(await try_echo(parts.store, parts.devices, room))


@router.get("/rooms/{which}/level", response_class=StreamingResponse, responses={200: {"content": {EVENTS: {}}}})
async def level(
    which: str,
    request: Request,
    caller: Owner,
    parts: Given,
    seconds: Annotated[float, Query(gt=0, le=MOST_METER_SECONDS)] = 15,
) -> StreamingResponse:
    """How loud its microphone is, as server-sent events `{"dbfs": -31.5, "peak": 0.1}` eight times a second; then one
    event `end`. Never the sound itself."""
    if not same_origin(request.headers):
        raise ForbiddenError("A page of another site asked for this.")
    room = await _tried(which, caller, parts)
    measured = try_levels(parts.store, parts.devices, room, seconds)
    first = await anext(measured, None)  # what cannot be opened is told before anything is sent
    return StreamingResponse(_events(first, measured), media_type=EVENTS, headers={"Cache-Control": "no-store"})


async def _tried(which: str, caller: Caller, parts: Parts) -> Room:
    room = await parts.store.people.room(which)
    await parts.store.audit.append(parts.now(), caller.actor, "try room", f"room {room.id}")
    return room


async def _events(first: Level | None, measured: AsyncGenerator[Level, None]) -> AsyncIterator[str]:
    async with aclosing(measured):
        if first is not None:
            yield _event(first)
            async for each in measured:
                yield _event(each)
    yield "event: end\ndata: {}\n\n"


def _event(level: Level) -> str:
    return f"data: {json.dumps({'dbfs': round(max(level.dbfs, -100.0), 1), 'peak': round(level.peak, 3)})}\n\n"
