"""What Telegram knows: chats with their messages, files, and the updates that wait for the bot."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from tests.channels.botapi.asked import ApiError, bad

Json = dict[str, Any]

UPDATES_KEPT = timedelta(hours=24)
MOST_DOWNLOAD_BYTES = 20 * 1024 * 1024
NOT_BY_DEFAULT = frozenset({"chat_member", "message_reaction", "message_reaction_count"})


@dataclass
class Delivered:
    """A message of the bot's that reached a chat."""

    chat_id: int
    message_id: int
    method: str
    json: Json
    file: bytes = b""
    buttons: list[list[Json]] = field(default_factory=list)
    at: datetime | None = None
    silent: bool = False
    protected: bool = False
    reply_to: int | None = None
    deleted: bool = False
    earlier: list[str] = field(default_factory=list)
    """The words it had before it was edited."""

    @property
    def text(self) -> str:
        """The words or the caption."""
        return str(self.json.get("text") or self.json.get("caption") or "")

    @property
    def kind(self) -> str:
        """How people see it."""
        return next((each for each in ("voice", "photo", "audio", "document") if each in self.json), "text")


@dataclass
class Chat:
    """A private chat (its id is the person's) or a group (its id is negative)."""

    json: Json
    started: bool = False
    """A bot cannot write first."""
    blocked: bool = False
    voiceless: bool = False
    """Its person takes no voice notes (a privacy setting of Telegram Premium)."""
    moved_to: int | None = None
    messages: dict[int, Json] = field(default_factory=dict)
    """What is in it now, by whomever."""
    last_message_id: int = 0

    @property
    def id(self) -> int:
        return int(self.json["id"])

    @property
    def is_private(self) -> bool:
        return bool(self.json["type"] == "private")


class World:
    """All of it. `now` reads an aware time."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self.now = now
        self.me: Json = {"id": 123456, "is_bot": True, "first_name": "Coach", "username": "household_coach_bot"}
        self.chats: dict[int, Chat] = {}
        self.sent: list[Delivered] = []
        self.files: dict[str, tuple[str, bytes]] = {}
        """By id: path and content."""
        self.actions: list[tuple[int, str]] = []
        self.answered: dict[str, Json] = {}
        self.open_presses: set[str] = set()
        self.commands: dict[str, list[Json]] = {}
        self.webhook = ""
        self.allowed: frozenset[str] | None = None
        self.updates: list[tuple[int, datetime, Json]] = []
        self.next_update_id = 700_000_001
        self.arrived = asyncio.Event()
        self.confirmed = 0
        """The highest update id that was."""

    @property
    def seconds(self) -> int:
        return int(self.now().timestamp())

    # Chats and messages

    def chat_for(self, chat_id: int | None) -> Chat:
        """The chat a bot may write to now. Raises `ApiError`."""
        chat = self.chats.get(chat_id or 0)
        if chat is None:
            raise bad("chat not found")
        if chat.moved_to is not None:
            raise ApiError(
                400,
                "Bad Request: group chat was upgraded to a supergroup chat",
                migrate_to_chat_id=chat.moved_to,
            )
        if chat.blocked:
            why = "bot was blocked by the user" if chat.is_private else "bot was kicked from the group chat"
            raise ApiError(403, f"Forbidden: {why}")
        if not chat.started:
            raise ApiError(403, "Forbidden: bot can't initiate conversation with a user")
        return chat

    def new_message(self, chat: Chat, sender: Json, **content: Any) -> Json:
        chat.last_message_id += 1
        message: Json = {
            "message_id": chat.last_message_id,
            "from": sender,
            "chat": chat.json,
            "date": self.seconds,
            **content,
        }
        chat.messages[chat.last_message_id] = message
        return message

    def in_chat(self, chat_id: int) -> list[Delivered]:
        """What the bot sent there, in order."""
        return [each for each in self.sent if each.chat_id == chat_id]

    def delivered(self, chat_id: int, message_id: int | None) -> Delivered | None:
        here = [each for each in self.in_chat(chat_id) if each.message_id == message_id and not each.deleted]
        return here[0] if here else None

    # Files

    def keep_file(self, folder: str, ending: str, content: bytes) -> Json:
        number = len(self.files) + 1
        file_id = f"AwACAgIAAxkBAAI{number:06d}"
        self.files[file_id] = (f"{folder}/file_{number}.{ending}", content)
        return self.file_json(file_id)

    def file_json(self, file_id: str) -> Json:
        _, content = self.files[file_id]
        return {"file_id": file_id, "file_unique_id": f"AgAD{file_id[-6:]}", "file_size": len(content)}

    # Updates

    def push(self, kind: str, value: Json) -> int:
        """Something happened; whoever asks is told, where this kind was asked for."""
        number = self.next_update_id
        wanted = kind not in NOT_BY_DEFAULT if self.allowed is None else kind in self.allowed
        if wanted:
            self.next_update_id += 1
            self.updates.append((number, self.now(), {"update_id": number, kind: deepcopy(value)}))
            self.arrived.set()
        return number

    def confirm(self, offset: int) -> None:
        """Forget updates below the offset; a negative one keeps that many at the end."""
        if offset < 0:
            self.updates = self.updates[offset:]
            return
        self.confirmed = max([self.confirmed, *(number for number, _, _ in self.updates if number < offset)])
        self.updates = [each for each in self.updates if each[0] >= offset]

    def pending(self, limit: int) -> list[Json]:
        self.updates = [each for each in self.updates if self.now() - each[1] < UPDATES_KEPT]
        return [update for _, _, update in self.updates[:limit]]
