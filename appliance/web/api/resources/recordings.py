"""A call looked at afterwards: all of it, its recordings, and what it misheard put right. The person's own alone."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from appliance.accounts.roles import Scope, reads_private
from appliance.calls.looking_back import past_call, put_right
from appliance.errors import NotFoundError
from appliance.records.calls import Call, Observation
from appliance.store.clips import to_wav
from appliance.web.api.callers import Caller, Given, may, owner_of
from appliance.web.api.views import AttemptView, CallView, ObservationView, PromiseView, TurnView
from appliance.web.ranges import ranged

router = APIRouter(tags=["calls"])

Reader = Annotated[Caller, Depends(may(Scope.READ))]
Recorder = Annotated[Caller, Depends(may(Scope.RECORD))]

WAV = "audio/wav"
SOUND = {
    200: {"content": {WAV: {}}, "description": "The recording"},
    206: {"content": {WAV: {}}, "description": "The part that was asked for"},
}


class ToldTurnView(TurnView):
    clip: str | None = None
    """Path of the recording, where one was kept."""


class UnderstoodView(ObservationView):
    metric: str | None = None
    """Whose value the call kept from it: what may be corrected."""
    corrected: bool = False


class PastCallView(CallView):
    attempts: list[AttemptView]
    turns: list[ToldTurnView]
    observations: list[UnderstoodView]
    promises: list[PromiseView]


class Meant(BaseModel):
    model_config = ConfigDict(json_schema_extra={"examples": [{"value": 6.5}]})

    value: float = Field(allow_inf_nan=False)


@router.get("/calls/{call_id}/everything")
async def show_past_call(call_id: UUID, caller: Reader, parts: Given) -> PastCallView:
    """Its rings, what was said, what was understood, and the promises it gave."""
    found = await _own(parts, caller, call_id)
    await parts.store.audit.append(parts.now(), caller.actor, "read turns", f"call {found.id}")
    past = await past_call(parts.store, found)
    return PastCallView.of(
        found,
        attempts=[AttemptView.of(each) for each in past.attempts],
        turns=[ToldTurnView.of(each, clip=f"/calls/{found.id}/turns/{each.position}/clip" if each.audio_url else None)
               for each in past.turns],
        observations=[
            UnderstoodView.of(each.observation, metric=each.kind.name if each.kind else None, corrected=each.corrected)
            for several in past.understood.values()
            for each in several
        ],
        promises=[PromiseView.of(each) for each in past.promises],
    )  # fmt: skip


@router.get("/calls/{call_id}/turns/{position}/clip", response_class=Response, responses=SOUND)  # type: ignore[arg-type]
async def play_turn(call_id: UUID, position: int, request: Request, caller: Reader, parts: Given) -> Response:
    """The person's own voice, where it was kept; parts of it by `Range`."""
    found = await _own(parts, caller, call_id)
    turn = next((each for each in await parts.store.calls.turns(found.id) if each.position == position), None)
    return await _sound(parts, caller, request, turn.audio_url if turn else None, f"call {found.id}")


@router.get("/promises/{promise_id}/clip", response_class=Response, responses=SOUND)  # type: ignore[arg-type]
async def play_promise(promise_id: UUID, request: Request, caller: Reader, parts: Given) -> Response:
    """A promise in the person's own voice, where its words were unsure; parts of it by `Range`."""
    found = await parts.store.progress.commitment(promise_id)
    await owner_of(parts, caller, found.user_id, reads_private)
    return await _sound(parts, caller, request, found.audio_url, f"commitment {found.id}")


@router.put("/observations/{observation_id}/value")
async def correct(observation_id: UUID, body: Meant, caller: Recorder, parts: Given) -> ObservationView:
    """Have an answer mean another value, in what was understood and in what was kept of it."""
    found = await _observation(parts, caller, observation_id)
    changed = await put_right(parts.store, found, body.value, parts.now())
    await parts.store.audit.append(parts.now(), caller.actor, "correct", f"observation {found.id}")
    return ObservationView.of(changed)


@router.post("/observations/{observation_id}/undo")
async def undo_correction(observation_id: UUID, caller: Recorder, parts: Given) -> ObservationView:
    """Take the last correction back."""
    found = await _observation(parts, caller, observation_id)
    changed = await parts.store.corrections.undo(found.id)
    await parts.store.audit.append(parts.now(), caller.actor, "undo correction", f"observation {found.id}")
    return ObservationView.of(changed)


async def _own(parts: Given, caller: Caller, call_id: UUID) -> Call:
    found = await parts.store.calls.call(call_id)
    await owner_of(parts, caller, found.user_id, reads_private)
    return found


async def _observation(parts: Given, caller: Caller, observation_id: UUID) -> Observation:
    found = await parts.store.corrections.observation(observation_id)
    await _own(parts, caller, found.call_id)
    return found


async def _sound(parts: Given, caller: Caller, request: Request, name: str | None, subject: str) -> Response:
    if not name:
        raise NotFoundError("No recording was kept of that.")
    content = to_wav(await parts.store.clips.load(name))
    await parts.store.audit.append(parts.now(), caller.actor, "play", subject)
    return ranged(request, content, WAV)
