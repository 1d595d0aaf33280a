"""The home around: machines it is connected to, what people have told there, webhooks both ways, presence.

Written out by hand and frozen, as every migration is.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def _id() -> sa.Column[Any]:
    return sa.Column("id", sa.Uuid(), primary_key=True)


def _whose(*, nullable: bool = False, index: bool = False) -> sa.Column[Any]:
    return sa.Column("user_id", sa.Uuid(), sa.ForeignKey("users.id"), nullable=nullable, index=index)


def _text(*names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.String(), nullable=False) for name in names]


def _yes_no(*names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.Boolean(), nullable=False) for name in names]


def _time(name: str, *, nullable: bool = False, index: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(), nullable=nullable, index=index)


def upgrade() -> None:
    _links_and_people()
    _hooks()
    _sources_of_requests()


def _links_and_people() -> None:
    op.create_table(
        "home_links",
        _id(),
        sa.Column("kind", sa.String(32), nullable=False),
        *_text("address", "username", "secret", "authority"),
        sa.Column("options", sa.JSON(), nullable=False),
        *_yes_no("enabled"),
        _time("created_at"),
        sa.UniqueConstraint("kind"),
        sa.CheckConstraint("kind IN ('mqtt', 'ntfy', 'home_assistant')", name="ck_kind_known"),
    )
    op.create_table(
        "home_shares",
        _id(),
        _whose(),
        *_yes_no("next_call", "ringing", "streaks", "promises", "buttons"),
        *_text("ntfy_topic", "notify_service"),
        _time("changed_at"),
        sa.UniqueConstraint("user_id"),
    )
    op.create_table(
        "presence_sources",
        _id(),
        _whose(),
        *_text("address", "token"),
        sa.Column("every_seconds", sa.Integer(), nullable=False),
        sa.Column("hold_minutes", sa.Integer(), nullable=False),
        _time("created_at"),
        sa.Column("seen", sa.String(32), nullable=True),
        _time("seen_at", nullable=True),
        *_text("fault"),
        sa.UniqueConstraint("user_id"),
        sa.CheckConstraint("seen IN ('home', 'away')", name="ck_seen_known"),
    )


def _hooks() -> None:
    op.create_table(
        "webhooks",
        _id(),
        *_text("address", "secret"),
        sa.Column("events", sa.JSON(), nullable=False),
        _time("created_at"),
        *_text("disabled_because"),
    )
    op.create_table(
        "webhook_deliveries",
        _id(),
        sa.Column("webhook_id", sa.Uuid(), sa.ForeignKey("webhooks.id"), nullable=False),
        _whose(nullable=True, index=True),
        *_text("event", "occasion", "body"),
        _time("created_at"),
        _time("due_at", index=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        _time("done_at", nullable=True),
        *_yes_no("delivered"),
        *_text("result"),
        sa.UniqueConstraint("webhook_id", "occasion"),
    )
    op.create_table(
        "inward_hooks",
        _id(),
        _whose(index=True),
        *_text("name", "secret"),
        sa.Column("seen", sa.JSON(), nullable=False),
        _time("created_at"),
        _time("used_at", nullable=True),
    )


def _sources_of_requests() -> None:
    """Webhooks and presence ask for things too. SQLite changes a CHECK only with the whole table."""
    op.drop_index("ix_requests_user_id", "requests")
    op.rename_table("requests", "requests_before")
    op.create_table(
        "requests",
        _id(),
        _whose(nullable=True, index=True),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("source", sa.String(32), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("receipt", sa.JSON(), nullable=False),
        _time("settled_at"),
        sa.CheckConstraint(
            "kind IN ('call', 'snooze', 'move', 'skip', 'pause', 'resume', 'cancel', 'answer_late', 'focus', 'place')",
            name="ck_kind_known",
        ),
        sa.CheckConstraint(
            "source IN ('voice', 'cli', 'page', 'telegram', 'mqtt', 'webhook', 'presence')", name="ck_source_known"
        ),
    )
    columns = "id, user_id, kind, source, content, receipt, settled_at"
    op.execute(f"INSERT INTO requests ({columns}) SELECT {columns} FROM requests_before")  # noqa: S608  # constants
    op.drop_table("requests_before")
