"""What it adds up to: schedules and targets of metrics, days that were skipped.

Written out by hand and frozen, as every migration is.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.execute(
        "ALTER TABLE metric_types ADD COLUMN direction VARCHAR(32) NOT NULL DEFAULT 'at_least' "
        "CONSTRAINT ck_direction_known CHECK (direction IN ('at_least', 'at_most'))"
    )
    op.execute("ALTER TABLE metric_types ADD COLUMN schedule JSON NOT NULL DEFAULT '{}'")
    op.execute("ALTER TABLE metric_types ADD COLUMN skips_a_month INTEGER")
    op.execute("ALTER TABLE commitments ADD COLUMN share FLOAT")
    op.create_table(
        "metric_skips",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("user_id", sa.Uuid(), sa.ForeignKey("users.id"), nullable=False),
        sa.Column("metric_type_id", sa.Uuid(), sa.ForeignKey("metric_types.id"), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("call_id", sa.Uuid(), sa.ForeignKey("calls.id"), nullable=True, index=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.UniqueConstraint("metric_type_id", "day"),
    )
    op.create_index("ix_metric_skips_user_day", "metric_skips", ["user_id", "day"])
