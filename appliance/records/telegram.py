"""Telegram: whose chat it is, what came in, and what is to go out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import BigInteger, Column, Index, LargeBinary, UniqueConstraint
from sqlmodel import Field, SQLModel

from appliance.records.columns import choice_column, foreign_key, json_column, new_id, one_of, utc_column

UNWRITTEN = "unwritten"
"""Stands as `name` of a voice note whose words are not written below it."""

MOST_HOURS_KEPT = 48
"""Bots may delete their messages for this many hours (core.telegram.org/bots/api#deletemessage)."""


class TelegramLink(SQLModel, table=True):
    """A private Telegram chat that belongs to a user."""

    __tablename__: ClassVar[Any] = "telegram_links"
    __table_args__ = (UniqueConstraint("chat_id"),)

    id: UUID = new_id()
    user_id: UUID = foreign_key("users.id")
    chat_id: str
    linked_at: datetime = utc_column()
    unlinked_at: datetime | None = utc_column(nullable=True)
    name: str = ""
    """What the account calls itself, to tell it from others on the page."""
    with_text: bool = True
    """The words are written below each voice note."""
    discreet: bool = False
    """It rings without content: what it is about is sent once they have answered."""
    delete_after_hours: int | None = Field(default=None, ge=1, le=MOST_HOURS_KEPT - 1)
    """Messages of calls are deleted from the chat after so long; None: they stay."""
    blocked_at: datetime | None = utc_column(nullable=True)
    """Since when the person has blocked the bot; None: it may write."""


class TelegramPairing(SQLModel, table=True):
    """A code by which a chat becomes a user's. Only its digest is kept; good once and for some minutes."""

    __tablename__: ClassVar[Any] = "telegram_pairings"
    __table_args__ = (UniqueConstraint("code_digest"),)

    id: UUID = new_id()
    user_id: UUID = foreign_key("users.id")
    code_digest: str
    created_at: datetime = utc_column()
    expires_at: datetime = utc_column()
    used_at: datetime | None = utc_column(nullable=True)


class Came(StrEnum):
    """What a message is."""

    TEXT = "text"
    VOICE = "voice"
    VIDEO_NOTE = "video_note"
    BUTTON = "button"
    """A button below one of our messages was pressed; `content` is what it stands for."""
    OTHER = "other"
    """Something that is no answer: a picture, a sticker."""


class TelegramIn(SQLModel, table=True):
    """A message from a linked chat, kept before Telegram is told that it arrived. Emptied once it was dealt with; the
    row stays some days, since Telegram may deliver it again."""

    __tablename__: ClassVar[Any] = "telegram_inbox"
    __table_args__ = (
        UniqueConstraint("bot_id", "update_id"),
        one_of("kind", Came),
        Index("ix_telegram_inbox_open", "user_id", "handled_at"),
    )

    id: UUID = new_id()
    bot_id: int = Field(sa_column=Column(BigInteger, nullable=False))
    update_id: int = Field(sa_column=Column(BigInteger, nullable=False))
    user_id: UUID = foreign_key("users.id", index=False)
    message_id: int = Field(sa_column=Column(BigInteger, nullable=False))
    """Of the message in its chat; for a button, of the message that it is below."""
    kind: Came = choice_column(Came)
    content: str = ""
    """The text, or what a button stands for."""
    file_id: str = ""
    seconds: float | None = None
    size: int | None = None
    """Bytes, as Telegram says."""
    press_id: str = ""
    """Of the press of a button: it is to be acknowledged."""
    sent_at: datetime = utc_column()
    """When the person sent it."""
    handled_at: datetime | None = utc_column(nullable=True)


class Fate(StrEnum):
    """What became of a message to a chat. The first two still wait."""

    WAITING = "waiting"
    LEAVING = "leaving"
    """Committed before its first byte leaves; found after a crash, it is as uncertain as a broken connection."""
    SENT = "sent"
    UNCERTAIN = "uncertain"
    """It may have arrived; it is not sent again."""
    REFUSED = "refused"
    """Telegram does not take it as it is."""
    BLOCKED = "blocked"
    """The person has stopped the bot, or the chat is gone."""
    MOVED = "moved"
    """The group has another id. It was not sent."""
    EXPIRED = "expired"
    """It could not be sent in time."""


class Goes(StrEnum):
    """What a message is, or does to one that was sent."""

    TEXT = "text"
    VOICE = "voice"
    PHOTO = "photo"
    FILE = "file"
    REBUTTON = "rebutton"
    """Other buttons below message `message_id`."""
    REMOVE = "remove"
    """Message `message_id` is taken out of the chat."""


class TelegramOut(SQLModel, table=True):
    """A message to a chat. Kept before it goes, emptied once it has gone; the row remembers that it went."""

    __tablename__: ClassVar[Any] = "telegram_outbox"
    __table_args__ = (
        UniqueConstraint("occasion"),
        one_of("kind", Goes),
        one_of("fate", Fate),
        Index("ix_telegram_outbox_fate", "fate", "chat_id"),
    )

    id: UUID = new_id()
    occasion: str
    """Idempotency key: what is said again after a restart is the same message."""
    user_id: UUID | None = foreign_key("users.id", nullable=True)
    """None: a polite line to somebody unknown."""
    chat_id: str
    kind: Goes = choice_column(Goes)
    content: str = ""
    """The text, or the caption; all that a voice note says."""
    attachment: bytes | None = Field(default=None, sa_column=Column(LargeBinary, nullable=True))
    """OGG/Opus of a voice note, PNG of a picture, a file."""
    name: str = ""
    """Of a file; `UNWRITTEN` or empty for a voice note."""
    seconds: int | None = None
    """Of a voice note."""
    buttons: list[list[list[str]]] = json_column(list)
    """Rows of buttons, each a label and what it stands for (at most 64 bytes)."""
    held: bool = False
    """It does not go yet: its buttons are still to come."""
    silent: bool = False
    twice: bool = False
    """Better sent twice than not at all."""
    expires_at: datetime | None = utc_column(nullable=True)
    fate: Fate = choice_column(Fate, default=Fate.WAITING)
    message_id: int | None = Field(default=None, sa_column=Column(BigInteger, nullable=True))
    """In its chat, once it was sent; of the message that is changed."""
    detail: str = ""
    """Why it has not gone, for a person."""
    created_at: datetime = utc_column()
    settled_at: datetime | None = utc_column(nullable=True)
    delete_at: datetime | None = utc_column(nullable=True, index=True)
    """When it is to be taken out of the chat; None: it stays, or is gone."""


class TelegramUpdate(SQLModel, table=True):
    """An update of a bot that is done with. Holds nothing of what was in it."""

    __tablename__: ClassVar[Any] = "telegram_updates"
    __table_args__ = (UniqueConstraint("bot_id", "update_id"),)

    id: UUID = new_id()
    bot_id: int = Field(sa_column=Column(BigInteger, nullable=False))
    update_id: int = Field(sa_column=Column(BigInteger, nullable=False))
    handled_at: datetime = utc_column(index=True)
    fault: str = ""
    """Why it could not be handled."""


@dataclass(frozen=True, slots=True)
class Crossing:
    """That something went to a person's chat or came from it; nothing of what was in it."""

    at: datetime
    """When it went, or else was made; when the person sent it."""
    outgoing: bool
    kind: Goes | Came
    fate: Fate | None
    """None for what came."""
    settled: bool
    """It has gone or will not go; it was dealt with."""


__all__ = [
    "UNWRITTEN",
    "Came",
    "Crossing",
    "Fate",
    "Goes",
    "TelegramIn",
    "TelegramLink",
    "TelegramOut",
    "TelegramPairing",
    "TelegramUpdate",
]
