"""Item 0: chime, the name, and who is there. Nothing private is said before it is answered."""

from __future__ import annotations

from dataclasses import replace

from appliance.calls.dialogue import Dialogue
from appliance.coach.reading import Reading
from appliance.ports import Heard, Line
from appliance.records.agenda import AgendaItem
from appliance.records.calls import Meaning
from appliance.records.people import RingStyle
from appliance.schedule.volume import wake_up_steps

MOST_OPENINGS = 3
"""Times the name is called before nobody is there."""

WAKE_UP_RINGS = 10
"""Chimes of a wake-up, each louder up to the room's volume: about two minutes of ringing."""


class Arrival:
    """Rings and calls the name, in the style of the call."""

    def __init__(self, line: Line, talk: Dialogue, ring: RingStyle) -> None:
        self._line = line
        self._talk = talk
        self._loudness = wake_up_steps(WAKE_UP_RINGS) if ring is RingStyle.WAKE_UP else (1.0,)
        self._rings = 0
        self._openings = 0
        self._doubted: Meaning | None = None

    async def ring(self) -> None:
        """One chime; those of a wake-up are louder from one to the next."""
        await self._line.chime(self._loudness[min(self._rings, len(self._loudness) - 1)], self._talk.coach.chime)
        self._rings += 1

    @property
    def rings_left(self) -> bool:
        """Whether another chime is due: one for most calls, several for a wake-up."""
        return self._rings < len(self._loudness)

    async def next_answer(self, presence: AgendaItem) -> tuple[Heard, Reading] | None:
        """Call the name until something is said that counts; None where nobody answers any more.

        What was heard unsurely counts when it is heard again: a noise may pass for a word once.
        """
        while self._openings < max(MOST_OPENINGS, len(self._loudness)):
            again, self._openings = self._openings, self._openings + 1
            if self.rings_left:
                await self.ring()
            await self._talk.say(self._talk.coach.opening(again), presence.key)
            heard, reading = await self._talk.listen(presence, presence.label)
            if heard.transcript is None:
                continue
            if not reading.sure and (reading.unclear or reading.meaning is not self._doubted):
                self._doubted = None if reading.unclear else reading.meaning
                await self._talk.keep_answer(presence, heard, replace(reading, meaning=Meaning.UNCLEAR), settled=False)
                continue
            return heard, reading
        return None
