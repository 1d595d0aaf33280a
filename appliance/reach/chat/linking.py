"""A person and their chat: code, wishes, parting. Page, API and command line ask the same; each is in the audit log."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from appliance.errors import NotFoundError
from appliance.reach.chat.pairing import offer
from appliance.records.telegram import TelegramLink
from appliance.store import Store


@dataclass(frozen=True, slots=True)
class Wishes:
    """How it calls in one's chat."""

    with_text: bool = True
    discreet: bool = False
    delete_after_hours: int | None = None


async def invite(store: Store, user_id: UUID, now: datetime, actor: str) -> str:
    """A code that links a chat to this person. Raises `NotFoundError`."""
    code = await offer(store, user_id, now)
    await store.audit.append(now, actor, "make telegram code", f"user {user_id}")
    return code


def start_address(bot_name: str, code: str) -> str:
    """What opens the bot's chat and sends it the code (core.telegram.org/bots/features#deep-linking)."""
    return f"https://t.me/{bot_name}?start={code}"


async def link_of(store: Store, user_id: UUID) -> TelegramLink:
    """The person's chat. Raises `NotFoundError` where there is none."""
    link = await store.telegram.of_user(user_id)
    if link is None:
        raise NotFoundError(
            "No chat is linked.",
            remedy="Make a code on the page Telegram, or: appliance telegram link",
            says="no_chat",
        )
    return link


async def arrange(store: Store, user_id: UUID, wishes: Wishes, now: datetime, actor: str) -> TelegramLink:
    """From now on it calls there so. Raises `NotFoundError`, `InvalidInputError`."""
    link = await link_of(store, user_id)
    wanted = {name: getattr(wishes, name) for name in ("with_text", "discreet", "delete_after_hours")}
    changed = await store.telegram.change(link.id, wanted)
    await store.audit.append(now, actor, "change telegram chat", f"user {user_id}")
    return changed


async def unlink(store: Store, user_id: UUID, now: datetime, actor: str, farewell: str = "") -> TelegramLink:
    """The chat is theirs no more; of what waits only the message of the occasion `farewell` goes there.

    Raises `NotFoundError`.
    """
    link = await link_of(store, user_id)
    await store.telegram.unlink(link.id, now, farewell)
    await store.audit.append(now, actor, "unlink telegram chat", f"user {user_id}")
    return link


__all__ = ["Wishes", "arrange", "invite", "link_of", "start_address", "unlink"]
