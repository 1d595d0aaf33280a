"""What the appliance keeps about its own work: requests it settled, moments of its host."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlmodel import Field, SQLModel

from appliance.records.columns import choice_column, foreign_key, json_column, new_id, one_of, utc_column
from appliance.records.requests import RequestKind, RequestSource


class RequestRecord(SQLModel, table=True):
    """A request that was carried out or refused, with its receipt, in the transaction that did it."""

    __tablename__: ClassVar[Any] = "requests"
    __table_args__ = (one_of("kind", RequestKind), one_of("source", RequestSource))

    id: UUID = new_id()
    user_id: UUID | None = foreign_key("users.id", nullable=True)
    kind: RequestKind = choice_column(RequestKind)
    source: RequestSource = choice_column(RequestSource)
    content: dict[str, Any] = json_column()
    receipt: dict[str, Any] = json_column()
    settled_at: datetime = utc_column()


class HostMark(SQLModel, table=True):
    """A moment the appliance remembers about its host, by name: when it was last on duty, when a clock was trusted."""

    __tablename__: ClassVar[Any] = "host_marks"

    name: str = Field(primary_key=True)
    at: datetime = utc_column()
