"""What is to go to Telegram chats: each occasion once, each chat in order."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, delete, func, literal_column, select, update
from sqlmodel import col

from appliance.records.telegram import Came, Crossing, Fate, Goes, TelegramIn, TelegramLink, TelegramOut, TelegramUpdate
from appliance.store.doors import checked, must_get
from appliance.store.sqlite import Database, insert_unless_there

OPEN = (Fate.WAITING, Fate.LEAVING)

IN_TURN: ColumnElement[int] = literal_column("telegram_outbox.rowid")
"""The order in which messages were put in. Clocks are set back; SQLite numbers the rows of this table upwards, and
keeps their order when it is vacuumed or copied."""

STRANGERS = "stranger:"
"""Begins the occasions of lines that a chat of nobody's gets once."""

LEFT = "left"
"""Stands as `detail` of such a line to a group that was left since."""

REMEMBERED = timedelta(days=14)
"""An update may be delivered again for a day; a bot's numbers begin anew after a week without any."""


class Outbox:
    """Rows are emptied once they have gone."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def put(self, message: TelegramOut) -> TelegramOut:
        """Keep it, unless there is one of this occasion; returns the one that is kept. Raises `InvalidInputError`."""
        message = checked(message)
        async with self._database.writing() as session:
            if await insert_unless_there(session, message, ("occasion",)):
                return message
            query = select(TelegramOut).where(col(TelegramOut.occasion) == message.occasion)
            return (await session.scalars(query)).one()

    async def put_anew(self, message: TelegramOut) -> TelegramOut:
        """Keep it, in place of one of this occasion that is still held; returns the one that is kept.

        Raises `InvalidInputError`.
        """
        kept = await self.put(message)
        if kept.id == message.id or not kept.held:
            return kept
        same = (col(TelegramOut.id) == kept.id, col(TelegramOut.held).is_(True))
        anew = message.model_dump(include={"kind", "content", "attachment", "name", "seconds"})
        async with self._database.writing() as session:
            await session.execute(update(TelegramOut).where(*same).values(**anew))
            return await must_get(session, TelegramOut, kept.id)

    async def release(self, occasion: str, buttons: list[list[list[str]]]) -> None:
        """A held message goes now, with these buttons; one that has gone stays as it is."""
        query = update(TelegramOut).where(col(TelegramOut.occasion) == occasion, col(TelegramOut.held).is_(True))
        async with self._database.writing() as session:
            await session.execute(query.values(held=False, buttons=buttons))

    async def of_occasion(self, occasion: str) -> TelegramOut | None:
        """The message of this occasion."""
        async with self._database.reading() as session:
            return await session.scalar(select(TelegramOut).where(col(TelegramOut.occasion) == occasion))

    async def said_in(self, attempt_id: UUID) -> list[TelegramOut]:
        """The messages of an attempt, in the order in which they were said."""
        here = col(TelegramOut.occasion).startswith(f"{attempt_id.hex}:")
        query = select(TelegramOut).where(here).order_by(IN_TURN)
        async with self._database.reading() as session:
            return list(await session.scalars(query))

    async def crossings(self, user_id: UUID, most: int) -> list[Crossing]:
        """The latest messages to and from a person, the newest first, without what was in them."""
        went = select(
            col(TelegramOut.created_at), col(TelegramOut.settled_at), col(TelegramOut.kind), col(TelegramOut.fate)
        ).where(col(TelegramOut.user_id) == user_id)
        came = select(col(TelegramIn.sent_at), col(TelegramIn.kind), col(TelegramIn.handled_at)).where(
            col(TelegramIn.user_id) == user_id
        )
        async with self._database.reading() as session:
            out = await session.execute(went.order_by(col(TelegramOut.created_at).desc()).limit(most))
            letters = await session.execute(came.order_by(col(TelegramIn.sent_at).desc()).limit(most))
            found = [
                Crossing(settled or made, True, Goes(kind), Fate(fate), bool(settled))
                for made, settled, kind, fate in out
            ]
            found += [Crossing(sent, False, Came(kind), None, bool(handled)) for sent, kind, handled in letters]
        return sorted(found, key=lambda each: each.at, reverse=True)[:most]

    async def count_open(self) -> int:
        """How many messages are still to go, to anybody."""
        query = select(func.count()).select_from(TelegramOut).where(col(TelegramOut.fate).in_(OPEN))
        async with self._database.reading() as session:
            return (await session.scalar(query)) or 0

    async def chats(self) -> list[str]:
        """Where something is to go now, the chat that has waited longest first."""
        first = select(func.min(IN_TURN)).where(col(TelegramOut.fate).in_(OPEN)).group_by(col(TelegramOut.chat_id))
        query = select(col(TelegramOut.chat_id)).where(IN_TURN.in_(first), col(TelegramOut.held).is_(False))
        async with self._database.reading() as session:
            return list(await session.scalars(query.order_by(IN_TURN)))

    async def head(self, chat_id: str) -> TelegramOut | None:
        """What goes next to a chat; None where nothing does, or where a held message holds up those behind it."""
        here = (col(TelegramOut.chat_id) == chat_id, col(TelegramOut.fate).in_(OPEN))
        async with self._database.reading() as session:
            first = await session.scalar(select(TelegramOut).where(*here).order_by(IN_TURN).limit(1))
        return None if first is None or first.held else first

    async def move(self, message_id: UUID, fate: Fate) -> None:
        """It is about to leave, or waits again."""
        async with self._database.writing() as session:
            await session.execute(update(TelegramOut).where(col(TelegramOut.id) == message_id).values(fate=fate))

    async def settle(
        self, key: UUID, fate: Fate, now: datetime, message_id: int | None = None, detail: str = ""
    ) -> str:
        """It waits no more, and is emptied. A chat that has blocked the bot is marked so, one that takes it is not.

        Returns the id of the chat.
        """
        async with self._database.writing() as session:
            row = await must_get(session, TelegramOut, key)
            row.fate, row.settled_at, row.detail = fate, now, detail
            row.message_id = message_id or row.message_id
            row.attachment, row.content = None, ""
            if fate in (Fate.SENT, Fate.BLOCKED):
                blocked: Any = now if fate is Fate.BLOCKED else None
                link = update(TelegramLink).where(col(TelegramLink.chat_id) == row.chat_id)
                await session.execute(link.values(blocked_at=blocked))
            return row.chat_id

    async def move_chat(self, key: UUID, chat_id: str) -> None:
        """The chat has another id: it waits there."""
        query = update(TelegramOut).where(col(TelegramOut.id) == key)
        async with self._database.writing() as session:
            await session.execute(query.values(chat_id=chat_id, fate=Fate.WAITING))

    async def to_remove(self, now: datetime) -> list[TelegramOut]:
        """Messages whose time in the chat is over."""
        query = select(TelegramOut).where(col(TelegramOut.delete_at) <= now, col(TelegramOut.fate) == Fate.SENT)
        async with self._database.reading() as session:
            return list(await session.scalars(query))

    async def remove(self, messages: list[TelegramOut], now: datetime) -> None:
        """Have them taken out of their chats."""
        async with self._database.writing() as session:
            for each in messages:
                removal = TelegramOut(
                    occasion=f"remove:{each.id}",
                    user_id=each.user_id,
                    chat_id=each.chat_id,
                    kind=Goes.REMOVE,
                    message_id=each.message_id,
                    created_at=now,
                )
                await insert_unless_there(session, checked(removal), ("occasion",))
                row = await must_get(session, TelegramOut, each.id)
                row.delete_at = None

    async def sent_to(self, chat_id: str, since: datetime) -> list[TelegramOut]:
        """What stands in a chat since then, as far as is known."""
        there = (col(TelegramOut.chat_id) == chat_id, col(TelegramOut.fate) == Fate.SENT)
        made = (col(TelegramOut.settled_at) >= since, col(TelegramOut.kind).not_in((Goes.REMOVE, Goes.REBUTTON)))
        async with self._database.reading() as session:
            return list(await session.scalars(select(TelegramOut).where(*there, *made)))

    async def told_to_nobody(self, chat_id: str, since: datetime, until: datetime, besides: str) -> int:
        """How many messages were made in that time for this chat without being anybody's: those to wrong codes. The
        line that each stranger gets once, and the one of the occasion `besides`, do not count."""
        made = (col(TelegramOut.created_at) > since, col(TelegramOut.created_at) < until)
        which = (col(TelegramOut.chat_id) == chat_id, col(TelegramOut.user_id).is_(None))
        others = (col(TelegramOut.occasion) != besides, col(TelegramOut.occasion).not_like(f"{STRANGERS}%"))
        query = select(func.count()).select_from(TelegramOut).where(*made, *which, *others)
        async with self._database.reading() as session:
            return (await session.scalar(query)) or 0

    async def to_leave(self) -> list[TelegramOut]:
        """The lines that groups were told, or could not be told, and that were not left since."""
        told = (col(TelegramOut.occasion).startswith(STRANGERS), col(TelegramOut.chat_id).startswith("-"))
        query = select(TelegramOut).where(*told, col(TelegramOut.fate).not_in(OPEN), col(TelegramOut.detail) != LEFT)
        async with self._database.reading() as session:
            return list(await session.scalars(query))

    async def mark_left(self, key: UUID, *, left: bool) -> None:
        """The group of this line was left; or the bot is in it again."""
        query = update(TelegramOut).where(col(TelegramOut.id) == key).values(detail=LEFT if left else "")
        async with self._database.writing() as session:
            await session.execute(query)

    async def forget_old(self, now: datetime) -> None:
        """Rows that nothing asks for any more. What was said to a stranger once is never forgotten."""
        gone = col(TelegramOut.delete_at).is_(None) & col(TelegramOut.occasion).not_like(f"{STRANGERS}%")
        async with self._database.writing() as session:
            await session.execute(delete(TelegramOut).where(col(TelegramOut.settled_at) < now - REMEMBERED, gone))
            await session.execute(delete(TelegramIn).where(col(TelegramIn.handled_at) < now - REMEMBERED))
            await session.execute(delete(TelegramUpdate).where(col(TelegramUpdate.handled_at) < now - REMEMBERED))

    async def position(self, bot_id: int) -> TelegramUpdate | None:
        """The update of a bot that was dealt with last."""
        query = select(TelegramUpdate).where(col(TelegramUpdate.bot_id) == bot_id)
        latest = query.order_by(col(TelegramUpdate.handled_at).desc(), col(TelegramUpdate.update_id).desc()).limit(1)
        async with self._database.reading() as session:
            return await session.scalar(latest)

    async def has_dealt_with(self, bot_id: int, update_id: int) -> bool:
        """Whether this update is done with."""
        query = select(col(TelegramUpdate.id)).where(
            col(TelegramUpdate.bot_id) == bot_id, col(TelegramUpdate.update_id) == update_id
        )
        async with self._database.reading() as session:
            return await session.scalar(query) is not None

    async def dealt_with(self, row: TelegramUpdate) -> None:
        """An update is done with; noting it twice changes nothing."""
        async with self._database.writing() as session:
            await insert_unless_there(session, checked(row), ("bot_id", "update_id"))
