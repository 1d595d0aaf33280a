"""The coach without a language model: a persona's own wordings, chosen so that the same call always says the same.

Because nothing is left to chance, every sentence known before a call can be sound before the hour (`prepared`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from hashlib import sha256

from appliance.coach.between import Between
from appliance.coach.persona import Persona
from appliance.coach.reading import STORE_FROM, Reading
from appliance.language.catalogue import language
from appliance.language.messages import Messages
from appliance.language.wishes import Wish
from appliance.ports import Audio, Sentence
from appliance.records.agenda import Agenda, AgendaItem, Answer, ItemKind
from appliance.records.calls import Meaning
from appliance.records.requests import Receipt

OWN_RECORDING = "(your own recording)"
"""Stands in the record of a call for a promise that is only known as sound."""

_NO_LABEL = "it"


class Ending(StrEnum):
    """How a call ended, for its last words."""

    COMPLETED = "completed"
    STOPPED = "stopped"
    NOT_ME = "not_me"
    OUT = "out"
    LATER = "later"
    SILENT = "silent"
    DROPPED = "dropped"
    ASLEEP = "asleep"
    """Somebody answered a wake-up and dozed off again: it rings on as if nobody had."""
    REQUESTED = "requested"
    """Something was asked for that ends the call; it has been answered already."""


FAREWELLS = tuple(ending for ending in Ending if ending not in (Ending.ASLEEP, Ending.REQUESTED))
"""Endings with last words of their own."""


class ScriptedCoach(Between):
    """Says what a call needs in a persona's words. `seed` is the call's own, its id for example."""

    def __init__(self, persona: Persona, *, user_name: str, language: str, seed: str) -> None:
        self.persona = persona
        self._user_name = user_name
        self.language = language
        self._seed = seed
        self._messages: Messages = persona.messages(language)

    @property
    def _asides(self) -> Mapping[ItemKind, tuple[str, ...]]:
        said = self._messages.asides
        return {
            ItemKind.NUDGE: said.nudge,
            ItemKind.FOCUS_CHECK: said.focus_check,
            ItemKind.NOTICE: said.notice,
            ItemKind.PAUSE_OFFER: said.pause_offer,
            ItemKind.WAKE_TASK: said.wake_task,
        }

    def opening(self) -> tuple[Sentence, ...]:
        """The name and whether they are there: all that is said before somebody has answered to the name."""
        return self._say(self._messages.words.openings, "opening")

    def greeting(self, call_type: str) -> tuple[Sentence, ...]:
        """The first words to the person themselves."""
        greetings = self._messages.words.greetings
        by_type = {
            "morning": greetings.morning, "midday": greetings.midday, "evening": greetings.evening,
            "weekly": greetings.weekly, "talk": greetings.talk,
        }  # fmt: skip
        return self._say(by_type.get(call_type, greetings.custom), f"greeting:{call_type}")

    def question(self, item: AgendaItem, recording: Audio | None = None, *, day: str) -> tuple[Sentence, ...]:
        """The item's question on the agenda's `day`; for a promise kept as a recording, with that recording in it."""
        if item.kind is ItemKind.PRESENCE:
            return self.opening()
        if item.kind is ItemKind.FOLLOW_UP or (item.kind is ItemKind.PROGRESS and recording is not None):
            return self._follow_up(item, day, recording)
        if item.question:
            return self._sentences(item.question)
        if own := self._own_wordings(item):
            return self._say(own, f"{item.key}:question", label=_told(item.label) or _NO_LABEL)
        if item.kind in self._asides:
            return self._say(self._asides[item.kind], f"{item.key}:question", label=_told(item.label) or _NO_LABEL)
        if item.kind is ItemKind.PROMISE or item.answer is Answer.OPEN:
            when = language(self.language).say_due(item.due_day, day)
            return self._say(self._messages.questions.promise, f"{item.key}:question", when=when)
        return self._measure(item)

    def _own_wordings(self, item: AgendaItem) -> tuple[str, ...]:
        """Questions for this very thing, beside those for its kind of answer; none for most."""
        asks = self._messages.questions
        by_wording = {
            "intention": asks.intention, "intention_more": asks.intention_more, "adjust": asks.adjust,
            "mood": asks.mood,
        }  # fmt: skip
        by_kind = {
            ItemKind.PROGRESS: asks.progress, ItemKind.OBSTACLE: asks.obstacle, ItemKind.REVIEW: asks.review_ask,
            ItemKind.TALK: self._messages.talk.opening,
        }  # fmt: skip
        return by_wording.get(item.wording) or by_kind.get(item.kind, ())

    def ask_again(self, item: AgendaItem) -> tuple[Sentence, ...]:
        """Said when an answer was not understood, with the question once more in its shortest form."""
        again = self._say(self._messages.repairs.ask_again, f"{item.key}:again")
        return (*again, *self._short_question(item))

    def still_there(self, item: AgendaItem) -> tuple[Sentence, ...]:
        """Said into a silence."""
        return self._say(self._messages.repairs.still_there, f"{item.key}:still")

    def acknowledge(self, item: AgendaItem, reading: Reading) -> tuple[Sentence, ...]:
        """What is said to an answer that needs no more words. A promise heard well is repeated."""
        said = self._messages.acknowledgements
        slot = f"{item.key}:{reading.meaning}"
        if reading.meaning is Meaning.UNKNOWN:
            return self._say(said.unknown, slot)
        if reading.meaning is Meaning.SKIP:
            return () if item.kind is ItemKind.PROMISE and item.only_after else self._say(said.skip, slot)
        if reading.meaning is not Meaning.VALUE:
            return ()
        if item.kind is ItemKind.PROMISE:
            if reading.confidence < STORE_FROM:
                return self.kept_as_clip(item)
            kept = said.promise if item.kind is ItemKind.PROMISE else self._messages.words.neutral
            return self._say(kept, slot, label=_told(reading.words))
        return self._verdict(item, reading.value)

    def _verdict(self, item: AgendaItem, value: float | None) -> tuple[Sentence, ...]:
        """Praise and comfort are for promises kept or not; a metric's value is taken without a verdict."""
        said = self._messages.words
        if item.answer is not Answer.YES_NO or value is None:
            return self._say(said.neutral, f"{item.key}:neutral", label=_label(item))
        if 0 < value < 1 and item.kind is not ItemKind.NUDGE:
            return self._say(said.half, f"{item.key}:half", label=_label(item))
        if item.kind in (ItemKind.NUDGE, ItemKind.NOTICE, ItemKind.PAUSE_OFFER, ItemKind.PROGRESS):
            return self._say(said.neutral, f"{item.key}:neutral", label=_label(item))
        if value <= 0:
            missed = said.missed if item.kind is ItemKind.FOLLOW_UP else said.neutral
            return self._say(missed, f"{item.key}:missed", label=_label(item))
        return self._say(said.good, f"{item.key}:good", label=_label(item))

    def read_back(self, item: AgendaItem, reading: Reading) -> tuple[Sentence, ...]:
        """Repeats an unsure value as a question; nothing for a reading without a value."""
        if reading.value is None:
            return ()
        value = language(self.language).say_value(item, reading.value)
        repairs = self._messages.repairs
        partly = item.answer is Answer.YES_NO and 0 < reading.value < 1
        wordings = repairs.read_back_share if partly else repairs.read_back
        return self._say(wordings, f"{item.key}:read_back", value=value, label=_label(item))

    def kept_as_clip(self, item: AgendaItem) -> tuple[Sentence, ...]:
        """Said to a promise whose words were not heard well: it is kept as a recording."""
        if item.kind is not ItemKind.PROMISE:
            return self._verdict(item, None)
        return self._say(self._messages.acknowledgements.promise_clip, f"{item.key}:clip")

    def farewell(self, ending: Ending) -> tuple[Sentence, ...]:
        """The last words."""
        own, everybodys = self._messages.words, self._messages.closings
        wordings = {
            Ending.COMPLETED: own.completed, Ending.STOPPED: own.stopped, Ending.NOT_ME: everybodys.not_me,
            Ending.OUT: everybodys.out, Ending.LATER: everybodys.later, Ending.SILENT: everybodys.silent,
            Ending.DROPPED: everybodys.dropped,
        }  # fmt: skip
        return self._say(wordings[ending], f"farewell:{ending}")

    def confirm_wish(self, wish: Wish) -> tuple[Sentence, ...]:
        """A wish as a question, before it is done."""
        return self._say(
            self._messages.requests.confirm, "request:confirm", what=_capital(language(self.language).say_wish(wish))
        )

    def answer_request(self, receipt: Receipt, now: datetime) -> tuple[Sentence, ...]:
        """What became of a request. `done` is said only to one that is committed."""
        rules, said = language(self.language), self._messages.requests
        if receipt.done:
            return self._say(said.done, "request:done", what=rules.say_receipt(receipt, now))
        return self._say(said.refused, "request:refused", why=rules.say_refusal(receipt))

    def nothing_changed(self) -> tuple[Sentence, ...]:
        """A wish was not understood."""
        return self._say(self._messages.requests.unclear, "request:unclear")

    def midway(self, minutes_left: float) -> tuple[Sentence, ...]:
        """The word in the middle of a focus session."""
        length = AgendaItem(key="left", kind=ItemKind.METRIC, answer=Answer.DURATION, unit="minutes")
        left = _capital(language(self.language).say_value(length, max(1.0, round(minutes_left))))
        return self._say(self._messages.asides.focus_midway, "midway", left=left)

    def wake_wrong(self) -> tuple[Sentence, ...]:
        """The wake-up task was not done rightly."""
        return self._say(self._messages.asides.wake_wrong, "wake_wrong")

    def stopping(self) -> tuple[Sentence, ...]:
        """The appliance is being stopped in mid-call."""
        return self._say(self._messages.asides.stopping, "stopping")

    def prepared(self, agenda: Agenda, recordings: Mapping[str, Audio]) -> tuple[Sentence, ...]:
        """Every sentence known before the call, in the order of need, none twice; recordings by the item's `clip`.

        What is left out depends on what the person will say: read-backs, and promises repeated.
        """
        said = [*self.opening(), *(() if agenda.brief else self.greeting(agenda.call_type))]
        said += self.midway(float(agenda.announcement)) if agenda.announcement else ()
        for item in agenda.items:
            said += self.question(item, recordings.get(item.clip or ""), day=agenda.day)
        for item in agenda.items:
            said += self._replies(item)
        for ending in FAREWELLS:
            said += self.farewell(ending)
        return tuple(dict.fromkeys(sentence for sentence in said if sentence.recording is None))

    def _replies(self, item: AgendaItem) -> list[Sentence]:
        said = [*self.ask_again(item), *self.still_there(item)]
        if item.kind is ItemKind.PRESENCE:
            return said
        for meaning in (Meaning.UNKNOWN, Meaning.SKIP):
            said += self.acknowledge(item, Reading(meaning))
        if item.answer is Answer.OPEN:
            return [*said, *self.kept_as_clip(item)]
        for value in (0.0, 0.5, 1.0) if item.answer is Answer.YES_NO else (0.0,):
            said += self._verdict(item, value)
        return said

    def _follow_up(self, item: AgendaItem, day: str, recording: Audio | None) -> tuple[Sentence, ...]:
        when = language(self.language).say_day(item.promised_on, day)
        asks = self._messages.questions
        ending = self._short_question(item)
        if recording is None:
            told = self._say(asks.follow_up, f"{item.key}:told", label=_told(item.label) or _NO_LABEL, when=when)
            return (*told, *ending)
        intro = self._say(asks.follow_up_recorded, f"{item.key}:recorded", label=item.label, when=when)
        clip = Sentence(item.label or OWN_RECORDING, self.language, self.persona.style, recording)
        return (*intro, clip, *ending)

    def _short_question(self, item: AgendaItem) -> tuple[Sentence, ...]:
        """The question again, for somebody who has heard it once."""
        asks = self._messages.questions
        if item.kind is ItemKind.PRESENCE:
            return self.opening()
        if item.question or item.kind in self._asides or self._own_wordings(item):
            return self.question(item, day="")
        if item.kind is ItemKind.FOLLOW_UP:
            return self._say(asks.follow_up_ask, f"{item.key}:ask")
        if item.kind is ItemKind.PROMISE or item.answer is Answer.OPEN:
            return self._say(asks.promise_ask, f"{item.key}:ask")
        return self._measure(item)

    def _measure(self, item: AgendaItem) -> tuple[Sentence, ...]:
        asks = self._messages.questions
        by_answer = {
            Answer.YES_NO: asks.yes_no, Answer.NUMBER: asks.number, Answer.DURATION: asks.duration,
            Answer.SCALE: asks.scale, Answer.TIME: asks.time,
        }  # fmt: skip
        rules = language(self.language)
        low, high = (rules.say_value(item, bound) for bound in (item.low or 1.0, item.high or 10.0))
        fields = {"label": _label(item), "unit": rules.say_unit(item.unit), "low": low, "high": high}
        return self._say(by_answer[item.answer], f"{item.key}:question", **fields)

    def _say(self, variants: Sequence[str], slot: str, **fields: str) -> tuple[Sentence, ...]:
        digest = sha256(f"{self._seed}\0{slot}".encode()).digest()
        template = variants[int.from_bytes(digest[:4], "big") % len(variants)]
        return self._sentences(template.format(name=self._user_name, **fields))

    def _sentences(self, text: str) -> tuple[Sentence, ...]:
        parts = language(self.language).split_sentences(text)
        return tuple(Sentence(_capital(part), self.language, self.persona.style) for part in parts)


def _label(item: AgendaItem) -> str:
    return item.label or _NO_LABEL


def _told(words: str) -> str:
    """Words of a person inside a sentence: without closing punctuation of their own."""
    return words.strip().rstrip(".!?… ")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
