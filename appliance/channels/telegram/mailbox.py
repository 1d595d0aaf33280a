"""The carrier's inbox and outbox, as rows of the store."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import UUID

from appliance.channels.telegram.incoming import Incoming, Position
from appliance.channels.telegram.outgoing import (
    MOST_CAPTION,
    MOST_TEXT,
    Button,
    Buttons,
    Content,
    Delivery,
    File,
    IfUnsure,
    Outgoing,
    Photo,
    Rebutton,
    Remove,
    Text,
    Voice,
    in_pieces,
)
from appliance.records.telegram import UNWRITTEN, Fate, Goes, TelegramOut, TelegramUpdate
from appliance.store import Store


class StoredInbox:
    """An `Inbox`: which updates are done with."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def position(self, bot_id: int) -> Position | None:
        row = await self._store.outbox.position(bot_id)
        return None if row is None else Position(row.update_id, row.handled_at)

    async def seen(self, update: Incoming) -> bool:
        return await self._store.outbox.has_dealt_with(update.bot_id, update.update_id)

    async def keep(self, update: Incoming, at: datetime, fault: str = "") -> None:
        row = TelegramUpdate(bot_id=update.bot_id, update_id=update.update_id, handled_at=at, fault=fault)
        await self._store.outbox.dealt_with(row)


class StoredOutbox:
    """An `Outbox`."""

    def __init__(
        self, store: Store, told_group: Callable[[], None] = lambda: None, settled: Callable[[], None] = lambda: None
    ) -> None:
        """`settled` is called when a message waits no more, `told_group` when it was one to a group."""
        self._store = store
        self._told_group = told_group
        self._settled = settled

    async def chats(self) -> Sequence[int]:
        return [int(chat_id) for chat_id in await self._store.outbox.chats()]

    async def head(self, chat_id: int) -> Outgoing | None:
        row = await self._store.outbox.head(str(chat_id))
        return None if row is None else _outgoing(row)

    async def leave(self, key: UUID) -> None:
        await self._store.outbox.move(key, Fate.LEAVING)

    async def stay(self, key: UUID) -> None:
        await self._store.outbox.move(key, Fate.WAITING)

    async def settle(self, key: UUID, delivery: Delivery) -> None:
        if delivery.fate is Fate.MOVED and delivery.moved_to is not None:
            await self._store.outbox.move_chat(key, str(delivery.moved_to))
            return
        outbox = self._store.outbox
        chat_id = await outbox.settle(key, delivery.fate, delivery.at, delivery.message_id, delivery.detail)
        self._settled()
        if chat_id.startswith("-"):
            self._told_group()


def _outgoing(row: TelegramOut) -> Outgoing:
    return Outgoing(
        key=row.id,
        chat_id=int(row.chat_id),
        content=_content(row),
        fate=row.fate,
        silent=row.silent,
        if_unsure=IfUnsure.AGAIN if row.twice else IfUnsure.LEAVE,
        expires_at=row.expires_at,
    )


def _content(row: TelegramOut) -> Content:
    buttons: Buttons = tuple(tuple(Button(label, data) for label, data in line) for line in row.buttons)
    match row.kind:
        case Goes.TEXT:
            return Text(row.content, buttons)
        case Goes.VOICE:
            return _voice(row, buttons)
        case Goes.PHOTO:
            return Photo(row.attachment or b"", row.content, buttons)
        case Goes.FILE:
            return File(row.attachment or b"", row.name, row.content, buttons)
        case Goes.REBUTTON:
            return Rebutton(row.message_id or 0, buttons)
        case Goes.REMOVE:
            return Remove(row.message_id or 0)


def _voice(row: TelegramOut, buttons: Buttons) -> Voice:
    caption = "" if row.name == UNWRITTEN else _first(row.content, MOST_CAPTION)
    return Voice(row.attachment or b"", row.seconds or 1, caption, buttons, _first(row.content, MOST_TEXT))


def _first(text: str, most: int) -> str:
    return next(iter(in_pieces(text, most)), "")


__all__ = ["StoredInbox", "StoredOutbox"]
