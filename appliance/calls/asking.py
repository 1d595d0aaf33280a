"""Asks one thing until it is answered, given up, or left for the end of the call."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import replace

from appliance.calls.beside import MOST_ASIDES, Beside
from appliance.calls.dialogue import Dialogue
from appliance.calls.leaving import LEAVING
from appliance.calls.open_points import OpenPoints
from appliance.coach.breath import read_breath
from appliance.coach.corrections import correction_of
from appliance.coach.reading import Reading
from appliance.coach.replies import FOLLOW_UP
from appliance.ports import Audio, Heard, Sentence
from appliance.records.agenda import Agenda, AgendaItem, Answer, ItemKind
from appliance.records.calls import Meaning

MOST_TRIES = 2
"""Times an answer that was not understood is asked for."""

MOST_READ_BACKS = 3
"""Times one value is said back, where they want it repeated."""

MOST_FOLLOW_UPS = 3
"""Questions of a language model's own in one call, one to an answer."""

MOST_INTERRUPTIONS = 2
"""Times one question is begun anew because they spoke before it was out; then what they say answers it."""

REPLIED_TO = frozenset({Meaning.VALUE, Meaning.UNKNOWN, Meaning.SKIP})
ABOUT_THEM = frozenset(
    {
        ItemKind.FOLLOW_UP, ItemKind.METRIC, ItemKind.PROMISE, ItemKind.FOCUS_CHECK, ItemKind.PROGRESS,
        ItemKind.OBSTACLE, ItemKind.REVIEW, ItemKind.QUESTION,
    }
)  # fmt: skip
"""Answers on which a language model may say a word."""

ASKED_ON = frozenset({ItemKind.OBSTACLE, ItemKind.REVIEW})
"""Answers on which it may ask something."""

FINAL = {Meaning.VALUE, Meaning.UNKNOWN, Meaning.SKIP, Meaning.SILENCE, *LEAVING}
"""Readings that settle an item; the others leave it open to be asked again."""


class Asking:
    """The questions of one call."""

    def __init__(self, talk: Dialogue, beside: Beside, agenda: Agenda, recordings: Mapping[str, Audio]) -> None:
        self._talk = talk
        self._beside = beside
        self._agenda = agenda
        self._recordings = recordings
        self._open = OpenPoints(talk)
        self._early: dict[str, Reading] = {}
        """What was said of items before their turn and is to be read back then."""
        self._just_told: tuple[AgendaItem, ...] = ()
        """What a value was given for last, and beside it in the same breath."""
        self._noted: tuple[str, ...] = ()
        """Keys of what was noted beside the answer that is being dealt with."""
        self._follow_ups = 0
        self.answered: dict[str, float | None] = {}
        """Settled values by their item's key; None for an open answer."""
        self.taken_back: set[str] = set()
        """Keys of items whose answers were forgotten on request, and which were not answered anew."""
        beside.take_back = self._take_back

    async def aclose(self) -> None:
        """Stop what a language model still works on."""
        await self._open.aclose()

    def expect_read_backs(self, doubted: Mapping[str, Reading]) -> None:
        """What was understood unsurely before a restart, by item key: it is read back instead of asked for."""
        self._early.update(doubted)

    async def cover(self, item: AgendaItem, others: Sequence[AgendaItem] = ()) -> Reading:
        """Ask one item; `others` are those to come, which the same words may answer. Raises `Left`."""
        reading = await self._cover(item, others)
        if reading.meaning is Meaning.VALUE and item.key not in self.taken_back:
            self.answered[item.key] = reading.value
            self._just_told = (item, *self._beside_it(item))
        return reading

    def _beside_it(self, item: AgendaItem) -> list[AgendaItem]:
        keys, self._noted = self._noted, ()
        return [self._agenda.item(key) for key in keys if key != item.key]

    def _take_back(self, keys: Collection[str]) -> None:
        self.taken_back.update(keys)
        for key in keys:
            self._early.pop(key, None)
            self.answered.pop(key, None)

    async def come_back(
        self, seconds_left: Callable[[], float], follow: Callable[[AgendaItem, Reading], Awaitable[None]]
    ) -> None:
        """Settle what was left open, while there is time; `follow` does what an answer brings about."""
        for item, found in await self._open.settled(seconds_left()):
            if item.key in self.taken_back:
                continue
            if seconds_left() < item.seconds:
                return
            reading = None
            if found is not None:
                reading = await self._right(item, found, self._talk.coach.read_back_late(item, found))
            await follow(item, reading or await self.cover(item))

    async def _cover(self, item: AgendaItem, others: Sequence[AgendaItem]) -> Reading:
        if (early := self._early.pop(item.key, None)) is not None:
            reading = await self._right(item, early, self._talk.coach.read_back_early(item, early))
            if reading is not None:
                return reading
        return await self._ask(item, others)

    async def _right(self, item: AgendaItem, found: Reading, words: Sequence[Sentence]) -> Reading | None:
        """Read a value back in these words; what it is then, or None where it has to be asked for."""
        reading, acknowledgement = await self._read_back(item, found, words)
        if reading.meaning is Meaning.UNCLEAR:
            return None
        self._talk.owe(acknowledgement)
        if reading.meaning is Meaning.VALUE:
            self.answered[item.key] = reading.value
        return reading

    async def _ask(self, item: AgendaItem, others: Sequence[AgendaItem]) -> Reading:
        question = self._question(item)
        next_words: Sequence[Sentence] = question
        tries = silences = asides = interruptions = 0
        thinking = False
        while True:
            await self._talk.say(next_words, item.key)
            heard, reading = await self._talk.listen(item, self._name, thinking=thinking)
            if interruptions < MOST_INTERRUPTIONS and await self._was_not_asked(item, heard, reading):
                interruptions, next_words = interruptions + 1, self._question(item)
                continue
            if reading.meaning is Meaning.SILENCE and silences == 0:
                silences, next_words = 1, self._talk.coach.still_there(item)
                continue
            aside = await self._beside.take(item, heard, reading) if asides < MOST_ASIDES else None
            if aside is not None:
                asides, thinking = asides + 1, aside.thinking
                next_words = self._question(item) if aside.again else aside.words
                continue
            if asides < MOST_ASIDES and await self._correct_the_last(item, heard):
                asides, next_words = asides + 1, self._question(item)
                continue
            reading, acknowledgement = await self._settle(item, heard, reading, others)
            tries += 1
            if reading.meaning is Meaning.UNCLEAR and tries < MOST_TRIES:
                if heard.transcript is not None and await self._open.leave(item, heard.transcript.text):
                    return await self._filled(item, reading)
                next_words = self._talk.coach.ask_again(item)
                continue
            self._talk.owe(acknowledgement)
            await self._reply(item, reading)
            return reading

    async def _was_not_asked(self, item: AgendaItem, heard: Heard, reading: Reading) -> bool:
        """Whether they spoke before the question was out: no answer to it then, but what it wishes is done."""
        if self._talk.question_heard or reading.meaning not in {*REPLIED_TO, Meaning.UNCLEAR, Meaning.SILENCE}:
            return False
        if heard.transcript is not None:
            unclear = replace(reading, meaning=Meaning.UNCLEAR, value=None)
            await self._talk.keep_answer(item, heard, unclear, settled=False)
        return True

    async def _correct_the_last(self, item: AgendaItem, heard: Heard) -> bool:
        """Whether the words correct a value told last; what they make of it is read back, and settled."""
        if heard.transcript is None:
            return False
        for told in self._just_told:
            value = self.answered.get(told.key)
            if told.key == item.key or value is None or told.answer is Answer.YES_NO:
                continue
            if (corrected := correction_of(told, value, heard.transcript)) is not None:
                await self._talk.keep_answer(told, heard, corrected, settled=False)
                await self._right(told, corrected, self._talk.coach.read_back(told, corrected))
                return True
        return False

    def _question(self, item: AgendaItem) -> tuple[Sentence, ...]:
        recording = self._recordings.get(item.clip) if item.clip else None
        return self._talk.coach.question(item, recording, day=self._agenda.day)

    @property
    def _name(self) -> str:
        return self._agenda.items[0].label

    async def _settle(
        self, item: AgendaItem, heard: Heard, reading: Reading, others: Sequence[AgendaItem]
    ) -> tuple[Reading, tuple[Sentence, ...]]:
        """Keep the answer, read back first where it is unsure; with what to say to it."""
        self.taken_back.discard(item.key)
        if item.answer is Answer.OPEN and reading.meaning is Meaning.VALUE:
            return await self._settle_open(item, heard, reading)
        also = self._in_one_breath(item, heard, others)
        reading = doubted(also.pop(item.key, reading))
        settled = reading.meaning in FINAL and not reading.unsure
        await self._talk.keep_answer(item, heard, reading, settled=settled, also=also)
        noted = {key: found for key, found in also.items() if found.sure}
        self._early.update({key: found for key, found in also.items() if not found.sure})
        self.answered.update({key: found.value for key, found in noted.items()})
        self._noted = tuple(noted)
        self._talk.owe(self._talk.coach.noted_too([(self._agenda.item(key), noted[key]) for key in noted]))
        if reading.unsure:
            return await self._read_back(item, reading, self._talk.coach.read_back(item, reading))
        if reading.meaning is Meaning.SILENCE or reading.meaning in LEAVING:
            return reading, ()
        return reading, self._talk.coach.acknowledge(item, reading)

    def _in_one_breath(self, item: AgendaItem, heard: Heard, others: Sequence[AgendaItem]) -> dict[str, Reading]:
        if heard.transcript is None:
            return {}
        wanted = [each for each in others if each.key not in self.answered and each.key not in self._early]
        return read_breath(item, wanted, heard.transcript, user_name=self._name)

    async def _read_back(
        self, item: AgendaItem, reading: Reading, words: Sequence[Sentence]
    ) -> tuple[Reading, tuple[Sentence, ...]]:
        """Ask in these words whether a value was understood rightly, and keep what comes of it; with what to say."""
        for _ in range(MOST_READ_BACKS):
            await self._talk.say(words, item.key)
            heard, confirmed = await self._talk.confirm(item, reading)
            aside = await self._beside.take(item, heard, confirmed)
            if aside is None:
                break
            if item.key in self.taken_back:
                return replace(confirmed, meaning=Meaning.SKIP, value=None), ()
            if self._beside.is_wish(confirmed) or confirmed.meaning is Meaning.FORGET:
                return replace(confirmed, meaning=Meaning.UNCLEAR, value=None), ()
        else:
            return Reading(Meaning.UNCLEAR, confidence=0.0), ()
        confirmed = doubted(confirmed)
        await self._talk.keep_answer(item, heard, confirmed, settled=confirmed.meaning in FINAL)
        if confirmed.meaning is Meaning.SILENCE or confirmed.meaning in LEAVING:
            return confirmed, ()
        return confirmed, self._talk.coach.acknowledge(item, confirmed)

    async def _settle_open(
        self, item: AgendaItem, heard: Heard, reading: Reading
    ) -> tuple[Reading, tuple[Sentence, ...]]:
        """Free words count as they were said; where those were heard badly, in the person's own voice."""
        badly = not reading.sure and heard.clip is not None
        await self._talk.keep_answer(item, heard, reading, with_clip=badly)
        return reading, self._talk.coach.kept_as_clip(item) if badly else self._talk.coach.acknowledge(item, reading)

    async def _filled(self, item: AgendaItem, reading: Reading) -> Reading:
        """A language model looks for the value meanwhile; where it is quick it is read back now, else at the end."""
        await self._talk.say(self._talk.coach.filler(), item.key)
        found = await self._open.ready(item)
        if found is None:
            return reading
        confirmed = await self._right(item, found, self._talk.coach.read_back(item, found))
        if confirmed is None:
            self._open.ask_again(item)
        return confirmed or reading

    async def _reply(self, item: AgendaItem, reading: Reading) -> None:
        """A language model's word on the answer; on some it may ask one thing, and hears what they say."""
        if reading.meaning not in REPLIED_TO or item.kind not in ABOUT_THEM or self._open.busy:
            return
        if item.kind not in ASKED_ON or reading.meaning is not Meaning.VALUE or self._follow_ups == MOST_FOLLOW_UPS:
            self._talk.owe_reply()
            return
        self._follow_ups += 1
        self._talk.owe_reply(FOLLOW_UP)
        reply = await self._talk.say((), item.key)
        if reply is None or not reply.asked:
            return
        heard, more = await self._talk.listen(item, self._name)
        if await self._beside.take(item, heard, more) is None:
            await self._talk.keep_answer(item, heard, more, settled=False)
            self._talk.owe_reply()


def doubted(reading: Reading) -> Reading:
    """The reading, or UNCLEAR where it is too unsure to be acted on: a misheard "stop" must not end a call."""
    if reading.meaning is Meaning.SILENCE or reading.sure or reading.unsure:
        return reading
    return replace(reading, meaning=Meaning.UNCLEAR, value=None)
