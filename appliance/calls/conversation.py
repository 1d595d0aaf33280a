"""One call on a live line: walks the agenda from wherever the kept answers end.

Free of threads and of the database: the line speaks and hears, `keep` commits. So whole conversations run in virtual
time, and a call that broke off is resumed by running it again with the keys that are already settled.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from appliance.calls.dialogue import Dialogue
from appliance.calls.journal import Keep
from appliance.coach.reading import Reading
from appliance.coach.scripted import Ending, ScriptedCoach
from appliance.ports import Audio, Heard, Line, Sentence
from appliance.records.agenda import Agenda, AgendaItem, Answer
from appliance.records.calls import Meaning

MOST_OPENINGS = 3
"""Times the name is called before nobody is there."""

MOST_TRIES = 2
"""Times an answer that was not understood is asked for."""

MOST_REPEATS = 4
"""Times a question is repeated on request before the item is left."""

MOST_SILENT_ITEMS = 2
"""Questions in a row met with silence before the person has gone."""

LEAVING = {
    Meaning.STOP: Ending.STOPPED,
    Meaning.LATER: Ending.LATER,
    Meaning.OUT: Ending.OUT,
    Meaning.NOT_ME: Ending.NOT_ME,
}
"""What ends a conversation when it is said."""

FINAL = {Meaning.VALUE, Meaning.UNKNOWN, Meaning.SKIP, Meaning.SILENCE, Meaning.PRESENT, *LEAVING}
"""Readings that settle an item; the others leave it open to be asked again."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a conversation ended."""

    ending: Ending
    minutes: float | None = None
    """For `LATER`: in how many minutes, where the person said so."""


class Conversation:
    """One run over an agenda. `settled` are the keys answered in earlier attempts of the same call."""

    def __init__(
        self,
        line: Line,
        coach: ScriptedCoach,
        agenda: Agenda,
        keep: Keep,
        settled: Collection[str] = (),
        recordings: Mapping[str, Audio] | None = None,
    ) -> None:
        self._line = line
        self._agenda = agenda
        self._talk = Dialogue(line, coach, keep)
        self._settled = frozenset(settled)
        self._recordings = recordings or {}

    @property
    def _coach(self) -> ScriptedCoach:
        return self._talk.coach

    async def run(self) -> Outcome:
        """Hold the conversation. Raises `LineDroppedError`; whatever was answered by then is kept."""
        presence, *items = self._agenda.items
        arrived = await self._reach(presence)
        if arrived is not None:
            return arrived
        self._talk.owe(self._coach.greeting(self._agenda.call_type))
        silent_in_a_row = 0
        for item in items:
            if item.key in self._settled:
                continue
            reading = await self._cover(item)
            if reading.meaning in LEAVING:
                return await self._leave(LEAVING[reading.meaning], item.key, reading.minutes)
            silent_in_a_row = silent_in_a_row + 1 if reading.meaning is Meaning.SILENCE else 0
            if silent_in_a_row == MOST_SILENT_ITEMS:
                return await self._leave(Ending.SILENT, item.key)
        return await self._leave(Ending.COMPLETED, "closing")

    async def _reach(self, presence: AgendaItem) -> Outcome | None:
        """Chime, call the name, and find out who is there; None when the person called has answered.

        What was heard unsurely counts when it is heard again: a noise may pass for a word once.
        """
        await self._line.chime()
        doubted: Meaning | None = None
        for _ in range(MOST_OPENINGS):
            await self._talk.say(self._coach.opening(), presence.key)
            heard, reading = await self._talk.listen(presence, presence.label)
            if heard.transcript is None:
                continue
            if not reading.sure and (reading.unclear or reading.meaning is not doubted):
                doubted = None if reading.unclear else reading.meaning
                reading = replace(reading, meaning=Meaning.UNCLEAR)
            await self._talk.keep_answer(presence, heard, reading, settled=reading.meaning in FINAL)
            if reading.meaning is Meaning.PRESENT:
                return None
            if reading.meaning in LEAVING:
                return await self._leave(LEAVING[reading.meaning], presence.key, reading.minutes)
        return Outcome(Ending.SILENT)

    async def _leave(self, ending: Ending, item_key: str, minutes: float | None = None) -> Outcome:
        await self._talk.say(self._coach.farewell(ending), item_key)
        return Outcome(ending, minutes)

    async def _cover(self, item: AgendaItem) -> Reading:
        """Ask one item until it is answered, given up or somebody wants to go."""
        recording = self._recordings.get(item.clip) if item.clip else None
        question = self._coach.question(item, recording, day=self._agenda.day)
        next_words: tuple[Sentence, ...] = question
        tries = silences = repeats = 0
        while True:
            await self._talk.say(next_words, item.key)
            heard, reading = await self._talk.listen(item, self._agenda.items[0].label)
            if reading.meaning is Meaning.SILENCE and silences == 0:
                silences, next_words = 1, self._coach.still_there(item)
                continue
            if reading.meaning in (Meaning.REPEAT, Meaning.SLOWER) and repeats < MOST_REPEATS:
                if reading.meaning is Meaning.SLOWER:
                    self._talk.slow_down()
                repeats, next_words = repeats + 1, question
                await self._talk.keep_answer(item, heard, reading, settled=False)
                continue
            reading, acknowledgement = await self._settle(item, heard, reading)
            tries += 1
            if reading.meaning is Meaning.UNCLEAR and tries < MOST_TRIES:
                next_words = self._coach.ask_again(item)
                continue
            self._talk.owe(acknowledgement)
            return reading

    async def _settle(self, item: AgendaItem, heard: Heard, reading: Reading) -> tuple[Reading, tuple[Sentence, ...]]:
        """Keep the answer, read back first where it is unsure; with what to say to it."""
        if item.answer is Answer.OPEN and reading.meaning is Meaning.VALUE:
            return await self._settle_promise(item, heard, reading)
        reading = _doubted(reading)
        settled = reading.meaning in FINAL and not reading.unsure
        await self._talk.keep_answer(item, heard, reading, settled=settled)
        if reading.unsure:
            await self._talk.say(self._coach.read_back(item, reading), item.key)
            heard, confirmed = await self._talk.confirm(item, reading)
            reading = _doubted(confirmed)
            await self._talk.keep_answer(item, heard, reading, settled=reading.meaning in FINAL)
        if reading.meaning is Meaning.SILENCE or reading.meaning in LEAVING:
            return reading, ()
        return reading, self._coach.acknowledge(item, reading)

    async def _settle_promise(
        self, item: AgendaItem, heard: Heard, reading: Reading
    ) -> tuple[Reading, tuple[Sentence, ...]]:
        """A promise counts in the person's own words; where those were heard badly, in their own voice."""
        badly = not reading.sure and heard.clip is not None
        await self._talk.keep_answer(item, heard, reading, with_clip=badly)
        return reading, self._coach.kept_as_clip(item) if badly else self._coach.acknowledge(item, reading)


def _doubted(reading: Reading) -> Reading:
    """The reading, or UNCLEAR where it is too unsure to be acted on: a misheard "stop" must not end a call."""
    if reading.meaning is Meaning.SILENCE or reading.sure or reading.unsure:
        return reading
    return replace(reading, meaning=Meaning.UNCLEAR, value=None)
