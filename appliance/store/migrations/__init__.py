"""The schema's history. Append-only: a released migration is never edited, a new one is added to `versions`."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection

REVISIONS = ("0001", "0002", "0003", "0004", "0005", "0006", "0007", "0008", "0009", "0010", "0011")
"""All of them, oldest first; kept here so that an up-to-date database is recognised without loading Alembic."""

HEAD = REVISIONS[-1]


def upgrade(connection: Connection, revision: str = HEAD) -> None:
    """Bring the database of this connection to a revision, inside the transaction the caller has begun.

    One at a time in a process: Alembic keeps the migration under way in globals.
    """
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, revision)
