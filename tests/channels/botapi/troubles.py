"""What can go wrong on the way, one of them for a number of requests to a method."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field


@dataclass(frozen=True)
class BadStatus:
    """The request is not done; the answer is an error."""

    code: int
    description: str = "Internal Server Error"
    parameters: dict[str, int] = field(default_factory=dict)
    as_json: bool = True
    """Else a page of a gateway."""


@dataclass(frozen=True)
class Cut:
    """The connection is cut: before anything was done, or after all of it, without an answer."""

    done: bool


@dataclass(frozen=True)
class Broken:
    """A download ends after this share, though it was said to be whole."""

    share: float = 0.5
    in_pieces: bool = False
    """Chunked, without a word of how long it is."""


@dataclass(frozen=True)
class Held:
    """The answer comes when `go` is set; the request may be done before that."""

    go: asyncio.Event
    done_first: bool = True


@dataclass(frozen=True)
class WithoutForm:
    """An answer of another kind: what a portal of a hotel says to everything."""

    content: bytes = b"<html>Please sign in</html>"


@dataclass(frozen=True)
class Said:
    """An answer byte for byte, of whatever stands in between; the request may be done before it."""

    status: int
    content: bytes
    kind: str = "text/html"
    done_first: bool = False


Trouble = Said | BadStatus | Cut | Broken | Held | WithoutForm


def flood(seconds: int) -> BadStatus:
    return BadStatus(429, f"Too Many Requests: retry after {seconds}", {"retry_after": seconds})


class Troubles:
    """Which are still to come, by method (lower case); `*` is any method, `file` a download."""

    def __init__(self) -> None:
        self._to_come: dict[str, list[Trouble]] = {}

    def add(self, method: str, trouble: Trouble, times: int) -> None:
        self._to_come.setdefault(method.lower(), []).extend([trouble] * times)

    def clear(self) -> None:
        self._to_come.clear()

    def next(self, method: str) -> Trouble | None:
        for name in (method, "*") if method != "file" else (method,):
            if waiting := self._to_come.get(name):
                return waiting.pop(0)
        return None
