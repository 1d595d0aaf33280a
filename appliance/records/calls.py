"""What happened: calls, the rings of each, what was said, and what it meant."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import JSON, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from appliance.records.columns import choice_column, foreign_key, json_column, new_id, one_of, utc_column
from appliance.records.people import BusyRule, CallType, RingStyle


class CallStatus(StrEnum):
    SCHEDULED = "scheduled"
    """Claimed; rings at `next_ring_at`."""
    RINGING = "ringing"
    LIVE = "live"
    WAITING = "waiting"
    """A durable line is open and the person answers in their own time."""
    COMPLETED = "completed"
    PARTIAL = "partial"
    MISSED = "missed"
    SNOOZED = "snoozed"
    SKIPPED = "skipped"
    PAUSED = "paused"
    MISSED_OFFLINE = "missed_offline"
    """The host was off or held: never the user's failure."""
    CANCELLED = "cancelled"


FINAL_STATUSES = frozenset(
    {
        CallStatus.COMPLETED,
        CallStatus.PARTIAL,
        CallStatus.MISSED,
        CallStatus.SKIPPED,
        CallStatus.PAUSED,
        CallStatus.MISSED_OFFLINE,
        CallStatus.CANCELLED,
    }
)


UNDER_WAY = frozenset({CallStatus.RINGING, CallStatus.LIVE, CallStatus.WAITING})
"""Somebody is being reached, or talks."""


class AttemptResult(StrEnum):
    ANSWERED = "answered"
    NO_ANSWER = "no_answer"
    DECLINED = "declined"
    NOT_ME = "not_me"
    BUSY = "busy"
    UNAVAILABLE = "unavailable"
    DROPPED = "dropped"


class MessageType(StrEnum):
    USER = "user"
    AI = "ai"


class CallPurpose(StrEnum):
    """What a call is for."""

    CHECK_IN = "check_in"
    """An occurrence of a check-in."""
    BY_HAND = "by_hand"
    """Asked for now."""
    NUDGE = "nudge"
    """Reminds of a promise at its own time; `subject_id` is the commitment."""
    FOCUS = "focus"
    """A word in a focus session; `subject_id` is the session."""
    ESCALATION = "escalation"
    """Tells a contact that somebody misses their calls; `subject_id` is the contact."""


OF_THE_DAY = frozenset({CallPurpose.CHECK_IN, CallPurpose.BY_HAND})
"""Calls about a person's day; the others are about one thing."""


class Call(SQLModel, table=True):
    """One occurrence of a check-in on one local date; without a check-in, one that something else brought about.

    Unless it has ended or is under way, it rings at `next_ring_at`. Rings are counted by ladders: putting the call off
    (snoozed, moved, deferred, rung early) begins a new ladder, whose first ring is due at `ladder_at`.
    """

    __tablename__: ClassVar[Any] = "calls"
    __table_args__ = (
        UniqueConstraint("check_in_id", "day"),
        one_of("status", CallStatus),
        one_of("call_type", CallType),
        one_of("purpose", CallPurpose),
        one_of("ring", RingStyle),
        one_of("when_busy", BusyRule),
        one_of("reopened_from", CallStatus),
        Index("ix_calls_status", "status"),
        Index("ix_calls_user_day", "user_id", "accounting_day"),
        Index("ix_calls_subject", "subject_id"),
        Index("ix_calls_user_due", "user_id", "due_at"),
    )

    id: UUID = new_id()
    user_id: UUID = foreign_key("users.id")
    check_in_id: UUID | None = foreign_key("check_ins.id", nullable=True)
    day: date
    accounting_day: date
    call_type: CallType = choice_column(CallType)
    status: CallStatus = choice_column(CallStatus, default=CallStatus.SCHEDULED)
    platform: str | None = None
    """The channel of the latest attempt."""
    channels: list[str] = json_column(list)
    room: str | None = None
    retry_minutes: list[int] = json_column(list)
    zone: str
    due_at: datetime = utc_column(index=True)
    """Frozen on claim, with `zone`: a later change of the user's zone does not move it."""
    scheduled_at: datetime = utc_column()
    """When the call was claimed."""
    next_ring_at: datetime | None = utc_column(nullable=True, index=True)
    agenda: dict[str, Any] | None = Field(default=None, sa_type=JSON)
    briefing: dict[str, Any] | None = Field(default=None, sa_type=JSON)
    completed_at: datetime | None = utc_column(nullable=True)
    purpose: CallPurpose = choice_column(CallPurpose, default=CallPurpose.BY_HAND)
    occasion: str | None = Field(default=None, index=True, unique=True)
    """Idempotency key of a call that no check-in brought about: the same occasion makes one call."""
    subject_id: UUID | None = None
    """What it is about, by purpose."""
    ladder: int = 0
    ladder_at: datetime | None = utc_column(nullable=True)
    """When the first ring of the ladder is due; None: at `due_at`."""
    snoozes: int = 0
    """Times the person put it off by voice."""
    reason: str = ""
    """Why it was put off or ended as it did, for a person: `holiday: New Year`, or their own words."""
    ring: RingStyle = choice_column(RingStyle, default=RingStyle.NORMAL)
    wake_task: bool = False
    channel_rules: dict[str, Any] = json_column()
    in_quiet_hours: bool = False
    when_busy: BusyRule = choice_column(BusyRule, default=BusyRule.DEFER)
    reopened_from: CallStatus | None = choice_column(CallStatus, nullable=True)
    """The ending it had before it was rung again for a late answer; it ends so again when nobody answers."""
    asked: bool = False
    """Somebody asked for the next ring: neither pauses nor quiet hours nor events hold it."""
    talk: bool = False
    """A free conversation: no agenda, until somebody wants to end it."""
    agenda_id: UUID | None = foreign_key("agendas.id", nullable=True)
    """The person's own list of questions, for a custom call."""
    ring_channel: str | None = None
    """The channel of the next ring, where somebody chose one."""
    ring_once: bool = False
    """After many missed calls: one ring, on the first channel that may ring."""
    held_since: datetime | None = utc_column(nullable=True)
    """When the ring that quiet hours or events hold back was due first; None: nothing holds it."""

    @property
    def climbs_from(self) -> datetime:
        """When the first ring of the ladder now climbed is due."""
        return self.ladder_at or self.due_at


class Attempt(SQLModel, table=True):
    """One ring of a call on one channel. The row commits before the first sound: at most one ring per attempt."""

    __tablename__: ClassVar[Any] = "attempts"
    __table_args__ = (UniqueConstraint("call_id", "number"), one_of("result", AttemptResult))

    id: UUID = new_id()
    call_id: UUID = foreign_key("calls.id")
    number: int
    channel: str
    room: str | None = None
    started_at: datetime = utc_column()
    ended_at: datetime | None = utc_column(nullable=True)
    result: AttemptResult | None = choice_column(AttemptResult, nullable=True)
    detail: str = ""
    """Why, for a person: `the microphone was unplugged`."""
    ladder: int = 0
    """The ladder of its call that it belongs to."""


DISTRESS = "crisis"
"""`Turn.flag` of words that no persona answered: kept with empty content; out of search, briefings and penalties."""

WORRYING = "concern"
"""`Turn.flag` of words that sounded heavy without ending the call: kept, but out of search and briefings."""


class Turn(SQLModel, table=True):
    """One thing said. `position` counts from 0 within the call, across its attempts."""

    __tablename__: ClassVar[Any] = "conversations"
    __table_args__ = (
        UniqueConstraint("call_id", "position"),
        one_of("message_type", MessageType),
        Index("ix_conversations_timestamp", "timestamp"),
    )

    id: UUID = new_id()
    call_id: UUID = foreign_key("calls.id")
    attempt_id: UUID | None = foreign_key("attempts.id", nullable=True)
    position: int
    message_type: MessageType = choice_column(MessageType)
    content: str
    audio_url: str | None = None
    """Name of an encrypted recording under `user_data/clips`, where one was kept."""
    item_key: str | None = None
    engine: str | None = None
    """The engine that heard or voiced it, as its string (`sphinx`, `espeak`)."""
    confidence: float | None = None
    voice_to_voice_ms: float | None = None
    """For an `ai` turn: end of the person's speech to the first sound of this one, in milliseconds."""
    endpoint_ms: float | None = None
    """For an `ai` turn, like the two below: end of the person's speech until it was decided that they had finished."""
    transcribed_ms: float | None = None
    first_token_ms: float | None = None
    """Until the language model gave its first piece; it may be spoken behind words that were sound already."""
    worded_by: str | None = None
    """The language model that worded part of it, as its engine string; None for a persona's own words."""
    trouble: str | None = None
    """Engines that failed while it was heard or made, and why; another rung served instead."""
    wordings: list[str] = json_column(list)
    """For an `ai` turn: digests of the persona's lines in it, so that none of them returns too soon."""
    flag: str | None = None
    """`DISTRESS`, or None."""
    timestamp: datetime = utc_column()


class Meaning(StrEnum):
    """What an answer amounts to."""

    VALUE = "value"
    UNKNOWN = "unknown"
    """"I don't know"."""
    SKIP = "skip"
    REPEAT = "repeat"
    SLOWER = "slower"
    STOP = "stop"
    PRESENT = "present"
    NOT_ME = "not_me"
    OUT = "out"
    """The person called is not here just now."""
    LATER = "later"
    REQUEST = "request"
    """Something to be done: move the call, pause, skip the day, stay for a focus session."""
    UNCLEAR = "unclear"
    SILENCE = "silence"
    THINK = "think"
    """"Let me think": the question stands, and more time is wanted."""
    SWITCH = "switch"
    """Another persona is to go on."""
    REMEMBER = "remember"
    FORGET = "forget"
    """What was said last is not to be kept."""
    TALK = "talk"
    """They want to talk, beside the agenda."""
    CRISIS = "crisis"
    """The role ends at once; the turn is kept without its words."""


class Observation(SQLModel, table=True):
    """What an answer means for one agenda item. Written in the same transaction as its turn."""

    __tablename__: ClassVar[Any] = "observations"
    __table_args__ = (one_of("meaning", Meaning),)

    id: UUID = new_id()
    call_id: UUID = foreign_key("calls.id")
    turn_id: UUID = foreign_key("conversations.id")
    item_key: str
    meaning: Meaning = choice_column(Meaning)
    value: float | None = None
    """Yes is 1, no is 0; a clock time is minutes after midnight; everything else in the item's unit."""
    text: str = ""
    """The words it came from."""
    confidence: float = 1.0
    settled: bool = True
    """False while a read-back is still owed; only settled observations become metrics and commitments."""


__all__ = [
    "FINAL_STATUSES",
    "Attempt",
    "AttemptResult",
    "Call",
    "CallPurpose",
    "CallStatus",
    "CallType",
    "Meaning",
    "MessageType",
    "Observation",
    "Turn",
]
