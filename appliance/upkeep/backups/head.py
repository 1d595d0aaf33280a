"""The head of an archive: what it says of itself to anybody, in every format."""

from __future__ import annotations

import json
import re
import struct
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from appliance.errors import DamagedBackupError

MAGIC = b"DCBACKUP"
FORMAT = 1
LENGTH = struct.Struct(">I")
LARGEST_HEAD = 64 * 1024

WORD = re.compile(r"[\w.+-]{1,60}", re.ASCII)

COPY_AGAIN = "Copy it again from where it was kept, or take an earlier one: appliance backup list"


@dataclass(frozen=True, slots=True)
class Head:
    """What an archive says of itself to anybody."""

    format: int
    appliance: str
    """Version that made it."""
    migration: str
    """Revision of the database's schema."""
    made_at: datetime
    key_name: str
    """As `Vault.key_name` of the key that opens it."""
    salt: str
    members: int
    sealed_bytes: int

    def as_json(self) -> bytes:
        return json.dumps({**asdict(self), "made_at": self.made_at.isoformat()}).encode()


def read_head(file: Path) -> Head:
    """What an archive says of itself; whether it is whole is not looked at. Raises `DamagedBackupError`, `OSError`."""
    with file.open("rb") as source:
        return head_from(file, raw_head(file, source))


def beginning(head: bytes) -> bytes:
    """All before the sealed stream."""
    return MAGIC + LENGTH.pack(len(head)) + head


def raw_head(file: Path, source: IO[bytes]) -> bytes:
    """The bytes of the head; the source is at the sealed stream after it. Raises `DamagedBackupError`."""
    if source.read(len(MAGIC)) != MAGIC:
        raise DamagedBackupError(
            f"{file} is no backup of an appliance, or its beginning is damaged.", remedy=COPY_AGAIN
        )
    told = source.read(LENGTH.size)
    length = LENGTH.unpack(told)[0] if len(told) == LENGTH.size else LARGEST_HEAD + 1
    raw = source.read(length) if length <= LARGEST_HEAD else b""
    if len(raw) != length:
        raise damaged(file, "its head cannot be read")
    return raw


def head_from(file: Path, raw: bytes) -> Head:
    """Raises `DamagedBackupError`. Further fields of later formats are left out."""
    try:
        found: dict[str, Any] = json.loads(raw)
        known = {name: kind(found[name]) for name, kind in _KINDS.items()}
        bytes.fromhex(known["salt"])
        if known["made_at"].tzinfo is None:
            raise ValueError("a time without zone")
        if not all(WORD.fullmatch(known[name]) for name in ("appliance", "migration", "key_name")):
            raise ValueError("no names")
        return Head(**known)
    except (ValueError, TypeError, KeyError, OverflowError, RecursionError) as error:
        raise damaged(file, "its head cannot be read") from error


_KINDS: dict[str, Callable[[Any], Any]] = {
    "format": int, "appliance": str, "migration": str, "made_at": datetime.fromisoformat, "key_name": str,
    "salt": str, "members": int, "sealed_bytes": int,
}  # fmt: skip


def damaged(file: Path, what: str) -> DamagedBackupError:
    """What people are told of a file."""
    return DamagedBackupError(
        f"The backup {file} is damaged: {what[:1].lower()}{what[1:].rstrip('.')}.", remedy=COPY_AGAIN
    )
