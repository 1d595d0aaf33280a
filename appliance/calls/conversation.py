"""One call on a live line: walks the agenda from wherever the kept answers end.

Free of threads and of the database: the line speaks and hears, `keep` commits, `carry_out` has requests done. So whole
conversations run in virtual time, and a call that broke off is resumed by running it again with the keys that are
already settled.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

from appliance.calls.arrival import Arrival
from appliance.calls.dialogue import Dialogue
from appliance.calls.journal import Keep
from appliance.calls.wishes import CarryOut, Wishes, ends_call
from appliance.coach.reading import Reading
from appliance.coach.replies import Replies
from appliance.coach.scripted import Ending, ScriptedCoach
from appliance.language.wishes import Wish
from appliance.ports import Audio, Heard, Line, Sentence
from appliance.records.agenda import Agenda, AgendaItem, Answer, ItemKind
from appliance.records.calls import Meaning
from appliance.records.people import RingStyle
from appliance.records.requests import RequestKind

MOST_TRIES = 2
"""Times an answer that was not understood is asked for."""

MOST_REPEATS = 4
"""Times a question is repeated on request before the item is left."""

MOST_WISHES = 6
"""Requests during one question, before it is left."""

MOST_SILENT_ITEMS = 2
"""Questions in a row met with silence before the person has gone."""

PAUSE_OFFERED_DAYS = 7

LEAVING = {
    Meaning.STOP: Ending.STOPPED,
    Meaning.LATER: Ending.LATER,
    Meaning.OUT: Ending.OUT,
    Meaning.NOT_ME: Ending.NOT_ME,
}
"""What ends a conversation when it is said."""

ASKING = frozenset({Meaning.LATER, Meaning.REQUEST})
"""What the desk is asked to do."""

REPLIED_TO = frozenset({Meaning.VALUE, Meaning.UNKNOWN, Meaning.SKIP})
ABOUT_THEM = frozenset({ItemKind.FOLLOW_UP, ItemKind.METRIC, ItemKind.PROMISE, ItemKind.FOCUS_CHECK})
"""Answers on which a language model may say a word."""

FINAL = {Meaning.VALUE, Meaning.UNKNOWN, Meaning.SKIP, Meaning.SILENCE, Meaning.PRESENT, *LEAVING}
"""Readings that settle an item; the others leave it open to be asked again."""


@dataclass(frozen=True, slots=True)
class Script:
    """What a conversation has to cover."""

    agenda: Agenda
    settled: Collection[str] = frozenset()
    """Keys answered in earlier attempts of the same call."""
    recordings: Mapping[str, Audio] = field(default_factory=dict)
    """Promises in the person's own voice, by clip name."""
    ring: RingStyle = RingStyle.NORMAL


class _Left(Exception):  # noqa: N818  # not an error: the way out of nested questions
    def __init__(self, ending: Ending) -> None:
        super().__init__(ending)
        self.ending = ending


class Conversation:
    """One run over an agenda. Without `carry_out` nothing can be asked for, and `later` ends the call.

    With `replies` a language model adds a word to each answer.
    """

    def __init__(
        self,
        line: Line,
        coach: ScriptedCoach,
        script: Script,
        keep: Keep,
        carry_out: CarryOut | None = None,
        replies: Replies | None = None,
    ) -> None:
        self._line = line
        self._script = script
        self._talk = Dialogue(line, coach, keep, replies)
        self._wishes = Wishes(self._talk, carry_out) if carry_out is not None else None
        self._arrival = Arrival(line, self._talk, script.ring)
        self.reached = False
        """Whether the person has answered to their name."""

    async def run(self) -> Ending:
        """Hold the conversation. Raises `LineDroppedError`; whatever was answered by then is kept."""
        agenda = self._script.agenda
        presence, *items = agenda.items
        if agenda.announcement:
            await self._arrival.ring()
            await self._talk.say(self._coach.midway(float(agenda.announcement)), presence.key)
            return Ending.COMPLETED
        try:
            await self._reach(presence)
            if not agenda.brief:
                self._talk.owe(self._coach.greeting(agenda.call_type))
            await self._cover_all(items)
        except _Left as left:
            return left.ending
        if not agenda.brief:
            await self._talk.say(self._coach.farewell(Ending.COMPLETED), "closing")
        elif self._talk.owes:
            await self._talk.say((), "closing")
        return Ending.COMPLETED

    async def say_goodbye(self) -> None:
        """Last words of an appliance that is being stopped, to somebody who is there."""
        if self.reached:
            await self._talk.say(self._coach.stopping(), "closing")

    @property
    def _coach(self) -> ScriptedCoach:
        return self._talk.coach

    async def _cover_all(self, items: Collection[AgendaItem]) -> None:
        silent_in_a_row = 0
        for item in items:
            if item.key in self._script.settled:
                continue
            if item.kind is ItemKind.WAKE_TASK:
                await self._wake(item)
                continue
            reading = await self._cover(item)
            if reading.meaning in LEAVING:
                put_off = reading.meaning is Meaning.LATER and self._wishes is not None  # more often than it may be
                await self._leave(Ending.STOPPED if put_off else LEAVING[reading.meaning], item.key)
            if item.kind is ItemKind.PAUSE_OFFER and reading.value == 1 and self._wishes is not None:
                receipt = await self._wishes.grant(Wish(RequestKind.PAUSE, days_ahead=PAUSE_OFFERED_DAYS), item.key)
                if ends_call(receipt):
                    raise _Left(Ending.REQUESTED)
            silent_in_a_row = silent_in_a_row + 1 if reading.meaning is Meaning.SILENCE else 0
            if silent_in_a_row == MOST_SILENT_ITEMS:
                await self._leave(Ending.SILENT, item.key)

    async def _reach(self, presence: AgendaItem) -> None:
        """Find out who is there; returns when the person called has answered."""
        while (answer := await self._arrival.next_answer(presence)) is not None:
            heard, reading = answer
            if reading.meaning in ASKING and self._wishes is not None:
                await self._ask(presence, heard, reading)
                continue
            await self._talk.keep_answer(presence, heard, reading, settled=reading.meaning in FINAL)
            if reading.meaning is Meaning.PRESENT:
                self.reached = True
                return
            if reading.meaning in LEAVING:
                await self._leave(LEAVING[reading.meaning], presence.key)
        raise _Left(Ending.SILENT)

    async def _ask(self, item: AgendaItem, heard: Heard, reading: Reading) -> None:
        """Have the desk do what was asked. What ends the call leaves; a refused `later` does too: they want to go."""
        if self._wishes is None:
            return
        made = await self._wishes.fulfil(item, heard, reading)
        if isinstance(made, Ending):
            await self._leave(made, item.key)
        elif ends_call(made):
            raise _Left(Ending.REQUESTED)
        elif made is not None and reading.meaning is Meaning.LATER:
            await self._leave(Ending.STOPPED, item.key)

    async def _leave(self, ending: Ending, item_key: str) -> None:
        await self._talk.say(self._coach.farewell(ending), item_key)
        raise _Left(ending)

    async def _wake(self, item: AgendaItem) -> None:
        """The task of a wake-up: until it is done it rings on, louder from one time to the next."""
        words = self._coach.question(item, None, day=self._script.agenda.day)
        while True:
            await self._talk.say(words, item.key)
            heard, reading = await self._talk.listen(item, self._script.agenda.items[0].label)
            if reading.meaning in ASKING and reading.sure and self._wishes is not None:
                await self._ask(item, heard, reading)
            elif reading.meaning is Meaning.STOP and reading.sure:
                await self._talk.keep_answer(item, heard, reading)
                await self._leave(Ending.STOPPED, item.key)
            else:
                right = reading.meaning is Meaning.VALUE and reading.value == item.expected
                await self._talk.keep_answer(item, heard, reading, settled=right)
                if right:
                    return
                if reading.meaning is not Meaning.SILENCE:
                    self._talk.owe(self._coach.wake_wrong())
            if not self._arrival.rings_left:
                raise _Left(Ending.ASLEEP)
            await self._arrival.ring()

    async def _cover(self, item: AgendaItem) -> Reading:
        """Ask one item until it is answered, given up or somebody wants to go."""
        recording = self._script.recordings.get(item.clip) if item.clip else None
        question = self._coach.question(item, recording, day=self._script.agenda.day)
        next_words: tuple[Sentence, ...] = question
        tries = silences = repeats = wishes = 0
        while True:
            await self._talk.say(next_words, item.key)
            heard, reading = await self._talk.listen(item, self._script.agenda.items[0].label)
            if reading.meaning is Meaning.SILENCE and silences == 0:
                silences, next_words = 1, self._coach.still_there(item)
                continue
            if reading.meaning in (Meaning.REPEAT, Meaning.SLOWER) and repeats < MOST_REPEATS:
                if reading.meaning is Meaning.SLOWER:
                    self._talk.slow_down()
                repeats, next_words = repeats + 1, question
                await self._talk.keep_answer(item, heard, reading, settled=False)
                continue
            if self._is_wish(reading) and wishes < MOST_WISHES:
                wishes, next_words = wishes + 1, question
                await self._ask(item, heard, reading)
                continue
            reading, acknowledgement = await self._settle(item, heard, reading)
            tries += 1
            if reading.meaning is Meaning.UNCLEAR and tries < MOST_TRIES:
                next_words = self._coach.ask_again(item)
                continue
            self._talk.owe(acknowledgement)
            if reading.meaning in REPLIED_TO and item.kind in ABOUT_THEM:
                self._talk.owe_reply()
            return reading

    def _is_wish(self, reading: Reading) -> bool:
        """A wish heard surely, or one that a read-back can make sure of."""
        if self._wishes is None:
            return False
        if reading.meaning is Meaning.LATER:
            return reading.sure or reading.minutes is not None
        return reading.meaning is Meaning.REQUEST

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
            if self._is_wish(confirmed):
                await self._ask(item, heard, confirmed)
                return replace(confirmed, meaning=Meaning.UNCLEAR, value=None), ()
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
