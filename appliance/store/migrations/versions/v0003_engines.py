"""Which engine served each turn, and when each stage of it was done.

Written out by hand and frozen, as every migration is.
"""

from __future__ import annotations

from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    for column in ("endpoint_ms", "transcribed_ms", "first_token_ms"):
        op.execute(f"ALTER TABLE conversations ADD COLUMN {column} FLOAT")
    for column in ("worded_by", "trouble"):
        op.execute(f"ALTER TABLE conversations ADD COLUMN {column} VARCHAR")
    op.create_index("ix_conversations_timestamp", "conversations", ["timestamp"])
