"""One call on a live line: walks the agenda from wherever the kept answers end.

Free of threads and of the database: the line speaks and hears, what it calls on backstage commits and carries out. So
whole conversations run in virtual time, and a call that broke off is resumed by running it again with the keys that
are already settled.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from appliance.calls.arrival import Arrival
from appliance.calls.asking import Asking
from appliance.calls.backstage import Backstage
from appliance.calls.beside import ASKING, Beside
from appliance.calls.dialogue import Dialogue
from appliance.calls.freely import ASIDE_SECONDS, Over, talk_freely
from appliance.calls.guard import AlarmRaised
from appliance.calls.leaving import LEAVING, Left, leave
from appliance.calls.wishes import Wishes, ends_call
from appliance.coach.reading import Reading
from appliance.coach.safety.permission import LOW_MOOD
from appliance.coach.scripted import Ending, ScriptedCoach
from appliance.language.wishes import Wish
from appliance.ports import Audio, Heard, Line, Sentence
from appliance.records.agenda import Agenda, AgendaItem, ItemKind
from appliance.records.calls import Meaning
from appliance.records.people import RingStyle
from appliance.records.progress import MOOD
from appliance.records.requests import RequestKind

MOST_SILENT_ITEMS = 2
"""Questions in a row met with silence before the person has gone."""

PAUSE_OFFERED_DAYS = 7

CLOSING_SECONDS = 6.0
"""Kept of the time a call may take, for its last words."""

TALK_SECONDS = 15 * 60.0
"""A call without an agenda ends after this, where the person set no limit of their own."""

FINAL = {Meaning.VALUE, Meaning.UNKNOWN, Meaning.SKIP, Meaning.SILENCE, Meaning.PRESENT, *LEAVING}
"""Readings that settle presence."""


@dataclass(frozen=True, slots=True)
class Resumed:
    """Where a conversation stood that a restart interrupted, on a line that survives one."""

    stands: str = ""
    """Key of the item that was spoken of last, where the person has not answered since."""
    doubted: Mapping[str, Reading] = field(default_factory=dict)
    """What was understood unsurely and not confirmed, by item key."""
    answered: bool = False
    """The person has said something already."""


@dataclass(frozen=True, slots=True)
class Script:
    """What a conversation has to cover."""

    agenda: Agenda
    settled: Collection[str] = frozenset()
    """Keys answered in earlier attempts of the same call."""
    recordings: Mapping[str, Audio] = field(default_factory=dict)
    """Promises in the person's own voice, by clip name."""
    ring: RingStyle = RingStyle.NORMAL
    preface: Sequence[Sentence] = ()
    """Said before the greeting."""
    resumed: Resumed | None = None


class Conversation:
    """One run over an agenda."""

    def __init__(self, line: Line, coach: ScriptedCoach, script: Script, backstage: Backstage) -> None:
        self._script = script
        self._durable = line.durable
        self._talk = Dialogue(line, coach, backstage.keep, backstage.replies, backstage.preferences, backstage.guard)
        self._wishes = Wishes(self._talk, backstage.carry_out) if backstage.carry_out is not None else None
        self._beside = Beside(self._talk, backstage, self._wishes, self._talk_aside)
        self._arrival = Arrival(line, self._talk, script.ring)
        self._asking = Asking(self._talk, self._beside, script.agenda, script.recordings)
        self._ends_at = float("inf")
        """Loop time past which nothing more is asked."""
        self.reached = False
        """Whether the person has answered to their name."""

    async def run(self) -> Ending:
        """Hold the conversation. Raises `LineDroppedError`; whatever was answered by then is kept."""
        presence, *items = self._script.agenda.items
        if self._script.agenda.announcement:
            await self._arrival.ring()
            await self._talk.say(self._coach.midway(float(self._script.agenda.announcement)), presence.key)
            return Ending.COMPLETED
        try:
            if self._durable:
                self._take_up(presence)
            else:
                await self._reach(presence)
            await self._hold(items)
        except Left as left:
            return left.ending
        except AlarmRaised as raised:
            self.reached = False  # no last words of a persona either, where the appliance is stopped now
            await self._talk.step_out(raised.alarm, "closing")
            return Ending.CRISIS
        finally:
            await self._asking.aclose()
        return Ending.COMPLETED

    async def say_goodbye(self) -> None:
        """Last words of an appliance that is being stopped, to somebody who is there."""
        if self.reached:
            await self._talk.say(self._coach.stopping(), "closing")

    @property
    def _coach(self) -> ScriptedCoach:
        return self._talk.coach

    def _take_up(self, presence: AgendaItem) -> None:
        """A line of the person's own, on which they answer when they can: nobody is called by name first."""
        resumed = self._script.resumed
        if resumed is None or not resumed.answered:
            self._talk.presume(presence.key)
        if resumed is not None:
            self._talk.go_on_from(resumed.stands)
            self._asking.expect_read_backs(resumed.doubted)

    async def _hold(self, items: Sequence[AgendaItem]) -> None:
        """Everything between the first words to the person and the last."""
        agenda = self._script.agenda
        if agenda.limit_seconds is not None and not self._durable:
            self._ends_at = asyncio.get_running_loop().time() + agenda.limit_seconds - CLOSING_SECONDS
        if self._script.resumed is None:
            self._talk.owe(self._script.preface)
        if self._script.resumed is None and not agenda.brief:
            self._talk.owe(self._coach.greeting("talk" if agenda.talk else agenda.call_type))
        if agenda.talk:
            await self._talk_only()
            return
        await self._cover_all(items)
        await self._asking.come_back(self._seconds_left, self._follow)
        if not agenda.brief:
            await self._talk.say(self._coach.farewell(Ending.COMPLETED), "closing")
        elif self._talk.owes:
            await self._talk.say((), "closing")

    async def _cover_all(self, items: Sequence[AgendaItem]) -> None:
        silent_in_a_row = 0
        covered = set(self._script.settled)
        for place, item in enumerate(items):
            if item.key in covered or not self._called_for(item, covered - self._asking.taken_back):
                continue
            if item.kind is ItemKind.WAKE_TASK:
                await self._wake(item)
                continue
            if self._seconds_left() <= item.seconds:
                self._talk.owe(self._coach.time_up())
                return
            reading = await self._asking.cover(item, [each for each in items[place + 1 :] if each.key not in covered])
            covered |= self._asking.answered.keys() | self._asking.taken_back
            await self._follow(item, reading)
            silent_in_a_row = silent_in_a_row + 1 if reading.meaning is Meaning.SILENCE else 0
            if silent_in_a_row == MOST_SILENT_ITEMS:
                await leave(self._talk, Ending.SILENT, item.key)

    def _called_for(self, item: AgendaItem, covered: Collection[str]) -> bool:
        """Whether what it depends on was answered, with less than its bound where it has one."""
        if not item.only_after:
            return True
        value = self._asking.answered.get(item.only_after)
        return item.only_after in covered and not (
            item.only_below is not None and value is not None and value >= item.only_below
        )

    async def _follow(self, item: AgendaItem, reading: Reading) -> None:
        """Do what an answer brings about: go, or pause the calls."""
        if reading.meaning in LEAVING:
            put_off = reading.meaning is Meaning.LATER and self._wishes is not None  # more often than it may be
            await leave(self._talk, Ending.STOPPED if put_off else LEAVING[reading.meaning], item.key)
        if item.wording == MOOD and reading.value is not None and reading.value <= LOW_MOOD:
            await self._beside.soften()
        if item.kind is ItemKind.PAUSE_OFFER and reading.value == 1 and self._wishes is not None:
            receipt = await self._wishes.grant(Wish(RequestKind.PAUSE, days_ahead=PAUSE_OFFERED_DAYS), item.key)
            if ends_call(receipt):
                raise Left(Ending.REQUESTED)

    def _seconds_left(self) -> float:
        """How long the call may still take."""
        return self._ends_at - asyncio.get_running_loop().time()

    async def _talk_only(self) -> None:
        """A call without an agenda."""
        limit = float("inf") if self._durable else self._script.agenda.limit_seconds
        if self._talk.replies is None:
            self._talk.owe(self._coach.talk_without_model())
        await self._talk.say(self._coach.talk_opening(), "talk")
        over = await talk_freely(self._talk, self._name, TALK_SECONDS if limit is None else limit, self._deal)
        if over is Over.SILENCE:
            await leave(self._talk, Ending.SILENT, "talk")
        if over is Over.CLOCK:
            self._talk.owe(self._coach.talk_capped())
        if over is not Over.MODEL:
            await self._talk.say(self._coach.farewell(Ending.COMPLETED), "talk")

    async def _talk_aside(self, item: AgendaItem) -> None:
        """A talk in the middle of an agenda, which goes on afterwards."""
        seconds = float("inf") if self._durable else min(ASIDE_SECONDS, self._seconds_left())
        await self._talk.say(self._coach.talk_opening(), "talk")
        if await talk_freely(self._talk, self._name, seconds, self._deal) is Over.SILENCE:
            await leave(self._talk, Ending.SILENT, "talk")
        self._talk.owe(self._coach.back_to_it())

    async def _deal(self, item: AgendaItem, heard: Heard, reading: Reading) -> bool:
        """A `Deal`: asides in a free talk; what was said last is said again where they want that."""
        said = self._talk.said_last
        if reading.meaning is Meaning.TALK:
            return False
        aside = await self._beside.take(item, heard, reading)
        if aside is None:
            promised = reading.meaning is Meaning.VALUE and await self._beside.promise(item, heard, reading)
            if promised:
                await self._talk.say((), item.key)
            return promised
        again = said if reading.meaning in (Meaning.REPEAT, Meaning.SLOWER) else ()
        await self._talk.say((*aside.words, *again), item.key)
        return True

    @property
    def _name(self) -> str:
        return self._script.agenda.items[0].label

    async def _reach(self, presence: AgendaItem) -> None:
        """Find out who is there; returns when the person called has answered."""
        while (answer := await self._arrival.next_answer(presence)) is not None:
            heard, reading = answer
            if reading.meaning in ASKING and self._wishes is not None:
                await self._beside.ask(presence, heard, reading)
                continue
            if reading.meaning is Meaning.SWITCH:
                await self._beside.take(presence, heard, reading)
                continue
            await self._talk.keep_answer(presence, heard, reading, settled=reading.meaning in FINAL)
            if reading.meaning is Meaning.PRESENT:
                self.reached = True
                return
            if reading.meaning in LEAVING:
                await leave(self._talk, LEAVING[reading.meaning], presence.key)
        raise Left(Ending.SILENT)

    async def _wake(self, item: AgendaItem) -> None:
        """The task of a wake-up: until it is done it rings on, louder from one time to the next."""
        words = self._coach.question(item, None, day=self._script.agenda.day)
        while True:
            await self._talk.say(words, item.key)
            heard, reading = await self._talk.listen(item, self._name)
            if reading.meaning in ASKING and reading.sure and self._wishes is not None:
                await self._beside.ask(item, heard, reading)
            elif reading.meaning is Meaning.SWITCH:
                await self._beside.take(item, heard, reading)
            elif reading.meaning is Meaning.STOP and reading.sure:
                await self._talk.keep_answer(item, heard, reading)
                await leave(self._talk, Ending.STOPPED, item.key)
            else:
                right = reading.meaning is Meaning.VALUE and reading.value == item.expected
                await self._talk.keep_answer(item, heard, reading, settled=right)
                if right:
                    return
                if reading.meaning is not Meaning.SILENCE:
                    self._talk.owe(self._coach.wake_wrong())
            if not self._arrival.rings_left:
                raise Left(Ending.ASLEEP)
            await self._arrival.ring()
