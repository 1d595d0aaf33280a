"""The house itself: its health, who can call, what was done."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, Field

from appliance.accounts.roles import Scope
from appliance.web.api.callers import Caller, Given, anyone, may
from appliance.web.api.paging import Limit, Page, page_of
from appliance.web.api.views import View
from appliance.web.mending import Mend, mend_it

router = APIRouter(tags=["household"])

Reader = Annotated[Caller, Depends(may(Scope.READ))]
Owner = Annotated[Caller, Depends(may(Scope.ADMINISTER, owner=True))]


Earlier = Annotated[int | None, Query(ge=1, le=2**62, description="`next` of the page before.")]
Letters = Annotated[str, Query(max_length=60, description="Only entries whose action has these letters.")]


class FindingView(View):
    name: str
    ok: bool
    needed: bool
    detail: str
    remedy: str


class Mending(BaseModel):
    what: Mend
    kind: str = Field(default="", max_length=20)
    """Of the engine: `recogniser`, `voice`, `words`."""


class AuditView(View):
    id: int
    at: datetime
    actor: str
    action: str
    subject: str


@router.get("/health", dependencies=[Depends(anyone)])
async def health(parts: Given) -> dict[str, Any]:
    """As `/healthz`: no names, no times."""
    return await parts.observatory.health()


@router.get("/findings")
async def findings(caller: Owner, parts: Given) -> list[FindingView]:
    """Each engine and device, with what is wrong and what mends it."""
    return [FindingView.of(each) for each in (await parts.observatory.look()).findings]


@router.post("/mend", status_code=204)
async def mend(body: Mending, caller: Owner, parts: Given) -> None:
    """Do what mends a finding: try an engine again, look for devices, listen to microphones, end everybody's pauses."""
    await mend_it(parts, caller.user, body.what, body.kind)


@router.get("/audit")
async def audit(
    caller: Owner, parts: Given, limit: Limit = 100, before: Earlier = None, action: Letters = ""
) -> Page[AuditView]:
    """Who did what to what, the latest first: ids only."""
    found = await parts.store.audit.entries(limit + 1, before=before, action=action)
    return page_of(found, AuditView.of, limit, lambda row: str(row.id))


@router.get("/audit/mine")
async def own_audit(
    caller: Reader, parts: Given, limit: Limit = 100, before: Earlier = None, action: Letters = ""
) -> Page[AuditView]:
    """What one did, and what was done about one, the latest first."""
    found = await parts.store.audit.entries(limit + 1, before=before, about=caller.user.id, action=action)
    return page_of(found, AuditView.of, limit, lambda row: str(row.id))
