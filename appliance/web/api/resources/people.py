"""Who lives here, and when they are called."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field

from appliance.accounts.roles import Scope
from appliance.calls.appointments import check_appointment, check_ways, own_list
from appliance.records.people import CallType, CheckIn, HolidayRule, RingStyle, Role, User
from appliance.schedule.rings import DEFAULT_RETRY_MINUTES
from appliance.web.api.callers import Caller, Given, may, owner_of, person
from appliance.web.api.views import CheckInView, PersonView

router = APIRouter(tags=["people"])

Reader = Annotated[Caller, Depends(may(Scope.READ))]
Scheduler = Annotated[Caller, Depends(may(Scope.CALL))]
Owner = Annotated[Caller, Depends(may(Scope.ADMINISTER, owner=True))]

WallTime = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$", examples=["21:30"])]


class NewPerson(BaseModel):
    model_config = ConfigDict(json_schema_extra={"examples": [{"name": "Sam", "timezone": "Europe/Berlin"}]})

    name: str = Field(min_length=1, max_length=80)
    timezone: str = Field(max_length=80)
    language: str = Field(default="en", max_length=10)
    role: Role = Role.MEMBER


class PersonChange(BaseModel):
    timezone: str | None = Field(default=None, max_length=80)
    day_ends_at: WallTime | None = None
    nudges_a_day: int | None = Field(default=None, ge=0, le=50)


class CheckInChange(BaseModel):
    model_config = ConfigDict(extra="forbid")

    at: WallTime | None = None
    weekdays: list[Annotated[int, Field(ge=0, le=6)]] | None = Field(default=None, min_length=1, max_length=7)
    channels: list[str] | None = Field(default=None, min_length=1, max_length=5)
    room: str | None = Field(default=None, max_length=80)
    retry_minutes: list[Annotated[int, Field(ge=1, le=720)]] | None = Field(default=None, max_length=10)
    starts_on: date | None = None
    ends_on: date | None = None
    ring: RingStyle | None = None
    in_quiet_hours: bool | None = None
    agenda: str | None = Field(default=None, max_length=80)
    """For a custom call: the name of the person's own list; empty: none."""
    on_holidays: HolidayRule | None = None


class NewCheckIn(CheckInChange):
    model_config = ConfigDict(
        json_schema_extra={"examples": [{"call_type": "evening", "at": "21:30", "weekdays": [0, 1, 2, 3, 4]}]}
    )

    call_type: CallType
    at: WallTime


@router.get("/people")
async def list_people(caller: Reader, parts: Given) -> list[PersonView]:
    """Everybody of the household."""
    return [PersonView.of(each) for each in await parts.store.people.users()]


@router.post("/people", status_code=201)
async def add_person(body: NewPerson, caller: Owner, parts: Given) -> PersonView:
    """Add somebody. They can be called; to open the page they need a password."""
    added = await parts.store.people.add_user(User(**body.model_dump(), created_at=parts.now()))
    await parts.store.audit.append(parts.now(), caller.actor, "add person", f"user {added.id}")
    return PersonView.of(added)


@router.get("/people/{who}")
async def show_person(who: str, caller: Reader, parts: Given) -> PersonView:
    """One person: `me`, a name or an id."""
    return PersonView.of(await person(parts, caller, who))


@router.patch("/people/{who}")
async def change_person(who: str, body: PersonChange, caller: Scheduler, parts: Given) -> PersonView:
    """What is named is changed."""
    found = await person(parts, caller, who)
    changed = found.model_copy(update=body.model_dump(exclude_none=True))
    await parts.store.audit.append(parts.now(), caller.actor, "change person", f"user {found.id}")
    return PersonView.of(await parts.store.people.save_user(changed, parts.now()))


@router.get("/people/{who}/check-ins")
async def list_check_ins(who: str, caller: Reader, parts: Given) -> list[CheckInView]:
    """When they are called."""
    found = await person(parts, caller, who)
    return [CheckInView.of(each) for each in await parts.store.people.check_ins(found.id)]


@router.post("/people/{who}/check-ins", status_code=201)
async def add_check_in(who: str, body: NewCheckIn, caller: Scheduler, parts: Given) -> CheckInView:
    """A standing appointment."""
    found = await person(parts, caller, who)
    usual = {"weekdays": list(range(7)), "channels": ["speaker"], "retry_minutes": list(DEFAULT_RETRY_MINUTES)}
    given = body.model_dump(exclude_none=True, exclude={"agenda"})
    wanted = CheckIn.model_validate({**usual, **given, "user_id": found.id, "created_at": parts.now()})
    wanted.agenda_id = await own_list(parts.store, wanted, body.agenda or "")
    await check_ways(parts.store, wanted, parts.channels)
    await check_appointment(parts.store, wanted, found, parts.now())
    return CheckInView.of(await parts.store.people.add_check_in(wanted))


@router.patch("/check-ins/{check_in_id}")
async def change_check_in(check_in_id: UUID, body: CheckInChange, caller: Scheduler, parts: Given) -> CheckInView:
    """From now on."""
    found = await parts.store.people.check_in(check_in_id)
    whose = await owner_of(parts, caller, found.user_id)
    changed = found.model_copy(update=body.model_dump(exclude_none=True, exclude={"agenda"}))
    if body.agenda is not None:
        changed.agenda_id = await own_list(parts.store, changed, body.agenda)
    if body.channels is not None or body.room is not None:
        await check_ways(parts.store, changed, parts.channels)
    await check_appointment(parts.store, changed, whose, parts.now())
    return CheckInView.of(await parts.store.people.save_check_in(changed, parts.now()))


@router.delete("/check-ins/{check_in_id}", status_code=204)
async def remove_check_in(check_in_id: UUID, caller: Scheduler, parts: Given) -> None:
    """It rings no more; the calls it led to are kept."""
    found = await parts.store.people.check_in(check_in_id)
    await owner_of(parts, caller, found.user_id)
    await parts.store.people.archive_check_in(found.id, parts.now())


@router.post("/check-ins/{check_in_id}/restore")
async def restore_check_in(check_in_id: UUID, caller: Scheduler, parts: Given) -> CheckInView:
    """It rings again, as it did before it was removed."""
    found = await parts.store.people.check_in(check_in_id)
    whose = await owner_of(parts, caller, found.user_id)
    await check_appointment(parts.store, found, whose, parts.now())
    return CheckInView.of(await parts.store.people.restore_check_in(found.id, parts.now()))
