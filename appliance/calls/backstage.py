"""What a conversation may call on besides its line: all of it optional but the keeping of what was said."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from typing import Protocol

from appliance.calls.guard import Guard
from appliance.calls.journal import Keep
from appliance.calls.wishes import CarryOut
from appliance.coach.replies import Replies
from appliance.coach.scripted import ScriptedCoach
from appliance.records.preferences import USUAL, Preferences


class Notebook(Protocol):
    """What the person asked to be remembered."""

    async def remember(self, words: str) -> None:
        """Keep it until they say otherwise."""

    async def promise(self, words: str) -> None:
        """Keep it as a promise that was made of one's own accord. Raises `InvalidInputError`."""

    async def forget(self, about: str = "") -> Collection[str] | None:
        """Take out what was noted or answered last, or all that was ever noted about something; None for nothing.

        Returns the keys of the items that it answered: none where it was a note.
        """


@dataclass(frozen=True, slots=True)
class Recast:
    """Another persona, ready to go on."""

    coach: ScriptedCoach
    title: str
    """Its name as one says it: `The friend`."""
    head: str
    """What a language model is given at the head of the conversation from now on."""


@dataclass(frozen=True, slots=True)
class NoSuchRole:
    """Why another persona does not go on."""

    names: tuple[str, ...]
    """Those that may, as one says them."""
    kept_out: str = ""
    """What the wanted one is called, where there is one of that name that may not."""


Cast = Callable[[str], Awaitable[Recast | NoSuchRole]]
"""Has the persona of this name (`drill_sergeant`) go on, where it may talk to this person here."""


@dataclass(frozen=True, slots=True)
class Backstage:
    keep: Keep
    carry_out: CarryOut | None = None
    """Without it nothing can be asked for, and `later` ends the call."""
    replies: Replies | None = None
    """A language model's words; without it everything is said in the persona's own."""
    notebook: Notebook | None = None
    cast: Cast | None = None
    guard: Guard | None = None
    preferences: Preferences = USUAL
