"""What keeps calls from ringing, and people's own lists of questions."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field

from appliance.accounts.roles import Scope, administers, reads_private
from appliance.calls.own_lists import add_list
from appliance.calls.own_questions import read_question
from appliance.errors import ForbiddenError
from appliance.records.people import CustomAgenda, QuietHours
from appliance.web.api.callers import Caller, Given, may, owner_of, person
from appliance.web.api.resources.people import WallTime
from appliance.web.api.views import AgendaView, PauseView, QuietHoursView

router = APIRouter(tags=["people"])

Reader = Annotated[Caller, Depends(may(Scope.READ))]
Scheduler = Annotated[Caller, Depends(may(Scope.CALL))]


class NewQuietHours(BaseModel):
    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"begins": "22:00", "ends": "07:00"}]})

    begins: WallTime
    ends: WallTime
    weekdays: list[Annotated[int, Field(ge=0, le=6)]] = Field(
        default_factory=lambda: list(range(7)), min_length=1, max_length=7
    )
    """Days on which they begin, 0 (Monday) … 6."""


class NewAgenda(BaseModel):
    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"name": "running", "questions": ["How far? [number km] -> run"]}]},
    )

    name: str = Field(min_length=1, max_length=80)
    questions: list[Annotated[str, Field(max_length=500)]] = Field(min_length=1, max_length=40)
    """One a line, as in: appliance agendas add."""


@router.get("/people/{who}/quiet-hours")
async def list_quiet_hours(who: str, caller: Reader, parts: Given) -> list[QuietHoursView]:
    """Theirs, and the household's."""
    found = await person(parts, caller, who)
    return [QuietHoursView.of(each) for each in await parts.store.silences.quiet_hours(found.id)]


@router.post("/people/{who}/quiet-hours", status_code=201)
async def add_quiet_hours(who: str, body: NewQuietHours, caller: Scheduler, parts: Given) -> QuietHoursView:
    """Nothing begins to ring in them; `everyone` for the household, by an owner."""
    whole_house = who == "everyone"
    if whole_house and not administers(caller.user):
        raise ForbiddenError("Only an owner of the household may do that for everyone.")
    found = None if whole_house else await person(parts, caller, who)
    hours = QuietHours(user_id=found.id if found else None, created_at=parts.now(), **body.model_dump())
    added = await parts.store.silences.add_quiet_hours(hours)
    await parts.store.audit.append(parts.now(), caller.actor, "add quiet hours", f"quiet hours {added.id}")
    return QuietHoursView.of(added)


@router.delete("/quiet-hours/{hours_id}", status_code=204)
async def remove_quiet_hours(hours_id: UUID, caller: Scheduler, parts: Given) -> None:
    """It may ring in them again. The household's are an owner's to remove."""
    await may_silence(parts, caller, await parts.store.silences.quiet_hours_by_id(hours_id))
    await parts.store.silences.remove_quiet_hours(hours_id)
    await parts.store.audit.append(parts.now(), caller.actor, "remove quiet hours", f"quiet hours {hours_id}")


async def may_silence(parts: Given, caller: Caller, hours: QuietHours) -> None:
    """Raises `ForbiddenError` unless they are one's own, or one is an owner."""
    if hours.user_id is not None:
        await owner_of(parts, caller, hours.user_id)
    elif not administers(caller.user):
        raise ForbiddenError("Only an owner of the household may do that for everyone.")


@router.get("/people/{who}/pauses")
async def list_pauses(who: str, caller: Reader, parts: Given) -> list[PauseView]:
    """Theirs and the household's, those that are over too. Their reasons are told to nobody else."""
    found = await person(parts, caller, who)
    mine = reads_private(caller.user, found)
    return [
        PauseView.of(each, reason=each.reason if mine or each.user_id is None else "")
        for each in await parts.store.silences.pauses(found.id)
    ]


@router.get("/people/me/agendas")
async def list_agendas(caller: Reader, parts: Given) -> list[AgendaView]:
    """One's own lists of questions."""
    return [_shown(each) for each in await parts.store.agendas.of(caller.user.id)]


@router.post("/people/me/agendas", status_code=201)
async def add_agenda(body: NewAgenda, caller: Scheduler, parts: Given) -> AgendaView:
    """A list for custom calls; what its answers are kept under is tracked from now on."""
    asked = [read_question(line, number) for number, line in enumerate(body.questions, start=1)]
    return _shown(await add_list(parts.store, caller.user, body.name, asked, parts.now()))


@router.delete("/agendas/{agenda_id}", status_code=204)
async def remove_agenda(agenda_id: UUID, caller: Scheduler, parts: Given) -> None:
    """It is asked no more; calls that asked it keep it."""
    found = await parts.store.agendas.by_id(agenda_id)
    await owner_of(parts, caller, found.user_id, reads_private)
    await parts.store.agendas.archive(found.id, parts.now())


def _shown(agenda: CustomAgenda) -> AgendaView:
    return AgendaView.of(agenda, questions=list(agenda.asks))
