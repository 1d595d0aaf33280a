"""python-telegram-bot's HTTP, with what it leaves out: which errors mean that nothing was done, and quiet logs."""

from __future__ import annotations

import json
import re
from http import HTTPStatus
from typing import Any

import httpx
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    TelegramError,
)
from telegram.request import HTTPXRequest

from appliance.channels.telegram.faults import (
    BlockedError,
    FloodError,
    MovedError,
    RejectedError,
    ServerError,
    TakenError,
    TokenError,
    UnclearError,
    UnsentError,
    hidden,
)
from appliance.errors import CarrierError

NOTHING_LEFT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.UnsupportedProtocol,
    httpx.ProxyError,
)
"""Raised before the first byte of a request."""

FLOOD_SECONDS = 5
"""To wait after a 429 that does not say how long."""

GONE = re.compile(
    r"chat not found|user not found|peer_id_invalid|user_is_blocked|user is deactivated"
    r"|group chat was (deactivated|deleted)",
    re.IGNORECASE,
)

COPY_IT_ANEW = "Copy the token anew from @BotFather, and check TELEGRAM_BASE_URL where that is set."
ONE_POLLER = "Stop the other program that uses this bot, or make a bot of its own for it with @BotFather."


OF_THE_ADDRESS = frozenset({HTTPStatus.UNAUTHORIZED, HTTPStatus.NOT_FOUND})
"""Pages of these mean that no Bot API is at this address; Telegram itself answers so to what is no token."""

OF_THE_MESSAGE = frozenset({HTTPStatus.REQUEST_ENTITY_TOO_LARGE, HTTPStatus.REQUEST_URI_TOO_LONG})
"""Pages of these mean that what was sent is too large for somebody on the way."""


class ServerSideError(TelegramError):
    """A status of 500 or more, of whomever, or a proxy's page of 400 or more: it counts as not done.

    The library makes the same error of these as of a broken connection.
    """

    def __init__(self, status: int) -> None:
        super().__init__(f"Telegram, or a gateway before it, could not do it ({status}).")


class TooManyError(TelegramError):
    """A 429. The library's own warns, at each one, that it will change."""

    def __init__(self, wait_seconds: int) -> None:
        super().__init__("Too many requests.")
        self.wait_seconds = float(wait_seconds)


class Request(HTTPXRequest):
    """As the library's, but for what `do_request` and `parse_json_payload` say."""

    async def do_request(self, *args: Any, **options: Any) -> tuple[int, bytes]:
        """The status and what came with it; raises here, where both are known, what the library would mix up.

        A refusal of Telegram's is JSON that says so, whatever the status: some servers say it with 200. A page is of
        somebody in between, who means nobody's chat by it.
        """
        status, payload = await super().do_request(*args, **options)
        refusal = refusal_in(payload)
        if status < HTTPStatus.MULTIPLE_CHOICES:
            if refusal is None:
                return status, payload
            status = _code_of(refusal)
        if status == HTTPStatus.TOO_MANY_REQUESTS or _wait_in(refusal) is not None:
            raise TooManyError(retry_seconds(payload))
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise ServerSideError(status)
        if refusal is None and status >= HTTPStatus.BAD_REQUEST and status not in OF_THE_ADDRESS:
            if status in OF_THE_MESSAGE:
                raise BadRequest(f"{HTTPStatus(status).phrase} ({status})")
            raise ServerSideError(status)
        return status, payload

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Raises `TelegramError`, and does not log what came."""
        try:
            values = json.loads(payload.decode(errors="replace"))
        except (ValueError, RecursionError):
            values = None
        if not isinstance(values, dict):
            raise TelegramError("The answer was not Telegram's.")
        return values


def refusal_in(payload: bytes) -> dict[str, Any] | None:
    """An unsuccessful answer of the Bot API; None for anything else."""
    if b'"ok"' not in payload:
        return None
    try:
        values = json.loads(payload)
    except (ValueError, RecursionError):
        return None
    return values if isinstance(values, dict) and values.get("ok") is False else None


def _code_of(refusal: dict[str, Any]) -> int:
    code = refusal.get("error_code")
    return code if isinstance(code, int) and HTTPStatus.BAD_REQUEST <= code < 600 else HTTPStatus.INTERNAL_SERVER_ERROR


def _wait_in(refusal: dict[str, Any] | None) -> Any:
    parameters = (refusal or {}).get("parameters")
    return parameters.get("retry_after") if isinstance(parameters, dict) else None


def retry_seconds(payload: bytes) -> int:
    """How long a 429 says to wait: in its parameters, else in its words."""
    try:
        values = json.loads(payload)
        told = (values.get("parameters") or {}).get("retry_after")
        found = told if told is not None else re.findall(r"retry after (\d+)", str(values.get("description")))[0]
        return max(1, int(found))
    except (ValueError, TypeError, AttributeError, IndexError):
        return FLOOD_SECONDS


def translated(error: Exception) -> CarrierError:
    """The library's error as ours."""
    words = hidden(str(error))
    match error:
        case TooManyError():
            return FloodError(error.wait_seconds)
        case ChatMigrated():
            return MovedError(error.new_chat_id)
        case Forbidden():
            return BlockedError(f"Telegram does not deliver to this chat: {words}")
        case Conflict():
            return TakenError(f"Somebody else asks for this bot's messages: {words}", remedy=ONE_POLLER)
        case InvalidToken():
            return TokenError("Telegram knows no bot of this token.", remedy=COPY_IT_ANEW)
        case BadRequest():
            kind = BlockedError if GONE.search(words) else RejectedError
            return kind(f"Telegram refused it: {words}")
        case ServerSideError():
            return ServerError(str(error))
        case NetworkError() if isinstance(error.__cause__, NOTHING_LEFT):
            return UnsentError("Telegram cannot be reached.", remedy="Check the connection to the internet.")
        case _:
            return UnclearError("Telegram did not answer.")
