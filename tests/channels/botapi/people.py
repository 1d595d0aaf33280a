"""People who write to the bot, and groups they are in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.channels.botapi.world import Chat, Delivered, Json, World


@dataclass(eq=False)
class Group:
    """A group that the bot is in."""

    world: World
    chat: Chat

    @property
    def id(self) -> int:
        return self.chat.id

    def add_bot(self, by: Person) -> None:
        """Put the bot into it, for the first time or again."""
        self.chat.blocked, self.chat.started = False, True
        members = [{"user": self.world.me, "status": status} for status in ("left", "member")]
        told = {"chat": self.chat.json, "from": by.user, "date": self.world.seconds}
        self.world.push("my_chat_member", told | {"old_chat_member": members[0], "new_chat_member": members[1]})

    @property
    def has_bot(self) -> bool:
        return not self.chat.blocked

    def migrate(self, by: Person) -> int:
        """Becomes a supergroup; gives its new id."""
        moved_to = -1_000_000_000_000 + self.id
        json = {"id": moved_to, "type": "supergroup", "title": self.chat.json["title"]}
        told = self.world.new_message(self.chat, by.user, migrate_to_chat_id=moved_to)
        self.chat.moved_to = moved_to
        self.chat = Chat(json, started=True)
        self.world.chats[moved_to] = self.chat
        self.world.push("message", told)
        return moved_to


@dataclass(eq=False)
class Person:
    """Somebody with Telegram."""

    world: World
    user: Json
    chat: Chat
    """Between them and the bot."""

    @property
    def id(self) -> int:
        return self.chat.id

    @property
    def heard(self) -> list[Delivered]:
        """What the bot sent them and did not delete."""
        return [each for each in self.world.in_chat(self.id) if not each.deleted]

    def write(self, text: str, **how: Any) -> int:
        """Write; gives the message's id. `into` a group, `reply_to` a message, `forwarded`."""
        command = len(text.split()[0]) if text.startswith("/") else 0
        entities = [{"type": "bot_command", "offset": 0, "length": command}] if command else []
        return self._say({"text": text} | ({"entities": entities} if entities else {}), **how)

    def speak(self, ogg: bytes, seconds: int = 3, **how: Any) -> int:
        """Send a voice note."""
        file = self.world.keep_file("voice", "oga", ogg) | {"duration": seconds, "mime_type": "audio/ogg"}
        return self._say({"voice": file}, **how)

    def show(self, mp4: bytes, seconds: int = 3, **how: Any) -> int:
        """Send a video note."""
        file = self.world.keep_file("video_notes", "mp4", mp4) | {"duration": seconds, "length": 240}
        return self._say({"video_note": file}, **how)

    def send_photo(self, content: bytes, caption: str = "", **how: Any) -> int:
        size = self.world.keep_file("photos", "jpg", content) | {"width": 90, "height": 60}
        return self._say({"photo": [size]} | ({"caption": caption} if caption else {}), **how)

    def edit(self, message_id: int, text: str) -> None:
        """Change what was written."""
        message = self.chat.messages[message_id]
        message |= {"text": text, "edit_date": self.world.seconds}
        message.pop("entities", None)
        self.world.push("edited_message", message)

    def press(self, message: Delivered, data: str) -> str:
        """Press the button with this data; gives the query's id."""
        assert data in [button["callback_data"] for row in message.buttons for button in row]
        query = f"{self.id}{len(self.world.open_presses) + len(self.world.answered) + 1:09d}"
        self.world.open_presses.add(query)
        told = {"id": query, "from": self.user, "message": message.json, "chat_instance": "-42", "data": data}
        self.world.push("callback_query", told)
        return query

    def block(self) -> None:
        """Stop the bot."""
        self.chat.blocked = True
        self._membership("member", "kicked")

    def forbid_voice(self) -> None:
        """Take no voice notes from now on."""
        self.chat.voiceless = True

    def unblock(self) -> None:
        self.chat.blocked = False
        self._membership("kicked", "member")

    def _membership(self, old: str, new: str) -> None:
        until = {"kicked": {"until_date": 0}}
        members = [{"user": self.world.me, "status": status} | until.get(status, {}) for status in (old, new)]
        told = {"chat": self.chat.json, "from": self.user, "date": self.world.seconds}
        self.world.push("my_chat_member", told | {"old_chat_member": members[0], "new_chat_member": members[1]})

    def _say(
        self, content: Json, *, into: Group | None = None, reply_to: int | None = None, forwarded: bool = False
    ) -> int:
        chat = into.chat if into else self.chat
        chat.started = True
        if forwarded:
            origin = {"type": "hidden_user", "sender_user_name": "Somebody", "date": self.world.seconds}
            content = content | {"forward_origin": origin}
        if reply_to is not None:
            content = content | {"reply_to_message": chat.messages[reply_to]}
        message = self.world.new_message(chat, self.user, **content)
        self.world.push("message", message)
        return int(message["message_id"])
