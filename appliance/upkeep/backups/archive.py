"""The file of a backup: a head that anybody can read, everything else sealed, and a digest of all of it at the end.

    DCBACKUP                   8 bytes
    length of the head         4 bytes, big-endian
    head                       JSON: see `Head`
    sealed stream              the length of the contents (4 bytes), the contents as JSON, the members one by one
    SHA-256                    32 bytes, of all before

Beginning, head and end stay so in every format: whoever holds the file can tell whether it is whole, and what is needed
to read it, without the key. Names and digests of members are sealed: they would tell of personas and settings.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import secrets
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Protocol

from appliance.errors import DamagedBackupError, NewerBackupError, WrongKeyError
from appliance.store.sealing import PIECE_BYTES, opened, sealed, sealed_length
from appliance.store.vault import Vault
from appliance.upkeep.backups.head import FORMAT, LENGTH, Head, beginning, damaged, head_from, raw_head

DIGEST_BYTES = 32
SALT_BYTES = 32

LARGEST_CONTENTS = 256 * 1024 * 1024
"""Bytes; a member takes about 150."""

NAME = re.compile(r"[^/\0]+(/[^/\0]+)*")

Open = Callable[["Member"], IO[bytes]]
"""Opens what a member is written to."""

Tell = Callable[[int], None]
"""Is told how many bytes more are done. What it raises ends the work."""


class Sink(Protocol):
    """Where an archive is written to: an open file, or nothing else that is asked for."""

    def write(self, some: bytes, /) -> object: ...


@dataclass(frozen=True, slots=True)
class Member:
    """One file of the household."""

    name: str
    """Its path in the data folder, with `/`."""
    size: int
    """Bytes."""
    sha256: str


@dataclass(frozen=True, slots=True)
class Origin:
    """What the head says beside what is worked out of the members."""

    appliance: str
    migration: str
    made_at: datetime


def describe(name: str, file: Path, tell: Tell = lambda _: None) -> Member:
    """A file, read through once."""
    digest, size = hashlib.sha256(), 0
    with file.open("rb") as opened_file:
        for some in _pieces(opened_file):
            digest.update(some)
            size += len(some)
            tell(len(some))
    return Member(name, size, digest.hexdigest())


def write_archive(
    sink: Sink, origin: Origin, vault: Vault, members: list[tuple[Member, Path]], tell: Tell = lambda _: None
) -> Head:
    """Write it all, piece by piece. Raises `DamagedBackupError` where a file is not any more what was described."""
    contents = json.dumps([asdict(member) for member, _ in members]).encode()
    plain_bytes = LENGTH.size + len(contents) + sum(member.size for member, _ in members)
    salt = secrets.token_bytes(SALT_BYTES)
    head = Head(
        format=FORMAT, appliance=origin.appliance, migration=origin.migration, made_at=origin.made_at,
        key_name=vault.key_name, salt=salt.hex(), members=len(members), sealed_bytes=sealed_length(plain_bytes),
    )  # fmt: skip
    start = beginning(head.as_json())
    digest = hashlib.sha256(start)
    sink.write(start)
    for piece in sealed(vault.archive_key(salt), start, _plain(contents, members, tell)):
        digest.update(piece)
        sink.write(piece)
    sink.write(digest.digest())
    return head


def check_whole(file: Path, tell: Tell = lambda _: None) -> Head:
    """Read it through, which needs no key. Raises `DamagedBackupError`, `NewerBackupError`, `OSError`."""
    with file.open("rb") as source:
        raw = raw_head(file, source)
        left = stream_bytes = os.fstat(source.fileno()).st_size - source.tell() - DIGEST_BYTES
        if left < 0:
            raise damaged(file, "it is cut off")
        digest = hashlib.sha256(beginning(raw))
        while left and (some := source.read(min(PIECE_BYTES, left))):
            digest.update(some)
            left -= len(some)
            tell(len(some))
        if source.read(DIGEST_BYTES) != digest.digest():
            raise damaged(file, "it is cut off, or was changed since it was made")
    head = head_from(file, raw)
    if head.format != FORMAT:
        raise NewerBackupError(
            f"{file} was made by version {head.appliance} of the appliance, in a form that this one does not know.",
            remedy="Install that version or a newer one, then restore.",
        )
    if head.sealed_bytes != stream_bytes:
        raise damaged(file, "it is not as long as it says")
    return head


def unpack(
    file: Path, vault: Vault, target: Callable[[Member], IO[bytes]], tell: Tell = lambda _: None
) -> list[Member]:
    """Write each member into what `target` opens for it, which is closed and on the disk when this returns.

    Raises `WrongKeyError`, `DamagedBackupError`.
    """
    with file.open("rb") as source:
        raw = raw_head(file, source)
        head = head_from(file, raw)
        if head.key_name != vault.key_name:
            raise WrongKeyError(
                f"{file} was made with another key.",
                remedy="Give the words of the key it was made with (`appliance key words` printed them).",
            )
        stream = _Stream(opened(vault.archive_key(bytes.fromhex(head.salt)), beginning(raw), source, head.sealed_bytes))
        try:
            contents = _contents(stream)
            for member in contents:
                _extract(stream, member, target(member), tell)
            if stream.read(1):
                raise DamagedBackupError("There is more in it than it says.")
        except DamagedBackupError as error:
            raise damaged(file, error.message) from error
    return contents


class _Stream:
    """The plain bytes, in the amounts that are asked for."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces, self._rest = pieces, b""

    def read(self, most: int) -> bytes:
        """Up to so many bytes; none only at the end."""
        while not self._rest:
            piece = next(self._pieces, None)
            if piece is None:
                return b""
            self._rest = piece
        some, self._rest = self._rest[:most], self._rest[most:]
        return some

    def exactly(self, count: int) -> bytes:
        """So many. Raises `DamagedBackupError`."""
        found = bytearray()
        while len(found) < count:
            some = self.read(count - len(found))
            if not some:
                raise DamagedBackupError("It ends too early.")
            found += some
        return bytes(found)


def _contents(stream: _Stream) -> list[Member]:
    (length,) = LENGTH.unpack(stream.exactly(LENGTH.size))
    if length > LARGEST_CONTENTS:
        raise DamagedBackupError("Its list of contents is too long.")
    try:
        found = [Member(**each) for each in json.loads(stream.exactly(length))]
    except (ValueError, TypeError, RecursionError) as error:
        raise DamagedBackupError("Its list of contents cannot be read.") from error
    names = [member.name for member in found]
    for name in names:
        if not NAME.fullmatch(name) or any(part in (".", "..") for part in name.split("/")):
            raise DamagedBackupError("It holds a file with a name that leads out of the data folder.")
    if len(set(names)) != len(names):
        raise DamagedBackupError("It holds two files of the same name.")
    return found


def _extract(stream: _Stream, member: Member, into: IO[bytes], tell: Tell) -> None:
    digest, left = hashlib.sha256(), member.size
    with into:
        while left:
            some = stream.read(min(left, PIECE_BYTES))
            if not some:
                raise DamagedBackupError("It ends too early.")
            into.write(some)
            digest.update(some)
            left -= len(some)
            tell(len(some))
        into.flush()
        os.fsync(into.fileno())
    if digest.hexdigest() != member.sha256:
        raise DamagedBackupError(f"{member.name} in it is not as it was.")


def _plain(contents: bytes, members: Iterable[tuple[Member, Path]], tell: Tell) -> Iterator[bytes]:
    yield LENGTH.pack(len(contents)) + contents
    for member, file in members:
        digest, size = hashlib.sha256(), 0
        with file.open("rb") as source:
            for some in _pieces(source):
                digest.update(some)
                size += len(some)
                yield some
                tell(len(some))
        if (size, digest.hexdigest()) != (member.size, member.sha256):
            raise DamagedBackupError(f"{member.name} was changed while it was copied.", remedy="Try again.")


def _pieces(source: IO[bytes]) -> Iterator[bytes]:
    while some := source.read(PIECE_BYTES):
        yield some
