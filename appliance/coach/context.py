"""Conversations that fit into a server's context, by an estimate: no client knows how a model counts. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from appliance.ports import Message

BYTES_A_TOKEN = 3
"""Of UTF-8, estimated low so that the messages rather take less room than thought: English has about 4, German 3.5,
Chinese 3 (one character)."""

TURN_TOKENS = 8
"""What a model's template puts around each message."""

DROPPED_AT_ONCE = 4
"""Messages are dropped in such steps: between two of them a conversation keeps its beginning, and what is evaluated."""


def fitting(messages: Sequence[Message], room_tokens: int) -> list[Message]:
    """The messages that fit into the room, as estimated: the oldest that are not `system` are left out.

    What is `system` and the last message always stay. A server itself would leave out what it likes, or refuse.
    """
    kept = list(messages)
    droppable = [position for position, one in enumerate(kept[:-1]) if one.role != "system"]
    tokens = sum(map(estimated_tokens, kept))
    dropped = 0
    while tokens > room_tokens and dropped < len(droppable):
        step = droppable[dropped : dropped + DROPPED_AT_ONCE]
        tokens -= sum(estimated_tokens(kept[position]) for position in step)
        dropped += len(step)
    gone = set(droppable[:dropped])
    return [one for position, one in enumerate(kept) if position not in gone]


def estimated_tokens(message: Message) -> int:
    """At least what the message costs of a context, for nearly all that people say."""
    return TURN_TOKENS + -(-len(message.content.encode()) // BYTES_A_TOKEN)
