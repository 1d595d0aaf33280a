"""The agenda: what one call must cover, in order. Computed before the call and frozen with it."""

from __future__ import annotations

from enum import StrEnum
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, field_validator

from appliance.records.printable import is_printable


class Answer(StrEnum):
    """What kind of answer an agenda item expects."""

    PRESENCE = "presence"
    """The person says that they are there, that they are not the one called, or that it is a bad time."""
    YES_NO = "yes_no"
    NUMBER = "number"
    DURATION = "duration"
    SCALE = "scale"
    TIME = "time"
    OPEN = "open"
    """Free words, kept verbatim (a promise)."""


class ItemKind(StrEnum):
    PRESENCE = "presence"
    FOLLOW_UP = "follow_up"
    """Asks about a commitment that is due."""
    METRIC = "metric"
    """Asks for the value of a metric."""
    PROMISE = "promise"
    """Asks for a new commitment."""
    WAKE_TASK = "wake_task"
    """A small thing to work out, so that somebody is really awake; `expected` is the right answer."""
    NUDGE = "nudge"
    """Reminds of a promise at its own time, and waits for an okay."""
    FOCUS_CHECK = "focus_check"
    """Asks at the end of a focus session whether it got done."""
    NOTICE = "notice"
    """Tells a contact that somebody misses their calls."""
    PAUSE_OFFER = "pause_offer"
    """After several missed calls: shall they be paused for a while?"""
    PROGRESS = "progress"
    """Asks at midday how a promise of today is going; it settles nothing."""
    OBSTACLE = "obstacle"
    """Asks what is in the way."""
    REVIEW = "review"
    """Tells the week in `statement`, then asks one question about it."""
    QUESTION = "question"
    """One of the person's own questions, in a custom call."""
    STAKE = "stake"
    """Reads out a stake that was proposed, and asks whether they agree."""
    CHARGES = "charges"
    """Tells what went into the ledger, and asks whether something came in between."""
    SETTLEMENT = "settlement"
    """Tells what is owed by a stake, and asks whether it is done."""
    TALK = "talk"
    """Free conversation, until they want to end it."""


class AgendaItem(BaseModel):
    """One thing to ask. `key` is unique in its agenda and stays the same when a call is resumed."""

    model_config = ConfigDict(frozen=True)

    key: str
    kind: ItemKind
    answer: Answer
    label: str = ""
    """Short noun for the thing asked about: a metric's name, or the promise's own words."""
    wording: str = ""
    """Which of the coach's questions asks it, where its kind does not say: `intention`, `adjust`, `mood` …"""
    question: str = ""
    """The user's own wording, when they wrote one; otherwise the coach words it."""
    unit: str = ""
    """Unit of a number or duration: `hours`, `minutes`, `km` … Values of observations are in this unit."""
    low: float | None = None
    high: float | None = None
    """Plausible bounds; for a scale, its ends."""
    metric_type_id: UUID | None = None
    commitment_id: UUID | None = None
    subject_id: UUID | None = None
    """The focus session, contact or rule of stakes it is about."""
    entry_ids: tuple[UUID, ...] = ()
    """Entries of the ledger it tells, for `CHARGES`."""
    amount: int = 0
    """What is owed, in the smallest parts of the rule's unit, for `SETTLEMENT`."""
    clip: str | None = None
    """Name of an encrypted recording of the promise in the person's own voice, played instead of its words."""
    promised_on: str = ""
    """ISO date on which the promise asked about was made."""
    due_day: str = ""
    """ISO date a new promise is due, for `PROMISE`."""
    expected: float | None = None
    """The only right answer, for `WAKE_TASK`."""
    statement: str = ""
    """Said before the question."""
    only_after: str = ""
    """Key of an item: this one is asked only where that one brought a value (a second intention after a first)."""
    only_below: float | None = None
    """With `only_after`: asked only where that value was less (an obstacle, where things do not go well)."""
    seconds: float = 0.0
    """About how long it takes to ask and answer; 0: not estimated."""

    @property
    def ends_of_scale(self) -> tuple[float, float] | None:
        """Both, where a scale is asked for."""
        if self.answer is not Answer.SCALE or self.low is None or self.high is None:
            return None
        return self.low, self.high


class Agenda(BaseModel):
    """What a call must cover. Item 0 is always `PRESENCE`: nothing private is said before it is answered."""

    model_config = ConfigDict(frozen=True)

    call_type: str
    day: str
    """ISO date that values and promises of this call credit (the accounting day)."""
    items: tuple[AgendaItem, ...]
    brief: bool = False
    """A word in passing: neither greeting nor farewell."""
    limit_seconds: float | None = None
    """How long the person lets a call take: past it nothing more is asked."""
    talk: bool = False
    """A free conversation: its one item is a `TALK`."""
    left_out: tuple[str, ...] = ()
    """Keys of what there was no time for; promises among them come first in the next call."""
    announcement: str = ""
    """Minutes left, for the word midway in a focus session: said to whoever is there, and nothing is asked."""

    def item(self, key: str) -> AgendaItem:
        """The item with this key; KeyError where there is none."""
        for item in self.items:
            if item.key == key:
                return item
        raise KeyError(key)


class CustomQuestion(BaseModel):
    """One question of a list that a person wrote."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    text: str = Field(min_length=1, max_length=300)
    """What is asked, out loud: printable, and with a letter in it."""
    answer: Answer = Answer.OPEN
    unit: str = ""
    low: float | None = None
    high: float | None = None
    metric: str = ""
    """Name of the metric that the value is kept under; empty: it stays with the call."""

    @field_validator("text")
    @classmethod
    def _can_be_said(cls, text: str) -> str:
        if not is_printable(text) or not any(letter.isalpha() for letter in text):
            raise ValueError("a question has printable characters only, and words")
        return text
