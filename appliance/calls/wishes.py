"""What a person asks to have done in mid-call: read back where it is unsure, done by the desk, and only then "done"."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from appliance.calls.dialogue import Dialogue
from appliance.coach.reading import READ_BACK_FROM, Reading
from appliance.coach.scripted import Ending
from appliance.errors import ApplianceError
from appliance.language.wishes import Wish
from appliance.ports import Heard
from appliance.records.agenda import AgendaItem, Answer
from appliance.records.calls import Meaning
from appliance.records.requests import Receipt, RequestKind

ACT_FROM = 0.9
"""From this confidence a wish is done without being read back: it changes more than one answer."""

ENDING = frozenset({RequestKind.SNOOZE, RequestKind.MOVE, RequestKind.SKIP, RequestKind.PAUSE})
"""Requests after which there is nothing more to say in this call."""


WEIGHTY = frozenset({RequestKind.MOVE, RequestKind.SKIP, RequestKind.PAUSE})
"""Read back, however well they were heard, while it is not known who is there."""


@dataclass(frozen=True, slots=True)
class Done:
    """What the desk made of a wish, and when."""

    receipt: Receipt
    at: datetime
    """Aware; so that times can be said relative to it."""


CarryOut = Callable[[Wish], Awaitable[Done]]
"""Has a wish carried out as a request of this call; returns once it is committed."""


class Wishes:
    """Carries out what is wished on one line."""

    def __init__(self, talk: Dialogue, carry_out: CarryOut) -> None:
        self._talk = talk
        self._carry_out = carry_out

    async def fulfil(self, item: AgendaItem, heard: Heard, reading: Reading) -> Receipt | Ending | None:
        """Keep what was said, do it if it is clear, and say so; None where nothing was asked of the desk.

        An ending where they end the call instead of saying whether they mean it. `LATER` is a wish too: to be called
        again in some minutes.
        """
        wish = reading.wish or Wish(RequestKind.SNOOZE, minutes=reading.minutes)
        await self._talk.keep_answer(item, heard, reading, settled=False)
        if not wish.complete or reading.confidence < READ_BACK_FROM:
            self._unclear()
            return None
        if to_be_read_back(reading) or (item.answer is Answer.PRESENCE and wish.kind in WEIGHTY):
            await self._talk.say(self._talk.coach.confirm_wish(wish), item.key)
            answer = await self._talk.agreement(item)
            if answer.sure and answer.meaning is Meaning.STOP:
                return Ending.STOPPED
            if not (answer.sure and answer.meaning is Meaning.VALUE and answer.value == 1):
                self._unclear()
                return None
        return await self.grant(wish, item.key)

    async def grant(self, wish: Wish, item_key: str) -> Receipt | None:
        """Have it done, and say what became of it. What ends the call is the last word; the rest waits for the next.

        None where the desk can make nothing of it: then nothing has changed, and that is said.
        """
        try:
            done = await self._carry_out(wish)
        except ApplianceError:
            self._unclear()
            return None
        words = self._talk.coach.answer_request(done.receipt, done.at)
        if ends_call(done.receipt):
            await self._talk.say(words, item_key)
        else:
            self._talk.owe(words)
        return done.receipt

    def _unclear(self) -> None:
        """Nothing was asked of the desk; it is said before whatever comes next."""
        self._talk.owe(self._talk.coach.nothing_changed())


def to_be_read_back(reading: Reading) -> bool:
    """A wish that is not heard for certain; `later` only where its minutes may be wrong, since it changes little."""
    if reading.meaning is Meaning.REQUEST:
        return reading.confidence < ACT_FROM
    return reading.minutes is not None and not reading.sure


def ends_call(receipt: Receipt | None) -> bool:
    """Whether the call is over with this."""
    return receipt is not None and receipt.done and receipt.kind in ENDING
