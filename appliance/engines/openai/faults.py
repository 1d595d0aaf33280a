"""What goes wrong with an engine on a server, in words: each fault says what to do about it.

What a server says of a fault is repeated only as far as it repeats nothing of what was sent.
"""

from __future__ import annotations

import json
import re
from typing import Any

import httpx

from appliance.engines.openai.server import Server
from appliance.errors import EngineError

MOST_WORDS, MOST_QUOTED = 1000, 160
"""Characters of a server's own words: read, and repeated in a message."""

LONGEST_ECHO = 12
"""Characters that the server's words may share with what was sent."""

NO_SUCH_MODEL = re.compile(
    r"\bmodels?\b.{0,80}\b(not found|does not exist|do not exist|not exist|not installed|not available|not loaded)"
    r"|\b(unknown|no such|invalid|could not find|cannot find|failed to load) .{0,20}\bmodel",
    re.IGNORECASE | re.DOTALL,
)
TOO_LONG = re.compile(r"context (size|length|window)|n_ctx|too many tokens|maximum context", re.IGNORECASE)

HUNG_UP = re.compile(r"disconnected|closed connection")
"""In the protocol errors of httpcore and h11."""


class RefusedError(EngineError):
    """A server answered with an HTTP status that is no success."""

    def __init__(self, message: str, *, remedy: str, status: int, words: str) -> None:
        super().__init__(message, remedy=remedy)
        self.status = status
        self.words = words
        """The server's own, also where they are not repeated in the message: not for logs."""

    @property
    def is_unknown_model(self) -> bool:
        return _is_unknown_model(self.status, self.words)


def refused(server: Server, path: str, status: int, body: bytes, sent: str) -> RefusedError:
    """The fault that a status means; `sent` is what was said, which may not be repeated."""
    words = words_of(body)
    said, remedy = _meaning(path, status, words)
    quoted = "" if status in (401, 403) else _quoted(words, sent, server.key)
    return RefusedError(f"{server.name}: the server {said}{quoted}", remedy=remedy, status=status, words=words)


def broken_off(server: Server, body: bytes, sent: str) -> EngineError:
    """The fault that a server tells in the middle of a streamed answer."""
    quoted = _quoted(words_of(body), sent, server.key)
    return EngineError(f"{server.name}: the server broke off{quoted}", remedy="Its own log says why.")


def _meaning(path: str, status: int, words: str) -> tuple[str, str]:
    if status in (401, 403):
        return "refused the key, or wants one", "Write the key into a file and name it: ?key_file=/path/to/file"
    if _is_unknown_model(status, words):
        return "does not know the model", "Give the model's name as the server lists it under /v1/models."
    if status in (404, 405):
        return f"has nothing at {path}", "Is it the right sort of server, and does its address end in /v1?"
    if status in (400, 413) and TOO_LONG.search(words):
        return "cannot take so long a conversation", "Give its length in tokens, as the server was started: ?context="
    if status in (429, 503):
        return f"is overloaded or still loading (HTTP {status})", "It is tried again later; does it serve others too?"
    if status >= 500:
        return f"failed (HTTP {status})", "Its own log says why."
    return f"refused the request (HTTP {status})", "Its own log says why; is it the right sort of server?"


def words_of(body: bytes) -> str:
    """The server's words about a fault, from the places where servers put them; empty where there are none."""
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        return ""
    found = _told(told)
    return " ".join(found.split())[:MOST_WORDS] if isinstance(found, str) else ""


def _told(told: Any) -> Any:
    for key in ("error", "message", "detail", "msg"):
        while isinstance(told, dict) and key in told:
            told = told[key]
        if isinstance(told, list) and told:  # of faults: the first, as FastAPI tells them
            told = told[0]
    return told


def _is_unknown_model(status: int, words: str) -> bool:
    return status in (400, 404, 422) and NO_SUCH_MODEL.search(words) is not None


def _quoted(words: str, sent: str, key: str) -> str:
    """The words in brackets; nothing where they repeat the key or something of what was sent."""
    ends = range(LONGEST_ECHO, len(words) + 1)
    echoes = any(words[end - LONGEST_ECHO : end] in sent for end in ends) or (key and key in words)
    return f" ({words[:MOST_QUOTED]})" if words and not echoes else ""


def unreached(name: str, host: str, error: Exception) -> EngineError:
    """The fault that an httpx error means."""
    if isinstance(error, httpx.ConnectTimeout):
        return EngineError(f"{name}: {host} does not answer", remedy="Is that machine on, and is its address right?")
    if isinstance(error, httpx.TimeoutException | TimeoutError):
        return EngineError(f"{name}: the server took too long", remedy="Is it busy, or too slow for its model?")
    if "WRONG_VERSION_NUMBER" in str(error):
        return EngineError(f"{name}: {host} speaks no https", remedy="Write http:// in its address.")
    if "CERTIFICATE_VERIFY_FAILED" in str(error):
        return EngineError(
            f"{name}: {host} has a certificate that this machine does not trust",
            remedy="Add it to the trusted certificates of this machine, or use http within the home.",
        )
    if isinstance(error, httpx.ConnectError):
        return EngineError(
            f"{name}: nothing answers at {host}", remedy="Is the server started, and are address and port right?"
        )
    if isinstance(error, httpx.InvalidURL):  # the server's own is checked when it is built
        return misread(name, "a redirect to no address")
    if isinstance(error, httpx.ProtocolError) and not HUNG_UP.search(str(error)):
        return misread(name, "something that is not HTTP")
    return EngineError(f"{name}: the server hung up in mid-answer", remedy="Its own log says why.")


def misread(name: str, what: str) -> EngineError:
    """An answer that is not what was asked for."""
    return EngineError(f"{name}: the server answered {what}", remedy="Is it the right sort of server, and up to date?")
