"""Telegram: whose chat it is, what came in, and what is to go out."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import BigInteger, Column, Index, LargeBinary, UniqueConstraint
from sqlmodel import Field, SQLModel

from appliance.records.columns import choice_column, foreign_key, json_column, new_id, one_of, utc_column

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


class Goes(StrEnum):
    VOICE = "voice"
    TEXT = "text"
    PHOTO = "photo"


class Sending(StrEnum):
    """How far a message has come."""

    HELD = "held"
    """Its buttons are still to come."""
    QUEUED = "queued"
    UNDER_WAY = "under_way"
    """Being handed over; found so after a crash, it may have arrived and is not sent again."""
    SENT = "sent"
    UNCERTAIN = "uncertain"
    """The connection broke after it was handed over: it may have arrived, and is not sent again."""
    FAILED = "failed"
    """Telegram refused it for good."""
    DELETED = "deleted"
    """It was taken out of the chat again."""


class TelegramOut(SQLModel, table=True):
    """A message to a chat. Kept before it goes, emptied once it has gone; the row remembers that it went."""

    __tablename__: ClassVar[Any] = "telegram_outbox"
    __table_args__ = (
        UniqueConstraint("key"),
        one_of("kind", Goes),
        one_of("state", Sending),
        Index("ix_telegram_outbox_state", "state"),
    )

    id: UUID = new_id()
    key: str
    """Idempotency key: what is said again after a restart is the same message."""
    user_id: UUID | None = foreign_key("users.id", nullable=True)
    """None: a polite line to somebody unknown."""
    chat_id: str
    kind: Goes = choice_column(Goes)
    content: str = ""
    """The text, or the caption."""
    attachment: bytes | None = Field(default=None, sa_column=Column(LargeBinary, nullable=True))
    """OGG/Opus of a voice note, PNG of a picture."""
    seconds: float | None = None
    """Of a voice note."""
    buttons: list[list[list[str]]] = json_column(list)
    """Rows of buttons, each a label and what it stands for (at most 64 bytes)."""
    state: Sending = choice_column(Sending, default=Sending.QUEUED)
    message_id: int | None = Field(default=None, sa_column=Column(BigInteger, nullable=True))
    fault: str = ""
    """Why it has not gone, for a person."""
    created_at: datetime = utc_column()
    sent_at: datetime | None = utc_column(nullable=True)
    delete_at: datetime | None = utc_column(nullable=True)


__all__ = ["Came", "Goes", "Sending", "TelegramIn", "TelegramLink", "TelegramOut", "TelegramPairing"]
