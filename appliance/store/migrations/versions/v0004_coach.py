"""What a coach knows and remembers: custom agendas, parts of a promise, wordings, summaries, consents by persona.

Written out by hand and frozen, as every migration is. `observations` is made anew, since a CHECK cannot be changed.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

MEANINGS = (
    "value unknown skip repeat slower stop present not_me out later request unclear silence "
    "think switch remember forget talk crisis"
)


def upgrade() -> None:
    _agendas()
    _calls()
    _progress()
    _memories()
    _recall()


def _agendas() -> None:
    op.create_table(
        "agendas",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("user_id", sa.Uuid(), sa.ForeignKey("users.id"), nullable=False, index=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("questions", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("archived_at", sa.DateTime(), nullable=True),
        sa.UniqueConstraint("user_id", "name"),
    )
    for table in ("check_ins", "calls"):
        op.execute(f"ALTER TABLE {table} ADD COLUMN agenda_id CHAR(32) REFERENCES agendas(id)")
        op.create_index(f"ix_{table}_agenda_id", table, ["agenda_id"])


def _calls() -> None:
    op.execute("ALTER TABLE calls ADD COLUMN talk BOOLEAN NOT NULL DEFAULT 0")
    op.execute("ALTER TABLE conversations ADD COLUMN wordings JSON NOT NULL DEFAULT '[]'")
    op.execute("ALTER TABLE conversations ADD COLUMN flag VARCHAR")
    op.execute("ALTER TABLE consents ADD COLUMN subject VARCHAR NOT NULL DEFAULT ''")
    allowed = ", ".join(f"'{meaning}'" for meaning in MEANINGS.split())
    with op.batch_alter_table("observations", recreate="always") as observations:
        observations.drop_constraint("ck_meaning_known", type_="check")
        observations.create_check_constraint("ck_meaning_known", sa.text(f"meaning IN ({allowed})"))


def _progress() -> None:
    op.execute("ALTER TABLE metric_types ADD COLUMN role VARCHAR NOT NULL DEFAULT ''")
    op.execute("ALTER TABLE commitments ADD COLUMN action VARCHAR NOT NULL DEFAULT ''")
    op.execute("ALTER TABLE commitments ADD COLUMN amount FLOAT")
    op.execute("ALTER TABLE commitments ADD COLUMN unit VARCHAR NOT NULL DEFAULT ''")
    op.execute("ALTER TABLE commitments ADD COLUMN due_minutes FLOAT")
    op.create_index("ix_commitments_user_due", "commitments", ["user_id", "due_day"])


def _memories() -> None:
    op.execute("ALTER TABLE memories ADD COLUMN day DATE")
    op.execute("ALTER TABLE memories ADD COLUMN call_id CHAR(32) REFERENCES calls(id)")
    op.create_index("ix_memories_call_id", "memories", ["call_id"])
    op.create_index("ix_memories_user_kind_day", "memories", ["user_id", "kind", "day"])


def _recall() -> None:
    """Full-text search. The words are kept as stems beside where they come from; triggers keep the index in step.

    `secure-delete` takes deleted words out of the index at once, not at its next merge.
    """
    op.execute(
        "CREATE TABLE recall_entries (id INTEGER PRIMARY KEY, user_id CHAR(32) NOT NULL REFERENCES users(id), "
        "kind VARCHAR NOT NULL, source_id CHAR(32) NOT NULL UNIQUE, day DATE, words VARCHAR NOT NULL)"
    )
    op.execute("CREATE INDEX ix_recall_entries_user_id ON recall_entries (user_id)")
    op.execute(
        "CREATE VIRTUAL TABLE recall USING fts5(words, content='recall_entries', content_rowid='id', "
        "tokenize='unicode61 remove_diacritics 2')"
    )
    op.execute("INSERT INTO recall(recall, rank) VALUES('secure-delete', 1)")
    taken_out = "INSERT INTO recall(recall, rowid, words) VALUES ('delete', old.id, old.words);"
    put_in = "INSERT INTO recall(rowid, words) VALUES (new.id, new.words);"
    for when, what in (("INSERT", put_in), ("DELETE", taken_out), ("UPDATE", taken_out + " " + put_in)):
        name = f"recall_{when.lower()}"
        op.execute(f"CREATE TRIGGER {name} AFTER {when} ON recall_entries BEGIN {what} END")
