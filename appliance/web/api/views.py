"""What the API shows of stored rows: no more than a client needs, and no secret."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from appliance.records.agenda import CustomQuestion
from appliance.records.calls import AttemptResult, CallStatus, MessageType
from appliance.records.people import CallType, HolidayRule, RingStyle, Role, Whereabouts
from appliance.records.progress import CommitmentStatus, Direction, MemoryKind, MetricKind, MetricSource

Shown = TypeVar("Shown", bound="View")


class View(BaseModel):
    """Made of a row by the names of its fields."""

    model_config = ConfigDict(from_attributes=True)

    @classmethod
    def of(cls: type[Shown], row: Any, **more: Any) -> Shown:
        """With further fields beside the row's."""
        fields = {name: getattr(row, name) for name in cls.model_fields if name not in more and hasattr(row, name)}
        return cls.model_validate({**fields, **more})


class PersonView(View):
    id: UUID
    name: str
    timezone: str
    language: str
    role: Role
    personality_mode: str
    day_ends_at: str
    whereabouts: Whereabouts
    nudges_a_day: int


class PreferencesView(View):
    call_minutes: float
    pause_seconds: float | None
    push_to_talk: bool
    minor: bool
    country: str
    safe_word: str | None = None
    """Told to the person alone."""


class InvitationView(View):
    id: UUID
    user_id: UUID
    created_at: datetime
    expires_at: datetime


class SessionView(View):
    id: UUID
    label: str
    address: str
    created_at: datetime
    seen_at: datetime | None
    expires_at: datetime
    current: bool = False


class TokenView(View):
    id: UUID
    name: str
    scopes: list[str]
    created_at: datetime
    expires_at: datetime | None
    seen_at: datetime | None


class CheckInView(View):
    id: UUID
    user_id: UUID
    call_type: CallType
    at: str
    weekdays: list[int]
    channels: list[str]
    room: str | None
    retry_minutes: list[int]
    starts_on: date | None
    ends_on: date | None
    every_weeks: int
    jitter_minutes: int
    ring: RingStyle
    wake_task: bool
    on_holidays: HolidayRule
    in_quiet_hours: bool
    agenda_id: UUID | None
    archived_at: datetime | None
    next_due_at: datetime | None


class CallView(View):
    id: UUID
    user_id: UUID
    call_type: CallType
    status: CallStatus
    due_at: datetime
    scheduled_at: datetime
    accounting_day: date
    platform: str | None = None
    completed_at: datetime | None = None
    reason: str | None = ""
    talk: bool = False


class TurnView(View):
    position: int
    message_type: MessageType
    content: str
    item_key: str | None
    engine: str | None
    worded_by: str | None
    confidence: float | None
    voice_to_voice_ms: float | None
    timestamp: datetime


class ObservationView(View):
    id: UUID
    turn_id: UUID
    item_key: str
    meaning: str
    value: float | None
    text: str
    confidence: float
    settled: bool


class MetricTypeView(View):
    id: UUID
    user_id: UUID
    name: str
    kind: MetricKind
    unit: str
    question: str
    low: float | None
    high: float | None
    target: float | None
    direction: Direction
    schedule: str
    skips_a_month: int | None
    ask_in: list[str]
    shared: bool
    archived_at: datetime | None


class PauseView(View):
    id: UUID
    user_id: UUID | None
    """None: the whole household."""
    from_day: date
    until_day: date | None
    reason: str
    ended_at: datetime | None


class QuietHoursView(View):
    id: UUID
    user_id: UUID | None
    """None: the whole household."""
    begins: str
    ends: str
    weekdays: list[int]


class AgendaView(View):
    id: UUID
    name: str
    questions: list[CustomQuestion]


class MemoryView(View):
    id: UUID
    kind: MemoryKind
    content: str
    day: date | None
    call_id: UUID | None
    created_at: datetime


class GoalView(View):
    id: UUID
    title: str
    why: str
    created_at: datetime
    archived_at: datetime | None


class AttemptView(View):
    number: int
    channel: str
    room: str | None
    started_at: datetime
    ended_at: datetime | None
    result: AttemptResult | None
    detail: str


class ValueView(View):
    id: UUID
    metric_type_id: UUID
    metric_type: str
    date: date
    value: float
    source: MetricSource
    recorded_at: datetime


class PromiseView(View):
    id: UUID
    text: str
    action: str
    amount: float | None
    unit: str
    made_on: date
    due_day: date
    status: CommitmentStatus
    share: float | None
    settled_at: datetime | None
    nudge_at: datetime | None
    overdue_since: date | None
