"""One exchange on a line: say, hear, understand, keep. The bookkeeping under a conversation."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import replace

from appliance.calls.journal import Keep, Latency, Said
from appliance.coach.confirm import interpret_confirmation
from appliance.coach.interpret import interpret
from appliance.coach.reading import Reading
from appliance.coach.replies import Replies, Reply
from appliance.coach.scripted import ScriptedCoach
from appliance.language.catalogue import hint_for, hint_for_confirmation, language
from appliance.ports import Expect, Heard, Hint, Line, Sentence, Spoken, Timings
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
    the first sound follows the answer at once. A language model's word on the answer comes between the two.
    """

    def __init__(self, line: Line, coach: ScriptedCoach, keep: Keep, replies: Replies | None = None) -> None:
        self._line = line
        self.coach = coach
        self._keep = keep
        self._replies = replies
        self._reply_owed = False
        self._owed: list[Sentence] = []
        self._pace = 1.0
        self._heard = Timings()
        """Of the answer that what is said next replies to."""

    def owe_reply(self) -> None:
        """Have the language model, where there is one, say something on the answer before the next thing is said."""
        self._reply_owed = self._replies is not None

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
        reply = self._replies.reply() if self._replies is not None and self._reply_owed else None
        self._reply_owed = False
        async with aclosing(self._words(tuple(self._owed), reply, sentences)) as words:
            spoken = await self._line.say(words)
        self._owed = []
        if self._replies is not None:
            self._replies.said(spoken.text)
        latency = _latency(self._heard, reply, spoken)
        self._heard = Timings()
        worded_by = reply.engine if reply is not None else ""
        await self._keep(
            Said(MessageType.AI, spoken.text, item_key, engine=spoken.engine, latency=latency, worded_by=worded_by)
        )

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
        self._heard = heard.timings
        if heard.transcript is not None and self._replies is not None:
            self._replies.heard(heard.transcript.text)
        return heard

    async def _words(
        self, owed: Sequence[Sentence], reply: Reply | None, sentences: Sequence[Sentence]
    ) -> AsyncGenerator[Sentence, None]:
        """What is owed, the model's reply, and what is to be said: the model writes while what is owed is spoken."""
        if reply is None:
            for sentence in (*owed, *sentences):
                yield self._paced(sentence)
            return
        async with reply.begun():
            for sentence in owed:
                yield self._paced(sentence)
            async with aclosing(reply.sentences()) as made:
                async for sentence in made:
                    yield self._paced(sentence)
        for sentence in sentences:
            yield self._paced(sentence)

    def _paced(self, sentence: Sentence) -> Sentence:
        if self._pace == 1.0:
            return sentence
        return replace(sentence, style=replace(sentence.style, rate=sentence.style.rate * self._pace))


def _latency(heard: Timings, reply: Reply | None, spoken: Spoken) -> Latency:
    ended = heard.speech_ended
    if ended is None:
        return Latency()

    def since(moment: float | None) -> float | None:
        return None if moment is None else round((moment - ended) * 1000, 1)

    return Latency(
        endpoint_ms=since(heard.endpoint_at),
        transcribed_ms=since(heard.transcribed_at),
        first_token_ms=since(reply.first_token_at if reply is not None else None),
        first_sound_ms=since(spoken.first_sound_at),
    )
