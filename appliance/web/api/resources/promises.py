"""What was promised, and what became of it: nobody's but the person's own."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field

from appliance.accounts.roles import Scope, reads_private
from appliance.calls.occasions import today_of
from appliance.calls.promised import promise_of, reworded
from appliance.records.progress import CommitmentStatus
from appliance.web.api.callers import Caller, Given, may, owner_of
from appliance.web.api.paging import Before, Limit, Page, edge_of, page_of
from appliance.web.api.views import PromiseView

router = APIRouter(tags=["promises"])

Reader = Annotated[Caller, Depends(may(Scope.READ))]
Recorder = Annotated[Caller, Depends(may(Scope.RECORD))]


class NewPromise(BaseModel):
    model_config = ConfigDict(json_schema_extra={"examples": [{"text": "Call the dentist before ten tomorrow."}]})

    text: str = Field(min_length=1, max_length=500)
    due_day: date | None = None
    """Where it is not given: as the words say, or today."""


class PromiseChange(BaseModel):
    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"status": "kept"}, {"due_day": "2026-03-04"}]}
    )

    status: CommitmentStatus | None = None
    text: str | None = Field(default=None, min_length=1, max_length=500)
    due_day: date | None = None


@router.get("/people/me/promises")
async def list_promises(
    caller: Reader,
    parts: Given,
    status: CommitmentStatus | None = None,
    due_by: date | None = None,
    limit: Limit = 50,
    before: Before = "",
) -> Page[PromiseView]:
    """The latest due first."""
    progress, edge = parts.store.progress, edge_of(before)
    wanted = tuple(CommitmentStatus) if status is None else (status,)
    found = await progress.promised(caller.user.id, limit + 1, edge, statuses=wanted, due_by=due_by)
    return page_of(found, PromiseView.of, limit, lambda row: str(row.id))


@router.post("/people/me/promises", status_code=201)
async def add_promise(body: NewPromise, caller: Recorder, parts: Given) -> PromiseView:
    """Promise something: a call asks about it on its day."""
    now = parts.now()
    made = promise_of(caller.user, body.text, today_of(caller.user, now), now, body.due_day)
    return PromiseView.of(await parts.store.progress.add_commitment(made))


@router.patch("/promises/{promise_id}")
async def settle_promise(promise_id: UUID, body: PromiseChange, caller: Recorder, parts: Given) -> PromiseView:
    """Say by hand what became of it (`open` takes that back), in other words, or for another day."""
    found = await parts.store.progress.commitment(promise_id)
    whose = await owner_of(parts, caller, found.user_id, reads_private)
    if body.text is not None or body.due_day is not None:
        now = parts.now()
        changed = reworded(
            found, whose, body.text or found.text, body.due_day or found.due_day, today_of(whose, now), now
        )
        await parts.store.progress.save_commitment(changed)
    if body.status is not None:
        await parts.store.progress.settle(found.id, body.status, parts.now())
    return PromiseView.of(await parts.store.progress.commitment(promise_id))
