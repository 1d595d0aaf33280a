"""What is said beside a question: more time, slower, again, another persona, "remember that", "forget that", a wish."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass, replace

from appliance.calls.backstage import Backstage, NoSuchRole, Recast
from appliance.calls.dialogue import SAFE_WORD, Dialogue
from appliance.calls.leaving import Left, leave
from appliance.calls.wishes import Wishes, ends_call
from appliance.coach.reading import Reading
from appliance.coach.safety.permission import FRIEND
from appliance.coach.scripted import Ending
from appliance.errors import ApplianceError
from appliance.language.replies import promised_words
from appliance.ports import Heard, Sentence
from appliance.records.agenda import AgendaItem, Answer, ItemKind
from appliance.records.calls import Meaning

ASKING = frozenset({Meaning.LATER, Meaning.REQUEST})
"""What the desk is asked to do."""

HARMLESS = frozenset({Meaning.REPEAT, Meaning.SLOWER, Meaning.THINK})
"""Done even where they were heard badly: the worst that comes of it is a question said again."""

MOST_ASIDES = 6
"""During one question, before it is left."""

Talk = Callable[[AgendaItem], Awaitable[None]]
"""Talks freely for a while, and comes back."""


@dataclass(frozen=True, slots=True)
class Aside:
    """It has been dealt with; what comes next."""

    again: bool = True
    """The question is said again; else they are listened to at once."""
    thinking: bool = False
    words: Sequence[Sentence] = ()
    """Said before listening, where the question is not said again."""


def wordless(heard: Heard) -> Heard:
    """What was heard, without its words: who says what to forget says it again."""
    return heard if heard.transcript is None else replace(heard, transcript=replace(heard.transcript, text=""))


PROMISED = AgendaItem(key="promised", kind=ItemKind.PROMISE, answer=Answer.OPEN)
"""Stands for what was promised in a free talk."""


class Beside:
    """Deals with asides on one line, at any question."""

    def __init__(self, talk: Dialogue, backstage: Backstage, wishes: Wishes | None, talk_freely: Talk) -> None:
        self._talk = talk
        self._notebook = backstage.notebook
        self._cast = backstage.cast
        self._wishes = wishes
        self._talk_freely = talk_freely
        self.take_back: Callable[[Collection[str]], None] = lambda keys: None
        """Told the keys of items whose answers were forgotten."""
        talk.soften = self.soften

    async def take(self, item: AgendaItem, heard: Heard, reading: Reading) -> Aside | None:
        """Deal with it, keeping what was said; None where the words are an answer. Raises `Left`."""
        if self.is_wish(reading):
            await self.ask(item, heard, reading)
            return Aside()
        handlers = {
            Meaning.REPEAT: self._repeat,
            Meaning.SLOWER: self._slower,
            Meaning.THINK: self._think,
            Meaning.SWITCH: self._switch,
            Meaning.REMEMBER: self._remember,
            Meaning.FORGET: self._forget,
            Meaning.TALK: self._free_talk,
        }
        handler = handlers.get(reading.meaning)
        if handler is None or not (reading.sure or reading.meaning in HARMLESS):
            return None
        names_it = reading.meaning is Meaning.FORGET and reading.subject
        await self._talk.keep_answer(item, wordless(heard) if names_it else heard, reading, settled=False)
        return await handler(item, reading)

    def is_wish(self, reading: Reading) -> bool:
        """A wish heard surely, or one that a read-back can make sure of."""
        if self._wishes is None:
            return False
        if reading.meaning is Meaning.LATER:
            return reading.sure or reading.minutes is not None
        return reading.meaning is Meaning.REQUEST

    async def ask(self, item: AgendaItem, heard: Heard, reading: Reading) -> None:
        """Have the desk do what was asked. What ends the call leaves; a refused `later` does too: they want to go."""
        if self._wishes is None:
            return
        made = await self._wishes.fulfil(item, heard, reading)
        if isinstance(made, Ending):
            await leave(self._talk, made, item.key)
        elif ends_call(made):
            raise Left(Ending.REQUESTED)
        elif made is not None and reading.meaning is Meaning.LATER:
            await leave(self._talk, Ending.STOPPED, item.key)

    async def _repeat(self, item: AgendaItem, reading: Reading) -> Aside:
        return Aside()

    async def _slower(self, item: AgendaItem, reading: Reading) -> Aside:
        self._talk.slow_down()
        self._talk.owe(self._talk.coach.slower())
        return Aside()

    async def _think(self, item: AgendaItem, reading: Reading) -> Aside:
        return Aside(again=False, thinking=True, words=self._talk.coach.take_your_time())

    async def _switch(self, item: AgendaItem, reading: Reading) -> Aside:
        safe_word = reading.subject == SAFE_WORD
        if safe_word:
            self._talk.drop_role()
        if self._cast is None:
            return Aside()
        made = await self._cast(FRIEND if safe_word else reading.subject)
        if isinstance(made, NoSuchRole):
            coach = self._talk.coach
            kept_out = made.kept_out and coach.not_allowed(made.kept_out, made.names)
            self._talk.owe(kept_out or coach.no_such_persona(made.names))
            return Aside()
        self._talk.recast(made.coach, made.head)
        if not safe_word:
            self._talk.owe(made.coach.switched(made.title))
        return Aside()

    async def soften(self) -> None:
        """A harsh persona gives way to a gentle one from here on, without a word about it."""
        if self._cast is None or not self._talk.coach.harsh:
            return
        made = await self._cast(FRIEND)
        if isinstance(made, Recast):
            self._talk.recast(made.coach, made.head)

    async def _remember(self, item: AgendaItem, reading: Reading) -> Aside:
        if self._notebook is not None and reading.subject:
            try:
                await self._notebook.remember(reading.subject)
            except ApplianceError:
                self._talk.owe(self._talk.coach.nothing_changed())
            else:
                self._talk.owe(self._talk.coach.remembered())
        return Aside()

    async def promise(self, item: AgendaItem, heard: Heard, reading: Reading) -> bool:
        """Keep what is promised in a free talk; whether the words begin a promise."""
        words = promised_words(reading.words, self._talk.coach.language)
        if self._notebook is None or not words:
            return False
        await self._talk.keep_answer(item, heard, reading, settled=False)
        try:
            await self._notebook.promise(words)
        except ApplianceError:
            self._talk.owe(self._talk.coach.nothing_changed())
        else:
            self._talk.owe(self._talk.coach.acknowledge(PROMISED, reading))
        return True

    async def _forget(self, item: AgendaItem, reading: Reading) -> Aside:
        gone = await self._notebook.forget(reading.subject) if self._notebook is not None else None
        if gone is None:
            self._talk.owe(self._talk.coach.nothing_to_forget())
            return Aside()
        self._talk.forget(gone)
        self.take_back(gone)
        self._talk.owe(self._talk.coach.forgotten())
        return Aside()

    async def _free_talk(self, item: AgendaItem, reading: Reading) -> Aside:
        await self._talk_freely(item)
        return Aside()
