"""Around the home: what each person has told there, and for owners the machines that are told."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Request, Response

from appliance.accounts.roles import administers
from appliance.errors import ApplianceError, ForbiddenError, InvalidInputError, ReachError
from appliance.records.reach import Event, HomeShare, LinkKind, PresenceSource
from appliance.web import around_changes as changes
from appliance.web.api.callers import Caller
from appliance.web.api.problems import status_of
from appliance.web.faults import Told, told_in
from appliance.web.forms import fields_of
from appliance.web.parts import Parts
from appliance.web.site.frame import Given, Me, page, to

router = APIRouter(include_in_schema=False)

PATH = "/around"
TELLS = ("next_call", "ringing", "streaks", "promises", "buttons")
EVENTS = tuple(each for each in Event if each is not Event.TEST)
MOST_SHOWN = 20
LARGEST_FORM = 64 * 1024
"""Bytes; a certificate has some thousands."""


@router.get(PATH)
async def around(request: Request, me: Me, parts: Given) -> Response:
    """All of it, as it is now."""
    return await _shown(request, me, parts)


@router.post(f"{PATH}/me")
async def tell(request: Request, me: Me, parts: Given) -> Response:
    """What is told about oneself; with `do=test` the telephone rings."""
    fields = await fields_of(request)
    try:
        if fields.get("do") == "test":
            return await _tried(request, me, parts, _as_error("; ".join(await parts.around.pusher.test(me.user))))
        await changes.put_share(parts, me, {name: name in fields for name in TELLS} | {
            "ntfy_topic": fields.get("ntfy_topic", ""), "notify_service": fields.get("notify_service", ""),
        })  # fmt: skip
    except ApplianceError as error:
        return await _shown(request, me, parts, error=error)
    return to(PATH)


@router.post(f"{PATH}/presence")
async def presence(request: Request, me: Me, parts: Given) -> Response:
    """An address that says whether one is at home: set, ask, or remove it."""
    fields = await fields_of(request)
    try:
        if fields.get("do") == "remove":
            await changes.remove_presence(parts, me)
        elif fields.get("do") == "ask":
            await changes.ask_presence(parts, me)
        else:
            await changes.put_presence(parts, me, fields)
    except ApplianceError as error:
        return await _shown(request, me, parts, error=error)
    return to(PATH)


@router.post(f"{PATH}/programs")
async def add_program(request: Request, me: Me, parts: Given) -> Response:
    """Let one ask for something; its secret is shown once."""
    fields = await fields_of(request)
    try:
        hook = await changes.add_inward(parts, me, fields.get("name", ""))
    except ApplianceError as error:
        return await _shown(request, me, parts, error=error)
    return await _shown(request, me, parts, secret=hook.secret, secret_of=f"/api/v1/hooks/{hook.id}")


@router.post(f"{PATH}/programs/{{hook_id}}/remove")
async def remove_program(hook_id: UUID, request: Request, me: Me, parts: Given) -> Response:
    """Its messages are refused from here on."""
    await fields_of(request)
    await changes.remove_inward(parts, me, hook_id)
    return to(PATH)


@router.post(f"{PATH}/links/{{kind}}")
async def link(kind: LinkKind, request: Request, me: Me, parts: Given) -> Response:
    """Connect to a machine, try it, or forget it."""
    owner_only(me)
    fields = await fields_of(request, LARGEST_FORM)
    try:
        if fields.get("do") == "remove":
            await changes.remove_link(parts, me, kind)
        elif fields.get("do") == "test":
            return await _tried(request, me, parts, await changes.try_link(parts, me, kind))
        else:
            await changes.put_link(parts, me, kind, fields)
    except ApplianceError as error:
        return await _shown(request, me, parts, error=error)
    return to(PATH)


@router.post(f"{PATH}/webhooks")
async def add_hook(request: Request, me: Me, parts: Given) -> Response:
    """Tell an address what happens; its secret is shown once."""
    owner_only(me)
    fields = await fields_of(request)
    try:
        events = [each.value for each in EVENTS if each.value in fields]
        hook = await changes.add_webhook(parts, me, fields.get("address", ""), events)
    except ApplianceError as error:
        return await _shown(request, me, parts, error=error)
    return await _shown(request, me, parts, secret=hook.secret, secret_of=hook.address)


@router.post(f"{PATH}/webhooks/{{hook_id}}")
async def change_hook(hook_id: UUID, request: Request, me: Me, parts: Given) -> Response:
    """Test it, tell it again, or forget it."""
    owner_only(me)
    fields = await fields_of(request)
    match fields.get("do"):
        case "test":
            sent = await parts.around.deliverer.test(await parts.store.hooks.webhook(hook_id))
            return await _tried(request, me, parts, _as_error("" if sent.delivered else sent.result))
        case "again":
            await parts.store.hooks.disable(hook_id, "", parts.now())
        case "remove":
            await parts.store.hooks.remove_webhook(hook_id)
        case _:
            raise InvalidInputError("There is no such button.")
    await parts.store.audit.append(parts.now(), me.actor, f"webhook.{fields['do']}", f"webhook {hook_id}")
    return to(PATH)


def owner_only(me: Caller) -> None:
    """Raises `ForbiddenError` for anybody but an owner."""
    if not administers(me.user):
        raise ForbiddenError("Only an owner of the household may do that.")


async def _tried(request: Request, me: Caller, parts: Parts, wrong: ReachError | None) -> Response:
    return await _shown(request, me, parts, error=wrong, fine=wrong is None)


def _as_error(wrong: str) -> ReachError | None:
    return ReachError(wrong) if wrong else None


def _told(me: Caller, error: ApplianceError | None) -> Told | None:
    return None if error is None else told_in(error, me.user.language)


def _presence_fault(me: Caller, parts: Parts, presence: PresenceSource | None) -> Told | None:
    """Why whoever says where they are was not understood. What was kept before the start is told by its kind."""
    if presence is None or not presence.fault:
        return None
    return _told(me, parts.around.presence.errors.get(presence.id) or ReachError(presence.fault))


async def _shown(
    request: Request, me: Caller, parts: Parts, *, error: ApplianceError | None = None, fine: bool = False,
    secret: str = "", secret_of: str = "",
) -> Response:  # fmt: skip
    owner, store = administers(me.user), parts.store
    share = await store.home.share(me.user.id) or HomeShare(user_id=me.user.id, changed_at=parts.now())
    links = {each.kind: each for each in await store.home.links()} if owner else {}
    presence = await store.home.presence(me.user.id)
    shown = {
        "me": me.user, "owner": owner, "error": error, "fine": fine, "secret": secret, "secret_of": secret_of,
        "share": share, "tells": TELLS, "presence": presence,
        "presence_fault": _presence_fault(me, parts, presence),
        "programs": await store.hooks.inward(me.user.id),
        "links": [
            (kind, links.get(kind), state := parts.around.state(kind), _told(me, state.error)) for kind in LinkKind
        ] if owner else [],
        "webhooks": await store.hooks.webhooks() if owner else [],
        "deliveries": await store.hooks.deliveries(MOST_SHOWN) if owner else [], "events": EVENTS,
    }  # fmt: skip
    return page(request, "around.html", me.user.language, shown, status_of(error) if error else 200)
