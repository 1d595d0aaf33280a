"""Telegram: what a linked chat wants, codes that link one, what came in and what is to go out.

Written out by hand and frozen, as every migration is.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.execute("ALTER TABLE telegram_links ADD COLUMN name VARCHAR NOT NULL DEFAULT ''")
    op.execute("ALTER TABLE telegram_links ADD COLUMN with_text BOOLEAN NOT NULL DEFAULT 1")
    op.execute("ALTER TABLE telegram_links ADD COLUMN discreet BOOLEAN NOT NULL DEFAULT 0")
    op.execute("ALTER TABLE telegram_links ADD COLUMN delete_after_hours INTEGER")
    op.execute("ALTER TABLE telegram_links ADD COLUMN blocked_at DATETIME")
    op.create_table(
        "telegram_pairings",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("user_id", sa.Uuid(), sa.ForeignKey("users.id"), nullable=False, index=True),
        sa.Column("code_digest", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.Column("used_at", sa.DateTime(), nullable=True),
        sa.UniqueConstraint("code_digest"),
    )
    op.create_table(
        "telegram_inbox",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("bot_id", sa.BigInteger(), nullable=False),
        sa.Column("update_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.Uuid(), sa.ForeignKey("users.id"), nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.Column("file_id", sa.String(), nullable=False),
        sa.Column("seconds", sa.Float(), nullable=True),
        sa.Column("size", sa.Integer(), nullable=True),
        sa.Column("press_id", sa.String(), nullable=False),
        sa.Column("sent_at", sa.DateTime(), nullable=False),
        sa.Column("handled_at", sa.DateTime(), nullable=True),
        sa.UniqueConstraint("bot_id", "update_id"),
        sa.CheckConstraint("kind IN ('text', 'voice', 'video_note', 'button', 'other')", name="ck_kind_known"),
    )
    op.create_index("ix_telegram_inbox_open", "telegram_inbox", ["user_id", "handled_at"])
    op.create_table(
        "telegram_outbox",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("occasion", sa.String(), nullable=False),
        sa.Column("user_id", sa.Uuid(), sa.ForeignKey("users.id"), nullable=True, index=True),
        sa.Column("chat_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.Column("attachment", sa.LargeBinary(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=True),
        sa.Column("buttons", sa.JSON(), nullable=False),
        sa.Column("held", sa.Boolean(), nullable=False),
        sa.Column("silent", sa.Boolean(), nullable=False),
        sa.Column("twice", sa.Boolean(), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=True),
        sa.Column("fate", sa.String(32), nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.Column("detail", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("settled_at", sa.DateTime(), nullable=True),
        sa.Column("delete_at", sa.DateTime(), nullable=True, index=True),
        sa.UniqueConstraint("occasion"),
        sa.CheckConstraint("kind IN ('text', 'voice', 'photo', 'file', 'rebutton', 'remove')", name="ck_kind_known"),
        sa.CheckConstraint(
            "fate IN ('waiting', 'leaving', 'sent', 'uncertain', 'refused', 'blocked', 'moved', 'expired')",
            name="ck_fate_known",
        ),
    )
    op.create_index("ix_telegram_outbox_fate", "telegram_outbox", ["fate", "chat_id"])
    op.create_table(
        "telegram_updates",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("bot_id", sa.BigInteger(), nullable=False),
        sa.Column("update_id", sa.BigInteger(), nullable=False),
        sa.Column("handled_at", sa.DateTime(), nullable=False, index=True),
        sa.Column("fault", sa.String(), nullable=False),
        sa.UniqueConstraint("bot_id", "update_id"),
    )
