"""The coach without a language model: a persona's own wordings, chosen so that the same call always says the same.

Because nothing is left to chance, every sentence known before a call can be sound before the hour (`prepared`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from hashlib import sha256

from appliance.coach.between import Between
from appliance.coach.persona import Persona
from appliance.coach.questions import Asking, label_of, told
from appliance.coach.reading import STORE_FROM, Reading
from appliance.coach.variety import Variety, wording_digest
from appliance.language.catalogue import language
from appliance.language.messages import Messages, messages
from appliance.language.wishes import Wish
from appliance.ports import Audio, Sentence, VoiceStyle
from appliance.records.agenda import Agenda, AgendaItem, Answer, ItemKind
from appliance.records.calls import Meaning
from appliance.records.progress import MOOD
from appliance.records.requests import Receipt

NOTHING_SAID: Mapping[str, datetime] = {}

OPENINGS_PREPARED = 3
"""Times the name is called before nobody is there; those of a wake-up are more and made when they are due."""


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
    CRISIS = "crisis"
    """Something was heard that no persona answers; fixed words were said."""


FAREWELLS = tuple(ending for ending in Ending if ending not in (Ending.ASLEEP, Ending.REQUESTED, Ending.CRISIS))
"""Endings with last words of their own."""


PLAINLY = frozenset(
    {ItemKind.NUDGE, ItemKind.NOTICE, ItemKind.PAUSE_OFFER, ItemKind.PROGRESS}
    | {ItemKind.STAKE, ItemKind.CHARGES, ItemKind.SETTLEMENT}
)
"""Whatever is answered to these is taken without praise or comfort."""


class ScriptedCoach(Between, Asking):
    """Says what a call needs in a persona's words.

    `seed` is the call's own, its id for example; `recent` is when lines were said to this person last, by their digests
    (`Sentence.wording`). `gentle`: whose words a harsh persona uses instead of its own, where it is softened.
    """

    def __init__(
        self,
        persona: Persona,
        *,
        user_name: str,
        language: str,
        seed: str,
        recent: Mapping[str, datetime] = NOTHING_SAID,
        gentle: Persona | None = None,
    ) -> None:
        self.persona = persona
        self._gentle = gentle if persona.harsh else None
        self._user_name = user_name
        self.language = language
        self._seed = seed
        self._recent = recent
        self._variety = Variety(seed, recent)
        self._messages: Messages = (self._gentle or persona).messages(language)
        self.brisk = False
        """Somebody answers in a word or two: acknowledgements are short."""

    @property
    def softened(self) -> bool:
        """Whether a harsh persona speaks in a gentle one's words."""
        return self._gentle is not None

    def recast(self, persona: Persona, *, gentle: Persona | None = None) -> ScriptedCoach:
        """The coach of the same call as another persona, or as the same one softened."""
        return ScriptedCoach(
            persona,
            user_name=self._user_name,
            language=self.language,
            seed=self._seed,
            recent=self._recent,
            gentle=gentle,
        )

    @property
    def style(self) -> VoiceStyle:
        """How it sounds: softened, at the engine's own speed and pitch."""
        style = self.persona.style
        return replace(style, rate=1.0, pitch=1.0) if self.softened else style

    @property
    def harsh(self) -> bool:
        """Whether harsh words are meant to be said now."""
        return self.persona.harsh and not self.softened

    @property
    def chime(self) -> tuple[float, ...]:
        """Hertz, the notes that announce it; none are the appliance's own."""
        return self.persona.chime

    def opening(self, again: int = 0) -> tuple[Sentence, ...]:
        """The name and whether they are there: all that is said before somebody has answered to the name.

        `again` counts how often it was called in vain before; each time another way.
        """
        return self._vary(self._messages.words.openings, f"opening:{again}")

    def greeting(self, call_type: str) -> tuple[Sentence, ...]:
        """The first words to the person themselves."""
        greetings = self._messages.words.greetings
        by_type = {
            "morning": greetings.morning, "midday": greetings.midday, "evening": greetings.evening,
            "weekly": greetings.weekly, "talk": greetings.talk,
        }  # fmt: skip
        return self._vary(by_type.get(call_type, greetings.custom), f"greeting:{call_type}")

    def acknowledge(self, item: AgendaItem, reading: Reading) -> tuple[Sentence, ...]:
        """What is said to an answer that needs no more words. A promise heard well is repeated."""
        said = self._messages.acknowledgements
        slot = f"{item.key}:{reading.meaning}"
        if reading.meaning is Meaning.UNKNOWN:
            return self._vary(said.unknown, slot)
        if reading.meaning is Meaning.SKIP:
            return () if item.kind is ItemKind.PROMISE and item.only_after else self._vary(said.skip, slot)
        if reading.meaning is not Meaning.VALUE:
            return ()
        if item.kind is ItemKind.PROMISE:
            if reading.confidence < STORE_FROM:
                return self.kept_as_clip(item)
            return self._acknowledge(said.promise, slot, label=told(reading.words))
        return self._verdict(item, reading.value)

    def _verdict(self, item: AgendaItem, value: float | None) -> tuple[Sentence, ...]:
        """Praise and comfort are for promises kept or not; a metric's value is taken without a verdict.

        To how somebody feels, and to what they tell in their own words, nobody is sarcastic: a harsh persona then
        speaks in everybody's words.
        """
        tender = item.wording == MOOD or item.answer is Answer.OPEN
        said = messages(self.language).words if self.persona.harsh and tender else self._messages.words
        if item.answer is not Answer.YES_NO or value is None:
            return self._acknowledge(said.neutral, f"{item.key}:neutral", label=label_of(item))
        if 0 < value < 1 and item.kind is not ItemKind.NUDGE:
            return self._acknowledge(said.half, f"{item.key}:half", label=label_of(item))
        if item.kind in PLAINLY:
            return self._acknowledge(said.neutral, f"{item.key}:neutral", label=label_of(item))
        if value <= 0:
            missed = said.missed if item.kind is ItemKind.FOLLOW_UP else said.neutral
            return self._acknowledge(missed, f"{item.key}:missed", label=label_of(item))
        return self._acknowledge(said.good, f"{item.key}:good", label=label_of(item))

    def read_back(self, item: AgendaItem, reading: Reading) -> tuple[Sentence, ...]:
        """Repeats an unsure value as a question; nothing for a reading without a value."""
        if reading.value is None:
            return ()
        value = language(self.language).say_value(item, reading.value)
        repairs = self._messages.repairs
        partly = item.answer is Answer.YES_NO and 0 < reading.value < 1
        wordings = repairs.read_back_share if partly else repairs.read_back
        return self._say(wordings, f"{item.key}:read_back", value=value, label=label_of(item))

    def kept_as_clip(self, item: AgendaItem) -> tuple[Sentence, ...]:
        """Said to a promise whose words were not heard well: it is kept as a recording."""
        if item.kind is not ItemKind.PROMISE:
            return self._verdict(item, None)
        return self._vary(self._messages.acknowledgements.promise_clip, f"{item.key}:clip")

    def farewell(self, ending: Ending) -> tuple[Sentence, ...]:
        """The last words."""
        own, everybodys = self._messages.words, self._messages.closings
        wordings = {
            Ending.COMPLETED: own.completed, Ending.STOPPED: own.stopped, Ending.NOT_ME: everybodys.not_me,
            Ending.OUT: everybodys.out, Ending.LATER: everybodys.later, Ending.SILENT: everybodys.silent,
            Ending.DROPPED: everybodys.dropped,
        }  # fmt: skip
        return self._vary(wordings[ending], f"farewell:{ending}")

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
        for again in range(1, OPENINGS_PREPARED):
            said += self.opening(again)
        for item in agenda.items:
            said += [*self.ask_again(item), *self.still_there(item), *self._acknowledgements(item)]
        for ending in FAREWELLS:
            said += self.farewell(ending)
        said += self._brisk_ones(agenda)
        return tuple(dict.fromkeys(sentence for sentence in said if sentence.recording is None))

    def allot(self, agenda: Agenda) -> None:
        """Decide every line of the call, so that it does not matter which is asked for first."""
        self.prepared(agenda, {})

    def _brisk_ones(self, agenda: Agenda) -> list[Sentence]:
        brisk, self.brisk = self.brisk, True
        try:
            return [sentence for item in agenda.items for sentence in self._acknowledgements(item)]
        finally:
            self.brisk = brisk

    def _acknowledgements(self, item: AgendaItem) -> list[Sentence]:
        if item.kind is ItemKind.PRESENCE:
            return []
        said = [*self.acknowledge(item, Reading(Meaning.UNKNOWN)), *self.acknowledge(item, Reading(Meaning.SKIP))]
        if item.answer is Answer.OPEN:
            noted = () if item.kind is ItemKind.PROMISE else self.acknowledge(item, Reading(Meaning.VALUE))
            return [*said, *noted, *self.kept_as_clip(item)]
        for value in (0.0, 0.5, 1.0) if item.answer is Answer.YES_NO else (0.0,):
            said += self._verdict(item, value)
        return said

    def _say(self, variants: Sequence[str], slot: str, **fields: str) -> tuple[Sentence, ...]:
        digest = sha256(f"{self._seed}\0{slot}".encode()).digest()
        template = variants[int.from_bytes(digest[:4], "big") % len(variants)]
        return self._sentences(template.format(name=self._user_name, **fields))

    def _acknowledge(self, variants: Sequence[str], slot: str, **fields: str) -> tuple[Sentence, ...]:
        return self._vary(variants, f"{slot}:brisk" if self.brisk else slot, short=self.brisk, **fields)

    def _vary(self, variants: Sequence[str], slot: str, *, short: bool = False, **fields: str) -> tuple[Sentence, ...]:
        """A wording that was not said for long; its digest is on the first of its sentences."""
        wording = self._variety.choose(slot, variants, short=short)
        first, *others = self._sentences(wording.format(name=self._user_name, **fields))
        return (replace(first, wording=wording_digest(wording)), *others)

    def _sentences(self, text: str) -> tuple[Sentence, ...]:
        parts = language(self.language).split_sentences(text.replace("….", "…"))
        return tuple(Sentence(_capital(part), self.language, self.style) for part in parts)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
