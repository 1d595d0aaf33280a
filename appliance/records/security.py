"""Who may: accounts and sessions of the local page, API tokens, and the append-only audit log."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from appliance.records.columns import foreign_key, json_column, new_id, utc_column


class Account(SQLModel, table=True):
    """How a person signs in. People without one are called, but cannot open the page."""

    __tablename__: ClassVar[Any] = "accounts"

    id: UUID = new_id()
    user_id: UUID = Field(foreign_key="users.id", unique=True)
    password_hash: str
    """Argon2id, in PHC form."""
    totp_secret: str = ""
    """Base32; empty: no second factor was begun."""
    totp_since: datetime | None = utc_column(nullable=True)
    """When the person showed that their device knows it; None: it is not asked for yet."""
    totp_step: int = 0
    """The last time step (of 30 s) whose code was taken: none is taken twice."""
    recovery_digests: list[str] = json_column(list)
    """Of codes that stand in for the second factor, each once."""
    created_at: datetime = utc_column()
    changed_at: datetime = utc_column()


class LoginSession(SQLModel, table=True):
    """A signed-in browser. Only a digest of the cookie is stored."""

    __tablename__: ClassVar[Any] = "sessions"

    id: UUID = new_id()
    user_id: UUID = foreign_key("users.id")
    token_digest: str = Field(unique=True)
    created_at: datetime = utc_column()
    expires_at: datetime = utc_column()
    revoked_at: datetime | None = utc_column(nullable=True)
    label: str = ""
    """What the browser says it is."""
    address: str = ""
    """Where it signed in from."""
    seen_at: datetime | None = utc_column(nullable=True)


class Invitation(SQLModel, table=True):
    """A code, good once and for a while, by which a person sets their own password. Only its digest is stored."""

    __tablename__: ClassVar[Any] = "invitations"

    id: UUID = new_id()
    user_id: UUID = foreign_key("users.id")
    code_digest: str = Field(unique=True)
    created_at: datetime = utc_column()
    expires_at: datetime = utc_column()
    used_at: datetime | None = utc_column(nullable=True)
    withdrawn_at: datetime | None = utc_column(nullable=True)


class Kiosk(SQLModel, table=True):
    """A tablet that is a room. It is signed in as nobody: its cookie opens its own page, events and calls only."""

    __tablename__: ClassVar[Any] = "kiosks"

    id: UUID = new_id()
    room_id: UUID = Field(foreign_key="rooms.id", unique=True)
    token_digest: str = Field(unique=True)
    """Of its cookie."""
    language: str = "en"
    """Of what stands on its page."""
    calls_by_name: bool = False
    """Whether its page has a button for each person of the household that has them called here at once."""
    label: str = ""
    """What the tablet's browser says it is."""
    address: str = ""
    """Where it was paired from."""
    paired_at: datetime = utc_column()
    seen_at: datetime | None = utc_column(nullable=True)
    """When its page was open last, to some minutes."""


class ApiToken(SQLModel, table=True):
    """A token for programs. Only its digest is stored; `scopes` limit it."""

    __tablename__: ClassVar[Any] = "api_tokens"

    id: UUID = new_id()
    user_id: UUID = foreign_key("users.id")
    name: str
    token_digest: str = Field(unique=True)
    scopes: list[str] = json_column(list)
    created_at: datetime = utc_column()
    expires_at: datetime | None = utc_column(nullable=True)
    revoked_at: datetime | None = utc_column(nullable=True)
    seen_at: datetime | None = utc_column(nullable=True)


UNANSWERED = 0
"""Status of a write that was committed and whose answer was not, as where the power failed between the two."""


class AnsweredOnce(SQLModel, table=True):
    """The answer to a write that was sent with an idempotency key: sent again, it is given again."""

    __tablename__: ClassVar[Any] = "answered_once"
    __table_args__ = (UniqueConstraint("user_id", "key"),)

    id: UUID = new_id()
    user_id: UUID = foreign_key("users.id", index=False)
    key: str
    request_digest: str
    """Of method, path and body: the key of another request is refused."""
    status: int
    """Of HTTP, or `UNANSWERED`."""
    body: str
    created_at: datetime = utc_column(index=True)


class AuditEntry(SQLModel, table=True):
    """One read of personal data or one change: ids and salted digests only, chained by `digest`."""

    __tablename__: ClassVar[Any] = "audit_log"

    id: int | None = Field(default=None, primary_key=True)
    at: datetime = utc_column()
    actor: str
    action: str
    subject: str
    digest: str
