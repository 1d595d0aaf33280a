"""Forms with a large file, which goes to the disk piece by piece as it comes: nothing of it is held in memory."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from email.parser import BytesHeaderParser
from pathlib import Path
from uuid import uuid4

from fastapi import Request
from starlette.requests import ClientDisconnect

from appliance.errors import (
    DamagedBackupError,
    DataFolderError,
    ForbiddenError,
    InvalidInputError,
    NewerBackupError,
    WrongKeyError,
)
from appliance.web.forms import FORM_WITH_FILE, MOST_BYTES, MOST_FIELDS
from appliance.web.origin import same_origin

UPLOAD = ".upload-"
"""Begins the names of what comes in, in the data folder; backups leave it out."""

LONGEST_HEAD = 4096
WRITTEN_AT_ONCE = 1024 * 1024
ROOM_BYTES = 16 * 1024 * 1024
"""That must be left beside the file."""

Check = Callable[[dict[str, str]], Awaitable[None]]
"""Is asked with the fields before the file, when the file begins; what it raises refuses the file."""


@asynccontextmanager
async def uploaded(request: Request, folder: Path, check: Check) -> AsyncIterator[tuple[Path, dict[str, str]]]:
    """The file of a form and its fields, under `file` the name it was sent with; the file is gone after the block.

    Raises `ForbiddenError` for a form of another site's page, `InvalidInputError` for one that cannot be read,
    `DataFolderError` where there is no room.
    """
    fields: dict[str, str] = {}
    boundary, length = _announced(request)
    _check_room(folder, length)
    target = folder / f"{UPLOAD}{uuid4().hex}"
    try:
        fields = await _received(_Body(request.stream()), boundary, target, check)
        if not target.exists() or not target.stat().st_size:
            raise InvalidInputError("There is no file in that form.", remedy="Choose one first.", says="no_file")
        yield target, fields
    except (DamagedBackupError, NewerBackupError, WrongKeyError) as error:
        told = error.message.replace(str(target), fields.get("file") or "that file")
        raise type(error)(told, remedy=error.remedy) from error
    except ClientDisconnect:
        raise InvalidInputError("The file did not arrive.", remedy="Send it again.") from None
    except OSError as error:
        raise DataFolderError(f"{folder} cannot be written: {error.strerror}.", remedy="Free space there.") from error
    finally:
        with suppress(OSError):
            target.unlink(missing_ok=True)


def forget_uploads(folder: Path) -> None:
    """What a process left that was killed while a file came in."""
    for left in folder.glob(f"{UPLOAD}*"):
        left.unlink(missing_ok=True)


def _announced(request: Request) -> tuple[bytes, int]:
    """The boundary between parts, and how many bytes come."""
    if not same_origin(request.headers):
        raise ForbiddenError("A page of another site sent this.")
    head = BytesHeaderParser().parsebytes(f"Content-Type: {request.headers.get('content-type', '')}".encode())
    boundary = head.get_boundary()
    if head.get_content_type() != FORM_WITH_FILE or not boundary or not boundary.isascii():
        raise InvalidInputError("Send the form of this page.")
    told = request.headers.get("content-length", "")
    if not told.isdigit() or len(told) > 15:
        raise InvalidInputError("A form with a file tells its length first.")
    return b"\r\n--" + boundary.encode(), int(told)


def _check_room(folder: Path, needed: int) -> None:
    free = shutil.disk_usage(folder).free
    if free < needed + ROOM_BYTES:
        raise DataFolderError(
            f"The file has {needed / 1e6:.0f} MB, and {free / 1e6:.0f} MB are free in {folder}.",
            remedy="Free space there, or in a terminal: appliance restore FILE",
        )


class _Body:
    """What comes, up to a mark."""

    def __init__(self, stream: AsyncIterator[bytes]) -> None:
        self._stream, self._waiting, self._over = stream, bytearray(b"\r\n"), False

    async def until(self, mark: bytes, most: int) -> bytes:
        """All before the mark, which is taken away too. Raises `InvalidInputError` where it does not come in time."""
        found = b""
        async for piece in self.pieces(mark):
            found += piece
            if len(found) > most:
                raise InvalidInputError("A field of that form is too long.")
        return found

    async def pieces(self, mark: bytes) -> AsyncIterator[bytes]:
        """The same, piece by piece."""
        while (at := self._waiting.find(mark)) < 0:
            safe = len(self._waiting) - len(mark) + 1
            if safe > 0:
                yield bytes(self._waiting[:safe])
                del self._waiting[:safe]
            await self._more()
        yield bytes(self._waiting[:at])
        del self._waiting[: at + len(mark)]

    async def exactly(self, count: int) -> bytes:
        """So many bytes."""
        while len(self._waiting) < count:
            await self._more()
        found = bytes(self._waiting[:count])
        del self._waiting[:count]
        return found

    async def _more(self) -> None:
        try:
            self._waiting += await anext(self._stream)
        except StopAsyncIteration:
            raise InvalidInputError("That form cannot be read: it ends too early.") from None


async def _received(body: _Body, boundary: bytes, target: Path, check: Check) -> dict[str, str]:
    fields: dict[str, str] = {}
    await body.until(boundary, LONGEST_HEAD)
    for _ in range(MOST_FIELDS):
        if await body.exactly(2) != b"\r\n":
            return fields
        about = BytesHeaderParser().parsebytes(await body.until(b"\r\n\r\n", LONGEST_HEAD))
        name = str(about.get_param("name", "", "content-disposition"))
        if about.get_filename() is None:
            fields[name] = (await body.until(boundary, MOST_BYTES)).decode(errors="replace")
            continue
        await check(fields)
        named = str(about.get_filename()).replace("\\", "/").rpartition("/")[2][-80:]
        await _write(body.pieces(boundary), target)
        fields["file"] = named if named.isprintable() else ""
    raise InvalidInputError("That form has too many fields.")


async def _write(pieces: AsyncIterator[bytes], target: Path) -> None:
    waiting = bytearray()
    with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as sink:
        async for piece in pieces:
            waiting += piece
            if len(waiting) >= WRITTEN_AT_ONCE:
                await asyncio.to_thread(sink.write, bytes(waiting))
                waiting.clear()
        sink.write(waiting)
