"""Talk buttons of rooms: held down while somebody speaks who wants to be heard only then (push-to-talk).

Whoever has a button (a command in a terminal, a page, a key on a keypad) says here that it is there, and when it goes
down and up.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from enum import StrEnum

LONGEST_HOLD_SECONDS = 90.0
"""A button that is never let go (its terminal was closed) counts as up after this."""

FORGOTTEN_SECONDS = 12 * 3600.0
"""A button that has not moved for so long is not there any more: the person is heard without it again."""


class Move(StrEnum):
    """What happened to a button."""

    HERE = "here"
    DOWN = "down"
    UP = "up"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class _Button:
    down: bool
    since: float
    """Loop seconds."""


class Buttons:
    """By room. Knows no keys: it is told."""

    def __init__(self) -> None:
        self._there: dict[str, _Button] = {}

    def move(self, room: str, move: Move) -> None:
        """What the button of this room does now."""
        if move is Move.GONE:
            self._there.pop(room.casefold(), None)
        else:
            self._there[room.casefold()] = _Button(move is Move.DOWN, asyncio.get_running_loop().time())

    def held(self, room: str) -> bool | None:
        """Whether it is down now; None where the room has none."""
        button = self._there.get(room.casefold())
        if button is None:
            return None
        seconds = asyncio.get_running_loop().time() - button.since
        if seconds > FORGOTTEN_SECONDS:
            return None
        return button.down and seconds < LONGEST_HOLD_SECONDS
