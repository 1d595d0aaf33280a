"""How a command in another process talks to the appliance on duty: a Unix socket in the data folder.

One JSON object a line each way, answered in order. Only root and the user that runs the appliance may ask. An answer
with the key `error` is a refusal: `{"error": {"code", "message", "remedy", "exit_code"}}`.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import socket
import struct
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path
from typing import Any

from appliance.errors import (
    AnswerLostError,
    ApplianceError,
    DataFolderError,
    InvalidInputError,
    NobodyOnDutyError,
    SetupError,
)

LOG = logging.getLogger(__name__)

SOCKET_FILE = "control.sock"

LONGEST_LINE_BYTES = 64 * 1024
"""Of a request, without the end of its line."""

LONGEST_ANSWER_BYTES = 1024 * 1024

FINISH_SECONDS = 5.0
"""How long a request under way may still take once the appliance goes off duty."""

LONGEST_PATH_BYTES = 107
"""Of a socket's address: `sun_path` has 108 with its closing zero (unix(7))."""

CREDENTIALS = struct.Struct("3i")
"""`struct ucred` of SO_PEERCRED: process, user and group id of whoever connected (unix(7))."""

Message = dict[str, Any]
Handle = Callable[[Message], Awaitable[Message]]


@asynccontextmanager
async def control_socket(folder: Path, handle: Handle) -> AsyncIterator[None]:
    """Answer requests in this folder for as long as the context lasts.

    The caller holds the duty lock, so a socket file that is there already belongs to a dead process and is replaced.
    Several requests may be in `handle` at once, one of each connection. Raises `DataFolderError` where the folder
    cannot hold a socket.
    """
    listening, desk = _bound(folder), _Desk(handle)
    server = await asyncio.start_unix_server(desk.accept, sock=listening, limit=LONGEST_LINE_BYTES)
    try:
        yield
    finally:
        server.close()
        with suppress(OSError):
            (folder / SOCKET_FILE).unlink(missing_ok=True)
        await desk.close()


async def ask(folder: Path, message: Message, timeout_seconds: float = 30.0) -> Message:
    """Ask the appliance on duty, and return its answer.

    Raises `NobodyOnDutyError` where none listens, `AnswerLostError` where the answer never came, and a refusal as the
    error it was over there.
    """
    line = _encoded(message)
    if len(line) > LONGEST_LINE_BYTES + 1:
        raise InvalidInputError(f"A request may have {LONGEST_LINE_BYTES} bytes, not {len(line) - 1}.")
    try:
        async with asyncio.timeout(timeout_seconds), _connected(folder) as (reader, writer):
            writer.write(line)
            await writer.drain()
            answer = json.loads(await reader.readuntil(b"\n"))
    except (EOFError, OSError, ValueError, RecursionError, asyncio.LimitOverrunError) as error:
        raise AnswerLostError(
            f"The appliance on {folder} was asked, but its answer did not come ({type(error).__name__}).",
            remedy="The request may or may not have been done; it can be sent again with the same id.",
        ) from error
    if not isinstance(answer, dict):
        raise AnswerLostError(f"The appliance on {folder} answered something that is no object.")
    if "error" in answer:
        raise _revived(answer["error"])
    return answer


class _Desk:
    """Holds the connections, each in a task of its own."""

    def __init__(self, handle: Handle) -> None:
        self._handle = handle
        self._closing = False
        self._talks: set[asyncio.Task[None]] = set()
        self._busy: set[asyncio.Task[None] | None] = set()

    def accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        talk = asyncio.create_task(self._talk(reader, writer), name="control connection")
        self._talks.add(talk)
        talk.add_done_callback(self._talks.discard)
        talk.add_done_callback(lambda _: writer.close())  # a task cancelled before it began runs no `finally`

    async def close(self) -> None:
        """End idle connections at once, the others with their answer, or after `FINISH_SECONDS` without it."""
        self._closing = True
        for talk in self._talks - self._busy:
            talk.cancel()
        talks = list(self._talks)
        if talks:
            _, late = await asyncio.wait(talks, timeout=FINISH_SECONDS)
            for talk in late:
                talk.cancel()
            await asyncio.gather(*talks, return_exceptions=True)

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            if not _may_ask(writer):
                LOG.warning("a process of another user was refused at the control socket")
                writer.write(_refusal(SetupError("Only the user that runs the appliance may ask it, and root.")))
                return
            while not self._closing and (answer := await self._next_answer(reader)) is not None:
                writer.write(answer)
                await writer.drain()
                self._busy.discard(asyncio.current_task())
        except ConnectionError:
            pass  # the other end went away; what it asked for is done all the same
        finally:
            self._busy.discard(asyncio.current_task())

    async def _next_answer(self, reader: asyncio.StreamReader) -> bytes | None:
        """Read one request and carry it out; None where the connection ended. From reading on it is busy."""
        try:
            line = await _read_line(reader)
        except InvalidInputError as error:
            return _refusal(error)
        if line is None:
            return None
        self._busy.add(asyncio.current_task())
        return await self._answer(line)

    async def _answer(self, line: bytes) -> bytes:
        try:
            return _encoded(await self._handle(_decoded(line)))
        except ApplianceError as error:
            return _refusal(error)
        except Exception as error:
            # The type only: what was asked may be private, and a message may quote it.
            LOG.error("a request at the control socket failed: %s", type(error).__name__)
            return _refusal(ApplianceError("Something unexpected failed.", remedy="The log of the appliance names it."))


async def _read_line(reader: asyncio.StreamReader) -> bytes | None:
    """The next line; None at the end. Raises `InvalidInputError` for one too long, once all of it has come, so that
    the other end is not still writing when it is told."""
    too_long = False
    while True:
        try:
            line = await reader.readuntil(b"\n")
        except asyncio.LimitOverrunError as error:
            too_long = True
            await reader.readexactly(error.consumed)
        except asyncio.IncompleteReadError as error:
            if error.partial or too_long:
                raise InvalidInputError("The connection ended in the middle of a line.") from error
            return None
        else:
            if too_long:
                raise InvalidInputError(f"A line may have {LONGEST_LINE_BYTES} bytes.")
            return line


def _decoded(line: bytes) -> Message:
    try:
        message = json.loads(line)
    except (ValueError, RecursionError):
        message = None
    if not isinstance(message, dict):
        raise InvalidInputError("A request is one JSON object on one line.")
    return message


def _encoded(message: Message) -> bytes:
    return json.dumps(message).encode("ascii") + b"\n"


def _refusal(error: ApplianceError) -> bytes:
    told = {"code": error.code, "message": error.message, "remedy": error.remedy, "exit_code": error.exit_code}
    return _encoded({"error": told})


def _revived(told: Any) -> ApplianceError:
    """The error of another process: of the same class where its code has one here."""
    told = told if isinstance(told, dict) else {}
    code, exit_code = str(told.get("code", ApplianceError.code)), told.get("exit_code", ApplianceError.exit_code)
    kind = next((each for each in _tree(ApplianceError) if each.code == code), ApplianceError)
    error = kind(str(told.get("message", "The appliance refused.")), remedy=str(told.get("remedy", "")))
    vars(error).update(code=code, exit_code=exit_code if isinstance(exit_code, int) else ApplianceError.exit_code)
    return error


def _tree(root: type[ApplianceError]) -> Iterator[type[ApplianceError]]:
    yield root
    for child in root.__subclasses__():
        yield from _tree(child)


def _may_ask(writer: asyncio.StreamWriter) -> bool:
    connection: socket.socket = writer.get_extra_info("socket")
    told = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, CREDENTIALS.size)
    _, user, _ = CREDENTIALS.unpack(told)
    return user in (0, os.geteuid())


def _bound(folder: Path) -> socket.socket:
    bound = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        (folder / SOCKET_FILE).unlink(missing_ok=True)
        with _address(folder) as address:
            bound.bind(address)
            os.chmod(address, 0o600)  # before it listens, so nobody got in under the wider mode
    except OSError as error:
        bound.close()
        raise DataFolderError(
            f"{folder / SOCKET_FILE} cannot be made: {error.strerror or error}.",
            remedy="Remove what has that name, or set LOCAL_DATA_PATH to a folder on a disk of this machine.",
        ) from error
    return bound


@asynccontextmanager
async def _connected(folder: Path) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    try:
        with _address(folder) as address:
            reader, writer = await asyncio.open_unix_connection(address, limit=LONGEST_ANSWER_BYTES)
    except (FileNotFoundError, NotADirectoryError, ConnectionRefusedError) as error:
        raise NobodyOnDutyError(f"No appliance is on duty on {folder}.", remedy="Start it: appliance run") from error
    except PermissionError as error:
        raise SetupError(
            f"The appliance on {folder} belongs to another user.", remedy="Run the command as the user that runs it."
        ) from error
    try:
        yield reader, writer
    finally:
        writer.transport.abort()  # a close would first wait for an appliance that does not read
        with suppress(OSError):
            await writer.wait_closed()


@contextmanager
def _address(folder: Path) -> Iterator[str]:
    """The socket's name for bind and connect. In a deep folder it goes by way of an open descriptor of the folder."""
    plain = os.fspath(folder / SOCKET_FILE)
    if len(os.fsencode(plain)) <= LONGEST_PATH_BYTES:
        yield plain
        return
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{descriptor}/{SOCKET_FILE}"
    finally:
        os.close(descriptor)
