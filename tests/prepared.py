"""A database without rows, migrated once in a process and copied for each test that only needs one.

How it comes to be, from nothing and from every older schema, is what tests/store shows; elsewhere it would cost each
test a tenth of a second.
"""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from appliance.store import open_store, unlock
from tests.inline_sqlite import directly, inline


@dataclass(frozen=True, slots=True)
class _Made:
    key: bytes
    key_file: bytes
    database: bytes


_made: list[_Made] = []
"""The one of this process, once it is made."""


async def furnish(database_file: Path, key_file: Path | None = None) -> bytes:
    """Lay the database, and its key where a file is named for it, as the appliance does; returns the key."""
    if not _made:
        _made.append(await _make())
    made = _made[0]
    _lay(database_file, made.database)
    if key_file is not None:
        _lay(key_file, made.key_file)
    return made.key


async def _make() -> _Made:
    with tempfile.TemporaryDirectory() as folder:
        key_file, database_file = Path(folder) / "key", Path(folder) / "user_data" / "appliance.db"
        key = unlock(key_file, database_file)
        async with open_store(database_file, key, connect=inline, off_loop=directly) as store:
            assert await store.check() == []
        assert [file.name for file in database_file.parent.iterdir()] == [database_file.name]
        return _Made(key, key_file.read_bytes(), database_file.read_bytes())


def _lay(file: Path, content: bytes) -> None:
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as opened:
        opened.write(content)
