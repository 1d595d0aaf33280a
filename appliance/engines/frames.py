"""The child's side of `child.py`: framed requests in, framed replies out, one at a time.

A frame is two little-endian 32-bit lengths (header, payload), a JSON header and a binary payload. A reply may come in
parts: frames marked `more`, then one that is not. Imports only what a small process needs: this module is the whole
overhead of an engine in a child process.
"""

from __future__ import annotations

import json
import os
import select
import struct
import sys
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

LENGTHS = struct.Struct("<II")
"""Bytes of header, bytes of payload."""

Header = dict[str, Any]
Frame = tuple[Header, bytes]
Cancelled = Callable[[], bool]
"""Asked by a handler between two pieces of work: true when nobody waits for the reply any more."""
Handler = Callable[[Header, bytes, Cancelled], Frame | Iterator[Frame]]
"""Answers one request by one frame, or by the parts of a reply as they are made."""

FORBIDDEN = frozenset(
    {"socket.connect", "socket.bind", "socket.sendto", "socket.sendmsg", "socket.getaddrinfo", "socket.gethostbyname"}
    | {"socket.gethostbyaddr", "socket.getnameinfo"}
)
"""Audit events of the `socket` module that no engine has a reason for once its model is here."""


class ToldError(Exception):
    """An error of a child whose words may be shown and kept: they repeat nothing of what was asked."""


class UnsuitedError(ToldError):
    """The engine works, but cannot do this."""


_replies_to: int | None = None
"""Where replies go, once the process is set apart."""


def pack(header: Header, payload: bytes = b"") -> bytes:
    """One frame as bytes."""
    head = json.dumps(header).encode()
    return LENGTHS.pack(len(head), len(payload)) + head + payload


class Inbox:
    """Frames arriving on a file descriptor; knows which requests were cancelled before they were answered."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._waiting: deque[Frame] = deque()
        self._cancelled: set[int] = set()
        self._ended = False

    def next(self) -> Frame | None:
        """The next request that somebody still waits for; None when the parent has gone."""
        while True:
            while not self._waiting and not self._ended:
                self._receive()
            if not self._waiting:
                return None
            header, payload = self._waiting.popleft()
            if header["id"] not in self._cancelled:
                return header, payload
            self._cancelled.discard(header["id"])

    def cancelled(self, request_id: int) -> bool:
        """Whether the parent has taken this request back, or has gone."""
        while not self._ended and select.select([self._descriptor], [], [], 0)[0]:
            self._receive()
        return self._ended or request_id in self._cancelled

    def answered(self, request_id: int) -> None:
        """Forget it."""
        self._cancelled.discard(request_id)

    def _receive(self) -> None:
        lengths = self._read(LENGTHS.size)
        if len(lengths) < LENGTHS.size:
            self._ended = True
            return
        head_bytes, payload_bytes = LENGTHS.unpack(lengths)
        header = json.loads(self._read(head_bytes) or b"{}")
        payload = self._read(payload_bytes)
        if "cancel" in header:
            self._cancelled.add(header["cancel"])
        elif "id" in header:
            self._waiting.append((header, payload))

    def _read(self, size: int) -> bytes:
        pieces = []
        while size and (piece := os.read(self._descriptor, size)):
            pieces.append(piece)
            size -= len(piece)
        return b"".join(pieces)


def set_apart() -> None:
    """Make this process one that only answers its parent: before anything heavy is imported, and once.

    Whatever it prints goes to standard error, so that a chatty library cannot break the frames. It reaches nobody over
    a network, and is the first to go where the machine runs out of memory.
    """
    global _replies_to
    if _replies_to is not None:
        return
    _replies_to = os.dup(1)
    os.dup2(2, 1)
    sys.addaudithook(_refuse_network)
    with suppress(OSError), open("/proc/self/oom_score_adj", "w") as mine:
        mine.write("500")


def serve(handler: Handler) -> None:
    """Answer requests from standard input until the parent closes it."""
    set_apart()
    if _replies_to is None:
        raise RuntimeError("this process was not set apart")
    inbox = Inbox(0)
    while (request := inbox.next()) is not None:
        header, payload = request
        request_id: int = header.pop("id")
        try:
            for frame in _answers(handler, header, payload, lambda asked=request_id: inbox.cancelled(asked)):  # type: ignore[misc]
                _write(_replies_to, pack({**frame[0], "id": request_id}, frame[1]))
        except BrokenPipeError:
            return
        inbox.answered(request_id)


def _answers(handler: Handler, header: Header, payload: bytes, cancelled: Cancelled) -> Iterator[Frame]:
    try:
        answer = handler(header, payload, cancelled)
        if isinstance(answer, tuple):
            yield answer
            return
        for part, data in answer:
            yield {**part, "more": True}, data
        yield {}, b""
    except Exception as error:  # the parent decides what to do about it
        kind = {"told": isinstance(error, ToldError), "unsuited": isinstance(error, UnsuitedError)}
        yield {"error": type(error).__name__, "words": str(error), **kind}, b""


def _refuse_network(event: str, args: tuple[object, ...]) -> None:
    if event in FORBIDDEN:
        raise ToldError(f"an engine tried to use the network ({event})")


def _write(descriptor: int, frame: bytes) -> None:
    view = memoryview(frame)
    while view:
        view = view[os.write(descriptor, view) :]
