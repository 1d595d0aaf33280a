"""The tables of the first call.

Written out by hand and frozen: types are SQLAlchemy's own, since the records go on changing. Times are UTC.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    _people()
    _check_ins()
    _calls()
    _turns()
    _values()
    _promises()
    _security()


def _id() -> sa.Column[Any]:
    return sa.Column("id", sa.Uuid(), primary_key=True)


def _reference(name: str, target: str, *, nullable: bool = False, index: bool = True) -> sa.Column[Any]:
    return sa.Column(name, sa.Uuid(), sa.ForeignKey(target), nullable=nullable, index=index)


def _text(name: str, *, nullable: bool = False, index: bool = False, unique: bool | None = None) -> sa.Column[Any]:
    return sa.Column(name, sa.String(), nullable=nullable, index=index, unique=unique)


def _choice(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.String(32), nullable=nullable)


def _time(name: str, *, nullable: bool = False, index: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(), nullable=nullable, index=index)


def _day(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Date(), nullable=nullable)


def _number(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Float(), nullable=nullable)


def _json(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.JSON(), nullable=nullable)


def _one_of(column: str, choices: str) -> sa.CheckConstraint:
    allowed = ", ".join(f"'{choice}'" for choice in choices.split())
    return sa.CheckConstraint(f"{column} IN ({allowed})", name=f"ck_{column}_known")


def _people() -> None:
    op.create_table(
        "users",
        _id(),
        _text("name", index=True, unique=True),
        _text("phone", nullable=True),
        _text("telegram_id", nullable=True),
        _text("whatsapp_id", nullable=True),
        _json("preferences"),
        _text("personality_mode"),
        _text("timezone"),
        _text("language"),
        _choice("role"),
        _time("created_at"),
        _one_of("role", "owner member viewer"),
    )
    op.create_table(
        "rooms",
        _id(),
        _text("name"),
        _text("speaker_device"),
        _text("microphone_device"),
        sa.Column("private", sa.Boolean(), nullable=False),
        _number("volume"),
        _number("fade_in_seconds"),
        _time("created_at"),
        sa.UniqueConstraint("name"),
    )
    op.create_table(
        "consents",
        _id(),
        _reference("user_id", "users.id"),
        _choice("kind"),
        _text("wording"),
        _time("granted_at"),
        _time("expires_at", nullable=True),
        _time("withdrawn_at", nullable=True),
        _one_of("kind", "model_download xtts_licence harsh_persona escalation_contact penalties"),
    )
    op.create_table(
        "telegram_links",
        _id(),
        _reference("user_id", "users.id"),
        _text("chat_id"),
        _time("linked_at"),
        _time("unlinked_at", nullable=True),
        sa.UniqueConstraint("chat_id"),
    )


def _check_ins() -> None:
    op.create_table(
        "check_ins",
        _id(),
        _reference("user_id", "users.id"),
        _choice("call_type"),
        _text("at"),
        _json("weekdays"),
        _json("channels"),
        _text("room", nullable=True),
        _json("retry_minutes"),
        _time("created_at"),
        _time("archived_at", nullable=True),
        _one_of("call_type", "morning midday evening weekly custom"),
    )
    op.create_table(
        "pauses",
        _id(),
        _reference("user_id", "users.id", nullable=True),
        _day("from_day"),
        _day("until_day", nullable=True),
        _text("reason"),
        _time("created_at"),
        _time("ended_at", nullable=True),
    )


def _calls() -> None:
    op.create_table(
        "calls",
        _id(),
        _reference("user_id", "users.id"),
        _reference("check_in_id", "check_ins.id", nullable=True),
        _day("day"),
        _day("accounting_day"),
        _choice("call_type"),
        _choice("status"),
        _text("platform", nullable=True),
        _json("channels"),
        _text("room", nullable=True),
        _json("retry_minutes"),
        _text("zone"),
        _time("due_at", index=True),
        _time("scheduled_at"),
        _time("next_ring_at", nullable=True, index=True),
        _json("agenda", nullable=True),
        _json("briefing", nullable=True),
        _time("completed_at", nullable=True),
        sa.UniqueConstraint("check_in_id", "day"),
        _one_of("call_type", "morning midday evening weekly custom"),
        _one_of(
            "status",
            "scheduled ringing live waiting completed partial missed snoozed skipped paused missed_offline cancelled",
        ),
    )
    op.create_table(
        "attempts",
        _id(),
        _reference("call_id", "calls.id"),
        sa.Column("number", sa.Integer(), nullable=False),
        _text("channel"),
        _text("room", nullable=True),
        _time("started_at"),
        _time("ended_at", nullable=True),
        _choice("result", nullable=True),
        _text("detail"),
        sa.UniqueConstraint("call_id", "number"),
        _one_of("result", "answered no_answer declined not_me busy unavailable dropped"),
    )


def _turns() -> None:
    op.create_table(
        "conversations",
        _id(),
        _reference("call_id", "calls.id"),
        _reference("attempt_id", "attempts.id", nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        _choice("message_type"),
        _text("content"),
        _text("audio_url", nullable=True),
        _text("item_key", nullable=True),
        _text("engine", nullable=True),
        _number("confidence", nullable=True),
        _number("voice_to_voice_ms", nullable=True),
        _time("timestamp"),
        sa.UniqueConstraint("call_id", "position"),
        _one_of("message_type", "user ai"),
    )
    op.create_table(
        "observations",
        _id(),
        _reference("call_id", "calls.id"),
        _reference("turn_id", "conversations.id"),
        _text("item_key"),
        _choice("meaning"),
        _number("value", nullable=True),
        _text("text"),
        _number("confidence"),
        sa.Column("settled", sa.Boolean(), nullable=False),
        _one_of("meaning", "value unknown skip repeat slower stop present not_me out later unclear silence"),
    )


def _values() -> None:
    op.create_table(
        "metric_types",
        _id(),
        _reference("user_id", "users.id"),
        _text("name"),
        _choice("kind"),
        _text("unit"),
        _text("question"),
        _number("low", nullable=True),
        _number("high", nullable=True),
        _number("target", nullable=True),
        _json("ask_in"),
        sa.Column("position", sa.Integer(), nullable=False),
        _time("created_at"),
        _time("archived_at", nullable=True),
        sa.UniqueConstraint("user_id", "name"),
        _one_of("kind", "habit number duration scale"),
    )
    op.create_table(
        "metrics",
        _id(),
        _reference("user_id", "users.id", index=False),
        _reference("metric_type_id", "metric_types.id"),
        _text("metric_type"),
        _day("date"),
        _number("value"),
        _choice("source"),
        _text("source_id"),
        _time("recorded_at"),
        sa.UniqueConstraint("user_id", "metric_type_id", "date", "source", "source_id"),
        _one_of("source", "call manual"),
    )
    op.create_index("ix_metrics_user_date", "metrics", ["user_id", "date"])
    op.create_table(
        "metric_revisions",
        _id(),
        _reference("metric_id", "metrics.id"),
        _number("old_value", nullable=True),
        _number("new_value", nullable=True),
        _text("reason"),
        _time("revised_at"),
    )


def _promises() -> None:
    op.create_table(
        "goals",
        _id(),
        _reference("user_id", "users.id"),
        _text("title"),
        _text("why"),
        _time("created_at"),
        _time("archived_at", nullable=True),
    )
    op.create_table(
        "commitments",
        _id(),
        _reference("user_id", "users.id"),
        _reference("call_id", "calls.id", nullable=True),
        _text("text"),
        _number("confidence", nullable=True),
        _text("audio_url", nullable=True),
        _day("made_on"),
        _day("due_day"),
        _choice("status"),
        _time("settled_at", nullable=True),
        _time("created_at"),
        _one_of("status", "open kept broken dropped"),
    )
    op.create_table(
        "penalties",
        _id(),
        _reference("user_id", "users.id"),
        _reference("commitment_id", "commitments.id", nullable=True),
        _number("amount"),
        _text("unit"),
        _text("reason"),
        _day("day"),
        _time("created_at"),
        _time("contested_at", nullable=True),
        _time("settled_at", nullable=True),
    )
    op.create_table(
        "memories",
        _id(),
        _reference("user_id", "users.id"),
        _text("kind"),
        _text("content"),
        _time("created_at"),
        _time("forgotten_at", nullable=True),
    )


def _security() -> None:
    op.create_table(
        "sessions",
        _id(),
        _reference("user_id", "users.id"),
        _text("token_digest"),
        _time("created_at"),
        _time("expires_at"),
        _time("revoked_at", nullable=True),
        sa.UniqueConstraint("token_digest"),
    )
    op.create_table(
        "api_tokens",
        _id(),
        _reference("user_id", "users.id"),
        _text("name"),
        _text("token_digest"),
        _json("scopes"),
        _time("created_at"),
        _time("expires_at", nullable=True),
        _time("revoked_at", nullable=True),
        sa.UniqueConstraint("token_digest"),
    )
    op.create_table(
        "audit_log",
        sa.Column("id", sa.Integer(), primary_key=True),
        _time("at"),
        _text("actor"),
        _text("action"),
        _text("subject"),
        _text("digest"),
    )
