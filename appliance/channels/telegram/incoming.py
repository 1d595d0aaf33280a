"""What comes in from Telegram, as values, and where it is kept."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol


class Kind(StrEnum):
    """What somebody did."""

    TEXT = "text"
    """Wrote words or a command (`/start CODE`)."""
    VOICE = "voice"
    VIDEO_NOTE = "video_note"
    AUDIO = "audio"
    """A sound file, not spoken into Telegram."""
    PRESS = "press"
    """Pressed a button under a message."""
    BLOCKED = "blocked"
    """Stopped the bot, or put it out of a group: nothing can be sent there."""
    UNBLOCKED = "unblocked"
    MOVED = "moved"
    """The group has another chat id from here on: `moved_to`."""
    OTHER = "other"
    """A picture, a place, a sticker, or what is not known here."""


class ChatKind(StrEnum):
    PRIVATE = "private"
    GROUP = "group"
    SUPERGROUP = "supergroup"
    CHANNEL = "channel"


@dataclass(frozen=True, slots=True)
class FileRef:
    """A file that lies at Telegram's; fetched by `BotApi.fetch`."""

    file_id: str
    unique_id: str
    size_bytes: int | None = None
    duration_seconds: int | None = None
    mime_type: str = ""


@dataclass(frozen=True, slots=True)
class Incoming:
    """One update. Nothing in it is checked: whoever writes to the bot decides what it says."""

    bot_id: int
    update_id: int
    """Unique within a bot, and delivered again until it is confirmed: the key by which a thing is done once."""
    kind: Kind
    at: datetime
    """Aware UTC: when it was written; when it came in, for a button."""
    chat_id: int | None = None
    chat_kind: ChatKind = ChatKind.PRIVATE
    user_id: int | None = None
    """Who did it; None for a channel's own posts and for what is not known."""
    user_name: str = ""
    """The first name that they gave themselves."""
    is_bot: bool = False
    message_id: int | None = None
    """The message itself; for a button, the message above it."""
    text: str = ""
    """The words, or the caption of a file."""
    file: FileRef | None = None
    reply_to: int | None = None
    """The message that it answers."""
    press_id: str = ""
    """Answer it with `BotApi.answer_press`, within a minute."""
    press_data: str = ""
    """What was sent with the button."""
    edited: bool = False
    """A message that came before was changed."""
    forwarded: bool = False
    """Somebody else's words."""
    moved_to: int | None = None
    language: str = ""
    """IETF tag of the person's Telegram, where it tells."""


Handler = Callable[[Incoming], Awaitable[None]]
"""Does what an update asks, and returns when that is committed. It is called again for the same `update_id` where the
process ended before `Inbox.keep`: what it commits carries that id, so that it is done once."""


@dataclass(frozen=True, slots=True)
class Position:
    """How far a bot's updates have been handled."""

    update_id: int
    at: datetime
    """When it was handled."""


class Inbox(Protocol):
    """Which updates are done with. Stored; one bot's ids mean nothing to another."""

    async def position(self, bot_id: int) -> Position | None:
        """The latest one that was kept; None at the very first."""

    async def seen(self, update: Incoming) -> bool:
        """Whether this one was kept."""

    async def keep(self, update: Incoming, at: datetime, fault: str = "") -> None:
        """It is done with, once this has returned. `fault` says why it could not be handled.

        Ids may be forgotten when they are two weeks old.
        """
