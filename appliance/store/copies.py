"""A copy of the database in a file of its own: what is in it is looked at before anything relies on it."""

from __future__ import annotations

from pathlib import Path

from sqlcipher3 import dbapi2 as sqlcipher

from appliance.errors import CorruptDatabaseError, WrongKeyError
from appliance.store.opening import PAGE_BYTES, has_salt_of
from appliance.store.sqlite import connector, salt_of, translated


def examine_copy(file: Path, key: bytes) -> str:
    """Read every page of a database that nobody has open; returns the revision of its schema.

    Nothing is written. Raises `WrongKeyError`, `CorruptDatabaseError`.
    """
    if file.stat().st_size < PAGE_BYTES:
        raise CorruptDatabaseError(f"The database {file.name} of the backup is cut short.")
    if not has_salt_of(key, file):
        raise WrongKeyError(f"The key does not open {file.name} of the backup.")
    with translated(file):
        raw = sqlcipher.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)
        try:
            raw.execute("PRAGMA cipher_log_level = NONE")
            raw.execute(f"PRAGMA key = \"x'{key.hex()}{salt_of(key).hex()}'\"")
            for check in ("cipher_integrity_check", "integrity_check"):
                found = [row for row in raw.execute(f"PRAGMA {check}").fetchall() if row[0] != "ok"]
                if found:
                    raise CorruptDatabaseError(f"The database {file.name} of the backup is damaged ({found[0][0]}).")
            if not raw.execute("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").fetchall():
                raise CorruptDatabaseError(f"{file.name} of the backup is no database of an appliance.")
            row = raw.execute("SELECT version_num FROM alembic_version").fetchone()
        finally:
            raw.close()
    return str(row[0]) if row else ""


def export_under(database: Path, key: bytes, target: Path, new_key: bytes) -> None:
    """Write the whole database to a new file under another key, with that key's salt. Blocks.

    Nobody may write meanwhile. Raises `CorruptDatabaseError`, `DataFolderError`.
    """
    with translated(database):
        raw, fresh = connector(database, key)(), f"x'{new_key.hex()}{salt_of(new_key).hex()}'"
        try:
            raw.execute("ATTACH DATABASE ? AS fresh KEY ?", (str(target), fresh))
            raw.execute("SELECT sqlcipher_export('fresh')")
            raw.execute("DETACH DATABASE fresh")
        finally:
            raw.close()
    target.chmod(0o600)
