"""Recordings of a person's own voice, each in an encrypted file of its own beside the database."""

from __future__ import annotations

import asyncio
import io
import os
import secrets
import wave
from collections.abc import Awaitable, Callable, Collection
from contextlib import suppress
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from appliance.errors import ConflictError, CorruptDatabaseError, DataFolderError, NoRoomError, NotFoundError
from appliance.ports import SAMPLE_BYTES, Audio
from appliance.store.keys import derive
from appliance.store.reserve import FULL, is_scarce

MAGIC = b"DCC1"
NONCE_BYTES = 12
SUFFIX = ".clip"

OffLoop = Callable[..., Awaitable[Any]]
"""Runs a blocking function with its arguments away from the event loop, as `asyncio.to_thread` does."""


class Clips:
    """A file holds `DCC1`, a nonce, and the recording as WAV under AES-256-GCM with the file's name bound to it."""

    def __init__(self, folder: Path, key: bytes, off_loop: OffLoop = asyncio.to_thread) -> None:
        self._folder = folder
        self._cipher = AESGCM(derive(key, "clips"))
        self._off_loop = off_loop

    async def save(self, audio: Audio) -> str:
        """Keep a recording; returns its name. It is on disk when this returns, before any row may name it.

        Raises `NoRoomError` where the little room that is left is for what was said, `DataFolderError`.
        """
        name = f"{uuid4().hex}{SUFFIX}"
        await self._off_loop(self._write, name, audio)
        return name

    async def restore(self, name: str, audio: Audio) -> None:
        """Keep a recording under the name it had elsewhere. Raises `ConflictError` where there is one of that name."""
        if self.has(name):
            raise ConflictError(f"There is a recording {name} already.")
        await self._off_loop(self._write, name, audio)

    def has(self, name: str) -> bool:
        """Whether there is one. Raises `NotFoundError` for what is no name of a recording."""
        return self._path(name).exists()

    async def load(self, name: str) -> Audio:
        """Raises `NotFoundError`, and `CorruptDatabaseError` for a file that is damaged or of another key."""
        audio: Audio = await self._off_loop(self._read, name)
        return audio

    async def forget(self, name: str) -> None:
        """Delete it; nothing happens where it is gone already."""
        await self._off_loop(self._delete, name)

    def sealed_by(self, other: Clips, name: str) -> None:
        """Write a recording of another folder into this one, under this key. Blocks. Raises as `load` does."""
        self._write(name, other._read(name))

    async def size(self, names: Collection[str]) -> int:
        """Bytes on the disk of these together; what is gone counts nothing."""
        bytes_: int = await self._off_loop(lambda: sum(map(self._size, names)))
        return bytes_

    async def sweep(self, kept: Collection[str]) -> int:
        """Delete every recording not in `kept`; returns how many. Only while no call is live: a recording is saved
        before the row that names it."""
        swept: int = await self._off_loop(self._sweep, frozenset(kept))
        return swept

    def _write(self, name: str, audio: Audio) -> None:
        if is_scarce(self._folder.parent):
            raise NoRoomError("The disk is nearly full, so recordings are not kept.", remedy="Free some space on it.")
        nonce = secrets.token_bytes(NONCE_BYTES)
        content = MAGIC + nonce + self._cipher.encrypt(nonce, to_wav(audio), name.encode())
        draft = self._folder / f"{name}.part"
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            os.replace(draft, self._folder / name)
            descriptor = os.open(self._folder, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
        except OSError as error:
            with suppress(OSError):
                draft.unlink()
            kind = NoRoomError if error.errno in FULL else DataFolderError
            raise kind(
                f"A recording cannot be kept in {self._folder}: {error.strerror}.",
                remedy="Free space, or look at the disk.",
            ) from error

    def _read(self, name: str) -> Audio:
        try:
            content = self._path(name).read_bytes()
        except OSError as error:
            raise NotFoundError(f"There is no recording {name}.") from error
        nonce, sealed = content[len(MAGIC) :][:NONCE_BYTES], content[len(MAGIC) + NONCE_BYTES :]
        try:
            if not content.startswith(MAGIC):
                raise InvalidTag
            return from_wav(self._cipher.decrypt(nonce, sealed, name.encode()))
        except (InvalidTag, ValueError) as error:
            raise CorruptDatabaseError(f"The recording {name} is damaged, or was made with another key.") from error

    def _size(self, name: str) -> int:
        try:
            return self._path(name).stat().st_size
        except OSError:
            return 0

    def _delete(self, name: str) -> None:
        self._path(name).unlink(missing_ok=True)

    def _sweep(self, kept: frozenset[str]) -> int:
        orphans = [path for path in self._folder.glob(f"*{SUFFIX}*") if path.name not in kept]
        for path in orphans:
            path.unlink(missing_ok=True)
        return len(orphans)

    def _path(self, name: str) -> Path:
        try:
            UUID(hex=name.removesuffix(SUFFIX))
        except ValueError as error:
            raise NotFoundError(f"{name!r} is no name of a recording.") from error
        return self._folder / name


def to_wav(audio: Audio) -> bytes:
    """The content of a WAV file."""
    target = io.BytesIO()
    with wave.open(target, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(SAMPLE_BYTES)
        file.setframerate(audio.rate)
        file.writeframes(audio.pcm)
    return target.getvalue()


def from_wav(content: bytes) -> Audio:
    """Of a WAV file that `to_wav` made."""
    with wave.open(io.BytesIO(content)) as file:
        return Audio(file.readframes(file.getnframes()), file.getframerate())
