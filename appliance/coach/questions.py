"""How the items of an agenda are asked. Questions may return from call to call: they are exempt from variety."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence

from appliance.language.catalogue import language
from appliance.language.messages import Messages
from appliance.ports import Audio, Sentence, VoiceStyle
from appliance.records.agenda import AgendaItem, Answer, ItemKind

OWN_RECORDING = "(your own recording)"
"""Stands in the record of a call for a promise that is only known as sound."""

_NO_LABEL = "it"

MOST_TOLD = 240
"""Characters of a person's own words that are said back to them: a quarter of a minute. What is kept is whole."""


class Asking(ABC):
    """Part of a coach."""

    language: str
    _messages: Messages

    @property
    @abstractmethod
    def style(self) -> VoiceStyle: ...

    @abstractmethod
    def opening(self, again: int = 0) -> tuple[Sentence, ...]: ...

    @abstractmethod
    def _say(self, variants: Sequence[str], slot: str, **fields: str) -> tuple[Sentence, ...]:
        """One of the wordings, with its fields filled in."""

    @abstractmethod
    def _sentences(self, text: str) -> tuple[Sentence, ...]: ...

    def question(self, item: AgendaItem, recording: Audio | None = None, *, day: str) -> tuple[Sentence, ...]:
        """The item's question on the agenda's `day`; for a promise kept as a recording, with that recording in it."""
        if item.kind is ItemKind.PRESENCE:
            return self.opening()
        if item.kind is ItemKind.FOLLOW_UP:
            return self._follow_up(item, day, recording)
        told = self._sentences(item.statement) if item.statement else ()
        if item.question:
            return (*told, *self._sentences(item.question))
        if item.kind is ItemKind.PROGRESS and recording is not None:
            return (*self._played(item, day, recording), *self._short_question(item))
        return (*told, *self._say(self._wordings(item, day), f"{item.key}:question", **self._fields(item, day)))

    def ask_again(self, item: AgendaItem) -> tuple[Sentence, ...]:
        """Said when an answer was not understood, with the question once more in its shortest form."""
        again = self._say(self._messages.repairs.ask_again, f"{item.key}:again")
        return (*again, *self._short_question(item))

    def still_there(self, item: AgendaItem) -> tuple[Sentence, ...]:
        """Said into a silence."""
        return self._say(self._messages.repairs.still_there, f"{item.key}:still")

    def _follow_up(self, item: AgendaItem, day: str, recording: Audio | None) -> tuple[Sentence, ...]:
        ending = self._short_question(item)
        if recording is not None:
            return (*self._played(item, day, recording), *ending)
        asks, fields = self._messages.questions, self._fields(item, day)
        return (*self._say(asks.follow_up, f"{item.key}:told", **fields), *ending)

    def _played(self, item: AgendaItem, day: str, recording: Audio) -> tuple[Sentence, ...]:
        """A promise in the person's own voice."""
        asks, fields = self._messages.questions, self._fields(item, day)
        intro = self._say(asks.follow_up_recorded, f"{item.key}:recorded", **fields)
        return (*intro, Sentence(item.label or OWN_RECORDING, self.language, self.style, recording))

    def _short_question(self, item: AgendaItem) -> tuple[Sentence, ...]:
        """The question again, for somebody who has heard it once."""
        asks = self._messages.questions
        if item.kind is ItemKind.PRESENCE:
            return self.opening()
        if item.kind is ItemKind.FOLLOW_UP:
            return self._say(asks.follow_up_ask, f"{item.key}:ask")
        if item.kind is ItemKind.PROMISE and not item.wording:
            return self._say(asks.promise_ask, f"{item.key}:ask")
        return self.question(item.model_copy(update={"statement": ""}), day="")

    def _wordings(self, item: AgendaItem, day: str) -> Sequence[str]:
        asks, asides, stakes = self._messages.questions, self._messages.asides, self._messages.stakes
        by_kind: Mapping[ItemKind, Sequence[str]] = {
            ItemKind.PROGRESS: asks.progress, ItemKind.OBSTACLE: asks.obstacle, ItemKind.REVIEW: asks.review_ask,
            ItemKind.TALK: self._messages.talk.opening, ItemKind.NUDGE: asides.nudge, ItemKind.NOTICE: asides.notice,
            ItemKind.FOCUS_CHECK: asides.focus_check, ItemKind.PAUSE_OFFER: asides.pause_offer,
            ItemKind.WAKE_TASK: asides.wake_task, ItemKind.STAKE: stakes.agree_ask,
            ItemKind.CHARGES: stakes.contest_ask, ItemKind.SETTLEMENT: stakes.settle_ask,
        }  # fmt: skip
        by_answer = {
            Answer.YES_NO: asks.yes_no, Answer.NUMBER: asks.number, Answer.DURATION: asks.duration,
            Answer.SCALE: asks.scale, Answer.TIME: asks.time,
        }  # fmt: skip
        by_wording = {
            "intention": asks.intention, "intention_more": asks.intention_more, "adjust": asks.adjust,
            "mood": asks.mood,
        }  # fmt: skip
        return by_wording.get(item.wording) or by_kind.get(item.kind) or by_answer.get(item.answer, asks.promise)

    def _fields(self, item: AgendaItem, day: str) -> Mapping[str, str]:
        """All that a question may name; a template takes what it needs."""
        rules = language(self.language)
        low = high = when = ""
        if item.answer is Answer.SCALE:
            low, high = (rules.say_value(item, bound) for bound in (item.low or 1.0, item.high or 10.0))
        if day and item.promised_on:
            when = rules.say_day(item.promised_on, day)
        elif day and item.due_day:
            when = rules.say_due(item.due_day, day)
        label = told(item.label) or _NO_LABEL
        return {"label": label, "unit": rules.say_unit(item.unit), "low": low, "high": high, "when": when}


def label_of(item: AgendaItem) -> str:
    """What it is about, in a sentence."""
    return told(item.label) or _NO_LABEL


def told(words: str) -> str:
    """Words of a person inside a sentence: without closing punctuation of their own, and of many only the first."""
    plain = words.strip().rstrip(".!?… ")
    if len(plain) <= MOST_TOLD:
        return plain
    whole_words, _, _ = plain[: MOST_TOLD + 1].rpartition(" ")
    return (whole_words or plain[:MOST_TOLD]).rstrip(",;:.!?… ") + "…"
