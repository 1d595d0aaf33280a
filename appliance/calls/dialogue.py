"""One exchange on a line: say, hear, understand, keep. The bookkeeping under a conversation."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace

from appliance.calls.journal import Keep, Said
from appliance.coach.confirm import interpret_confirmation
from appliance.coach.interpret import interpret
from appliance.coach.reading import Reading
from appliance.coach.scripted import ScriptedCoach
from appliance.language.catalogue import hint_for, hint_for_confirmation, language
from appliance.ports import Expect, Heard, Hint, Line, Sentence
from appliance.records.agenda import AgendaItem, Answer, ItemKind
from appliance.records.calls import Meaning, MessageType

SLOWER = 0.8
"""Factor on the speed of speech each time somebody asks to be spoken to slower."""

SLOWEST = 0.5

PATIENCE_SECONDS = {Answer.PRESENCE: 7.0, Answer.OPEN: 12.0}
"""How long silence is waited for; other answers are short and get `DEFAULT_PATIENCE_SECONDS`."""

DEFAULT_PATIENCE_SECONDS = 9.0


AGREEING = AgendaItem(key="agreed", kind=ItemKind.METRIC, answer=Answer.YES_NO)
"""Stands for the question whether a wish that was read back is meant."""


class Dialogue:
    """Speaks and listens on one line, and keeps every turn.

    What is owed to the person (an acknowledgement) waits until the next thing is said, so that both are one turn and
    the first sound follows the answer at once.
    """

    def __init__(self, line: Line, coach: ScriptedCoach, keep: Keep) -> None:
        self._line = line
        self.coach = coach
        self._keep = keep
        self._owed: list[Sentence] = []
        self._pace = 1.0
        self._speech_ended: float | None = None

    def owe(self, sentences: Sequence[Sentence]) -> None:
        """Say these before whatever is said next."""
        self._owed += sentences

    @property
    def owes(self) -> bool:
        """Whether something waits to be said."""
        return bool(self._owed)

    def slow_down(self) -> None:
        """Speak slower from here on."""
        self._pace = max(SLOWEST, self._pace * SLOWER)

    async def say(self, sentences: Sequence[Sentence], item_key: str) -> None:
        """Speak what is owed and then `sentences`; returns when heard and kept."""
        spoken = await self._line.say(_one_by_one([self._paced(each) for each in (*self._owed, *sentences)]))
        self._owed = []
        latency = None
        if self._speech_ended is not None and spoken.first_sound_at is not None:
            latency = round((spoken.first_sound_at - self._speech_ended) * 1000, 1)
        self._speech_ended = None
        await self._keep(Said(MessageType.AI, spoken.text, item_key, engine=spoken.engine, voice_to_voice_ms=latency))

    async def listen(self, item: AgendaItem, user_name: str) -> tuple[Heard, Reading]:
        """Hear one answer to `item`; silence is a reading like any other. Not yet kept."""
        heard = await self._hear(item, hint_for(item, user_name, self.coach.language))
        if heard.transcript is None:
            return heard, Reading(Meaning.SILENCE)
        return heard, interpret(item, heard.transcript, user_name=user_name)

    async def confirm(self, item: AgendaItem, pending: Reading) -> tuple[Heard, Reading]:
        """Hear whether `pending` was understood rightly; the reading is the corrected one."""
        heard = await self._hear(item, hint_for_confirmation(item, self.coach.language))
        if heard.transcript is None:
            return heard, Reading(Meaning.SILENCE)
        return heard, interpret_confirmation(item, pending, heard.transcript)

    async def agreement(self, item: AgendaItem) -> Reading:
        """Hear and keep whether a wish that was read back is meant: yes, no, silence, or the end of the call."""
        heard = await self._hear(item, language(self.coach.language).hint_for_request_confirmation())
        reading = interpret(AGREEING, heard.transcript) if heard.transcript else Reading(Meaning.SILENCE)
        await self.keep_answer(item, heard, reading, settled=False)
        return reading

    async def keep_answer(
        self, item: AgendaItem, heard: Heard, reading: Reading, *, settled: bool = True, with_clip: bool = False
    ) -> None:
        """Commit what the person said with what it means, as one transaction."""
        transcript = heard.transcript
        await self._keep(
            Said(
                MessageType.USER,
                transcript.text if transcript else "",
                item.key,
                engine=transcript.engine if transcript else "",
                confidence=transcript.confidence if transcript else None,
                reading=reading,
                settled=settled,
                clip=heard.clip if with_clip else None,
            )
        )

    async def _hear(self, item: AgendaItem, hint: Hint) -> Heard:
        patience = PATIENCE_SECONDS.get(item.answer, DEFAULT_PATIENCE_SECONDS)
        heard = await self._line.hear(Expect(hint, patience, self.coach.language))
        self._speech_ended = heard.timings.speech_ended
        return heard

    def _paced(self, sentence: Sentence) -> Sentence:
        if self._pace == 1.0:
            return sentence
        return replace(sentence, style=replace(sentence.style, rate=sentence.style.rate * self._pace))


async def _one_by_one(sentences: Sequence[Sentence]) -> AsyncIterator[Sentence]:
    for sentence in sentences:
        yield sentence
