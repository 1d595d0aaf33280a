"""The home around the appliance: what it reaches, what each person has told there, and messages both ways."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlmodel import SQLModel

from appliance.records.columns import choice_column, foreign_key, json_column, new_id, one_of, utc_column
from appliance.records.people import Whereabouts


class LinkKind(StrEnum):
    MQTT = "mqtt"
    """A broker: states and buttons, found by Home Assistant by itself."""
    NTFY = "ntfy"
    """A push server of the home."""
    HOME_ASSISTANT = "home_assistant"
    """Its notifications, sent to its app on a telephone."""


class Event(StrEnum):
    """What a webhook is told. None of them carries what was said."""

    CALL_RINGING = "call.ringing"
    CALL_ANSWERED = "call.answered"
    CALL_ENDED = "call.ended"
    """Over after somebody was reached, or by a wish of theirs."""
    CALL_MISSED = "call.missed"
    PROMISE_DUE = "promise.due"
    STREAK_MILESTONE = "streak.milestone"
    TEST = "test"
    """Asked for with a button; every webhook gets it."""


class HomeLink(SQLModel, table=True):
    """A machine of the home that the appliance is connected to; one of each kind."""

    __tablename__: ClassVar[Any] = "home_links"
    __table_args__ = (UniqueConstraint("kind"), one_of("kind", LinkKind))

    id: UUID = new_id()
    kind: LinkKind = choice_column(LinkKind)
    address: str
    """`mqtt://broker.local:1883`, `mqtts://…`, or an http(s) address."""
    username: str = ""
    secret: str = ""
    """The password of the user name; without one, a token."""
    authority: str = ""
    """Certificates in PEM of whoever signed the machine's own; empty: what this machine trusts."""
    options: dict[str, Any] = json_column()
    """For MQTT `topic_prefix` and `discovery_prefix`; for pushes `page_address`, where a tap leads."""
    enabled: bool = True
    created_at: datetime = utc_column()


class HomeShare(SQLModel, table=True):
    """What a person has told to the home about themselves. Without a row, and by default: nothing."""

    __tablename__: ClassVar[Any] = "home_shares"
    __table_args__ = (UniqueConstraint("user_id"),)

    id: UUID = new_id()
    user_id: UUID = foreign_key("users.id", index=False)
    next_call: bool = False
    ringing: bool = False
    """Also that it was answered, missed or is over."""
    streaks: bool = False
    """Of those metrics that the person shares with the household anyway."""
    promises: bool = False
    """That one is due; not which."""
    buttons: bool = False
    """Whether the home may call, snooze, pause and resume for them."""
    ntfy_topic: str = ""
    """Where calls on their pages are pushed to; empty: nowhere."""
    notify_service: str = ""
    """Home Assistant's service for their telephone: `mobile_app_sams_phone`."""
    changed_at: datetime = utc_column()

    @property
    def tells(self) -> bool:
        """Whether anything is shown at all."""
        return self.next_call or self.ringing or self.streaks or self.buttons


class PresenceSource(SQLModel, table=True):
    """An address of the home that says whether a person is there."""

    __tablename__: ClassVar[Any] = "presence_sources"
    __table_args__ = (UniqueConstraint("user_id"), one_of("seen", Whereabouts))

    id: UUID = new_id()
    user_id: UUID = foreign_key("users.id", index=False)
    address: str
    token: str = ""
    """Sent as `Authorization: Bearer …`."""
    every_seconds: int = 60
    hold_minutes: int = 120
    """For so long what was set by hand counts more."""
    created_at: datetime = utc_column()
    seen: Whereabouts | None = choice_column(Whereabouts, nullable=True)
    """What it said last."""
    seen_at: datetime | None = utc_column(nullable=True)
    """When it said anything usable last."""
    fault: str = ""


class Webhook(SQLModel, table=True):
    """An address of the home that is told what happens."""

    __tablename__: ClassVar[Any] = "webhooks"

    id: UUID = new_id()
    address: str
    secret: str
    """`whsec_` and the key in base64 (Standard Webhooks)."""
    events: list[str] = json_column(list)
    created_at: datetime = utc_column()
    disabled_because: str = ""
    """Why it is told nothing any more; empty: it is."""


class WebhookDelivery(SQLModel, table=True):
    """One message for a webhook, until it arrived and for some days after. Its id is the message's, at every try."""

    __tablename__: ClassVar[Any] = "webhook_deliveries"
    __table_args__ = (UniqueConstraint("webhook_id", "occasion"),)

    id: UUID = new_id()
    webhook_id: UUID = foreign_key("webhooks.id", index=False)
    user_id: UUID | None = foreign_key("users.id", nullable=True)
    event: str
    occasion: str
    """What happened, once: told again after a crash, it makes no second message."""
    body: str
    created_at: datetime = utc_column()
    due_at: datetime = utc_column(index=True)
    tries: int = 0
    done_at: datetime | None = utc_column(nullable=True)
    delivered: bool = False
    result: str = ""
    """Of the last try, for a person."""


class InwardHook(SQLModel, table=True):
    """Lets a program of the home ask things of the appliance for one person, by signed messages."""

    __tablename__: ClassVar[Any] = "inward_hooks"

    id: UUID = new_id()
    user_id: UUID = foreign_key("users.id")
    name: str
    secret: str
    seen: dict[str, Any] = json_column()
    """Messages that came lately, by their id: when, a digest, and what came of it."""
    created_at: datetime = utc_column()
    used_at: datetime | None = utc_column(nullable=True)
