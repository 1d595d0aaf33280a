"""Accounts of the local page, and which metrics others of the household may see.

Written out by hand and frozen, as every migration is.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.create_table(
        "accounts",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("user_id", sa.Uuid(), sa.ForeignKey("users.id"), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=False),
        sa.Column("totp_secret", sa.String(), nullable=False),
        sa.Column("totp_since", sa.DateTime(), nullable=True),
        sa.Column("totp_step", sa.Integer(), nullable=False),
        sa.Column("recovery_digests", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.UniqueConstraint("user_id"),
    )
    op.create_table(
        "answered_once",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("user_id", sa.Uuid(), sa.ForeignKey("users.id"), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("request_digest", sa.String(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False, index=True),
        sa.UniqueConstraint("user_id", "key"),
    )
    op.execute("ALTER TABLE sessions ADD COLUMN label VARCHAR NOT NULL DEFAULT ''")
    op.execute("ALTER TABLE sessions ADD COLUMN address VARCHAR NOT NULL DEFAULT ''")
    op.execute("ALTER TABLE sessions ADD COLUMN seen_at DATETIME")
    op.execute("ALTER TABLE metric_types ADD COLUMN shared BOOLEAN NOT NULL DEFAULT 0")
    op.execute("ALTER TABLE api_tokens ADD COLUMN seen_at DATETIME")
