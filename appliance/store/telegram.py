"""Which Telegram chat is whose, and the codes that link one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select, update
from sqlmodel import col

from appliance.errors import NotFoundError, RefusedError
from appliance.records.people import User
from appliance.records.telegram import Fate, Goes, TelegramLink, TelegramOut, TelegramPairing
from appliance.store.doors import checked, must_get, save
from appliance.store.sqlite import Database

UNLINKED = "the chat was unlinked"


class TelegramLinks:
    """A person has one chat at most, and a chat one person."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def offer(self, pairing: TelegramPairing) -> None:
        """Keep a code; earlier ones of this person are worth nothing from now on. Raises `NotFoundError`."""
        row = checked(pairing)
        earlier = update(TelegramPairing).where(col(TelegramPairing.user_id) == row.user_id, _unused())
        async with self._database.writing() as session:
            await must_get(session, User, row.user_id)
            await session.execute(earlier.values(used_at=row.created_at))
            session.add(row)

    async def redeem(self, code_digest: str, chat_id: str, name: str, now: datetime) -> User:
        """Link the chat to the person the code was made for; what either was linked to before is not any more.

        Raises `RefusedError` for a code that is unknown, used or too old.
        """
        wanted = select(TelegramPairing).where(col(TelegramPairing.code_digest) == code_digest)
        async with self._database.writing() as session:
            pairing = await session.scalar(wanted)
            if pairing is None or pairing.used_at is not None or now >= pairing.expires_at:
                raise RefusedError("That code links nothing (any more).", remedy="Ask for another one on the page.")
            pairing.used_at = now
            linked = update(TelegramLink).where(col(TelegramLink.user_id) == pairing.user_id, _stands())
            await session.execute(linked.values(unlinked_at=now))
            others = col(TelegramOut.user_id).is_not(None) & (col(TelegramOut.user_id) != pairing.user_id)
            elsewhere = (col(TelegramOut.user_id) == pairing.user_id) & (col(TelegramOut.chat_id) != chat_id)
            await session.execute(_withdrawn(now).where((_to(chat_id) & others) | elsewhere))
            link = await session.scalar(select(TelegramLink).where(col(TelegramLink.chat_id) == chat_id))
            if link is None:
                session.add(TelegramLink(user_id=pairing.user_id, chat_id=chat_id, name=name, linked_at=now))
            else:
                link.user_id, link.name, link.linked_at = pairing.user_id, name, now
                link.unlinked_at = link.blocked_at = link.delete_after_hours = None
                link.with_text, link.discreet = True, False
            return await must_get(session, User, pairing.user_id)

    async def of_user(self, user_id: UUID) -> TelegramLink | None:
        """The chat of a person; None where none is linked."""
        return await self._one(_standing().where(col(TelegramLink.user_id) == user_id))

    async def of_chat(self, chat_id: str) -> TelegramLink | None:
        """Whose chat it is; None for an unknown one."""
        return await self._one(_standing().where(col(TelegramLink.chat_id) == chat_id))

    async def _one(self, query: Select[Any]) -> TelegramLink | None:
        async with self._database.reading() as session:
            link: TelegramLink | None = await session.scalar(query)
        return link

    async def all(self) -> list[TelegramLink]:
        """Every chat that is linked."""
        async with self._database.reading() as session:
            return list(await session.scalars(_standing().order_by(col(TelegramLink.linked_at))))

    async def change(self, link_id: UUID, wanted: Mapping[str, Any]) -> TelegramLink:
        """Keep what a person wants of their chat; every other column stays as it is by then, such as `blocked_at`.

        Raises `InvalidInputError`, `NotFoundError` where the chat is nobody's any more.
        """
        async with self._database.writing() as session:
            link = await session.scalar(_standing().where(col(TelegramLink.id) == link_id))
            if link is None:
                raise NotFoundError("No chat is linked there.")
            return await save(session, checked(link.model_copy(update=dict(wanted))))

    async def mark_blocked(self, chat_id: str, since: datetime | None) -> None:
        """They have blocked the bot; None: they have not any more."""
        blocked: Any = col(TelegramLink.blocked_at)
        changed = blocked.is_not(None) if since is None else blocked.is_(None)
        async with self._database.writing() as session:
            await session.execute(
                update(TelegramLink).where(col(TelegramLink.chat_id) == chat_id, changed).values(blocked_at=since)
            )

    async def unlink(self, link_id: UUID, now: datetime, farewell: str = "") -> None:
        """The chat is nobody's any more, and what was still to go there does not go: only what takes messages out of it
        does, and the message of the occasion `farewell`. Raises `NotFoundError` where it was not anybody's."""
        async with self._database.writing() as session:
            link = await session.scalar(_standing().where(col(TelegramLink.id) == link_id))
            if link is None:
                raise NotFoundError("No chat is linked there.")
            link.unlinked_at = now
            await session.execute(_withdrawn(now).where(_to(link.chat_id), col(TelegramOut.occasion) != farewell))


def _withdrawn(now: datetime) -> Any:
    """Messages that wait do not go; those that take others out of their chats do."""
    waits = (col(TelegramOut.fate) == Fate.WAITING, col(TelegramOut.kind) != Goes.REMOVE)
    nothing = {"fate": Fate.EXPIRED, "settled_at": now, "detail": UNLINKED, "content": "", "attachment": None}
    return update(TelegramOut).where(*waits).values(**nothing)


def _to(chat_id: str) -> Any:
    return col(TelegramOut.chat_id) == chat_id


def _stands() -> Any:
    return col(TelegramLink.unlinked_at).is_(None)


def _unused() -> Any:
    return col(TelegramPairing.used_at).is_(None)


def _standing() -> Select[Any]:
    return select(TelegramLink).where(_stands())
