"""What the page and the API change of the home around, each change audited."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from appliance.errors import ApplianceError, InvalidInputError, NotFoundError, ReachError
from appliance.reach.around import Around
from appliance.reach.signing import new_secret
from appliance.records.reach import HomeLink, HomeShare, InwardHook, LinkKind, PresenceSource, Webhook
from appliance.upkeep.findings import Finding
from appliance.web.api.callers import Caller
from appliance.web.parts import Parts


async def remove_presence(parts: Parts, me: Caller) -> None:
    """The caller's own is asked no more."""
    await parts.store.home.remove_presence(me.user.id)
    await parts.store.audit.append(parts.now(), me.actor, "remove presence", f"user {me.user.id}")


async def remove_inward(parts: Parts, me: Caller, hook_id: UUID) -> None:
    """Raises `NotFoundError` where the caller has no such."""
    await parts.store.hooks.remove_inward(me.user.id, hook_id)
    await parts.store.audit.append(parts.now(), me.actor, "remove inward hook", f"hook {hook_id}")


async def put_share(parts: Parts, me: Caller, told: Mapping[str, Any]) -> HomeShare:
    """From here on this is told about the caller."""
    share = await parts.store.home.put_share(HomeShare(user_id=me.user.id, changed_at=parts.now(), **told))
    await parts.store.audit.append(parts.now(), me.actor, "share with the home", f"user {me.user.id}")
    return share


async def put_presence(parts: Parts, me: Caller, fields: Mapping[str, str]) -> PresenceSource:
    """Of a form's fields; an empty token stays what it was, for the same address."""
    known, address = await parts.store.home.presence(me.user.id), fields.get("address", "").strip()
    kept = known.token if known is not None and known.address == address else ""
    await parts.around.check(address)
    source = PresenceSource(
        user_id=me.user.id,
        address=address,
        token=fields.get("token", "") or kept,
        every_seconds=_whole(fields.get("every_seconds", "") or "60"),
        hold_minutes=_whole(fields.get("hold_minutes", "") or "120"),
        created_at=parts.now(),
    )
    found = await parts.store.home.put_presence(source)
    await parts.store.audit.append(parts.now(), me.actor, "set presence", f"user {me.user.id}")
    return found


async def ask_presence(parts: Parts, me: Caller) -> PresenceSource:
    """Ask the caller's own now. Raises `NotFoundError`, `ReachError`."""
    source = await parts.store.home.presence(me.user.id)
    if source is None:
        raise NotFoundError("There is nothing that says whether you are at home.")
    await parts.around.presence.ask(source)
    asked = await parts.store.home.presence(me.user.id) or source
    if asked.fault:
        raise parts.around.presence.errors.get(source.id) or ReachError(asked.fault)
    return asked


async def add_inward(parts: Parts, me: Caller, name: str) -> InwardHook:
    """With a new secret."""
    hook = InwardHook(user_id=me.user.id, name=name, secret=new_secret(), created_at=parts.now())
    added = await parts.store.hooks.add_inward(hook)
    await parts.store.audit.append(parts.now(), me.actor, "add inward hook", f"hook {added.id}")
    return added


async def put_link(parts: Parts, me: Caller, kind: LinkKind, fields: Mapping[str, str]) -> HomeLink:
    """Of a form's fields; an empty password stays what it was, for the same address."""
    known = next((each for each in await parts.store.home.links() if each.kind is kind), None)
    address = fields.get("address", "").strip()
    kept = known.secret if known is not None and known.address == address else ""
    await parts.around.check(address)
    wanted = HomeLink(
        kind=kind,
        address=address,
        username=fields.get("username", "").strip(),
        secret=fields.get("secret", "") or kept,
        authority=fields.get("authority", "").strip(),
        options={name: fields.get(name, "") for name in ("topic_prefix", "discovery_prefix", "page_address")},
        created_at=parts.now(),
    )
    found = await parts.store.home.put_link(wanted)
    await parts.store.audit.append(parts.now(), me.actor, "connect to the home", f"{kind} {found.id}")
    return found


async def remove_link(parts: Parts, me: Caller, kind: LinkKind) -> None:
    """Raises `NotFoundError`."""
    if not await parts.store.home.remove_link(kind):
        raise NotFoundError("That is not set up.")
    await parts.store.audit.append(parts.now(), me.actor, "disconnect from the home", str(kind))


async def try_link(parts: Parts, me: Caller, kind: LinkKind) -> ReachError | None:
    """What is wrong with it. Raises `NotFoundError`."""
    known = await parts.store.home.link(kind)
    if known is None:
        raise NotFoundError("That is not set up.")
    return await parts.around.tried(known, me.user)


async def add_webhook(parts: Parts, me: Caller, address: str, events: list[str]) -> Webhook:
    """With a new secret."""
    await parts.around.check(address.strip())
    hook = Webhook(address=address, secret=new_secret(), events=events, created_at=parts.now())
    added = await parts.store.hooks.add_webhook(hook)
    await parts.store.audit.append(parts.now(), me.actor, "webhook.add", f"webhook {added.id}")
    return added


def _whole(text: str) -> int:
    if not (text.strip().isascii() and text.strip().isdigit() and len(text) < 8):
        raise InvalidInputError(f"{text[:40]!r} is no whole number.")
    return int(text)


async def findings_around(around: Around) -> list[Finding]:
    """For the page of health: each link and webhook that is set up, with what is wrong."""
    found = []
    try:
        for link in await around.store.home.links():
            state = around.state(link.kind)
            told = state.fault or ("works" if state.worked_at else "has not been used yet")
            found.append(Finding(str(link.kind), not state.fault, told, state.remedy, needed=False))
        for hook in await around.store.hooks.webhooks():
            told = hook.disabled_because or "is told what happens"
            again = "On the page Around the home, tell it again." if hook.disabled_because else ""
            found.append(Finding("webhook", not hook.disabled_because, f"{hook.address}: {told}", again, needed=False))
        for source in await around.store.home.presences():
            found.append(Finding("presence", not source.fault, source.fault or "is read", needed=False))
    except ApplianceError:
        return []  # the store's own fault is told beside it
    return found
