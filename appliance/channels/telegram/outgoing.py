"""What goes out by Telegram, as values, and the queue it waits in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from appliance.records.telegram import Fate

MOST_TEXT = 4096
MOST_CAPTION = 1024
"""Characters (core.telegram.org/bots/api); counted here in UTF-16 units, which are never fewer."""

MOST_BUTTON_BYTES = 64
MOST_UPLOAD_BYTES = 50_000_000
MOST_PHOTO_BYTES = 10_000_000


@dataclass(frozen=True, slots=True)
class Button:
    """Under a message. `data` comes back as `Incoming.press_data`: 1 … 64 bytes of UTF-8."""

    label: str
    data: str


Buttons = tuple[tuple[Button, ...], ...]
"""Rows of them."""


@dataclass(frozen=True, slots=True)
class Text:
    """Plain words, shown as they are; 1 … 4096 characters. `in_pieces` cuts longer ones."""

    text: str
    buttons: Buttons = ()


@dataclass(frozen=True, slots=True)
class Voice:
    """A voice note: a file of `notes.VoiceNote`, or the `file_id` of one that was sent before."""

    data: bytes | str
    duration_seconds: int
    caption: str = ""
    buttons: Buttons = ()
    words: str = ""
    """Sent as text instead, with the same buttons, where the person takes no voice notes; empty: it is refused then."""


@dataclass(frozen=True, slots=True)
class Photo:
    """A JPEG or PNG."""

    data: bytes | str
    caption: str = ""
    buttons: Buttons = ()


@dataclass(frozen=True, slots=True)
class File:
    """Any file, shown by its name."""

    data: bytes | str
    name: str
    caption: str = ""
    buttons: Buttons = ()


@dataclass(frozen=True, slots=True)
class Sound:
    """An MP3 or M4A for Telegram's music player."""

    data: bytes | str
    name: str
    duration_seconds: int
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Rewrite:
    """Put other words in place of a text that was sent; without buttons, they go."""

    message_id: int
    text: str
    buttons: Buttons = ()


@dataclass(frozen=True, slots=True)
class Rebutton:
    """Put other buttons, or none, under a message that was sent."""

    message_id: int
    buttons: Buttons = ()


@dataclass(frozen=True, slots=True)
class Remove:
    """Delete a message. Telegram deletes the bot's own, and in private chats the person's, for 48 hours."""

    message_id: int


Content = Text | Voice | Photo | File | Sound | Rewrite | Rebutton | Remove
IDEMPOTENT = (Rewrite, Rebutton, Remove)
"""Doing them twice is doing them once."""


class IfUnsure(StrEnum):
    """What to do where a message left and no answer came: Telegram knows no key by which it would tell a second one."""

    LEAVE = "leave"
    """Never send it twice: it stays `uncertain`."""
    AGAIN = "again"
    """Better twice than not at all."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message on its way."""

    key: UUID
    chat_id: int
    content: Content
    fate: Fate = Fate.WAITING
    reply_to: int | None = None
    silent: bool = False
    """Without a sound on the telephone."""
    protected: bool = False
    """It cannot be forwarded or saved there."""
    if_unsure: IfUnsure = IfUnsure.LEAVE
    expires_at: datetime | None = None
    """Not sent after this time: a ring that comes late is worse than none."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """How sending ended."""

    fate: Fate
    at: datetime
    message_id: int | None = None
    """None where it is not known, or nothing was sent."""
    file_id: str = ""
    """Sends the same file again without uploading it."""
    moved_to: int | None = None
    detail: str = ""


class Outbox(Protocol):
    """The queue. Stored; each method commits before it returns."""

    async def chats(self) -> Sequence[int]:
        """Where something is `waiting` or `leaving`; chats wait on their own."""

    async def head(self, chat_id: int) -> Outgoing | None:
        """What was put in first of that; None where nothing goes to this chat now."""

    async def leave(self, key: UUID) -> None:
        """Its first byte is about to leave: `waiting` becomes `leaving`."""

    async def stay(self, key: UUID) -> None:
        """Nothing of it has left, or an answer said that it was not taken: `leaving` becomes `waiting`."""

    async def settle(self, key: UUID, delivery: Delivery) -> None:
        """It waits no more. `blocked` marks the link of its chat, `moved` gives the chat its new id."""


def units(text: str) -> int:
    """Its length in UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def in_pieces(text: str, most: int = MOST_TEXT) -> list[str]:
    """The text in pieces that Telegram takes, cut between paragraphs, else lines, sentences, words, else anywhere."""
    pieces, rest = [], text.strip()
    while units(rest) > most:
        whole = _first(rest, most)
        cut = next((end for mark in ("\n\n", "\n", ". ", " ") if (end := whole.rfind(mark)) > len(whole) // 2), None)
        end = len(whole) if cut is None else cut + 1
        pieces.append(rest[:end].strip())
        rest = rest[end:].strip()
    return [*pieces, rest] if rest else pieces


def _first(text: str, most: int) -> str:
    """As much of it as has `most` UTF-16 units."""
    return text.encode("utf-16-le", "surrogatepass")[: 2 * most].decode("utf-16-le", "ignore")
