"""Who may: sessions of the local page, API tokens, and the append-only audit log."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlmodel import Field, SQLModel

from appliance.records.columns import foreign_key, json_column, new_id, utc_column


class LoginSession(SQLModel, table=True):
    """A signed-in browser. Only a digest of the cookie is stored."""

    __tablename__: ClassVar[Any] = "sessions"

    id: UUID = new_id()
    user_id: UUID = foreign_key("users.id")
    token_digest: str = Field(unique=True)
    created_at: datetime = utc_column()
    expires_at: datetime = utc_column()
    revoked_at: datetime | None = utc_column(nullable=True)


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


class AuditEntry(SQLModel, table=True):
    """One read of personal data or one change: ids and salted digests only, chained by `digest`."""

    __tablename__: ClassVar[Any] = "audit_log"

    id: int | None = Field(default=None, primary_key=True)
    at: datetime = utc_column()
    actor: str
    action: str
    subject: str
    digest: str
