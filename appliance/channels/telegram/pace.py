"""How often may be sent: 30 messages a second in all, one a second in a chat, 20 a minute in a group
(core.telegram.org/bots/faq, "My bot is hitting limits"). Pure: the clock's seconds come in.

The library's own limiter knows no limit of a private chat, and waits where a queue cannot be looked at.
"""

from __future__ import annotations

IN_ALL_SECONDS = 1 / 30
IN_CHAT_SECONDS = 1.0
IN_GROUP_SECONDS = 3.0


class Pace:
    """When each chat had its last message."""

    def __init__(self) -> None:
        self._in_chat: dict[int, float] = {}
        self._in_all = float("-inf")
        self._held_until = float("-inf")

    def take(self, chat_id: int, at: float) -> float:
        """0 when a message may leave to this chat now, which is noted; else the seconds until asking again."""
        gap = IN_GROUP_SECONDS if chat_id < 0 else IN_CHAT_SECONDS
        free = max(self._held_until, self._in_all + IN_ALL_SECONDS, self._in_chat.get(chat_id, float("-inf")) + gap)
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
