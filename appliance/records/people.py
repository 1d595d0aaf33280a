"""People of the household, their check-ins, and the rooms they are called in."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from appliance.records.columns import choice_column, foreign_key, json_column, new_id, one_of, utc_column


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


class User(SQLModel, table=True):
    """A person of the household. `timezone` is an IANA name; their check-ins ring by it."""

    __tablename__: ClassVar[Any] = "users"
    __table_args__ = (one_of("role", Role),)

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


class CheckIn(SQLModel, table=True):
    """A standing appointment. Archived, never deleted under its history.

    `at` is local wall time `HH:MM` in the user's zone; `weekdays` are 0 (Monday) … 6; `channels` are names in order.
    """

    __tablename__: ClassVar[Any] = "check_ins"
    __table_args__ = (one_of("call_type", CallType),)

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


class Room(SQLModel, table=True):
    """A named pair of speaker and microphone. Devices are found by name, since indices change."""

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
    granted_at: datetime = utc_column()
    expires_at: datetime | None = utc_column(nullable=True)
    withdrawn_at: datetime | None = utc_column(nullable=True)


class Pause(SQLModel, table=True):
    """Days on which nothing rings and streaks are frozen. `user_id` None is the whole household."""

    __tablename__: ClassVar[Any] = "pauses"

    id: UUID = new_id()
    user_id: UUID | None = foreign_key("users.id", nullable=True)
    from_day: date
    until_day: date | None = None
    reason: str = ""
    created_at: datetime = utc_column()
    ended_at: datetime | None = utc_column(nullable=True)


class TelegramLink(SQLModel, table=True):
    """A Telegram chat that belongs to a user."""

    __tablename__: ClassVar[Any] = "telegram_links"
    __table_args__ = (UniqueConstraint("chat_id"),)

    id: UUID = new_id()
    user_id: UUID = foreign_key("users.id")
    chat_id: str
    linked_at: datetime = utc_column()
    unlinked_at: datetime | None = utc_column(nullable=True)
