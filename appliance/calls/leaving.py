"""The way out of a conversation from however deep within a question."""

from __future__ import annotations

from typing import Never

from appliance.calls.dialogue import Dialogue
from appliance.coach.scripted import Ending
from appliance.records.calls import Meaning

LEAVING = {
    Meaning.STOP: Ending.STOPPED,
    Meaning.LATER: Ending.LATER,
    Meaning.OUT: Ending.OUT,
    Meaning.NOT_ME: Ending.NOT_ME,
}
"""What ends a conversation when it is said."""


class Left(Exception):  # noqa: N818  # not an error: the way out of nested questions
    """The conversation is over; everything that had to be said has been."""

    def __init__(self, ending: Ending) -> None:
        super().__init__(ending)
        self.ending = ending


async def leave(talk: Dialogue, ending: Ending, item_key: str) -> Never:
    """Say the last words of this ending, and go."""
    await talk.say(talk.coach.farewell(ending), item_key)
    raise Left(ending)
