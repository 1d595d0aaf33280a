"""Stakes: rules, and a ledger in place of the table that nothing was ever written to.

Written out by hand and frozen, as every migration is.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

_FORMS = "form IN ('points', 'chores', 'pledge')"
_KINDS = "kind IN ('charge', 'reversal', 'settlement')"
_CAUSES = "cause IN ('contested', 'made_good', 'corrected', 'undone')"


def upgrade() -> None:
    op.create_table(
        "stake_rules",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("user_id", sa.Uuid(), sa.ForeignKey("users.id"), nullable=False, index=True),
        sa.Column("metric_type_id", sa.Uuid(), sa.ForeignKey("metric_types.id"), nullable=True, index=True),
        sa.Column("form", sa.String(32), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("beneficiary", sa.String(), nullable=False),
        sa.Column("steps", sa.JSON(), nullable=False),
        sa.Column("wording", sa.String(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(), nullable=False),
        sa.Column("agreed_at", sa.DateTime(), nullable=True),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint(_FORMS, name="ck_form_known"),
    )
    op.drop_table("penalties")
    op.create_table(
        "penalties",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("user_id", sa.Uuid(), sa.ForeignKey("users.id"), nullable=False),
        sa.Column("rule_id", sa.Uuid(), sa.ForeignKey("stake_rules.id"), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("reverses_id", sa.Uuid(), sa.ForeignKey("penalties.id"), nullable=True),
        sa.Column("cause", sa.String(32), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("call_id", sa.Uuid(), sa.ForeignKey("calls.id"), nullable=True, index=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("told_at", sa.DateTime(), nullable=True),
        sa.UniqueConstraint("user_id", "key"),
        sa.UniqueConstraint("user_id", "position"),
        sa.UniqueConstraint("reverses_id"),
        sa.CheckConstraint(_KINDS, name="ck_kind_known"),
        sa.CheckConstraint(_CAUSES, name="ck_cause_known"),
    )
    op.create_index("ix_penalties_rule_day", "penalties", ["rule_id", "day"])
