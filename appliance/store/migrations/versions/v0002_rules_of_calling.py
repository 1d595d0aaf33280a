"""The rules of calling: requests, quiet hours, calendars, contacts, nudges, focus sessions, closed days.

Written out by hand and frozen, as every migration is. New columns with a CHECK are added by plain SQL, which SQLite
takes in place; `observations` is made anew, since a CHECK cannot be changed.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

STATUSES = "scheduled ringing live waiting completed partial missed snoozed skipped paused missed_offline cancelled"
MEANINGS = "value unknown skip repeat slower stop present not_me out later request unclear silence"


def upgrade() -> None:
    _people()
    _check_ins()
    _calls()
    _observations()
    _progress()
    _requests()
    _calendars()


def _one_of(column: str, choices: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(_test(column, choices), name=f"ck_{column}_known")


def _test(column: str, choices: str) -> str:
    allowed = ", ".join(f"'{choice}'" for choice in choices.split())
    return f"{column} IN ({allowed})"


def _add(table: str, column: str, kind: str, default: str | None = None, choices: str = "") -> None:
    """Add a column in place; NOT NULL exactly where it has a default."""
    words = f"ALTER TABLE {table} ADD COLUMN {column} {kind}"
    words += "" if default is None else f" NOT NULL DEFAULT {default}"
    words += f" CONSTRAINT ck_{column}_known CHECK ({_test(column, choices)})" if choices else ""
    op.execute(words)


def _id() -> sa.Column[Any]:
    return sa.Column("id", sa.Uuid(), primary_key=True)


def _reference(name: str, target: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Uuid(), sa.ForeignKey(target), nullable=nullable, index=True)


def _text(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.String(), nullable=nullable)


def _choice(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.String(32), nullable=False)


def _time(name: str, *, nullable: bool = False, index: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(), nullable=nullable, index=index)


def _json(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.JSON(), nullable=False)


def _people() -> None:
    _add("users", "day_ends_at", "VARCHAR", "'00:00'")
    _add("users", "whereabouts", "VARCHAR(32)", "'home'", "home away")
    _add("users", "nudges_a_day", "INTEGER", "6")
    _add("rooms", "volume_by_hour", "JSON", "'[]'")
    op.create_table(
        "quiet_hours",
        _id(),
        _reference("user_id", "users.id", nullable=True),
        _text("begins"),
        _text("ends"),
        _json("weekdays"),
        _time("created_at"),
    )
    op.create_table(
        "contacts",
        _id(),
        _reference("user_id", "users.id"),
        _reference("contact_id", "users.id"),
        _text("channel"),
        _text("room", nullable=True),
        sa.Column("after_missed", sa.Integer(), nullable=False),
        _reference("consent_id", "consents.id", nullable=True),
        _time("created_at"),
        _time("ended_at", nullable=True),
        sa.UniqueConstraint("user_id", "contact_id"),
    )


def _check_ins() -> None:
    _add("check_ins", "starts_on", "DATE")
    _add("check_ins", "ends_on", "DATE")
    _add("check_ins", "every_weeks", "INTEGER", "1")
    _add("check_ins", "week_phase", "INTEGER", "0")
    _add("check_ins", "jitter_minutes", "INTEGER", "0")
    _add("check_ins", "ring", "VARCHAR(32)", "'normal'", "gentle normal wake_up")
    _add("check_ins", "wake_task", "BOOLEAN", "0")
    _add("check_ins", "on_holidays", "VARCHAR(32)", "'ring'", "ring skip")
    _add("check_ins", "when_busy", "VARCHAR(32)", "'defer'", "defer ring")
    _add("check_ins", "in_quiet_hours", "BOOLEAN", "0")
    _add("check_ins", "channel_rules", "JSON", "'{}'")
    _add("check_ins", "next_due_at", "DATETIME")
    op.create_index("ix_check_ins_next_due_at", "check_ins", ["next_due_at"])


def _calls() -> None:
    _add("calls", "purpose", "VARCHAR(32)", "'by_hand'", "check_in by_hand nudge focus escalation")
    op.execute("UPDATE calls SET purpose = 'check_in' WHERE check_in_id IS NOT NULL")
    _add("calls", "occasion", "VARCHAR")
    op.create_index("ix_calls_occasion", "calls", ["occasion"], unique=True)
    _add("calls", "subject_id", "CHAR(32)")
    _add("calls", "ladder", "INTEGER", "0")
    _add("calls", "ladder_at", "DATETIME")
    op.execute("UPDATE calls SET ladder_at = next_ring_at WHERE status = 'snoozed'")
    _add("calls", "snoozes", "INTEGER", "0")
    _add("calls", "reason", "VARCHAR", "''")
    _add("calls", "ring", "VARCHAR(32)", "'normal'", "gentle normal wake_up")
    _add("calls", "wake_task", "BOOLEAN", "0")
    _add("calls", "channel_rules", "JSON", "'{}'")
    _add("calls", "in_quiet_hours", "BOOLEAN", "0")
    _add("calls", "when_busy", "VARCHAR(32)", "'defer'", "defer ring")
    _add("calls", "reopened_from", "VARCHAR(32)", None, STATUSES)
    _add("calls", "asked", "BOOLEAN", "0")
    _add("calls", "ring_channel", "VARCHAR")
    _add("calls", "ring_once", "BOOLEAN", "0")
    _add("calls", "held_since", "DATETIME")
    op.create_index("ix_calls_status", "calls", ["status"])
    op.create_index("ix_calls_subject", "calls", ["subject_id"])
    op.create_index("ix_calls_user_day", "calls", ["user_id", "accounting_day"])
    op.create_index("ix_calls_user_due", "calls", ["user_id", "due_at"])
    _add("attempts", "ladder", "INTEGER", "0")
    # the rings before a snooze belong to ladder 0, the call now climbs ladder 1
    op.execute("UPDATE calls SET ladder = 1 WHERE status = 'snoozed'")


def _observations() -> None:
    with op.batch_alter_table("observations", recreate="always") as observations:
        observations.drop_constraint("ck_meaning_known", type_="check")
        observations.create_check_constraint("ck_meaning_known", sa.text(_test("meaning", MEANINGS)))


def _progress() -> None:
    _add("commitments", "nudge_at", "DATETIME")
    op.create_index("ix_commitments_nudge_at", "commitments", ["nudge_at"])
    _add("commitments", "nudged_at", "DATETIME")
    _add("commitments", "overdue_since", "DATE")
    op.create_table(
        "focus_sessions",
        _id(),
        _reference("user_id", "users.id"),
        _text("task"),
        sa.Column("minutes", sa.Float(), nullable=False),
        _time("started_at"),
        _time("ended_at", nullable=True),
        sa.Column("done", sa.Float(), nullable=True),
    )
    op.create_table(
        "closed_days",
        _id(),
        _reference("user_id", "users.id"),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("paused", sa.Boolean(), nullable=False),
        _json("calls"),
        _time("closed_at"),
        sa.UniqueConstraint("user_id", "day"),
    )


def _requests() -> None:
    op.create_table(
        "requests",
        _id(),
        _reference("user_id", "users.id", nullable=True),
        _choice("kind"),
        _choice("source"),
        _json("content"),
        _json("receipt"),
        _time("settled_at"),
        _one_of("kind", "call snooze move skip pause resume cancel answer_late focus place"),
        _one_of("source", "voice cli page telegram mqtt"),
    )
    op.create_table("host_marks", sa.Column("name", sa.String(), primary_key=True), _time("at"))


def _calendars() -> None:
    op.create_table(
        "calendars",
        _id(),
        _reference("user_id", "users.id", nullable=True),
        _text("name"),
        _choice("kind"),
        _text("source"),
        _text("username"),
        _text("password"),
        _time("created_at"),
        _time("read_at", nullable=True),
        _text("fault"),
        sa.UniqueConstraint("name"),
        _one_of("kind", "holidays busy"),
    )
    op.create_table(
        "calendar_events",
        _id(),
        _reference("calendar_id", "calendars.id"),
        _text("title"),
        sa.Column("from_day", sa.Date(), nullable=True),
        sa.Column("until_day", sa.Date(), nullable=True),
        _time("starts_at", nullable=True, index=True),
        _time("ends_at", nullable=True),
    )
