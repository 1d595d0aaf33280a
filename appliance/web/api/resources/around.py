"""The home around: what is told there, machines that are told, and signed messages of programs."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, ConfigDict, Field

from appliance.accounts.roles import Scope, administers
from appliance.errors import InvalidInputError, MistimedError, RefusedError, TooManyTriesError
from appliance.reach.webhooks.incoming import LARGEST_BODY
from appliance.records.people import Whereabouts
from appliance.records.reach import Event, LinkKind
from appliance.web import around_changes as changes
from appliance.web.api.callers import Caller, Given, address_of, anyone, may
from appliance.web.api.views import View

router = APIRouter(tags=["around"])

Reader = Annotated[Caller, Depends(may(Scope.READ))]
Self = Annotated[Caller, Depends(may(Scope.READ, browser=True))]
Owner = Annotated[Caller, Depends(may(Scope.ADMINISTER, owner=True))]

Line = Annotated[str, Field(max_length=500)]
EVENTS = tuple(each for each in Event if each is not Event.TEST)


class ShareBody(BaseModel):
    """What is told about oneself; what is not named is told no more."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"next_call": True, "ringing": True}]})

    next_call: bool = False
    ringing: bool = False
    streaks: bool = False
    promises: bool = False
    buttons: bool = False
    ntfy_topic: Line = ""
    notify_service: Line = ""


class PresenceBody(BaseModel):
    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"address": "http://192.168.1.20:8123/"}]}
    )

    address: Line
    token: Annotated[str, Field(max_length=2000)] = ""
    every_seconds: int = Field(default=60, ge=10, le=3600)
    hold_minutes: int = Field(default=120, ge=0, le=10080)


class LinkBody(BaseModel):
    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"address": "mqtt://192.168.1.20", "username": "calls"}]}
    )

    address: Line
    username: Line = ""
    secret: Annotated[str, Field(max_length=2000)] = ""
    authority: Annotated[str, Field(max_length=20_000)] = ""
    topic_prefix: Line = ""
    discovery_prefix: Line = ""
    page_address: Line = ""


class WebhookBody(BaseModel):
    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"address": "http://192.168.1.20/"}]})

    address: Line
    events: list[Event] = Field(default=list(EVENTS), min_length=1, max_length=10)


class ProgramBody(BaseModel):
    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"name": "front door"}]})

    name: str = Field(min_length=1, max_length=80)


class ShareView(View):
    next_call: bool = False
    ringing: bool = False
    streaks: bool = False
    promises: bool = False
    buttons: bool = False
    ntfy_topic: str = ""
    notify_service: str = ""


class PresenceView(View):
    address: str
    every_seconds: int
    hold_minutes: int
    seen: Whereabouts | None
    seen_at: datetime | None
    fault: str


class ProgramView(View):
    id: UUID
    name: str
    created_at: datetime
    used_at: datetime | None


class LinkView(View):
    kind: LinkKind
    address: str
    username: str
    options: dict[str, Any]
    works: bool
    fault: str


class WebhookView(View):
    id: UUID
    address: str
    events: list[str]
    disabled_because: str


class DeliveryView(View):
    id: UUID
    webhook_id: UUID
    event: str
    created_at: datetime
    tries: int
    delivered: bool
    done_at: datetime | None
    result: str


class AroundView(BaseModel):
    """Without secrets. What is set up for the household is told to owners only."""

    share: ShareView
    presence: PresenceView | None
    programs: list[ProgramView]
    links: list[LinkView] = []
    webhooks: list[WebhookView] = []
    deliveries: list[DeliveryView] = []


class SecretView(BaseModel):
    """Shown once."""

    id: UUID
    secret: str


class TriedView(BaseModel):
    fine: bool
    wrong: str = ""


class DoneView(BaseModel):
    """What came of a message."""

    done: bool
    refusal: str | None = None
    ring_at: str | None = None
    repeated: bool = False
    """It came before, and nothing was done again."""


@router.get("/around")
async def show_around(caller: Reader, parts: Given) -> AroundView:
    """What is told about oneself, and for owners what is set up."""
    store, owner = parts.store, administers(caller.user)
    share = await store.home.share(caller.user.id)
    presence = await store.home.presence(caller.user.id)
    links = await store.home.links() if owner else []
    states = {each.kind: parts.around.state(each.kind) for each in links}
    return AroundView(
        share=ShareView() if share is None else ShareView.of(share),
        presence=None if presence is None else PresenceView.of(presence),
        programs=[ProgramView.of(each) for each in await store.hooks.inward(caller.user.id)],
        links=[
            LinkView.of(each, works=bool(states[each.kind].worked_at), fault=states[each.kind].fault) for each in links
        ],
        webhooks=[WebhookView.of(each) for each in await store.hooks.webhooks()] if owner else [],
        deliveries=[DeliveryView.of(each) for each in await store.hooks.deliveries()] if owner else [],
    )


@router.put("/around/me")
async def share_with_home(body: ShareBody, caller: Self, parts: Given) -> ShareView:
    """Say what is told about oneself."""
    return ShareView.of(await changes.put_share(parts, caller, body.model_dump()))


@router.put("/around/me/presence")
async def set_presence(body: PresenceBody, caller: Self, parts: Given) -> PresenceView:
    """An address that says whether one is at home."""
    fields = {name: str(value) for name, value in body.model_dump().items()}
    return PresenceView.of(await changes.put_presence(parts, caller, fields))


@router.delete("/around/me/presence", status_code=204)
async def remove_presence(caller: Self, parts: Given) -> None:
    """Ask it no more."""
    await changes.remove_presence(parts, caller)


@router.post("/around/me/programs", status_code=201)
async def add_program(body: ProgramBody, caller: Self, parts: Given) -> SecretView:
    """Let a program ask for something, by messages to `/hooks/{id}` that are signed with this secret."""
    hook = await changes.add_inward(parts, caller, body.name)
    return SecretView(id=hook.id, secret=hook.secret)


@router.delete("/around/me/programs/{hook_id}", status_code=204)
async def remove_program(hook_id: UUID, caller: Self, parts: Given) -> None:
    """Its messages are refused from here on."""
    await changes.remove_inward(parts, caller, hook_id)


@router.put("/around/links/{kind}")
async def set_link(kind: LinkKind, body: LinkBody, caller: Owner, parts: Given) -> LinkView:
    """Connect to a machine of the home; an empty secret stays what it was, for the same address."""
    found = await changes.put_link(parts, caller, kind, body.model_dump())
    return LinkView.of(found, works=False, fault="")


@router.delete("/around/links/{kind}", status_code=204)
async def remove_link(kind: LinkKind, caller: Owner, parts: Given) -> None:
    """Forget it with its password; what stands at a broker is taken back."""
    await changes.remove_link(parts, caller, kind)


@router.post("/around/links/{kind}/test")
async def test_link(kind: LinkKind, caller: Owner, parts: Given) -> TriedView:
    """Try it now: connect to the broker, or ring one's own telephone."""
    wrong = await changes.try_link(parts, caller, kind)
    return TriedView(fine=wrong is None, wrong="" if wrong is None else f"{wrong.message} {wrong.remedy}".strip())


@router.post("/around/webhooks", status_code=201)
async def add_webhook(body: WebhookBody, caller: Owner, parts: Given) -> SecretView:
    """Tell an address of the home what happens, signed with this secret."""
    hook = await changes.add_webhook(parts, caller, body.address, [each.value for each in body.events])
    return SecretView(id=hook.id, secret=hook.secret)


@router.post("/around/webhooks/{hook_id}/test")
async def test_webhook(hook_id: UUID, caller: Owner, parts: Given) -> TriedView:
    """Send it a message that says nothing, and tell what it answered."""
    sent = await parts.around.deliverer.test(await parts.store.hooks.webhook(hook_id))
    return TriedView(fine=sent.delivered, wrong="" if sent.delivered else sent.result)


@router.delete("/around/webhooks/{hook_id}", status_code=204)
async def remove_webhook(hook_id: UUID, caller: Owner, parts: Given) -> None:
    """Tell it nothing any more, and forget what waits for it."""
    await parts.store.hooks.remove_webhook(hook_id)
    await parts.store.audit.append(parts.now(), caller.actor, "webhook.remove", f"webhook {hook_id}")


@router.post("/hooks/{hook_id}", dependencies=[Depends(anyone)])
async def take_message(hook_id: UUID, request: Request, parts: Given) -> DoneView:
    """A message of a program, signed as Standard Webhooks has it: `{"do": "call"}`, and snooze, skip, pause, resume,
    log, arrived, left. Sent again with the same `webhook-id`, it is answered the same and done once."""
    if int(request.headers.get("content-length", "0")) > LARGEST_BODY:
        raise InvalidInputError(f"A message has at most {LARGEST_BODY} bytes.")
    address = address_of(request)
    who = f"{hook_id} {address}"
    if wait := parts.messages_refused.wait_seconds(who, address):
        raise TooManyTriesError(wait)
    try:
        said = await parts.around.inbox.take(hook_id, request.headers, await request.body())
    except RefusedError as error:
        if not isinstance(error, TooManyTriesError | MistimedError):
            parts.messages_refused.failed(who, address)
        raise
    return DoneView.model_validate(said)
