"""Codes by which people set the password of their own account."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, ConfigDict, Field

from appliance.accounts import household
from appliance.accounts.roles import Scope
from appliance.errors import ForbiddenError
from appliance.web.api.callers import Caller, Given, address_of, anyone, may, person
from appliance.web.api.views import InvitationView, PersonView
from appliance.web.origin import same_origin

router = APIRouter(tags=["invitations"])

BrowserOwner = Annotated[Caller, Depends(may(Scope.ADMINISTER, owner=True, browser=True))]


class NewInvitation(BaseModel):
    model_config = ConfigDict(json_schema_extra={"examples": [{"who": "Sam"}]})

    who: str = Field(min_length=1, max_length=80)
    """A name or an id."""


class IssuedInvitation(InvitationView):
    code: str
    """Shown this once."""


class Acceptance(BaseModel):
    model_config = ConfigDict(
        json_schema_extra={"examples": [{"code": "abcd-efgh-jkmn", "password": "teapot lantern gravel"}]}
    )

    code: str = Field(min_length=1, max_length=40)
    password: str = Field(min_length=1, max_length=256)


@router.get("/invitations")
async def list_invitations(caller: BrowserOwner, parts: Given) -> list[InvitationView]:
    """Those that can be used."""
    return [InvitationView.of(each) for each in await parts.store.invitations.standing(parts.now())]


@router.post("/invitations", status_code=201)
async def invite(body: NewInvitation, caller: BrowserOwner, parts: Given) -> IssuedInvitation:
    """Invite somebody who cannot sign in yet. The code is good once, for two days; an earlier one ends."""
    code, row = await household.invite(parts.store, caller.user, await person(parts, caller, body.who), parts.now())
    return IssuedInvitation.of(row, code=code)


@router.delete("/invitations/{invitation_id}", status_code=204)
async def withdraw_invitation(invitation_id: UUID, caller: BrowserOwner, parts: Given) -> None:
    """It lets nobody in any more."""
    await parts.store.invitations.withdraw(invitation_id, parts.now())
    await parts.store.audit.append(parts.now(), caller.actor, "withdraw invitation", f"invitation {invitation_id}")


@router.post("/invitations/accept", status_code=201, dependencies=[Depends(anyone)])
async def accept_invitation(body: Acceptance, request: Request, parts: Given) -> PersonView:
    """Set one's own password by the code of an invitation. Once; then sign in."""
    if not same_origin(request.headers):
        raise ForbiddenError("A page of another site asked for this.")
    user = await parts.door.accept_invitation(body.code, body.password, address=address_of(request))
    return PersonView.of(user)
