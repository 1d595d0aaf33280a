"""One exchange on a line: say, hear, understand, keep. The bookkeeping under a conversation."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable, Collection, Mapping, Sequence
from contextlib import aclosing
from dataclasses import replace

from appliance.calls.guard import AlarmRaised, Guard
from appliance.calls.journal import Keep, Latency, Said
from appliance.coach.confirm import interpret_confirmation
from appliance.coach.interpret import interpret
from appliance.coach.reading import Reading
from appliance.coach.replies import WORD, Manner, Replies, Reply
from appliance.coach.safety import Alarm
from appliance.coach.scripted import ScriptedCoach
from appliance.language.catalogue import hint_for, hint_for_confirmation, language
from appliance.ports import Expect, Heard, Hint, Line, Sentence, Timings
from appliance.records.agenda import AgendaItem, Answer, ItemKind
from appliance.records.calls import DISTRESS, WORRYING, Meaning, MessageType
from appliance.records.preferences import USUAL, Preferences

SLOWER = 0.8
"""Factor on the speed of speech each time somebody asks to be spoken to slower."""

SLOWEST = 0.5

PATIENCE_SECONDS = {Answer.PRESENCE: 7.0, Answer.OPEN: 12.0}
"""How long silence is waited for; other answers are short and get `DEFAULT_PATIENCE_SECONDS`."""

DEFAULT_PATIENCE_SECONDS = 9.0

THINKING_SECONDS = 30.0
"""How long somebody is waited for who asked for time to think."""

NOTHING_ELSE: Mapping[str, Reading] = {}

SAFE_WORD = "safe word"
"""Subject of the `SWITCH` that a safe word is: away from the role that is played. No persona's name holds a space."""

AGREEING = AgendaItem(key="agreed", kind=ItemKind.METRIC, answer=Answer.YES_NO)
"""Stands for the question whether a wish that was read back is meant."""


async def _nothing() -> None:
    """There is nobody to give way to."""


class Dialogue:
    """Speaks and listens on one line, and keeps every turn.

    What is owed to the person (an acknowledgement) waits until the next thing is said, so that both are one turn and
    the first sound follows the answer at once. A language model's word on the answer comes between the two.
    """

    def __init__(
        self,
        line: Line,
        coach: ScriptedCoach,
        keep: Keep,
        replies: Replies | None = None,
        preferences: Preferences = USUAL,
        guard: Guard | None = None,
    ) -> None:
        self._line = line
        self.coach = coach
        self._keep = keep
        self._replies = replies
        self._preferences = preferences
        self._guard = guard
        if guard is not None and replies is not None:
            replies.allowed = lambda sentence: guard.allows(sentence, harsh=self.coach.harsh)
        self.soften: Callable[[], Awaitable[None]] = _nothing
        """Has a harsh persona give way, where what was heard sounded heavy."""
        self._flag = ""
        """Of what was heard last, as in `Turn.flag`."""
        self._manner: Manner | None = None
        """Of the language model's word that is owed; None: none is."""
        self._owed: list[Sentence] = []
        self._said: tuple[Sentence, ...] = ()
        self._stands = ""
        """Key of the item whose question stands from before a restart; empty: none does."""
        self._shows_presence = ""
        """Key of the presence that the first words of the person settle; empty: they have answered to their name."""
        self.question_heard = True
        """Whether what was said last was heard far enough to be answered."""
        self._pace = 1.0
        self._heard = Timings()
        """Of the answer that what is said next replies to."""

    @property
    def replies(self) -> Replies | None:
        """The language model's part; None where there is none."""
        return self._replies

    @property
    def said_last(self) -> tuple[Sentence, ...]:
        """The sentences said last, as they were; a model's among them."""
        return self._said

    def go_on_from(self, item_key: str) -> None:
        """What was said last before a restart was about this item, and waits for its answer: it is not said again."""
        self._stands = item_key

    def presume(self, presence_key: str) -> None:
        """Whoever answers on this line is the person called: their first words settle that they are there."""
        self._shows_presence = presence_key

    def owe_reply(self, manner: Manner = WORD) -> None:
        """Have the language model, where there is one, say something on the answer before the next thing is said."""
        self._manner = manner if self._replies is not None else None

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

    def recast(self, coach: ScriptedCoach, head: str) -> None:
        """Another persona goes on; `head` is what a language model is given from now on."""
        self.coach = coach
        if self._replies is not None:
            self._replies.recast(head, coach.style)

    def forget(self, keys: Collection[str]) -> None:
        """The person took back what they said of these items: a language model is not to know it either."""
        if self._replies is not None:
            self._replies.forget(keys)

    async def say(self, sentences: Sequence[Sentence], item_key: str) -> Reply | None:
        """Speak what is owed and then `sentences`; returns when heard and kept, with the model's reply in it."""
        stands, self._stands = self._stands == item_key, ""
        if stands:
            self._said, self._owed = (*self._owed, *sentences), []
            return None
        reply = self._replies.reply(self._manner) if self._replies is not None and self._manner is not None else None
        self._manner = None
        self._said = ()
        async with aclosing(self._words(tuple(self._owed), reply, sentences)) as words:
            spoken = await self._line.say(words)
        self._owed = []
        self.question_heard = not spoken.interrupted or _is_mostly_in(sentences, spoken.text)
        if self._replies is not None:
            self._replies.said(spoken.text)
        latency = Latency.of(self._heard, reply.first_token_at if reply is not None else None, spoken)
        self._heard = Timings()
        worded_by = reply.engine if reply is not None else ""
        if not spoken.text:
            return reply
        await self._keep(
            Said(
                MessageType.AI,
                spoken.text,
                item_key,
                engine=spoken.engine,
                latency=latency,
                worded_by=worded_by,
                wordings=tuple(said.wording for said in self.said_last if said.wording),
            )
        )
        return reply

    async def reply(self, item_key: str, manner: Manner, otherwise: Sequence[Sentence]) -> Reply | None:
        """Speak what is owed and the language model's reply; without a model, or without a word of it, `otherwise`."""
        if self._replies is None:
            await self.say(otherwise, item_key)
            return None
        self.owe_reply(manner)
        reply = await self.say((), item_key)
        if not self._said:
            await self.say(otherwise, item_key)
        return reply

    async def listen(self, item: AgendaItem, user_name: str, *, thinking: bool = False) -> tuple[Heard, Reading]:
        """Hear one answer to `item`; silence is a reading like any other. Not yet kept."""
        heard = await self._hear(item, hint_for(item, user_name, self.coach.language), thinking=thinking)
        if heard.transcript is None:
            return heard, Reading(Meaning.SILENCE)
        if self._is_safe_word(heard.transcript.text):
            return heard, Reading(Meaning.SWITCH, subject=SAFE_WORD, words=heard.transcript.text)
        return heard, interpret(item, heard.transcript, user_name=user_name)

    async def confirm(self, item: AgendaItem, pending: Reading) -> tuple[Heard, Reading]:
        """Hear whether `pending` was understood rightly; the reading is the corrected one."""
        heard = await self._hear(item, hint_for_confirmation(item, self.coach.language), confirming=True)
        if heard.transcript is None:
            return heard, Reading(Meaning.SILENCE)
        if self._is_safe_word(heard.transcript.text):
            return heard, Reading(Meaning.SWITCH, subject=SAFE_WORD, words=heard.transcript.text)
        return heard, interpret_confirmation(item, pending, heard.transcript)

    async def agreement(self, item: AgendaItem) -> Reading:
        """Hear and keep whether a wish that was read back is meant: yes, no, silence, or the end of the call."""
        heard = await self._hear(item, language(self.coach.language).hint_for_request_confirmation(), confirming=True)
        reading = interpret(AGREEING, heard.transcript) if heard.transcript else Reading(Meaning.SILENCE)
        await self.keep_answer(item, heard, reading, settled=False)
        return reading

    async def keep_answer(
        self,
        item: AgendaItem,
        heard: Heard,
        reading: Reading,
        *,
        settled: bool = True,
        with_clip: bool = False,
        also: Mapping[str, Reading] = NOTHING_ELSE,
    ) -> None:
        """Commit what the person said with all that it means, as one transaction; `also` as in `Said`."""
        transcript = heard.transcript
        if self._shows_presence and transcript is not None:
            also = {**also, self._shows_presence: Reading(Meaning.PRESENT)}
            self._shows_presence = ""
        await self._keep(
            Said(
                MessageType.USER,
                transcript.text if transcript else "",
                item.key,
                engine=transcript.engine if transcript else "",
                confidence=transcript.confidence if transcript else None,
                reading=reading,
                settled=settled,
                also=also,
                clip=heard.clip if with_clip else None,
                flag=self._flag,
                sources=heard.sources,
            )
        )

    async def _hear(self, item: AgendaItem, hint: Hint, *, thinking: bool = False, confirming: bool = False) -> Heard:
        patience = PATIENCE_SECONDS.get(item.answer, DEFAULT_PATIENCE_SECONDS)
        expect = Expect(
            hint,
            max(patience, THINKING_SECONDS) if thinking else patience,
            self.coach.language,
            end_silence_seconds=self._preferences.pause_seconds,
            thinking=thinking,
            scale=item.ends_of_scale,
            confirming=confirming,
            push_to_talk=self._preferences.push_to_talk,
        )
        heard = await self._line.hear(expect)
        self._heard, self._flag = heard.timings, ""
        if heard.transcript is None:
            return heard
        await self._watch(item, heard)
        if self._replies is not None:
            self._replies.heard(heard.transcript.text, item.key)
        return heard

    async def _watch(self, item: AgendaItem, heard: Heard) -> None:
        """Look for distress before anybody answers. Raises `AlarmRaised`, once the turn is kept without its words."""
        if self._guard is None or heard.transcript is None:
            return
        if (alarm := self._guard.heard(heard.transcript.text)) is None:
            return
        self._owed = []
        if not alarm.ends_role:
            self._flag = WORRYING
            await self.soften()
            self.owe(self._guard.words(alarm))
            return
        self._manner = None
        kept = Said(MessageType.USER, "", item.key, engine=heard.transcript.engine, settled=False, flag=DISTRESS)
        await self._keep(replace(kept, reading=Reading(Meaning.CRISIS), sources=heard.sources))
        raise AlarmRaised(alarm)

    def _is_safe_word(self, words: str) -> bool:
        return self._guard is not None and self._guard.hears_safe_word(words, harsh=self.coach.harsh)

    async def step_out(self, alarm: Alarm, item_key: str) -> None:
        """Say what has to be said after an alarm, and nothing else."""
        if self._guard is None:
            return
        self._owed, self._manner = [], None
        words = self._guard.words(alarm)
        spoken = await self._line.say(aiter_of(words))
        await self._keep(Said(MessageType.AI, spoken.text, item_key, engine=spoken.engine))

    def drop_role(self) -> None:
        """The safe word was heard: say so before whatever is said next."""
        if self._guard is not None:
            self._owed = [*self._guard.role_dropped()]

    async def _words(
        self, owed: Sequence[Sentence], reply: Reply | None, sentences: Sequence[Sentence]
    ) -> AsyncGenerator[Sentence, None]:
        """What is owed, the model's reply, and what is to be said: the model writes while what is owed is spoken."""
        if reply is None:
            for sentence in (*owed, *sentences):
                yield self._next(sentence)
            return
        async with reply.begun():
            for sentence in owed:
                yield self._next(sentence)
            async with aclosing(reply.sentences()) as made:
                async for sentence in made:
                    yield self._next(sentence)
        for sentence in sentences:
            yield self._next(sentence)

    def _next(self, sentence: Sentence) -> Sentence:
        """The sentence at the pace they want."""
        self._said = (*self._said, sentence)
        if self._pace == 1.0:
            return sentence
        return replace(sentence, style=replace(sentence.style, rate=sentence.style.rate * self._pace))


async def aiter_of(sentences: Sequence[Sentence]) -> AsyncGenerator[Sentence, None]:
    """The sentences, as a line wants them."""
    for sentence in sentences:
        yield sentence


def _is_mostly_in(sentences: Sequence[Sentence], heard: str) -> bool:
    """Whether at least half of the last of them was heard: people know by then what is asked."""
    text = sentences[-1].text if sentences else ""
    return text[: (len(text) + 1) // 2] in heard
