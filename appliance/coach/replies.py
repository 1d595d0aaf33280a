"""What a language model adds to a call: a word on each answer, in the persona's manner, while the agenda asks on.

It is never needed. The persona's own acknowledgement, already sound, is said first and covers the model's first words;
where the model fails or is late, the next question simply follows.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, AsyncIterator, Collection
from contextlib import aclosing, asynccontextmanager, suppress
from dataclasses import dataclass

from appliance.coach.reading import Reading
from appliance.coach.sentences import Allowed, SentenceStream, is_question
from appliance.coach.understanding import understood
from appliance.errors import EngineError
from appliance.ports import LanguageModel, Limits, Message, Sentence, VoiceStyle
from appliance.records.agenda import AgendaItem

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Manner:
    """What kind of reply is wanted."""

    limits: Limits
    most_sentences: int
    questions: bool = False
    """Whether it may ask something."""


WORD = Manner(Limits(max_tokens=60, temperature=0.7), most_sentences=2)
"""A word on an answer. Twenty words are about thirty tokens; what goes on longer is cut at a sentence."""

FOLLOW_UP = Manner(Limits(max_tokens=60, temperature=0.7), most_sentences=2, questions=True)
"""The same to an open answer: it may end with one question of its own."""

TALK = Manner(Limits(max_tokens=120, temperature=0.7), most_sentences=4, questions=True)
"""A turn of a free conversation."""

GOODBYE = "[goodbye]"
"""What a model writes after its last words when a free conversation is over. Never spoken: it is a stage direction."""

FIRST_SENTENCE_SECONDS = 6.0
"""From the answer to the end of the model's first sentence; later the next question is asked instead."""

NEXT_SENTENCE_SECONDS = 2.5
"""From when the first sentence is given to be spoken to the end of the second: about as long as the first is heard."""

WAITED_SECONDS = 2.0
"""A reply that brought nothing after this long was late, whatever ended it."""

PICKED_UP = Message("user", "(picks up the phone)")
"""The person's first turn: many models' templates refuse a conversation that the model begins."""

MOST_LATE = 2
"""Replies in one call that may come too late before none is asked for any more."""


class Replies:
    """For one call: keeps what was said, and has the model answer. `head` is the same for the whole call."""

    def __init__(self, model: LanguageModel, head: str, language: str, style: VoiceStyle) -> None:
        self._model = model
        self._messages = [Message("system", head)]
        self.language = language
        self.style = style
        self.allowed: Allowed = lambda sentence: True
        """Whether a sentence of the model may be said at all."""
        self._late = 0
        self._first: dict[str, int] = {}
        """Places of the person's first words to each item."""

    async def prepare(self) -> None:
        """Load the model and evaluate the head. Never raises: the call does without."""
        try:
            await self._model.prepare((self._messages[0], PICKED_UP))
        except EngineError as error:
            log.warning("no language model is ready: %s", error.message)
        except Exception as error:  # whatever it is, it must not keep a call from ringing
            log.warning("no language model is ready: %s", type(error).__name__)

    @property
    def messages(self) -> tuple[Message, ...]:
        """The conversation so far."""
        return tuple(self._messages)

    async def understood(self, item: AgendaItem, words: str) -> Reading | None:
        """What the model makes of an answer that the rules left open. Never raises."""
        return await understood(self._model, self._messages, item, words)

    def recast(self, head: str, style: VoiceStyle) -> None:
        """Another persona goes on from here."""
        self._messages[0] = Message("system", head)
        self.style = style

    def forget(self, keys: Collection[str]) -> None:
        """Take out everything from the first answer to one of these items up to the turn that asked for it.

        Where none was answered it was a note or a turn of a talk: only the person's last turn goes, and the reply.
        """
        turns = [place for place, one in enumerate(self._messages) if one.role == "user" and one is not PICKED_UP]
        if len(turns) < 2:
            return
        first = min((self._first[key] for key in keys if key in self._first), default=turns[-2])
        del self._messages[first : turns[-1]]
        self._first = {key: place for key, place in self._first.items() if place < first}

    def said(self, words: str) -> None:
        """The appliance said this."""
        self._add("assistant", words)

    def heard(self, words: str, item_key: str) -> None:
        """The person said this when they were asked about that item."""
        self._add("user", words)
        self._first.setdefault(item_key, len(self._messages) - 1)

    def reply(self, manner: Manner = WORD) -> Reply | None:
        """The model's word on what was just said, being written from now on; None where it has been late too often."""
        return None if self._late >= MOST_LATE else Reply(self, self._model, tuple(self._messages), manner)

    def was_late(self) -> None:
        """A reply came too late to be said."""
        self._late += 1

    def _add(self, role: str, words: str) -> None:
        """Models want turns that alternate, the person's first: what one side says twice in a row becomes one turn."""
        if not words.strip():
            return
        last = self._messages[-1]
        if last.role == "system" and role == "assistant":
            self._messages.append(PICKED_UP)
            last = PICKED_UP
        if last.role == role:
            self._messages[-1] = Message(role, f"{last.content} {words}")
        else:
            self._messages.append(Message(role, words))


class Reply:
    """One reply. The model writes on while its first sentence is spoken."""

    def __init__(self, replies: Replies, model: LanguageModel, messages: tuple[Message, ...], manner: Manner) -> None:
        self._replies = replies
        self._model = model
        self._messages = messages
        self._manner = manner
        self._made: asyncio.Queue[str | None] = asyncio.Queue()
        """Sentences in order; None is the end."""
        self.engine = ""
        """The engine string of the rung that served, once something was said."""
        self.first_token_at: float | None = None
        """Loop seconds."""
        self.asked = False
        """Whether its last sentence that was given to be spoken is a question."""
        self.over = False
        """Whether the model holds the conversation to be over."""
        self._began = 0.0

    @asynccontextmanager
    async def begun(self) -> AsyncIterator[None]:
        """The model writes for as long as the context lasts."""
        self._began = asyncio.get_running_loop().time()
        writing = asyncio.create_task(self._write(), name="language model")
        try:
            yield
        finally:
            writing.cancel()
            await asyncio.gather(writing, return_exceptions=True)

    async def sentences(self) -> AsyncGenerator[Sentence, None]:
        """The sentences as they are made, once it has begun. Never raises but on cancellation.

        Ends early where the model is late.
        """
        loop, spoken = asyncio.get_running_loop(), 0
        until = self._began + FIRST_SENTENCE_SECONDS
        with suppress(TimeoutError):
            while spoken < self._manner.most_sentences:
                async with asyncio.timeout_at(until):
                    words = await self._made.get()
                if words is None:
                    break
                spoken += 1
                self.asked = is_question(words)
                yield Sentence(words, self._replies.language, self._replies.style)
                until = loop.time() + NEXT_SENTENCE_SECONDS
        if not spoken and loop.time() - self._began >= WAITED_SECONDS:
            self._replies.was_late()

    async def _write(self) -> None:
        try:
            for _ in range(2):  # a model that breaks off within its first sentence has said nothing yet
                if await self._attempt():
                    return
        finally:
            self._made.put_nowait(None)

    async def _attempt(self) -> bool:
        """Have the model write; whether anything came of it, or there is nothing more to try."""
        stream, made = self._stream(), 0
        raw = ""
        self.first_token_at = None
        try:
            async with aclosing(self._model.stream(self._messages, self._manner.limits)) as pieces:
                async for piece in pieces:
                    if self.first_token_at is None:
                        self.first_token_at = asyncio.get_running_loop().time()
                    raw = (raw + piece)[-(len(piece) + len(GOODBYE)) :]
                    self.over = self.over or GOODBYE in raw.lower()
                    made += self._put(stream.feed(piece))
                    self.engine = self._model.name if made else ""
                    if made >= self._manner.most_sentences:
                        return True
            if self._put(stream.end()) or made:
                self.engine = self._model.name
        except EngineError as error:
            log.info("the language model failed in a call: %s", error.message)  # its ladder has warned
            return made > 0
        except Exception as error:  # whatever it is, the call goes on without
            log.warning("the language model failed in a call: %s", type(error).__name__)
            return True
        return True

    def _stream(self) -> SentenceStream:
        wanted = self._replies
        return SentenceStream(wanted.language, questions=self._manner.questions, allowed=wanted.allowed)

    def _put(self, sentences: list[str]) -> int:
        for sentence in sentences:
            self._made.put_nowait(sentence)
        return len(sentences)
