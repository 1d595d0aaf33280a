"""What it adds up to: metrics, commitments, memories."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import SQLModel

from appliance.records.columns import choice_column, foreign_key, json_column, new_id, one_of, utc_column
from appliance.records.stakes import StakesSaid

MOOD, SLEEP = "mood", "sleep"
"""Roles of metrics that the appliance itself does something with."""


class MetricKind(StrEnum):
    HABIT = "habit"
    NUMBER = "number"
    DURATION = "duration"
    SCALE = "scale"


class Direction(StrEnum):
    """Which way a metric's target is meant."""

    AT_LEAST = "at_least"
    AT_MOST = "at_most"


class MetricSource(StrEnum):
    CALL = "call"
    MANUAL = "manual"


class CommitmentStatus(StrEnum):
    OPEN = "open"
    KEPT = "kept"
    BROKEN = "broken"
    DROPPED = "dropped"
    """Withdrawn by the person; counts neither way."""


@dataclass(frozen=True, slots=True)
class Derived:
    """What the answers of a call amount to; written with its end, in one transaction."""

    metrics: tuple[Metric, ...] = ()
    commitments: tuple[Commitment, ...] = ()
    skips: tuple[MetricSkip, ...] = ()
    """What was left out on purpose."""

    settled: Mapping[UUID, CommitmentStatus] = field(default_factory=dict)
    """What became of earlier commitments, by id."""

    shares: Mapping[UUID, float] = field(default_factory=dict)
    """What part of them was done."""

    reached: bool = False
    """Whether the person answered to their name."""

    nudged: tuple[UUID, ...] = ()
    """Promises whose reminder was acknowledged."""

    focus: Mapping[UUID, float] = field(default_factory=dict)
    """What came of focus sessions, by id."""

    stakes: StakesSaid = field(default_factory=StakesSaid)
    """What was agreed to, contested and settled."""

    @property
    def answered(self) -> bool:
        """Whether any question was answered."""
        return bool(self.metrics or self.commitments or self.settled)

    @property
    def anything(self) -> bool:
        """Whether the call came to anything: somebody was there, or any question was answered."""
        return self.reached or self.answered


class MetricType(SQLModel, table=True):
    """A dated value worth asking for. Archived, never deleted under its history."""

    __tablename__: ClassVar[Any] = "metric_types"
    __table_args__ = (
        UniqueConstraint("user_id", "name"),
        one_of("kind", MetricKind),
        one_of("direction", Direction),
    )

    id: UUID = new_id()
    user_id: UUID = foreign_key("users.id")
    name: str
    kind: MetricKind = choice_column(MetricKind)
    unit: str = ""
    question: str = ""
    low: float | None = None
    high: float | None = None
    target: float | None = None
    """For one occasion, in `unit`; None: any value is done."""
    direction: Direction = choice_column(Direction, default=Direction.AT_LEAST)
    """Which way the target is meant."""
    schedule: dict[str, Any] = json_column()
    """How often it is to be done: a `schedule.habits.Rhythm`; empty: daily."""
    shared: bool = False
    """Whether others of the household may see its values and scores."""
    skips_a_month: int | None = None
    """Days of a calendar month that may be skipped without a score noticing; None: any number."""
    ask_in: list[str] = json_column(list)
    """Call types that ask for it."""
    position: int = 0
    role: str = ""
    """What the appliance itself does with it: `mood` softens a harsh persona when it is low, `sleep` is asked for in
    the morning. Empty for most."""
    created_at: datetime = utc_column()
    archived_at: datetime | None = utc_column(nullable=True)


class Metric(SQLModel, table=True):
    """One value on one accounting day, in its type's unit (yes is 1, no is 0).

    `source_id` is the call's id, or empty for a value logged by hand. `metric_type` is the type's name, kept beside
    the id so that the table reads on its own.
    """

    __tablename__: ClassVar[Any] = "metrics"
    __table_args__ = (
        UniqueConstraint("user_id", "metric_type_id", "date", "source", "source_id"),
        one_of("source", MetricSource),
        Index("ix_metrics_user_date", "user_id", "date"),
    )

    id: UUID = new_id()
    user_id: UUID = foreign_key("users.id", index=False)
    metric_type_id: UUID = foreign_key("metric_types.id")
    metric_type: str
    date: date
    value: float
    source: MetricSource = choice_column(MetricSource)
    source_id: str = ""
    recorded_at: datetime = utc_column()


class MetricSkip(SQLModel, table=True):
    """An accounting day on which the person left a metric out on purpose."""

    __tablename__: ClassVar[Any] = "metric_skips"
    __table_args__ = (UniqueConstraint("metric_type_id", "day"), Index("ix_metric_skips_user_day", "user_id", "day"))

    id: UUID = new_id()
    user_id: UUID = foreign_key("users.id", index=False)
    metric_type_id: UUID = foreign_key("metric_types.id", index=False)
    day: date
    reason: str = ""
    """In the person's words."""
    call_id: UUID | None = foreign_key("calls.id", nullable=True)
    """Where it was said; None: by hand."""
    created_at: datetime = utc_column()


class MetricRevision(SQLModel, table=True):
    """A value that was replaced, so that an edit can be undone."""

    __tablename__: ClassVar[Any] = "metric_revisions"

    id: UUID = new_id()
    metric_id: UUID = foreign_key("metrics.id")
    old_value: float | None
    new_value: float | None
    reason: str = ""
    revised_at: datetime = utc_column()


class Goal(SQLModel, table=True):
    """What a person is after, and why."""

    __tablename__: ClassVar[Any] = "goals"

    id: UUID = new_id()
    user_id: UUID = foreign_key("users.id")
    title: str
    why: str = ""
    created_at: datetime = utc_column()
    archived_at: datetime | None = utc_column(nullable=True)


class Commitment(SQLModel, table=True):
    """A promise with a due day, in the person's own words; with a recording where the words are unsure."""

    __tablename__: ClassVar[Any] = "commitments"
    __table_args__ = (one_of("status", CommitmentStatus), Index("ix_commitments_user_due", "user_id", "due_day"))

    id: UUID = new_id()
    user_id: UUID = foreign_key("users.id")
    call_id: UUID | None = foreign_key("calls.id", nullable=True)
    text: str
    """Verbatim."""
    action: str = ""
    """What is to be done, without when: `call the dentist`; empty where it was not understood."""
    amount: float | None = None
    """How much of it, in `unit`."""
    unit: str = ""
    due_minutes: float | None = None
    """The time of day it names, in minutes after midnight, local; None: any time of the due day."""
    confidence: float | None = None
    audio_url: str | None = None
    made_on: date
    due_day: date
    status: CommitmentStatus = choice_column(CommitmentStatus, default=CommitmentStatus.OPEN)
    share: float | None = None
    """What part of it was done, as the person told: three of five is 0.6."""
    settled_at: datetime | None = utc_column(nullable=True)
    created_at: datetime = utc_column()
    nudge_at: datetime | None = utc_column(nullable=True, index=True)
    """When a reminder rings, where the promise names a time of its own."""
    nudged_at: datetime | None = utc_column(nullable=True)
    """When the person acknowledged the reminder; none rings after it."""
    overdue_since: date | None = None
    """The accounting day that closed while it was due and open."""


class FocusSession(SQLModel, table=True):
    """A stretch of work that the appliance keeps somebody company in: a start, a word midway, a check at the end."""

    __tablename__: ClassVar[Any] = "focus_sessions"

    id: UUID = new_id()
    user_id: UUID = foreign_key("users.id")
    task: str = ""
    minutes: float
    started_at: datetime = utc_column()
    ended_at: datetime | None = utc_column(nullable=True)
    """When it was checked or broken off."""
    done: float | None = None
    """What the person said at the end: yes is 1, no is 0, partly between; None: nobody answered."""


class ClosedDay(SQLModel, table=True):
    """An accounting day of a person that is over and counted. UNIQUE (user, day) makes closing happen once."""

    __tablename__: ClassVar[Any] = "closed_days"
    __table_args__ = (UniqueConstraint("user_id", "day"),)

    id: UUID = new_id()
    user_id: UUID = foreign_key("users.id")
    day: date
    paused: bool = False
    """A pause covered it: streaks are frozen over it."""
    calls: dict[str, Any] = json_column()
    """How many of the day's calls ended how, by status."""
    closed_at: datetime = utc_column()


class MemoryKind(StrEnum):
    FACT = "fact"
    """Something the person said, or wrote, about themselves."""
    PERSON = "person"
    """Somebody in their life."""
    CALL = "call"
    """Summary of one call."""
    WEEK = "week"
    """Summary of a week's calls; `day` is its Monday."""
    MONTH = "month"
    """Summary of a month's calls; `day` is its first."""


class Memory(SQLModel, table=True):
    """Something the person asked to be remembered, or a summary of what was said."""

    __tablename__: ClassVar[Any] = "memories"
    __table_args__ = (Index("ix_memories_user_kind_day", "user_id", "kind", "day"),)

    id: UUID = new_id()
    user_id: UUID = foreign_key("users.id")
    kind: str = "fact"
    """A `MemoryKind`."""
    content: str
    day: date | None = None
    """The accounting day it is about; None: always."""
    call_id: UUID | None = foreign_key("calls.id", nullable=True)
    """Where it was said."""
    created_at: datetime = utc_column()
    forgotten_at: datetime | None = utc_column(nullable=True)
