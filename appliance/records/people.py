"""People of the household, their check-ins, and the rooms they are called in."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from appliance.records.agenda import CustomQuestion
from appliance.records.columns import choice_column, foreign_key, json_column, new_id, one_of, utc_column
from appliance.records.preferences import Preferences


class Role(StrEnum):
    OWNER = "owner"
    MEMBER = "member"
    VIEWER = "viewer"


class CallType(StrEnum):
    MORNING = "morning"
    MIDDAY = "midday"
    EVENING = "evening"
    WEEKLY = "weekly"
    CUSTOM = "custom"


class Whereabouts(StrEnum):
    """Where a person is, as set by hand: channels may ring only in one of the two."""

    HOME = "home"
    AWAY = "away"


class RingStyle(StrEnum):
    """How a call announces itself."""

    GENTLE = "gentle"
    """Quieter than the room's volume, rising slowly."""
    NORMAL = "normal"
    WAKE_UP = "wake_up"
    """Again and again, louder in steps up to the room's volume, until somebody answers."""


class HolidayRule(StrEnum):
    RING = "ring"
    SKIP = "skip"


class BusyRule(StrEnum):
    DEFER = "defer"
    """Rings when the calendar's event is over."""
    RING = "ring"


class User(SQLModel, table=True):
    """A person of the household. `timezone` is an IANA name; their check-ins ring by it."""

    __tablename__: ClassVar[Any] = "users"
    __table_args__ = (one_of("role", Role), one_of("whereabouts", Whereabouts))

    id: UUID = new_id()
    name: str = Field(index=True, unique=True)
    phone: str | None = None
    telegram_id: str | None = None
    whatsapp_id: str | None = None
    preferences: dict[str, Any] = json_column()
    personality_mode: str = "friend"
    timezone: str
    language: str = "en"
    role: Role = choice_column(Role, default=Role.MEMBER)
    created_at: datetime = utc_column()
    day_ends_at: str = "00:00"
    """Local wall time `HH:MM`, before noon, at which the accounting day of yesterday ends: values and promises of a
    call before it credit the day before."""
    whereabouts: Whereabouts = choice_column(Whereabouts, default=Whereabouts.HOME)
    nudges_a_day: int = 6
    """Rings a day at most that remind of promises."""

    @property
    def prefers(self) -> Preferences:
        """`preferences`, checked; the defaults for what is not set."""
        return Preferences.model_validate(self.preferences)


class CheckIn(SQLModel, table=True):
    """A standing appointment. Archived, never deleted under its history.

    `at` is local wall time `HH:MM` in the user's zone; `weekdays` are 0 (Monday) … 6; `channels` are names in order.
    """

    __tablename__: ClassVar[Any] = "check_ins"
    __table_args__ = (
        one_of("call_type", CallType),
        one_of("ring", RingStyle),
        one_of("on_holidays", HolidayRule),
        one_of("when_busy", BusyRule),
    )

    id: UUID = new_id()
    user_id: UUID = foreign_key("users.id")
    call_type: CallType = choice_column(CallType)
    at: str
    weekdays: list[int] = json_column(list)
    channels: list[str] = json_column(list)
    room: str | None = None
    retry_minutes: list[int] = json_column(list)
    """Minutes after the due time at which an unanswered call rings again on its first channel."""
    created_at: datetime = utc_column()
    archived_at: datetime | None = utc_column(nullable=True)
    starts_on: date | None = None
    """First local date on which it may be due; None: from its making."""
    ends_on: date | None = None
    """Last local date, included; None: for ever."""
    every_weeks: int = 1
    """Due in one week of so many (`schedule.occurrences.week_number` counts them); 1 is every week."""
    week_phase: int = 0
    """Which week of the rotation, 0 … `every_weeks` - 1."""
    jitter_minutes: int = 0
    """Rings up to this many minutes after `at`, as drawn anew for each day."""
    ring: RingStyle = choice_column(RingStyle, default=RingStyle.NORMAL)
    wake_task: bool = False
    """A wake-up goes on until a small spoken task is done, not only until somebody answers."""
    on_holidays: HolidayRule = choice_column(HolidayRule, default=HolidayRule.RING)
    when_busy: BusyRule = choice_column(BusyRule, default=BusyRule.DEFER)
    in_quiet_hours: bool = False
    """Rings even in quiet hours: an alarm set on purpose."""
    agenda_id: UUID | None = foreign_key("agendas.id", nullable=True)
    """For a custom call: the list of questions it asks; None: the metrics that are asked for in custom calls."""
    channel_rules: dict[str, Any] = json_column()
    """When a channel may ring, by its name: `{"place": "home", "begins": "07:00", "ends": "22:00"}`, each optional."""
    next_due_at: datetime | None = utc_column(nullable=True, index=True)
    """The earliest occurrence that is not claimed yet. Derived: kept up by whoever claims, and recomputed at start."""


class CustomAgenda(SQLModel, table=True):
    """A list of questions that a person wrote. Archived, never deleted under its history."""

    __tablename__: ClassVar[Any] = "agendas"
    __table_args__ = (UniqueConstraint("user_id", "name"),)

    id: UUID = new_id()
    user_id: UUID = foreign_key("users.id")
    name: str
    questions: list[dict[str, Any]] = json_column(list)
    """In order, each a `CustomQuestion` as JSON."""
    created_at: datetime = utc_column()
    archived_at: datetime | None = utc_column(nullable=True)

    @property
    def asks(self) -> tuple[CustomQuestion, ...]:
        """`questions`, checked."""
        return tuple(map(CustomQuestion.model_validate, self.questions))


class Room(SQLModel, table=True):
    """A named pair of speaker and microphone. Devices are found by name, since indices change.

    A kiosk's are those of a tablet that is paired with it (`records.security.Kiosk`); its device names say nothing.
    """

    __tablename__: ClassVar[Any] = "rooms"

    id: UUID = new_id()
    name: str = Field(unique=True)
    speaker_device: str = "default"
    microphone_device: str = "default"
    private: bool = False
    volume: float = 0.8
    """Gain on the samples, 0 … 1."""
    fade_in_seconds: float = 0.0
    """The first ring of a call rises from silence to full volume over this long."""
    created_at: datetime = utc_column()
    volume_by_hour: list[dict[str, Any]] = json_column(list)
    """Other volumes by local hour, the first that fits: `{"begins": "22:00", "ends": "07:00", "volume": 0.3}`."""
    kiosk: bool = False
    """Whether its sound gets there by a tablet, whether one is paired at present or not."""


class ConsentKind(StrEnum):
    MODEL_DOWNLOAD = "model_download"
    XTTS_LICENCE = "xtts_licence"
    HARSH_PERSONA = "harsh_persona"
    ESCALATION_CONTACT = "escalation_contact"
    PENALTIES = "penalties"


class Consent(SQLModel, table=True):
    """What a person agreed to, in the words they were shown, and until when."""

    __tablename__: ClassVar[Any] = "consents"
    __table_args__ = (one_of("kind", ConsentKind),)

    id: UUID = new_id()
    user_id: UUID = foreign_key("users.id")
    kind: ConsentKind = choice_column(ConsentKind)
    wording: str
    subject: str = ""
    """What it is about, where the kind does not say: the persona's name."""
    granted_at: datetime = utc_column()
    expires_at: datetime | None = utc_column(nullable=True)
    withdrawn_at: datetime | None = utc_column(nullable=True)


class Pause(SQLModel, table=True):
    """Accounting days on which nothing rings and streaks are frozen. `user_id` None is the whole household."""

    __tablename__: ClassVar[Any] = "pauses"

    id: UUID = new_id()
    user_id: UUID | None = foreign_key("users.id", nullable=True)
    from_day: date
    until_day: date | None = None
    """The last day, included; None: until it is ended by hand."""
    reason: str = ""
    created_at: datetime = utc_column()
    ended_at: datetime | None = utc_column(nullable=True)


class QuietHours(SQLModel, table=True):
    """Local hours in which nothing begins to ring. `user_id` None is the whole household."""

    __tablename__: ClassVar[Any] = "quiet_hours"

    id: UUID = new_id()
    user_id: UUID | None = foreign_key("users.id", nullable=True)
    begins: str
    """Wall time `HH:MM` in the zone of whoever is called."""
    ends: str
    """Not after `begins`: the next morning."""
    weekdays: list[int] = json_column(list)
    """Days on which they begin, 0 (Monday) … 6."""
    created_at: datetime = utc_column()


class Contact(SQLModel, table=True):
    """Somebody of the household who is told when a person misses several calls in a row, once they have agreed."""

    __tablename__: ClassVar[Any] = "contacts"
    __table_args__ = (UniqueConstraint("user_id", "contact_id"),)

    id: UUID = new_id()
    user_id: UUID = foreign_key("users.id")
    """Who misses calls."""
    contact_id: UUID = foreign_key("users.id")
    """Who is told."""
    channel: str
    room: str | None = None
    after_missed: int = 3
    consent_id: UUID | None = foreign_key("consents.id", nullable=True)
    """What the contact agreed to; nothing rings before."""
    created_at: datetime = utc_column()
    ended_at: datetime | None = utc_column(nullable=True)


class CalendarKind(StrEnum):
    HOLIDAYS = "holidays"
    """Whole days on which check-ins may be skipped."""
    BUSY = "busy"
    """Events during which a ring waits."""


class Calendar(SQLModel, table=True):
    """An ICS file or a CalDAV calendar of the home network. `user_id` None is the whole household."""

    __tablename__: ClassVar[Any] = "calendars"
    __table_args__ = (one_of("kind", CalendarKind),)

    id: UUID = new_id()
    user_id: UUID | None = foreign_key("users.id", nullable=True)
    name: str = Field(unique=True)
    kind: CalendarKind = choice_column(CalendarKind)
    source: str
    """A file's path, or an http(s) address."""
    username: str = ""
    password: str = ""
    created_at: datetime = utc_column()
    read_at: datetime | None = utc_column(nullable=True)
    """When it was read last; None: not yet."""
    fault: str = ""
    """Why it could not be read the last time, for a person; what was read before stays in use."""


class CalendarEvent(SQLModel, table=True):
    """One event of a calendar, each repetition a row. Either whole days or a span of time."""

    __tablename__: ClassVar[Any] = "calendar_events"

    id: UUID = new_id()
    calendar_id: UUID = foreign_key("calendars.id")
    title: str = ""
    from_day: date | None = None
    until_day: date | None = None
    """Included."""
    starts_at: datetime | None = utc_column(nullable=True, index=True)
    ends_at: datetime | None = utc_column(nullable=True)
