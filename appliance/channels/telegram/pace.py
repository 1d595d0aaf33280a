"""How often may be sent: 30 messages a second in all, one a second in a chat, 20 a minute in a group
(core.telegram.org/bots/faq, "My bot is hitting limits"). Pure: the clock's seconds come in.

The library's own limiter knows no limit of a private chat, and waits where a queue cannot be looked at.
"""

from __future__ import annotations

IN_ALL_SECONDS = 1 / 30
IN_CHAT_SECONDS = 1.0
IN_GROUP_SECONDS = 3.0
FLOODS_WITHIN_SECONDS = 60.0
"""A 429 in two chats within so long is meant for the bot, not for a chat."""


class Pace:
    """When each chat had its last message."""

    def __init__(self) -> None:
        self._in_chat: dict[int, float] = {}
        self._in_all = float("-inf")
        self._held_until = float("-inf")
        self._chat_held_until: dict[int, float] = {}
        self._flooded_at: dict[int, float] = {}
        """When each chat had its last 429."""

    def take(self, chat_id: int, at: float) -> float:
        """0 when a message may leave to this chat now, which is noted; else the seconds until asking again."""
        gap = IN_GROUP_SECONDS if chat_id < 0 else IN_CHAT_SECONDS
        never = float("-inf")
        held = max(self._held_until, self._chat_held_until.get(chat_id, never))
        free = max(held, self._in_all + IN_ALL_SECONDS, self._in_chat.get(chat_id, never) + gap)
        if free > at:
            return free - at
        self._in_chat[chat_id] = self._in_all = at
        return 0.0

    def arrived(self, chat_id: int, at: float) -> None:
        """Telegram has answered: the next one may be under way for less long than this one was."""
        self._in_chat[chat_id] = at

    def hold(self, until: float) -> None:
        """Nothing leaves before."""
        self._held_until = max(self._held_until, until)

    def flooded(self, chat_id: int, at: float, wait_seconds: float) -> None:
        """A 429 for a message to this chat: nothing leaves to it for so long, and nothing at all where another chat
        had one just before."""
        self._flooded_at[chat_id] = at
        until = at + wait_seconds
        self._chat_held_until[chat_id] = max(until, self._chat_held_until.get(chat_id, until))
        if any(at - each < FLOODS_WITHIN_SECONDS for chat, each in self._flooded_at.items() if chat != chat_id):
            self.hold(until)
