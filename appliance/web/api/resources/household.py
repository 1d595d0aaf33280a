"""The house itself: its health, who can call, what was done."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends

from appliance.accounts.roles import Scope
from appliance.web.api.callers import Caller, Given, anyone, may
from appliance.web.api.paging import Limit
from appliance.web.api.views import View

router = APIRouter(tags=["household"])

Owner = Annotated[Caller, Depends(may(Scope.ADMINISTER, owner=True))]


class FindingView(View):
    name: str
    ok: bool
    needed: bool
    detail: str
    remedy: str


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


@router.get("/audit")
async def audit(caller: Owner, parts: Given, limit: Limit = 100) -> list[AuditView]:
    """Who did what to what, the latest first: ids only."""
    return [AuditView.of(each) for each in await parts.store.audit.entries(limit)]
