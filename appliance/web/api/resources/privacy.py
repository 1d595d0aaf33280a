"""What is kept about oneself, for how long, and its deletion. Nobody does any of it for somebody else."""

from __future__ import annotations

from datetime import date
from hmac import compare_digest
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from appliance.accounts.roles import Scope
from appliance.calls import erasing
from appliance.errors import InvalidInputError
from appliance.records.people import User
from appliance.web.api.callers import Caller, Given, address_of, may
from appliance.web.api.views import View
from appliance.web.cookies import take_cookie

router = APIRouter(prefix="/people/me", tags=["privacy"])

Reader = Annotated[Caller, Depends(may(Scope.READ))]
Recorder = Annotated[Caller, Depends(may(Scope.RECORD))]
Browser = Annotated[Caller, Depends(may(Scope.RECORD, browser=True))]

Confirmed = Annotated[str, Query(max_length=80, description="One's own name, typed once more.")]
Days = Annotated[int | None, Field(ge=1, le=3650)]


class HoldingView(View):
    kind: str
    count: int
    oldest: date | None


class Kept(BaseModel):
    """For how many days; null, and what is left out: for good."""

    model_config = ConfigDict(extra="forbid")

    recordings_days: Days = None
    words_days: Days = None
    values_days: Days = None


class PrivacyView(BaseModel):
    holdings: list[HoldingView]
    recordings_bytes: int
    kept: Kept


class Deleted(BaseModel):
    count: int


class Erasure(BaseModel):
    password: str = Field(min_length=1, max_length=256)


def check_name(user: User, typed: str) -> None:
    """Raises `InvalidInputError` unless it is their own name, in any case."""
    if not compare_digest(typed.strip().casefold().encode("utf-8", "replace"), user.name.casefold().encode()):
        raise InvalidInputError(
            "Nothing was deleted: that is not your name.", remedy="Type your name to confirm.", says="other_name"
        )


@router.get("/privacy")
async def privacy(caller: Reader, parts: Given) -> PrivacyView:
    """How much of what is kept, since when, and for how long."""
    user, store = caller.user, parts.store
    prefers = user.prefers
    return PrivacyView(
        holdings=[HoldingView.of(each) for each in await store.privacy.holdings(user.id)],
        recordings_bytes=await store.clips.size(await store.privacy.clips(user.id)),
        kept=Kept(
            recordings_days=prefers.keep_recordings_days,
            words_days=prefers.keep_words_days,
            values_days=prefers.keep_values_days,
        ),
    )


@router.put("/privacy/kept")
async def keep_for(body: Kept, caller: Recorder, parts: Given) -> Kept:
    """Recordings, words and values of older days are deleted whenever a day closes. What is null is kept for good."""
    await erasing.keep_for(parts.store, caller.user.id, parts.now(), erasing.Keeping(**body.model_dump()))
    return body


@router.delete("/recordings")
async def delete_recordings(
    caller: Browser, parts: Given, name: Confirmed = "", until: date | None = None
) -> Deleted:  # fmt: skip
    """Delete one's recordings, all or of days up to this one."""
    check_name(caller.user, name)
    return Deleted(count=await erasing.delete_recordings(parts.store, caller.user, parts.now(), until))


@router.delete("/words")
async def delete_words(caller: Browser, parts: Given, first: date, last: date, name: Confirmed = "") -> Deleted:
    """Delete what was said in one's calls of these days, with summaries and recordings of it."""
    check_name(caller.user, name)
    return Deleted(count=await erasing.delete_words(parts.store, caller.user, parts.now(), first, last))


@router.post("/erasure", status_code=204)
async def erase_me(body: Erasure, request: Request, response: Response, caller: Browser, parts: Given) -> None:
    """Delete oneself with everything that is one's own. It cannot be taken back."""
    await parts.door.confirm(caller.user, body.password, address=address_of(request))
    await erasing.delete_person(parts.store, caller.user, parts.now())
    take_cookie(request, response)
